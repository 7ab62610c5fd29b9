"""专项督查 — a plan of the year over all units, and samples drawn so that anybody can repeat them.

No unit is left out of a year's plan (S4-30); a sample follows from its seed and from what
was disclosed (S0-69); what is found is followed as a matter of its own.
"""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct
from msgspec.structs import replace

from services.feedback.domain.terms import PublicText
from services.feedback.domain.writing import written
from shared.decider import Decider, InvalidError, RejectedError
from shared.lot import drawn
from shared.record import Cause

PLANS: Final = UUID("2e0c7d18-5fd2-5f4e-9a0e-51d7c9a9f0be")
MOST: Final = 500  # items of one sample
Seed = Annotated[str, Meta(min_length=1, max_length=40)]


class Tour(Struct, frozen=True, kw_only=True):
    """一次督查 — when, and which units."""

    title: str
    first: date
    last: date
    units: tuple[str, ...]


class PlanInspections(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """制定年度督查计划 — ``below``: every unit that the plan must reach."""

    unit: str
    year: int
    tours: tuple[Tour, ...]
    below: frozenset[str]


class InspectionsPlanned(Struct, frozen=True, kw_only=True, tag="feedback.inspections.planned.v1"):
    """年度督查计划已制定"""

    unit: str
    year: int
    tours: tuple[Tour, ...]


class DrawSample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽取督查样本 — out of ``items``, all that was disclosed in the period by these units."""

    title: PublicText
    seed: Seed
    count: int
    first: date
    last: date
    items: tuple[str, ...]


class SampleSelected(Struct, frozen=True, kw_only=True, tag="feedback.sample.selected.v1"):
    """督查样本已抽取 — out of how many, and which, in the order in which they were drawn."""

    unit: str
    title: str
    seed: str
    first: date
    last: date
    of: int
    items: tuple[str, ...]


InspectionCommand = PlanInspections | DrawSample
InspectionEvent = InspectionsPlanned | SampleSelected


class Plan(Struct, frozen=True, kw_only=True):
    """What must be remembered of a year's plan."""

    unit: str = ""
    first: date = date.min
    seeds: frozenset[str] = frozenset()


class PlanTwiceError(RejectedError):
    """这一年的督查计划已经制定。"""


class PlanMissingError(RejectedError):
    """这一年还没有制定督查计划，不能抽取样本。"""


class UnitUninspectedError(InvalidError):
    """年度督查计划必须覆盖全部单位，还有单位没有列入。"""


class TourPeriodError(InvalidError):
    """每次督查的日期必须在计划年度之内，截止日期不能早于起始日期。"""


class SeedUsedError(RejectedError):
    """这个种子号已经抽取过，请换一个。"""


class SampleSizeError(InvalidError):
    """抽取的数量必须至少1项，最多500项。"""


def plan_id(unit: str, year: int) -> UUID:
    """Return where the plan of a unit and a year stands."""
    return uuid5(PLANS, f"{unit}/{year}")


def decide(command: InspectionCommand, plan: Plan, cause: Cause) -> list[InspectionEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    del cause
    match command:
        case PlanInspections():
            return [_planned(command, plan)]
        case DrawSample():
            return [_sample(command, plan)]


def evolve(plan: Plan, event: InspectionEvent) -> Plan:
    """Return the plan as the event leaves it."""
    match event:
        case InspectionsPlanned():
            return Plan(unit=event.unit, first=date(event.year, 1, 1))
        case SampleSelected(seed=seed):
            return replace(plan, seeds=plan.seeds | {seed})


def _planned(command: PlanInspections, plan: Plan) -> InspectionsPlanned:
    if plan.unit:
        raise PlanTwiceError(command.year)
    for tour in command.tours:
        if not tour.first <= tour.last or {tour.first.year, tour.last.year} != {command.year}:
            raise TourPeriodError(tour.title, field="first")
    reached = {unit for tour in command.tours for unit in tour.units}
    if left := command.below - reached:
        raise UnitUninspectedError(len(left), field="units")
    return InspectionsPlanned(unit=command.unit, year=command.year, tours=command.tours)


def _sample(command: DrawSample, plan: Plan) -> SampleSelected:
    if not plan.unit:
        raise PlanMissingError
    if command.seed in plan.seeds:
        raise SeedUsedError(command.seed, field="seed")
    if not 1 <= command.count <= MOST:
        raise SampleSizeError(command.count, field="count")
    return SampleSelected(
        unit=plan.unit,
        title=written(command.title, "title"),
        seed=command.seed,
        first=command.first,
        last=command.last,
        of=len(set(command.items)),
        items=drawn(command.seed, command.items, command.count),
    )


INSPECTION: Final[Decider[Any, Plan, Any]] = Decider(initial=Plan(), decide=decide, evolve=evolve)
