"""A release at a set time, through the doors and by the clock (N2)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.publishing.domain.disclosure import disclosure
from services.publishing.handlers import Releases
from services.publishing.views import releases
from shared.calendar import chinese_calendar
from tests.publishing.house import THURSDAY, House

TOMORROW = "2026-09-25T09:00"  # in Beijing


def timetable(house):
    calendar = chinese_calendar()
    service = house.service
    return Releases(service.store, service.views, house.clock, calendar, disclosure(calendar))


async def schedule(house, matter, step="inner", at=TOMORROW, name="publisher"):
    url = f"/api/disclosures/{matter}/releases/{step}"
    return await house.client.post(url, json={"at": at}, headers=house.as_(name))


async def phase(house, matter):
    shown = await house.client.get(f"/api/disclosures/{matter}", headers=house.as_("publisher"))
    return shown.json()["phase"]


async def told(house, matter):
    url = f"/api/disclosures/{matter}/releases"
    found = await house.client.get(url, headers=house.as_("publisher"))
    return [(each["step"], each["state"], each["late_seconds"]) for each in found.json()]


async def test_a_phase_opens_at_the_minute_that_was_set_and_not_before(house):
    matter = await house.register(days=0)
    assert (await schedule(house, matter)).status_code == 201

    house.at = THURSDAY + timedelta(hours=23, minutes=59)
    assert await timetable(house).ring() == 0
    assert await phase(house, matter) == "registered"

    house.later(minutes=1)
    assert await timetable(house).ring() == 1
    assert await phase(house, matter) == "inner"
    assert await told(house, matter) == [("inner", "done", 0)]
    assert await timetable(house).ring() == 0


async def test_both_phases_set_to_one_minute_open_in_their_order(house):
    matter = await house.register(days=0)
    await schedule(house, matter, "public")
    await schedule(house, matter, "inner")

    house.later(days=1)
    assert await timetable(house).ring() == 2
    assert await phase(house, matter) == "public"


async def test_a_time_that_was_taken_back_opens_nothing(house):
    matter = await house.register(days=0)
    await schedule(house, matter)
    url = f"/api/disclosures/{matter}/releases/inner/cancel"
    answer = await house.client.post(
        url, json={"reason": "会议改期。"}, headers=house.as_("publisher")
    )
    assert answer.status_code == 201

    house.later(days=2)
    assert await timetable(house).ring() == 0
    assert await phase(house, matter) == "registered"


async def test_what_a_rule_refuses_at_that_time_says_which_and_stays_closed(house):
    matter = await house.register(days=2)
    await schedule(house, matter, "public")

    house.later(days=1)
    await timetable(house).ring()
    assert await told(house, matter) == [("public", "missed", 0)]
    page = await house.page(f"/items/{matter}", "publisher")
    assert "未执行" in page
    assert "应当先在党内公开" in page
    assert "未执行" in await house.page("/desk", "publisher")


async def test_what_somebody_opened_by_hand_meanwhile_asks_nothing_of_the_desk(house):
    matter = await house.register(days=0)
    await schedule(house, matter)
    await house.step(matter, "inner")

    house.later(days=1)
    await timetable(house).ring()
    assert await told(house, matter) == [("inner", "missed", 0)]
    assert "未执行" not in await house.page("/desk", "publisher")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("明天上午", "定时公开的时间要写成年月日和时分"),
        ("2026-09-23T09:00", "定时公开的时间必须晚于现在"),
        ("2028-01-01T09:00", "定时公开的时间最多定在一年以内"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_with_the_rule_and_the_field(house, at, words):
    matter = await house.register(days=0)
    answer = await schedule(house, matter, at=at)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.json()["field"] == "at"


async def test_nobody_else_sets_a_time_or_learns_of_one(house):
    matter = await house.register(days=0)
    assert (await schedule(house, matter, name="")).status_code == 401
    assert (await schedule(house, matter, name="other publisher")).status_code == 404
    assert (await schedule(house, matter, name="auditor")).status_code == 403
    await schedule(house, matter)
    assert "定于" not in (await house.get(f"/items/{matter}", "member")).text
    assert (await schedule(house, uuid4())).status_code == 404


async def test_the_page_sets_and_takes_back_a_time(house):
    matter = await house.register(days=0)
    assert "定时党内公开" in await house.page(f"/items/{matter}", "publisher")
    form = {"at": TOMORROW, "command_id": str(uuid4())}
    url = f"/items/{matter}/releases/inner"
    answer = await house.client.post(
        url, data=form, headers=house.as_("publisher"), follow_redirects=False
    )
    assert answer.status_code == 303
    shown = await house.page(f"/items/{matter}", "publisher")
    assert "党内公开定于 2026-09-25 09:00" in shown
    form = {"reason": "会议改期。", "command_id": str(uuid4())}
    answer = await house.client.post(
        f"{url}/cancel", data=form, headers=house.as_("publisher"), follow_redirects=False
    )
    assert answer.status_code == 303
    assert "已取消" in await house.page(f"/items/{matter}", "publisher")


@pytest.mark.row("N2")
async def test_the_timetable_obeys_approval_and_survives_downtime(settings):
    async with House(settings).open() as house:
        revoked = await house.register(days=0)
        withdrawn = await house.open_to("inner")
        slept = await house.register(days=0)
        for matter, step in ((revoked, "inner"), (withdrawn, "public"), (slept, "inner")):
            assert (await schedule(house, matter, step)).status_code == 201
        await house.revoke(revoked, "拟公开内容有误，批准撤销。")
        await house.change("withdraw", withdrawn, "重复公开，予以撤回。")
        letters, versions = house.letters, house.versions

    again = House(settings)  # the house was down over the time that was set
    again.at = THURSDAY + timedelta(days=3)
    async with again.open() as house:
        house.letters, house.versions = letters, versions
        assert await timetable(house).ring() == 3
        assert await told(house, revoked) == [("inner", "missed", 0)]
        assert await told(house, withdrawn) == [("public", "missed", 0)]
        assert await told(house, slept) == [("inner", "late", 2 * 24 * 3600)]
        assert await phase(house, slept) == "inner"
        assert "因系统停用，推迟到" in await house.page(f"/items/{slept}", "publisher")
        assert "批准撤销" in await house.page(f"/items/{revoked}", "publisher")
        assert (await house.get(f"/items/{withdrawn}")).status_code == 404

        assert await timetable(house).ring() == 0
        waiting = house.service.views.select(releases, releases.c.state == "waiting")
        assert waiting == []
