"""一次送达 — one version of a disclosure, in one phase, on one channel or outlet of it.

Approved is one thing, shown another: until somebody reports with evidence that a channel has
shown it, it has not (先审核后登记再公开, S0 五(一)3).
"""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain import trial
from services.publishing.domain.delivery_words import (
    DeliveryCommand,
    DeliveryConfirmed,
    DeliveryDelivered,
    DeliveryEvent,
    DeliveryFailed,
    DeliveryPlanned,
    DeliveryRemoved,
    DeliveryRetried,
    Order,
    PlanDelivery,
    RemoveDelivery,
    ReportDelivery,
    ReportFailure,
    RetryDelivery,
)
from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.letters import CHANNELS, OUTSIDE
from services.publishing.domain.terms import STEPS, Phase, Post, Scope
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import SYSTEM, Cause

ADAPTER: Final = "adapter"  # post of a program that carries out one channel
REPORTERS: Final = (Post.PUBLISHER, Post.OFFICE, Post.CLERK)  # who may say what was shown
ALLOWED: Final = frozenset({*(each.value for each in REPORTERS), ADAPTER, SYSTEM})
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
AHEAD: Final = timedelta(minutes=5)  # clocks of channels may be a little fast
LONGEST: Final = {"outlet": 100, "address": 500, "reason": 2_000}  # characters
LATEST: Final = timedelta(days=3_653)  # nobody plans further ahead
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
WIDEST: Final = list(Scope)  # from the widest to the narrowest


class Progress(Enum):
    """送达状态 — of one delivery."""

    NONE = "none"
    PLANNED = "planned"
    DELIVERED = "delivered"
    FAILED = "failed"
    REMOVED = "removed"


class Delivery(Struct, frozen=True, kw_only=True):
    """What must be remembered. ``failures`` counts every attempt that failed."""

    progress: Progress = Progress.NONE
    plan: DeliveryPlanned | None = None
    failures: int = 0


class FormNotApprovedError(RejectedError):
    """批准的方案不包括这种公开形式，不能用它公开。"""

    @property
    def sentence(self) -> str:
        """Name the form."""
        return f"批准的方案不包括公开形式“{self.args[0]}”，不能用它公开。"


class CarrierRetiredError(RejectedError):
    """这种公开形式已经停用，不能再选用；以前的送达记录仍然保留。"""

    @property
    def sentence(self) -> str:
        """Name the form."""
        return f"公开形式“{self.args[0]}”已经停用，不能再选用；以前的送达记录仍然保留。"


class SummaryMissingError(RejectedError):
    """缺少推送摘要：用这种形式推送，批准的方案里要有推送摘要，请更正方案补上。"""


class AudienceTooWideError(RejectedError):
    """送达对象超出批准的公开范围。"""

    @property
    def sentence(self) -> str:
        """Name the form."""
        return f"“{self.args[0]}”的送达对象超出本阶段的公开范围。"


class StepNotOpenError(RejectedError):
    """这个阶段的公开还没有开始，不能送达。"""


class VersionReplacedError(RejectedError):
    """这个版本已经被更正，应当送达现行版本。"""


class ContentDiffersError(RejectedError):
    """渠道上展示的内容与批准的内容不一致，不能算作送达。"""


class EvidenceMissingError(InvalidError):
    """报告送达必须附证据，证据用 SHA-256 摘要（64 位十六进制）指明。"""


class ShownAheadError(InvalidError):
    """送达时间不能晚于现在。"""


class TimeOutOfRangeError(InvalidError):
    """时间超出范围：撤下应在2000年以后，送达期限应在开始公开以后、十年以内。"""


class ShownBeforeOpenError(InvalidError):
    """送达时间早于本阶段开始公开的时间，属于提前公开，请按实际情况更正。"""


class DeliveryWordyError(InvalidError):
    """哪一处不超过 100 个字，地址不超过 500 个字，原因不超过 2000 个字。"""


class FailureReasonMissingError(InvalidError):
    """报告未送达或者撤下必须写明原因。"""


class AlreadyDeliveredError(RejectedError):
    """这一次已经送达，不能重复报告。"""


class AlreadyPlannedError(RejectedError):
    """这一次送达已经安排过，不用重复安排。"""


class NotFailedError(RejectedError):
    """这一次没有失败，不用重新送达。"""


class NotShownError(RejectedError):
    """这一次没有送达，不用撤下。"""


