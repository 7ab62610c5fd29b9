"""筛查的处理 — what was found in a proposal's text must be settled before 保密审查 passes it."""

from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.screening import Finding, Piece
from services.workflow.domain.screening_words import (
    ClearText,
    FindingsSettled,
    Outcome,
    ProposalScreened,
    ScreeningCommand,
    ScreeningEvent,
    ScreenText,
    SettleFindings,
    SettleInPlace,
)
from shared.decider import Decider, ForbiddenError, InvalidError, RejectedError
from shared.record import Cause, canonical

MOST: Final = 100  # findings in one fact, which stays below 65,535 bytes
REASON: Final = 5  # characters at least
LONGEST: Final = 500  # characters


class Screening(Struct, frozen=True, kw_only=True):
    """What must be remembered of the latest screening, and everybody who ever proposed."""

    proposal_id: str = ""
    unit: str = ""
    digest: str = ""
    findings: tuple[Finding, ...] = ()
    more: int = 0
    settlers: tuple[str, ...] = ()
    authors: frozenset[str] = frozenset()
    settled: dict[int, Outcome] = {}

    @property
    def open(self) -> tuple[int, ...]:
        """Return the numbers of what nobody has settled."""
        return tuple(n for n in range(1, len(self.findings) + 1) if n not in self.settled)


class NotSettlerError(ForbiddenError):
    """筛查发现由负责保密审查的人处理，您的职务不能处理。"""


class SettledByAuthorError(ForbiddenError):
    """提出人不能处理自己方案的筛查发现。"""


class ScreeningStaleError(RejectedError):
    """方案内容已经改动并重新筛查，您看到的不是最新结果，请刷新后再办。"""


class FindingUnknownError(InvalidError):
    """请勾选要处理的筛查发现。"""


class KeptWithoutReasonError(InvalidError):
    """保留筛查发现的内容，请写明理由，不少于5个字。"""


class SettlementTooLongError(InvalidError):
    """处理筛查发现的理由不能超过500个字。"""


class FindingsUnsettledError(RejectedError):
    """筛查发现还没有逐处处理完，保密审查不能通过。"""


class FindingsStandError(RejectedError):
    """筛查发现中有须删除或者须遮盖的内容，文本里还在，保密审查不能通过，请退回修改。"""


class TooManyFindingsError(RejectedError):
    """筛查发现超过100处，不能逐处核对，保密审查不能通过，请退回修改。"""


def decide(command: ScreeningCommand, screening: Screening, cause: Cause) -> list[ScreeningEvent]:
    """Judge one command; every refusal is a rule of this room."""
    match command:
        case ScreenText():
            return [_screened(command, cause)]
        case SettleInPlace(asked=asked, unit=unit):
            return [_settled(asked, replace(screening, unit=unit), cause)]
        case SettleFindings():
            return [_settled(command, screening, cause)]
        case ClearText():
            cleared(screening)
            return []


def evolve(screening: Screening, event: ScreeningEvent) -> Screening:
    """Remember what happened; what was settled holds for as long as the text is the same."""
    match event:
        case ProposalScreened():
            same = event.digest == screening.digest
            return Screening(
                proposal_id=event.proposal_id,
                unit=event.unit,
                digest=event.digest,
                findings=event.findings,
                more=event.more,
                settlers=event.settlers or screening.settlers,
                authors=screening.authors | {event.submitted_by},
                settled=screening.settled if same else {},
            )
        case FindingsSettled(numbers=numbers, outcome=outcome):
            now = dict.fromkeys(numbers, outcome)
            return replace(screening, settled={**screening.settled, **now})


SCREENING = Decider(initial=Screening(), decide=decide, evolve=evolve)


def digest_of_pieces(pieces: tuple[Piece, ...]) -> str:
    """Return the SHA-256 (hex) of all that is screened."""
    return sha256(canonical([(each.field, each.text) for each in pieces])).hexdigest()


def cleared(screening: Screening) -> None:
    """Refuse a pass while anything found is unsettled or was told to go (S3-20, B5)."""
    if screening.more:
        raise TooManyFindingsError(len(screening.findings) + screening.more)
    if screening.open:
        raise FindingsUnsettledError(len(screening.open))
    if set(screening.settled.values()) - {Outcome.KEEP}:
        raise FindingsStandError


def _screened(command: ScreenText, cause: Cause) -> ProposalScreened:
    found = command.findings
    return ProposalScreened(
        proposal_id=command.proposal_id,
        unit=command.unit,
        digest=command.digest,
        submitted_by=cause.actor,
        findings=found[:MOST],
        more=max(0, len(found) - MOST),
        settlers=command.settlers,
    )


def _settled(command: SettleFindings, screening: Screening, cause: Cause) -> FindingsSettled:
    _may_settle(screening, cause)
    if command.digest != screening.digest:
        raise ScreeningStaleError(field="digest")
    if not command.numbers or not set(command.numbers) <= set(_numbers(screening)):
        raise FindingUnknownError(field="numbers")
    if command.outcome is Outcome.KEEP and len(command.reason.strip()) < REASON:
        raise KeptWithoutReasonError(field="reason")
    if len(command.reason) > LONGEST:
        raise SettlementTooLongError(len(command.reason), field="reason")
    return FindingsSettled(
        proposal_id=screening.proposal_id,
        digest=command.digest,
        numbers=tuple(sorted(set(command.numbers))),
        outcome=command.outcome,
        reason=command.reason.strip(),
        settled_by=cause.actor,
    )


def _may_settle(screening: Screening, cause: Cause) -> None:
    if cause.unit != screening.unit or cause.post not in screening.settlers:
        raise NotSettlerError(cause.post)
    if cause.actor in screening.authors:
        raise SettledByAuthorError


def _numbers(screening: Screening) -> range:
    return range(1, len(screening.findings) + 1)
