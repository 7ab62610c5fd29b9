"""Two versions of a catalog side by side: what was added, dropped, changed (row A6)."""

from collections.abc import Iterable

from msgspec import Struct

from services.catalog.domain.terms import Entry, Field

COMPARED = (Field.FORMS, Field.SCOPE, Field.TIME_LIMIT)


class Changed(Struct, frozen=True, kw_only=True):
    """变动 — the same matter in both versions, and the fields that say something else."""

    before: Entry
    after: Entry
    fields: tuple[Field, ...]


class Differences(Struct, frozen=True, kw_only=True):
    """两版差异 — ``same`` counts the matters that nothing was changed of."""

    added: tuple[Entry, ...]
    dropped: tuple[Entry, ...]
    changed: tuple[Changed, ...]
    same: int


def differences(before: Iterable[Entry], after: Iterable[Entry]) -> Differences:
    """Return what became of the first version in the second; a matter is known by its words."""
    old = {_path(each): each for each in before}
    new = {_path(each): each for each in after}
    both = [(old[path], entry) for path, entry in new.items() if path in old]
    changed = [
        Changed(before=first, after=second, fields=fields)
        for first, second in both
        if (fields := _changed(first, second))
    ]
    return Differences(
        added=tuple(entry for path, entry in new.items() if path not in old),
        dropped=tuple(entry for path, entry in old.items() if path not in new),
        changed=tuple(changed),
        same=len(both) - len(changed),
    )


def _path(entry: Entry) -> tuple[str, str, str]:
    return (entry.level1, entry.level2, entry.level3)


def _changed(before: Entry, after: Entry) -> tuple[Field, ...]:
    return tuple(field for field in COMPARED if _said(before, field) != _said(after, field))


def _said(entry: Entry, field: Field) -> object:
    if field is Field.TIME_LIMIT:
        return (entry.time_limit, entry.time_word)
    return getattr(entry, field.value)
