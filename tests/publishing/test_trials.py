"""渠道的测试和试点: nothing goes out by what was not tried; what is on trial is marked."""

import pytest

from services.publishing.domain.showing import NotRecorderError, TextMissingError
from services.publishing.domain.terms import Scope
from services.publishing.domain.trial import TRIAL, FormMissingError, beyond, piloted
from services.publishing.domain.trial_words import ChannelTried, TryChannel
from shared.testing import UNIT, Given
from tests.publishing.house import OTHER
from tests.publishing.test_deliveries import report
from tests.publishing.test_release_clauses import adopt

TRY = TryChannel(unit=UNIT, form="公众号", works=True, note="发一条测试图文，读者收到")
TRIED = ChannelTried(unit=UNIT, form="公众号", works=True, note="发一条测试图文，读者收到")
PROOF = "ab" * 32


def ask(form="公众号", note=TRY.note, post="publisher", unit=UNIT):
    command = TryChannel(unit=unit, form=form, works=True, note=note)
    return Given(TRIAL).when(command, by="li", post=post)


def test_a_test_says_of_which_form_and_how():
    ask(form=" 公众 号").then(TRIED)
    ask(form=" ").then_rejected(FormMissingError, field="form")
    ask(note="").then_rejected(TextMissingError, field="note")
    ask(post="member").then_rejected(NotRecorderError)
    ask(unit=OTHER).then_rejected(NotRecorderError)


def test_a_scheme_says_what_is_on_trial_and_for_whom():
    words = ("公众号=党内", "短视频号", "微博＝随便")
    assert piloted(words) == {
        "公众号": Scope.PARTY,
        "短视频号": Scope.SOCIETY,
        "微博": Scope.SOCIETY,
    }
    assert beyond(words, "公众号", Scope.SOCIETY)
    assert not beyond(words, "公众号", Scope.PARTY)
    assert not beyond(words, "公众号", Scope.UNIT)
    assert not beyond(words, "网站", Scope.SOCIETY)


async def rows(house, disclosure):
    url = f"/api/disclosures/{disclosure}/deliveries"
    answer = await house.get(url, "publisher", "application/json")
    return {each["form"]: each for each in answer.json()["deliveries"]}


@pytest.mark.clause("S1-41")
async def test_what_is_released_on_a_pilot_channel_is_marked_and_goes_to_few(house):
    await adopt(house, {"channels.pilot": ["电子显示屏=党内", "会议=社会"]})
    inner = await house.open_to("inner", "party", channels=["会议", "电子显示屏", "公开栏"])
    for form in ("电子显示屏", "公开栏"):
        shown = {"step": "inner", "form": form, "evidence": PROOF}
        assert (await report(house, inner, "delivered", **shown)).is_success
    marked = {form: each["pilot"] for form, each in (await rows(house, inner)).items()}
    assert marked == {"会议": True, "电子显示屏": True, "公开栏": False}
    planned = [e["event"] for e in house.facts() if e["event"]["type"].endswith("planned.v1")]
    assert {each["form"]: each["pilot"] for each in planned} == {
        "电子显示屏": True,
        "公开栏": False,
    }
    for page in (f"/items/{inner}/deliveries", "/register"):
        assert "试点" in await house.page(page, "publisher")

    open_ = await house.open_to("public", channels=["会议", "电子显示屏"])
    wide = {"step": "public", "form": "电子显示屏", "evidence": PROOF}
    refused = await report(house, open_, "delivered", **wide)
    assert (refused.status_code, refused.json()["field"]) == (409, "form")
    assert "“电子显示屏”正在试点，送达对象超出了试点的范围" in refused.json()["title"]


async def test_where_a_scheme_asks_nothing_is_shown_by_what_was_not_tried(house):
    matter = await house.open_to("public", channels=["网站", "公开栏"])
    board = {"step": "public", "form": "公开栏", "evidence": PROOF}
    await adopt(house, {"channels.tested": True})
    refused = await report(house, matter, "delivered", **board)
    assert "“公开栏”还没有通过测试" in refused.json()["title"]
    assert "没有通过测试的渠道不能使用" in await house.page("/channels/tests", "publisher")

    async def test(works):
        form = {"unit": UNIT, "form": "公开栏", "works": works, "note": "试贴一张"}
        headers = house.as_("publisher")
        answer = await house.client.post("/channels/tests", data=form, headers=headers)
        assert answer.status_code in {200, 303}, answer.text

    await test("no")
    assert (await report(house, matter, "delivered", **board)).status_code == 409
    await test("yes")
    assert (await report(house, matter, "delivered", **board)).is_success
    page = await house.page("/channels/tests", "publisher")
    assert "试贴一张" in page
    assert "2 次" in page
    told = (await house.get("/api/channels/tests", "publisher", "application/json")).json()
    assert [(each["form"], each["works"]) for each in told[0]["rows"]] == [("公开栏", True)]
    bare = {"unit": UNIT, "form": "公开栏", "works": True, "note": ""}
    headers = house.as_("publisher")
    answer = await house.client.post("/api/channels/tests", json=bare, headers=headers)
    assert answer.status_code == 422
