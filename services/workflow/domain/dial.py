"""钟面 — on which days an obligation rings, and what has been rung already: pure."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.obligation_events import (
    ObligationConfirmed,
    ObligationDemanded,
    ObligationEvent,
    ObligationExcused,
    ObligationFulfilled,
    ObligationMissed,
    ObligationPrompted,
    ObligationRaised,
    ObligationReminded,
    ObligationRescheduled,
)

PROMPT: Final = "prompt"
MISSED: Final = "missed"
_DAY: Final = timedelta(days=1)


class Step(Struct, frozen=True, order=True):
    """到点事项 — what the alarm clock does on a day."""

    on: date
    name: str


class Dial(Struct, frozen=True, array_like=True):
    """钟面 — all that the alarm clock must know of an obligation; written with every fact.

    ``reminders`` are days relative to the due day; ``rung``: names of the steps done.
    """

    due: date = date.max
    prompt_on: date = date.min
    reminders: tuple[int, ...] = ()
    rung: tuple[str, ...] = ()
    missed: bool = False
    open: bool = False

    def steps(self, *, proposed: bool = False) -> list[Step]:
        """Return what the alarm clock still has to do, the earliest first."""
        return sorted(self._ahead(proposed=proposed))

    def next_step(self, *, proposed: bool = False) -> Step | None:
        """Return what the alarm clock does next."""
        return min(self._ahead(proposed=proposed), default=None)

    def _ahead(self, *, proposed: bool) -> list[Step]:
        if not self.open:
            return []
        days = {reminder(each): self.due + each * _DAY for each in self.reminders}
        days[MISSED] = self.due + _DAY
        if not proposed:
            days[PROMPT] = self.prompt_on
        return [Step(on, name) for name, on in days.items() if name not in self.rung]


def reminder(offset: int) -> str:
    """Return the name of a reminder's step."""
    return f"remind{offset:+d}"


def turned(dial: Dial, event: ObligationEvent) -> Dial:
    """Return the dial after a fact."""
    match event:
        case ObligationRaised(deadline=deadline, prompt_on=prompt_on, limits=limits):
            return Dial(deadline.due, prompt_on, limits.reminders, open=True)
        case ObligationFulfilled() | ObligationConfirmed() | ObligationExcused():
            return replace(dial, open=False)
        case ObligationRescheduled():
            return _rescheduled(dial, event)
        case _:
            return _rung(dial, event)


def _rung(
    dial: Dial,
    event: ObligationPrompted | ObligationReminded | ObligationMissed | ObligationDemanded,
) -> Dial:
    match event:
        case ObligationPrompted():
            return replace(dial, rung=(*dial.rung, PROMPT))
        case ObligationReminded(offset=offset):
            return replace(dial, rung=(*dial.rung, reminder(offset)))
        case ObligationMissed():
            return replace(dial, rung=(*dial.rung, MISSED), missed=True)
        case ObligationDemanded():
            return dial


def _rescheduled(dial: Dial, event: ObligationRescheduled) -> Dial:
    """Take back 'missed' if by the new calendar the due day had not yet passed."""
    again = event.deadline.due >= event.on
    return replace(
        dial,
        due=event.deadline.due,
        prompt_on=event.prompt_on,
        rung=tuple(each for each in dial.rung if not (again and each == MISSED)),
        missed=dial.missed and not again,
    )
