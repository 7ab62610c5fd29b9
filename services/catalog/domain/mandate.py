"""上级要求公开 — one order of a superior: what, to whom, by when, where (八(四), 一(一))."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.events import CatalogEvent
from services.catalog.domain.listing import Items, relisted, retired
from services.catalog.domain.mandate_words import (
    EntryImposed,
    EntryReleased,
    ImposeEntry,
    IssueMandate,
    MandateIssued,
    ReleaseEntry,
)
from services.catalog.domain.terms import Entry, Form, TimeLimit, item_id_of
from services.catalog.domain.words import plain
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

MOST = 500  # units of one order


class Mandate(Struct, frozen=True):
    """What must be remembered: that it was issued."""

    issued: bool = False


class MandateTwiceError(RejectedError):
    """这件公开要求已经下达。"""


class MandateFieldError(InvalidError):
    """公开要求必须写明内容、形式、范围、期限和依据。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the field."""
        return f"公开要求缺少“{self.args[0]}”，内容、形式、范围、期限、依据都要写明。"


class MandateDueError(InvalidError):
    """公开期限应当在今天以后、366天以内。"""


class MandateUnitsError(InvalidError):
    """请选择要求公开的单位，一次不少于1个、不超过500个，同一单位不能选两次。"""


def decide(command: IssueMandate, state: Mandate, cause: Cause) -> list[MandateIssued]:
    """Answer a superior that orders units below it to disclose a matter."""
    if state.issued:
        raise MandateTwiceError
    _check_units(command)
    entry = entry_of(command)
    if command.due is None or entry.scope is None:
        raise MandateFieldError("公开期限", field="due")
    if not 0 < (command.due - beijing_date(cause.at)).days <= 366:  # noqa: PLR2004 — the sentence
        raise MandateDueError(field="due")
    return [
        MandateIssued(
            unit=cause.unit,
            level1=entry.level1,
            level2=entry.level2,
            level3=entry.level3,
            forms=entry.forms,
            scope=entry.scope,
            time_limit=TimeLimit.IMMEDIATE,
            due=command.due,
            reason=command.reason.strip(),
            units=command.units,
            issued_by=cause.actor,
        )
    ]


def evolve(_: Mandate, event: MandateIssued) -> Mandate:
    """Return the order once issued."""
    del event
    return Mandate(issued=True)


MANDATE: Decider[IssueMandate, Mandate, MandateIssued] = Decider(Mandate(), decide, evolve)


def entry_of(command: IssueMandate) -> Entry:
    """Return the entry that an order puts into each catalog.

    Raises:
        MandateFieldError: something it must say is missing; it is named.

    """
    given = {
        "level3": ("公开内容", plain(command.level3)),
        "forms": ("公开形式", command.forms),
        "scope": ("公开范围", command.scope),
        "reason": ("依据", command.reason.strip()),
    }
    for field, (name, value) in given.items():
        if not value:
            raise MandateFieldError(name, field=field)
    return Entry(
        row=1,
        code="0",
        level1=plain(command.level1),
        level2=plain(command.level2),
        level3=plain(command.level3),
        forms=tuple(form for form in Form if form in command.forms),
        scope=command.scope,
        time_limit=TimeLimit.IMMEDIATE,
        time_word="限期",
    )


def impose(command: ImposeEntry, listed: Mapping[UUID, Entry], cause: Cause) -> list[CatalogEvent]:
    """Return the facts that put a superior's matter into a unit's catalog; its words count.

    No version of the unit's own has decided it, so it is listed under version 0.
    """
    item_id = item_id_of(command.unit, command.entry)
    return [
        *relisted({item_id: command.entry}, listed, 0, command.unit),
        EntryImposed(
            mandate_id=command.mandate_id,
            issuer=cause.unit,
            unit=command.unit,
            item_id=item_id,
            level3=command.entry.level3,
            due=command.due,
            entry=command.entry,
        ),
    ]


def release(
    command: ReleaseEntry,
    orders: Mapping[UUID, UUID],
    listed: Mapping[UUID, Entry],
    own: Mapping[UUID, Entry],
    version: int,
) -> list[CatalogEvent]:
    """Return the facts that take a lifted order's matter off, or give it back to its unit.

    What another order asks for stays as it is; what the unit's own version lists says again
    what that version says; all else ends. Nothing, where the order lists nothing any more.
    """
    item_id = orders.get(command.mandate_id)
    if item_id is None:
        return []
    freed = not _others(orders, command.mandate_id, item_id)
    ended = freed and item_id not in own
    fact = EntryReleased(
        mandate_id=command.mandate_id,
        unit=command.unit,
        item_id=item_id,
        level3=listed[item_id].level3,
        reason=command.reason,
        freed=freed,
        ended=ended,
    )
    if not freed:
        return [fact]
    after = {key: each for key, each in own.items() if key == item_id}
    before = {item_id: listed[item_id]}
    back = relisted(after, before, version, command.unit)
    return [fact, *back, *retired(after, before, version, command.unit)]


def without(
    event: EntryReleased, own: Items, orders: Mapping[UUID, UUID], imposed: Items, listed: Items
) -> tuple[Mapping[UUID, UUID], Items, Items]:
    """Return what stays of orders, of what they ask for, and of what is listed."""
    left = {key: each for key, each in orders.items() if key != event.mandate_id}
    if not event.freed:
        return left, imposed, listed
    rest = {key: each for key, each in imposed.items() if key != event.item_id}
    shown = {key: each for key, each in listed.items() if key != event.item_id}
    back = {key: each for key, each in own.items() if key == event.item_id}
    return left, rest, {**shown, **back}


def _others(orders: Mapping[UUID, UUID], mandate_id: UUID, item_id: UUID) -> bool:
    return any(item == item_id for key, item in orders.items() if key != mandate_id)


def mandate_key(mandate_id: UUID, unit: str) -> str:
    """Return the key of one unit's share in an order."""
    return f"{mandate_id}/{unit}"


def _check_units(command: IssueMandate) -> None:
    few_enough = 0 < len(command.units) <= MOST
    if not few_enough or len(set(command.units)) < len(command.units):
        raise MandateUnitsError(field="units")
