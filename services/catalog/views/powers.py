"""Rows of powers: whose they are, how they run, what is risky at which step."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.power import Claim
from services.catalog.domain.power_words import (
    LegalBasis,
    PowerCharted,
    PowerConfirmed,
    PowerEntered,
    PowerKind,
    PowerPublished,
    PowerStep,
)
from services.catalog.domain.risk_words import (
    RiskConfirmed,
    RiskExcepted,
    RiskLevel,
    RiskPublished,
    RiskRated,
)
from services.catalog.domain.terms import Scope
from services.catalog.domain.tidying_words import (
    PowerBordered,
    PowerFlagged,
    PowerPlaced,
    PowerSettled,
)
from shared.record import Record
from shared.view import Rows, View


class RiskPoint(Struct, frozen=True, kw_only=True):
    """风险点 — as it was rated last; the ratings before it stay among the facts.

    ``confirmed``: the level as approved; ``shown``: the level the public sees.
    """

    step: int
    dimension: str
    level: RiskLevel
    reason: str
    controls: tuple[str, ...] = ()
    rated_by: str = ""
    pending: bool = True
    confirmed: RiskLevel | None = None
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    shown: RiskLevel | None = None
    shown_at: datetime | None = None
    withheld: str = ""

    @property
    def owed(self) -> bool:
        """Tell whether its approved level has yet to be published."""
        return self.confirmed is not None and self.shown is not self.confirmed and not self.withheld

    @property
    def public(self) -> "RiskPoint":
        """Return it as everybody sees it: at the level published, without who rated it."""
        return RiskPoint(
            step=self.step,
            dimension=self.dimension,
            level=self.shown or self.level,
            reason=self.reason,
            controls=self.controls,
            pending=False,
            confirmed=self.shown,
            shown=self.shown,
            shown_at=self.shown_at,
        )


class Flaw(Struct, frozen=True, kw_only=True):
    """职权上的问题 — by its number; with a border once it is put right (S2-38)."""

    number: int
    flaw: str
    border: str = ""


class PowerRow(Struct, frozen=True, kw_only=True):
    """职权"""

    power_id: UUID
    unit: str
    title: str
    matter: str
    kind: PowerKind
    group: str
    owner: str
    bases: tuple[LegalBasis, ...] = ()
    responsible: str = ""
    office: str = ""
    scope: Scope = Scope.SOCIETY
    limit: str = ""
    contact: str = ""
    chart: int = 0
    steps: tuple[PowerStep, ...] = ()
    risks: tuple[RiskPoint, ...] = ()
    confirmed: bool = False
    warnings: tuple[str, ...] = ()
    resolution: str = ""
    settled_by: str = ""
    settled_at: datetime | None = None
    flaws: tuple[Flaw, ...] = ()
    item_id: str = ""
    unplaced: str = ""
    published: bool = False

    def after(self, before: "PowerRow") -> "PowerRow":
        """Return it with what was there before a correction: chart, risks, flaws, its place.

        How an overlap was settled holds as long as it is about the same matter.
        """
        same = (self.matter, self.kind) == (before.matter, before.kind)
        return replace(
            self,
            chart=before.chart,
            steps=before.steps,
            risks=before.risks,
            flaws=before.flaws,
            item_id=before.item_id,
            unplaced=before.unplaced,
            resolution=before.resolution if same else "",
            settled_by=before.settled_by if same else "",
            settled_at=before.settled_at if same else None,
        )

    @property
    def claim(self) -> Claim:
        """Return what it is compared by."""
        return Claim(self.matter, self.kind, self.owner, self.title, bool(self.resolution))

    @property
    def state(self) -> str:
        """Return how far it has come, in a word."""
        return "已公布" if self.published else ("已确认" if self.confirmed else "拟列")

    @property
    def based(self) -> str:
        """Return its legal bases as they are typed: one a line."""
        return "\n".join(f"{each.document} {each.article}".strip() for each in self.bases)

    @property
    def open(self) -> bool:
        """Tell whether anybody may read it."""
        return self.published and self.scope is Scope.SOCIETY

    @property
    def public(self) -> "PowerRow":
        """Return it as everybody sees it: with the risk points that were published."""
        shown = tuple(each.public for each in self.risks if each.shown)
        return replace(self, risks=shown, warnings=(), unplaced="", settled_by="")

    @property
    def levels(self) -> dict[int, RiskLevel]:
        """Return the highest level of risk at each step that has any."""
        order = list(RiskLevel)
        worst = sorted(self.risks, key=lambda each: order.index(each.level), reverse=True)
        return {each.step: each.level for each in worst}

    def at(self, step: int) -> list[RiskPoint]:
        """Return the risk points at a step."""
        return [each for each in self.risks if each.step == step]


powers = View("powers", PowerRow, key="power_id", indexes=(("unit",), ("published", "unit")))


@powers.on(PowerEntered)
def _(rows: Rows[PowerRow], record: Record[PowerEntered]) -> None:
    event = record.event
    entered = PowerRow(
        power_id=record.stream_id,
        unit=event.unit,
        title=event.title,
        matter=event.matter,
        kind=event.kind,
        group=event.group,
        owner=event.owner,
        bases=event.bases,
        responsible=event.responsible,
        office=event.office,
        scope=event.scope,
        limit=event.limit,
        contact=event.contact,
    )
    before = rows.get(record.stream_id)
    rows.put(entered.after(before) if before else entered)


@powers.on(PowerCharted)
def _(rows: Rows[PowerRow], record: Record[PowerCharted]) -> None:
    event = record.event
    rows.change(record.stream_id, chart=event.version, steps=event.steps, risks=(), published=False)


@powers.on(RiskRated)
def _(rows: Rows[PowerRow], record: Record[RiskRated]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        place = event.step, event.dimension
        before = [each for each in row.risks if (each.step, each.dimension) == place]
        fresh = RiskPoint(step=event.step, dimension=event.dimension, level=event.level, reason="")
        point = replace(
            before[0] if before else fresh,
            level=event.level,
            reason=event.reason,
            controls=event.controls,
            rated_by=event.rated_by,
            pending=True,
        )
        others = [each for each in row.risks if each not in before]
        rows.change(row.power_id, risks=(*others, point))


@powers.on(RiskConfirmed)
def _(rows: Rows[PowerRow], record: Record[RiskConfirmed]) -> None:
    event = record.event
    by, at = event.confirmed_by, record.cause.at
    approved = {"confirmed": event.level, "confirmed_by": by, "confirmed_at": at}
    _point(rows, record, pending=False, withheld="", **approved)


@powers.on(RiskPublished)
def _(rows: Rows[PowerRow], record: Record[RiskPublished]) -> None:
    _point(rows, record, shown=record.event.level, shown_at=record.cause.at, withheld="")


@powers.on(RiskExcepted)
def _(rows: Rows[PowerRow], record: Record[RiskExcepted]) -> None:
    _point(rows, record, shown=None, shown_at=None, withheld=record.event.ground.chinese)


@powers.on(PowerConfirmed)
def _(rows: Rows[PowerRow], record: Record[PowerConfirmed]) -> None:
    rows.change(record.stream_id, confirmed=True, warnings=record.event.warnings)


@powers.on(PowerSettled)
def _(rows: Rows[PowerRow], record: Record[PowerSettled]) -> None:
    event = record.event
    by = {"settled_by": event.settled_by, "settled_at": record.cause.at}
    rows.change(record.stream_id, resolution=event.resolution, **by)


@powers.on(PowerFlagged)
def _(rows: Rows[PowerRow], record: Record[PowerFlagged]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        flaw = Flaw(number=event.number, flaw=event.flaw)
        rows.change(row.power_id, flaws=(*row.flaws, flaw))


@powers.on(PowerBordered)
def _(rows: Rows[PowerRow], record: Record[PowerBordered]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        others = [each for each in row.flaws if each.number != event.number]
        flaw = Flaw(number=event.number, flaw=event.flaw, border=event.border)
        by = {"settled_by": record.cause.actor, "settled_at": record.cause.at}
        rows.change(row.power_id, flaws=(*others, flaw), resolution=event.border, **by)


@powers.on(PowerPlaced)
def _(rows: Rows[PowerRow], record: Record[PowerPlaced]) -> None:
    rows.change(record.stream_id, item_id=record.event.item_id, unplaced=record.event.reason)


@powers.on(PowerPublished)
def _(rows: Rows[PowerRow], record: Record[PowerPublished]) -> None:
    rows.change(record.stream_id, published=True)


def _point(rows: Rows[PowerRow], record: Record[Any], **fields: Any) -> None:
    place = record.event.step, record.event.dimension
    if row := rows.get(record.stream_id):
        changed = tuple(
            replace(each, **fields) if (each.step, each.dimension) == place else each
            for each in row.risks
        )
        rows.change(row.power_id, risks=changed)
