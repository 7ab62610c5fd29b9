"""How the words of a printed catalog are read: forms, scopes, time limits, plain text."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from services.catalog.domain.terms import Form, Scope, TimeLimit

_REMEMBERED: Final = 4_096  # texts: a catalog repeats its words in most of its cells
_FORMS: Final = {form.value: form for form in Form} | {
    "党务公开栏": Form.BOARD,
    "公示栏": Form.BOARD,
    "宣传栏": Form.BOARD,
    "门户网站": Form.WEBSITE,
    "政府网站": Form.WEBSITE,
    "政府信息网": Form.WEBSITE,
    "党建网": Form.WEBSITE,
    "互联网": Form.WEBSITE,
    "党员大会": Form.MEETING,
    "情况通报": Form.CIRCULAR,
    "工作简报": Form.BRIEFING,
    "答复": Form.ANSWER,
    "微信公众号": Form.ACCOUNT,
    "微信": Form.ACCOUNT,
    "电视": Form.TELEVISION,
    "广播电台": Form.RADIO,
    "显示屏": Form.SCREEN,
    "触摸屏": Form.SCREEN,
}
_SCOPES: Final = {
    "社会": Scope.SOCIETY,
    "全社会": Scope.SOCIETY,
    "社会公众": Scope.SOCIETY,
    "公众": Scope.SOCIETY,
    "群众": Scope.SOCIETY,
    "党外": Scope.SOCIETY,
    "党内": Scope.PARTY,
    "党员": Scope.PARTY,
    "全体党员": Scope.PARTY,
    "本单位": Scope.UNIT,
    "单位内部": Scope.UNIT,
    "机关内部": Scope.UNIT,
    "特定人员": Scope.PERSONS,
    "申请人": Scope.APPLICANT,
}
_LIMITS: Final = {
    "固定": TimeLimit.LONG_TERM,
    "长期": TimeLimit.LONG_TERM,
    "常年": TimeLimit.LONG_TERM,
    "定期": TimeLimit.PERIODIC,
    "每月": TimeLimit.PERIODIC,
    "每季度": TimeLimit.PERIODIC,
    "每半年": TimeLimit.PERIODIC,
    "每年": TimeLimit.PERIODIC,
    "月度": TimeLimit.PERIODIC,
    "季度": TimeLimit.PERIODIC,
    "年度": TimeLimit.PERIODIC,
    "分期": TimeLimit.STAGED,
    "分阶段": TimeLimit.STAGED,
    "随时": TimeLimit.IMMEDIATE,
    "即时": TimeLimit.IMMEDIATE,
    "及时": TimeLimit.IMMEDIATE,
}
_LONGEST_FIRST: Final = "|".join(sorted(_FORMS, key=len, reverse=True))
_RUN_TOGETHER: Final = re.compile(f"(?:{_LONGEST_FIRST})+")
_ONE_FORM: Final = re.compile(_LONGEST_FIRST)
_BETWEEN: Final = re.compile(r"[\s、,，;；/／.。·|+]+")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS_LETTERS: Final = {
    code: plain for code, plain in _FULL_WIDTH.items() if chr(plain).isalnum()
} | {0x3000: " ", 0xA0: " ", 0xFEFF: "", 0x200B: ""}
_CONTROL: Final = dict.fromkeys((*range(9), *range(14, 28), *range(127, 133), *range(134, 160)), "")
_NEAR_CHINESE: Final = re.compile(r"(?<=[^\x00-\xff]) | (?=[^\x00-\xff])")
_QUOTES: Final = re.compile("[“”]")
_TWICE: Final = re.compile(r"([一-鿿]{2})[一-鿿]{1,2}\1(?![一-鿿])")
_MASKED: Final = re.compile(
    r"[□■▇█�]+|口{3,}|[*＊]{2,}|[?？]{2,}|[×✕]{2,}|[Xx]{3,}|_{3,}|[\ue000-\uf8ff]+"
)
_CONTINUED: Final = re.compile(r"[(（]\s*(?:接上[页表]?|[上接]?续[上页表]{0,2})\s*[)）]\s*$")
_GOES_ON: Final = re.compile(r"^[，、；。：）)》”,;]")
_PAGE_WORDS: Final = re.compile(
    r"[(（]?(?:续表[0-9]*|接上[页表]|续上[页表]|(?:第[0-9]+页)?[，,/]?(?:共[0-9]+页)?)[)）]?"
)
_SUSPECTS: Final = {"县委、政策": "县委、政府"}


@lru_cache(maxsize=_REMEMBERED)
def heading(text: str) -> str:
    """Return a heading without spaces, in half-width letters, to compare by."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Return printed text without the spaces and wrong quotation marks of typesetting."""
    text = text.translate(_CONTROL).translate(_DIGITS_LETTERS).strip()
    return _quoted(_NEAR_CHINESE.sub("", re.sub(r"\s+", " ", text)))


