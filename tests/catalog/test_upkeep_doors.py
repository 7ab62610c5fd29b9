"""Preface, bases, last day and readers of a scheme, at the doors."""

from datetime import date
from uuid import UUID, uuid5

import pytest

from services.catalog.domain.commands import PrepareScheme, RegisterUnit
from services.catalog.domain.preface_terms import Basis, Level, Preface
from services.catalog.domain.scheme import SCHEME, Prepared
from services.catalog.domain.terms import UNITS_ID, person_id_of, scheme_id_of
from services.catalog.domain.unit import UNIT as TREE
from services.catalog.handlers import Access
from services.catalog.handlers.upkeep import Upkeeps
from shared.store import Task
from shared.testing import cause
from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.scheming import STANDARD
from tests.catalog.test_doors import rule

HERE = f"/api/units/{OFFICE}"
COUNTY_PLAN = "中共嘉善县委全面深化党务公开工作实施方案"
NUMBER = "平党办发【2018】102号"


async def send(county, login, path, body, status=201):
    async with county.client(login) as client:
        answer = await client.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer


async def page(county, login, path):
    async with county.browser(login) as browser:
        answer = await browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


async def hire_county(county):
    async with county.client("admin") as admin:
        await county.hire(admin, COUNTY, "approver")
    return login_of("approver", COUNTY)


async def adopted(county, body, unit=OFFICE):
    await send(county, "admin", f"/api/units/{unit}/scheme/versions", body)


@pytest.mark.clause("S0-01")
@pytest.mark.clause("S0-02")
@pytest.mark.clause("S1-03")
@pytest.mark.clause("S2-65")
async def test_a_repealed_basis_opens_a_review_and_each_version_keeps_its_preface(bureau):
    above, office = await hire_county(bureau), login_of("approver")
    await adopted(bureau, {"seed": "S0", "effective": "2026-01-01"})
    first = await page(bureau, office, f"/units/{OFFICE}/scheme")
    for told in ("双示范", "2026年1月1日起", COUNTY_PLAN, "省", "市"):
        assert told in first
    assert "已废止" not in first

    fallen = {"title": f"《{COUNTY_PLAN}》", "reason": "县委发文废止", "successor": "新实施意见"}
    await send(bureau, office, f"/api/units/{COUNTY}/bases", fallen, 403)
    await send(bureau, above, f"/api/units/{COUNTY}/bases", fallen)
    shown = await page(bureau, office, f"/units/{OFFICE}/scheme")
    assert "领导小组办公室待办" in shown
    assert shown.count("已废止") >= 2  # the task, and the basis itself
    assert "由《新实施意见》代替" in shown
    assert "编办" in await page(bureau, above, f"/units/{COUNTY}/bases")

    preface = {
        "text": "第二版的序言",
        "bases": [{"title": "新实施意见", "level": "county"}],
        "issuer": "编办党支部",
        "issued_on": "2026-03-01",
    }
    await adopted(bureau, {"preface": preface})
    now = await page(bureau, office, f"/units/{OFFICE}/scheme")
    assert "第二版的序言" in now
    assert "编办党支部" in now
    assert "2026年3月1日" in now
    assert "领导小组办公室待办" not in now  # a new version is the answer
    old = await page(bureau, "", f"/units/{OFFICE}/scheme?version=1")
    assert "双示范" in old
    assert "第二版的序言" not in old
    assert "2026年1月1日起，" in old


@pytest.mark.clause("S1-01")
async def test_a_yearly_scheme_past_its_year_lets_nothing_new_begin_until_somebody_decides(bureau):
    await adopted(bureau, {"seed": "S1", "effective": "2025-01-01"})
    upkeeps = Upkeeps(bureau.service.store, bureau.service.views, Access(bureau.service.views))
    expired = [upkeeps.expired(OFFICE, each) for each in (date(2025, 12, 31), date(2026, 1, 1))]
    assert expired == [False, True]
    clerk = login_of("clerk")
    assert "年度方案已到期" in await page(bureau, clerk, f"/units/{OFFICE}/scheme")
    assert "年度方案已到期" in await page(bureau, clerk, f"/units/{OFFICE}")
    office = {"person_id": str(person_id_of(clerk)), "post": "office"}  # drafts, says S1
    await send(bureau, "admin", f"{HERE}/posts", office)
    entry = {"level3": "新事项", "forms": ["网站"], "scope": "society", "time_limit": "periodic"}
    refused = await send(bureau, clerk, f"{HERE}/catalog/entries", entry, 409)
    assert rule(refused) == "SchemeExpiredError"

    day = bureau.service.clock.now().date()
    extension = {"until": day.replace(year=day.year + 1, day=1).isoformat(), "reason": "已报批"}
    await send(bureau, clerk, f"{HERE}/scheme/extension", extension, 403)
    await send(bureau, "admin", f"{HERE}/scheme/extension", extension)
    assert "年度方案已到期" not in await page(bureau, clerk, f"/units/{OFFICE}/scheme")
    await send(bureau, clerk, f"{HERE}/catalog/entries", entry)


