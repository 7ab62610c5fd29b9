"""What may be asked of publishing. Imperative; may be refused; never stored.

Registering, revising and withdrawing follow from approvals alone; people only open phases.
"""

from msgspec import Struct

from services.publishing.domain.terms import Approval, Item, Plan


class RegisterDisclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记公开事项 — ``heard`` is the digest of the text that was submitted, as computed here."""

    item: Item
    plan: Plan
    approval: Approval
    heard: str
    inner_first: bool = True
    min_inner_working_days: int = 0


class OpenInner(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始党内公开"""


class OpenPublic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始向社会公开"""


class ReviseDisclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更正公开事项"""

    item: Item
    plan: Plan
    explanation: str
    approval: Approval
    heard: str


class WithdrawDisclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤回公开事项"""

    explanation: str
    approval: Approval
    heard: str


Command = RegisterDisclosure | OpenInner | OpenPublic | ReviseDisclosure | WithdrawDisclosure
