"""From a request at the door to a fact in the vault and a row in the reading room."""

from uuid import UUID, uuid4

import pytest

from services.catalog.app import begin
from services.catalog.domain.terms import person_id_of
from services.catalog.handlers import AlreadyBegunError, NewPerson
from tests.catalog.conftest import COUNTY, OFFICE, PASSWORD, SCHOOL, login_of
from tests.catalog.files import csv_of, workbook

ENTRY = {
    "level1": "组织建设",
    "level2": "党员管理",
    "level3": "党员发展情况",
    "forms": ["会议", "公开栏"],
    "scope": "society",
    "time_limit": "periodic",
}
HERE = f"/api/units/{OFFICE}"


def rule(response):
    return response.json()["type"].removeprefix("urn:gongkai:")


async def send(county, post, path, body, **headers):
    async with county.client(login_of(post), **headers) as client:
        return await client.post(f"{HERE}/catalog/{path}", json=body)


async def get(county, login, path):
    async with county.client(login) as client:
        return await client.get(path)


async def approved(county):
    await send(county, "secrecy_reviewer", "screening", {"verdict": "pass"})
    done = await send(county, "approver", "approval", {})
    assert done.status_code == 201, done.text


# ── the beginning, and logging in ────────────────────────────────────────────────────────────


async def test_a_house_is_begun_once(county, settings):
    with pytest.raises(AlreadyBegunError):
        await begin(
            settings, NewPerson(login="second", name="某人", password=PASSWORD), county="别县"
        )


async def test_a_name_or_a_password_never_stands_open_in_a_fact(bureau):
    text = str(bureau.facts())

    assert "罗敏" not in text
    assert "陈禾" not in text
    assert PASSWORD not in text


async def test_a_login_gives_a_token_that_opens_the_door(bureau):
    body = {"login": login_of("clerk"), "password": PASSWORD}
    async with bureau.client() as client:
        answer = await client.post("/api/login", json=body)
        assert answer.json()["name"] == "陈禾"
        client.headers["authorization"] = f"Bearer {answer.json()['token']}"
        assert (await client.get(f"{HERE}/catalog")).status_code == 200


async def test_a_wrong_password_is_refused_without_saying_what_was_wrong(bureau):
    async with bureau.client() as client:
        wrong = {"login": login_of("clerk"), "password": "something-else"}
        nobody = {"login": "nobody", "password": PASSWORD}
        for body in (wrong, nobody):
            answer = await client.post("/api/login", json=body)
            assert (answer.status_code, rule(answer)) == (401, "WrongPasswordError")


# ── units, people, posts ─────────────────────────────────────────────────────────────────────


async def test_only_an_admin_above_registers_units_people_and_posts(bureau):
    unit = {"unit_id": SCHOOL, "name": "河湾小学", "kind": "学校", "superior": COUNTY}
    person = {"login": "new.one", "name": "新人", "password": PASSWORD}
    post = {"person_id": str(person_id_of("admin")), "post": "clerk"}
    for login, status in (("", 401), (login_of("clerk"), 403)):
        async with bureau.client(login) as client:
            assert (await client.post("/api/units", json=unit)).status_code == status
            assert (await client.post("/api/people", json=person)).status_code == status
            assert (await client.post(f"{HERE}/posts", json=post)).status_code == status


async def test_an_unknown_unit_or_person_is_named(bureau):
    async with bureau.client("admin") as client:
        nowhere = await client.post(
            f"/api/units/{SCHOOL}/posts", json={"person_id": "x", "post": "clerk"}
        )
        nobody = await client.post(f"{HERE}/posts", json={"person_id": "x", "post": "clerk"})

    assert (nowhere.status_code, rule(nowhere)) == (404, "UnitUnknownError")
    assert (nobody.status_code, rule(nobody)) == (404, "PersonUnknownError")


