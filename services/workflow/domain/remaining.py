"""还剩几天 — working days left until a day, or gone since; each day counted is told (D7)."""

from datetime import date, timedelta

from msgspec import Struct

from shared.calendar import Calendar, Day

_DAY = timedelta(days=1)


class Remaining(Struct, frozen=True, kw_only=True):
    """剩余工作日 — ``count`` is negative once the day is over; ``days`` are those looked at."""

    due: date
    count: int
    days: tuple[Day, ...] = ()

    @property
    def words(self) -> str:
        """Return what a person reads."""
        if self.count < 0:
            return f"已超过{-self.count}个工作日"
        return f"还剩{self.count}个工作日" if self.days else "今天到期"


def remaining(due: date, today: date, calendar: Calendar) -> Remaining:
    """Return the working days after today up to the due day; after it, those gone since.

    The day one counts from never counts itself. A day that is over counts as at least one
    working day gone, although it may have been a Saturday.
    """
    first, last = min(due, today), max(due, today)
    span = [first + n * _DAY for n in range(1, (last - first).days + 1)]
    days = tuple(Day(each, calendar.is_working(each), calendar.reason(each)) for each in span)
    count = sum(each.counted for each in days)
    return Remaining(due=due, count=count if due >= today else -max(count, 1), days=days)
