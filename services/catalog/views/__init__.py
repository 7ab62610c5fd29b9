"""What readers see. Every row can be thrown away and folded again from facts."""

from typing import Final

from services.catalog.views import superior
from services.catalog.views.amendments import amendments, withheld
from services.catalog.views.annals import HistoryRow, history
from services.catalog.views.belongings import belongings, sittings
from services.catalog.views.clearings import clearings, flaws
from services.catalog.views.contents import contents
from services.catalog.views.demands import demands
from services.catalog.views.drafting import VERSIONS
from services.catalog.views.intake_ways import intake_ways
from services.catalog.views.item_versions import item_versions
from services.catalog.views.liaisons import liaison_holders, liaisons
from services.catalog.views.listing import ItemRow, items
from services.catalog.views.phases import ROWS as PHASE_ROWS
from services.catalog.views.powers import powers
from services.catalog.views.practices import practices
from services.catalog.views.regimes import regimes
from services.catalog.views.register import (
    PersonRow,
    PostRow,
    SchemeRow,
    UnitRow,
    people,
    posts,
    schemes,
    units,
)
from services.catalog.views.revisits import revisits
from services.catalog.views.rewriting import RewritingRow, rewritings
from services.catalog.views.rulings import CalendarRow, FloorRow, calendars, floors
from services.catalog.views.shelves import ShelfRow, shelves
from services.catalog.views.themes import tagged
from services.catalog.views.timing import timings
from services.catalog.views.upkeep import MarkRow, UpkeepRow, marks, upkeeps
from services.catalog.views.versions import (
    CatalogRow,
    DoubtRow,
    EntryRow,
    State,
    catalogs,
    doubts,
    entries,
    version_key,
)
from shared.register import passwords

MATTERS: Final = (
    amendments,
    withheld,
    contents,
    item_versions,
    belongings,
    timings,
    revisits,
    sittings,
    regimes,
    liaisons,
    liaison_holders,
    powers,
    clearings,
    flaws,
    practices,
)
VIEWS: Final = (
    units,
    history,
    people,
    posts,
    passwords,
    schemes,
    *VERSIONS,
    rewritings,
    shelves,
    items,
    floors,
    calendars,
    upkeeps,
    marks,
    tagged,
    demands,
    intake_ways,
    *MATTERS,
    *PHASE_ROWS,
    *superior.ROWS,
)

__all__ = [
    "VIEWS",
    "CalendarRow",
    "CatalogRow",
    "DoubtRow",
    "EntryRow",
    "FloorRow",
    "HistoryRow",
    "ItemRow",
    "MarkRow",
    "PersonRow",
    "PostRow",
    "RewritingRow",
    "SchemeRow",
    "ShelfRow",
    "State",
    "UnitRow",
    "UpkeepRow",
    "calendars",
    "catalogs",
    "doubts",
    "entries",
    "floors",
    "history",
    "items",
    "marks",
    "people",
    "posts",
    "rewritings",
    "schemes",
    "shelves",
    "units",
    "upkeeps",
    "version_key",
]
