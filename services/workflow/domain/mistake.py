"""差错 — what was disclosed was wrong: put right at once, and traced to who let it through (B7).

S0 二5, S2 二(二)3, 七(一), S4 一(六)5: what is disclosed is true, and somebody answers for it.
"""

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.events import (
    ProposalApproved,
    ProposalResubmitted,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.mistake_words import (
    CorrectMistake,
    DismissMistake,
    MistakeCommand,
    MistakeCorrected,
    MistakeDismissed,
    MistakeEvent,
    MistakeReported,
    Part,
    RegisterMistake,
    Responsible,
)
from services.workflow.domain.procedure_words import ProposalCountersigned, ProposalExempted
from services.workflow.domain.terms import Check, Verdict
from shared.calendar import beijing_date
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause, Record

LINE: Final = 500  # characters of what is wrong, of what is right, of a reason


class Mistake(Struct, frozen=True, kw_only=True):
    """What must be remembered: about which disclosure, who answers for it, whether it is over."""

    unit: str = ""
    disclosure_id: str = ""
    version: int = 0
    people: frozenset[str] = frozenset()
    closed: bool = False


class MistakeUnknownError(NotFoundError):
    """没有找到这条差错登记。"""


class MistakeReportedAlreadyError(RejectedError):
    """这条差错已经登记，不能重复登记。"""


class MistakeClosedError(RejectedError):
    """这条差错已经更正或者已经撤销登记，不能再办理。"""


class MistakeVersionError(RejectedError):
    """更正差错的版本必须晚于有差错的版本。"""


class MistakeWhatError(InvalidError):
    """请写明哪里有错，不超过500个字。"""


class MistakeCorrectError(InvalidError):
    """应为的内容不能超过500个字。"""


class MistakeReasonError(InvalidError):
    """撤销差错登记要写明理由，不超过500个字。"""


class DismissedByResponsibleError(ForbiddenError):
    """提出、审核、会签或者批准过有差错内容的人，不能撤销差错登记。"""


def decide(command: MistakeCommand, mistake: Mistake, cause: Cause) -> list[MistakeEvent]:
    """Judge one command; every refusal is a rule of this room."""
    match command:
        case RegisterMistake():
            return [_register(command, mistake, cause)]
        case CorrectMistake():
            return [_correct(command, _open(mistake), cause)]
        case DismissMistake(reason=reason):
            return [_dismiss(reason, _open(mistake), cause)]


def evolve(mistake: Mistake, event: MistakeEvent) -> Mistake:
    """Remember what happened, as far as rules ask about it."""
    if not isinstance(event, MistakeReported):
        return Mistake(unit=mistake.unit, disclosure_id=mistake.disclosure_id, closed=True)
    return Mistake(
        unit=event.unit,
        disclosure_id=event.disclosure_id,
        version=event.version,
        people=frozenset(each.person for each in event.responsible),
    )


MISTAKE: Final = Decider[MistakeCommand, Mistake, MistakeEvent](
    initial=Mistake(), decide=decide, evolve=evolve
)


_SIGNED: Final = Part.COUNTERSIGNED
_PARTS: Final[dict[type[Any], Part]] = {
    ProposalSubmitted: Part.PROPOSED,
    ProposalCountersigned: _SIGNED,
    ProposalApproved: Part.APPROVED,
}
Found = dict[tuple[str, Part], Responsible]


def traced(records: Iterable[Record[Any]]) -> tuple[Responsible, ...]:
    """Return who proposed, reviewed, countersigned and approved a text, from its proposal's facts.

    Of several verdicts on one check the last counts, of countersignatures those on the last text.
    """
    found: Found = {}
    for record in records:
        match record.event:
            case ProposalReviewed(check=check, verdict=verdict):
                _judged(found, record, check, passed=verdict is Verdict.PASS)
            case ProposalResubmitted():
                found = {key: each for key, each in found.items() if key[1] is not _SIGNED}
                _put(found, _by(record, Part.PROPOSED))
            case ProposalExempted(approved_by=person):
                _put(found, replace(_by(record, Part.APPROVED), person=person, post=""))
            case event:
                if part := _PARTS.get(type(event)):
                    _put(found, _by(record, part))
    return tuple(found.values())


def _judged(found: Found, record: Record[Any], check: Check, *, passed: bool) -> None:
    for key, each in [pair for pair in found.items() if check in pair[1].checks]:
        del found[key]
        if rest := tuple(one for one in each.checks if one is not check):
            found[key] = replace(each, checks=rest)
    if passed:
        before = found.get((record.cause.actor, Part.REVIEWED))
        checks = (*before.checks, check) if before else (check,)
        _put(found, replace(_by(record, Part.REVIEWED), checks=checks))


def _put(found: Found, each: Responsible) -> None:
    found[each.person, each.part] = each


def _by(record: Record[Any], part: Part) -> Responsible:
    cause = record.cause
    on = beijing_date(cause.at)
    return Responsible(person=cause.actor, unit=cause.unit, post=cause.post, part=part, on=on)


def _register(command: RegisterMistake, mistake: Mistake, cause: Cause) -> MistakeReported:
    if mistake.disclosure_id:
        raise MistakeReportedAlreadyError
    what, correct = command.asked.what.strip(), command.asked.correct.strip()
    if not 0 < len(what) <= LINE:
        raise MistakeWhatError(field="what")
    if len(correct) > LINE:
        raise MistakeCorrectError(field="correct")
    return MistakeReported(
        unit=command.unit,
        item_id=command.item_id,
        disclosure_id=command.asked.disclosure_id,
        version=command.version,
        title=command.title,
        what=what,
        correct=correct,
        reported_by=cause.actor,
        responsible=command.responsible,
        opinion_id=command.opinion_id,
    )


def _correct(command: CorrectMistake, mistake: Mistake, cause: Cause) -> MistakeCorrected:
    if 0 < command.version <= mistake.version:
        raise MistakeVersionError(command.version)
    return MistakeCorrected(
        unit=mistake.unit,
        disclosure_id=mistake.disclosure_id,
        version=command.version,
        proposal_id=command.proposal_id,
        corrected_on=beijing_date(cause.at),
    )


def _dismiss(reason: str, mistake: Mistake, cause: Cause) -> MistakeDismissed:
    if cause.actor in mistake.people:
        raise DismissedByResponsibleError
    if not 0 < len(reason.strip()) <= LINE:
        raise MistakeReasonError(field="reason")
    return MistakeDismissed(
        unit=mistake.unit,
        disclosure_id=mistake.disclosure_id,
        reason=reason.strip(),
        dismissed_by=cause.actor,
    )


def _open(mistake: Mistake) -> Mistake:
    if not mistake.disclosure_id:
        raise MistakeUnknownError
    if mistake.closed:
        raise MistakeClosedError
    return mistake
