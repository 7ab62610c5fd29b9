"""What may be asked of publishing. Imperative; may be refused; never stored.

Registering, revising and withdrawing follow from approvals alone; people only open phases.
"""

from msgspec import Struct

from services.publishing.domain.terms import Approval, Item, Plan


class Register(Struct, frozen=True, kw_only=True):
    """登记 — ``heard`` is the digest of the text that was submitted, as computed here."""

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


class Revise(Struct, frozen=True, kw_only=True):
    """更正"""

    item: Item
    plan: Plan
    explanation: str
    approval: Approval
    heard: str


class Withdraw(Struct, frozen=True, kw_only=True):
    """撤回"""

    explanation: str
    approval: Approval
    heard: str


Command = Register | OpenInner | OpenPublic | Revise | Withdraw
