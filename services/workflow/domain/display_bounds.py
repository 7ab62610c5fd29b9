"""展示天数的上下限 — how long a matter of a class, or for a scope, is displayed (S0-35, S3-24)."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from services.workflow.domain.saying import pairs
from services.workflow.domain.terms import SCOPES, Scope

BOUND: Final = re.compile(r"(\d{1,5})(?:[-－—~～](\d{1,5}))?(个工作日)?")
CLASSES: Final = {
    "long_term": "长期",
    "periodic": "定期",
    "staged": "分期",
    "immediate": "即时",
}


class Display(Struct, frozen=True, kw_only=True):
    """展示 — to whom, of which class (公开时限), for how many days, how many of them working."""

    scope: Scope
    time_limit: str
    days: int | None
    working: int | None = None


def unfit(display: Display, bounds: Iterable[str]) -> list[str]:
    """Return in Chinese which bounds a display does not keep; for as long as it is true: none."""
    if display.days is None:
        return []
    mine = {SCOPES[display.scope], CLASSES.get(display.time_limit, "")}
    return [
        f"展示{display.days}天与方案不相适应：{word}公开的应当展示{_named(found)}。"
        for word, said in pairs(bounds)
        if word in mine and (found := BOUND.fullmatch("".join(said)))
        if not _fits(display, found)
    ]


def _named(bound: re.Match[str]) -> str:
    least, most, unit = bound[1], bound[2], bound[3] or "天"
    return f"{least}至{most}{unit}" if most else f"至少{least}{unit}"


def _fits(display: Display, bound: re.Match[str]) -> bool:
    counted = display.working if bound[3] else display.days
    return counted is None or int(bound[1]) <= counted <= int(bound[2] or counted)
