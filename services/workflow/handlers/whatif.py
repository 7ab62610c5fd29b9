"""换一套方案重算 — gathers what a unit's entries have lived through, and lets the rules count."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.workflow.domain.duty import TimeLimits
from services.workflow.domain.whatif import Lived, Owed, Verdict, WhatIf, recomputed
from services.workflow.handlers.calendars import Calendars
from services.workflow.handlers.ledger import may_read
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries, limits
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError
from shared.view import Views
from shared.web import Caller

LONGEST: Final = 800  # days at once
COUNTY: Final = "county"  # the time limits of whoever has adopted no scheme


class RuleUnknownError(NotFoundError):
    """没有找到要用来重算的方案。"""


class RecomputedSpanError(InvalidError):
    """重算的起止日期前后颠倒，或者超过两年。"""


@dataclass(frozen=True)
class Recomputing:
    """重算"""

    views: Views

    def choices(self, unit: str) -> list[tuple[str, TimeLimits]]:
        """Return the rules to choose from: the county's, and each version this county has used."""
        here = self.views.get(limits, unit)
        found = {COUNTY: TimeLimits()}
        for each in here.versions if here else ():
            found[_name(each.limits)] = each.limits
        for row in self.views.select(limits, limit=LONGEST):
            for each in row.versions:
                found.setdefault(_name(each.limits), each.limits)
        return list(found.items())

    def recomputed(self, caller: Caller, unit: str, under: str, span: tuple[date, date]) -> WhatIf:
        """Return what would differ for a unit; nothing is changed.

        Raises:
            RuleUnknownError: there is no such rule.
            RecomputedSpanError: the days are in the wrong order or too far apart.

        """
        may_read(self.views, unit, caller)
        if not 0 <= (span[1] - span[0]).days <= LONGEST:
            raise RecomputedSpanError(*span, field="first")
        other = dict(self.choices(unit)).get(under)
        if other is None:
            raise RuleUnknownError(under, field="under")
        calendar, today = Calendars(self.views)(), beijing_date(caller.at)
        return recomputed(self._lived(unit), other, calendar, span, today)

    def _lived(self, unit: str) -> list[Lived]:
        mine: dict[str, list[DutyRow]] = {}
        for row in self.views.select(duties, duties.c.unit == unit):
            mine.setdefault(row.item_id, []).append(row)
        found = self.views.select(entries, entries.c.unit == unit, order=[entries.c.item_id])
        return [_life(each, mine.get(each.item_id, [])) for each in found]


def _life(entry: EntryRow, rows: list[DutyRow]) -> Lived:
    return Lived(
        item_id=entry.item_id,
        title=entry.title,
        spans=entry.spans,
        owed=tuple(map(_owed, rows)),
        counted_from=tuple(row.reckoning.counted_from for row in rows),
    )


def _owed(row: DutyRow) -> Owed:
    return Owed(
        item_id=row.item_id,
        title=row.title,
        matter=row.matter,
        duty=row.duty,
        begins=row.begins,
        due=row.due,
        verdict=Verdict(row.state),
        done_on=row.done_on,
    )


def _name(rule: TimeLimits) -> str:
    return f"{rule.scheme_id}/{rule.scheme_version}"