class NotPlannedError(NotFoundError):
    """没有找到这一次送达。"""


class NotReporterError(ForbiddenError):
    """只有本单位的发布人、领导小组办公室、承办人和该渠道的适配程序可以报告送达。"""


def delivery_id_of(disclosure_id: UUID, order: tuple[str, int, str, str]) -> UUID:
    """Return the stream of one delivery: of this step, version, form and outlet."""
    step, version, form, outlet = order
    return uuid5(disclosure_id, f"delivery/{step}/{version}/{form}/{outlet}")


def audience_of(scope: Scope, step: str) -> Scope:
    """Return the widest audience of a disclosure of this scope in this step."""
    if step == "public":
        return Scope.SOCIETY
    return Scope.PARTY if scope is Scope.SOCIETY else scope


def decide(command: DeliveryCommand, state: Delivery, cause: Cause) -> list[DeliveryEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case PlanDelivery(order=order, audience=audience, due_at=due_at):
            return _plan(order, audience, due_at or order.due_at, state, cause)
        case ReportDelivery():
            return _deliver(command, state, cause)
        case ReportFailure():
            return _fail(command, state, cause)
        case RetryDelivery():
            return _retry(state, cause)
        case RemoveDelivery():
            return _remove(command, state, cause)


def evolve(state: Delivery, event: DeliveryEvent) -> Delivery:
    """Return what is remembered after a fact."""
    match event:
        case DeliveryPlanned():
            return Delivery(progress=Progress.PLANNED, plan=event)
        case DeliveryDelivered() | DeliveryConfirmed():
            return _now(state, Progress.DELIVERED)
        case DeliveryFailed(attempt=attempt):
            return Delivery(progress=Progress.FAILED, plan=state.plan, failures=attempt)
        case DeliveryRetried():
            return _now(state, Progress.PLANNED)
        case DeliveryRemoved():
            return _now(state, Progress.REMOVED)


def _now(state: Delivery, progress: Progress) -> Delivery:
    return Delivery(progress=progress, plan=state.plan, failures=state.failures)


def _plan(
    order: Order, audience: Scope, due_at: datetime | None, state: Delivery, cause: Cause
) -> list[DeliveryEvent]:
    _by_reporter(order.unit, cause)
    if state.progress is not Progress.NONE:
        raise AlreadyPlannedError
    earliest = order.opened_at or cause.at
    if due_at and not earliest <= due_at <= cause.at + LATEST:
        raise TimeOutOfRangeError(field="due_at")
    return list(_planned(order, audience, due_at))


def _deliver(command: ReportDelivery, state: Delivery, cause: Cause) -> list[DeliveryEvent]:
    order = command.order
    _by_reporter(order.unit, cause)
    if state.progress in {Progress.DELIVERED, Progress.REMOVED}:
        raise AlreadyDeliveredError
    first = _first(order, command.audience, state)
    _proved(command)
    _in_time(command.shown_at, order, cause)
    plan = state.plan or first[0]
    what: dict[str, Any] = {
        **_which(plan),
        "evidence": command.evidence,
        "shown_at": command.shown_at,
        "address": command.address,
        "via": command.via,
        "content_sha256": command.content_sha256,
        "late_seconds": _late(command.shown_at, plan.due_at),
    }
    if state.progress is Progress.FAILED:
        return [DeliveryConfirmed(**what, failures=state.failures)]
    return [*first, DeliveryDelivered(**what)]


def _fail(command: ReportFailure, state: Delivery, cause: Cause) -> list[DeliveryEvent]:
    _by_reporter(command.order.unit, cause)
    if state.progress in {Progress.DELIVERED, Progress.REMOVED}:
        raise AlreadyDeliveredError
    _reasoned(command.reason)
    first = _first(command.order, command.audience, state)
    failed = DeliveryFailed(
        **_which(state.plan or first[0]),
        reason=command.reason,
        via=command.via,
        attempt=state.failures + 1,
    )
    return [*first, failed]


def _retry(state: Delivery, cause: Cause) -> list[DeliveryEvent]:
    plan = _standing(state, cause)
    if state.progress is not Progress.FAILED:
        raise NotFailedError
    return [DeliveryRetried(**_which(plan), attempt=state.failures + 1)]


def _remove(command: RemoveDelivery, state: Delivery, cause: Cause) -> list[DeliveryEvent]:
    plan = _standing(state, cause)
    if state.progress is not Progress.DELIVERED:
        raise NotShownError
    _reasoned(command.reason)
    if command.evidence and not DIGEST.fullmatch(command.evidence):
        raise EvidenceMissingError(field="evidence")
    if command.removed_at > cause.at + AHEAD:
        raise ShownAheadError(field="removed_at")
    if command.removed_at < EARLIEST:
        raise TimeOutOfRangeError(field="removed_at")
    removed = DeliveryRemoved(
        **_which(plan),
        reason=command.reason,
        evidence=command.evidence,
        removed_at=command.removed_at,
        via=command.via,
    )
    return [removed]


def _standing(state: Delivery, cause: Cause) -> DeliveryPlanned:
    if state.plan is None:
        raise NotPlannedError
    _by_reporter(state.plan.unit, cause)
    return state.plan


def _first(order: Order, audience: Scope, state: Delivery) -> list[DeliveryPlanned]:
    """What nobody has planned is planned by the first report about it, by the same rules."""
    if state.plan is None:
        return _planned(order, audience, order.due_at)
    _showable(order)
    return []


def _planned(order: Order, audience: Scope, due_at: datetime | None) -> list[DeliveryPlanned]:
    _showable(order)
    _to_whom(order, audience)
    planned = DeliveryPlanned(
        unit=order.unit,
        disclosure_id=order.disclosure_id,
        step=order.step,
        version=order.version,
        form=order.form,
        outlet=order.outlet,
        audience=audience.value,
        content_sha256=order.content_sha256,
        due_at=due_at,
        pilot=order.form in trial.piloted(order.pilots),
    )
    return [planned]


def _brief(**words: str) -> None:
    for field, text in words.items():
        if len(text) > LONGEST[field]:
            raise DeliveryWordyError(field=field)


def _showable(order: Order) -> None:
    _brief(outlet=order.outlet)
    if order.withdrawn:
        raise WithdrawnError
    if order.form not in order.forms:
        raise FormNotApprovedError(order.form, field="form")
    if order.form in order.retired:
        raise CarrierRetiredError(order.form, field="form")
    if order.form in order.held:
        raise SummaryMissingError(order.form, field="form")
    trial.tested(order.form, order.untested)
    if order.step not in STEPS or order.opened_at is None or not _open(order):
        raise StepNotOpenError(order.step, field="step")
    if order.version != order.current:
        raise VersionReplacedError(order.version, order.current, field="version")


def _open(order: Order) -> bool:
    return order.phase is Phase.PUBLIC or order.phase.value == order.step


def _to_whom(order: Order, audience: Scope) -> None:
    widest = audience_of(order.scope, order.step)
    outside = CHANNELS.get(order.form) in OUTSIDE and widest is not Scope.SOCIETY
    if outside or WIDEST.index(audience) < WIDEST.index(widest):
        raise AudienceTooWideError(order.form, audience.value, widest.value, field="audience")
    trial.within(order.pilots, order.form, audience)


def _proved(command: ReportDelivery) -> None:
    _brief(address=command.address)
    if not DIGEST.fullmatch(command.evidence):
        raise EvidenceMissingError(field="evidence")
    if command.content_sha256 and command.content_sha256 != command.order.content_sha256:
        raise ContentDiffersError(command.content_sha256, field="content_sha256")


def _in_time(shown_at: datetime, order: Order, cause: Cause) -> None:
    if shown_at > cause.at + AHEAD:
        raise ShownAheadError(field="shown_at")
    if order.opened_at and shown_at < order.opened_at - AHEAD:
        raise ShownBeforeOpenError(order.opened_at, field="shown_at")


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise FailureReasonMissingError(field="reason")
    _brief(reason=reason)


def _late(shown_at: datetime, due_at: datetime | None) -> int:
    return max(0, int((shown_at - due_at).total_seconds())) if due_at else 0


def _which(plan: DeliveryPlanned) -> dict[str, Any]:
    return {
        "unit": plan.unit,
        "disclosure_id": plan.disclosure_id,
        "step": plan.step,
        "version": plan.version,
        "form": plan.form,
        "outlet": plan.outlet,
        "audience": plan.audience,
    }


def _by_reporter(unit: str, cause: Cause) -> None:
    if cause.unit != unit or cause.post not in ALLOWED:
        raise NotReporterError


DELIVERY: Final = Decider[DeliveryCommand, Delivery, DeliveryEvent](
    initial=Delivery(), decide=decide, evolve=evolve
)
