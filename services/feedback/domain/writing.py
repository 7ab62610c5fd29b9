"""文字 — what may stand in an opinion, a conclusion, a reply and a public outcome.

Text stays text: HTML, emoji and rare characters are kept as they were written.
"""

import re
from typing import Final
from unicodedata import category

from msgspec import Struct

from shared.decider import InvalidError

FIELDS: Final = {
    "content": "意见内容",
    "name": "姓名",
    "contact": "联系方式",
    "reference": "来件编号",
    "conclusion": "核实结论说明",
    "summary": "公开的办理结果",
    "reply": "答复内容",
    "evidence": "送达凭证",
    "reason": "理由",
    "topic": "主题",
    "meeting": "会议名称",
    "advice": "研究意见",
    "decision": "决定事项",
    "report": "报告内容",
    "task": "整改要求",
    "done": "整改情况",
    "note": "说明",
    "ground": "法律依据",
    "duty": "职责",
    "matter": "检查事项",
    "place": "地点",
    "question": "评议问题",
    "title": "标题",
}
LIMITS: Final = {  # characters
    "content": 5_000,
    "name": 50,
    "contact": 200,
    "reference": 60,
    "conclusion": 2_000,
    "summary": 2_000,
    "reply": 5_000,
    "evidence": 500,
    "reason": 500,
    "topic": 60,
    "meeting": 100,
    "advice": 2_000,
    "decision": 2_000,
    "report": 2_000,
    "task": 1_000,
    "done": 2_000,
    "note": 2_000,
    "ground": 300,
    "duty": 200,
    "matter": 200,
    "place": 100,
    "question": 200,
    "title": 100,
}
ONE_LINE: Final = frozenset(
    {"name", "contact", "reference", "evidence", "topic", "meeting", "place", "title"}
)
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
A_NAME: Final = 2  # characters; one character alone stands in half of all sentences
NEVER: Final = 0xFFFE  # the last two of each plane are no characters
A_NUMBER: Final = 7  # digits of the shortest telephone number


class TextError(InvalidError):
    """此栏填写的文字不符合要求。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the field's own name in it."""
        return super().sentence.replace("此栏", FIELDS.get(self.field, "此栏"))


class TextMissingError(TextError):
    """此栏不能为空，也不能只有空格。"""


class TextTooLongError(TextError):
    """此栏太长。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the limit and the length that was given."""
        given, limit = self.args
        return f"{FIELDS[self.field]}最多{limit}字，现有{given}字，请删减后再提交。"


class ControlCharacterError(TextError):
    """此栏含有看不见的控制字符，请删除后再提交。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the code of the character at fault."""
        return super().sentence.replace("控制字符", f"控制字符（{self.args[0]}）")


class SignedNeedsNameError(InvalidError):
    """署名意见请填写姓名；不愿署名的，可以选择匿名。"""


class SignedNeedsContactError(InvalidError):
    """署名意见请填写联系方式（电话、邮箱或地址），以便把结果反馈给您本人。"""


class IdentityRevealedError(InvalidError):
    """公开的文字里不能出现反映人的姓名或联系方式，请删去后再提交。"""


class Identity(Struct, frozen=True, kw_only=True):
    """身份 — who signed an opinion; kept sealed, opened by its handler alone."""

    name: str
    contact: str


def written(text: str, field: str) -> str:
    """Return the text as it will be kept: line ends made equal, edges trimmed.

    Raises:
        TextMissingError: nothing, or nothing but blanks.
        TextTooLongError: more characters than ``LIMITS`` allows.
        ControlCharacterError: a character that cannot be seen and does harm.

    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        raise TextMissingError(field=field)
    if len(kept) > LIMITS[field]:
        raise TextTooLongError(len(kept), LIMITS[field], field=field)
    _no_controls(kept, field)
    return kept


def identity(*, signed: bool, name: str, contact: str) -> Identity | None:
    """Return who signed, or None for an anonymous opinion, whatever else was filled in.

    Raises:
        SignedNeedsNameError: signed without a name (五(一)4: 署名意见反馈本人).
        SignedNeedsContactError: signed without a way to answer.

    """
    if not signed:
        return None
    if not name.strip():
        raise SignedNeedsNameError(field="name")
    if not contact.strip():
        raise SignedNeedsContactError(field="contact")
    return Identity(name=written(name, "name"), contact=written(contact, "contact"))


def without_identity(text: str, person: Identity | None, field: str) -> str:
    """Return a text meant for everybody, once it names nobody.

    Raises:
        IdentityRevealedError: the name or the contact of the sender stands in it.

    """
    if person is not None and (_named(text, person) or _reachable(text, person)):
        raise IdentityRevealedError(field=field)
    return text


def _no_controls(text: str, field: str) -> None:
    allowed = frozenset() if field in ONE_LINE else frozenset("\n\t")
    for each in text:
        if each not in allowed and harmful(each):
            raise ControlCharacterError(f"U+{ord(each):04X}", field=field)


def harmful(character: str) -> bool:
    """Tell whether a character cannot be seen and does harm, or is none at all."""
    # rare Han of the newest planes are not yet named by this Python, so "unassigned" is no fault
    never = ord(character) & NEVER == NEVER
    return category(character) in {"Cc", "Cs"} or character in TURNING or never


def _named(text: str, person: Identity) -> bool:
    name = _bare(person.name)
    return len(name) >= A_NAME and name in _bare(text)


def _reachable(text: str, person: Identity) -> bool:
    parts = [p for p in re.split(r"[\s,，;；、]+", person.contact) if len(p) >= A_NUMBER]
    numbers = re.findall(rf"\d{{{A_NUMBER},}}", _digits(person.contact))
    return any(_bare(p) in _bare(text) for p in parts) or any(n in _digits(text) for n in numbers)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def _digits(text: str) -> str:
    return re.sub(r"(?<=\d)[\s\-—()（）]+(?=\d)", "", text)
