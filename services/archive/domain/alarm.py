"""警报 — a place in a service's order that was heard with two different contents."""

from typing import Final
from uuid import UUID, uuid5

from services.archive.domain.commands import RaiseAlarm
from services.archive.domain.events import AlarmRaised
from shared.decider import Decider, RejectedError
from shared.record import Cause

Heard = frozenset[str]  # digests that have already been reported

_ALARMS: Final = uuid5(UUID(int=0), "archive.alarm")


class NothingDiffersError(RejectedError):
    """归档内容（archived）与收到内容（heard）相同，不需要警报。"""


def decide(command: RaiseAlarm, reported: Heard, _: Cause) -> list[AlarmRaised]:
    """Report each false content of a place once, however often it is heard."""
    if command.archived == command.heard:
        raise NothingDiffersError(command.service, command.position)
    if command.heard in reported:
        return []
    return [
        AlarmRaised(
            service=command.service,
            position=command.position,
            archived=command.archived,
            heard=command.heard,
        )
    ]


def evolve(reported: Heard, event: AlarmRaised) -> Heard:
    """Remember what has been reported."""
    return reported | {event.heard}


def place(service: str, position: int) -> UUID:
    """Return the stream of one place's alarms."""
    return uuid5(_ALARMS, f"{service}/{position}")


ALARM = Decider(initial=Heard(), decide=decide, evolve=evolve)
