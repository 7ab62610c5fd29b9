"""What an approved version lists anew and retires, compared with what was listed before."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from services.catalog.domain.events import ItemListed, ItemRetired
from services.catalog.domain.terms import Entry, Verdict, item_id_of
from shared.decider import InvalidError

Items = Mapping[UUID, Entry]
NOBODY: Final[dict[str, Any]] = {"screened_by": "", "screened": {}}


class MissingFieldError(InvalidError):
    """目录条目必须写明内容、范围、形式和时限。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the field, and of many entries the row."""
        name, *row = self.args
        which = f"第{row[0]}条" if row else "目录条目"
        return f"{which}缺少“{name}”，内容、范围、形式、时限四项都要写明。"


def items_of(unit: str, rows: Mapping[int, Entry], imposed: Items) -> dict[UUID, Entry]:
    """Return what a version lists: its own rows, and whatever a superior has put there."""
    return {**{item_id_of(unit, entry): entry for entry in rows.values()}, **imposed}


def passed(rows: Mapping[int, Entry], screener: str, verdict: Verdict) -> dict[str, Any]:
    """Return who has screened these rows, and which; nobody and none if they did not pass."""
    return {"screened_by": screener, "screened": rows} if verdict is Verdict.PASS else NOBODY


def unscreened(rows: Mapping[int, Entry], screened: Mapping[int, Entry]) -> list[str]:
    """Return the words of each entry that no screening has passed as it stands."""
    return [each.level3 for row, each in rows.items() if screened.get(row) != each]


def relisted(items: Items, before: Items, version: int, unit: str) -> Iterator[ItemListed]:
    """Yield what is new in this version, or says something else than before."""
    for item_id, entry in items.items():
        known = before.get(item_id)
        if known is None or _said(known) != _said(entry):
            yield _item(item_id, entry, version, unit)


def retired(items: Items, before: Items, version: int, unit: str) -> Iterator[ItemRetired]:
    """Yield what was listed before and is not any more."""
    for item_id, entry in before.items():
        if item_id not in items:
            yield ItemRetired(
                item_id=item_id,
                unit=unit,
                catalog_version=version,
                level3=entry.level3,
                scope=entry.scope,
            )


def _said(entry: Entry) -> tuple[object, ...]:
    return (entry.code, entry.forms, entry.scope, entry.time_limit, entry.time_word)


def _item(item_id: UUID, entry: Entry, version: int, unit: str) -> ItemListed:
    if entry.scope is None or entry.time_limit is None:
        raise MissingFieldError("公开范围、公开时限")
    return ItemListed(
        item_id=item_id,
        unit=unit,
        catalog_version=version,
        code=entry.code,
        level1=entry.level1,
        level2=entry.level2,
        level3=entry.level3,
        forms=entry.forms,
        scope=entry.scope,
        time_limit=entry.time_limit,
        time_word=entry.time_word,
        inherited=entry.inherited,
    )
