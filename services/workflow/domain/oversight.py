"""监督书记的记录 — one each half-year, never approved by the secretary (S4 二(五)8)."""

from typing import Final

from msgspec import Struct

from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

TEXT: Final = 3_000  # characters of what was found
MANY: Final = 30  # powers looked at
LINE: Final = 200  # characters of the name of a power


class RecordOversight(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记监督书记记录 — ``period`` as ``2026-1`` or ``2026-2``: first or second half of a year.

    ``powers``: which powers of the secretary were looked at; ``findings``: what was found.
    """

    unit: str
    period: str
    powers: tuple[str, ...]
    findings: str


class EnterOversight(Struct, frozen=True, kw_only=True):
    """办理登记 — ``begun``: the period has begun by now, and its name is one."""

    asked: RecordOversight
    begun: bool
    secretary: bool


class ApproveOversight(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批准监督书记记录"""

    note: str = ""


class PassOversight(Struct, frozen=True, kw_only=True):
    """办理批准 — ``secretary``: whoever approves is the secretary of the unit."""

    asked: ApproveOversight
    secretary: bool


class OversightRecorded(Struct, frozen=True, kw_only=True, tag="workflow.oversight.recorded.v1"):
    """监督书记记录已登记"""

    unit: str
    period: str
    powers: tuple[str, ...]
    findings: str
    by: str


class OversightApproved(Struct, frozen=True, kw_only=True, tag="workflow.oversight.approved.v1"):
    """监督书记记录已批准"""

    unit: str
    period: str
    note: str


OversightAsked = RecordOversight | ApproveOversight
OversightCommand = EnterOversight | PassOversight
OversightEvent = OversightRecorded | OversightApproved


class Oversight(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose, of when, by whom, whether it is approved."""

    unit: str = ""
    period: str = ""
    author: str = ""
    approved: bool = False


class OversightUnknownError(NotFoundError):
    """没有找到这份监督记录。"""


class OversightApprovedAlreadyError(RejectedError):
    """这个半年的监督记录已经批准，不能再改。"""


class OversightPeriodError(InvalidError):
    """请选择已经开始的半年。"""


class OversightTextError(InvalidError):
    """请写明检查了书记的哪些职权（最多30项，每项不超过200个字）和监督情况（不超过3000个字）。"""


class RecordedBySecretaryError(ForbiddenError):
    """监督书记的记录不能由书记本人登记。"""


class ApprovedBySecretaryError(ForbiddenError):
    """监督书记的记录不能由书记本人批准。"""


class ApprovedByRecorderError(ForbiddenError):
    """登记监督记录的人不能批准自己的记录。"""


def decide(command: OversightCommand, oversight: Oversight, cause: Cause) -> list[OversightEvent]:
    """Judge one command."""
    match command:
        case EnterOversight():
            return [_record(command, oversight, cause)]
        case PassOversight():
            return [_approve(command, oversight, cause)]


def _record(command: EnterOversight, oversight: Oversight, cause: Cause) -> OversightRecorded:
    asked = command.asked
    if oversight.approved:
        raise OversightApprovedAlreadyError
    if command.secretary:
        raise RecordedBySecretaryError
    if not command.begun:
        raise OversightPeriodError(asked.period, field="period")
    powers = tuple(each.strip() for each in asked.powers if each.strip())
    if not 0 < len(powers) <= MANY or any(len(each) > LINE for each in powers):
        raise OversightTextError(field="powers")
    if not 0 < len(asked.findings.strip()) <= TEXT:
        raise OversightTextError(field="findings")
    return OversightRecorded(
        unit=asked.unit,
        period=asked.period,
        powers=powers,
        findings=asked.findings.strip(),
        by=cause.actor,
    )


def _approve(command: PassOversight, oversight: Oversight, cause: Cause) -> OversightApproved:
    if not oversight.unit:
        raise OversightUnknownError
    if command.secretary:
        raise ApprovedBySecretaryError
    if oversight.approved:
        raise OversightApprovedAlreadyError
    if cause.actor == oversight.author:
        raise ApprovedByRecorderError
    note = command.asked.note.strip()[:TEXT]
    return OversightApproved(unit=oversight.unit, period=oversight.period, note=note)


def evolve(oversight: Oversight, event: OversightEvent) -> Oversight:
    """Remember what happened."""
    match event:
        case OversightRecorded(unit=unit, period=period, by=by):
            return Oversight(unit=unit, period=period, author=by)
        case OversightApproved(unit=unit, period=period):
            return Oversight(unit=unit, period=period, author=oversight.author, approved=True)


OVERSIGHT: Final = Decider[OversightCommand, Oversight, OversightEvent](
    initial=Oversight(), decide=decide, evolve=evolve
)
