"""讲述 — what a fact says in a few Chinese lines, for records on paper."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.archive.handlers import Names
from services.archive.pages.words import TAGS, by, told
from shared.record import Cause

LONG: Final = {"content": "内容", "sentence": "依据", "purpose": "用途"}
SEALED: Final = frozenset({"subject", "box"})  # fields of what is sealed under a person's key


def spoken(tag: str, event: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    """Return a fact's name, and its lines: what each field is called and says."""
    return TAGS.get(tag, tag), [*told(event), *_long(event)]


def signed(names: Names, cause: Cause | None) -> str:
    """Return who did something, and in which post."""
    return by(names, cause)


def _long(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    plan = event.get("plan")
    flat = {**(plan if isinstance(plan, dict) else {}), **event}
    for name, label in LONG.items():
        value = flat.get(name)
        if isinstance(value, str) and value:
            yield label, value
        elif isinstance(value, dict) and value.keys() >= SEALED:
            yield label, "（已封存的个人信息）"
