"""备案登记的请求和事实 — what must be told to a superior is sent, taken, or given back."""

from typing import Annotated

from msgspec import Meta, Struct

Line = Annotated[str, Meta(max_length=100)]
Words = Annotated[str, Meta(max_length=500)]


class FileAct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报送备案件 — ``number``: of the letter with which it goes up."""

    number: Line = ""
    note: Words = ""


class LodgeAct(Struct, frozen=True, kw_only=True):
    """登记备案件 — what is asked, of an act that has been heard of, with the superior's id."""

    asked: FileAct
    unit: str
    body: str
    kind: str
    title: str
    act_id: str


class ReceiveAct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """收下备案件 — ``number``: of the receipt."""

    number: Line = ""


class ReturnAct(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回备案件 — with a comment; it is to be filed anew."""

    comment: Words = ""


class ActLodged(Struct, frozen=True, kw_only=True, tag="workflow.act.lodged.v1"):
    """备案件已报送"""

    unit: str
    body: str
    kind: str
    title: str
    act_id: str
    number: str
    note: str
    lodged_by: str


class ActReceived(Struct, frozen=True, kw_only=True, tag="workflow.act.received.v1"):
    """备案件已收下"""

    unit: str
    body: str
    act_id: str
    number: str
    received_by: str


class ActReturned(Struct, frozen=True, kw_only=True, tag="workflow.act.returned.v1"):
    """备案件已退回"""

    unit: str
    body: str
    act_id: str
    comment: str
    returned_by: str


ActCommand = LodgeAct | ReceiveAct | ReturnAct
ActEvent = ActLodged | ActReceived | ActReturned
