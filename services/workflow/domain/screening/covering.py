"""脱密 — where in a text something must be covered before everybody may read it (三(一)审核)."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.screening.reading import read
from services.workflow.domain.screening.screen import hits
from services.workflow.domain.screening.secrecy import unit_words
from services.workflow.domain.screening.terms import FindingKind

COVER: Final = "***"  # of one length, so that nothing tells how long it was
LINES: Final = (  # what is known by its figures alone, also where a line breaks it in two
    FindingKind.IDENTITY,
    FindingKind.BANK_CARD,
    FindingKind.MOBILE,
    FindingKind.LANDLINE,
    FindingKind.SECRET_NUMBER,
)
CELLS: Final = (FindingKind.IDENTITY,)  # sums side by side often look like other numbers


class Wanted(Struct, frozen=True, kw_only=True):
    """脱密要求 — kinds to cover, the words of the unit's list, and words that a person typed."""

    kinds: tuple[FindingKind, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def only(self, kinds: tuple[FindingKind, ...]) -> "Wanted":
        """Return as much of this as speaks of these kinds; typed words are always meant."""
        return replace(self, kinds=tuple(each for each in self.kinds if each in kinds))


def spans(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """Return where a text is to be covered, from, up to before; in order, none touching another."""
    found = [(each.start, each.end) for each in unit_words(read(text), wanted.phrases)]
    if wanted.kinds:
        found += [(h.start, h.end) for h in hits(text, wanted.words) if h.kind in wanted.kinds]
    return _joined(sorted(found))


def covered(text: str, wanted: Wanted) -> str:
    """Return a text in which nothing wanted can be read, nor how long it was."""
    return without([text], spans(text, wanted))[0]


def without(parts: Sequence[str], places: Sequence[tuple[int, int]]) -> list[str]:
    """Return the parts of one text with these places covered, each where it begins."""
    cut, at = [], 0
    for part in parts:
        cut.append(_cut(part, at, places))
        at += len(part)
    return cut


def _cut(part: str, at: int, places: Sequence[tuple[int, int]]) -> str:
    end = at + len(part)
    for first, last in reversed([each for each in places if each[0] < end and at < each[1]]):
        begun = COVER if first >= at else ""
        part = part[: max(first - at, 0)] + begun + part[last - at :]
    return part


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in found:
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
