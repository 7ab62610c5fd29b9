"""算账 — facts of the ledger, folded into the book that indicators count; nothing is kept."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import DecodeError, Struct, json
from msgspec.structs import replace

from services.archive.domain.entry import Fact
from services.archive.domain.figures import Act, Book, Duty, Item, Opinion, Order, Shown
from services.archive.domain.standard import Standard, standard_of
from services.archive.domain.terms import SERVICES
from services.archive.gateways.ledger import Ledger
from services.archive.heard import (
    CaseClosed,
    CaseOrdered,
    CaseRectified,
    DisclosureRegistered,
    DisclosureWithdrawn,
    DisplayEnded,
    FindingRecorded,
    HeardScheme,
    InnerOpened,
    ItemListed,
    ItemRetired,
    ItemScheduled,
    ObligationConfirmed,
    ObligationExcused,
    ObligationFulfilled,
    ObligationRaised,
    ObligationRescheduled,
    OpinionForwarded,
    OpinionLapsed,
    OpinionReceived,
    OpinionReplied,
    PublicOpened,
    ReadingLogged,
    RectificationChecked,
    RectificationOrdered,
    RectificationReported,
    SchemeAdopted,
)
from shared.record import tag_of

KEPT: Final = 6  # books kept folded; they are as large as the facts they tell of
BEIJING: Final = ZoneInfo("Asia/Shanghai")
Heard = (
    ItemListed
    | ItemRetired
    | ItemScheduled
    | DisclosureRegistered
    | InnerOpened
    | PublicOpened
    | DisplayEnded
    | DisclosureWithdrawn
    | ObligationRaised
    | ObligationRescheduled
    | ObligationFulfilled
    | ObligationConfirmed
    | ObligationExcused
    | OpinionReceived
    | OpinionReplied
    | OpinionLapsed
    | OpinionForwarded
    | RectificationOrdered
    | RectificationReported
    | RectificationChecked
    | CaseOrdered
    | CaseRectified
    | CaseClosed
    | FindingRecorded
    | ReadingLogged
    | SchemeAdopted
)
SCHEMES: Final = (tag_of(SchemeAdopted),)
TAGS: Final = tuple(tag_of(each) for each in Heard.__args__)


class _Cause(Struct, frozen=True):
    at: datetime


class _Body(Struct, frozen=True):
    cause: _Cause
    event: Heard


_body: Final = json.Decoder(_Body)


class Accounts:
    """账 — being folded: one fact after the other, oldest first."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.starts: dict[str, date] = {}
        self.shown: dict[str, Shown] = {}
        self.duties: dict[str, Duty] = {}
        self.opinions: dict[str, Opinion] = {}
        self.orders: dict[str, Order] = {}
        self.readings: list[Act] = []
        self.findings: list[Act] = []
        self.schemes: dict[str, list[HeardScheme]] = {}

    def told(self, facts: Iterable[Fact]) -> "Accounts":
        """Fold facts; one that cannot be read counts for nothing."""
        for each in facts:
            try:
                body = _body.decode(each.body)
            except DecodeError:
                continue
            day = body.cause.at.astimezone(BEIJING).date()
            _FOLDS[type(body.event)](self, each, day, body.event)
        return self

    def first(self, event: ItemListed, day: date) -> date:
        """Return the day from which an item is in effect that is listed on a day (S0 一)."""
        return max(day, self.starts.get(event.item_id, day))

    @property
    def book(self) -> Book:
        """Return what the facts so far come to."""
        return Book(
            items=tuple(self.items.values()),
            shown=tuple(self.shown.values()),
            duties=tuple(self.duties.values()),
            opinions=tuple(self.opinions.values()),
            orders=tuple(self.orders.values()),
            readings=tuple(self.readings),
            findings=tuple(self.findings),
        )

    def standard(self, unit: str, day: date) -> Standard:
        """Return the standard of the scheme in force on a day: the one adopted last."""
        held = [each for each in self.schemes.get(unit, []) if each.effective <= day]
        return standard_of(held[-1].version, held[-1].values) if held else standard_of(0, {})


