"""展示期: displayed for the days that were approved, then kept for whoever looks it up (C13)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.display import (
    DISPLAY,
    DisplayEndedAlreadyError,
    DisplayRunsError,
    last_day,
)
from services.publishing.domain.display_words import DisplayEnded, EndDisplay
from services.publishing.domain.release import BySystemError
from services.publishing.handlers.displays import Displays
from shared.record import SYSTEM
from shared.testing import UNIT, Given
from tests.publishing.house import ITEM, THURSDAY

WEEK = date(2026, 9, 30)  # the seventh day from the 24th
AFTER = datetime(2026, 9, 30, 16, tzinfo=UTC)  # midnight in Beijing
END = EndDisplay(unit=UNIT, item_id=ITEM, disclosure_id="d", version=1, last_day=WEEK)
ENDED = DisplayEnded(
    unit=UNIT,
    item_id=ITEM,
    disclosure_id="d",
    version=1,
    last_day=WEEK,
    ended_on=date(2026, 10, 1),
)


def test_the_first_day_of_a_display_counts():
    assert last_day(date(2026, 9, 24), 7) == WEEK
    assert last_day(date(2026, 9, 24), 1) == date(2026, 9, 24)
    assert last_day(date(2026, 9, 24), None) is None


def test_the_clock_ends_a_display_at_midnight_once_for_each_version():
    def ask(*history, at=AFTER, version=1, post=SYSTEM):
        command = replace(END, version=version)
        return Given(DISPLAY, *history).when(command, by=SYSTEM, at=at, post=post)

    ask().then(ENDED)
    ask(at=AFTER - timedelta(seconds=1)).then_rejected(DisplayRunsError)
    ask(ENDED).then_rejected(DisplayEndedAlreadyError)
    ask(ENDED, version=2).then(replace(ENDED, version=2))
    ask(post="publisher").then_rejected(BySystemError)


def clockwork(house):
    return Displays(house.service.store, house.service.views, house.clock)


async def found(house, path, name=""):
    answer = await house.client.get(path, headers=house.as_(name) if name else {})
    assert answer.status_code == 200, answer.text
    return [each["disclosure_id"] for each in answer.json()["disclosures"]]


async def opened(house, **plan):
    matter = await house.register(days=0, **plan)
    await house.step(matter, "inner")
    if plan.get("scope", "society") == "society":
        await house.step(matter, "public")
    return matter


@pytest.mark.row("C13")
async def test_seven_days_on_the_live_lists_then_kept_in_history_and_archive(house):
    matter = await opened(house, duration_days=7)
    house.at = AFTER - timedelta(minutes=1)  # the seventh day, 23:59
    assert await found(house, "/api/disclosures") == [matter]
    assert await clockwork(house).ring() == 0
    assert "展示期满" not in await house.page(f"/items/{matter}")

    house.at = AFTER  # the eighth day
    assert await found(house, "/api/disclosures") == []
    for live in ("/", "/feed.atom", "/sitemap.xml", "/units"):
        assert matter not in await house.page(live)
    assert await found(house, "/api/expired?q=党费") == [matter]
    page = await house.page(f"/items/{matter}")
    assert "本事项展示期满。" in page
    assert "实缴1095.00元" in page  # kept for whoever looks it up
    assert "实缴1095.00元" in await house.page(f"/items/{matter}/versions/1")
    told = (await house.client.get(f"/api/disclosures/{matter}")).json()
    assert (told["shown_until"], told["expired"]) == ("2026-09-30", True)
    assert matter in await house.page("/expired")

    assert await clockwork(house).ring() == 1  # for the archive and for the channels
    for asked, hits in (("党费", [matter]), ("1095 党费", [matter]), ("车库", [])):
        assert await found(house, f"/api/expired?q={asked}") == hits
        assert await found(house, f"/api/expired?q={asked}&level1=别的") == []
    assert await clockwork(house).ring() == 0
    letters = house.service.store.after(0, 100)
    assert [each.tag for each in letters][-1] == "publishing.display.ended.v1"


async def test_what_was_opened_late_is_displayed_as_long_as_what_was_opened_in_time(house):
    matter = await house.register(days=0, duration_days=2, disclose_on="2026-09-24")
    house.later(days=3)
    await house.step(matter, "inner")
    house.later(days=30)
    assert await found(house, "/api/disclosures", "member") == [matter]  # its days begin outside
    await house.step(matter, "public")
    house.later(days=1)
    assert await found(house, "/api/disclosures") == [matter]
    house.later(days=1)
    assert await found(house, "/api/disclosures") == []


async def test_inside_the_party_the_days_begin_inside(house):
    matter = await opened(house, scope="party", channels=["公开栏"], duration_days=1)
    assert await found(house, "/api/disclosures", "member") == [matter]
    house.later(days=1)
    assert await found(house, "/api/disclosures", "member") == []
    assert await found(house, "/api/expired", "member") == [matter]
    assert await found(house, "/api/expired") == []  # and nobody learns of it who could not before


async def test_a_new_version_brings_its_own_days(house):
    matter = await opened(house, duration_days=7)
    house.later(days=10)
    assert await clockwork(house).ring() == 1
    day = (THURSDAY + timedelta(days=10)).date().isoformat()
    await house.change("revise", matter, "金额有误。", duration_days=2, disclose_on=day)
    assert await found(house, "/api/disclosures") == [matter]
    assert await found(house, "/api/expired") == []
    other = await opened(house, duration_days=1)
    house.later(days=1)
    assert await clockwork(house).ring() == 1  # the other has ended, and was told
    house.later(days=1)
    assert await found(house, "/api/disclosures") == []
    assert await found(house, "/api/expired") == [matter, other]  # one has not been told yet
    assert await found(house, "/api/expired?q=13") == []
    assert await clockwork(house).ring() == 1
    assert await found(house, "/api/expired") == [matter, other]


async def test_what_has_no_end_stays_and_what_is_withdrawn_ends_nothing(house):
    lasting, gone = await opened(house), await opened(house, duration_days=1)
    await house.change("withdraw", gone, "不再需要。", duration_days=1)
    house.later(days=400)
    assert await found(house, "/api/disclosures") == [lasting]
    assert await clockwork(house).ring() == 0
    assert "还没有展示期已满的事项" in await house.page("/expired")
    assert "没有符合条件的期满事项" in await house.page("/expired?q=党费")
