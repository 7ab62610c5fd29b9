"""转载 — a superior's matter is shown again, within the superior's scope and never before it (C3).

S0 五(一)3: what a superior has disclosed may be reposted within the scope that the superior set;
without approval nobody below discloses a superior's matters.
"""

from typing import Final

from msgspec import Struct

from services.workflow.domain.plan import ChannelsMissingError, WebsiteBeyondScopeError
from services.workflow.domain.repost_words import (
    ApproveRepost,
    ProposeRepost,
    RejectRepost,
    RepostApproved,
    RepostCommand,
    RepostEvent,
    RepostRejected,
    RepostRequested,
    RepostSource,
)
from services.workflow.domain.separation import (
    DecidedByAuthorError,
    NotApproverError,
    NotClerkOfUnitError,
)
from services.workflow.domain.terms import OUTSIDE, Scope
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LINE: Final = 500  # characters of a reason
OPEN: Final = (Scope.SOCIETY, Scope.PARTY)  # what reaches readers of other units


class Repost(Struct, frozen=True, kw_only=True):
    """What must be remembered of one request."""

    asked: RepostRequested | None = None
    decided: bool = False


class RepostUnknownError(NotFoundError):
    """没有找到这件转载申请。"""


class RepostRequestedAlreadyError(RejectedError):
    """这件转载已经申请，不能重复申请。"""


class RepostLiveError(RejectedError):
    """本单位已经申请转载或者正在转载这个事项。"""


class RepostDecidedError(RejectedError):
    """这件转载申请已经办结。"""


class RepostBarredError(RejectedError):
    """本单位的实施方案没有规定转载上级已经公开的事项，不能转载。"""


class SourceUnknownError(NotFoundError):
    """没有找到可以转载的公开事项。"""


class SourceNotAboveError(ForbiddenError):
    """只能转载上级党组织公开的事项。"""


class SourceNotOpenError(ForbiddenError):
    """上级党组织还没有公开这个事项，须经上级审批，不得自行公开。"""


class SourceWithdrawnError(RejectedError):
    """上级党组织已经撤回这个事项，不能转载。"""


class RepostScopeError(InvalidError):
    """转载的范围不能超出上级党组织明确的公开范围。"""


class RepostReadersError(InvalidError):
    """转载的范围只能是社会、党内或者本单位。"""


class RepostReasonError(InvalidError):
    """不予转载要写明理由，不超过500个字。"""


def decide(command: RepostCommand, repost: Repost, cause: Cause) -> list[RepostEvent]:
    """Judge one command; every refusal is a rule of this room."""
    match command:
        case ProposeRepost():
            return [_propose(command, repost, cause)]
        case ApproveRepost(source=source):
            return [_approve(source, repost, cause)]
        case RejectRepost(reason=reason):
            return [_reject(reason, repost, cause)]


def evolve(repost: Repost, event: RepostEvent) -> Repost:
    """Remember what happened, as far as rules ask about it."""
    if isinstance(event, RepostRequested):
        return Repost(asked=event)
    return Repost(asked=repost.asked, decided=True)


REPOST: Final = Decider[RepostCommand, Repost, RepostEvent](
    initial=Repost(), decide=decide, evolve=evolve
)


def standing(source: RepostSource | None) -> tuple[RepostSource, Scope]:
    """Return a source and to whom it is open, or refuse by the rule that forbids to show it."""
    if source is None:
        raise SourceUnknownError(field="disclosure_id")
    if not source.above:
        raise SourceNotAboveError
    if source.withdrawn:
        raise SourceWithdrawnError
    if source.open_to not in OPEN:
        raise SourceNotOpenError
    return source, source.open_to


def within(scope: Scope, channels: tuple[str, ...], limit: Scope) -> None:
    """Refuse what would let in more readers than the superior does."""
    if scope not in {*OPEN, Scope.UNIT}:
        raise RepostReadersError(field="scope")
    if scope.exceeds(limit):
        raise RepostScopeError(scope.value, limit.value, field="scope")
    if not channels:
        raise ChannelsMissingError(field="channels")
    world = [each for each in channels if each in OUTSIDE]
    if world and scope is not Scope.SOCIETY:
        raise WebsiteBeyondScopeError(scope.value, *world, field="channels")


def _propose(command: ProposeRepost, repost: Repost, cause: Cause) -> RepostRequested:
    asked = command.asked
    if repost.asked is not None:
        raise RepostRequestedAlreadyError
    if cause.unit != asked.unit or cause.post not in {each.value for each in command.proposers}:
        raise NotClerkOfUnitError(cause.post)
    if not command.allowed:
        raise RepostBarredError
    source, limit = standing(command.source)
    within(asked.scope, asked.channels, limit)
    if command.live:
        raise RepostLiveError
    return RepostRequested(
        unit=asked.unit,
        disclosure_id=asked.disclosure_id,
        source_unit=source.unit,
        version=source.version,
        title=source.title,
        scope=asked.scope,
        channels=asked.channels,
        approvers=command.approvers,
        requested_by=cause.actor,
    )


def _approve(source: RepostSource | None, repost: Repost, cause: Cause) -> RepostApproved:
    asked = _decides(repost, cause)
    _, limit = standing(source)
    within(asked.scope, asked.channels, limit)
    return RepostApproved(
        unit=asked.unit,
        disclosure_id=asked.disclosure_id,
        source_unit=asked.source_unit,
        scope=asked.scope,
        channels=asked.channels,
        requested_by=asked.requested_by,
        approved_by=cause.actor,
    )


def _reject(reason: str, repost: Repost, cause: Cause) -> RepostRejected:
    asked = _decides(repost, cause)
    if not 0 < len(reason.strip()) <= LINE:
        raise RepostReasonError(field="reason")
    return RepostRejected(
        unit=asked.unit,
        disclosure_id=asked.disclosure_id,
        reason=reason.strip(),
        rejected_by=cause.actor,
    )


def _decides(repost: Repost, cause: Cause) -> RepostRequested:
    asked = repost.asked
    if asked is None:
        raise RepostUnknownError
    if repost.decided:
        raise RepostDecidedError
    if cause.unit != asked.unit or cause.post not in {each.value for each in asked.approvers}:
        raise NotApproverError(cause.post)
    if cause.actor == asked.requested_by:
        raise DecidedByAuthorError
    return asked
