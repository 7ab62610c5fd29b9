"""The words of the house, read from its code: every event, every command, who hears what."""

import pkgutil
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin

from msgspec import Struct, structs

import services
from shared.record import tag_of

ORDER = ("catalog", "workflow", "publishing", "feedback", "archive")


def names() -> list[str]:
    """Return the services that are there, in the order in which a matter passes them."""
    there = {each.name for each in pkgutil.iter_modules(services.__path__) if each.ispkg}
    return sorted(there, key=lambda name: (*ORDER, name).index(name))


def events(service: str) -> list[type[Struct]]:
    """Return the events a service may file (its ``domain.events.Event``)."""
    return _alternatives(_room(f"services.{service}.domain.events"), "Event")


def commands(service: str) -> list[type[Struct]]:
    """Return the commands a service may be given (its ``domain.commands.Command``)."""
    return _alternatives(_room(f"services.{service}.domain.commands"), "Command")


def heard(service: str) -> list[type[Struct]]:
    """Return the facts of others of which a service reads some fields (its ``heard``)."""
    rooms = _rooms(_room(f"services.{service}.heard"))
    found = {id(each): each for room in rooms for each in vars(room).values() if _tagged(each)}
    return list(found.values())


def hearers() -> dict[str, list[str]]:
    """Return the services that read an event, by tag."""
    found: dict[str, list[str]] = {}
    for service in names():
        for each in heard(service):
            found.setdefault(tag_of(each), []).append(service)
    return found


def chinese(word: type) -> str:
    """Return a word's Chinese name: its docstring up to the dash or the end of the line."""
    first = (word.__doc__ or "").splitlines()[:1]
    return "".join(first).split(" — ")[0].strip("。 ")


def fields(word: type[Struct]) -> Iterator[str]:
    """Return the fields of a word with their types, optional ones with a question mark."""
    for each in structs.fields(word):
        yield f"{each.name}{'' if each.required else '?'}: {type_name(each.type)}"


def parts(roots: Iterable[type[Struct]]) -> list[type]:
    """Return the value types inside some words, each once, in the order of first use."""
    found: dict[type, None] = {}
    for root in roots:
        for each in structs.fields(root):
            _collect(each.type, found)
    return list(found)


def type_name(kind: Any) -> str:
    """Return a type's name as a reader of JSON would say it."""
    if kind is Ellipsis:
        return "…"
    if hasattr(kind, "__metadata__"):
        return type_name(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return " | ".join(type_name(each) for each in get_args(kind))
    if arguments := get_args(kind):
        inside = ", ".join(type_name(each) for each in arguments)
        return f"{kind.__origin__.__name__}[{inside}]".replace(", …", "")
    return "null" if kind is type(None) else str(getattr(kind, "__name__", kind))


def _collect(kind: Any, found: dict[type, None]) -> None:
    for inner in get_args(kind):
        _collect(inner, found)
    if not isinstance(kind, type) or kind in found:
        return
    if issubclass(kind, Enum):
        found[kind] = None
    elif issubclass(kind, Struct):
        found[kind] = None
        for each in structs.fields(kind):
            _collect(each.type, found)


def _room(name: str) -> ModuleType | None:
    try:
        present = find_spec(name) is not None
    except ModuleNotFoundError:
        present = False
    return import_module(name) if present else None


def _rooms(room: ModuleType | None) -> list[ModuleType]:
    if room is None:
        return []
    inside = pkgutil.iter_modules(getattr(room, "__path__", []), f"{room.__name__}.")
    return [room, *(import_module(each.name) for each in inside)]


def _alternatives(room: ModuleType | None, name: str) -> list[type[Struct]]:
    union = getattr(room, name, None)
    if union is None:
        return []
    return list(get_args(union) or (union,))  # a union of unions is already flat


def _tagged(each: object) -> bool:
    return isinstance(each, type) and issubclass(each, Struct) and bool(each.__struct_config__.tag)
