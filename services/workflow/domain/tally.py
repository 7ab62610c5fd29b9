"""表态统计 — how many are for, against and for changes, and when a decision must wait: pure."""

from enum import Enum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.duty import Term

HUNDRED: Final = 100  # per cent


class Stance(Enum):
    """表态 — what somebody says to a plan; 其他 takes no side and is not counted for or against."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    AMEND = "amend"
    OTHER = "other"


STANCES: Final = {
    Stance.SUPPORT: "赞成",
    Stance.OPPOSE: "反对",
    Stance.AMEND: "建议修改",
    Stance.OTHER: "其他意见",
}


class Ground(Enum):
    """暂缓理由 — why a decision must wait (S0 六1)."""

    MAJORITY = "majority"
    SERIOUS = "serious"
    DECLARED = "declared"


GROUNDS: Final = {
    Ground.MAJORITY: "多数人有不同意见",
    Ground.SERIOUS: "不同意见达到重大分歧的比例",
    Ground.DECLARED: "经认定存在重大分歧",
}


class ConsultationRule(Struct, frozen=True, kw_only=True):
    """预公开规则 — what the unit's scheme said on the day on which the matter was registered.

    ``majority`` and ``serious`` are per cent of all who took a side: above the one, or
    from the other on, a decision waits; with fewer than ``least`` of them neither counts.
    ``anonymous``: whether those who did not sign are counted among them (S0-58).
    """

    period: Term = Term(days=7, working=True)
    majority: int = 50
    serious: int = 34
    least: int = 5
    anonymous: bool = False
    groups: tuple[str, ...] = ("群众", "民主党派", "有关部门")  # who must be heard


class Tally(Struct, frozen=True, kw_only=True):
    """表态数"""

    support: int = 0
    oppose: int = 0
    amend: int = 0
    other: int = 0

    @property
    def sides(self) -> int:
        """Return how many took a side."""
        return self.support + self.oppose + self.amend

    @property
    def total(self) -> int:
        """Return how many spoke."""
        return self.sides + self.other

    def plus(self, stance: Stance) -> "Tally":
        """Return the tally with one more."""
        return replace(self, **{stance.value: getattr(self, stance.value) + 1})

    def together(self, other: "Tally") -> "Tally":
        """Return both tallies as one."""
        return Tally(
            support=self.support + other.support,
            oppose=self.oppose + other.oppose,
            amend=self.amend + other.amend,
            other=self.other + other.other,
        )

    def against(self, per_cent: int) -> int:
        """Return how far those against are above a share of those who took a side."""
        return self.oppose * HUNDRED - per_cent * self.sides

    @property
    def share(self) -> str:
        """Return the share of those against as a person reads it, rounded to one digit."""
        if not self.sides:
            return "0%"
        tenths = (self.oppose * HUNDRED * 20 + self.sides) // (2 * self.sides)
        return f"{tenths // 10}.{tenths % 10}%"


class Voices(Struct, frozen=True, kw_only=True):
    """两类表态 — of those whose name is known, and of those who did not sign."""

    verified: Tally = Tally()
    anonymous: Tally = Tally()
    late: int = 0

    def heard(self, stance: Stance, *, verified: bool, late: bool) -> "Voices":
        """Return the voices with one more; who comes late is kept apart."""
        if late:
            return replace(self, late=self.late + 1)
        if verified:
            return replace(self, verified=self.verified.plus(stance))
        return replace(self, anonymous=self.anonymous.plus(stance))

    @property
    def total(self) -> int:
        """Return how many spoke in time."""
        return self.verified.total + self.anonymous.total

    def counted(self, rule: ConsultationRule) -> Tally:
        """Return those by whom it is judged whether a majority is against."""
        return self.verified.together(self.anonymous) if rule.anonymous else self.verified


def dissent(rule: ConsultationRule, voices: Voices) -> Ground | None:
    """Return why a decision must wait by the numbers alone; None if it need not (S0 六1)."""
    tally = voices.counted(rule)
    if tally.sides < rule.least:
        return None
    if tally.against(rule.majority) > 0:
        return Ground.MAJORITY
    return Ground.SERIOUS if tally.against(rule.serious) >= 0 else None
