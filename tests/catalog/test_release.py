"""What only a superior's order had listed ends with the order; what the unit lists stays (B8)."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.events import ItemRetired
from services.catalog.domain.mandate_words import (
    EntryImposed,
    EntryReleased,
    ImposeEntry,
    ReleaseEntry,
)
from services.catalog.domain.terms import Form, item_id_of
from shared.testing import UNIT, Given
from tests.catalog.examples import DUES, approved, drafted, listed, screened

ORDER, OTHER = UUID(int=0xD1), UUID(int=0xD2)
DUE = date(2026, 12, 15)
WIDER = replace(DUES, forms=(*DUES.forms, Form.WEBSITE))
ITEM = item_id_of(UNIT, DUES)
RELEASE = ReleaseEntry(mandate_id=ORDER, unit=UNIT, reason="汛期已过")
RELEASED = EntryReleased(
    mandate_id=ORDER,
    unit=UNIT,
    item_id=ITEM,
    level3=DUES.level3,
    reason="汛期已过",
    freed=True,
    ended=False,
)
OWN = (*drafted(DUES), screened(), approved(), listed(DUES))


def imposed(order=ORDER):
    return EntryImposed(
        mandate_id=order,
        issuer=UNIT,
        unit=UNIT,
        item_id=ITEM,
        level3=DUES.level3,
        due=DUE,
        entry=WIDER,
    )


def test_what_the_unit_lists_itself_says_again_what_its_own_version_says():
    Given(CATALOG, *OWN, imposed()).when(RELEASE, by="x").then(RELEASED, listed(DUES))
    again = ImposeEntry(mandate_id=OTHER, unit=UNIT, entry=WIDER, due=DUE)
    later = Given(CATALOG, *OWN, imposed(), RELEASED, listed(DUES)).when(again, by="x")
    later.then(replace(listed(DUES), forms=WIDER.forms, catalog_version=0), imposed(OTHER))


def test_what_another_order_asks_for_stays():
    world = Given(CATALOG, imposed(), imposed(OTHER))
    world.when(RELEASE, by="x").then(replace(RELEASED, freed=False))
    kept = Given(CATALOG, imposed(), imposed(OTHER), replace(RELEASED, freed=False))
    gone = ItemRetired(
        item_id=ITEM, unit=UNIT, catalog_version=0, level3=DUES.level3, scope=DUES.scope
    )
    kept.when(replace(RELEASE, mandate_id=OTHER), by="x").then(
        replace(RELEASED, mandate_id=OTHER, ended=True), gone
    )


def test_an_order_that_lists_nothing_here_releases_nothing():
    Given(CATALOG, *OWN).when(RELEASE, by="x").then()
    Given(CATALOG, imposed(), replace(RELEASED, ended=True)).when(RELEASE, by="x").then()
