"""What comes from above and from the public: templates (A4), orders, authority, topics."""

from uuid import UUID

import pytest

from services.catalog.domain.terms import person_id_of
from shared.record import Letter, canonical, id_at
from shared.testing import cause
from tests.catalog.conftest import COUNTY, PASSWORD

COMMITTEE, GENERAL, BRANCH = (str(UUID(int=n)) for n in (0xC1, 0xC2, 0xC3))
UNITS = {
    COMMITTEE: ("机关党委", "党委"),
    GENERAL: ("机关党总支", "党总支"),
    BRANCH: ("党支部", "党支部"),
}
POSTS = ("clerk", "office", "secrecy_reviewer", "reviewer", "approver", "publisher")


def login(unit, post):
    return f"{post.replace('_', '.')}.{unit[-2:]}"


def row(level3, scope="society", **fields):
    said = {"level1": "组织建设", "level2": "党员管理", "forms": ["公开栏"], **fields}
    return {"row": 1, "level3": level3, "scope": scope, "time_limit": "periodic", **said}


ROWS = [row("党员发展情况"), row("党费收缴情况", "party"), row("组织生活情况", "party")]


@pytest.fixture
async def tree(county):
    """Return a committee, a general branch below it and a branch below that, with their people."""
    superior = COUNTY
    async with county.client("admin") as admin:
        for unit, (name, kind) in UNITS.items():
            body = {"unit_id": unit, "name": name, "kind": kind, "superior": superior}
            made = await admin.post("/api/units", json=body)
            assert made.status_code == 201, made.text
            superior = unit
            for post in POSTS:
                who = {"login": login(unit, post), "name": "某人", "password": PASSWORD}
                await admin.post("/api/people", json=who)
                held = {"person_id": str(person_id_of(who["login"])), "post": post}
                made = await admin.post(f"/api/units/{unit}/posts", json=held)
                assert made.status_code == 201, made.text
    return county


async def post(county, who, path, body=None, **headers):
    async with county.client(who, **headers) as client:
        return await client.post(path, json=body or {})


async def get(county, who, path):
    async with county.client(who) as client:
        return await client.get(path)


def rule(response):
    return response.json()["type"].removeprefix("urn:gongkai:")


async def issue(county, unit, rows, title="党支部公开目录模板"):
    body = {"title": title, "entries": rows}
    return await post(county, login(unit, "office"), f"/api/units/{unit}/templates", body)


async def standing(county, unit):
    found = await get(county, login(unit, "clerk"), f"/api/units/{unit}/template")
    assert found.status_code == 200, found.text
    return found.json()


def named(rows):
    return [each["level3"] for each in rows]


# ── templates ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.row("A4")
async def test_a_branch_begins_as_a_copy_and_shows_which_rows_it_changed(tree):
    issued = await issue(tree, COMMITTEE, ROWS)
    assert issued.status_code == 201, issued.text
    clerk, here = login(BRANCH, "clerk"), f"/api/units/{BRANCH}"
    handed = f"/api/units/{COMMITTEE}/templates"
    for who, status in ((None, 401), (clerk, 200), (login(COMMITTEE, "office"), 200)):
        for path in (handed, f"{handed}/1"):
            assert (await get(tree, who, path)).status_code == status, (who, path)

    started = await post(tree, clerk, f"{here}/template/start")
    assert started.status_code == 201, started.text
    shown = await standing(tree, BRANCH)
    assert shown["template"]["unit"] == COMMITTEE
    assert shown["follows"] == 1
    assert shown["compared"] == {"added": [], "dropped": [], "changed": [], "same": 3}

    narrower = {"row": 1, "forms": ["会议"], "scope": "party", "time_limit": "periodic"}
    assert (await post(tree, clerk, f"{here}/catalog/revisions", narrower)).status_code == 201
    assert (await post(tree, clerk, f"{here}/catalog/omissions", {"row": 3})).status_code == 201
    own = {k: v for k, v in row("支部特色活动").items() if k != "row"}
    assert (await post(tree, clerk, f"{here}/catalog/entries", own)).status_code == 201

    compared = (await standing(tree, BRANCH))["compared"]
    assert [each["after"]["level3"] for each in compared["changed"]] == ["党员发展情况"]
    assert set(compared["changed"][0]["fields"]) == {"forms", "scope"}
    assert named(compared["added"]) == ["支部特色活动"]
    assert named(compared["dropped"]) == ["组织生活情况"]
    assert compared["same"] == 1

    page = await browse(tree, clerk, f"/units/{BRANCH}/template")
    for words in ("机关党委", "本单位改动的（1）", "支部特色活动", "组织生活情况"):
        assert words in page.text


async def browse(county, who, path):
    async with county.browser(who) as browser:
        return await browser.get(path)


