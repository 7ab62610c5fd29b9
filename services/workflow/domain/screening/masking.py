"""遮盖 — what was found, so written that one knows which it is and cannot read it."""

from collections.abc import Iterable
from typing import Final

from services.workflow.domain.screening.terms import FindingKind, Hit

MASK: Final = "*"
_CONTEXT: Final = 8  # characters on either side
_SHOWN: Final = {  # how many characters stay at either end
    FindingKind.IDENTITY: (3, 2),
    FindingKind.MOBILE: (3, 2),
    FindingKind.LANDLINE: (4, 1),
    FindingKind.BANK_CARD: (4, 2),
    FindingKind.PLATE: (2, 1),
    FindingKind.TRAVEL: (1, 2),
    FindingKind.MILITARY: (2, 2),
    FindingKind.EMAIL: (1, 0),
    FindingKind.ACCOUNT: (1, 0),
    FindingKind.ADDRESS: (2, 0),
    FindingKind.MINOR: (1, 0),
    FindingKind.NAME: (1, 0),
    FindingKind.SECRET_NUMBER: (1, 1),
    FindingKind.UNIT_WORD: (1, 0),
}


def masked(text: str, found: Iterable[Hit]) -> str:
    """Return a text, equally long, in which nothing that was found can be read."""
    letters = list(text)
    for hit in found:
        for place in _hidden(text, hit):
            letters[place] = MASK
    return "".join(letters)


def excerpt(text: str, hit: Hit, found: Iterable[Hit]) -> str:
    """Return one thing found with a few characters around it, all that was found masked."""
    safe = masked(text, found)
    start, end = max(0, hit.start - _CONTEXT), min(len(text), hit.end + _CONTEXT)
    cut = " ".join(safe[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def _hidden(text: str, hit: Hit) -> list[int]:
    """Return which characters are covered: letters and figures, not the gaps between them."""
    if hit.kind is FindingKind.MARK:  # a mark says nothing but that it is one
        return []
    head, tail = _SHOWN[hit.kind]
    places = [n for n in range(hit.start, hit.end) if text[n].isalnum()]
    return places[head : max(head, len(places) - tail)]
