"""What is shown is what was approved: whatever differs is found, named and listed beside it."""

import sqlite3
from datetime import date, timedelta

import httpx
import pytest
from msgspec import json
from msgspec.structs import asdict, replace

from services.publishing.domain.capture import (
    CAPTURE,
    AlreadyCapturedError,
    CapturedBySystemError,
    CaptureTaken,
    TakeCapture,
)
from services.publishing.domain.comparison import (
    COMPARISON,
    Actual,
    AlreadyComparedError,
    BySystemOnlyError,
    NothingNewError,
    differences,
    readable,
)
from services.publishing.domain.comparison_words import (
    Compared,
    ComparisonCompleted,
    ComparisonDeviated,
    ComparisonSettled,
    CompleteComparison,
    Difference,
    RecordComparison,
)
from services.publishing.domain.terms import Scope
from services.publishing.gateways.fetching import Fetcher, is_open
from services.publishing.handlers.capturing import Captures
from services.publishing.handlers.comparing import Comparer
from shared.files import place_at
from shared.record import SYSTEM
from shared.testing import UNIT, Given
from tests.publishing.examples import DISCLOSURE, PLAN, THURSDAY
from tests.publishing.test_deliveries import report

PAGE = f"<html><style>p{{}}</style><h1>{PLAN.title}</h1><p>应缴党员12名，本季应缴1095.00元。</p>"
WHOLE = readable(f"{PAGE}\n<p>实缴1095.00元，无欠缴。</p><p>页脚</p></html>")
SHOWN = Actual(
    form="网站",
    step="public",
    audience=Scope.SOCIETY,
    shown_at=THURSDAY,
    opened_at=THURSDAY,
    text=WHOLE,
)
ABOUT = Compared(delivery_id="d", unit=UNIT, disclosure_id="m", version=1, form="网站", outlet="")
FOUND = (Difference(kind="content", approved="12名", shown="13名"),)


def found(plan=PLAN, now=THURSDAY, **changes):
    return [
        (each.kind, each.approved, each.shown)
        for each in differences(plan, replace(SHOWN, **changes), now)
    ]


# ── the rules ────────────────────────────────────────────────────────────────────────────────


def test_what_is_shown_as_approved_differs_in_nothing():
    assert found() == []
    assert found(text=None) == []


def test_one_byte_is_found_and_told_with_what_stands_around_it():
    altered = WHOLE.replace("12名", "13名")
    [(kind, approved, shown)] = found(text=altered)

    assert kind == "content"
    assert "党员12名" in approved
    assert "党员13名" in shown
    assert found(text="别的页面")[0][2] == "没有找到这段文字"


def test_more_people_another_form_another_time():
    party = replace(PLAN, scope=Scope.PARTY)
    later = THURSDAY + timedelta(hours=1)
    week = replace(PLAN, duration_days=7)
    end = THURSDAY + timedelta(days=7)
    assert found(party, step="inner") == [("scope", "党内公开", "社会公开")]
    assert found(form="电视台") == [("form", "会议、公开栏、网站", "电视台")]
    assert found(opened_at=THURSDAY + timedelta(minutes=1)) == []  # a delivery may say so, too
    assert found(opened_at=later) == [("time", "2026-09-24 10:00起", "2026-09-24 09:00已展示")]
    assert found(week, end) == [("time", "展示至2026-09-30", "仍在展示")]
    assert found(week, end - timedelta(days=1)) == []
    assert found(week, end, history=True) == []
    assert found(week, end, text=None) == [("time", "展示至2026-09-30", "没有报告撤下")]
    assert found(over=True) == [("time", "已撤回或者更正", "仍在展示")]
    assert found(over=True, text="撤回说明") == []
    assert found(seen=False, text="") == [("time", "应当展示", "页面打不开")]


def test_what_is_not_shown_by_its_time_is_missing():
    waits = {"delivered": False, "text": None, "shown_at": None, "due_at": THURSDAY}
    assert found(**waits) == []
    late = found(now=THURSDAY + timedelta(minutes=1), **waits)
    assert late == [("time", "2026-09-24 09:00前", "没有展示")]


