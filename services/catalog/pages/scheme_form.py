"""What a person filled in for a scheme becomes a command; a form shows what stands."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import MsgspecError, convert

from services.catalog.domain.commands import PrepareScheme
from services.catalog.domain.points import Point, Standard, ValueKind
from shared.decider import InvalidError

MONTHS: Final = "months"
_BETWEEN: Final = re.compile(r"[\s、,，;；]+")
_MANY: Final = {ValueKind.CHOICES, ValueKind.POSTS}


class FormRefusedError(InvalidError):
    """表格没有填完整，请回到上一页核对。"""


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
    }
    try:
        return convert(plain, PrepareScheme)
    except MsgspecError as error:
        raise FormRefusedError(str(error)) from error


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


def typed(point: Point, value: Any) -> str:
    """Return a value as it is typed into a text field."""
    if isinstance(value, tuple):
        return (" " if point.kind is not ValueKind.WORDS else "、").join(
            str(each) for each in value
        )
    return str(value)


_READ: Final[Mapping[ValueKind, Callable[[str], Any]]] = {
    ValueKind.NUMBER: _number,
    ValueKind.NUMBERS: lambda text: [_number(each) for each in _split(text)],
    ValueKind.FLAG: lambda text: {"yes": True, "no": False}.get(text, text),
    ValueKind.WORDS: _split,
}