async def test_the_only_administrator_of_the_county_stays_until_there_is_another(bureau):
    body = {"person_id": str(person_id_of("admin")), "post": "admin"}
    other = {"person_id": str(person_id_of(login_of("clerk"))), "post": "admin"}
    there = f"/api/units/{COUNTY}/posts"
    async with bureau.client("admin") as client:
        alone = await client.post(f"{there}/vacate", json=body)
        assert (alone.status_code, rule(alone)) == (409, "LastAdministratorError")
        assert (await client.post(there, json=other)).status_code == 201
        assert (await client.post(f"{there}/vacate", json=body)).status_code == 201


async def test_a_post_taken_away_opens_no_door(bureau):
    body = {"person_id": str(person_id_of(login_of("clerk"))), "post": "clerk"}
    async with bureau.client("admin") as client:
        assert (await client.post(f"{HERE}/posts/vacate", json=body)).status_code == 201

    refused = await send(bureau, "clerk", "entries", ENTRY)

    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")


async def test_a_unit_moved_below_its_own_branch_is_refused(bureau):
    branch = {"unit_id": SCHOOL, "name": "党支部", "kind": "党支部", "superior": OFFICE}
    async with bureau.client("admin") as client:
        assert (await client.post("/api/units", json=branch)).status_code == 201
        body = {"superior": SCHOOL, "reason": "机构改革"}
        refused = await client.post(f"{HERE}/superior", json=body)
        bare = await client.post(f"{HERE}/name", json={"name": "新名"})

    assert (refused.status_code, rule(refused)) == (422, "OwnSuperiorError")
    assert (bare.status_code, rule(bare), bare.json()["field"]) == (
        422,
        "GroundMissingError",
        "reason",
    )


async def test_a_person_is_registered_once_however_often_it_is_asked(county):
    body = {"login": "li.ming", "name": "李明", "password": PASSWORD}
    async with county.client("admin", **{"x-request-id": str(uuid4())}) as client:
        first = await client.post("/api/people", json=body)
        again = await client.post("/api/people", json=body)
    async with county.client("admin") as client:
        other = await client.post("/api/people", json=body)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert (other.status_code, rule(other)) == (409, "LoginTakenError")


# ── entries one by one (A1) ──────────────────────────────────────────────────────────────────


@pytest.mark.row("A1")
@pytest.mark.parametrize("field", ["level3", "scope", "forms", "time_limit"])
async def test_an_entry_lacking_one_of_the_four_fields_is_refused_by_its_name(bureau, field):
    body = {key: value for key, value in ENTRY.items() if key != field}

    refused = await send(bureau, "clerk", "entries", body)

    assert refused.status_code == 422
    assert refused.json()["field"] == field
    assert rule(refused) == "MissingFieldError"


@pytest.mark.row("A1")
async def test_an_entry_with_all_four_is_listed_at_version_one(bureau):
    made = await send(bureau, "clerk", "entries", ENTRY)
    assert made.status_code == 201, made.text

    await approved(bureau)

    [item] = (await get(bureau, "", f"{HERE}/items")).json()
    assert item["catalog_version"] == 1
    assert {key: item[key] for key in ENTRY} == ENTRY


async def test_malformed_json_and_unknown_words_are_refused_with_their_place(bureau):
    strange = await send(bureau, "clerk", "entries", ENTRY | {"scope": "everyone"})
    extra = await send(bureau, "clerk", "entries", ENTRY | {"colour": "red"})
    async with bureau.client(login_of("clerk")) as client:
        broken = await client.post(
            f"{HERE}/catalog/entries",
            content=b'{"level3": ',
            headers={"content-type": "application/json"},
        )

    assert strange.status_code == extra.status_code == 422
    assert "scope" in strange.text
    assert broken.status_code == 400


# ── import (A2), doubts, screening, approval (A5) ────────────────────────────────────────────

DECISIONS = [
    (8, "scope", "党内"),
    (9, "scope", "党内"),
    (12, "forms", "会议 文件 公开栏"),
    (18, "forms", "会议 文件"),
    (25, "forms", "会议 文件"),
]


