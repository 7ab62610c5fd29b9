"""申请的文字 — how long each part of a request and of its answer may be, and what it is called."""

import unicodedata
from typing import Final

from services.feedback.domain.writing import ControlCharacterError, TextTooLongError, harmful
from shared.decider import InvalidError

PARTS: Final = {
    "subject": "申请公开的内容",
    "purpose": "用途",
    "form": "希望的形式",
    "wanted": "需要补正的内容",
    "extension": "延期理由",
    "party": "第三方",
    "said": "第三方的意见",
    "opinion": "研究意见",
    "basis": "依据的规定",
    "reason": "理由",
    "scope": "公开范围",
    "shape": "公开形式",
    "explanation": "说明",
    "returned": "退回理由",
    "complaint": "不同意的理由",
    "finding": "督察意见",
    "verdict_reason": "复核理由",
    "title": "事项名称",
    "erasure": "删除的法律依据",
}
LONGEST: Final = {  # characters
    "subject": 2_000,
    "purpose": 500,
    "form": 100,
    "wanted": 1_000,
    "extension": 500,
    "party": 200,
    "said": 2_000,
    "opinion": 3_000,
    "basis": 200,
    "reason": 3_000,
    "scope": 30,
    "shape": 30,
    "explanation": 5_000,
    "returned": 500,
    "complaint": 3_000,
    "finding": 3_000,
    "verdict_reason": 3_000,
    "title": 100,
    "erasure": 200,
}
PAGES: Final = 500  # pages that may be named at once
DIGITS: Final = 5  # of a page's number


class PartMissingError(InvalidError):
    """此栏不能为空，也不能只有空格。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the part's own name in it."""
        return f"{PARTS[self.field]}不能为空，也不能只有空格。"


class PartTooLongError(TextTooLongError):
    """此栏太长。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the limit and the length that was given."""
        given, limit = self.args
        return f"{PARTS[self.field]}最多{limit}字，现有{given}字，请删减后再提交。"


class PartControlError(ControlCharacterError):
    """此栏含有看不见的控制字符，请删除后再提交。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the part's name and the code of the character at fault."""
        code = self.args[0]
        return f"{PARTS[self.field]}含有看不见的控制字符（{code}），请删除后再提交。"


def stated(text: str, part: str) -> str:
    """Return a part as it will be kept: line ends made equal, edges trimmed.

    Raises:
        PartMissingError: nothing, or nothing but blanks.
        PartTooLongError: more characters than ``LONGEST`` allows.
        PartControlError: a character that cannot be seen and does harm.

    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        raise PartMissingError(field=part)
    if len(kept) > LONGEST[part]:
        raise PartTooLongError(len(kept), LONGEST[part], field=part)
    for each in kept:
        if each not in "\n\t" and harmful(each):
            raise PartControlError(f"U+{ord(each):04X}", field=part)
    return kept


def maybe(text: str, part: str) -> str:
    """Return a part that may be left empty."""
    return stated(text, part) if text.strip() else ""


class PagesUnclearError(InvalidError):
    """页码请这样填写：1,3 或者 1-3,5。"""


def page_numbers(text: str) -> tuple[int, ...]:
    """Return the pages that somebody names, each once, ascending; none: the whole file.

    Raises:
        PagesUnclearError: it is no list of pages.

    """
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").replace(";", ",")
    found: set[int] = set()
    for part in filter(None, (each.strip() for each in plain.split(","))):
        found |= _span(part)
    if len(found) > PAGES:
        raise PagesUnclearError(field="pages")
    return tuple(sorted(found))


def _span(part: str) -> set[int]:
    first, _, last = (each.strip() for each in part.partition("-"))
    ends = first, last or first
    if not all(each.isascii() and each.isdigit() and len(each) <= DIGITS for each in ends):
        raise PagesUnclearError(part, field="pages")
    start, end = map(int, ends)
    if not 1 <= start <= end:
        raise PagesUnclearError(part, field="pages")
    return set(range(start, end + 1))
