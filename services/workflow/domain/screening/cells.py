"""分格 — a number that is cut over neighbouring cells of a row, as forms with a box a figure do.

Sums side by side often look like other numbers: an identity number is told by its check digit
alone; cards and telephones only where the row says that they are such.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from services.workflow.domain.screening.numbers import is_card, is_identity

MOST: Final = 24  # cells over which one number may be cut
LENGTH: Final = range(11, 20)  # figures of a number that is looked for
_GAPS: Final = re.compile(r"[\s\-·._]")
_LAST: Final = re.compile(r"(?<![\dA-Za-z])\d+$")
_FIRST: Final = re.compile(r"^\d*[\dXx](?![\dA-Za-z])")
_IDENTITY: Final = 18
_CARDS: Final = range(16, 20)
_CARD: Final = re.compile(r"卡号|账号|帐号|银行卡|一卡通")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_PHONE: Final = re.compile(r"手机|电话|联系方式")
_BEFORE: Final = 3  # cells in which it stands what a number is


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
    before = "".join(bare[max(0, first - _BEFORE) : first + 1])
    number, found = head[0], None
    for last in range(first + 1, min(len(bare), first + MOST)):
        tail = _FIRST.match(bare[last])
        if tail is None or len(number) + len(tail[0]) >= LENGTH.stop:
            break
        number += tail[0]
        if len(number) in LENGTH and _is_told(number, before):
            found = number, last
        if tail[0] != bare[last]:
            break
    return found


def _is_told(number: str, before: str) -> bool:
    if len(number) == _IDENTITY:
        return is_identity(number) or (is_card(number) and bool(_CARD.search(before)))
    if len(number) == LENGTH.start:
        return bool(_MOBILE.fullmatch(number)) and bool(_PHONE.search(before))
    return len(number) in _CARDS and bool(_CARD.search(before)) and is_card(number)