async def test_the_nearest_template_counts_and_one_level_may_pass_its_own_on(tree):
    await issue(tree, COMMITTEE, ROWS)
    await issue(tree, GENERAL, ROWS[:2], title="总支模板")
    assert (await standing(tree, BRANCH))["template"]["title"] == "总支模板"
    assert (await standing(tree, GENERAL))["template"]["unit"] == COMMITTEE


async def test_a_new_version_is_offered_and_taken_over_row_by_row(tree):
    await issue(tree, COMMITTEE, ROWS)
    clerk, here = login(BRANCH, "clerk"), f"/api/units/{BRANCH}"
    await post(tree, clerk, f"{here}/template/start")
    newer = [row("党员发展情况", "party"), ROWS[1], row("谈心谈话情况", "party")]
    assert (await issue(tree, COMMITTEE, newer)).json()
    offers = (await standing(tree, BRANCH))["offers"]
    changes = {each["change"]: each for each in offers}
    assert {k: (v["after"] or v["before"])["level3"] for k, v in changes.items()} == {
        "changed": "党员发展情况",
        "added": "谈心谈话情况",
        "removed": "组织生活情况",
    }

    stale = {"template_version": 1, "accept": []}
    moved = await post(tree, clerk, f"{here}/template/answer", stale)
    assert (moved.status_code, rule(moved)) == (409, "OfferMovedError")
    accept = [changes["added"]["row"], changes["removed"]["row"]]
    body = {"template_version": 2, "accept": accept}
    taken = await post(tree, clerk, f"{here}/template/answer", body)
    assert taken.status_code == 201, taken.text

    after = await standing(tree, BRANCH)
    assert (after["follows"], after["offers"]) == (2, [])
    assert [each["after"]["level3"] for each in after["compared"]["changed"]] == ["党员发展情况"]
    assert after["compared"]["added"] == after["compared"]["dropped"] == []
    done = await post(tree, clerk, f"{here}/template/answer", body)
    assert done.status_code == 422


async def test_an_approved_catalog_stays_while_a_taken_over_row_waits_for_its_approval(tree):
    await issue(tree, COMMITTEE, ROWS)
    here = f"/api/units/{BRANCH}"
    await post(tree, login(BRANCH, "clerk"), f"{here}/template/start")
    screened = {"verdict": "pass"}
    await post(tree, login(BRANCH, "secrecy_reviewer"), f"{here}/catalog/screening", screened)
    done = await post(tree, login(BRANCH, "approver"), f"{here}/catalog/approval")
    assert done.status_code == 201, done.text
    await issue(tree, COMMITTEE, [*ROWS, row("谈心谈话情况")])
    body = {"template_version": 2, "accept": [4]}
    await post(tree, login(BRANCH, "clerk"), f"{here}/template/answer", body)
    items = (await get(tree, login(BRANCH, "clerk"), f"{here}/items")).json()
    assert len(items) == 3
    assert (await standing(tree, BRANCH))["own_version"] == 2


async def test_what_is_wrong_with_a_template_is_said(tree):
    for rows, field in (([], "entries"), ([ROWS[0], ROWS[0]], "entries")):
        refused = await issue(tree, COMMITTEE, rows)
        assert (refused.status_code, refused.json()["field"]) == (422, field)
    no_scope = {k: v for k, v in ROWS[0].items() if k != "scope"}
    refused = await issue(tree, COMMITTEE, [no_scope])
    assert rule(refused) == "MissingFieldError"
    assert "第1条缺少“公开范围”" in refused.json()["title"]
    assert (await issue(tree, COMMITTEE, ROWS, title=" ")).json()["field"] == "title"
    await issue(tree, COMMITTEE, ROWS)
    assert rule(await issue(tree, COMMITTEE, ROWS)) == "TemplateUnchangedError"
    stranger = await post(
        tree, login(BRANCH, "office"), f"/api/units/{COMMITTEE}/templates", {"title": "x"}
    )
    assert stranger.status_code == 403


async def test_a_catalog_once_begun_is_not_begun_again_and_without_a_template_nothing_is(tree):
    clerk, here = login(BRANCH, "clerk"), f"/api/units/{BRANCH}"
    none = await post(tree, clerk, f"{here}/template/start")
    assert (none.status_code, rule(none)) == (404, "NoTemplateError")
    page = await browse(tree, clerk, f"/units/{BRANCH}/template")
    assert "上级还没有下发目录模板" in page.text
    await issue(tree, COMMITTEE, ROWS)
    await post(tree, clerk, f"{here}/template/start")
    again = await post(tree, clerk, f"{here}/template/start")
    assert (again.status_code, rule(again)) == (409, "CatalogBegunError")
    missing = await post(tree, clerk, f"{here}/catalog/omissions", {"row": 99})
    assert missing.status_code == 404


