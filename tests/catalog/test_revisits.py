"""目录复核: every so often a catalog is adjusted or found to stand; the cycle is the scheme's."""

from datetime import date, timedelta

import pytest

from services.catalog.domain.revisit import (
    REVISITS,
    CatalogReviewed,
    NothingToReviewError,
    ReviewCatalog,
    ReviewedTodayError,
    ReviewFindingMissingError,
    Revisiting,
    due_after,
)
from shared.testing import NOON, UNIT, Given, cause
from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.test_doors import ENTRY, approved, rule, send

NOTE = "逐条对照职责，没有需要调整的"
DONE = CatalogReviewed(
    unit=UNIT, version=3, note=NOTE, reviewed_on=NOON.date(), reviewed_by="office"
)


def asked(note=NOTE, version=3):
    return Revisiting(asked=ReviewCatalog(note=note), version=version)


def test_what_is_in_force_is_looked_through_with_a_finding_once_a_day():
    Given(REVISITS).when(asked(), by="office").then(DONE)
    Given(REVISITS).when(asked(" 没有 "), by="a").then_rejected(
        ReviewFindingMissingError, field="note"
    )
    Given(REVISITS).when(asked(version=0), by="a").then_rejected(NothingToReviewError)
    Given(REVISITS, DONE).when(asked(), by="a").then_rejected(ReviewedTodayError)
    tomorrow = NOON + timedelta(days=1)
    again = REVISITS.decide(asked(), REVISITS.fold([DONE]), cause("office", at=tomorrow))
    assert [each.reviewed_on for each in again] == [tomorrow.date()]


@pytest.mark.parametrize(
    ("day", "cycle", "due"),
    [
        (date(2026, 11, 30), "每季度", date(2027, 2, 28)),
        (date(2024, 2, 29), "每年", date(2025, 2, 28)),
        (date(2026, 7, 1), "每半年", date(2027, 1, 1)),
        (date(2026, 7, 1), "不复核", None),
    ],
)
def test_the_cycle_says_by_when(day, cycle, due):
    assert due_after(day, cycle) == due


async def test_a_catalog_past_its_cycle_is_told_to_its_unit_and_above_until_looked_through(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    nothing = await send(bureau, "approver", "review", {"note": NOTE})
    assert rule(nothing) == "NothingToReviewError"
    await approved(bureau)
    page, gaps = f"/units/{OFFICE}", f"/api/units/{COUNTY}/gaps"
    async with bureau.browser(login_of("approver")) as head, bureau.client("admin") as above:
        assert "每年复核一次" in (await head.get(page)).text
        assert OFFICE not in str((await above.get(gaps)).json()["rows"])
    bureau.service.clock.remember(bureau.service.clock.now() + timedelta(days=367))
    async with bureau.browser(login_of("approver")) as head, bureau.client("admin") as above:
        late = (await head.get(page)).text
        assert ("已经到期" in late, "确认不变" in late) == (True, True)
        rows = (await above.get(gaps)).json()["rows"]
        [mine] = [each for each in rows if each["unit"]["unit_id"] == OFFICE]
        assert mine["unreviewed"] is True
        blank = await head.post(f"{page}/catalog/review", data={"note": ""})
        assert (blank.status_code, "请写明复核情况" in blank.text) == (422, True)
        done = await head.post(f"{page}/catalog/review", data={"note": NOTE})
        assert done.status_code == 303, done.text
        twice = await head.post(f"{page}/catalog/review", data={"note": NOTE})
        assert "今天已经复核过" in twice.text
        after = (await head.get(page)).text
        assert ("已经到期" in after, NOTE in after) == (False, True)
        assert OFFICE not in str((await above.get(gaps)).json()["rows"])
    assert (await send(bureau, "clerk", "review", {"note": NOTE})).status_code == 403
