"""机构 — what kind of organisation a unit is, so that a discipline body can be found."""

from typing import Final

from msgspec import Struct

from services.feedback.heard import UnitRegistered
from shared.record import Record
from shared.view import Rows, View

DISCIPLINE: Final = ("纪委", "纪律检查机关", "纪检组", "纪工委")


class BodyRow(Struct, frozen=True, kw_only=True):
    """机构"""

    unit_id: str
    kind: str
    superior: str


bodies: Final = View("bodies", BodyRow, key="unit_id", indexes=(("superior",),))


@bodies.on(UnitRegistered)
def _(rows: Rows[BodyRow], record: Record[UnitRegistered]) -> None:
    event = record.event
    rows.put(BodyRow(unit_id=event.unit_id, kind=event.kind, superior=event.superior))
