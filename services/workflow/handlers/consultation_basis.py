"""预公开方案的依据 — what a text is held to that is proposed for a consultation's obligation."""

from uuid import UUID

from services.workflow.domain.consultation_ground import Consulted
from services.workflow.domain.period import deadline
from services.workflow.domain.terms import Plan
from services.workflow.views.consultations import consultations, consulted
from shared.calendar import Calendar
from shared.view import Views


def asked_of(
    views: Views, calendar: Calendar, obligation_id: str, plan: Plan | None
) -> Consulted | None:
    """Return what a consultation asks of a plan; None: it is for no consultation."""
    known = views.get(consulted, UUID(obligation_id)) if _is_id(obligation_id) and plan else None
    row = views.get(consultations, known.consultation_id) if known else None
    if row is None or known is None or plan is None:
        return None
    if known.result:
        return Consulted(scope=row.consultation.scope)
    due = deadline(plan.disclose_on, row.consultation.rule.period, calendar).due
    days = (due - plan.disclose_on).days + 1
    return Consulted(least_days=days, questions=row.consultation.questions)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
