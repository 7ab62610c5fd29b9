"""待办的函告 — what another unit has put to mine, and what I still have to look at again."""

from typing import Final

from services.workflow.domain.errand import ErrandState
from services.workflow.domain.errand_words import ErrandKind
from services.workflow.handlers.errands import ANSWERERS, HEADS
from services.workflow.handlers.todo import Todo
from services.workflow.views.errands import ErrandRow, errands
from shared.view import Views
from shared.web import Caller

MOST: Final = 200  # of one person
REPLY, JUDGE = "reply", "judge"


def errand_todos(views: Views, caller: Caller) -> list[Todo]:
    """Return the errands that wait for an answer of this person's units, or for a second look."""
    answering, heading = caller.units(*ANSWERERS), caller.units(*HEADS)
    warned = errands.c.kind == ErrandKind.WARNING.value
    asked = (errands.c.state == ErrandState.OPEN.value) & errands.c.body.in_(answering)
    answered = (errands.c.state == ErrandState.ANSWERED.value) & (
        (errands.c.unit.in_(heading) & ~warned) | (errands.c.body.in_(heading) & warned)
    )
    order = [errands.c.sent_at]
    return [
        _todo(each) for each in views.select(errands, asked | answered, order=order, limit=MOST)
    ]


def _todo(row: ErrandRow) -> Todo:
    opened = row.state == ErrandState.OPEN.value
    return Todo(
        step=REPLY if opened else JUDGE,
        unit=row.body if opened else row.unit,
        title=row.title,
        since=row.sent_at,
        errand_id=str(row.errand_id),
        note=ErrandKind(row.kind).chinese,
        planned=row.due,
    )
