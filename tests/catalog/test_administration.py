"""管理 by hand: every change of the tree, of people and of posts, with its last look and errors."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from services.catalog.domain.terms import person_id_of
from shared.calendar import beijing_date
from tests.catalog.conftest import COUNTY, OFFICE, PASSWORD, SCHOOL, login_of
from tests.catalog.test_forest import BRANCH, register

HERE = f"/admin/units/{OFFICE}"
NEW = "qing-lan-2027"


def who(login):
    return str(person_id_of(login))


async def send(county, path, by="admin", **form):
    async with county.browser(by) as browser:
        return await browser.post(path, data={"command_id": str(uuid4()), **form})


async def read(county, path, login="admin"):
    async with county.browser(login) as browser:
        return await browser.get(path)


@pytest.fixture
async def town(bureau):
    await register(
        bureau,
        (SCHOOL, "河湾小学", "学校", COUNTY),
        (BRANCH, "河湾小学党支部", "党支部", SCHOOL),
    )
    return bureau


def beside(answer, field):
    """Return the error that stands beside a field."""
    found = re.search(rf'class="error" id="{field}-error">([^<]+)<', answer.text)
    assert found, answer.text
    return found.group(1)


# ── units ────────────────────────────────────────────────────────────────────────────────────


async def test_a_unit_is_registered_below_another_and_its_page_tells_so(county):
    form = {"name": "综合行政执法局", "kind": "县政府工作部门"}
    done = await send(county, f"/admin/units/{COUNTY}/below", **form)
    assert done.status_code == 303, done.text
    shown = await read(county, done.headers["location"].removeprefix("/catalog"))

    assert "综合行政执法局" in shown.text
    assert "青岚县" in shown.text
    assert "罗敏办理" in shown.text


async def test_a_form_sent_twice_registers_one_unit(county):
    form = {"name": "招商局", "kind": "招商部门", "command_id": str(uuid4())}
    places = set()
    async with county.browser("admin") as browser:
        for _ in range(2):
            done = await browser.post(f"/admin/units/{COUNTY}/below", data=form)
            assert done.status_code == 303, done.text
            places.add(done.headers["location"])

    assert len(places) == 1


@pytest.mark.parametrize(
    ("form", "field", "told"),
    [
        ({"name": "", "kind": "学校"}, "name", "必须填写。"),
        ({"name": "河湾", "kind": "公司"}, "kind", "没有这种单位类型，请从列出的类型中选择。"),
        ({"name": "河湾", "kind": "县委"}, "kind", "“县委”不能隶属于“党支部”，请改选上级单位。"),
    ],
)
async def test_what_is_amiss_with_a_new_unit_stands_beside_the_field(town, form, field, told):
    refused = await send(town, f"/admin/units/{BRANCH}/below", **form)

    assert refused.status_code == 422
    assert beside(refused, field) == told
    assert form["name"] in refused.text


CHANGES = [
    ("rename", {"name": "县委编办"}, "从现在起叫“县委编办”", "更名"),
    ("move", {"superior": "河湾小学"}, "由“青岚县”改隶“河湾小学”", "调整隶属关系"),
    ("merge", {"successor": "河湾小学"}, "“编办”并入“河湾小学”", "合并"),
    ("dissolve", {"successor": ""}, "没有单位承接", "撤销"),
]


@pytest.mark.parametrize(("what", "form", "effect", "word"), CHANGES)
async def test_a_change_is_looked_at_once_more_then_filed_with_its_ground(
    town, what, form, effect, word
):
    if what == "move":
        await register(town, (str(uuid4()), "县编委", "县政府", COUNTY))
        form, effect = {"superior": "县编委"}, "由“青岚县”改隶“县编委”"
        town_unit = f"/admin/units/{SCHOOL}"
        effect = effect.replace("编办", "河湾小学")
    else:
        town_unit = HERE
    form = {**form, "reason": "青编〔2026〕1号"}
    before = town.service.store.last()
    asked = await send(town, f"{town_unit}/change/{what}", **form)
    assert (asked.status_code, town.service.store.last()) == (200, before), asked.text
    assert effect in asked.text
    assert "青编〔2026〕1号" in asked.text
    done = await send(town, f"{town_unit}/change/{what}", confirmed="yes", **form)
    assert done.status_code == 303, done.text
    shown = await read(town, town_unit)

    assert f"<strong>{word}</strong>" in shown.text
    assert "依据：青编〔2026〕1号" in shown.text


REFUSED = [
    ("rename", {"name": ""}, "name", 422, "必须填写。"),
    ("rename", {"name": "新名", "reason": " "}, "reason", 422, "请填写依据或者理由"),
    ("move", {"superior": "河湾小学党支部"}, "superior", 422, "不能隶属于自己或自己的下级"),
    ("move", {"superior": "编办"}, "superior", 422, "“学校”不能隶属于“县委工作机构”"),
    ("move", {"superior": "没有的单位"}, "superior", 422, "没有找到叫这个名称的单位"),
    ("merge", {"successor": "河湾"}, "successor", 422, "河湾小学、河湾小学党支部"),
    ("merge", {"successor": ""}, "successor", 422, "没有找到叫这个名称的单位"),
]


@pytest.mark.parametrize(("what", "form", "field", "status", "told"), REFUSED)
async def test_a_change_that_cannot_be_is_told_beside_its_field(
    town, what, form, field, status, told
):
    before = town.service.store.last()
    form = {"reason": "机构改革", **form}
    refused = await send(town, f"/admin/units/{SCHOOL}/change/{what}", confirmed="yes", **form)

    assert refused.status_code == status
    assert told in beside(refused, field)
    assert town.service.store.last() == before


async def test_a_unit_with_units_below_is_not_dissolved(town):
    refused = await send(town, f"/admin/units/{SCHOOL}/change/dissolve", reason="撤并")

    assert refused.status_code == 409
    assert "这个单位还有下级单位" in refused.text


async def test_a_merger_tells_what_follows(town):
    form = {"successor": "编办", "reason": "撤并"}
    told = await send(town, f"/admin/units/{SCHOOL}/change/merge", **form)

    assert "直接下级 1 个单位改由承接单位领导：河湾小学党支部。" in told.text


async def test_only_admins_above_both_places_may_change_the_tree(town):
    post = {"person_id": who(login_of("member")), "post": "admin"}
    async with town.client("admin") as admin:
        assert (await admin.post(f"/api/units/{SCHOOL}/posts", json=post)).status_code == 201
    member = login_of("member")
    paths = [HERE, f"{HERE}/below", f"{HERE}/change/rename", f"{HERE}/posts/new"]
    strange = [(await read(town, each, member)).status_code for each in paths]
    out = {"superior": "编办", "reason": "改革", "confirmed": "yes"}
    moved = await send(town, f"/admin/units/{BRANCH}/change/move", member, **out)
    mine = await read(town, f"/admin/units/{SCHOOL}", member)

    assert strange == [200, 403, 403, 403]  # its own people may read what became of a unit
    assert moved.status_code == 403
    assert mine.status_code == 200
    assert (await read(town, "/admin", login_of("clerk"))).status_code == 403


async def test_a_unit_is_shown_as_it_was_on_any_day(town):
    today = beijing_date(town.service.clock.now())
    await send(town, f"{HERE}/change/rename", name="县委编办", reason="改革", confirmed="yes")
    now = await read(town, HERE)
    then = await read(town, f"{HERE}?on={today}")
    before = await read(town, f"{HERE}?on={today - timedelta(days=1)}")

    assert "县委编办" in now.text
    assert "这一天终了时的情况" in then.text
    assert "任命职务</a>" not in then.text
    assert before.status_code == 404


# ── people and posts ─────────────────────────────────────────────────────────────────────────


async def test_people_are_registered_found_by_name_and_given_a_new_password(town):
    form = {"name": "欧阳静", "login": "ouyang.jing", "password": PASSWORD}
    done = await send(town, "/admin/people", **form)
    assert done.status_code == 303, done.text
    found = await read(town, "/admin?q=阳静")
    before = town.begun_before("ouyang.jing")
    reset = await send(town, f"/admin/people/{who('ouyang.jing')}/password", password=NEW)
    async with town.browser() as browser:
        old = await browser.post("/login", data={"login": "ouyang.jing", "password": PASSWORD})
        new = await browser.post("/login", data={"login": "ouyang.jing", "password": NEW})
    async with town.client() as thief:
        late = await thief.get("/password", headers=before)

    assert (late.status_code, late.json()["type"]) == (401, "urn:gongkai:SessionExpiredError")
    assert "欧阳静" in found.text
    assert "河湾" not in found.text
    assert reset.status_code == 303, reset.text
    assert (old.status_code, new.status_code) == (401, 303)
    assert town.facts()[-1]["cause"]["actor"] == who("admin")


async def test_one_s_own_password_is_changed_on_a_page_by_who_knows_the_old_one(town):
    login = login_of("clerk")
    good = {"old_password": PASSWORD, "password": NEW, "repeated_password": NEW}
    async with town.browser(login) as browser:
        shown = await browser.get("/password")
        asked = [{**good, name: "另一个密码2026"} for name in ("old_password", "repeated_password")]
        refused = [await browser.post("/password", data=form) for form in asked]
        done = await browser.post("/password", data=good)
    reset = await send(town, f"/admin/people/{who('admin')}/password", password=NEW)

    assert "原来的密码" in shown.text
    assert [each.status_code for each in refused] == [422, 422]
    assert beside(refused[0], "old_password")
    assert beside(refused[1], "repeated_password")
    assert NEW not in refused[0].text
    assert (done.status_code, done.headers["location"]) == (303, "/catalog/password?done=yes")
    assert "gk_session=" in done.headers["set-cookie"]  # here one goes on, elsewhere one does not
    assert reset.status_code == 422  # an admin's own needs the old one like anybody's
    assert "更改密码" in reset.text


@pytest.mark.parametrize(
    ("form", "field", "status"),
    [
        ({"login": "Ou Yang"}, "login", 422),
        ({"login": "admin"}, "login", 409),
        ({"name": ""}, "name", 422),
        ({"password": "123"}, "password", 422),
    ],
)
async def test_what_is_amiss_with_a_person_stands_beside_the_field(county, form, field, status):
    form = {"name": "欧阳静", "login": "ouyang", "password": PASSWORD, **form}
    refused = await send(county, "/admin/people", **form)

    assert refused.status_code == status
    assert beside(refused, field)
    assert PASSWORD not in refused.text


async def test_an_admin_resets_nobody_who_is_above_them_nor_an_auditor(town):
    async with town.client("admin") as admin:
        for login, unit, post in (
            (login_of("member"), SCHOOL, "admin"),
            (login_of("publisher"), OFFICE, "auditor"),
            (login_of("reviewer"), COUNTY, "security_admin"),
        ):
            body = {"person_id": who(login), "post": post}
            assert (await admin.post(f"/api/units/{unit}/posts", json=body)).status_code == 201
    below, auditor = login_of("member"), who(login_of("publisher"))
    up = await send(town, f"/admin/people/{who('admin')}/password", below, password=NEW)
    across = await send(town, f"/admin/people/{auditor}/password", password=NEW)
    secure = login_of("reviewer")
    rightly = await send(town, f"/admin/people/{auditor}/password", secure, password=NEW)

    assert [each.status_code for each in (up, across, rightly)] == [403, 403, 303]


async def test_a_post_is_given_by_name_for_a_term_and_shown_before_it_begins(town):
    today = beijing_date(town.service.clock.now())
    form = {
        "person_id": "叶舟",
        "post": "approver",
        "since": str(today + timedelta(days=2)),
        "until": str(today + timedelta(days=3)),
        "substitute_for": who(login_of("approver")),
    }
    done = await send(town, f"{HERE}/posts/new", **form)
    assert done.status_code == 303, done.text
    shown = await read(town, HERE)

    assert "（代理何川）" in shown.text
    assert "还没有开始" in shown.text


BAD_POSTS = [
    ({"person_id": "某人"}, "person_id", 422, "没有找到这个人"),
    ({"post": "king"}, "post", 422, "不在可选的范围内。"),
    ({"until": "昨天"}, "until", 422, "请按“年-月-日”填写日期"),
    ({"until": "2020-01-01"}, "until", 422, "任期的结束时间"),
    ({"substitute_for": who(login_of("approver"))}, "until", 422, "代理职务必须写明结束时间"),
    ({"post": "member"}, "post", 409, "这个人已经担任这一职务"),
]


@pytest.mark.parametrize(("form", "field", "status", "told"), BAD_POSTS)
async def test_what_is_amiss_with_an_appointment_stands_beside_the_field(
    town, form, field, status, told
):
    form = {"person_id": "叶舟", "post": "approver", **form}
    refused = await send(town, f"{HERE}/posts/new", **form)

    assert refused.status_code == status, refused.text
    assert told in beside(refused, field)


async def test_two_heads_are_refused_beside_the_post(town):
    first = await send(town, f"{HERE}/posts/new", person_id="叶舟", post="leader")
    second = await send(town, f"{HERE}/posts/new", person_id="何川", post="leader")

    assert (first.status_code, second.status_code) == (303, 409)
    assert "同一时间只能由一人担任" in beside(second, "post")


async def test_a_post_is_taken_after_a_last_look(town):
    about = {"person_id": who(login_of("clerk")), "post": "clerk"}
    query = "&".join(f"{name}={value}" for name, value in about.items())
    look = await read(town, f"{HERE}/posts/vacate?{query}")
    done = await send(town, f"{HERE}/posts/vacate", **about)
    again = await send(town, f"{HERE}/posts/vacate", **about)

    assert "这个单位将没有人担任承办人" in look.text
    assert "新一版目录不能生效" in look.text
    assert done.status_code == 303
    assert again.status_code == 409
    assert "<strong>免去</strong>" in (await read(town, HERE)).text


async def test_a_post_is_handed_over_after_a_last_look(town):
    about = {"giver": who(login_of("clerk")), "post": "clerk", "taker": "叶舟"}
    look = await send(town, f"{HERE}/posts/hand", **about)
    nobody = await send(town, f"{HERE}/posts/hand", **{**about, "taker": "某人"})
    done = await send(town, f"{HERE}/posts/hand", confirmed="yes", **about)

    assert "承办人从现在起由叶舟担任。" in look.text
    assert "没有找到这个人" in beside(nobody, "taker")
    assert done.status_code == 303
    assert "陈禾 → 叶舟" in (await read(town, HERE)).text
