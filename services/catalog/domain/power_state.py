"""职权的状态 — what must be remembered of a power and of the risk points at its steps."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from services.catalog.domain.power_words import CourseStep, PowerEntered, PowerIssued, PowerStep
from services.catalog.domain.risk_words import RiskLevel


class Mark(Struct, frozen=True, kw_only=True):
    """风险点 — ``level`` as rated last by ``by``; ``confirmed``: as approved, if ever."""

    step: int
    dimension: str
    level: RiskLevel
    by: str
    pending: bool = True
    confirmed: RiskLevel | None = None
    published: bool = False
    withheld: bool = False


class Power(Struct, frozen=True, kw_only=True):
    """What must be remembered of a power; ``flaws``: numbers of what is wrong with it still."""

    told: PowerEntered | None = None
    charts: int = 0
    steps: tuple[PowerStep, ...] = ()
    marks: Mapping[str, Mark] = {}
    flaws: tuple[int, ...] = ()
    confirmed: bool = False
    published: bool = False

    @property
    def based(self) -> bool:
        """Tell whether it rests on a legal basis."""
        return self.told is not None and bool(self.told.bases)

    def course(self, told: PowerEntered) -> PowerIssued:
        """Return all that a run of it goes by."""
        return PowerIssued(
            unit=told.unit,
            title=told.title,
            matter=told.matter,
            kind=told.kind,
            group=told.group,
            owner=told.owner,
            office=told.office,
            chart=self.charts,
            steps=tuple(_way(each, told) for each in self.steps),
            high=tuple(sorted(set(self._high()))),
        )

    def _high(self) -> Iterator[int]:
        for each in self.marks.values():
            if each.confirmed is RiskLevel.HIGH:
                yield each.step


def mark_key(step: int, dimension: str) -> str:
    """Return by what a risk point is known within its power."""
    return f"{step}/{dimension.strip()}"


def _way(step: PowerStep, told: PowerEntered) -> CourseStep:
    return CourseStep(
        name=step.name,
        subject=step.subject,
        lane=step.lane or told.kind,
        days=step.days,
        point=step.point,
        scope=step.scope,
    )
