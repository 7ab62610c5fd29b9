"""新闻发布 — the spokesperson face to face with everybody: of what is public, with a transcript."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.session_words import (
    ApproveSession,
    HoldSession,
    SessionApproved,
    SessionCommand,
    SessionEvent,
    SessionHeld,
)
from services.publishing.domain.showing import OtherUnitsMatterError, by_recorder, line
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Attachment, Phase, Post
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

FORMS: Final = ("新闻发言人", "解答")  # forms that a press session carries out
APPROVERS: Final = (Post.APPROVER.value, Post.OFFICE.value)  # who lets society read what was said


class Session(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose it is, and what society may read of it."""

    unit: str = ""
    approved: bool = False
    answers: frozenset[str] = frozenset()


class SessionAgainError(RejectedError):
    """这次新闻发布已经登记，不能重复登记。"""


class SessionDateError(InvalidError):
    """新闻发布必须写明日期和时间，并且已经举行。"""


class SpokespersonMissingError(InvalidError):
    """请选择新闻发言人。"""


class TranscriptMissingError(InvalidError):
    """新闻发布必须附发布实录，没有实录不能算作公开。"""


class NotPublicYetError(RejectedError):
    """新闻发言人只能发布已经向社会公开的事项。"""


class SessionUnknownError(NotFoundError):
    """没有找到这次新闻发布。"""


class NotApproverError(ForbiddenError):
    """只有本单位的审批人或者领导小组办公室可以核准新闻发布对外展示。"""


class OwnWordsError(RejectedError):
    """登记发布实录的人和写答复的人，不能自己核准对外展示，请由另一人核准。"""


class NothingToApproveError(RejectedError):
    """没有新的内容需要核准，发布实录和已有的答复都已核准。"""


def decide(command: SessionCommand, state: Session, cause: Cause) -> list[SessionEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case HoldSession():
            return [_hold(command, state, cause)]
        case ApproveSession():
            return [_approve(command, state, cause)]


def evolve(state: Session, event: SessionEvent) -> Session:
    """Remember what happened."""
    match event:
        case SessionHeld(unit=unit):
            return Session(unit=unit)
        case SessionApproved(answers=answers):
            known = state.answers | frozenset(answers)
            return Session(unit=state.unit, approved=True, answers=known)


def _approve(command: ApproveSession, state: Session, cause: Cause) -> SessionApproved:
    if not state.unit:
        raise SessionUnknownError
    if cause.unit != state.unit or cause.post not in APPROVERS:
        raise NotApproverError
    if cause.actor in command.writers:
        raise OwnWordsError
    fresh = tuple(each for each in command.answers if each not in state.answers)
    if state.approved and not fresh:
        raise NothingToApproveError
    return SessionApproved(unit=state.unit, answers=fresh)


def _hold(command: HoldSession, state: Session, cause: Cause) -> SessionHeld:
    if state.unit:
        raise SessionAgainError
    by_recorder(command.unit, cause)
    if not command.spokesperson:
        raise SpokespersonMissingError(field="spokesperson")
    held_at = _held(command, cause)
    return SessionHeld(
        unit=command.unit,
        title=line(command.title, "title"),
        place=line(command.place, "place"),
        held_at=held_at,
        spokesperson=command.spokesperson,
        transcript=_transcript(command),
        disclosures=tuple(_public(each, command.unit) for each in command.matters),
    )


def _held(command: HoldSession, cause: Cause) -> datetime:
    if command.held_at is None or command.held_at > cause.at:
        raise SessionDateError(field="held_at")
    return command.held_at


def _transcript(command: HoldSession) -> Attachment:
    if command.transcript is None:
        raise TranscriptMissingError(field="transcript")
    return command.transcript


def _public(matter: Matter, unit: str) -> str:
    if matter.unit != unit:
        raise OtherUnitsMatterError(matter.disclosure_id, field="disclosures")
    if matter.phase is not Phase.PUBLIC or matter.withdrawn:
        raise NotPublicYetError(matter.disclosure_id, field="disclosures")
    return matter.disclosure_id


SESSION: Final = Decider[SessionCommand, Session, SessionEvent](
    initial=Session(), decide=decide, evolve=evolve
)
