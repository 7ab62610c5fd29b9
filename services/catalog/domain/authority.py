"""审批权限 — the classes of matters that a superior has reserved for its own approval (S3-22)."""

from uuid import UUID, uuid5

from msgspec import Struct

from services.catalog.domain.terms import Text
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

MATTER = 200  # characters at most
HEADING = 2_000  # likewise, of a heading in a catalog


class ReserveMatters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """上收审批权限 — ``matter``: the words of a heading of any level, as in catalogs.

    However they are typed there; words that mean the same are said in the unit's scheme.
    """

    matter: str = ""
    reason: str = ""


class ReleaseMatters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下放审批权限"""

    matter: Text


class JudgeLikeness(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """认定相近标题 — whether ``heading``, which only resembles it, belongs to ``matter``."""

    matter: Text
    heading: str = ""
    same: bool | None = None
    reason: str = ""


class AuthorityReserved(Struct, frozen=True, kw_only=True, tag="catalog.authority.reserved.v1"):
    """审批权限已上收

    From now on, what any unit below proposes under this heading needs this unit's approval.
    """

    unit: str
    matter: str
    reason: str
    reserved_by: str


class AuthorityReleased(Struct, frozen=True, kw_only=True, tag="catalog.authority.released.v1"):
    """审批权限已下放"""

    unit: str
    matter: str
    released_by: str


class LikenessJudged(Struct, frozen=True, kw_only=True, tag="catalog.likeness.judged.v1"):
    """相近标题已认定 — for every unit below; the latest ruling on a heading counts."""

    unit: str
    matter: str
    heading: str
    same: bool
    reason: str
    judged_by: str


AuthorityCommand = ReserveMatters | ReleaseMatters | JudgeLikeness
AuthorityEvent = AuthorityReserved | AuthorityReleased | LikenessJudged


class Authority(Struct, frozen=True):
    """What must be remembered: which headings are reserved."""

    matters: frozenset[str] = frozenset()


class MatterMissingError(InvalidError):
    """请填写目录里的标题（一级、二级或者三级目录的原文），不超过200个字。"""


class ReserveReasonError(InvalidError):
    """请写明依据和理由。"""


class ReservedTwiceError(RejectedError):
    """这类事项的审批权限已经上收。"""


class HeadingMissingError(InvalidError):
    """请填写要认定的标题，不超过2000个字。"""


class SamenessError(InvalidError):
    """请选择是不是同一类事项。"""


class NotReservedError(RejectedError):
    """这类事项的审批权限没有上收。"""


def authority_id_of(unit: str) -> UUID:
    """Return the stream of what a unit has reserved."""
    return uuid5(UUID(unit), "authority")


def decide(command: AuthorityCommand, state: Authority, cause: Cause) -> list[AuthorityEvent]:
    """Answer a request about the classes that the unit of the cause has reserved."""
    match command:
        case ReserveMatters():
            return [_reserve(command, state, cause)]
        case ReleaseMatters(matter=matter):
            if matter not in state.matters:
                raise NotReservedError(matter, field="matter")
            return [AuthorityReleased(unit=cause.unit, matter=matter, released_by=cause.actor)]
        case JudgeLikeness():
            return [_judge(command, state, cause)]


def _reserve(command: ReserveMatters, state: Authority, cause: Cause) -> AuthorityReserved:
    matter = command.matter.strip()
    if not 0 < len(matter) <= MATTER:
        raise MatterMissingError(field="matter")
    if not command.reason.strip():
        raise ReserveReasonError(field="reason")
    if matter in state.matters:
        raise ReservedTwiceError(matter, field="matter")
    return AuthorityReserved(
        unit=cause.unit, matter=matter, reason=command.reason.strip(), reserved_by=cause.actor
    )


def _judge(command: JudgeLikeness, state: Authority, cause: Cause) -> LikenessJudged:
    if command.matter not in state.matters:
        raise NotReservedError(command.matter, field="matter")
    if not 0 < len(command.heading.strip()) <= HEADING:
        raise HeadingMissingError(field="heading")
    if command.same is None:
        raise SamenessError(field="same")
    if not command.reason.strip():
        raise ReserveReasonError(field="reason")
    return LikenessJudged(
        unit=cause.unit,
        matter=command.matter,
        heading=command.heading.strip(),
        same=command.same,
        reason=command.reason.strip(),
        judged_by=cause.actor,
    )


def evolve(state: Authority, event: AuthorityEvent) -> Authority:
    """Return what is reserved after an event."""
    match event:
        case AuthorityReserved(matter=matter):
            return Authority(state.matters | {matter})
        case AuthorityReleased(matter=matter):
            return Authority(state.matters - {matter})
        case LikenessJudged():
            return state


AUTHORITY: Decider[AuthorityCommand, Authority, AuthorityEvent] = Decider(
    Authority(), decide, evolve
)