Fold = Callable[[Accounts, Fact, date, Any], None]
_FOLDS: Final[dict[type, Fold]] = {}


def _on(*events: type) -> Callable[[Fold], Fold]:
    def keep(fold: Fold) -> Fold:
        _FOLDS.update(dict.fromkeys(events, fold))
        return fold

    return keep


@_on(SchemeAdopted)
def _(accounts: Accounts, _: Fact, __: date, event: SchemeAdopted) -> None:
    accounts.schemes.setdefault(event.unit, []).append(event.scheme)


@_on(ItemListed)
def _(accounts: Accounts, fact: Fact, day: date, event: ItemListed) -> None:
    """An entry that is listed anew, and had not left, is in effect as long as before."""
    before = accounts.items.get(event.item_id)
    accounts.items[event.item_id] = Item(
        id=event.item_id,
        unit=event.unit,
        title=event.level3 or event.level2 or event.level1,
        fact=fact.index,
        since=before.since if before and before.until is None else accounts.first(event, day),
    )


@_on(ItemScheduled)
def _(accounts: Accounts, _: Fact, day: date, event: ItemScheduled) -> None:
    """What has not begun begins on its new day; what has begun goes on (S0 一)."""
    accounts.starts[event.item_id] = event.starts or day
    before = accounts.items.get(event.item_id)
    if before and before.until is None and before.since > day:
        _change(accounts.items, event.item_id, since=max(day, event.starts or day))


@_on(ItemRetired)
def _(accounts: Accounts, _: Fact, day: date, event: ItemRetired) -> None:
    _change(accounts.items, event.item_id, until=day)


@_on(DisclosureRegistered)
def _(accounts: Accounts, fact: Fact, _: date, event: DisclosureRegistered) -> None:
    _show(accounts, fact.stream_id, item=event.item_id)


@_on(InnerOpened, PublicOpened)
def _(accounts: Accounts, fact: Fact, day: date, event: InnerOpened | PublicOpened) -> None:
    before = accounts.shown.get(fact.stream_id)
    opened = before.opened if before else None
    _show(accounts, fact.stream_id, opened=opened or event.opened_on or day, ended=None)


@_on(DisplayEnded)
def _(accounts: Accounts, _: Fact, day: date, event: DisplayEnded) -> None:
    _show(accounts, event.disclosure_id, ended=event.ended_on or day)


@_on(DisclosureWithdrawn)
def _(accounts: Accounts, fact: Fact, day: date, event: DisclosureWithdrawn) -> None:
    _show(accounts, fact.stream_id, ended=event.withdrawn_on or day)


@_on(ObligationRaised)
def _(accounts: Accounts, fact: Fact, _: date, event: ObligationRaised) -> None:
    accounts.duties[fact.stream_id] = Duty(
        id=fact.stream_id,
        item=event.item_id,
        unit=event.unit,
        title=event.title,
        due=event.deadline.due,
    )


@_on(ObligationRescheduled)
def _(accounts: Accounts, fact: Fact, _: date, event: ObligationRescheduled) -> None:
    _change(accounts.duties, fact.stream_id, due=event.deadline.due)


@_on(ObligationFulfilled, ObligationConfirmed)
def _(accounts: Accounts, fact: Fact, day: date, event: ObligationFulfilled) -> None:
    _change(accounts.duties, fact.stream_id, done=event.on or day)


@_on(ObligationExcused)
def _(accounts: Accounts, fact: Fact, _: date, __: ObligationExcused) -> None:
    _change(accounts.duties, fact.stream_id, excused=True)


@_on(OpinionReceived)
def _(accounts: Accounts, fact: Fact, day: date, event: OpinionReceived) -> None:
    title = event.reference or "意见"
    accounts.opinions[fact.stream_id] = Opinion(
        id=fact.stream_id, unit=event.unit, title=title, received=day
    )


