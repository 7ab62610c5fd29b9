"""A unit is assessed from facts: the same sheet every time, each lost point with its case."""

from uuid import UUID, uuid4

import pytest

from shared.testing import UNIT
from tests.archive.conftest import AUDITOR, CLERK
from tests.archive.test_yearly import caught_up, recorded, rows

COUNTY = "00000000-0000-4000-8000-0000000000cc"
OFFICE, HEAD = "office", "head"
HERE = f"/assessments/2025/{UNIT}"
WEIGHTS = ["公开覆盖=20", "按时公开=40", "意见答复=20", "整改落实=10", "组织领导=10"]
LATE = UUID(int=0xD2)


async def adopt(town, version, effective, weights, at, **more):
    values = {"assessment.weights": weights, **more}
    scheme = {"id": "s", "version": version, "effective": effective, "values": values}
    await recorded(town, "catalog.scheme.adopted.v1", at, unit=UNIT, scheme=scheme)


async def told(town, tag, stream, at, *, version=1, **fields):
    """Let a fact of one stream arrive, recorded at a moment."""
    await recorded(town, tag, at, stream=stream, version=version, **fields)


async def duty(town, name, due, done=""):
    """Let a duty be raised, and perhaps fulfilled."""
    raised = {"unit": UNIT, "title": f"义务{name.int % 16}", "deadline": {"due": due}}
    await told(town, "workflow.obligation.raised.v1", name, "2025-03-01T02:00:00Z", **raised)
    if done:
        given = {"disclosure_id": "x", "on": done, "due": due}
        tag = "workflow.obligation.fulfilled.v1"
        await told(town, tag, name, f"{done}T02:00:00Z", version=2, **given)


async def listed(town, item, at, disclosure=None):
    """Let an item be listed, and perhaps be shown."""
    fields = {"item_id": str(item), "unit": UNIT, "level1": "党费", "level3": "党费收缴"}
    await told(town, "catalog.item.listed.v1", UUID(UNIT), at, version=item.int, **fields)
    if disclosure:
        tag = "publishing.disclosure.registered.v1"
        plan = {"title": "党费"}
        await told(town, tag, disclosure, at, unit=UNIT, item_id=str(item), plan=plan)
        more = {"unit": UNIT, "opened_on": "2025-04-01", "content": "x"}
        await told(town, "publishing.public.opened.v1", disclosure, at, version=2, **more)


async def scheduled(town, item, starts, at):
    """Let a catalog say from which day an item is owed."""
    fields = {"item_id": str(item), "unit": UNIT, "catalog_version": 1, "starts": starts}
    version = 100 * int(at[8:10]) + item.int  # one for each
    await told(town, "catalog.item.scheduled.v1", UUID(UNIT), at, version=version, **fields)


@pytest.fixture
async def year(town):
    """Return a town with a closed year: weights, two items, three duties, opinions, an order."""
    fields = {"unit_id": COUNTY, "name": "县委", "kind": "county", "superior": ""}
    await town.hear("catalog.unit.registered.v1", **fields)
    await town.hear("catalog.unit.moved.v1", unit_id=UNIT, superior=COUNTY)
    await town.hear("catalog.post.assigned.v1", unit=COUNTY, person_id=OFFICE, post="office")
    since = {"since": "2025-06-01T00:00:00Z", "until": "2026-06-01T00:00:00Z"}
    post = {"unit": UNIT, "person_id": HEAD, "post": "secretary"}
    await town.hear("catalog.post.entrusted.v1", **post, **since)
    await adopt(town, 1, "2025-01-01", WEIGHTS, "2025-01-01T00:00:00Z")
    await listed(town, UUID(int=1), "2025-03-01T02:00:00Z", uuid4())
    await listed(town, UUID(int=2), "2025-03-01T02:00:00Z")
    await duty(town, UUID(int=0xD1), "2025-06-30", "2025-06-30")
    await duty(town, LATE, "2025-05-20", "2025-05-25")
    await duty(town, UUID(int=0xD3), "2025-12-20")
    opinion, order = uuid4(), uuid4()
    at = "2025-07-01T02:00:00Z"
    await told(town, "feedback.opinion.received.v1", opinion, at, unit=UNIT, channel="web")
    await told(town, "feedback.opinion.replied.v1", opinion, at, version=2, to="public")
    wanted = {"unit": UNIT, "owner": "x", "task": "补公开", "due": "2025-08-01"}
    await told(town, "feedback.rectification.ordered.v1", order, at, **wanted)
    await told(town, "feedback.rectification.reported.v1", order, at, version=2, done="已补")
    checked = {"unit": UNIT, "passed": True, "note": ""}
    await told(town, "feedback.rectification.checked.v1", order, at, version=3, **checked)
    await caught_up(town)
    return town


