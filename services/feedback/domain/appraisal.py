"""民主评议 — members, masses and society say how satisfied they are; one vote each, secret.

A vote is two facts: that this voter has voted (a keyed digest of who), and a sealed ballot
in which nobody is named. Ballots open together when the vote is over; then their key is
destroyed, so that nobody can ever open a single one again. What remains is the count.
"""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.appraisal_words import (
    AppraisalClosed,
    AppraisalCommand,
    AppraisalEvent,
    AppraisalOpened,
    AppraisalProposed,
    AppraisalPublished,
    AppraisalReturned,
    ApproveAppraisal,
    Ballot,
    BallotPosted,
    CloseAppraisal,
    CodesIssued,
    Electors,
    ExplanationApproved,
    Group,
    GroupResult,
    IssueCodes,
    MarkVoter,
    OpenAppraisal,
    PostBallot,
    PublishResults,
    QuestionTally,
    ResultsExplained,
    ReturnAppraisal,
    VoterMarked,
)
from services.feedback.domain.let_out import NothingWaitsError, by_another
from services.feedback.domain.terms import Satisfaction
from services.feedback.domain.writing import written
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

APPRAISALS: Final = UUID("1d7b7f0e-2f53-5c8a-9f0f-6a3b8c5d2e55")
QUESTIONS: Final = 20
CODES: Final = 500  # of one fact


class Appraisal(Struct, frozen=True, kw_only=True):
    """What must be remembered of an appraisal."""

    unit: str = ""
    waits: AppraisalProposed | None = None  # for somebody else's approval
    explained: ResultsExplained | None = None  # so do words beside the results
    noted: bool = False
    questions: int = 0
    first: date = date.min
    last: date = date.min
    groups: frozenset[Group] = frozenset()
    publish_days: int = 7
    codes: frozenset[tuple[str, Group]] = frozenset()
    closed: bool = False
    published: bool = False


class AppraisalUnknownError(NotFoundError):
    """没有这次评议。"""


class AppraisalTwiceError(RejectedError):
    """这次评议已经组织，或者正在等待核准。"""


class PeriodError(InvalidError):
    """评议的截止日期不能早于起始日期，也不能早于今天。"""


class QuestionsError(InvalidError):
    """评议的问题至少1个，最多20个。"""


class ElectorsError(InvalidError):
    """请填写应参加评议的人数，每类至少1人。"""


class ElectorateError(InvalidError):
    """按本单位的实施方案，这类人员不参加评议。"""


class NotElectorError(ForbiddenError):
    """这次评议不包括您所属的人员类别。"""


class NotOpenError(RejectedError):
    """这次评议还没有开始，或者已经截止。"""


class VotedAlreadyError(RejectedError):
    """您已经参加过这次评议，每人只能投一票。"""


class StillOpenError(RejectedError):
    """评议还没有截止，不能计票，也不能公布结果。"""


class AlreadyClosedError(RejectedError):
    """这次评议已经计票。"""


class NotClosedError(RejectedError):
    """这次评议还没有计票，不能公布结果。"""


class AlreadyPublishedError(RejectedError):
    """评议结果已经公布。"""


