"""展示期 — how long a disclosure stays on the live lists (时长), and that its end is told once.

S0 五(一)3, S2 三(三)1, S3 三(一), S4 一(四): a disclosure is displayed for the days its approved
plan names. The end is judged when it comes, as releases are (docs/decisions/0013): a later
version brings its own days.
"""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from services.publishing.domain.display_words import DisplayEnded, EndDisplay
from services.publishing.domain.release import BySystemError
from shared.calendar import beijing_date
from shared.decider import Decider, RejectedError
from shared.record import SYSTEM, Cause


class Display(Struct, frozen=True, kw_only=True):
    """What must be remembered: the newest version whose display has ended."""

    version: int = 0


class DisplayRunsError(RejectedError):
    """展示期还没有满，不能从现行公开事项中移出。"""


class DisplayEndedAlreadyError(RejectedError):
    """这一版的展示期满已经记录。"""


def last_day(begun: date, days: int | None) -> date | None:
    """Return the last day of a display that began on a day; None: it has no end (长期)."""
    return begun + timedelta(days=days - 1) if days else None


def decide(command: EndDisplay, display: Display, cause: Cause) -> list[DisplayEnded]:
    """Record the end once for each version, and never before its last day is over."""
    if cause.post != SYSTEM:
        raise BySystemError
    if command.version <= display.version:
        raise DisplayEndedAlreadyError(command.version)
    today = beijing_date(cause.at)
    if today <= command.last_day:
        raise DisplayRunsError(command.last_day)
    return [
        DisplayEnded(
            unit=command.unit,
            item_id=command.item_id,
            disclosure_id=command.disclosure_id,
            version=command.version,
            last_day=command.last_day,
            ended_on=today,
        )
    ]


def evolve(_: Display, event: DisplayEnded) -> Display:
    """Remember which version is over."""
    return Display(version=event.version)


DISPLAY: Final = Decider[EndDisplay, Display, DisplayEnded](
    initial=Display(), decide=decide, evolve=evolve
)
