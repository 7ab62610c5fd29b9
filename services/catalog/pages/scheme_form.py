"""What a person filled in for a scheme becomes a command; a form shows what stands."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec import MsgspecError, convert

from services.catalog.domain.commands import PrepareScheme
from services.catalog.domain.points import Point, Standard, ValueKind
from services.catalog.domain.preface_terms import Basis, Level
from shared.decider import InvalidError

MONTHS: Final = "months"
_BETWEEN: Final = re.compile(r"[\s、,，;；]+")
_STRONG: Final = re.compile(r"[;；\n]+")
_MANY: Final = {ValueKind.CHOICES, ValueKind.POSTS}


_SEMICOLON: Final = re.compile(r"[;；]")
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})?")
_LEVELS: Final = {each.chinese: each for each in Level}


class FormRefusedError(InvalidError):
    """表格没有填完整，请回到上一页核对。"""


class BasisLineError(InvalidError):
    """制定依据每行依次写层级、名称、文号、日期，用分号隔开，日期写成“年-月-日”。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with the line."""
        return f"制定依据“{self.args[0]}”看不懂：每行依次写层级、名称、文号、日期，用分号隔开。"


def asked_of(form: Mapping[str, Any], standard: Standard) -> PrepareScheme:
    """Return the version a form asks for; whether it may be is judged elsewhere.

    Raises:
        FormRefusedError: the title or the day cannot be read.

    """
    seen = [point for point in standard.points if f"seen.{point.key}" in form]
    plain = {
        "title": _text(form, "title"),
        "seed": _text(form, "seed"),
        "effective": _text(form, "effective") or None,
        "values": {point.key: _value(point, form) for point in seen},
        "reasons": {point.key: _text(form, f"r.{point.key}") for point in seen},
        "preface": _preface(form) if "seen.preface" in form else None,
        "until": _text(form, "until"),
        "pilot": _pilot(form),
    }
    try:
        return convert(plain, PrepareScheme)
    except MsgspecError as error:
        raise FormRefusedError(str(error)) from error


def _pilot(form: Mapping[str, Any]) -> dict[str, str] | None:
    told = {name: _text(form, f"t.{name}") for name in ("goal", "until")}
    return told if any(told.values()) else None


def _preface(form: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: _text(form, f"p.{name}") for name in ("text", "number", "issuer", "issued_on")}
    return {
        **told,
        "principles": _lines(form, "p.principles"),
        "bases": [_basis(each) for each in _lines(form, "p.bases")],
    }


def _lines(form: Mapping[str, Any], name: str) -> list[str]:
    return [each.strip() for each in _text(form, name).splitlines() if each.strip()]


def _basis(line: str) -> dict[str, str]:
    """Return a basis as it was typed: level, title, number, day, with semicolons between.

    Raises:
        BasisLineError: the level or the title cannot be made out.

    """
    level, title, number, day = [*(each.strip() for each in _SEMICOLON.split(line)), *[""] * 4][:4]
    if level not in _LEVELS or not title or not _DAY.fullmatch(day):
        raise BasisLineError(line, field="p.bases")
    return {"level": _LEVELS[level].value, "title": title, "number": number, "date": day}


def lines_of(bases: Iterable[Basis]) -> str:
    """Return bases as they are typed, one on a line."""
    told = ((each.level.chinese, each.title, each.number, each.date) for each in bases)
    return "\n".join("；".join(each).rstrip("；") for each in told)


def _value(point: Point, form: Mapping[str, Any]) -> Any:
    given = form.get(f"v.{point.key}", "")
    if point.kind in _MANY:
        return given if isinstance(given, list) else [given] if given else []
    text = _text(form, f"v.{point.key}")
    if point.kind is ValueKind.PERIOD and text == MONTHS:
        return [_number(each) for each in _split(_text(form, f"m.{point.key}"))]
    return _READ.get(point.kind, str)(text)


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _split(text: str) -> list[str]:
    return [each for each in _BETWEEN.split(text) if each]


def _number(text: str) -> int | str:
    plain = unicodedata.normalize("NFKC", text).replace("月", "").replace("−", "-")
    return int(plain) if re.fullmatch(r"-?[0-9]{1,12}", plain) else text


def _words(text: str) -> list[str]:
    """Return words; with semicolons or lines between them, a word may have any other mark."""
    between = _STRONG if _STRONG.search(text) else _BETWEEN
    return [each.strip() for each in between.split(text) if each.strip()]


def typed(point: Point, value: Any) -> str:
    """Return a value as it is typed into a text field."""
    if isinstance(value, tuple) and any(_BETWEEN.search(str(each)) for each in value):
        return "".join(f"{each}；" for each in value)
    if isinstance(value, tuple):
        return (" " if point.kind is not ValueKind.WORDS else "、").join(
            str(each) for each in value
        )
    return str(value)


_READ: Final[Mapping[ValueKind, Callable[[str], Any]]] = {
    ValueKind.NUMBER: _number,
    ValueKind.NUMBERS: lambda text: [_number(each) for each in _split(text)],
    ValueKind.FLAG: lambda text: {"yes": True, "no": False}.get(text, text),
    ValueKind.WORDS: _words,
}
