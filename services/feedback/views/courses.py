"""办理过程 — one row for each opinion: how it was sorted, its clocks, its meetings, its ratings."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec.structs import replace

from services.feedback.domain.events import (
    IdentityOpened,
    OpinionAssigned,
    OpinionClosed,
    OpinionConcluded,
    OpinionReceived,
    OpinionReplied,
    OpinionTransferred,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.handling_words import (
    ClockResumed,
    ClockStopped,
    GroupNotified,
    HandlingEvent,
    IdentityCorrected,
    OpinionDecided,
    OpinionErased,
    OpinionEscalated,
    OpinionFlagged,
    OpinionForwarded,
    OpinionInvestigated,
    OpinionMerged,
    OpinionReopened,
    OpinionSorted,
    OpinionStudied,
    OutcomeReserved,
    ProposalLinked,
    RectificationChecked,
    RectificationOrdered,
    RectificationReported,
    ReplyRated,
    TermExtended,
)
from services.feedback.domain.merging_words import (
    MergingEvent,
    OpinionLapsed,
    OpinionNamed,
    OpinionSplit,
)
from services.feedback.domain.opinion import moved
from services.feedback.domain.terms import (
    Status,
)
from services.feedback.views.course_rows import (
    CourseRow,
    InquiryLine,
    MeetingLine,
    RectificationLine,
)
from services.feedback.views.opinions import OpinionRow, opinions
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View

courses: Final = View(
    "courses",
    CourseRow,
    key="opinion_id",
    indexes=(
        ("unit", "received_at"),
        ("unit", "status", "due"),
        ("likeness",),
        ("lead",),
        ("sender",),
        ("handler", "status"),
        ("claim_by", "handler"),
    ),
)


@courses.on(OpinionReceived)
def _(rows: Rows[CourseRow], record: Record[OpinionReceived]) -> None:
    new = record.event
    rows.put(
        CourseRow(
            opinion_id=record.stream_id,
            unit=new.unit,
            channel=new.channel,
            signed=new.signed,
            received_at=record.cause.at,
            month=f"{beijing_date(record.cause.at):%Y-%m}",
            likeness=new.likeness,
            sender=new.sender,
            status=Status.RECEIVED,
            due=new.due,
            claim_by=new.claim_by,
            pictures=new.pictures,
        )
    )


@courses.on(OpinionAssigned)
def _(rows: Rows[CourseRow], record: Record[OpinionAssigned]) -> None:
    row = rows.get(record.stream_id)
    status = Status.CONCLUDED if row and row.finding else Status.ASSIGNED
    rows.change(record.stream_id, handler=record.event.handler, status=status)


@courses.on(OpinionTransferred)
def _(rows: Rows[CourseRow], record: Record[OpinionTransferred]) -> None:
    if row := rows.get(record.stream_id):
        handler = record.event.handler
        rows.change(record.stream_id, handler=handler, status=moved(row.status, handler))


@courses.on(OpinionConcluded)
def _(rows: Rows[CourseRow], record: Record[OpinionConcluded]) -> None:
    rows.change(
        record.stream_id,
        finding=record.event.finding,
        concluded_at=record.cause.at,
        status=Status.CONCLUDED,
    )


@courses.on(OpinionReplied)
def _(rows: Rows[CourseRow], record: Record[OpinionReplied]) -> None:
    rows.change(record.stream_id, answered_at=record.event.proof.at, status=Status.REPLIED)


@courses.on(OutcomePublished, OutcomeCirculated)
def _(rows: Rows[CourseRow], record: Record[OutcomePublished | OutcomeCirculated]) -> None:
    rows.change(record.stream_id, published_at=record.cause.at)


@courses.on(OpinionClosed)
def _(rows: Rows[CourseRow], record: Record[OpinionClosed]) -> None:
    rows.change(record.stream_id, closed_at=record.cause.at, status=Status.CLOSED)


@courses.on(IdentityOpened, IdentityCorrected)
def _(rows: Rows[CourseRow], record: Record[Any]) -> None:
    """Nothing of it is counted."""


@courses.on(OpinionSorted)
def _(rows: Rows[CourseRow], record: Record[OpinionSorted]) -> None:
    new = record.event
    rows.change(
        record.stream_id,
        kind=new.kind,
        topic=new.topic,
        named=new.named,
        prominent=new.prominent,
        reporter=new.reporter,
    )


@courses.on(OpinionMerged)
def _(rows: Rows[CourseRow], record: Record[OpinionMerged]) -> None:
    lead = record.event.lead
    rows.change(record.stream_id, lead=str(lead), status=Status.MERGED)
    if row := rows.get(lead):
        rows.change(lead, followers=row.followers + 1)


@courses.on(OpinionForwarded)
def _(rows: Rows[CourseRow], record: Record[OpinionForwarded]) -> None:
    new = record.event
    if row := rows.get(record.stream_id):
        forwards = (*row.forwards, new.reason)
        status = _passed_on(row.status)
        rows.change(record.stream_id, unit=new.unit, handler="", status=status, forwards=forwards)


@courses.on(OpinionSplit)
def _(rows: Rows[CourseRow], record: Record[OpinionSplit]) -> None:
    row, lead = rows.get(record.stream_id), record.event.lead
    handler = row.handler if row else ""
    rows.change(record.stream_id, lead="", status=_reopened(handler))
    if first := rows.get(lead):
        rows.change(lead, followers=first.followers - 1)


@courses.on(OpinionNamed)
def _(rows: Rows[CourseRow], record: Record[OpinionNamed]) -> None:
    if row := rows.get(record.stream_id):
        rows.change(record.stream_id, named=(*row.named, *record.event.named))


@courses.on(OpinionLapsed)
def _(rows: Rows[CourseRow], record: Record[OpinionLapsed]) -> None:
    rows.change(record.stream_id, lapsed_due=record.event.due)


@courses.on(ClockStopped)
def _(rows: Rows[CourseRow], record: Record[ClockStopped]) -> None:
    on = beijing_date(record.cause.at)
    rows.change(record.stream_id, stopped_on=on, stop_reason=record.event.reason)


@courses.on(ClockResumed)
def _(rows: Rows[CourseRow], record: Record[ClockResumed]) -> None:
    rows.change(record.stream_id, stopped_on=None, due=record.event.due)


@courses.on(TermExtended)
def _(rows: Rows[CourseRow], record: Record[TermExtended]) -> None:
    new = record.event
    if row := rows.get(record.stream_id):
        rows.change(
            record.stream_id,
            due=new.due,
            extensions=row.extensions + 1,
            extension_reason=new.reason,
        )


@courses.on(OpinionEscalated)
def _(rows: Rows[CourseRow], record: Record[OpinionEscalated]) -> None:
    superior = record.event.superior
    rows.change(record.stream_id, escalated_at=record.cause.at, superior=superior)


@courses.on(OpinionInvestigated)
def _(rows: Rows[CourseRow], record: Record[OpinionInvestigated]) -> None:
    new = record.event
    line = InquiryLine(held_on=new.held_on, note=new.note, members=new.members)
    if row := rows.get(record.stream_id):
        rows.change(record.stream_id, inquiries=(*row.inquiries, line))


@courses.on(OpinionFlagged)
def _(rows: Rows[CourseRow], record: Record[OpinionFlagged]) -> None:
    rows.change(record.stream_id, major=record.event.reason)


@courses.on(OpinionStudied)
def _(rows: Rows[CourseRow], record: Record[OpinionStudied]) -> None:
    new = record.event
    _met(rows, record, "领导小组", new.meeting, new.held_on, new.advice)


@courses.on(OpinionDecided)
def _(rows: Rows[CourseRow], record: Record[OpinionDecided]) -> None:
    new = record.event
    _met(rows, record, "党组", new.meeting, new.held_on, new.decision)


@courses.on(GroupNotified)
def _(rows: Rows[CourseRow], record: Record[GroupNotified]) -> None:
    rows.change(record.stream_id, group_report=record.event.report)


@courses.on(RectificationOrdered)
def _(rows: Rows[CourseRow], record: Record[RectificationOrdered]) -> None:
    new = record.event
    line = RectificationLine(owner=new.owner, task=new.task, due=new.due)
    rows.change(record.stream_id, rectification=line, rectify_by=new.due)


@courses.on(RectificationReported)
def _(rows: Rows[CourseRow], record: Record[RectificationReported]) -> None:
    _rectified(rows, record, done=record.event.done)


@courses.on(RectificationChecked)
def _(rows: Rows[CourseRow], record: Record[RectificationChecked]) -> None:
    passed = record.event.passed
    at, again = (record.cause.at, {}) if passed else (None, {"done": ""})
    _rectified(rows, record, note=record.event.note, accepted_at=at, **again)
    if passed:
        rows.change(record.stream_id, rectify_by=None)


@courses.on(OutcomeReserved)
def _(rows: Rows[CourseRow], record: Record[OutcomeReserved]) -> None:
    rows.change(record.stream_id, withheld=record.event.reason)


@courses.on(ReplyRated)
def _(rows: Rows[CourseRow], record: Record[ReplyRated]) -> None:
    rows.change(record.stream_id, satisfaction=record.event.satisfaction)


@courses.on(OpinionReopened)
def _(rows: Rows[CourseRow], record: Record[OpinionReopened]) -> None:
    if row := rows.get(record.stream_id):
        rows.change(
            record.stream_id,
            status=_reopened(row.handler),
            reopened_at=record.cause.at,
            reopen_reason=record.event.reason,
            due=record.event.due,
            finding=None,
            concluded_at=None,
            answered_at=None,
            published_at=None,
            closed_at=None,
            satisfaction=None,
            withheld="",
            lead="",
            stopped_on=None,
            lapsed_due=None,
            group_report="",
        )


@courses.on(OpinionErased)
def _(rows: Rows[CourseRow], record: Record[OpinionErased]) -> None:
    rows.change(
        record.stream_id,
        erased_at=record.cause.at,
        ground=record.event.ground,
        likeness="",
        sender="",
    )


@courses.on(ProposalLinked)
def _(rows: Rows[CourseRow], record: Record[ProposalLinked]) -> None:
    if row := rows.get(record.stream_id):
        proposals = (*row.proposals, record.event.proposal_id)
        rows.change(record.stream_id, proposals=proposals)


@opinions.on(*HandlingEvent.__args__, *MergingEvent.__args__)
def _(rows: Rows[OpinionRow], record: Record[Any]) -> None:
    """Keep what the desk's row shares with the course; every fact raises the version."""
    rows.change(record.stream_id, version=record.version, **_shared(rows, record))


