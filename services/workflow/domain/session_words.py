"""听取意见的会议和走访 — hearings, forums, visits: who came, who said what."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct


class Form(Enum):
    """听取意见的形式 — besides showing the plan itself (S0 六4; S4 四(二)2)."""

    HEARING = "hearing"
    FORUM = "forum"
    VISIT = "visit"


FORMS: Final = {Form.HEARING: "听证会", Form.FORUM: "座谈会", Form.VISIT: "走访"}


class Group(Enum):
    """听取意见的对象"""

    MASSES = "masses"
    PARTIES = "parties"
    DEPARTMENTS = "departments"


GROUPS: Final = {
    Group.MASSES: "群众",
    Group.PARTIES: "民主党派",
    Group.DEPARTMENTS: "有关部门",
}


class Attendance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """到会情况 — of one group: how many were invited, how many came."""

    group: Group
    invited: int
    attended: int


class Statement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """发言 — of a group, what became of it and why; nobody is named."""

    group: Group
    text: str
    adopted: bool
    reason: str = ""


class HoldConsultation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记听取意见的会议或者走访"""

    form: Form
    held_on: date
    place: str
    attendance: tuple[Attendance, ...]
    statements: tuple[Statement, ...] = ()


class ConsultationHeld(Struct, frozen=True, kw_only=True, tag="workflow.consultation.held.v1"):
    """听取意见的会议或者走访已登记"""

    form: Form
    held_on: date
    place: str
    attendance: tuple[Attendance, ...]
    statements: tuple[Statement, ...] = ()
