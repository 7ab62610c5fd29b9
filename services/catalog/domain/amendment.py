"""目录调整 — proposed with an explanation, screened, approved, filed, and only then announced."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.amendment_words import (
    AbandonAmendment,
    AcknowledgeAmendment,
    AmendmentAbandoned,
    AmendmentAcknowledged,
    AmendmentAnnounced,
    AmendmentApproved,
    AmendmentCommand,
    AmendmentEvent,
    AmendmentFiled,
    AmendmentKind,
    AmendmentProposed,
    AmendmentReturned,
    AmendmentScreened,
    AnnounceAmendment,
    AnnounceEnd,
    ApproveAmendment,
    FileAmendment,
    ProposeAmendment,
    ProposeByScheme,
    ReturnAmendment,
    ScreenAmendment,
    Wanted,
)
from services.catalog.domain.terms import Verdict
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LEAST = 5  # characters of why an item is to depart from the scheme


FilingFact = AmendmentFiled | AmendmentAcknowledged | AmendmentReturned | AmendmentAbandoned
FilingStep = FileAmendment | AcknowledgeAmendment | ReturnAmendment | AbandonAmendment


class Amendment(Struct, frozen=True):
    """What must be remembered: who did each step. An empty name is a step not yet done."""

    unit: str = ""
    item_id: UUID | None = None
    kind: AmendmentKind = AmendmentKind.CHANGE
    explanation: str = ""
    wanted: Wanted | None = None
    proposed_by: str = ""
    screened_by: str = ""
    approved_by: str = ""
    filed_with: str | None = None
    acknowledged: bool = False
    returned: bool = False
    abandoned: bool = False
    announced: bool = False


class AmendmentUnknownError(NotFoundError):
    """没有这件目录调整。"""


class AmendmentTwiceError(RejectedError):
    """这件目录调整已经办过这一步。"""


class ExplanationMissingError(InvalidError):
    """变更、撤销、终止目录事项必须写明理由，并向社会说明。"""


class WantedMissingError(InvalidError):
    """变更目录事项必须写明变更后的公开形式、范围和时限。"""


class DepartureReasonMissingError(InvalidError):
    """变更以后与本单位的实施方案不同，请写明理由，不少于5个字。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming what would depart."""
        return f"变更以后与本单位的实施方案不同：{'；'.join(self.args)}。请写明理由，不少于5个字。"


class NotYetScreenedError(RejectedError):
    """目录调整没有通过保密审查，不能批准。"""


class OwnAmendmentError(RejectedError):
    """提出、保密审查、批准目录调整须由不同的人办理。"""


class NotYetApprovedError(RejectedError):
    """目录调整还没有经目录编制单位批准，不能报备。"""


class NotYetFiledError(RejectedError):
    """目录调整还没有报上级备案，不能公告。"""


class ReturnCommentMissingError(InvalidError):
    """退回备案必须写明意见，不少于5个字。"""


class AnnouncedAlreadyError(RejectedError):
    """目录调整已经签收或者公告，不能再退回。"""


class ReturnAnswerMissingError(InvalidError):
    """上级退回过这件目录调整，重新报备要写明对退回意见的答复，不少于5个字。"""


class NotReturnedError(RejectedError):
    """目录调整已经报上级备案，上级退回以后才能不再办理。"""


class AmendmentRunningError(RejectedError):
    """这个事项已经有一件目录调整正在办理，办结或者不再办理以后才能再提出。"""


class AbandonedError(RejectedError):
    """这件目录调整已经不再办理，要调整请重新提出。"""


class NoteMissingError(InvalidError):
    """保密审查不通过时必须写明理由。"""


def decide(
    command: AmendmentCommand | ProposeByScheme, state: Amendment, cause: Cause
) -> list[AmendmentEvent]:
    """Answer a request about one amendment."""
    if isinstance(command, ProposeAmendment | ProposeByScheme | AnnounceEnd):
        return [_begin(command, state, cause)]
    if not state.proposed_by:
        raise AmendmentUnknownError
    if state.abandoned:
        raise AbandonedError
    match command:
        case ScreenAmendment():
            return [_screen(command, state, cause)]
        case ApproveAmendment():
            return [_approve(state, cause)]
        case AnnounceAmendment():
            return [_announce(command, state, cause)]
        case _:
            return [_filing(command, state, cause)]


def _begin(
    command: ProposeAmendment | ProposeByScheme | AnnounceEnd, state: Amendment, cause: Cause
) -> AmendmentEvent:
    if isinstance(command, AnnounceEnd):
        return _end(command, state, cause)
    if isinstance(command, ProposeByScheme):
        return _held_against(command, state, cause)
    return _propose(command, state, cause)


def _held_against(command: ProposeByScheme, state: Amendment, cause: Cause) -> AmendmentProposed:
    asked, reason = command.asked, command.asked.departure_reason.strip()
    proposed = _propose(asked, state, cause)
    if command.departures and len(reason) < LEAST:
        raise DepartureReasonMissingError(*command.departures, field="departure_reason")
    return replace(
        proposed,
        departures=command.departures,
        departure_reason=reason if command.departures else "",
    )


def _propose(command: ProposeAmendment, state: Amendment, cause: Cause) -> AmendmentProposed:
    _check_first(done=bool(state.proposed_by))
    if not command.explanation.strip():
        raise ExplanationMissingError(field="explanation")
    changes = command.kind is AmendmentKind.CHANGE
    if changes and (command.wanted is None or not command.wanted.forms):
        raise WantedMissingError(field="wanted")
    return AmendmentProposed(
        unit=cause.unit,
        item_id=command.item_id,
        kind=command.kind,
        explanation=command.explanation.strip(),
        wanted=command.wanted if changes else None,
        proposed_by=cause.actor,
    )


def _screen(command: ScreenAmendment, state: Amendment, cause: Cause) -> AmendmentScreened:
    _check_first(done=bool(state.screened_by))
    if cause.actor == state.proposed_by:
        raise OwnAmendmentError(cause.actor)
    if command.verdict is Verdict.FAIL and not command.note.strip():
        raise NoteMissingError(field="note")
    return AmendmentScreened(
        unit=cause.unit,
        verdict=command.verdict,
        note=command.note.strip(),
        screened_by=cause.actor,
    )


def _approve(state: Amendment, cause: Cause) -> AmendmentApproved:
    _check_first(done=bool(state.approved_by))
    if not state.screened_by:
        raise NotYetScreenedError
    if cause.actor in {state.proposed_by, state.screened_by}:
        raise OwnAmendmentError(cause.actor)
    return AmendmentApproved(unit=cause.unit, approved_by=cause.actor)


def _filing(command: FilingStep, state: Amendment, cause: Cause) -> AmendmentEvent:
    match command:
        case FileAmendment():
            return _file(command, state, cause)
        case AcknowledgeAmendment(note=note):
            return _acknowledge(note, state, cause)
        case ReturnAmendment(comment=comment):
            return _return(comment, state, cause)
        case AbandonAmendment():
            return _abandon(state, cause)


def _file(command: FileAmendment, state: Amendment, cause: Cause) -> AmendmentFiled:
    _check_first(done=state.filed_with is not None)
    if not state.approved_by:
        raise NotYetApprovedError
    answer = command.answer.strip()
    if state.returned and len(answer) < LEAST:
        raise ReturnAnswerMissingError(field="answer")
    return AmendmentFiled(
        unit=cause.unit, superior=command.superior, filed_by=cause.actor, answer=answer
    )


def _return(comment: str, state: Amendment, cause: Cause) -> AmendmentReturned:
    if state.filed_with is None or state.filed_with != cause.unit:
        raise NotYetFiledError
    if state.acknowledged or state.announced:
        raise AnnouncedAlreadyError
    if len(comment.strip()) < LEAST:
        raise ReturnCommentMissingError(field="comment")
    return AmendmentReturned(superior=cause.unit, comment=comment.strip(), returned_by=cause.actor)


def _abandon(state: Amendment, cause: Cause) -> AmendmentAbandoned:
    if state.filed_with is not None or state.announced:
        raise NotReturnedError
    return AmendmentAbandoned(unit=cause.unit, abandoned_by=cause.actor)


def _acknowledge(note: str, state: Amendment, cause: Cause) -> AmendmentAcknowledged:
    _check_first(done=state.acknowledged)
    if state.filed_with is None or state.filed_with != cause.unit:
        raise NotYetFiledError
    return AmendmentAcknowledged(
        superior=cause.unit, note=note.strip(), acknowledged_by=cause.actor
    )


def _announce(command: AnnounceAmendment, state: Amendment, cause: Cause) -> AmendmentAnnounced:
    _check_first(done=state.announced)
    if state.filed_with is None or state.item_id is None:
        raise NotYetFiledError
    return AmendmentAnnounced(
        unit=cause.unit,
        item_id=state.item_id,
        kind=state.kind,
        explanation=state.explanation,
        announced_by=cause.actor,
        public=command.public,
    )


def _end(command: AnnounceEnd, state: Amendment, cause: Cause) -> AmendmentAnnounced:
    _check_first(done=state.announced)
    return AmendmentAnnounced(
        unit=command.unit,
        item_id=command.item_id,
        kind=AmendmentKind.TERMINATE,
        explanation=command.explanation,
        announced_by=cause.actor,
        public=command.public,
    )


def _check_first(*, done: bool) -> None:
    if done:
        raise AmendmentTwiceError


def evolve(state: Amendment, event: AmendmentEvent) -> Amendment:
    """Return the amendment after an event; a failed screening leaves it where it was."""
    match event:
        case AmendmentProposed():
            return Amendment(
                unit=event.unit,
                item_id=event.item_id,
                kind=event.kind,
                explanation=event.explanation,
                wanted=event.wanted,
                proposed_by=event.proposed_by,
            )
        case AmendmentScreened(verdict=verdict, screened_by=by):
            return replace(state, screened_by=by if verdict is Verdict.PASS else "")
        case AmendmentApproved(approved_by=by):
            return replace(state, approved_by=by)
        case AmendmentAnnounced():
            return replace(state, announced=True)
        case _:
            return _of_filing(state, event)


def _of_filing(state: Amendment, event: FilingFact) -> Amendment:
    match event:
        case AmendmentFiled(superior=superior):
            return replace(state, filed_with=superior)
        case AmendmentAcknowledged():
            return replace(state, acknowledged=True)
        case AmendmentReturned():
            return replace(state, filed_with=None, returned=True)
        case AmendmentAbandoned():
            return replace(state, abandoned=True)


AMENDMENT: Decider[AmendmentCommand | ProposeByScheme, Amendment, AmendmentEvent] = Decider(
    Amendment(), decide, evolve
)
