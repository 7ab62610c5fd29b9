"""公开事项 — one matter: registered, read inside the Party, then by society; revised, withdrawn."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.attachments import listed
from services.publishing.domain.commands import (
    Command,
    OpenInner,
    OpenPublic,
    RegisterDisclosure,
    ReviseDisclosure,
    RevokeApproval,
    WithdrawDisclosure,
)
from services.publishing.domain.events import (
    AttachmentsListed,
    DisclosureCancelled,
    DisclosureEvent,
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    InnerRestarted,
    PublicOpened,
)
from services.publishing.domain.in_effect import explained_in_words, in_effect
from services.publishing.domain.reading import opened_inside
from services.publishing.domain.terms import (
    OPENERS,
    Approval,
    Attachment,
    Item,
    Phase,
    Plan,
    Scope,
)
from shared.calendar import Counted, Counting, Day, beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause


class Disclosure(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next command. Nothing more."""

    phase: Phase = Phase.NONE
    item: Item | None = None
    plan: Plan | None = None
    approval: Approval | None = None
    version: int = 0
    inner_first: bool = True
    min_inner_working_days: int = 0
    inner_opened_on: date | None = None
    withdrawn: bool = False
    attachments: tuple[Attachment, ...] = ()


class NotRegisteredError(NotFoundError):
    """没有找到这个公开事项。"""


class AlreadyRegisteredError(RejectedError):
    """这个事项已经登记，不能重复登记。"""


class NotAsApprovedError(RejectedError):
    """公开的内容与批准的内容不一致，不能公开。"""


class NotPublisherError(ForbiddenError):
    """只有本单位的发布人或者领导小组办公室可以公开。"""


class WithdrawnError(RejectedError):
    """该事项已经撤回，不能再公开、更正或者撤回。"""


class AlreadyOpenError(RejectedError):
    """这个阶段的公开已经开始，不能重复开始。"""


class NotYetError(RejectedError):
    """还没有到批准的公开日期。"""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    @property
    def sentence(self) -> str:
        """Say from which day it is allowed."""
        return f"还没有到批准的公开日期：{_chinese(self.day)}起可以公开。"


class InnerFirstError(RejectedError):
    """应当先在党内公开，再向社会公开；经批准的方案写明理由的除外。"""


class InnerPeriodError(RejectedError):
    """党内公开满规定的工作日以后，才能向社会公开。"""

    def __init__(self, counted: Counted, required: int) -> None:
        super().__init__(explained(counted.days))
        self.counted, self.required = counted, required

    @property
    def sentence(self) -> str:
        """Say from which day it is allowed, and which days are counted."""
        day = _chinese(self.counted.end)
        return f"党内公开须满 {self.required} 个工作日，{day}起可以向社会公开。"


class ScopeNotSocietyError(RejectedError):
    """批准的公开范围不包括社会，不能向社会公开。"""


class ScopeChangedError(InvalidError):
    """更正不能改变公开范围；要改变范围，请撤回后重新提出方案。"""


def disclosure(calendar: Counting) -> Decider[Command, Disclosure, DisclosureEvent]:
    """Return the decider that counts working days by this calendar."""

    def decide(command: Command, state: Disclosure, cause: Cause) -> list[DisclosureEvent]:
        match command:
            case RegisterDisclosure():
                return _register(command, state)
            case OpenInner():
                return _open_inner(state, cause)
            case OpenPublic():
                return _open_public(state, cause, calendar)
            case ReviseDisclosure():
                return _revise(command, state, cause)
            case WithdrawDisclosure():
                return _withdraw(command, state, cause)
            case RevokeApproval(reason=reason):
                return _revoke(reason, state, cause)

    return Decider(initial=Disclosure(), decide=decide, evolve=evolve)


def society_from(state: Disclosure, calendar: Counting) -> Counted | None:
    """Return how the first day on which society may read is counted.

    None if there is nothing to count: no inner phase yet, none required, or it was waived.
    """
    if state.inner_opened_on is None or not _inner_required(state):
        return None
    return calendar.add_working_days(state.inner_opened_on, state.min_inner_working_days)