async def send(town, path, person, **form):
    return await town.client.post(
        f"/archive{path}",
        headers={**town.as_(person), "Accept": "text/html"},
        data={"command_id": str(uuid4()), **form},
        follow_redirects=False,
    )


async def sheet(town, year=2025):
    return (await town.get(f"/api/assessments/{year}/{UNIT}?kind=annual", AUDITOR)).json()


async def both_kinds(town, head):
    return {
        kind: rows(await town.get(f"{HERE}/sheet.csv?kind={kind}&head={head}", AUDITOR))
        for kind in ("annual", "party")
    }


@pytest.mark.row("I5")
@pytest.mark.clause("S0-72", "S0-73")
async def test_a_score_is_reckoned_from_facts_and_comes_out_the_same_again(year):
    town = year
    early = await send(town, f"{HERE}/sheets", OFFICE, kind="annual")
    mark = {"name": "组织领导", "mark": 90, "remark": "书记带头"}
    marked = await send(town, f"{HERE}/marks", OFFICE, **mark)
    first = await town.get(f"{HERE}/sheet.csv?kind=annual", AUDITOR)
    issued = await send(town, f"{HERE}/sheets", OFFICE, kind="annual")
    page = (await town.page(HERE, AUDITOR)).text

    # coverage 1/2, on time 1/3, replies 1/1, rectifications 1/1, judged 90
    assert (await sheet(town))["score"] == "62.33"
    assert (early.status_code, marked.status_code, issued.status_code) == (409, 303, 303)
    assert (await town.get(f"{HERE}/sheet.csv?kind=annual", AUDITOR)).content == first.content
    lost = page.partition("按时公开：扣 26.67 分")[2].partition("</ul>")[0]
    assert f"/archive/stories/{LATE}" in lost
    assert lost.count("<li>") == 2
    assert "重算一致" in page
    assert (await town.page(f"/stories/{LATE}", AUDITOR)).status_code == 200
    figure = (await town.page(f"{HERE}/figures/公开覆盖", AUDITOR)).text
    places = [each.partition('"')[0] for each in figure.split("/archive/facts/")[1:]]
    assert len(places) == 2
    for place in places:
        assert "事项已列入目录" in (await town.page(f"/facts/{place}", AUDITOR)).text

    # weights of 2026 leave 2025 as it was; so does whatever is recorded too late
    await adopt(town, 2, "2026-01-01", ["按时公开=100"], "2026-01-01T00:00:00Z")
    tag = "workflow.obligation.fulfilled.v1"
    given = {"disclosure_id": "x", "on": "2025-12-20", "due": "2025-12-20"}
    await told(town, tag, UUID(int=0xD3), "2026-01-06T00:00:00Z", version=2, **given)
    again, next_year = await sheet(town), await sheet(town, 2026)
    assert "重算一致" in (await town.page(HERE, AUDITOR)).text
    assert (again["score"], again["full"]) == ("62.33", 100)
    assert [f"{each['name']}={each['weight']}" for each in again["lines"]] == WEIGHTS
    assert [each["name"] for each in next_year["lines"]] == ["按时公开"]


@pytest.mark.clause("S4-31")
async def test_two_sheets_of_a_unit_and_of_its_head_stand_on_one_set_of_figures(year):
    town = year
    sheets, heads = await both_kinds(town, ""), await both_kinds(town, HEAD)
    page = (await town.page(f"{HERE}?kind=party&head={HEAD}", AUDITOR)).text
    stranger = await town.get(f"{HERE}/sheet.csv?kind=party&head={CLERK}", AUDITOR)

    assert sheets["annual"][:-1] == sheets["party"][:-1]
    assert heads["annual"][:-1] == heads["party"][:-1]
    assert (sheets["annual"][1]["件数"], sheets["annual"][1]["总件数"]) == ("1", "3")
    assert (heads["annual"][1]["件数"], heads["annual"][1]["总件数"]) == ("1", "2")  # from June on
    assert [sheets[each][-1]["计分办法"] for each in sheets] == ["年度工作考核", "党建工作考核"]
    assert "2025年6月1日 至 2025年12月31日" in page
    assert (stranger.status_code, stranger.json()["type"]) == (404, "urn:gongkai:NoSuchSheetError")


async def test_a_scheme_that_asks_for_one_sheet_has_no_other(year):
    town = year
    at = "2025-02-01T00:00:00Z"
    await adopt(town, 2, "2025-02-01", WEIGHTS, at, assessment=["党建目标责任制"])

    assert (await town.get(f"{HERE}/sheet.csv?kind=annual", AUDITOR)).status_code == 404
    assert (await town.get(f"{HERE}/sheet.csv?kind=party&head={HEAD}", AUDITOR)).status_code == 404
    assert "党建工作考核表" in (await town.page(HERE, AUDITOR)).text


