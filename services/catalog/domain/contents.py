"""内容清单 — read from print: numbers restored, a head that stands twice listed once (V36)."""

import re
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.contents_words import ContentHead, ContentsListed, ListContents
from services.catalog.domain.words import heading, plain
from shared.decider import Decider, InvalidError
from shared.record import Cause

MOST: Final = 40  # heads
TITLE: Final = 200
_NUMBER: Final = re.compile(r"^\s*[(（]?([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]\s*")
_SENTENCE: Final = re.compile(r"[。:：]")
_DIGITS: Final = {word: at for at, word in enumerate("一二三四五六七八九十", start=1)}


class Contents(Struct, frozen=True):
    """What must be remembered: how often a unit has listed its contents."""

    version: int = 0


class Asked(Struct, frozen=True, kw_only=True):
    """登记内容清单 — what was asked, and how many heads the scheme in force says there are."""

    asked: ListContents
    expected: int = 0


class ListEmptyError(InvalidError):
    """请粘贴内容清单，每一大项一行，最多40项。"""


class HeadTooLongError(InvalidError):
    """内容清单的大项名称太长，每项请写在200字以内。"""


class HeadsMiscountedError(InvalidError):
    """内容清单的大项数与方案不符。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with both numbers."""
        found, expected = self.args
        return f"方案写明公开内容分{expected}大类，这份清单有{found}项；确实如此的，请写明理由。"


def contents_id_of(unit: str) -> UUID:
    """Return the stream of a unit's list of contents."""
    return uuid5(UUID(unit), "contents")


def read_list(text: str) -> tuple[tuple[ContentHead, ...], tuple[str, ...]]:
    """Return the heads of a printed list, and a remark on whatever was put right.

    A head without a number takes the one that is missing before the next (S3-35); a head that
    stands twice is one head with both numbers (S3-13).
    """
    heads: dict[str, ContentHead] = {}
    remarks: list[str] = []
    for number, line, restored in _numbered(text):
        if restored:
            remarks.append(f"原文缺少编号的一项，按前后编号补为第{number}项。")
        title, words = _parted(line)
        known = heads.get(heading(title))
        if known is None:
            heads[heading(title)] = ContentHead(numbers=(number,), title=title, words=words)
            continue
        remarks.append(f"第{number}项与第{known.numbers[0]}项“{title}”相同，只列一次。")
        heads[heading(title)] = replace(known, numbers=(*known.numbers, number))
    return tuple(heads.values()), tuple(remarks)


def _numbered(text: str) -> list[tuple[int, str, bool]]:
    """Return each line with its number, and whether the number was missing in print."""
    found: list[tuple[int, str, bool]] = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        mark = _NUMBER.match(line)
        number = _number(mark.group(1)) if mark else (found[-1][0] if found else 0) + 1
        found.append((number, plain(_NUMBER.sub("", line)), mark is None))
    return found


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    tens, _, ones = word.rpartition("十")
    if "十" not in word:
        return _DIGITS[word[0]]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _parted(line: str) -> tuple[str, str]:
    """Return the head of a line, and the words that explain it."""
    parts = _SENTENCE.split(line, maxsplit=1)
    return parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""


def decide(command: Asked, contents: Contents, cause: Cause) -> list[ContentsListed]:
    """Answer who lists what a unit's plan says is to be disclosed."""
    asked = command.asked
    heads, remarks = read_list(asked.text)
    if not heads or len(heads) > MOST:
        raise ListEmptyError(field="text")
    if any(len(each.title) > TITLE for each in heads):
        raise HeadTooLongError(field="text")
    if command.expected not in {0, len(heads)} and not asked.reason.strip():
        raise HeadsMiscountedError(len(heads), command.expected, field="reason")
    return [
        ContentsListed(
            unit=cause.unit,
            version=contents.version + 1,
            title=asked.title.strip() or "本单位内容清单",
            heads=heads,
            remarks=remarks,
            reason=asked.reason.strip(),
            listed_by=cause.actor,
        )
    ]


def evolve(_: Contents, event: ContentsListed) -> Contents:
    """Return what is remembered after an event."""
    return Contents(event.version)


CONTENTS: Decider[Asked, Contents, ContentsListed] = Decider(Contents(), decide, evolve)
