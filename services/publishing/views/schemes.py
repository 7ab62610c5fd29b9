"""实施方案 — what each unit's scheme says, as was heard."""

from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from services.publishing.heard import HeardScheme, SchemeAdopted
from shared.calendar import beijing_date
from shared.record import Record
from shared.view import Rows, View


class SchemeRow(Struct, frozen=True, kw_only=True):
    """实施方案 — all that a unit has adopted, oldest first."""

    unit: str
    schemes: tuple[HeardScheme, ...]

    def values(self, day: date, until: int = 0) -> dict[str, Any]:
        """Return the settings of the scheme adopted last among those in effect on a day.

        ``until``: the newest version that counts; 0: all that were heard.
        """
        known = [each for each in self.schemes if not until or each.version <= until]
        effective = [each for each in known if each.effective <= day]
        return effective[-1].values if effective else {}


schemes: Final = View("schemes", SchemeRow, key="unit")


def said(rows: Rows[Any], unit: str, key: str, at: datetime) -> Any:
    """Return what a unit's scheme in force says on a setting, while a fact is folded."""
    scheme = rows.of(schemes).get(unit)
    return scheme.values(beijing_date(at)).get(key) if scheme else None


@schemes.on(SchemeAdopted)
def _(rows: Rows[SchemeRow], record: Record[SchemeAdopted]) -> None:
    unit, known = record.event.unit, rows.get(record.event.unit)
    earlier = known.schemes if known else ()
    rows.put(SchemeRow(unit=unit, schemes=(*earlier, record.event.scheme)))
