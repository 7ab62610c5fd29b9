"""转载 — a superior's matter shown again below, never wider, and never longer than it stands (C3).

S0 五(一)3: the scope is the superior's; what changes at the source changes in every repost.
"""

from typing import Final

from msgspec import Struct

from services.publishing.domain.disclosure import NotPublisherError
from services.publishing.domain.letters import CHANNELS, OUTSIDE
from services.publishing.domain.repost_words import (
    PublishRepost,
    RenewRepost,
    RepostCommand,
    RepostEvent,
    RepostPublished,
    RepostRenewed,
    RepostSource,
    RepostWithdrawn,
    WithdrawRepost,
)
from services.publishing.domain.terms import OPENERS, Phase, Scope
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause

LINE: Final = 500  # characters of a reason
_WIDEST_FIRST: Final = tuple(Scope)


class Repost(Struct, frozen=True, kw_only=True):
    """What must be remembered of one repost."""

    unit: str = ""
    disclosure_id: str = ""
    version: int = 0
    withdrawn: bool = False


class RepostUnknownError(NotFoundError):
    """没有找到这件转载。"""


class RepostPublishedAlreadyError(RejectedError):
    """这件转载已经公开。"""


class RepostWithdrawnError(RejectedError):
    """这件转载已经撤下。"""


class RepostUpToDateError(RejectedError):
    """转载的已经是原文的现行版本。"""


class SourceNotOpenError(ForbiddenError):
    """原文没有公开，或者已经撤回，不能转载。"""


class RepostScopeError(InvalidError):
    """转载的范围不能超出上级党组织明确的公开范围。"""


class RepostChannelError(InvalidError):
    """转载范围不是社会的，不能用网站等社会上都能看到的形式。"""


class RepostReasonError(InvalidError):
    """撤下转载要写明理由，不超过500个字。"""


def decide(command: RepostCommand, repost: Repost, cause: Cause) -> list[RepostEvent]:
    """Judge one command; every refusal is a rule of this room."""
    match command:
        case PublishRepost():
            return [_publish(command, repost, cause)]
        case RenewRepost(source=source):
            return [_renew(source, _live(repost), cause)]
        case WithdrawRepost():
            return [_withdraw(command, _live(repost), cause)]


def evolve(repost: Repost, event: RepostEvent) -> Repost:
    """Remember what happened, as far as rules ask about it."""
    match event:
        case RepostPublished():
            return Repost(unit=event.unit, disclosure_id=event.disclosure_id, version=event.version)
        case RepostRenewed(version=version):
            return Repost(unit=repost.unit, disclosure_id=repost.disclosure_id, version=version)
        case RepostWithdrawn():
            return Repost(unit=repost.unit, disclosure_id=repost.disclosure_id, withdrawn=True)


REPOST: Final = Decider[RepostCommand, Repost, RepostEvent](
    initial=Repost(), decide=decide, evolve=evolve
)


def open_to(source: RepostSource | None) -> Scope | None:
    """Return the widest scope that reads a source now; None: nobody of another unit does."""
    if source is None or source.withdrawn:
        return None
    if source.phase is Phase.PUBLIC:
        return Scope.SOCIETY
    inside = source.scope in {Scope.SOCIETY, Scope.PARTY} and source.phase is Phase.INNER
    return Scope.PARTY if inside else None


def _publish(command: PublishRepost, repost: Repost, cause: Cause) -> RepostPublished:
    if repost.disclosure_id:
        raise RepostPublishedAlreadyError
    source, limit = command.source, open_to(command.source)
    if source is None or limit is None:
        raise SourceNotOpenError
    if _WIDEST_FIRST.index(command.scope) < _WIDEST_FIRST.index(limit):
        raise RepostScopeError(command.scope.value, field="scope")
    world = any(CHANNELS.get(each) in OUTSIDE for each in command.channels)
    if world and command.scope is not Scope.SOCIETY:
        raise RepostChannelError(field="channels")
    return RepostPublished(
        unit=command.unit,
        unit_name=command.unit_name,
        disclosure_id=command.disclosure_id,
        source_name=source.unit_name,
        version=source.version,
        title=source.title,
        digest=source.digest,
        scope=command.scope,
        channels=command.channels,
        published_on=beijing_date(cause.at),
    )


def _renew(source: RepostSource, repost: Repost, cause: Cause) -> RepostRenewed:
    if source.version <= repost.version:
        raise RepostUpToDateError
    return RepostRenewed(
        unit=repost.unit,
        disclosure_id=repost.disclosure_id,
        version=source.version,
        title=source.title,
        digest=source.digest,
        renewed_on=beijing_date(cause.at),
    )


def _withdraw(command: WithdrawRepost, repost: Repost, cause: Cause) -> RepostWithdrawn:
    by_clock = command.by_source and cause.post == SYSTEM
    if not by_clock and (cause.unit != repost.unit or cause.post not in OPENERS):
        raise NotPublisherError
    if not 0 < len(command.reason.strip()) <= LINE:
        raise RepostReasonError(field="reason")
    return RepostWithdrawn(
        unit=repost.unit,
        disclosure_id=repost.disclosure_id,
        reason=command.reason.strip(),
        by_source=by_clock,
        withdrawn_on=beijing_date(cause.at),
    )


def _live(repost: Repost) -> Repost:
    if not repost.disclosure_id:
        raise RepostUnknownError
    if repost.withdrawn:
        raise RepostWithdrawnError
    return repost
