"""增设的公开形式 — an entry with the forms that the scheme in force has added (S0-10)."""

from datetime import date

from msgspec.structs import replace

from services.workflow.domain.added_forms import KEY, added, outside
from services.workflow.domain.commands import Item
from services.workflow.views import ItemRow, schemes
from shared.view import Views


def widened(views: Views, row: ItemRow, today: date) -> ItemRow:
    """Return an entry as it may be used on a day."""
    return replace(row, forms=(*row.forms, *added(row.forms, _words(views, row.unit, today))))


def limits(views: Views, unit: str, item: Item, today: date) -> Item:
    """Return what the catalog allows for a matter, with the forms that were added since."""
    new = added(item.forms, _words(views, unit, today))
    return replace(item, forms=(*item.forms, *new), outside=outside(new))


def _words(views: Views, unit: str, today: date) -> tuple[str, ...]:
    scheme = views.get(schemes, unit)
    said = scheme.setting(KEY, today) if scheme else ()
    return tuple(map(str, said)) if isinstance(said, list | tuple) else ()
