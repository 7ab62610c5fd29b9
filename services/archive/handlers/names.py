"""Names of persons and units, as far as the keys of the names still exist."""

from dataclasses import dataclass

from shared.record import SYSTEM
from shared.register import people, units
from shared.seal import Keyring
from shared.view import Views
from shared.web import CITIZEN

FIXED = {SYSTEM: "系统", CITIZEN: "群众", "": ""}


@dataclass(frozen=True)
class Names:
    """称呼 — who is who."""

    views: Views
    keyring: Keyring

    def person(self, person_id: str) -> str:
        """Return a person's name; of one who was erased, that they were."""
        if person_id in FIXED:
            return FIXED[person_id]
        found = self.views.get(people, person_id)
        if found is None:
            return "未登记人员"
        return str(self.keyring.open(found.sealed) or "已删除人员")

    def units(self) -> list[tuple[str, str]]:
        """Return all units by name, for a list to choose from."""
        return [
            (each.unit_id, each.name) for each in self.views.select(units, order=[units.c.name])
        ]

    def unit(self, unit_id: str) -> str:
        """Return a unit's name."""
        found = self.views.get(units, unit_id) if unit_id else None
        return found.name if found else ""