def _shared(rows: Rows[OpinionRow], record: Record[Any]) -> Mapping[str, Any]:
    match record.event:
        case OpinionMerged():
            return {"status": Status.MERGED}
        case OpinionForwarded(unit=unit):
            row = rows.get(record.stream_id)
            status = _passed_on(row.status if row else Status.RECEIVED)
            return {"unit": unit, "handler": "", "status": status}
        case OpinionSplit():
            row = rows.get(record.stream_id)
            return {"status": _reopened(row.handler if row else "")}
        case IdentityCorrected(identity=identity):
            return {"identity": identity}
        case OpinionReopened():
            row = rows.get(record.stream_id)
            return dict(_ANEW) | {"status": _reopened(row.handler if row else "")}
        case _:
            return {}


def _passed_on(status: Status) -> Status:
    return status if status is Status.MERGED else Status.RECEIVED


def _reopened(handler: str) -> Status:
    return Status.ASSIGNED if handler else Status.RECEIVED


def _met(
    rows: Rows[CourseRow], record: Record[Any], body: str, meeting: str, on: date, said: str
) -> None:
    line = MeetingLine(body=body, meeting=meeting, held_on=on, said=said)
    if row := rows.get(record.stream_id):
        rows.change(record.stream_id, meetings=(*row.meetings, line))


def _rectified(rows: Rows[CourseRow], record: Record[Any], **changes: Any) -> None:
    row = rows.get(record.stream_id)
    if row and row.rectification:
        rows.change(record.stream_id, rectification=replace(row.rectification, **changes))


_ANEW: Final[Mapping[str, Any]] = {
    "finding": None,
    "conclusion": "",
    "remedy": None,
    "concluded_at": None,
    "replied_to": None,
    "reply": None,
    "delivery": None,
    "delivered_at": None,
    "summary": "",
    "published_at": None,
    "closed_at": None,
}
