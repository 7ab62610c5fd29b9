"""按方案办 — what a unit's scheme says on a day; each reader names its own default."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.publishing.views.schemes import schemes
from shared.register import heir_of
from shared.view import Views


@dataclass(frozen=True)
class RuleBook:
    """规则簿 — asked whenever a unit's rule matters. An ended unit goes by its heir's.

    ``cited``: whose scheme an approval named, and the newest version that it knew.
    """

    views: Views
    cited: tuple[str, int] = ("", 0)

    def values(self, unit: str, day: date) -> dict[str, Any]:
        """Return every setting of the scheme in force on a day; empty if there is none."""
        body, version = self.cited
        row = self.views.get(schemes, body or heir_of(self.views, unit))
        return row.values(day, version) if row else {}

    def heard(self) -> bool:
        """Tell whether the version that was cited has been heard of here."""
        body, version = self.cited
        row = self.views.get(schemes, body) if version else None
        return not version or (row is not None and row.schemes[-1].version >= version)

    def number(self, unit: str, key: str, day: date, otherwise: int) -> int:
        """Return a number of the scheme in force on a day."""
        value = self.values(unit, day).get(key)
        return value if isinstance(value, int) else otherwise

    def word(self, unit: str, key: str, day: date, otherwise: str = "") -> str:
        """Return a choice of the scheme in force on a day."""
        value = self.values(unit, day).get(key)
        return value if isinstance(value, str) and value else otherwise

    def words(self, unit: str, key: str, day: date, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words of the scheme in force on a day."""
        value = self.values(unit, day).get(key)
        return tuple(map(str, value)) if isinstance(value, list | tuple) and value else otherwise
