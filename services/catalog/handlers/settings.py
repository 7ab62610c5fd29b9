"""Which scheme is in force in a unit, and what it has settled."""

from collections.abc import Mapping
from datetime import datetime

from services.catalog.domain.scheme_terms import Scheme, Value
from services.catalog.domain.versions import Adopted, in_force
from services.catalog.views import schemes
from shared.calendar import beijing_date
from shared.view import Views


def scheme_of(views: Views, unit: str, at: datetime) -> Scheme | None:
    """Return the scheme in force in a unit at a moment, if there is one."""
    rows = views.select(schemes, schemes.c.unit == unit)
    adopted = [Adopted(scheme=row.scheme, number=row.number) for row in rows]
    found = in_force(adopted, beijing_date(at))
    return found.scheme if found else None


def settings_of(views: Views, unit: str, at: datetime) -> Mapping[str, Value]:
    """Return the settings in force in a unit; of no scheme, or one told without, none."""
    found = scheme_of(views, unit, at)
    return found.values if found else {}
