"""Schemes, floors and calendars through the doors, for programs and for people."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec import json

from services.catalog.app import begin
from services.catalog.handlers import NewPerson
from shared.calendar import beijing_date
from tests.catalog.conftest import COUNTY, OFFICE, PASSWORD, County, login_of
from tests.catalog.test_calendar_versions import CSV_2027
from tests.catalog.test_doors import rule

HERE = f"/api/units/{OFFICE}"
PERIOD = "time_limits.periodic.period"
TODAY = beijing_date(datetime.now(UTC))
LATER = (TODAY + timedelta(days=30)).isoformat()
FIRST = {"seed": "S0", "effective": "2026-01-01"}
MONTHLY = {
    "values": {PERIOD: "monthly"},
    "reasons": {PERIOD: "群众要求按月公开"},
    "effective": LATER,
}


@pytest.fixture
async def either(either_settings):
    """Return a bureau on SQLite and on PostgreSQL, in turn."""
    admin = NewPerson(login="admin", name="罗敏", password=PASSWORD)
    await begin(either_settings, admin, county="青岚县")
    county = County(either_settings)
    async with county.service.running():
        await county.service.views.reached("catalog", county.service.store.last())
        await county.staff(OFFICE)
        yield county
    for let_go in county.app.on_shutdown:
        let_go()


async def adopt(county, body, login="admin", **headers):
    async with county.client(login, **headers) as client:
        return await client.post(f"{HERE}/scheme/versions", json=body)


async def read(county, path, login="admin"):
    async with county.client(login) as client:
        answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def test_a_unit_changes_quarterly_to_monthly_from_a_day_on_and_the_fact_says_who(either):
    assert (await adopt(either, FIRST)).status_code == 201
    assert (await adopt(either, MONTHLY)).status_code == 201

    now = await read(either, f"{HERE}/scheme", "")
    then = await read(either, f"{HERE}/scheme?on={LATER}", "")
    assert now["scheme"]["time_limits"]["periodic"]["period"] == "quarterly"
    assert then["scheme"]["time_limits"]["periodic"]["months"] == list(range(1, 13))
    fact = either.facts()[-1]
    assert fact["event"]["type"] == "catalog.scheme.adopted.v1"
    assert fact["event"]["scheme"]["reasons"] == {PERIOD: "群众要求按月公开"}
    assert fact["event"]["scheme"]["rules"]["checks"]
    async with either.client("admin") as admin:
        me = (await admin.get(f"/api/people/{fact['cause']['actor']}")).json()
    assert (me["login"], fact["cause"]["post"], fact["cause"]["unit"]) == ("admin", "admin", OFFICE)
    versions = await read(either, f"{HERE}/scheme/versions")
    assert [(each["since"], each["until"]) for each in versions] == [
        (LATER, ""),
        ("2026-01-01", LATER),
    ]
    changes = await read(either, f"{HERE}/scheme/differences?before=1&after=2")
    assert [each["point"]["id"] for each in changes] == ["V27"]


async def test_only_an_admin_adopts_and_only_what_they_have_seen(bureau):
    refused = await adopt(bureau, FIRST, login_of("clerk"))
    assert (refused.status_code, rule(refused)) == (403, "WrongPostError")
    assert (await adopt(bureau, FIRST, **{"if-match": '"0"'})).status_code == 201
    stale = await adopt(bureau, MONTHLY, **{"if-match": '"0"'})
    assert stale.status_code == 412


async def test_a_preview_files_nothing(bureau):
    before = len(bureau.facts())
    async with bureau.client("admin") as admin:
        seen = await admin.post(f"{HERE}/scheme/preview", json=FIRST)

    assert seen.status_code == 200, seen.text
    assert len(seen.json()["scheme"]["values"]) >= 56
    assert len(bureau.facts()) == before


async def test_a_period_of_nothing_is_refused_in_chinese(bureau):
    refused = await adopt(bureau, FIRST | {"values": {PERIOD: 0}})

    assert (refused.status_code, rule(refused)) == (422, "ValueRefusedError")
    assert "定期公开多久一次" in refused.json()["title"]


async def test_a_floor_of_the_county_binds_the_units_below_it(either):
    key = "time_limits.periodic.due_days"
    floor = {"key": key, "floor": {"relation": "at_most", "value": 10}, "reason": "全县统一"}
    async with either.client("admin") as admin:
        made = await admin.post(f"/api/units/{COUNTY}/floors", json=floor)
        assert made.status_code == 201, made.text
    late = FIRST | {"values": {key: 20}, "reasons": {key: "人手不足"}}
    refused = await adopt(either, late)

    assert (refused.status_code, rule(refused)) == (422, "BelowFloorError")
    assert "青岚县设定的下限：不多于10" in refused.json()["title"]
    settings = await read(either, f"{HERE}/scheme/settings", "")
    bound = next(each for each in settings if each["point"]["key"] == key)
    assert bound["binding"]["superior"] == "青岚县"


async def test_days_off_of_a_year_to_come_are_loaded_by_an_admin_of_the_county(either):
    upload = {"file": ("2027.csv", CSV_2027.encode(), "text/csv")}
    async with either.client(login_of("clerk")) as clerk:
        assert (await clerk.post("/api/calendars/file", files=upload)).status_code == 403
    async with either.client("admin") as admin:
        made = await admin.post("/api/calendars/file", files=upload)
        assert made.status_code == 201, made.text
        again = await admin.post("/api/calendars/file", files=upload)
        assert rule(again) == "CalendarVersionTwiceError"
    assert (await read(either, "/api/calendars/2027", ""))["version"] == "cn-2027.1"
    counted = await read(either, "/api/calendars/count?start=2027-02-19&days=1", "")
    assert counted["end"] == "2027-02-20"
    assert either.facts()[-1]["event"]["type"] == "catalog.calendar.adopted.v1"


async def test_what_if_reads_facts_and_changes_none(bureau):
    assert (await adopt(bureau, FIRST)).status_code == 201
    before = len(bureau.facts())
    span = "first=2026-01-01&last=2026-12-31"
    found = await read(bureau, f"{HERE}/scheme/what-if?under=S4&{span}", login_of("clerk"))

    assert {each["name"] for each in found["rules"]} >= {"逐件审查", "先党内后党外"}
    assert len(bureau.facts()) == before
    async with bureau.client(login_of("clerk")) as clerk:
        wrong = await clerk.get(f"{HERE}/scheme/what-if?under=S9&{span}")
        assert rule(wrong) == "SchemeUnknownError"
        back = await clerk.get(f"{HERE}/scheme/what-if?under=S4&first=2026-02-01&last=2026-01-01")
        assert rule(back) == "SpanRefusedError"


HEAVIEST = 125_000  # bytes: with the look's own files no page is above 150 kB
PAGES = (
    "/schemes",
    "/calendar",
    "/calendar/2026",
    f"/units/{OFFICE}/scheme",
    f"/units/{OFFICE}/floors",
)


@pytest.mark.parametrize("path", PAGES)
async def test_everybody_reads_the_pages_of_schemes_and_calendars(bureau, path):
    await adopt(bureau, FIRST)
    async with bureau.browser() as citizen:
        answer = await citizen.get(path)

    assert answer.status_code == 200, answer.text
    assert "<h1>" in answer.text
    assert "罗敏" not in answer.text
    assert len(answer.content) < HEAVIEST, len(answer.content)


async def test_a_person_prepares_looks_and_adopts_without_javascript(bureau):
    here = f"/units/{OFFICE}/scheme"
    async with bureau.browser("admin") as admin:
        form = await admin.get(f"{here}/new?seed=S0")
        assert form.status_code == 200, form.text
        assert form.text.count('name="seen.') >= 56
        filled = {
            "title": "执法局方案",
            "seed": "S0",
            "effective": "2026-01-01",
            f"seen.{PERIOD}": "1",
            f"v.{PERIOD}": "months",
            f"m.{PERIOD}": "３月 9月",
            f"r.{PERIOD}": "半年一次太久",
        }
        looked = await admin.post(f"{here}/preview", data=filled)
        assert looked.status_code == 200, looked.text
        assert "3月、9月各一期" in looked.text
        asked = looked.text.split('name="asked" value="')[1].split('"')[0]
        asked = asked.replace("&#34;", '"').replace("&quot;", '"')
        done = await admin.post(f"{here}/adopt", data={"asked": asked, "expected": "0"})
        assert done.status_code == 303, done.text
        shown = await admin.get(here)
    assert "执法局方案" in shown.text
    assert "半年一次太久" in shown.text
    fact = bureau.facts()[-1]["event"]["scheme"]
    assert fact["time_limits"]["periodic"]["months"] == [3, 9]
    assert json.decode(asked)["title"] == "执法局方案"


async def test_a_form_sent_with_every_field_is_the_plan_itself(bureau):
    """All fields as the form shows them: no difference, no reason needed."""
    here = f"/units/{OFFICE}/scheme"
    from services.catalog.gateways.points_file import read_standard
    from services.catalog.pages.scheme_form import asked_of, typed

    standard, form = read_standard(), {"seed": "S0", "title": "方案"}
    for point in standard.points:
        value = point.seeded("S0")
        form[f"seen.{point.key}"] = "1"
        shown = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
        many = list(value) if point.kind.value in {"choices", "posts"} else None
        form[f"v.{point.key}"] = shown or many or typed(point, value)
    asked = asked_of(form, standard)
    made = await adopt(bureau, json.decode(json.encode(asked)))
    assert made.status_code == 201, made.text
    assert bureau.facts()[-1]["event"]["scheme"]["reasons"] == {}
    assert here


async def test_the_pages_of_differences_what_if_and_floors(bureau):
    await adopt(bureau, FIRST)
    await adopt(bureau, MONTHLY)
    here = f"/units/{OFFICE}"
    async with bureau.browser("admin") as admin:
        changed = await admin.get(f"{here}/scheme/differences?before=1&after=2")
        assert "每季度" in changed.text
        replayed = await admin.get(f"{here}/scheme/what-if?under=S1")
        assert replayed.status_code == 200, replayed.text
        assert "推演只看目录、方案和放假安排" in replayed.text
        floor = {
            "key": "review.checks",
            "relation": "includes",
            "value": "保密、准确",
            "reason": "全县统一",
        }
        done = await admin.post(f"/units/{COUNTY}/floors", data=floor)
        assert done.status_code == 303, done.text
        floors = await admin.get(f"/units/{COUNTY}/floors")
        assert "必须包含保密、准确" in floors.text
        upload = {"file": ("2027.csv", CSV_2027.encode(), "text/csv")}
        loaded = await admin.post("/calendar", files=upload)
        assert loaded.status_code == 303, loaded.text
        year = await admin.get("/calendar/2027")
        assert "cn-2027.1" in year.text
