"""What may be asked of publishing. Imperative; may be refused; never stored.

Registering, revising and withdrawing follow from approvals alone; people only open phases.
"""

from datetime import datetime

from msgspec import Struct

from services.publishing.domain.terms import Approval, Attachment, Item, Plan, Standing


class RegisterDisclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记公开事项 — ``heard`` is the digest of the text that was submitted, as computed here."""

    item: Item
    plan: Plan
    approval: Approval
    heard: str
    inner_first: bool = True
    min_inner_working_days: int = 0
    attachments: tuple[Attachment, ...] = ()


class OpenInner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始党内公开"""


class OpenPublic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始向社会公开"""


class ReviseDisclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更正公开事项

    ``restart_days``: the working days for which members have the new version before society
    does, None if the period goes on as it began.
    """

    item: Item
    plan: Plan
    explanation: str
    approval: Approval
    heard: str
    attachments: tuple[Attachment, ...] = ()
    restart_days: int | None = None


class WithdrawDisclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤回公开事项"""

    explanation: str
    approval: Approval
    heard: str


class RevokeApproval(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销批准 — the approver took the approval back, for this reason."""

    reason: str


Command = (
    RegisterDisclosure
    | OpenInner
    | OpenPublic
    | ReviseDisclosure
    | WithdrawDisclosure
    | RevokeApproval
)


class ScheduleRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """定时公开 — ``about`` is the disclosure as the rules remember it now."""

    step: str
    at: datetime
    about: Standing


class CancelRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """取消定时公开"""

    reason: str


class ExecuteRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """执行定时公开 — later than ``grace_seconds`` is late; ``at`` is the time that was set."""

    at: datetime
    grace_seconds: int


class MissRelease(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录定时公开未执行"""

    at: datetime
    rule: str
    reason: str


ReleaseCommand = ScheduleRelease | CancelRelease | ExecuteRelease | MissRelease
