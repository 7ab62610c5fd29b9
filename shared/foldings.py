"""Finds the deciders of a study: which facts each folds, and which shape its states have."""

import pkgutil
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib import import_module
from inspect import signature
from types import ModuleType
from typing import Any, Final, get_args, get_type_hints

from msgspec import Struct

from shared.decider import Decider
from shared.states import Folding, Foldings

_PAIR: Final = 2  # parameters of evolve: the state and the event


class NoFoldingError(Exception):
    """An event that no decider of its study folds, or that two do."""


def foldings_of(study: ModuleType, events: Any) -> Foldings:
    """Return the folding of each event of a service, read from the deciders of its domain.

    Which events a decider folds is what the second parameter of its ``evolve`` says.

    Raises:
        NoFoldingError: an event has none, or more than one.

    """
    found: dict[type, Folding] = {}
    for name, decider in _deciders(study):
        shape = sha256(_shape(type(decider.initial)).encode()).hexdigest()[:16]
        folding = Folding(name, decider.initial, decider.evolve, shape)
        for event in _folded(decider):
            if found.get(event, folding).evolve is not folding.evolve:
                raise NoFoldingError(event, name, found[event].name)
            found.setdefault(event, folding)
    for event in get_args(events) or (events,):
        if event not in found:
            raise NoFoldingError(event)
    return found


def _deciders(study: ModuleType) -> Iterator[tuple[str, Decider[Any, Any, Any]]]:
    """Yield every decider once, named by the module that makes it."""
    seen: set[int] = set()
    for each in pkgutil.iter_modules(study.__path__):
        for value in vars(import_module(f"{study.__name__}.{each.name}")).values():
            if isinstance(value, Decider) and id(value) not in seen:
                seen.add(id(value))
                yield _name(value), value


def _name(decider: Decider[Any, Any, Any]) -> str:
    """Return the name of the module that folds, and of the function if it is not the only one."""
    made = decider.evolve
    module = made.__module__.rpartition(".")[2].removesuffix("_state")
    return module if made.__name__ == "evolve" else f"{module}.{made.__name__.strip('_')}"


def _folded(decider: Decider[Any, Any, Any]) -> Iterable[type]:
    hints = get_type_hints(decider.evolve)
    parameters = [*signature(decider.evolve).parameters]
    kind = hints.get(parameters[1]) if len(parameters) == _PAIR else None
    return get_args(kind) or ((kind,) if isinstance(kind, type) else ())


def _shape(kind: Any, within: tuple[Any, ...] = ()) -> str:
    """Return the fields and the edition of a state and of all that is in it, as one text."""
    if arguments := get_args(kind):
        inside = ",".join(_shape(each, within) for each in arguments)
        return f"{getattr(kind, '__origin__', kind)!s}[{inside}]"
    name = getattr(kind, "__name__", str(kind))
    if not (isinstance(kind, type) and issubclass(kind, Struct)) or kind in within:
        return name
    hints = get_type_hints(kind)
    fields = ",".join(
        f"{each}:{_shape(hints[each], (*within, kind))}" for each in kind.__struct_fields__
    )
    edition = getattr(kind, "EDITION", 1)  # later ones fold the same facts to something else
    return f"{name}({fields})" if edition == 1 else f"{name}@{edition}({fields})"
