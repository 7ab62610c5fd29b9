"""Rows of powers: whose they are, how they run, what is risky at which step."""

from uuid import UUID

from msgspec import Struct

from services.catalog.domain.power import Claim
from services.catalog.domain.power_words import (
    LegalBasis,
    PowerCharted,
    PowerConfirmed,
    PowerEntered,
    PowerKind,
    PowerPublished,
    PowerSettled,
    PowerStep,
    RiskLevel,
    RiskRated,
)
from shared.record import Record
from shared.view import Rows, View


class RiskPoint(Struct, frozen=True, kw_only=True):
    """风险点 — as it was rated last; the ratings before it stay among the facts."""

    step: int
    dimension: str
    level: RiskLevel
    reason: str
    controls: tuple[str, ...] = ()
    rated_by: str = ""


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
    chart: int = 0
    steps: tuple[PowerStep, ...] = ()
    risks: tuple[RiskPoint, ...] = ()
    confirmed: bool = False
    warnings: tuple[str, ...] = ()
    resolution: str = ""
    published: bool = False

    @property
    def claim(self) -> Claim:
        """Return what it is compared by."""
        return Claim(self.matter, self.kind, self.owner, self.title, bool(self.resolution))

    def at(self, step: int) -> list[RiskPoint]:
        """Return the risk points at a step."""
        return [each for each in self.risks if each.step == step]


powers = View("powers", PowerRow, key="power_id", indexes=(("unit",),))


@powers.on(PowerEntered)
def _(rows: Rows[PowerRow], record: Record[PowerEntered]) -> None:
    event = record.event
    rows.put(
        PowerRow(
            power_id=record.stream_id,
            unit=event.unit,
            title=event.title,
            matter=event.matter,
            kind=event.kind,
            group=event.group,
            owner=event.owner,
            bases=event.bases,
        )
    )


@powers.on(PowerCharted)
def _(rows: Rows[PowerRow], record: Record[PowerCharted]) -> None:
    event = record.event
    rows.change(record.stream_id, chart=event.version, steps=event.steps, risks=(), published=False)


@powers.on(RiskRated)
def _(rows: Rows[PowerRow], record: Record[RiskRated]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        point = RiskPoint(
            step=event.step,
            dimension=event.dimension,
            level=event.level,
            reason=event.reason,
            controls=event.controls,
            rated_by=event.rated_by,
        )
        place = event.step, event.dimension
        others = [each for each in row.risks if (each.step, each.dimension) != place]
        rows.change(row.power_id, risks=(*others, point))


@powers.on(PowerConfirmed)
def _(rows: Rows[PowerRow], record: Record[PowerConfirmed]) -> None:
    rows.change(record.stream_id, confirmed=True, warnings=record.event.warnings)


@powers.on(PowerSettled)
def _(rows: Rows[PowerRow], record: Record[PowerSettled]) -> None:
    rows.change(record.stream_id, resolution=record.event.resolution)


@powers.on(PowerPublished)
def _(rows: Rows[PowerRow], record: Record[PowerPublished]) -> None:
    rows.change(record.stream_id, published=True)
