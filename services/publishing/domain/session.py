"""新闻发布 — the spokesperson face to face with everybody: of what is public, with a transcript."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from services.publishing.domain.session_words import HoldSession, SessionHeld
from services.publishing.domain.showing import OtherUnitsMatterError, by_recorder, line
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Attachment, Phase
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

FORMS: Final = ("新闻发言人", "解答")  # forms that a press session carries out


class Session(Struct, frozen=True, kw_only=True):
    """What must be remembered: whether it is recorded."""

    recorded: bool = False


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


def decide(command: HoldSession, state: Session, cause: Cause) -> list[SessionHeld]:
    """Record a press session, or refuse it by a rule."""
    if state.recorded:
        raise SessionAgainError
    by_recorder(command.unit, cause)
    if not command.spokesperson:
        raise SpokespersonMissingError(field="spokesperson")
    held_at = _held(command, cause)
    return [
        SessionHeld(
            unit=command.unit,
            title=line(command.title, "title"),
            place=line(command.place, "place"),
            held_at=held_at,
            spokesperson=command.spokesperson,
            transcript=_transcript(command),
            disclosures=tuple(_public(each, command.unit) for each in command.matters),
        )
    ]


def evolve(_: Session, event: SessionHeld) -> Session:
    """Remember it."""
    del event
    return Session(recorded=True)


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


SESSION: Final = Decider[HoldSession, Session, SessionHeld](
    initial=Session(), decide=decide, evolve=evolve
)