# ── orders ───────────────────────────────────────────────────────────────────────────────────

ORDER = {
    "level1": "重大事项",
    "level3": "防汛责任落实情况",
    "forms": ["公开栏"],
    "scope": "society",
    "due": "2026-12-15",
    "reason": "县委要求",
    "units": [GENERAL, BRANCH],
}


@pytest.fixture
def today(monkeypatch, tree):
    """Stand still in November 2026."""
    from datetime import UTC, datetime

    moment = datetime(2026, 11, 20, 4, tzinfo=UTC)
    monkeypatch.setattr(tree.service.clock, "_source", lambda: moment)


@pytest.mark.clause("S2-61")
@pytest.mark.clause("S4-10")
async def test_what_a_superior_orders_is_in_each_catalog_and_cannot_be_taken_off(tree, today):
    office = login(COMMITTEE, "office")
    done = await post(tree, office, f"/api/units/{COMMITTEE}/mandates", ORDER)
    assert done.status_code == 201, done.text
    tags = [each["event"]["type"] for each in tree.facts()]
    assert tags.count("catalog.entry.imposed.v1") == 2

    clerk, here = login(BRANCH, "clerk"), f"/api/units/{BRANCH}"
    items = (await get(tree, clerk, f"{here}/items")).json()
    assert [each["level3"] for each in items] == ["防汛责任落实情况"]
    revoke = {"item_id": items[0]["item_id"], "kind": "revoke", "explanation": "不想公开了"}
    refused = await post(tree, clerk, f"{here}/amendments", revoke)
    assert (refused.status_code, rule(refused)) == (409, "ImposedBySuperiorError")
    withhold = {
        "item_id": items[0]["item_id"],
        "title": "防汛",
        "ground": "other",
        "rule": "某条",
        "review_on": "2027-01-01",
    }
    kept = await post(tree, clerk, f"{here}/withheld", withhold)
    assert (kept.status_code, rule(kept)) == (409, "ImposedBySuperiorError")

    await issue(tree, COMMITTEE, ROWS[:1])
    assert (await post(tree, clerk, f"{here}/template/start")).status_code == 201
    await post(
        tree, login(BRANCH, "secrecy_reviewer"), f"{here}/catalog/screening", {"verdict": "pass"}
    )
    approved = await post(tree, login(BRANCH, "approver"), f"{here}/catalog/approval")
    assert approved.status_code == 201, approved.text
    items = (await get(tree, clerk, f"{here}/items")).json()
    assert {each["level3"] for each in items} == {"防汛责任落实情况", "党员发展情况"}
    page = await browse(tree, clerk, f"/units/{BRANCH}/mandates")
    assert "防汛责任落实情况" in page.text
    assert "机关党委" in page.text


async def lifted(county, mandate, position):
    """Let the catalog hear that a superior has taken an order back."""
    tag, reason = "workflow.mandate.lifted.v1", "汛期已过，不再要求公开"
    place = {"id": id_at(tag, UUID(mandate), 1), "stream_id": mandate, "version": 1}
    event = {"type": tag, "mandate": mandate, "issuer": COMMITTEE, "reason": reason}
    body = canonical({**place, "cause": cause("head"), "event": event})
    stream = UUID(mandate)
    letter = Letter(position=position, stream_id=stream, version=1, tag=tag, body=body)
    await county.service.hear("workflow", [letter])


async def test_a_lifted_order_ends_what_only_it_had_listed_and_says_so(tree, today):
    office, clerk = login(COMMITTEE, "office"), login(BRANCH, "clerk")
    for each in (ORDER, {**ORDER, "units": [BRANCH]}):
        done = await post(tree, office, f"/api/units/{COMMITTEE}/mandates", each)
        assert done.status_code == 201, done.text
    issued = [x for x in tree.facts() if x["event"]["type"] == "catalog.mandate.issued.v1"]
    first, second = [each["stream_id"] for each in issued]
    here = f"/api/units/{BRANCH}/items"
    await lifted(tree, first, 1)
    item = (await get(tree, clerk, here)).json()[0]["item_id"]  # the second order still asks for it
    assert (await get(tree, clerk, f"/api/units/{GENERAL}/items")).json() == []

    await lifted(tree, second, 2)
    assert (await get(tree, clerk, here)).json() == []
    assert (await get(tree, clerk, f"/api/units/{BRANCH}/imposed")).json() == []
    told = [each["event"] for each in tree.facts()]
    ends = [each for each in told if each["type"] == "catalog.amendment.announced.v1"]
    assert [(each["unit"], each["kind"], each["public"]) for each in ends] == [
        (GENERAL, "terminate", True),
        (BRANCH, "terminate", True),
    ]
    assert "汛期已过" in ends[-1]["explanation"]
    assert ends[-1]["item_id"] == item
    assert "已撤销" in (await browse(tree, office, f"/units/{COMMITTEE}/mandates")).text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level3": ""}, "level3"),
        ({"forms": []}, "forms"),
        ({"scope": None}, "scope"),
        ({"reason": " "}, "reason"),
        ({"due": None}, "due"),
        ({"due": "2026-11-20"}, "due"),
        ({"due": "2029-01-01"}, "due"),
        ({"units": []}, "units"),
        ({"units": [BRANCH, BRANCH]}, "units"),
        ({"units": [COUNTY]}, "units"),
        ({"units": [COMMITTEE]}, "units"),
    ],
)
async def test_a_faulty_order_reaches_nobody(tree, today, change, field):
    path = f"/api/units/{COMMITTEE}/mandates"
    refused = await post(tree, login(COMMITTEE, "office"), path, {**ORDER, **change})
    assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text
    assert "catalog.mandate.issued.v1" not in {each["event"]["type"] for each in tree.facts()}