async def uploaded(county, catalog_36, door="import"):
    async with county.client(login_of("clerk")) as client:
        return await client.post(f"{HERE}/catalog/{door}", files=catalog_36)


async def settle_all(county):
    for row, field, value in DECISIONS:
        body = {"row": row, "field": field, "value": value, "reason": "编办支委会研究"}
        done = await send(county, "clerk", "doubts", body)
        assert done.status_code == 201, done.text


@pytest.mark.row("A2")
async def test_the_county_catalog_is_imported_settled_screened_approved_and_listed(
    bureau, catalog_36
):
    assert (await uploaded(bureau, catalog_36)).status_code == 201
    book = (await get(bureau, login_of("clerk"), f"{HERE}/catalog/1")).json()
    assert len(book["entries"]) == 36
    waiting = {(each["row"], each["field"]) for each in book["doubts"] if each["blocking"]}
    assert waiting == {(row, field) for row, field, _ in DECISIONS}

    await settle_all(bureau)
    await approved(bureau)

    items = (await get(bureau, login_of("member"), f"{HERE}/items")).json()
    assert len(items) == 36
    assert [each["code"] for each in items][:4] == ["1.1.1", "1.1.2", "1.2.1", "1.3.1"]
    assert items[6]["inherited"] == [
        {"field": "level1", "from_row": 1, "evidence": "blank", "confidence": "high"},
        {"field": "level2", "from_row": 4, "evidence": "blank", "confidence": "high"},
        {"field": "time_limit", "from_row": 6, "evidence": "blank", "confidence": "high"},
    ]


async def test_a_preview_files_nothing(bureau, catalog_36):
    before = len(bureau.facts())

    shown = (await uploaded(bureau, catalog_36, "preview")).json()

    assert len(shown["draft"]["entries"]) == 36
    assert len(bureau.facts()) == before


async def test_no_approval_without_screening_nor_with_an_open_doubt(bureau, catalog_36):
    await uploaded(bureau, catalog_36)
    open_ = await send(bureau, "approver", "approval", {})
    assert (open_.status_code, rule(open_)) == (409, "DoubtsOpenError")
    assert open_.json()["title"] == "还有5处疑点没有裁定（公开形式、公开范围），不能审批。"

    await settle_all(bureau)
    unscreened = await send(bureau, "approver", "approval", {})
    assert (unscreened.status_code, rule(unscreened)) == (409, "NotScreenedError")
    assert (await get(bureau, login_of("member"), f"{HERE}/items")).json() == []


async def test_both_decisions_name_person_time_and_version(bureau, catalog_36):
    await uploaded(bureau, catalog_36)
    await settle_all(bureau)
    await approved(bureau)

    row = (await get(bureau, login_of("clerk"), f"{HERE}/catalog")).json()[0]

    assert row["version"] == 1
    assert row["state"] == "approved"
    assert row["screened_by"] == str(person_id_of(login_of("secrecy_reviewer")))
    assert row["approved_by"] == str(person_id_of(login_of("approver")))
    assert row["screened_at"] < row["approved_at"]


async def test_each_step_asks_for_its_post(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    for post, path, body in (
        ("member", "entries", ENTRY),
        ("clerk", "screening", {"verdict": "pass"}),
        ("secrecy_reviewer", "approval", {}),
        ("approver", "doubts", {"row": 1, "field": "scope", "value": "党内", "reason": "x"}),
    ):
        refused = await send(bureau, post, path, body)
        assert (refused.status_code, rule(refused)) == (403, "WrongPostError")


async def test_one_person_in_all_posts_cannot_approve_their_own_catalog(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    async with bureau.client("admin") as admin:
        for post in ("secrecy_reviewer", "approver"):
            body = {"person_id": str(person_id_of(login_of("clerk"))), "post": post}
            assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201

    own = await send(bureau, "clerk", "screening", {"verdict": "pass"})
    await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})
    approval = await send(bureau, "clerk", "approval", {})

    assert rule(own) == "ScreenedByDrafterError"
    assert rule(approval) == "ApprovedByDrafterError"