def changed(text: str) -> bool:
    """Tell whether more than line breaks and outer spaces was put right by ``plain``."""
    joined = "".join(map(str.strip, text.translate(_DIGITS_LETTERS).split("\n")))
    return joined != plain(text)


def _quoted(text: str) -> str:
    quotes = _QUOTES.findall(text)
    if quotes[:1] != ["”"]:
        return text
    right = iter("“”" * (len(quotes) // 2))
    return _QUOTES.sub(lambda _: next(right, ""), text)


def suspect(text: str) -> str:
    """Return what looks like a misprint in a text, or nothing."""
    if twice := _TWICE.search(text):
        return f"「{twice.group()}」前后用词重复"
    for wrong, right in _SUSPECTS.items():
        if wrong in text:
            return f"「{wrong}」疑为「{right}」"
    return ""


def masked(text: str) -> str:
    """Return the first piece of a text that was covered up or lost, or nothing.

    It is never guessed what stood there (S2-04).
    """
    found = _MASKED.search(text)
    return found.group() if found else ""


def without_continued(text: str) -> str:
    """Return a heading without the（续）that a new page adds to it."""
    found = _CONTINUED.search(text)
    return text[: found.start()].rstrip() if found else text


def goes_on(text: str) -> bool:
    """Tell whether a text begins as the middle of a sentence does."""
    return _GOES_ON.match(text.strip()) is not None


def of_the_page(text: str) -> bool:
    """Tell whether a text speaks of the page, not of a matter: 续表, 第3页."""
    word = heading(text)
    return bool(word) and _PAGE_WORDS.fullmatch(word) is not None


def forms_in(text: str) -> tuple[tuple[Form, ...], tuple[str, ...]]:
    """Return the forms named in a cell, in canonical order, and the words not known."""
    known: set[Form] = set()
    unknown: list[str] = []
    if together := _RUN_TOGETHER.fullmatch(heading(text)):  # also 公 开 栏, spread for its looks
        known.update(_FORMS[each] for each in _ONE_FORM.findall(together.group()))
        return tuple(form for form in Form if form in known), ()
    for word in filter(None, _BETWEEN.split(text.translate(_DIGITS_LETTERS))):
        if _RUN_TOGETHER.fullmatch(word):
            known.update(_FORMS[each] for each in _ONE_FORM.findall(word))
        else:
            unknown.append(word)
    return tuple(form for form in Form if form in known), tuple(unknown)


def scope_in(text: str) -> Scope | None:
    """Return the scope a cell names, or nothing when the word is not known."""
    word = heading(text).removeprefix("向").removeprefix("面向")
    return _SCOPES.get(word) or _SCOPES.get(word.removesuffix("公开"))


def time_limit_in(text: str) -> TimeLimit | None:
    """Return the time limit a cell names, or nothing when the word is not known."""
    word = heading(text)
    return _LIMITS.get(word) or _LIMITS.get(word.removesuffix("公开"))
