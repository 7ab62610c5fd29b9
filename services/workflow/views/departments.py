"""责任部门 — who in a unit is to disclose a matter, as its catalog says (S4 一(六)1)."""

from typing import Final

from msgspec import Struct

from services.workflow.heard import EntryAttributed
from shared.record import Record
from shared.view import Rows, View


class DepartmentRow(Struct, frozen=True, kw_only=True):
    """责任部门 — ``room`` handles it (承办科室); ``body``: whose matter it is (公开主体)."""

    item_id: str
    body: str
    room: str


departments: Final = View("departments", DepartmentRow, key="item_id")


@departments.on(EntryAttributed)
def _(rows: Rows[DepartmentRow], record: Record[EntryAttributed]) -> None:
    event = record.event
    said = event.particulars
    rows.put(DepartmentRow(item_id=event.item_id, body=said.body, room=said.room))