def explained(days: Sequence[Day]) -> str:
    """Return each day on the way and whether it was counted, as a person reads it."""
    parts = [f"{d.date:%m-%d} {d.reason}{'' if d.counted else '，不计'}" for d in days]
    return "；".join(parts)


def evolve(  # noqa: PLR0911 — one line for each fact
    state: Disclosure, event: DisclosureEvent
) -> Disclosure:
    """Return what is remembered after a fact."""
    match event:
        case DisclosureRegistered():
            return Disclosure(
                phase=Phase.REGISTERED,
                item=event.item,
                plan=event.plan,
                approval=event.approval,
                version=event.version,
                inner_first=event.inner_first,
                min_inner_working_days=event.min_inner_working_days,
            )
        case InnerOpened(opened_on=day):
            return replace(state, phase=opened_inside(state.plan), inner_opened_on=day)
        case PublicOpened():
            return replace(state, phase=Phase.PUBLIC)
        case DisclosureRevised(plan=plan, approval=approval, version=version):
            return replace(state, plan=plan, approval=approval, version=version, attachments=())
        case InnerRestarted(restarted_on=day, min_inner_working_days=days):
            return replace(state, inner_opened_on=day, min_inner_working_days=days)
        case AttachmentsListed(attachments=attachments):
            return replace(state, attachments=attachments)
        case DisclosureWithdrawn() | DisclosureCancelled():
            return replace(state, withdrawn=True)


def _register(command: RegisterDisclosure, state: Disclosure) -> list[DisclosureEvent]:
    if state.phase is not Phase.NONE:
        raise AlreadyRegisteredError
    in_effect(command.item.catalog)
    _as_approved(command)
    return [
        DisclosureRegistered(
            unit=command.item.unit,
            item_id=command.item.item_id,
            item=command.item,
            proposal_id=command.approval.proposal_id,
            version=1,
            plan=command.plan,
            digest=command.approval.digest,
            approval=command.approval,
            inner_first=command.inner_first,
            min_inner_working_days=command.min_inner_working_days,
        ),
        *listed(command.attachments, command.item, command.approval, 1, public=False),
    ]


def _open_inner(state: Disclosure, cause: Cause) -> list[DisclosureEvent]:
    item, plan, _ = _open_to(state, cause)
    if state.phase is not Phase.REGISTERED:
        raise AlreadyOpenError
    today = _from_the_day(plan, cause)
    return [
        InnerOpened(unit=item.unit, item_id=item.item_id, version=state.version, opened_on=today)
    ]


def _open_public(state: Disclosure, cause: Cause, calendar: Counting) -> list[DisclosureEvent]:
    item, plan, approval = _open_to(state, cause)
    if state.phase is Phase.PUBLIC:
        raise AlreadyOpenError
    if plan.scope is not Scope.SOCIETY:
        raise ScopeNotSocietyError(plan.scope)
    today = _from_the_day(plan, cause)
    if state.phase is Phase.REGISTERED and _inner_required(state):
        raise InnerFirstError
    counted = society_from(state, calendar)
    if counted and today < counted.end:
        raise InnerPeriodError(counted, state.min_inner_working_days)
    files = listed(state.attachments, item, approval, state.version, public=True)
    return [_opened(state, item, plan, approval, today, calendar), *files]


def _opened(
    state: Disclosure, item: Item, plan: Plan, approval: Approval, today: date, calendar: Counting
) -> PublicOpened:
    """Return the fact in which everything stands that society reads."""
    counted = society_from(state, calendar)
    return PublicOpened(
        unit=item.unit,
        unit_name=item.unit_name,
        item_id=item.item_id,
        level1=item.level1,
        level2=item.level2,
        level3=item.level3,
        time_limit=item.time_limit,
        title=plan.title,
        content=plan.content,
        scope=plan.scope.value,
        channels=plan.channels,
        duration_days=plan.duration_days,
        version=state.version,
        digest=approval.digest,
        approval=approval,
        opened_on=today,
        waiver=plan.waiver,
        inner_opened_on=state.inner_opened_on,
        inner_days=counted.counted if counted else (),
        calendar=calendar.version if counted else "",
        catalog=item.catalog,
    )


