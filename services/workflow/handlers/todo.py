"""待办 — one thing that waits for somebody."""

from datetime import date, datetime

from msgspec import Struct

from services.workflow.domain.terms import Check


class Todo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """待办 — ``step`` says what is to be done: review 待审核, approve 待审批, correct 更正任务…"""

    step: str
    unit: str
    title: str
    since: datetime
    kind: str = ""
    checks: tuple[Check, ...] = ()
    proposal_id: str = ""
    item_id: str = ""
    disclosure_id: str = ""
    opinion_id: str = ""
    errand_id: str = ""
    note: str = ""
    planned: date | None = None  # the day on which the proposal means to disclose, or is due
