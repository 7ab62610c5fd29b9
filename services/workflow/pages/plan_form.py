"""方案表 — what people type about a plan, word for word, and the plan it means."""

from datetime import date

from services.workflow.domain.demand_words import Declared
from services.workflow.domain.terms import Plan, Scope
from services.workflow.pages.declaring import Declaring, typed_of
from services.workflow.pages.foresight import Typed
from shared.decider import InvalidError


class DateUnclearError(InvalidError):
    """请填写公开时间，例如 2026-07-10。"""


class DurationUnclearError(InvalidError):
    """请填写公开时长（整天数），或者选择长期公开。"""


class ScopeUnclearError(InvalidError):
    """请选择公开范围。"""


class PlanForm(Declaring, frozen=True, kw_only=True):
    """方案表 — what was typed, word for word."""

    title: str = ""
    content: str = ""
    scope: str = ""
    disclose_on: str = ""
    duration: str = ""
    duration_days: str = ""
    channels: list[str] = []  # noqa: RUF012 — msgspec copies it
    readers: list[str] = []  # noqa: RUF012 — msgspec copies it
    waiver: str = ""
    summary: str = ""
    statements: list[str] = []  # noqa: RUF012 — msgspec copies it
    opinion_id: str = ""
    obligation_id: str = ""

    def plan(self) -> Plan:
        """Return the plan that was typed.

        Raises:
            InvalidError: a field cannot be understood; it is named.

        """
        return Plan(
            title=self.title.strip(),
            content=self.content,
            scope=self._scope(),
            disclose_on=self._day(),
            duration_days=self._days(),
            channels=tuple(self.channels),
            readers=tuple(self.readers),
            waiver=self.waiver.strip(),
            summary=" ".join(self.summary.split()),
        )

    def _scope(self) -> Scope:
        if self.scope not in {each.value for each in Scope}:
            raise ScopeUnclearError(field="scope")
        return Scope(self.scope)

    def _day(self) -> date:
        try:
            return date.fromisoformat(self.disclose_on.strip())
        except ValueError:
            raise DateUnclearError(field="disclose_on") from None

    def _days(self) -> int | None:
        if self.duration == "long":
            return None
        number = self.duration_days.strip()
        if not (number.isascii() and number.isdigit() and len(number) < 9):  # noqa: PLR2004
            raise DurationUnclearError(field="duration_days")
        return int(number)


class ExplanationForm(Typed, frozen=True, kw_only=True):
    """撤回说明"""

    opinion_id: str = ""


def form_of(
    plan: Plan,
    explanation: str = "",
    opinion_id: str = "",
    today: date | None = None,
    declared: Declared | None = None,
) -> PlanForm:
    """Return a plan as it is typed; a day that has passed becomes today."""
    day = max(plan.disclose_on, today) if today else plan.disclose_on
    return PlanForm(
        title=plan.title,
        content=plan.content,
        scope=plan.scope.value,
        disclose_on=day.isoformat(),
        duration="days" if plan.duration_days else "long",
        duration_days=str(plan.duration_days or ""),
        channels=list(plan.channels),
        readers=list(plan.readers),
        waiver=plan.waiver,
        summary=plan.summary,
        explanation=explanation,
        opinion_id=opinion_id,
        **typed_of(declared or Declared()),
    )
