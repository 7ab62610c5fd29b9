"""模板对照 — what a unit says otherwise than its superior's template, and what a new one offers."""

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct

from services.catalog.domain.template import Path, path_of, said_of
from services.catalog.domain.terms import Entry


class Change(Enum):
    """差异种类"""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"added": "模板新增", "changed": "模板改动", "removed": "模板删去"}[self.value]


class Offered(Struct, frozen=True, kw_only=True):
    """模板新版的一处差异 — ``row``: the template's own row; ``own``: what the unit says now."""

    row: int
    change: Change
    before: Entry | None
    after: Entry | None
    own: Entry | None

    @property
    def entry(self) -> Entry:
        """Return the matter that it is about."""
        found = self.after or self.before
        if found is None:
            raise LookupError(self.row)
        return found


def offered(before: Iterable[Entry], after: Iterable[Entry], own: Iterable[Entry]) -> list[Offered]:
    """Return what a new template says otherwise than the one a unit has answered.

    What the unit says already as the new one does is no longer offered.
    """
    old, new, here = _by_path(before), _by_path(after), _by_path(own)
    found = [
        Offered(
            row=entry.row,
            change=Change.CHANGED if path in old else Change.ADDED,
            before=old.get(path),
            after=entry,
            own=here.get(path),
        )
        for path, entry in new.items()
        if not _alike(old.get(path), entry) and not _alike(here.get(path), entry)
    ]
    gone = [
        Offered(row=-entry.row, change=Change.REMOVED, before=entry, after=None, own=here[path])
        for path, entry in old.items()
        if path not in new and path in here
    ]
    return [*found, *gone]


def _by_path(entries: Iterable[Entry]) -> dict[Path, Entry]:
    return {path_of(each): each for each in entries}


def _alike(one: Entry | None, other: Entry) -> bool:
    return one is not None and said_of(one) == said_of(other)
