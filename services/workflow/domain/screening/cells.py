"""分格 — a number that is cut over neighbouring cells of a row, as forms with a box a figure do.

Sums side by side often look like other numbers: an identity number is told by its check digit
alone; cards and telephones only where the row says that they are such.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from services.workflow.domain.screening.screen import hits
from services.workflow.domain.screening.terms import FindingKind, Hit

MOST: Final = 24  # cells over which one number may be cut
LENGTH: Final = range(11, 20)  # figures of a number that is looked for
_GAPS: Final = re.compile(r"[\s\-·._]")
_LAST: Final = re.compile(r"(?<![\dA-Za-z])\d+$")
_FIRST: Final = re.compile(r"^\d*[\dXx](?![\dA-Za-z])")
_WORDS: Final = {
    FindingKind.IDENTITY: re.compile(r""),
    FindingKind.BANK_CARD: re.compile(r"卡号|账号|帐号|银行卡|一卡通"),
    FindingKind.MOBILE: re.compile(r"手机|电话|联系方式"),
}


def over_cells(cells: Sequence[str]) -> Iterator[str]:
    """Yield the numbers that no cell of a row holds by itself, each with the words before it."""
    bare = [_GAPS.sub("", each) for each in cells]
    first = 0
    while first < len(bare) - 1:
        found = _longest(bare, first)
        if found is None:
            first += 1
            continue
        number, last = found
        words = " ".join(each.strip() for each in cells[max(0, first - 2) : first])
        yield f"{words[-20:]} {number}".strip()
        first = last


def _longest(bare: Sequence[str], first: int) -> tuple[str, int] | None:
    """Return the number that begins in a cell and ends in a later one, and in which."""
    head = _LAST.search(bare[first])
    if head is None:
        return None
    number, found = head[0], None
    for last in range(first + 1, min(len(bare), first + MOST)):
        tail = _FIRST.match(bare[last])
        if tail is None or len(number) + len(tail[0]) >= LENGTH.stop:
            break
        number += tail[0]
        if len(number) in LENGTH and _is_told(number, "".join(bare[: first + 1])):
            found = number, last
        if tail[0] != bare[last]:
            break
    return found


def _is_told(number: str, before: str) -> bool:
    told: list[Hit] = [each for each in hits(number) if each.end - each.start == len(number)]
    return any(each.kind in _WORDS and _WORDS[each.kind].search(before) for each in told)
