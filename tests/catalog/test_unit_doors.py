"""Units that end, posts that pass on and three administrators, at the doors."""

from datetime import timedelta

import pytest

from services.catalog.domain.terms import person_id_of
from services.catalog.handlers import Access
from tests.catalog.conftest import COUNTY, OFFICE, SCHOOL, login_of
from tests.catalog.test_doors import HERE, rule


def who(login):
    return str(person_id_of(login))


async def ask(county, path, body, login="admin"):
    async with county.client(login) as client:
        return await client.post(path, json=body)


async def school(county):
    unit = {"unit_id": SCHOOL, "name": "河湾小学", "kind": "学校", "superior": COUNTY}
    assert (await ask(county, "/api/units", unit)).status_code == 201


async def test_a_merged_unit_is_readable_takes_nothing_new_and_names_who_took_over(bureau):
    await school(bureau)
    merger = {"successor": SCHOOL, "reason": "机构改革"}
    assert (await ask(bureau, f"{HERE}/merger", merger)).status_code == 201
    entry = {
        "level3": "党员发展情况",
        "forms": ["会议"],
        "scope": "party",
        "time_limit": "periodic",
    }
    refused = await ask(bureau, f"{HERE}/catalog/entries", entry, login_of("clerk"))
    post = {"person_id": who("admin"), "post": "clerk"}
    no_post = await ask(bureau, f"{HERE}/posts", post)
    async with bureau.client("admin") as admin:
        told = (await admin.get(f"{HERE}/history")).json()
        assert (await admin.get(f"{HERE}/posts")).status_code == 200

    assert (refused.status_code, rule(refused)) == (409, "UnitEndedError")
    assert "河湾小学" in refused.json()["title"]
    assert rule(no_post) == "UnitEndedError"
    assert [each["what"] for each in told if not each["person"]] == ["登记", "合并"]
    assert told[-1]["other_unit"] == SCHOOL


async def test_with_a_unit_its_posts_end_and_whoever_goes_on_holds_them_for_both(bureau):
    await school(bureau)
    async with bureau.browser(login_of("clerk")) as clerk:
        assert "工作导航" in (await clerk.get("/")).text
        merger = {"successor": SCHOOL, "reason": "机构改革"}
        assert (await ask(bureau, f"{HERE}/merger", merger)).status_code == 201

        left = (await clerk.get("/")).text
        assert "工作导航" not in left
        assert (await clerk.get(f"{HERE}/posts")).status_code == 403

        post = {"person_id": who(login_of("clerk")), "post": "clerk"}
        assert (await ask(bureau, f"/api/units/{SCHOOL}/posts", post)).status_code == 201
        again = (await clerk.get("/")).text
        assert f'href="/catalog/units/{SCHOOL}"' in again.partition("工作导航")[2]
        assert (await clerk.get(f"{HERE}/posts")).status_code == 200  # of the unit that went on


async def test_a_term_opens_the_door_and_its_end_closes_it(bureau):
    now = bureau.service.clock.now()
    term = {
        "person_id": who("admin"),
        "post": "clerk",
        "since": (now + timedelta(days=1)).isoformat(),
        "until": (now + timedelta(days=3)).isoformat(),
        "substitute_for": who(login_of("clerk")),
    }
    done = await ask(bureau, f"{HERE}/posts", term)
    assert done.status_code == 201, done.text
    access = Access(bureau.service.views)
    held = [
        any(
            each.post == "clerk" for each in access.held_by(who("admin"), now + timedelta(days=day))
        )
        for day in (0, 1, 2, 3)
    ]
    assert held == [False, True, True, False]


async def test_a_handed_post_opens_the_door_to_the_new_holder_only_and_is_logged(bureau):
    entry = {
        "level3": "党员发展情况",
        "forms": ["会议"],
        "scope": "party",
        "time_limit": "periodic",
    }
    old, new = login_of("clerk"), login_of("member")
    hand = {"post": "clerk", "giver": who(old), "taker": who(new)}
    assert (await ask(bureau, f"{HERE}/posts/hand", hand)).status_code == 201

    refused = await ask(bureau, f"{HERE}/catalog/entries", entry, old)
    done = await ask(bureau, f"{HERE}/catalog/entries", entry, new)
    history = await (bureau.client("admin")).get(f"{HERE}/history")

    assert (refused.status_code, done.status_code) == (403, 201)
    assert history.json()[-1]["what"] == "移交"
    assert history.json()[-1]["giver"] == who(old)


@pytest.mark.parametrize(
    ("first", "second"),
    [("admin", "auditor"), ("auditor", "security_admin"), ("security_admin", "admin")],
)
async def test_nobody_is_two_of_the_three_administrators(bureau, first, second):
    person = who(login_of("member"))
    path = f"/api/units/{COUNTY}/posts"
    assert (await ask(bureau, path, {"person_id": person, "post": first})).status_code == 201
    refused = await ask(bureau, f"{HERE}/posts", {"person_id": person, "post": second})

    assert (refused.status_code, rule(refused)) == (409, "AdministratorsApartError")


async def test_an_auditor_reads_and_changes_nothing_in_the_whole_catalog(bureau):
    auditor = login_of("member")
    post = {"person_id": who(auditor), "post": "auditor"}
    assert (await ask(bureau, f"/api/units/{COUNTY}/posts", post)).status_code == 201
    before = bureau.service.store.last()
    writes = [
        (route.path, method)
        for route in bureau.app.routes
        for method in getattr(route, "methods", ())
        if method not in {"GET", "HEAD", "OPTIONS"}
    ]
    answers = set()
    async with bureau.client(auditor) as client:
        assert (await client.get(f"{HERE}/posts")).status_code == 200
        for path, method in writes:
            if path.endswith(("/login", "/logout", "/password", "/second-factor")):
                continue
            at = path.removeprefix("/catalog").replace("{unit:str}", OFFICE)
            at = at.replace("{version:int}", "1")
            answers.add((await client.request(method, at, json={})).status_code)

    assert len(writes) > 20
    assert not {each for each in answers if each < 400}
    assert bureau.service.store.last() == before
