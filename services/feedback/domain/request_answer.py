"""答复申请 — decided by the body, explained to the applicant, closed, filed above (S0-65..67)."""

from datetime import date, timedelta

from services.feedback.domain.request_clock import waiting
from services.feedback.domain.request_commands import (
    AcknowledgeFiling,
    CloseRequest,
    DecideRequest,
    ExplainRequest,
    NominateRequest,
    OpenDelivery,
    ReturnFiling,
    TakeUpPublication,
)
from services.feedback.domain.request_events import (
    DeliveryOpened,
    FilingAcknowledged,
    FilingCreated,
    FilingReturned,
    FilingSent,
    PublicationDemanded,
    PublicationFulfilled,
    RequestClosed,
    RequestDecided,
    RequestEvent,
    RequestExplained,
    RequestNominated,
)
from services.feedback.domain.request_reason import based, own_words, remedy_of
from services.feedback.domain.request_state import Asked
from services.feedback.domain.request_steps import (
    AlreadyDecidedError,
    NotAcceptedError,
    StillWaitingError,
)
from services.feedback.domain.request_words import (
    DELIVERING,
    WITHHOLDING,
    Decision,
    Filing,
    Outcome,
    Status,
    Wait,
)
from services.feedback.domain.terms import Delivery
from shared.calendar import beijing_date
from shared.decider import ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class NotStudiedError(RejectedError):
    """还没有登记研究意见，请先研究再决定。"""


class DecidedByClerkError(ForbiddenError):
    """答复由党组织决定，承办人不能代为决定。"""


class OutcomeNotAllowedError(InvalidError):
    """本单位的实施方案没有规定这种答复结果，请改选。"""


class GroundMissingError(InvalidError):
    """不公开或者部分公开的，请选择理由类别。"""


class ScopeMissingError(InvalidError):
    """在一定范围内公开的，请写明公开范围。"""


class FormMissingError(InvalidError):
    """在一定范围内公开的，请写明公开形式。"""


class NothingReleasedError(InvalidError):
    """部分公开的，请先放入要公开的页或者文件。"""


class NotDecidedError(RejectedError):
    """还没有作出答复决定，不能向申请人说明。"""


class AlreadyExplainedError(RejectedError):
    """已经向申请人说明，不能重复登记。"""


class OutcomeIsNoDeliveryError(InvalidError):
    """公开办理结果不能代替向申请人说明，请选择其他送达方式。"""


class ExplainedInFutureError(InvalidError):
    """送达时间不能晚于现在。"""


class ExplainedTooEarlyError(InvalidError):
    """送达时间不能早于作出决定之日。"""


class NotExplainedError(RejectedError):
    """还没有向申请人说明并登记送达，不能办结。"""


class RequestClosedError(RejectedError):
    """这件申请已经办结。"""


class NothingToFileError(RejectedError):
    """这件申请没有待报送的备案。"""


class FilingNotSentError(RejectedError):
    """备案还没有报送，或者已经收下，不能收下或者退回。"""


class FiledByOneselfError(ForbiddenError):
    """备案要由上一级党组织收下，本单位不能自己标记为已备案。"""


class ReleaseUnknownError(NotFoundError):
    """没有找到这个文件。"""


class NotGrantedError(RejectedError):
    """只有决定公开的申请事项，才能推荐列入目录。"""


class AlreadyNominatedError(RejectedError):
    """这件申请已经推荐列入目录。"""


class NothingToPublishError(RejectedError):
    """这件申请没有待落实的公开任务。"""


