"""方案里的话 — what a unit's scheme in force on a day says on a point, by its kind."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.workflow.views import schemes
from shared.view import Views

NONE: Final = "不要求"


@dataclass(frozen=True)
class Sayings:
    """方案的规定"""

    views: Views

    def said(self, unit: str, key: str, day: date) -> object:
        """Return what is said; "": nothing."""
        scheme = self.views.get(schemes, unit)
        return scheme.setting(key, day) if scheme else ""

    def words(self, unit: str, key: str, day: date, usual: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of words; 不要求 is none."""
        found = self.said(unit, key, day)
        if not isinstance(found, list | tuple):
            return usual
        return tuple(str(each) for each in found if each != NONE)

    def number(self, unit: str, key: str, day: date, usual: int) -> int:
        """Return a number."""
        found = self.said(unit, key, day)
        return found if isinstance(found, int) else usual

    def text(self, unit: str, key: str, day: date, usual: str) -> str:
        """Return a text."""
        found = self.said(unit, key, day)
        return found if isinstance(found, str) and found else usual