def prefaced(unit, preface):
    asked = PrepareScheme(seed="S3", effective="2026-01-01", preface=preface)
    return Task(SCHEME, scheme_id_of(unit), Prepared(asked=asked, standard=STANDARD))


@pytest.mark.clause("S3-01")
@pytest.mark.clause("S1-02")
async def test_a_new_version_of_the_county_scheme_asks_sixty_units_and_tells_its_departments(
    bureau,
):
    units = [str(uuid5(UUID(OFFICE), f"below {n}")) for n in range(60)]
    cites = Preface(bases=(Basis(title="县方案", level=Level.COUNTY, number=NUMBER),))
    store, why = bureau.service.store, cause("a", unit=COUNTY)
    born = [
        RegisterUnit(unit_id=each, name=f"第{n}党支部", kind="党支部", superior=OFFICE)
        for n, each in enumerate(units)
    ]
    tasks = (Task(TREE, UNITS_ID, each) for each in born)
    await store.file(*tasks, cause=why, command_id=uuid5(UUID(OFFICE), "born"))
    for each in units:
        await store.file(prefaced(each, cites), cause=cause("a", unit=each), command_id=UUID(each))
    eight = [(f"{n:08}-0000-4000-8000-0000000000bb", f"科室{n}") for n in range(8)]
    for unit, name in eight[1:]:
        body = {"unit_id": unit, "name": name, "kind": "科室", "superior": COUNTY}
        await send(bureau, "admin", "/api/units", body)

    plan = {"seed": "S3", "title": "县方案", "preface": {"number": "平党办发[2018]１０２号"}}
    await adopted(bureau, plan, COUNTY)
    async with bureau.client("admin") as admin:
        path = f"/api/units/{COUNTY}/scheme/reviews"
        assert (await admin.get(path)).json() == []
        await adopted(bureau, {"title": "县方案（修订）"}, COUNTY)
        reviews = (await admin.get(path)).json()
        assert {each["upkeep"]["unit"] for each in reviews} == {*units}
        told = (await admin.get(f"/api/units/{COUNTY}/scheme/upkeep")).json()["notices"]
        assert [each["read_at"] for each in told] == [None] * 8

    clerk = login_of("clerk")  # of one of the eight
    await send(bureau, clerk, f"/api/units/{COUNTY}/scheme/receipts", {"department": OFFICE})
    again = {"department": OFFICE}
    refused = await send(bureau, clerk, f"/api/units/{COUNTY}/scheme/receipts", again, 409)
    assert rule(refused) == "NotNotifiedError"
    listed = await page(bureau, "admin", f"/units/{COUNTY}/scheme")
    assert "（1／8）" in listed
    assert (listed.count("已签收"), listed.count("未签收")) == (1, 7)

    reviewer = {"basis": "县方案（修订）", "reason": "与本单位无关"}
    refused = await send(bureau, login_of("approver"), f"{HERE}/scheme/reviews", reviewer, 404)
    assert rule(refused) == "ReviewUnknownError"


async def test_a_scheme_is_prepared_on_paper_with_its_preface_and_a_line_that_says_nothing_is_named(
    bureau,
):
    form = {
        "seed": "S0",
        "expected": "0",
        "effective": "2026-01-01",
        "seen.preface": "1",
        "p.text": "序言",
        "p.bases": "县；县委实施意见；善委〔2018〕1号；2018-05-01\n中央；党务公开条例",
        "p.principles": "公开是原则\n\n实事求是",
    }
    async with bureau.browser("admin") as admin:
        assert "县；中共嘉善县委" in (await admin.get(f"/units/{OFFICE}/scheme/new?seed=S0")).text
        good = await admin.post(f"/units/{OFFICE}/scheme/preview", data=form)
        assert good.status_code == 200, good.text
        assert "县委实施意见；党务公开条例" in good.text
        for line in ("乡；某办法", "县", "县；某办法；1号；去年"):
            bad = await admin.post(f"/units/{OFFICE}/scheme/preview", data=form | {"p.bases": line})
            assert bad.status_code == 422
            assert f"制定依据“{line}”看不懂" in bad.text
