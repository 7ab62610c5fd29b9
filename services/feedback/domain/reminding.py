"""办理提醒 — what is near its day or past it is told to those who owe it, once for each day set.

The fact says to which posts it goes; workflow, which keeps everybody's reminders, hears it and
tells them in their tray and by mail.
"""

from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from shared.decider import Decider, RejectedError
from shared.record import Cause

REMINDERS: Final = UUID("5c0e0f5e-90d7-5c11-8a51-2b9b9a3cf0a1")


class Stage(Enum):
    """提醒的时候 — the last working day before the day set, or after it."""

    SOON = "soon"
    LATE = "late"


class Addressee(Struct, frozen=True, kw_only=True):
    """提醒对象 — whoever holds the post, or ``person`` of them alone."""

    unit: str
    post: str
    person: str = ""


class RemindStaff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提醒办理 — ``matter``: what it is about, by id; ``link``: where it is dealt with."""

    unit: str
    matter: str
    stage: Stage
    due: date
    title: str
    link: str
    to: tuple[Addressee, ...]


class StaffReminded(Struct, frozen=True, kw_only=True, tag="feedback.staff.reminded.v1"):
    """已提醒办理"""

    unit: str
    matter: str
    stage: Stage
    due: date
    title: str
    link: str
    to: tuple[Addressee, ...]


class Reminded(Struct, frozen=True):
    """What must be remembered: that it was said."""

    said: bool = False


class RemindedAlreadyError(RejectedError):
    """这件事已经提醒过。"""


def reminder_id(matter: str, stage: Stage, due: date) -> UUID:
    """Return where a reminder of a matter and its day stands."""
    return uuid5(REMINDERS, f"{matter}/{stage.value}/{due.isoformat()}")


def decide(command: RemindStaff, reminded: Reminded, cause: Cause) -> list[StaffReminded]:
    """Remind, once."""
    del cause
    if reminded.said:
        raise RemindedAlreadyError(command.matter)
    return [
        StaffReminded(
            unit=command.unit,
            matter=command.matter,
            stage=command.stage,
            due=command.due,
            title=command.title,
            link=command.link,
            to=command.to,
        )
    ]


def evolve(_: Reminded, event: StaffReminded) -> Reminded:
    """Return the reminder once it was said."""
    del event
    return Reminded(said=True)


REMINDER: Final[Decider[Any, Reminded, Any]] = Decider(
    initial=Reminded(), decide=decide, evolve=evolve
)
