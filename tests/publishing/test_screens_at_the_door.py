"""Screens through the real doors: a key shown once, a list by key, plays, silence, withdrawal."""

import re
from hashlib import sha256
from uuid import uuid4, uuid5

import pytest

from services.publishing.pages.player import player
from services.publishing.views.screens import screen_id_of
from tests.publishing.house import UNIT

SCREEN = {
    "unit": UNIT,
    "code": "P-01",
    "name": "政务大厅显示屏",
    "place": "政务大厅",
    "audience": "society",
    "layout": "led",
    "contact": "办公室 0573-84021234",
}
LED = {"channels": ["电子显示屏"]}


class Wall:
    """Somebody who keeps screens, and the screens themselves."""

    def __init__(self, house):
        self.house = house

    async def send(self, url, by="publisher", command=None, **fields):
        headers = self.house.as_(by) | {"accept": "text/html"}
        headers |= {"x-request-id": str(command)} if command else {}
        answer = await self.house.client.post(
            url, data=fields, headers=headers, follow_redirects=False
        )
        await self.house.settled()
        return answer

    async def screen(self, **changes):
        answer = await self.send("/screens/new", **SCREEN | changes)
        assert answer.status_code == 200, answer.text
        return key_in(answer.text)

    async def playlist(self, key, tag=""):
        headers = {"x-screen-key": key, "if-none-match": tag}
        return await self.house.client.get("/api/screens/playlist", headers=headers)

    async def titles(self, key):
        answer = await self.playlist(key)
        assert answer.status_code == 200, answer.text
        return [each["title"] for each in answer.json()["slots"]]

    async def report(self, key, *plays, report_id=None):
        at = self.house.at.isoformat()
        told = [
            {"disclosure_id": each, "version": 1, "times": times, "first_at": at, "last_at": at}
            for each, times in plays
        ]
        body = {"report_id": str(report_id or uuid4()), "plays": told}
        answer = await self.house.client.post(
            "/api/screens/plays", json=body, headers={"x-screen-key": key}
        )
        store, views = self.house.service.store, self.house.service.views
        steps = [each.position for each in store.after(0, 1000) if ".screen.rep" in each.tag]
        assert await views.reached("reactions:publishing", max(steps, default=0))
        await self.house.settled()
        return answer


def key_in(text):
    found = re.search(r'id="address">[^#<]*/play/screen#([\w-]+)<', text)
    return found.group(1) if found else ""


@pytest.fixture
def wall(house):
    return Wall(house)


@pytest.mark.row("C8")
async def test_a_screen_plays_by_its_key_and_what_is_over_or_withdrawn_leaves(house, wall):
    key = await wall.screen()
    lasting = await house.open_to("public", title="长期公开", **LED)
    short = await house.open_to("public", title="三日公开", duration_days=3, **LED)
    gone = await house.open_to("public", title="将要撤回", **LED)
    assert set(await wall.titles(key)) == {"长期公开", "三日公开", "将要撤回"}
    assert (await wall.report(key, (lasting, 3), (short, 2))).status_code == 201

    page = await house.page(f"/screens/{screen_id_of(UNIT, 'P-01')}", "publisher")
    assert "共 2 项，由显示屏自己报告" in page
    told = await house.get(f"/api/disclosures/{lasting}/deliveries", "publisher")
    rows = told.json()["deliveries"]
    assert any(each["state"] == "delivered" and each["outlet"] for each in rows)

    first = await wall.playlist(key)
    assert first.json()["poll_seconds"] * 3 < 300  # a look, a missed one, and one more
    assert (await wall.playlist(key, first.headers["etag"])).status_code == 304
    await house.change("withdraw", gone, "重复公开，予以撤回。")
    house.later(minutes=1)
    assert set(await wall.titles(key)) == {"长期公开", "三日公开"}
    assert (await wall.playlist(key, first.headers["etag"])).status_code == 200
    house.later(days=3)
    assert set(await wall.titles(key)) == {"长期公开"}

    house.later(minutes=11)
    assert "离线" in await house.page("/screens", "publisher")
    await wall.playlist(key)
    listed = await house.page("/screens", "publisher")
    assert "在线" in listed
    assert 'class="tag late">离线' not in listed


@pytest.mark.clause("S4-25")
async def test_each_thing_says_until_when_it_may_be_shown_without_a_line(house, wall):
    key = await wall.screen()
    await house.open_to("public", title="三日公开", duration_days=3, **LED)
    [slot] = (await wall.playlist(key)).json()["slots"]

    assert slot["until"] == "2026-09-27T00:00:00+08:00"
    assert slot["qr"].startswith("data:image/svg+xml")
    house.later(days=2, hours=15)
    assert await wall.titles(key) == []


