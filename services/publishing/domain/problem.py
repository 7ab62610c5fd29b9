"""问题整改 — the problems of a meeting of democratic life, and what became of each (S3-50).

They are listed with a disclosure before it is opened, in the words of its approved text: what
nobody has reviewed is shown to nobody outside. The next disclosure of the same entry
of the catalog says of every one of them how it stands, else it is not opened.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.problem_words import (
    Answer,
    Carried,
    ListProblems,
    Mending,
    MendingReported,
    ProblemCommand,
    ProblemEvent,
    ProblemsListed,
    ReportMending,
)
from services.publishing.domain.showing import by_recorder
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

MOST: Final = 50  # problems of one period
LINE: Final = 200  # characters of a problem
NOTE: Final = 300  # characters of what has been done


class Problems(Struct, frozen=True, kw_only=True):
    """What must be remembered: whose list it is, how each problem stands."""

    listed: ProblemsListed | None = None
    states: tuple[Mending, ...] = ()


class ProblemsUnknownError(NotFoundError):
    """没有找到这个公开事项的问题清单。"""


class ProblemsListedAlreadyError(RejectedError):
    """这个公开事项的问题已经列明，整改进展请逐项登记。"""


class ProblemsMissingError(InvalidError):
    """请列明问题，一行一个，每个不超过200个字，最多50个。"""


class ProblemNotApprovedError(InvalidError):
    """列明的问题必须是审定的公开内容里的原话，没有经过审核的话不能公开。"""

    @property
    def sentence(self) -> str:
        """Name the first that nobody has approved."""
        return f"列明的问题必须是审定的公开内容里的原话，公开内容里没有这一句：{self.args[0]}"


class EarlierProblemUnsaidError(InvalidError):
    """上期列明的每个问题都要写明整改状态。"""

    @property
    def sentence(self) -> str:
        """Name the first problem of which nothing is said."""
        return f"上期列明的每个问题都要写明整改状态，还没有写明：{self.args[0]}"


class EarlierProblemsOpenError(RejectedError):
    """上期列明了问题，这一期要先写明每个问题的整改状态，才能公开。"""


class MendingNoteError(InvalidError):
    """正在整改和已经整改的，要写明整改情况，不超过300个字。"""


class MendingUnchangedError(RejectedError):
    """这个问题已经整改，不用再登记。"""


def said_in(text: str, problem: str) -> bool:
    """Tell whether an approved text says it in these words: nothing else is shown."""
    return "".join(problem.split()) in "".join(text.split())


def problems_id_of(disclosure_id: UUID) -> UUID:
    """Return the stream of the problems of a disclosure."""
    return uuid5(disclosure_id, "problems")


def decide(command: ProblemCommand, state: Problems, cause: Cause) -> list[ProblemEvent]:
    """Return what follows from a command, or refuse it by a rule."""
    match command:
        case ListProblems():
            return [_list(command, state, cause)]
        case ReportMending():
            return [_report(command, state, cause)]


def evolve(state: Problems, event: ProblemEvent) -> Problems:
    """Remember how each problem stands."""
    match event:
        case ProblemsListed(carried=carried, problems=problems):
            fresh = (Mending.PLANNED,) * len(problems)
            return Problems(listed=event, states=(*(each.state for each in carried), *fresh))
        case MendingReported(number=number, state=now):
            before, after = state.states[: number - 1], state.states[number:]
            return Problems(listed=state.listed, states=(*before, now, *after))


def _list(command: ListProblems, state: Problems, cause: Cause) -> ProblemsListed:
    about = command.about
    by_recorder(about.unit, cause)
    if about.withdrawn:
        raise WithdrawnError(about.disclosure_id)
    if state.listed:
        raise ProblemsListedAlreadyError
    problems = tuple(plain for each in command.problems if (plain := " ".join(each.split())))
    carried = _carried(about.before, command.answers)
    if (
        len(problems) > MOST
        or not (problems or carried)
        or max(map(len, problems), default=0) > LINE
    ):
        raise ProblemsMissingError(field="problems")
    for each in problems:
        if not said_in(about.text, each):
            raise ProblemNotApprovedError(each, field="problems")
    return ProblemsListed(
        unit=about.unit,
        item_id=about.item_id,
        disclosure_id=about.disclosure_id,
        carried=carried,
        problems=problems,
    )


def _carried(before: Sequence[str], answers: Sequence[Answer]) -> tuple[Carried, ...]:
    said = {each.number: each for each in answers}
    found = []
    for number, text in enumerate(before, start=1):
        if (answer := said.get(number)) is None:
            raise EarlierProblemUnsaidError(text, field=f"state-{number}")
        note = _noted(answer.state, answer.note, f"note-{number}")
        found.append(Carried(text=text, state=answer.state, note=note))
    return tuple(found)


def _report(command: ReportMending, state: Problems, cause: Cause) -> MendingReported:
    listed = state.listed
    if listed is None or not 1 <= command.number <= len(state.states):
        raise ProblemsUnknownError
    by_recorder(listed.unit, cause)
    if state.states[command.number - 1] is Mending.DONE:
        raise MendingUnchangedError(command.number)
    return MendingReported(
        unit=listed.unit,
        item_id=listed.item_id,
        disclosure_id=listed.disclosure_id,
        number=command.number,
        state=command.state,
        note=_noted(command.state, command.note, "note"),
    )


def _noted(state: Mending, note: str, field: str) -> str:
    plain = note.strip()
    if len(plain) > NOTE or (state is not Mending.PLANNED and not plain):
        raise MendingNoteError(field=field)
    return plain


PROBLEMS: Final = Decider[ProblemCommand, Problems, ProblemEvent](
    initial=Problems(), decide=decide, evolve=evolve
)
