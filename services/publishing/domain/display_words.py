"""展示期的请求和事实 — what the clock may ask about a display, and that it has ended."""

from datetime import date

from msgspec import Struct


class EndDisplay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录展示期满 — of one version; ``last_day`` was its last day in Beijing."""

    unit: str
    item_id: str
    disclosure_id: str
    version: int
    last_day: date


class DisplayEnded(Struct, frozen=True, kw_only=True, tag="publishing.display.ended.v1"):
    """展示期已满

    It leaves the live lists and every channel takes it down; its page stays, marked 期满, for
    those who could read it. ``ended_on`` is later than the day after ``last_day`` if the house
    was down.
    """

    unit: str
    item_id: str
    disclosure_id: str
    version: int
    last_day: date
    ended_on: date