async def test_the_key_is_told_once_and_kept_as_a_digest(house, wall):
    command = uuid4()
    first = await wall.send("/screens/new", command=command, **SCREEN)
    again = await wall.send("/screens/new", command=command, **SCREEN)
    key = key_in(first.text)

    assert key
    assert not key_in(again.text)
    assert "密钥只显示一次" in again.text
    bodies = [each.body.decode() for each in house.service.store.after(0, 1000)]
    assert not any(key in each for each in bodies)
    assert any(sha256(key.encode()).hexdigest() in each for each in bodies)
    assert key not in await house.page(f"/screens/{screen_id_of(UNIT, 'P-01')}", "publisher")


async def test_a_new_key_ends_the_old_one_and_no_key_opens_a_screen_out_of_use(house, wall):
    key = await wall.screen()
    url = f"/screens/{screen_id_of(UNIT, 'P-01')}"
    fresh = key_in((await wall.send(f"{url}/rekey")).text)
    assert (await wall.playlist(key)).status_code == 401
    assert (await wall.playlist(fresh)).status_code == 200
    assert (await wall.send(f"{url}/suspend", reason="")).status_code == 422
    assert (await wall.send(f"{url}/suspend", reason="维修")).status_code == 303

    for each in (fresh, "", "x" * 32):
        assert (await wall.playlist(each)).status_code == 401
        assert (await wall.report(each)).status_code == 401
    assert "维修" in await house.page(url, "publisher")


async def test_a_screen_shows_only_what_those_before_it_may_read(house, wall):
    inside = {"scope": "party", **LED}
    await house.open_to("inner", title="党内", **inside)
    await house.open_to("inner", title="先党内", **LED)
    await house.open_to("inner", title="本单位", scope="unit", **LED)
    await house.open_to("public", title="社会", **LED)
    await house.open_to("registered", title="待公开", **LED)
    await house.open_to("public", title="网上", channels=["网站"])

    shown = {}
    for audience in ("society", "party", "unit"):
        key = await wall.screen(code=audience, audience=audience)
        shown[audience] = set(await wall.titles(key))
    assert shown == {
        "society": {"社会"},
        "party": {"社会", "党内", "先党内"},
        "unit": {"社会", "党内", "先党内", "本单位"},
    }
    kiosk = await wall.screen(code="K", layout="kiosk")
    assert set(await wall.titles(kiosk)) == {"网上", "社会"}


async def test_a_report_is_taken_once_and_only_if_it_can_be(house, wall):
    key, report = await wall.screen(), uuid4()
    matter = await house.open_to("public", **LED)
    for _ in range(2):
        assert (await wall.report(key, (matter, 4), report_id=report)).status_code == 201
    page = await house.page(f"/screens/{screen_id_of(UNIT, 'P-01')}", "publisher")
    assert '<div class="num">4</div>' in page

    assert (await wall.report(key, (matter, 0))).status_code == 422
    derived = await wall.report(key, (matter, 1), report_id=uuid5(report, "x"))
    assert derived.status_code == 400


async def test_screens_are_seen_by_those_who_keep_or_oversee_them(house, wall):
    await wall.screen()
    url = f"/screens/{screen_id_of(UNIT, 'P-01')}"

    for name in ("publisher", "office", "auditor"):
        assert "政务大厅显示屏" in await house.page(url, name)
    for name in ("member", "other publisher", "other auditor"):
        assert (await house.get(url, name)).status_code == 404
        assert "政务大厅显示屏" not in await house.page("/screens", name)
    assert (await house.get(url)).status_code == 303
    assert (await wall.send(f"{url}/rekey", "other publisher")).status_code == 403


async def test_a_wrong_field_is_named_and_what_was_typed_is_kept(wall):
    wrong = {"code": ("", "显示屏的编号"), "layout": ("x", "种类"), "audience": ("x", "对象只能是")}
    for field, (value, said) in wrong.items():
        answer = await wall.send("/screens/new", **SCREEN | {field: value})
        assert answer.status_code == 422
        assert said in answer.text
        assert SCREEN["place"] in answer.text


def test_the_player_is_one_page_that_runs_nothing_else():
    page, policy = player().page, player().policy

    assert "src=" not in page
    assert "href=" not in page
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == 2
    assert "{{" not in page