def _revise(command: ReviseDisclosure, state: Disclosure, cause: Cause) -> list[DisclosureEvent]:
    _, plan, _ = _standing(state)
    in_effect(command.item.catalog)
    _as_approved(command)
    explained_in_words(command.explanation)
    if command.plan.scope is not plan.scope:
        raise ScopeChangedError(command.plan.scope, field="scope")
    item, version, public = command.item, state.version + 1, state.phase is Phase.PUBLIC
    return [
        DisclosureRevised(
            unit=item.unit,
            unit_name=item.unit_name,
            item_id=item.item_id,
            level1=item.level1,
            level2=item.level2,
            level3=item.level3,
            time_limit=item.time_limit,
            version=version,
            plan=command.plan,
            explanation=command.explanation,
            digest=command.approval.digest,
            approval=command.approval,
            proposal_id=command.approval.proposal_id,
            revised_on=beijing_date(cause.at),
            public=public,
            opinion_id=command.approval.opinion_id,
            files=len(command.attachments),
        ),
        *_anew(command, state, version, cause),
        *listed(command.attachments, item, command.approval, version, public=public),
    ]


def _anew(
    command: ReviseDisclosure, state: Disclosure, version: int, cause: Cause
) -> list[DisclosureEvent]:
    """Let members have a new version for the whole period before society reads it (V19)."""
    if command.restart_days is None or state.phase is not Phase.INNER:
        return []
    return [
        InnerRestarted(
            unit=command.item.unit,
            item_id=command.item.item_id,
            version=version,
            restarted_on=beijing_date(cause.at),
            min_inner_working_days=command.restart_days,
        )
    ]


def _withdraw(
    command: WithdrawDisclosure, state: Disclosure, cause: Cause
) -> list[DisclosureEvent]:
    item, plan, _ = _standing(state)
    _as_approved(command)
    explained_in_words(command.explanation)
    today = beijing_date(cause.at)
    return [_withdrawn(state, item, plan, command.approval, command.explanation, today)]


def _revoke(reason: str, state: Disclosure, cause: Cause) -> list[DisclosureEvent]:
    """Nobody has read it: it is cancelled. Somebody has: it is withdrawn, and its page says why."""
    item, plan, approval = _standing(state)
    explained_in_words(reason)
    today = beijing_date(cause.at)
    if state.phase is Phase.REGISTERED:
        return [
            DisclosureCancelled(
                unit=item.unit,
                item_id=item.item_id,
                proposal_id=approval.proposal_id,
                reason=reason,
                cancelled_on=today,
            )
        ]
    return [_withdrawn(state, item, plan, approval, reason, today)]


def _withdrawn(
    state: Disclosure, item: Item, plan: Plan, approval: Approval, explanation: str, today: date
) -> DisclosureWithdrawn:
    return DisclosureWithdrawn(
        unit=item.unit,
        unit_name=item.unit_name,
        item_id=item.item_id,
        title=plan.title,
        version=state.version,
        explanation=explanation,
        approval=approval,
        proposal_id=approval.proposal_id,
        withdrawn_on=today,
        public=state.phase is Phase.PUBLIC,
        opinion_id=approval.opinion_id,
    )


def _standing(state: Disclosure) -> tuple[Item, Plan, Approval]:
    if state.item is None or state.plan is None or state.approval is None:
        raise NotRegisteredError
    if state.withdrawn:
        raise WithdrawnError
    return state.item, state.plan, state.approval


def _open_to(state: Disclosure, cause: Cause) -> tuple[Item, Plan, Approval]:
    standing = _standing(state)
    by_clock = cause.post == SYSTEM  # at the time a publisher has set
    if not by_clock and (cause.unit != standing[0].unit or cause.post not in OPENERS):
        raise NotPublisherError
    return standing


def _from_the_day(plan: Plan, cause: Cause) -> date:
    today = beijing_date(cause.at)
    if today < plan.disclose_on:
        raise NotYetError(plan.disclose_on)
    return today


def _inner_required(state: Disclosure) -> bool:
    waived = state.plan is not None and bool(state.plan.waiver)
    return state.inner_first and not waived


def _as_approved(command: RegisterDisclosure | ReviseDisclosure | WithdrawDisclosure) -> None:
    if command.heard != command.approval.digest:
        raise NotAsApprovedError(command.approval.proposal_id)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