async def test_a_unit_without_all_its_posts_cannot_activate_its_catalog(county):
    await county.staff(OFFICE, posts=("clerk", "secrecy_reviewer", "approver"))
    await send(county, "clerk", "entries", ENTRY)
    await send(county, "secrecy_reviewer", "screening", {"verdict": "pass"})

    refused = await send(county, "approver", "approval", {})

    assert (refused.status_code, rule(refused)) == (409, "PostsUnfilledError")
    assert refused.json()["title"].endswith("还缺：审核人、发布人。")


async def test_nobody_approves_a_version_they_have_not_seen(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    async with bureau.client(login_of("approver")) as client:
        seen = (await client.get(f"{HERE}/catalog/1")).headers["etag"]
    await send(bureau, "clerk", "entries", ENTRY | {"level3": "党费收缴情况"})
    await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})

    stale = await send(bureau, "approver", "approval", {}, **{"if-match": seen})

    assert (stale.status_code, rule(stale)) == (412, "StaleError")


async def test_a_bad_file_is_refused_in_a_sentence(bureau):
    async with bureau.client(login_of("clerk")) as client:
        for content, name in (
            (b"", "EmptyFileError"),
            (b"PK\x03\x04 broken", "DamagedFileError"),
            (workbook([["a"] * 6], formula="=A1"), "UncomputedFormulaError"),
        ):
            answer = await client.post(
                f"{HERE}/catalog/preview", files={"file": ("x.xlsx", content)}
            )
            assert (answer.status_code, rule(answer)) == (422, name)


async def test_twenty_thousand_rows_go_through_the_door(bureau):
    rows = [[*list(ENTRY.values())[:2], f"事项{n}", "会议", "党内", "定期"] for n in range(20_000)]
    async with bureau.client(login_of("clerk")) as client:
        client.timeout = 60
        answer = await client.post(
            f"{HERE}/catalog/import", files={"file": ("大.csv", csv_of(rows))}
        )
        assert answer.status_code == 201, answer.text
    last = bureau.service.store.last()
    assert await bureau.service.views.reached("catalog", last, within=60)

    [row] = (await get(bureau, login_of("clerk"), f"{HERE}/catalog")).json()
    assert row["rows"] == 20_000
    await approved(bureau)
    last = bureau.service.store.last()
    assert await bureau.service.views.reached("catalog", last, within=60)
    items = (await get(bureau, login_of("member"), f"{HERE}/items?page=100")).json()
    assert [each["level3"] for each in items][-1] == "事项19999"


# ── who may read ─────────────────────────────────────────────────────────────────────────────


async def test_outsiders_see_only_what_is_for_society_and_no_draft(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    await send(bureau, "clerk", "entries", ENTRY | {"level3": "党内事项", "scope": "unit"})
    for login in ("", "admin"):
        seen = await get(bureau, login, f"{HERE}/catalog/1")
        assert seen.status_code == (200 if login else 401)
    await approved(bureau)

    outside = (await get(bureau, "", f"{HERE}/items")).json()
    inside = (await get(bureau, login_of("member"), f"{HERE}/items")).json()

    assert [each["level3"] for each in outside] == ["党员发展情况"]
    assert len(inside) == 2
    hidden = next(each for each in inside if each["level3"] == "党内事项")
    assert (await get(bureau, "", f"/api/items/{hidden['item_id']}")).status_code == 404
    known = await get(bureau, login_of("member"), f"/api/items/{hidden['item_id']}")
    assert UUID(known.json()["item_id"]) == UUID(hidden["item_id"])


async def test_a_clerk_of_one_unit_reads_no_draft_of_another(bureau):
    await bureau.staff(SCHOOL, posts=("clerk",))

    refused = await get(bureau, login_of("clerk", SCHOOL), f"{HERE}/catalog")

    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
