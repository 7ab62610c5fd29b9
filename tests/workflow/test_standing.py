"""Long-term entries: owed when listed, looked through every year, disclosed anew or confirmed."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.duty import Duty, Term, TimeLimits
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import ConfirmObligation
from services.workflow.domain.obligation_events import ObligationConfirmed
from services.workflow.domain.review import (
    ConfirmationMissingError,
    NothingShownError,
    NotReviewError,
)
from services.workflow.handlers import Standings
from services.workflow.views import disclosures, duties
from services.workflow.views.standing import months_after
from shared.auth import Sessions
from shared.testing import UNIT, Given
from tests.workflow.examples import LI
from tests.workflow.house import SCHEME
from tests.workflow.test_obligation import RAISE, at, raised
from tests.workflow.test_obligation_alarm import QUARTERLY
from tests.workflow.test_staged_doors import Site

RULES = "77777777-7777-4777-8777-777777777778"
LISTED = date(2025, 9, 1)
REVIEW = replace(
    RAISE,
    duty=Duty.REVIEW,
    period=None,
    matter="2026年复核",
    begins=date(2026, 3, 2),
    limits=TimeLimits(standing=Term(days=10)),
)
SAME = ConfirmObligation(note="经核对没有变化", shown=True)


class Archive(Site):
    """A town whose standing entries are looked through."""

    def __init__(self, settings):
        super().__init__(settings)
        self.sessions = Sessions(settings.secret, self.clock)  # logins of the day it is

    async def begin(self):
        await super().begin()
        await self.entry(RULES, "工作制度", "long_term")

    @property
    def standing(self):
        return Standings(self.service.views, self.alarm)

    async def sleep_until(self, day):
        """Let it become noon of that day while the service is down, then ring once."""
        self.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        return await self.standing.ring()

    def owed(self, item_id=RULES):
        here = duties.c.item_id == item_id
        return self.service.views.select(duties, here, order=[duties.c.begins])


@pytest.fixture
async def archive(settings):
    async with Archive(settings).open() as opened:
        await opened.begin()
        yield opened


def test_a_review_is_settled_by_confirming_what_stands():
    when = on(date(2026, 3, 12))
    done = ObligationConfirmed(
        on=date(2026, 3, 12), due=date(2026, 3, 12), note=SAME.note, confirmed_by=LI
    )
    when(SAME).then(done)
    when(replace(SAME, note="没有变")).then_rejected(ConfirmationMissingError, field="note")
    when(replace(SAME, shown=False)).then_rejected(NothingShownError)
    late = replace(done, on=date(2026, 3, 14), late=True, days_late=2)
    on(date(2026, 3, 14))(SAME).then(late)


def on(day):
    """Return how something is asked of a review on a day."""
    return lambda command: Given(OBLIGATION, raised(REVIEW)).when(command, by=LI, at=at(day))


def test_nothing_but_a_review_is_settled_so():
    other = Given(OBLIGATION, raised()).when(SAME, by=LI, at=at(date(2025, 10, 1)))
    other.then_rejected(NotReviewError)


@given(day=st.dates(date(2024, 1, 1), date(2030, 12, 31)), months=st.integers(1, 60))
def test_so_many_months_later_is_the_same_day_or_the_last_of_its_month(day, months):
    later = months_after(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and later.day >= 28)


async def test_a_standing_entry_is_owed_when_listed_and_reviewed_every_year(archive):
    assert await archive.standing.ring() == 1
    (first,) = archive.owed()
    assert (first.duty, first.begins, first.due) == (Duty.FIRST, LISTED, date(2025, 9, 15))
    await archive.disclosed(first.obligation_id, LISTED, RULES)
    assert await archive.sleep_until(date(2026, 8, 31)) == 0

    assert await archive.sleep_until(date(2026, 9, 1)) == 1
    second = archive.owed()[1]
    assert (second.duty, second.matter) == (Duty.REVIEW, "2026年复核")
    url = f"/duties/{second.obligation_id}"
    assert "确认没有变化" in (await archive.page(LI, url)).text
    short = await archive.send(LI, f"{url}/confirm", confirmed="没变")
    assert short.status_code == 422
    assert "请写明复核情况" in short.text
    done = await archive.send(LI, f"{url}/confirm", confirmed="经核对，制度没有变化")
    assert done.status_code == 303, done.text
    assert archive.owed()[1].state == "done"
    assert "经核对，制度没有变化" in (await archive.page(LI, url)).text


async def test_a_clock_that_slept_for_years_asks_for_every_review_once(archive):
    assert await archive.sleep_until(date(2028, 10, 1)) == 4
    assert await archive.standing.ring() == 0
    kinds = [(each.duty, each.begins.year) for each in archive.owed()]
    assert kinds == [(Duty.FIRST, 2025), *((Duty.REVIEW, year) for year in (2026, 2027, 2028))]


async def test_the_scheme_says_how_soon_and_how_often(archive):
    limits = {"periodic": QUARTERLY, "standing": {"due": {"days": 3}, "review_months": 6}}
    scheme = {**SCHEME, "version": 3, "effective": str(LISTED), "time_limits": limits}
    await archive.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    assert await archive.sleep_until(date(2026, 3, 1)) == 2
    first, review = archive.owed()
    assert (first.due, review.begins) == (date(2025, 9, 4), date(2026, 3, 1))


async def test_listed_anew_it_is_not_asked_for_twice_and_back_on_the_catalog_it_is_again(archive):
    await archive.standing.ring()
    await archive.entry(RULES, "工作制度（修订）", "long_term")
    assert await archive.standing.ring() == 0
    tag = "catalog.item.retired.v1"
    await archive.hear(tag, RULES, item_id=RULES, unit=UNIT, catalog_version=2)
    assert await archive.sleep_until(date(2027, 1, 1)) == 0
    await archive.entry(RULES, "工作制度", "long_term")
    assert await archive.standing.ring() == 1
    assert [(each.duty, each.state) for each in archive.owed()] == [
        (Duty.FIRST, "excused"),
        (Duty.FIRST, "open"),
    ]


async def test_a_new_version_or_a_disclosure_settles_a_review_and_nothing_shown_confirms_none(
    archive,
):
    await archive.sleep_until(date(2026, 9, 1))
    first, review = archive.owed()
    url = f"/workflow/api/duties/{review.obligation_id}/confirm"
    headers = archive.as_(LI)
    bare = await archive.client.post(url, json={"note": SAME.note}, headers=headers)
    assert bare.json()["type"] == "urn:gongkai:NothingShownError"
    disclosure = await archive.disclosed(first.obligation_id, date(2026, 9, 1), RULES)
    again = {"version": 2, "item_id": RULES, "revised_on": "2026-09-02", "public": True}
    plan = archive.service.views.get(disclosures, disclosure).plan
    await archive.hear(
        "publishing.disclosure.revised.v1", disclosure, plan=plan, unit=UNIT, **again
    )
    assert [each.state for each in archive.owed()] == ["late", "done"]
    assert (await archive.get(LI, f"/api/duties/{uuid4()}")).status_code == 404
