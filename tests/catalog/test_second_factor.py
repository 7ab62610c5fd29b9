"""The second factor: enrolled by its owner, asked for at the login, used once, reset when lost."""

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.catalog.app import doors
from services.catalog.domain.terms import person_id_of
from shared.second import SPARE, code_at
from tests.catalog.conftest import COUNTY, OFFICE, PASSWORD, County, login_of
from tests.catalog.test_pages import hidden

APPROVER = login_of("approver")
WHO = {"login": APPROVER, "password": PASSWORD}
SECRET = re.compile(r"手工输入密钥：<code>([A-Z2-7]+)</code>")
SPARES = re.compile(r"<li><code>([0-9A-Z-]{19})</code></li>")


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


def shows(county, secret, later=0):
    """Return what a device shows now, or in some steps."""
    return code_at(secret, county.service.clock.now() + timedelta(seconds=30 * later))


async def enrol(county, login=APPROVER):
    """Enrol a device by hand; return its secret and the recovery codes."""
    async with county.browser(login) as browser:
        assert "开始登记" in (await browser.get("/second-factor")).text
        assert (await browser.post("/second-factor", data={})).status_code == 303
        shown = (await browser.get("/second-factor")).text
        secret = SECRET.search(shown)[1]
        assert "<svg" in shown
        wrong = await browser.post("/second-factor/confirm", data={"code": "12"})
        assert (wrong.status_code, "动态口令或者恢复码不对" in wrong.text) == (401, True)
        done = await browser.post("/second-factor/confirm", data={"code": shows(county, secret)})
        assert done.status_code == 200, done.text
        assert done.headers["cache-control"] == "no-store"
        told = (await browser.get("/second-factor")).text
    spares = SPARES.findall(done.text)
    assert len(set(spares)) == SPARE
    assert "已经登记" in told
    assert secret not in told
    return secret, spares


async def log_in(county, **fields):
    async with county.client() as client:
        return await client.post("/api/login", json=WHO | fields)


def used(county):
    events = [each["event"] for each in county.facts()]
    return [(x["how"], x["left"]) for x in events if x["type"] == "catalog.factor.used.v1"]


async def test_who_has_enrolled_logs_in_with_the_code_of_the_device_as_well(bureau):
    assert (await log_in(bureau)).status_code == 200
    secret, _ = await enrol(bureau)

    missing = await log_in(bureau)
    wrong = await log_in(bureau, code="000000")
    entered = await log_in(bureau, code=shows(bureau, secret, 1))

    assert [rule(missing), rule(wrong)] == ["CodeNeededError", "WrongCodeError"]
    assert entered.status_code == 200, entered.text
    visit = bureau.sessions.visit(entered.json()["token"])
    assert visit.session.second is not None
    assert used(bureau) == [("totp", SPARE)]


async def test_a_code_opens_the_door_once(bureau):
    secret, _ = await enrol(bureau)
    code = shows(bureau, secret, 1)
    assert (await log_in(bureau, code=code)).status_code == 200

    assert rule(await log_in(bureau, code=code)) == "WrongCodeError"
    assert rule(await log_in(bureau, code=shows(bureau, secret, -1))) == "WrongCodeError"


async def test_a_recovery_code_opens_the_door_once_and_is_counted(bureau):
    _, spares = await enrol(bureau)
    typed = spares[3].lower().replace("-", " ")

    assert (await log_in(bureau, code=typed)).status_code == 200
    assert rule(await log_in(bureau, code=spares[3])) == "WrongCodeError"
    assert (await log_in(bureau, code=spares[4])).status_code == 200
    assert used(bureau) == [("recovery", SPARE - 1), ("recovery", SPARE - 2)]


async def test_the_second_step_is_asked_for_by_hand(bureau):
    secret, _ = await enrol(bureau)
    async with bureau.browser() as browser:
        asked = await browser.post("/login", data=WHO | {"next": "/workflow/"})
        assert (asked.status_code, "输入动态口令" in asked.text) == (200, True)
        assert "set-cookie" not in asked.headers
        form = {"ticket": hidden(asked.text, "ticket"), "next": hidden(asked.text, "next")}
        forged = await browser.post("/login/code", data=form | {"ticket": "x", "code": "1"})
        wrong = await browser.post("/login/code", data=form | {"code": "000000"})
        code = shows(bureau, secret, 1)
        entered = await browser.post("/login/code", data=form | {"code": code})

    assert (forged.status_code, wrong.status_code) == (401, 401)
    assert "请重新输入登录名和密码" in forged.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/workflow/")
    assert "gk_session" in entered.headers["set-cookie"]


async def test_guessing_codes_is_throttled(bureau):
    await enrol(bureau)
    answers = [await log_in(bureau, code=f"{n:06}") for n in range(8)]

    assert {rule(each) for each in answers[:4]} == {"WrongCodeError"}
    assert rule(answers[-1]) == "TooManyTriesError"
    assert answers[-1].status_code == 429


