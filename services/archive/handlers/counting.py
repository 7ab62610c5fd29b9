"""统计 — goes through the ledger once and says of each fact where it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.archive.domain.figures import Span
from services.archive.domain.statistics import COUNTS, SOURCES, Counted, Threads, Told
from services.archive.gateways.ledger import Ledger
from services.archive.handlers.auditing import opened
from services.archive.handlers.reckoning import BEIJING, beginning_of


@dataclass(frozen=True)
class Counting:
    """统计 — of what is on record; changes nothing."""

    ledger: Ledger

    def counted(self, span: Span, units: set[str] | None) -> Iterator[Counted]:
        """Yield what counts in a span of days, of these units (None: of all), oldest first."""
        threads = Threads()
        for told in self._told(span.last):
            each = threads.counted(told)
            here = units is None or each.unit in units
            if here and each.tag in COUNTS and span.holds(each.day):
                yield each

    def _told(self, last: date) -> Iterator[Told]:
        for each in map(opened, self.ledger.dated(SOURCES, "", _after(last))):
            if each.cause:
                yield Told(
                    index=each.fact.index,
                    tag=each.fact.tag,
                    stream=each.fact.stream_id,
                    day=each.cause.at.astimezone(BEIJING).date(),
                    unit=each.cause.unit,
                    event=each.event,
                )


def _after(day: date) -> str:
    return beginning_of(day + timedelta(days=1))
