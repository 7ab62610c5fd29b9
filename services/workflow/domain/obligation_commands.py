"""What may be asked of an obligation. May be refused; never stored."""

from datetime import date

from msgspec import Struct

from services.workflow.domain.duty import Duty, Evidence, Term, TimeLimits
from services.workflow.domain.period import Period
from shared.calendar import Calendar


class RecordTrigger(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记触发事项 — something has happened that must be disclosed within a term."""

    item_id: str
    matter: str
    happened_on: date
    duty: Duty | None = None  # None: as the item's time limit says


class DemandProposal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """责成提出公开方案"""

    days: int
    note: str


class ExcuseObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """免除公开义务 — by a filed ground only."""

    ground: str
    filing: str


class LiftObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销上级要求的公开义务 — by the unit that ordered it."""

    reason: str


class RaiseObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """产生公开义务 — ``period`` for periodic ones; else it begins on the day of the trigger."""

    unit: str
    item_id: str
    duty: Duty
    title: str
    begins: date
    limits: TimeLimits
    calendar: Calendar
    period: Period | None = None
    matter: str = ""
    term: Term | None = None  # None: as the time limits say
    mandate: str = ""
    issuer: str = ""


class RingObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """到点办理 — the alarm clock has come to this step."""

    step: str
    superior: str = ""  # unit id of the superior, who hears of it last
    proposed: bool = False


class FulfilObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """履行公开义务"""

    disclosure_id: str
    on: date
    evidence: tuple[Evidence, ...] = ()


class ConfirmObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复核后确认无变化 — what stands disclosed (长期公开) still holds."""

    note: str
    shown: bool = False  # set by the desk: something of the item stands disclosed


class RescheduleObligation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重新计算期限"""

    calendar: Calendar


ObligationCommand = (
    RaiseObligation
    | RingObligation
    | FulfilObligation
    | ConfirmObligation
    | RescheduleObligation
    | DemandProposal
    | ExcuseObligation
    | LiftObligation
)
