"""听证会、座谈会、走访的登记表 — what a form says of a session before a decision."""

from datetime import date
from typing import Final, Protocol

from services.workflow.domain.session_words import (
    Attendance,
    Form,
    Group,
    HoldConsultation,
    Statement,
)
from services.workflow.pages.duties import WrongDayError
from shared.decider import InvalidError

LINES: Final = 6  # statements with room on the form


class FormUnclearError(InvalidError):
    """请选择听取意见的形式：听证会、座谈会或者走访。"""


class NumbersUnclearError(InvalidError):
    """邀请和到会人数请填写整数，没有邀请的方面留空。"""


class SpokenTyped(Protocol):
    """到会和发言 — one line for each group, one for each statement."""

    @property
    def invited(self) -> list[str]:
        """Return how many were invited, by group."""

    @property
    def attended(self) -> list[str]:
        """Return how many came, by group."""

    @property
    def group(self) -> list[str]:
        """Return the group of each statement."""

    @property
    def said(self) -> list[str]:
        """Return each statement."""

    @property
    def taken(self) -> list[str]:
        """Return whether each was adopted."""

    @property
    def why(self) -> list[str]:
        """Return why not."""


class SessionTyped(SpokenTyped, Protocol):
    """会议登记表"""

    @property
    def form(self) -> str:
        """Return the form."""

    @property
    def held_on(self) -> str:
        """Return the day."""

    @property
    def place(self) -> str:
        """Return the place."""


def session_of(typed: SessionTyped) -> HoldConsultation:
    """Return what is asked.

    Raises:
        InvalidError: a field cannot be understood; it is named.

    """
    if typed.form not in {each.value for each in Form}:
        raise FormUnclearError(field="form")
    return HoldConsultation(
        form=Form(typed.form),
        held_on=_day(typed.held_on),
        place=typed.place,
        attendance=attendance_of(typed),
        statements=statements_of(typed),
    )


def statement_lines(typed: SpokenTyped) -> list[tuple[str, str, str, str]]:
    """Return every line of statements, with room for more."""
    columns = (typed.group, typed.said, typed.taken, typed.why)
    room = max(LINES, *map(len, columns))
    long = [[*each, *[""] * (room - len(each))] for each in columns]
    return list(zip(*long, strict=True))


def statements_of(typed: SpokenTyped) -> tuple[Statement, ...]:
    """Return the statements of the lines that are not empty."""
    known = {each.value for each in Group}
    return tuple(
        Statement(group=Group(group), text=said, adopted=taken == "true", reason=why)
        for group, said, taken, why in statement_lines(typed)
        if said.strip() and group in known
    )


def attendance_of(typed: SpokenTyped) -> tuple[Attendance, ...]:
    """Return who was invited and who came, of each group that was.

    Raises:
        NumbersUnclearError: a number is none.

    """
    lines = zip(Group, _long(typed.invited), _long(typed.attended), strict=True)
    return tuple(
        Attendance(group=group, invited=_number(invited), attended=_number(attended))
        for group, invited, attended in lines
        if invited.strip() or attended.strip()
    )


def _long(values: list[str]) -> list[str]:
    return [*values, *[""] * len(Group)][: len(Group)]


def _number(text: str) -> int:
    plain = text.strip() or "0"
    if not (plain.isascii() and plain.isdigit()):
        raise NumbersUnclearError(field="attendance")
    return int(plain)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongDayError(field="held_on") from None
