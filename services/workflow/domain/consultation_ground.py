"""预公开的方案 — what a text must keep to that shows a plan, or tells what came of it."""

from msgspec import Struct

from services.workflow.domain.terms import Plan, Scope
from shared.decider import InvalidError


class Consulted(Struct, frozen=True, kw_only=True):
    """预公开的要求 — ``scope``: where the plan was shown; ``questions``: what must be asked."""

    least_days: int = 0
    scope: Scope | None = None
    questions: tuple[str, ...] = ()


class ConsultationTooShortError(InvalidError):
    """公开天数少于本单位实施方案规定的预公开期，请延长公开天数。"""


class ResultScopeError(InvalidError):
    """预公开事项的处理情况和结果，应当在预公开的同一范围内公开，请改选公开范围。"""


class QuestionUnaskedError(InvalidError):
    """预公开方案的正文没有写上要听取意见的问题，请把登记的每个问题原样写进正文。"""


def fitting(plan: Plan, asked: Consulted | None) -> None:
    """Refuse a text that falls short of what its consultation asks (S0 六1).

    Raises:
        ConsultationTooShortError: it comes down before the period is over.
        ResultScopeError: not everybody who read the plan reads the result, or others do too.
        QuestionUnaskedError: a question stands nowhere in the text that is reviewed.

    """
    if asked is None:
        return
    if plan.duration_days is not None and plan.duration_days < asked.least_days:
        raise ConsultationTooShortError(asked.least_days, field="duration_days")
    if asked.scope is not None and plan.scope is not asked.scope:
        raise ResultScopeError(asked.scope.value, field="scope")
    for question in asked.questions:
        if question not in plan.content:
            raise QuestionUnaskedError(question, field="content")