def test_only_what_is_new_is_filed_and_only_by_the_clock():
    which = {
        "unit": UNIT,
        "disclosure_id": "m",
        "delivery_id": "d",
        "version": 1,
        "form": "网站",
        "outlet": "",
    }
    deviated = ComparisonDeviated(**which, differences=FOUND)
    record = RecordComparison(about=ABOUT, differences=FOUND)
    fine = replace(record, differences=())
    day = {"day": date(2026, 9, 24), "compared": 5, "deviating": 1, "unread": 0}
    complete, at = CompleteComparison(**day), THURSDAY
    completed = ComparisonCompleted(**day, at=at)

    def asked(command, *history, post=SYSTEM):
        return Given(COMPARISON, *history).when(command, by=SYSTEM, post=post, at=at)

    asked(record).then(deviated)
    asked(record, deviated).then_rejected(NothingNewError)
    asked(fine, deviated).then(ComparisonSettled(**which))
    asked(fine).then_rejected(NothingNewError)
    asked(complete).then(completed)
    asked(complete, completed).then_rejected(AlreadyComparedError)
    asked(record, post="publisher").then_rejected(BySystemOnlyError)


def test_a_capture_is_taken_by_the_system_and_only_of_what_is_new():
    taken = CaptureTaken(
        unit=UNIT,
        disclosure_id="m",
        delivery_id="d",
        version=1,
        form="公众号",
        outlet="",
        url="https://mp.example/s/1",
        status=200,
        headers=(("date", "now"),),
        name="公众号存照.html",
        sha256="a" * 64,
        sm3="b" * 64,
        size=3,
        text="c" * 64,
        fetched_at=THURSDAY,
    )
    take = TakeCapture(**asdict(taken))

    Given(CAPTURE).when(take, by=SYSTEM, post=SYSTEM).then(taken)
    Given(CAPTURE, taken).when(take, by=SYSTEM, post=SYSTEM).then_rejected(AlreadyCapturedError)
    Given(CAPTURE).when(take, by="p", post="publisher").then_rejected(CapturedBySystemError)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "http://[::1]:8800/",
        "http://10.0.0.1/",
        "https://",
    ],
)
def test_no_neighbour_of_the_house_is_asked(address):
    assert not is_open(address)


# ── the job ──────────────────────────────────────────────────────────────────────────────────


class World:
    """Channels outside the house, as anybody sees them."""

    def __init__(self, house):
        self.house, self.pages = house, {}
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self.answer))

    async def answer(self, request):
        if request.url.host == "gk.example":
            answer = await self.house.client.get(request.url.path, headers={"accept": "text/html"})
            return httpx.Response(answer.status_code, content=answer.content)
        page = self.pages.get(str(request.url))
        return httpx.Response(503) if page is None else httpx.Response(200, html=page)

    def comparer(self):
        service = self.house.service
        fetcher = Fetcher("https://gk.example", self.client, lambda _: True)
        home = self.house.service.settings.home
        captures = Captures(service.store, place_at("", home), home / "captures")
        return Comparer(
            service.store, service.views, self.house.clock, DISCLOSURE, fetcher, captures
        )

    def captures(self):
        """Return what was kept of channels: the facts, and the files they speak of."""
        store = self.house.service.store
        letters = [each for each in store.after(0, store.last()) if "capture" in each.tag]
        told = [json.decode(each.body) for each in letters]
        place = place_at("", self.house.service.settings.home)
        return [(each, b"".join(place.read(each["event"]["sha256"]))) for each in told]


def alter(house, settings, old, new):
    """Alter the copy from which the portal shows, behind the back of the house."""
    with sqlite3.connect(settings.home / "publishing" / "views.db") as views:
        for table in ("portal", "versions"):
            views.execute(f"UPDATE {table} SET content = replace(content, ?, ?)", (old, new))
    views.close()