async def test_an_order_is_given_by_hand_and_by_nobody_else(tree, today):
    path = f"/units/{COMMITTEE}/mandates"
    async with tree.browser(login(COMMITTEE, "office")) as office:
        form = (await office.get(path)).text
        assert "党支部" in form
        fields = {**ORDER, "forms": "公开栏"}
        sent = await office.post(path, data=fields)
        assert sent.status_code == 303, sent.text
        assert "防汛责任落实情况" in (await office.get(path)).text
        wrong = await office.post(path, data={**fields, "due": "明天"})
        assert wrong.status_code == 422
    below = await post(tree, login(BRANCH, "office"), f"/api{path}", ORDER)
    assert below.status_code == 403


# ── authority ────────────────────────────────────────────────────────────────────────────────


def _typed(body):
    return {key: value == "true" if key == "same" else value for key, value in body.items()}


async def test_a_superior_reserves_a_class_and_gives_it_back(tree):
    path, office = f"/api/units/{COMMITTEE}/authority", login(COMMITTEE, "office")
    body = {"matter": "党员管理", "reason": "干部管理权限"}
    assert (await post(tree, office, path, body)).status_code == 201
    assert rule(await post(tree, office, path, body)) == "ReservedTwiceError"
    assert (await post(tree, office, path, {"matter": " ", "reason": "x"})).json()["field"] == (
        "matter"
    )
    assert (await post(tree, office, path, {"matter": "x"})).json()["field"] == "reason"
    assert (await post(tree, login(BRANCH, "office"), path, body)).status_code == 403
    listed = (await get(tree, "", f"/api/units/{BRANCH}/authority")).json()
    assert [(each["by"], each["authority"]["matter"]) for each in listed] == [
        ("机关党委", "党员管理")
    ]
    async with tree.browser(office) as browser:
        here = f"/units/{COMMITTEE}/authority"
        order = ORDER | {"level3": "党员管理、教育情况", "units": [BRANCH]}
        made = await post(tree, office, f"/api/units/{COMMITTEE}/mandates", order)
        assert made.status_code == 201, made.text
        shown = (await browser.get(here)).text
        assert "党员管理" in shown
        assert "待认定的相近标题（1）" in shown
        ruling = {"matter": "党员管理", "heading": "党员管理、教育情况", "reason": "另有分工"}
        for wrong, field in ((ruling, "same"), (ruling | {"same": "true", "reason": ""}, "reason")):
            refused = await post(tree, office, f"{path}/likeness", _typed(wrong))
            assert (refused.status_code, refused.json()["field"]) == (422, field)
        said = await browser.post(f"{here}/likeness", data=ruling | {"same": "false"})
        assert said.status_code == 303, said.text
        shown = (await browser.get(here)).text
        assert "待认定的相近标题" not in shown
        assert "不是同一类" in shown
        gone = await browser.post(f"{here}/release", data={"matter": "党员管理"})
        assert gone.status_code == 303
        assert "没有上收审批权限的事项" in (await browser.get(here)).text


async def test_only_who_the_scheme_lets_draft_begins_from_a_template(tree):
    await issue(tree, COMMITTEE, ROWS)
    here = f"/api/units/{BRANCH}"
    plan = {"seed": "S1", "effective": "2026-01-01"}  # 领导小组办公室 drafts (V05)
    made = await post(tree, "admin", f"{here}/scheme/versions", plan)
    assert made.status_code == 201, made.text

    refused = await post(tree, login(BRANCH, "clerk"), f"{here}/template/start")
    assert refused.status_code == 403
    started = await post(tree, login(BRANCH, "office"), f"{here}/template/start")
    assert started.status_code == 201, started.text