@_on(OpinionReplied)
def _(accounts: Accounts, fact: Fact, day: date, _: OpinionReplied) -> None:
    before = accounts.opinions.get(fact.stream_id)
    if before and before.replied is None:
        _change(accounts.opinions, fact.stream_id, replied=day)


@_on(OpinionLapsed)
def _(accounts: Accounts, fact: Fact, _: date, event: OpinionLapsed) -> None:
    _change(accounts.opinions, fact.stream_id, lapsed=event.due)


@_on(OpinionForwarded)
def _(accounts: Accounts, fact: Fact, _: date, event: OpinionForwarded) -> None:
    _change(accounts.opinions, fact.stream_id, unit=event.unit)


@_on(RectificationOrdered)
def _(accounts: Accounts, fact: Fact, day: date, event: RectificationOrdered) -> None:
    accounts.orders[fact.stream_id] = Order(
        id=fact.stream_id, unit=event.unit, task=event.task, ordered=day, due=event.due
    )


@_on(RectificationReported)
def _(accounts: Accounts, fact: Fact, day: date, _: RectificationReported) -> None:
    _change(accounts.orders, fact.stream_id, reported=day, passed=False)


@_on(RectificationChecked)
def _(accounts: Accounts, fact: Fact, _: date, event: RectificationChecked) -> None:
    _change(accounts.orders, fact.stream_id, passed=event.passed)


@_on(CaseOrdered)
def _(accounts: Accounts, fact: Fact, day: date, event: CaseOrdered) -> None:
    """What a case of accountability orders is put right like anything that is ordered (I6)."""
    accounts.orders[fact.stream_id] = Order(
        id=fact.stream_id, unit=event.unit, task=event.note, ordered=day, due=event.due
    )


@_on(CaseRectified)
def _(accounts: Accounts, fact: Fact, day: date, _: CaseRectified) -> None:
    _change(accounts.orders, fact.stream_id, reported=day, passed=False)


@_on(CaseClosed)
def _(accounts: Accounts, fact: Fact, _: date, __: CaseClosed) -> None:
    _change(accounts.orders, fact.stream_id, passed=True)


@_on(ReadingLogged)
def _(accounts: Accounts, fact: Fact, day: date, event: ReadingLogged) -> None:
    name = event.document_id or fact.stream_id
    accounts.readings.append(Act(id=name, unit=event.unit, day=day))


@_on(FindingRecorded)
def _(accounts: Accounts, fact: Fact, day: date, event: FindingRecorded) -> None:
    accounts.findings.append(Act(id=fact.stream_id, unit=event.unit, day=day))


def _show(accounts: Accounts, name: str, **fields: Any) -> None:
    before = accounts.shown.get(name) or Shown(id=name)
    accounts.shown[name] = replace(before, **fields)


def _change(rows: dict[str, Any], name: str, **fields: Any) -> None:
    if before := rows.get(name):
        rows[name] = replace(before, **fields)


class Books:
    """账册架 — books that were folded and may be asked for again."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._one_at_a_time = Lock()
        self._kept: dict[tuple[object, ...], Accounts] = {}

    def folded(self, tags: tuple[str, ...], before: date, logged: int | None = None) -> Accounts:
        """Return what was on record before a day, perhaps only of the log's first facts.

        It is folded once for as long as no service has said more.
        """
        known = tuple(map(self._ledger.last, SERVICES)) if logged is None else (logged,)
        key = (len(tags), before, *known)
        with self._one_at_a_time:
            found = self._kept.pop(key, None) or self._fold(tags, before, logged)
            self._kept[key] = found
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return found

    def _fold(self, tags: tuple[str, ...], before: date, logged: int | None) -> Accounts:
        told = self._ledger.dated(tags, "", beginning_of(before))
        return Accounts().told(each for each in told if logged is None or each.index < logged)


def beginning_of(day: date) -> str:
    """Return when a day begins in Beijing, as facts are dated (UTC)."""
    begun = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
    return begun.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S")