@pytest.mark.clause("S2-11")
async def test_a_target_report_shows_each_indicator_of_both_years(year):
    page = (await year.page(f"/targets?unit={UNIT}&first=2025&second=2026", AUDITOR)).text

    for name in ("公开覆盖", "按时公开", "意见答复", "整改落实", "查阅次数", "监督检查"):
        [line] = [each for each in page.split("<tr>") if f"<div>{name}</div>" in each]
        assert 'data-h="2025 年"' in line
        assert 'data-h="2026 年"' in line
    assert "1 / 3（33.33%）" in page
    assert "1 / 2（50.00%）" in page  # 2025: one of two entries is shown, in 2026 too


@pytest.mark.clause("S3-03")
async def test_each_right_has_its_indicator(year):
    town = year
    at = "2025-09-01T02:00:00Z"
    await told(town, "publishing.reading.logged.v1", uuid4(), at, unit=UNIT, document_id="d")
    finding = {"unit": UNIT, "person_id": "p", "matter": "m", "verdict": "agrees", "note": ""}
    await told(town, "feedback.supervisor_finding.recorded.v1", uuid4(), at, **finding)

    page = (await town.page(f"/goals?unit={UNIT}&year=2025", AUDITOR)).text

    for right, name in (("知情权", "查阅次数"), ("参与权", "意见答复"), ("监督权", "监督检查")):
        panel = page.partition(f">{right}</h2>")[2].partition("</section>")[0]
        [line] = [each for each in panel.split("<tr>") if f"<div>{name}</div>" in each]
        assert ">1</a>" in line or ">1 / 1（100.00%）</a>" in line


@pytest.mark.clause("S0-03")
async def test_before_the_day_on_which_they_become_active_entries_are_not_counted(town):
    """Ten entries are listed in one go; for four of them the catalog says 1 July (启用日)."""
    on = "2026-06-01T02:00:00Z"
    for number in range(1, 11):
        item = UUID(int=number)
        if number > 6:
            await scheduled(town, item, "2026-07-01", on)
        await listed(town, item, on, uuid4() if number in {1, 2, 3, 9} else None)
    await scheduled(town, UUID(int=1), "2026-07-01", "2026-06-04T02:00:00Z")  # has begun: goes on
    await caught_up(town)

    told = {
        day: (await town.get(f"/api/selfcheck?unit={UNIT}&since=2026-01-01&until={day}", AUDITOR))
        for day in ("2026-06-30", "2026-07-01")
    }

    shares = {
        day: next((each["good"], each["of"]) for each in answer.json()["figures"])
        for day, answer in told.items()
    }
    assert shares == {"2026-06-30": (3, 6), "2026-07-01": (4, 10)}


async def test_a_self_check_is_filled_in_from_facts(year):
    town = year
    page = (
        await town.page(f"/selfcheck?unit={UNIT}&since=2025-01-01&until=2025-06-30", OFFICE)
    ).text
    wrong = await town.get("/selfcheck?since=2025-06-30&until=2025-01-01", AUDITOR)
    unread = await town.get("/selfcheck?since=gestern", AUDITOR)

    assert "按时公开：共 2 件，其中合格 1 件（50.00%）。" in page
    assert "逾期后公开：义务2（2025年5月20日）" in page
    assert {wrong.json()["type"], unread.json()["type"]} == {"urn:gongkai:SpanError"}


async def test_who_marks_and_who_looks(year):
    town = year
    mark = {"name": "组织领导", "mark": 90, "remark": "好"}
    fields = {"unit": UNIT, "person_id": CLERK, "post": "office"}
    await town.hear("catalog.post.assigned.v1", **fields)
    await caught_up(town)

    assert (await send(town, f"{HERE}/marks", CLERK, **mark)).status_code == 403
    computed = await send(town, f"{HERE}/marks", OFFICE, **{**mark, "name": "按时公开"})
    beyond = await send(town, f"{HERE}/marks", OFFICE, **{**mark, "mark": 101})
    assert (computed.status_code, beyond.status_code) == (404, 422)
    assert (await town.page(HERE, CLERK)).status_code == 200
    assert "登记评分" not in (await town.page(HERE, CLERK)).text
    assert "登记评分" in (await town.page(HERE, OFFICE)).text
    assert (await town.page(HERE, HEAD)).status_code == 403
    assert (await town.page("/assessments/2025/nowhere", AUDITOR)).status_code == 404
    assert (await town.page("/assessments", "")).status_code == 303
    every = (await town.page("/assessments?year=2025", OFFICE)).text
    assert "县委编办" in every
    assert "还有定性指标没有评分" in every