def decide_outcome(command: DecideRequest, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Decide how a request is answered; ground, rule and remedy stand in the decision (F2)."""
    _ready(asked, cause)
    _fits(command, asked)
    today = beijing_date(cause.at)
    decision = Decision(
        outcome=command.outcome,
        basis=based(command.basis),
        reason=_reason(command, asked),
        ground=command.ground if command.outcome in WITHHOLDING else "",
        scope=command.scope if command.outcome is Outcome.RANGE else "",
        form=command.form if command.outcome is Outcome.RANGE else "",
        remedy=remedy_of(asked.rule),
        review_on=_review_on(command.outcome, asked, cause),
        releases=asked.prepared if command.outcome in DELIVERING else (),
    )
    decided = RequestDecided(
        unit=asked.unit, decision=decision, decided_on=today, decided_by=cause.actor
    )
    return [decided, *_to_publish(asked, decision)]


def explain(command: ExplainRequest, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Keep what the applicant was told, sealed, with the proof that it reached them (S1-20)."""
    if asked.decision is None or asked.decided_on is None:
        raise NotDecidedError
    if asked.status is not Status.DECIDED:
        raise AlreadyExplainedError
    if command.proof.how is Delivery.OUTCOME:
        raise OutcomeIsNoDeliveryError(field="how")
    if command.proof.at > cause.at:
        raise ExplainedInFutureError(field="delivered_at")
    day = beijing_date(command.proof.at)
    if day < asked.decided_on:
        raise ExplainedTooEarlyError(field="delivered_at")
    if asked.decision.outcome in WITHHOLDING:
        own_words(command.own, asked.rule, "explanation")
    late = asked.due is not None and day > asked.due
    return [
        RequestExplained(letter=command.letter, proof=command.proof, explained_on=day, late=late)
    ]


def close(command: CloseRequest, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Close what was explained; where the scheme says so, it is to be filed above (S0-67)."""
    if asked.status is Status.CLOSED:
        raise RequestClosedError
    if asked.status is not Status.EXPLAINED:
        raise NotExplainedError
    closed = RequestClosed(unit=asked.unit)
    if not asked.rule.filing or not command.superior:
        return [closed]
    today = beijing_date(cause.at)
    due = command.calendar.add_working_days(today, asked.rule.filing_days).end
    return [closed, FilingCreated(unit=asked.unit, superior=command.superior, due=due)]


def send_filing(asked: Asked) -> list[RequestEvent]:
    """Send what was closed to the superior."""
    if asked.filing not in {Filing.CREATED, Filing.RETURNED}:
        raise NothingToFileError
    return [FilingSent(superior=asked.superior)]


def acknowledge(command: AcknowledgeFiling, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Let the superior, and nobody else, say that it is on file."""
    del command
    _by_superior(asked, cause)
    return [FilingAcknowledged(superior=asked.superior)]


def send_back(command: ReturnFiling, asked: Asked, cause: Cause) -> list[RequestEvent]:
    """Let the superior give it back with the reason."""
    _by_superior(asked, cause)
    return [FilingReturned(superior=asked.superior, reason=command.reason)]


def open_delivery(command: OpenDelivery, asked: Asked) -> list[RequestEvent]:
    """Note that an applicant has taken one of the files that are theirs."""
    told = asked.decision is not None and asked.status in {Status.EXPLAINED, Status.CLOSED}
    files = asked.decision.releases if told and asked.decision else ()
    if all(each.sha256 != command.sha256 for each in files):
        raise ReleaseUnknownError(command.sha256)
    return [DeliveryOpened(sha256=command.sha256)]


def take_up(command: TakeUpPublication, asked: Asked) -> list[RequestEvent]:
    """Note as what a granted request was disclosed."""
    if not asked.to_publish:
        raise NothingToPublishError
    return [PublicationFulfilled(disclosure_id=command.disclosure_id)]


def nominate(command: NominateRequest, asked: Asked) -> list[RequestEvent]:
    """Propose that what was granted be disclosed to all from now on."""
    if asked.decision is None or asked.decision.outcome in WITHHOLDING:
        raise NotGrantedError
    if asked.nominated:
        raise AlreadyNominatedError
    return [RequestNominated(topic_id=command.topic_id)]


def _ready(asked: Asked, cause: Cause) -> None:
    if asked.status is Status.RECEIVED:
        raise NotAcceptedError
    if asked.status not in {Status.ACCEPTED, Status.STUDIED}:
        raise AlreadyDecidedError
    if asked.status is not Status.STUDIED:
        raise NotStudiedError
    if any(waiting(asked.stops, each) for each in Wait):
        raise StillWaitingError
    if cause.post not in asked.rule.deciders or cause.actor == asked.studied_by:
        raise DecidedByClerkError(cause.post)


def _fits(command: DecideRequest, asked: Asked) -> None:
    if command.outcome not in asked.rule.allowed:
        raise OutcomeNotAllowedError(command.outcome.value, field="outcome")
    if command.outcome in WITHHOLDING and command.ground not in asked.rule.grounds:
        raise GroundMissingError(*asked.rule.grounds, field="ground")
    if command.outcome is Outcome.RANGE:
        _ranged(command)
    if command.outcome is Outcome.PARTLY and not asked.prepared:
        raise NothingReleasedError(field="outcome")


def _ranged(command: DecideRequest) -> None:
    if not command.scope:
        raise ScopeMissingError(field="scope")
    if not command.form:
        raise FormMissingError(field="form")


def _reason(command: DecideRequest, asked: Asked) -> str:
    if command.outcome in WITHHOLDING:
        return own_words(command.reason, asked.rule, "reason")
    return command.reason


def _review_on(outcome: Outcome, asked: Asked, cause: Cause) -> date | None:
    if outcome is not Outcome.NOT_NOW:
        return None
    return beijing_date(cause.at) + timedelta(days=asked.rule.hold_days)


def _to_publish(asked: Asked, decision: Decision) -> list[RequestEvent]:
    if decision.outcome is Outcome.RANGE:
        scope, form = decision.scope, decision.form
    elif decision.outcome is Outcome.PUBLIC:
        scope, form = "社会", ""
    else:
        return []
    return [PublicationDemanded(unit=asked.unit, scope=scope, form=form)]


def _by_superior(asked: Asked, cause: Cause) -> None:
    if asked.filing is Filing.NONE:
        raise NothingToFileError
    if cause.unit != asked.superior:
        raise FiledByOneselfError(cause.unit)
    if asked.filing is not Filing.SENT:
        raise FilingNotSentError
