"""What has happened to an obligation (公开义务). Stored for ever; new fields get defaults."""

from datetime import date

from msgspec import Struct

from services.workflow.domain.duty import Deadline, Duty, Evidence, Recipient, TimeLimits


class ObligationRaised(Struct, frozen=True, kw_only=True, tag="workflow.obligation.raised.v1"):
    """公开义务已产生

    ``limits`` is the rule in force on the day it began, by which it is judged to its
    end (N4); ``ends`` is the last day of its period, None if it has none; ``matter``
    says what triggered it; ``prompt_on``: from this day a proposal is asked for;
    ``mandate`` and ``issuer``: which order of which superior, if any.
    """

    unit: str
    item_id: str
    duty: Duty
    title: str
    begins: date
    deadline: Deadline
    limits: TimeLimits
    prompt_on: date
    ends: date | None = None
    matter: str = ""
    mandate: str = ""
    issuer: str = ""


class ObligationPrompted(Struct, frozen=True, kw_only=True, tag="workflow.obligation.prompted.v1"):
    """已提示提出公开方案

    Due soon, and nobody has proposed (应当公开而未提出, A10).
    """

    on: date
    to: tuple[Recipient, ...]


class ObligationReminded(Struct, frozen=True, kw_only=True, tag="workflow.obligation.reminded.v1"):
    """公开义务已提醒

    ``offset``: days relative to the due day; negative is before (D8).
    """

    offset: int
    on: date
    due: date
    to: tuple[Recipient, ...]


class ObligationMissed(Struct, frozen=True, kw_only=True, tag="workflow.obligation.missed.v1"):
    """公开义务已逾期

    ``proposed``: whether anybody had at least proposed it.
    """

    on: date
    due: date
    proposed: bool = False


class ObligationDemanded(Struct, frozen=True, kw_only=True, tag="workflow.obligation.demanded.v1"):
    """已责成提出公开方案

    The branch demands a proposal from the handling office (SC-15).
    """

    to: tuple[Recipient, ...]
    answer_by: date
    note: str
    demanded_by: str


class ObligationFulfilled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.fulfilled.v1"
):
    """公开义务已履行

    ``late``: only after the due day (逾期补公开); ``evidence`` is what proves a disclosure
    that is on no public page: minutes, receipts.
    """

    disclosure_id: str
    on: date
    due: date
    late: bool = False
    days_late: int = 0
    evidence: tuple[Evidence, ...] = ()


class ObligationConfirmed(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.confirmed.v1"
):
    """长期公开内容已复核无变化 — ``late``: only after the due day."""

    on: date
    due: date
    note: str
    confirmed_by: str
    late: bool = False
    days_late: int = 0


class ObligationExcused(Struct, frozen=True, kw_only=True, tag="workflow.obligation.excused.v1"):
    """公开义务已免除

    Only by a ground that has been filed (备案): ``filing`` is its number.
    """

    ground: str
    filing: str
    excused_by: str


class ObligationRescheduled(
    Struct, frozen=True, kw_only=True, tag="workflow.obligation.rescheduled.v1"
):
    """公开义务期限已重新计算

    A calendar announced later has changed which days count (D7).
    """

    on: date
    deadline: Deadline
    prompt_on: date


ObligationEvent = (
    ObligationRaised
    | ObligationPrompted
    | ObligationReminded
    | ObligationMissed
    | ObligationDemanded
    | ObligationFulfilled
    | ObligationConfirmed
    | ObligationExcused
    | ObligationRescheduled
)