async def test_no_secret_and_no_recovery_code_stands_in_facts_or_beside_them(bureau):
    secret, spares = await enrol(bureau)
    kept = b"".join(each.body for each in bureau.service.store.after(0, 1_000))
    files = b"".join(
        each.read_bytes()
        for folder in ("catalog", "keys")
        for each in (bureau.settings.home / folder).rglob("*")
        if each.is_file()
    )

    for each in (secret, *spares, *(spare.replace("-", "") for spare in spares)):
        assert each.encode() not in kept + files


async def test_a_lost_device_is_revoked_by_a_security_admin_with_a_reason(bureau):
    secret, spares = await enrol(bureau)
    person = str(person_id_of(APPROVER))
    path, reason = f"/api/people/{person}/second-factor/reset", {"reason": "手机遗失，当面核对"}
    post = {"person_id": str(person_id_of(login_of("member"))), "post": "security_admin"}
    async with bureau.client("admin") as admin:
        assert (await admin.post(f"/api/units/{COUNTY}/posts", json=post)).status_code == 201
        assert rule(await admin.post(path, json=reason)) == "WrongPostError"
    async with bureau.client(APPROVER) as owner:
        assert rule(await owner.post(path, json=reason)) == "WrongPostError"
    async with bureau.browser(login_of("member")) as browser:
        shown = await browser.get(f"/admin/people/{person}")
        assert "重置第二重验证" in shown.text
        form = f"/admin/people/{person}/second-factor"
        assert "重置理由" in (await browser.get(form)).text
        empty = await browser.post(form, data={"reason": " "})
        assert (empty.status_code, "请写明重置理由" in empty.text) == (422, True)
    async with bureau.client(login_of("member")) as security:
        assert (await security.post(path, json=reason)).status_code == 201
        assert rule(await security.post(path, json=reason)) == "NotEnrolledError"

    plain = await log_in(bureau)
    assert plain.status_code == 200
    assert bureau.sessions.visit(plain.json()["token"]).session.second is None
    [fact] = [x for x in bureau.facts() if x["event"]["type"] == "catalog.factor.revoked.v1"]
    assert (fact["event"]["person_id"], fact["cause"]["post"]) == (person, "security_admin")
    again, _ = await enrol(bureau)
    assert again != secret
    assert spares


async def test_who_may_not_reset_a_device_does_not_learn_whose_it_is(bureau):
    person, nobody = str(person_id_of(APPROVER)), str(person_id_of("nobody.at.all"))
    there = f"/admin/units/{OFFICE}/posts"
    forms = [
        (f"/admin/people/{person}/second-factor", {"reason": "丢了"}),
        (f"/admin/people/{person}/second-factor", {}),
        (f"{there}/vacate", {"person_id": person, "post": "approver"}),
        (f"{there}/hand", {"giver": person, "post": "approver", "taker": "nobody"}),
        (f"{there}/new", {"person_id": person, "post": "approver"}),
    ]
    async with bureau.browser(login_of("clerk")) as browser:
        told = [await browser.post(path, data=data) for path, data in forms]
    async with bureau.client(login_of("clerk")) as client:
        paths = [f"/api/people/{each}/second-factor/reset" for each in (person, nobody)]
        rules = [rule(await client.post(path, json={})) for path in paths]
    assert [each.status_code for each in told] == [403] * len(forms)
    assert [
        each.request.url.path for each in told if "何川" in each.text or APPROVER in each.text
    ] == []
    assert rules == ["WrongPostError"] * 2


async def test_a_guarded_post_does_nothing_on_a_password_alone(settings, bureau):
    """The setting names the post; a session with the second factor may, another may not."""
    guarded = County(replace(settings, second_factor="approver"))
    guarded.service, guarded.app = bureau.service, None
    bureau.service.settings = replace(settings, second_factor="approver")
    guarded.app = doors(bureau.service)
    path = f"/api/units/{OFFICE}/catalog/approval"
    async with guarded.client(APPROVER) as client:
        refused = await client.post(path)
    token = bureau.sessions.issue(str(person_id_of(APPROVER)), "何川", second=True)
    async with guarded.client("", authorization=f"Bearer {token}") as client:
        judged = await client.post(path)
    async with guarded.client(login_of("clerk")) as client:
        clerk = await client.post(path)

    assert (refused.status_code, rule(refused)) == (403, "SecondFactorMissingError")
    assert rule(judged) == "NoDraftError"
    assert rule(clerk) == "WrongPostError"


@pytest.mark.parametrize("posts", ["approver", "approver, publisher", "approver，publisher"])
def test_the_setting_is_a_list_of_posts(settings, posts):
    assert "approver" in replace(settings, second_factor=posts).guarded
    assert replace(settings, second_factor="").guarded == frozenset()