async def register(house, **asked):
    answer = await house.client.get(
        "/api/register",
        params=asked,
        headers=house.as_("publisher") | {"accept": "application/json"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def was_captured(world, matter, article):
    taken = {each["event"]["form"]: (each, data) for each, data in world.captures()}
    assert len(world.captures()) == len(taken) == 2  # nothing is fetched from a wall
    capture, data = taken["公众号"]
    event = capture["event"]
    assert data.decode() == world.pages[article]
    assert (event["url"], event["status"]) == (article, 200)
    assert ["content-type", "text/html; charset=utf-8"] in event["headers"]
    assert event["fetched_at"] == capture["cause"]["at"]
    assert capture["cause"]["correlation_id"] == event["disclosure_id"] == matter


@pytest.mark.row("C12")
async def test_approved_and_actual_side_by_side(house, settings):
    world = World(house)
    comparer = world.comparer()
    forms = ["网站", "公众号", "公开栏"]
    matter = await house.open_to("public", channels=forms)
    inside = await house.open_to("inner", "party", title="党内的一件")
    article = "https://mp.example/s/1"
    world.pages[article] = f"{PAGE}<p>实缴1095.00元，无欠缴。</p>"
    for form, address in (("公众号", article), ("公开栏", "东门")):
        shown = {"step": "public", "form": form, "address": address, "evidence": "ab" * 32}
        assert (await report(house, matter, "delivered", **shown)).status_code == 201

    tally = await comparer.compare(house.at)
    assert (tally.deviating, tally.unread) == (0, 0)
    assert all(not line["differences"] for line in await lines(house, matter))
    await comparer.compare(house.at)  # what reads the same is not kept twice
    was_captured(world, matter, article)

    # one byte in the portal's copy, one in the platform's
    alter(house, settings, "12名", "13名")
    world.pages[article] = world.pages[article].replace("无欠缴", "有欠缴")
    house.later(days=1)
    assert await comparer.ring() == tally.compared
    assert await comparer.ring() == 0  # once a night
    table = {line["form"]: line for line in await lines(house, matter)}
    assert list(table) == forms
    [portal] = table["网站"]["differences"]
    assert portal["kind"] == "content"
    assert ("党员12名" in portal["approved"], "党员13名" in portal["shown"]) == (True, True)
    [wechat] = table["公众号"]["differences"]
    assert ("无欠缴" in wechat["approved"], "有欠缴" in wechat["shown"]) == (True, True)
    assert table["公开栏"]["differences"] == []

    page = await house.page("/register?deviating=true", "publisher")
    assert "有差异" in page
    assert "党员13名" in page
    assert str(inside) not in page

    # what is set right is settled; what shows less or more than was approved is found
    alter(house, settings, "13名", "12名")
    world.pages[article] = world.pages[article].replace("有欠缴", "无欠缴")
    await house.change("revise", matter, "不再用公众号。", channels=["网站", "公开栏"])
    house.later(minutes=1)
    await comparer.compare(house.at)
    table = {(line["form"], line["version"]): line for line in await lines(house, matter)}
    assert table["网站", 2]["differences"] == []
    kinds = {each["kind"]: each for each in table["公众号", 1]["differences"]}
    assert kinds["time"]["shown"] == "仍在展示"
    assert not table["公众号", 1]["approved"]

    # the register shows what was approved: scope, form, time, digest
    [entry] = [e for e in (await register(house))["entries"] if e["disclosure_id"] == matter]
    assert (entry["scope"], entry["forms"]) == ("society", ["网站", "公开栏"])
    assert entry["disclose_on"] == "2026-09-24"
    assert len(entry["digest"]) == 64
    answer = await house.get("/api/register", "member", "application/json")
    assert answer.status_code == 403


async def lines(house, disclosure):
    entries = (await register(house))["entries"]
    return next(each for each in entries if each["disclosure_id"] == disclosure)["actual"]


async def test_what_leaks_out_and_what_cannot_be_read(house, settings):
    world = World(house)
    inside = await house.open_to("inner", "party", channels=["会议"])
    outside = await house.open_to("public", channels=["公众号"])
    shown = {"step": "public", "form": "公众号", "address": "https://mp.example/x"}
    await report(house, outside, "delivered", **shown, evidence="ab" * 32)
    with sqlite3.connect(settings.home / "publishing" / "views.db") as views:
        views.execute("UPDATE portal SET phase = 'public' WHERE disclosure_id = ?", (inside,))
    views.close()
    tally = await world.comparer().compare(house.at)

    assert (tally.deviating, tally.unread) == (1, 1)
    entries = (await register(house, deviating=True))["entries"]
    assert [each["disclosure_id"] for each in entries] == [inside]
    [found] = entries[0]["actual"][0]["differences"]
    assert (found["kind"], found["shown"]) == ("scope", "网站上人人可以打开")