def decide(command: AppraisalCommand, appraisal: Appraisal, cause: Cause) -> list[AppraisalEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    if isinstance(command, OpenAppraisal):
        return [_propose(command, appraisal, cause)]
    if isinstance(command, ApproveAppraisal):
        return [_approve(_waiting(appraisal, cause), beijing_date(cause.at))]
    if isinstance(command, ReturnAppraisal):
        return [_return(_waiting(appraisal, cause), command.reason)]
    if not appraisal.unit:
        raise AppraisalUnknownError
    match command:
        case IssueCodes():
            return [_issue(command, appraisal)]
        case CloseAppraisal():
            return [_close(command, appraisal, beijing_date(cause.at))]
        case PublishResults():
            return _publish(command, appraisal, cause)


def evolve(  # noqa: C901, PLR0911 — one line for each fact
    appraisal: Appraisal, event: AppraisalEvent
) -> Appraisal:
    """Return the appraisal as the event leaves it."""
    match event:
        case AppraisalProposed():
            return Appraisal(waits=event)
        case AppraisalReturned():
            return replace(appraisal, waits=None, explained=None)
        case ResultsExplained():
            return replace(appraisal, explained=event)
        case ExplanationApproved():
            return replace(appraisal, explained=None, noted=True)
        case AppraisalOpened():
            return Appraisal(
                unit=event.unit,
                questions=len(event.questions),
                first=event.first,
                last=event.last,
                groups=frozenset(each.group for each in event.electors),
                publish_days=event.publish_days,
            )
        case CodesIssued(digests=digests, group=group):
            return replace(appraisal, codes=appraisal.codes | {(each, group) for each in digests})
        case AppraisalClosed():
            return replace(appraisal, closed=True)
        case AppraisalPublished(note=note):
            return replace(appraisal, published=True, noted=bool(note))


def mark(command: MarkVoter, marked: bool, cause: Cause) -> list[VoterMarked]:
    """Mark that somebody has voted, once, while the vote is open (S0-74, S4-32)."""
    if command.group not in command.electorate:
        raise NotElectorError(command.group.value)
    if command.closed or not command.first <= beijing_date(cause.at) <= command.last:
        raise NotOpenError
    if marked:
        raise VotedAlreadyError
    return [VoterMarked(appraisal_id=command.appraisal_id, group=command.group)]


def cast(command: PostBallot, cast_: bool, cause: Cause) -> list[BallotPosted]:
    """Put a sealed ballot into the box."""
    del cause
    if cast_:
        raise VotedAlreadyError
    return [BallotPosted(appraisal_id=command.appraisal_id, box=command.box)]


def counted(
    ballots: list[Ballot], electors: tuple[Electors, ...], questions: int, least: int
) -> tuple[GroupResult, ...]:
    """Count the ballots of each group; of too few voters the answers are not kept (S1-07)."""
    return tuple(
        _counted(each, [b for b in ballots if b.group is each.group], questions, least)
        for each in electors
    )


def _counted(each: Electors, ballots: list[Ballot], questions: int, least: int) -> GroupResult:
    shown = questions if len(ballots) >= least else 0
    return GroupResult(
        group=each.group,
        size=each.size,
        voted=len(ballots),
        answers=tuple(_tally([b.answers[n] for b in ballots]) for n in range(shown)),
    )


def _tally(answers: list[Satisfaction]) -> QuestionTally:
    return QuestionTally(
        satisfied=answers.count(Satisfaction.SATISFIED),
        fair=answers.count(Satisfaction.FAIR),
        unsatisfied=answers.count(Satisfaction.UNSATISFIED),
    )


def _propose(command: OpenAppraisal, appraisal: Appraisal, cause: Cause) -> AppraisalProposed:
    if appraisal.unit or appraisal.waits:
        raise AppraisalTwiceError
    if command.last < command.first or command.last < beijing_date(cause.at):
        raise PeriodError(field="last")
    questions = tuple(written(each, "question") for each in command.questions if each.strip())
    if not 0 < len(questions) <= QUESTIONS:
        raise QuestionsError(len(questions), field="questions")
    _electors(command)
    return AppraisalProposed(
        unit=command.unit,
        writer=cause.actor,
        title=written(command.title, "title"),
        questions=questions,
        first=command.first,
        last=command.last,
        electors=command.electors,
        publish_days=command.publish_days,
        least=command.least,
    )


def _waiting(appraisal: Appraisal, cause: Cause) -> AppraisalProposed | ResultsExplained:
    """Return what waits to be let out, if whoever looks at it has not typed it."""
    found = appraisal.waits or appraisal.explained
    if found is None:
        raise NothingWaitsError if appraisal.unit else AppraisalUnknownError
    by_another(found.unit, found.writer, cause)
    return found


def _approve(
    new: AppraisalProposed | ResultsExplained, today: date
) -> AppraisalOpened | ExplanationApproved:
    if isinstance(new, ResultsExplained):
        return ExplanationApproved(unit=new.unit, note=new.note)
    if new.last < today:
        raise PeriodError(field="last")
    return AppraisalOpened(
        unit=new.unit,
        title=new.title,
        questions=new.questions,
        first=new.first,
        last=new.last,
        electors=new.electors,
        publish_days=new.publish_days,
        least=new.least,
    )


def _return(new: AppraisalProposed | ResultsExplained, reason: str) -> AppraisalReturned:
    return AppraisalReturned(unit=new.unit, reason=written(reason, "reason"))


def _electors(command: OpenAppraisal) -> None:
    if not command.electors or any(each.size < 1 for each in command.electors):
        raise ElectorsError(field="electors")
    if any(each.group not in command.allowed for each in command.electors):
        raise ElectorateError(field="electors")


def _issue(command: IssueCodes, appraisal: Appraisal) -> CodesIssued:
    if command.group not in appraisal.groups:
        raise NotElectorError(command.group.value)
    if appraisal.closed:
        raise AlreadyClosedError
    return CodesIssued(unit=appraisal.unit, group=command.group, digests=command.digests)


def _close(command: CloseAppraisal, appraisal: Appraisal, today: date) -> AppraisalClosed:
    if appraisal.closed:
        raise AlreadyClosedError
    if today <= appraisal.last:
        raise StillOpenError(appraisal.last)
    publish_by = today + timedelta(days=appraisal.publish_days)
    return AppraisalClosed(unit=appraisal.unit, results=command.results, publish_by=publish_by)


def _publish(command: PublishResults, appraisal: Appraisal, cause: Cause) -> list[AppraisalEvent]:
    """Publish the figures; what is typed beside them waits for somebody else (row B4)."""
    if not appraisal.closed:
        raise NotClosedError
    note = written(command.note, "note") if command.note.strip() else ""
    if appraisal.published and (not note or appraisal.noted or appraisal.explained):
        raise AlreadyPublishedError
    out = [] if appraisal.published else [AppraisalPublished(unit=appraisal.unit, note="")]
    said = ResultsExplained(unit=appraisal.unit, writer=cause.actor, note=note)
    return [*out, said] if note else [*out]


def marked(_: bool, __: VoterMarked) -> bool:
    """Remember that this voter has voted."""
    return True


def posted(_: bool, __: BallotPosted) -> bool:
    """Remember that a ballot lies here."""
    return True


def voter_stream(appraisal_id: UUID, voter: str) -> UUID:
    """Return where it stands that a voter (a keyed digest) has voted."""
    return uuid5(appraisal_id, f"voter/{voter}")


APPRAISAL: Final[Decider[Any, Appraisal, Any]] = Decider(Appraisal(), decide, evolve)
VOTER: Final[Decider[Any, bool, Any]] = Decider(initial=False, decide=mark, evolve=marked)
BALLOT: Final[Decider[Any, bool, Any]] = Decider(initial=False, decide=cast, evolve=posted)
