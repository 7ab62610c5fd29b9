"""Clauses of the plans about catalogs, classes and units, each check carried out whole."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.catalog_refusals import DoubtsOpenError
from services.catalog.domain.commands import AddEntry, ApproveCatalog, HandPost, ImportCatalog
from services.catalog.domain.events import CatalogApproved, PostAssigned
from services.catalog.domain.importing import draft
from services.catalog.domain.openings import (
    Opening,
    OpeningReasonError,
    PeriodMissingError,
    scope_of,
)
from services.catalog.domain.post import POST
from services.catalog.domain.taxonomy import Classifier, coverage
from services.catalog.domain.terms import Form, Post, Scope, Source, TimeLimit, person_id_of
from services.catalog.domain.yardstick import preset
from services.catalog.gateways.reading import read
from services.catalog.gateways.taxonomy_file import read_taxonomy
from shared.testing import NOON, UNIT, Given, cause
from tests.catalog.conftest import COUNTY
from tests.catalog.examples import APPROVER, CLERK, screened
from tests.catalog.scheming import STANDARD
from tests.catalog.test_superior_doors import (
    BRANCH,
    COMMITTEE,
    GENERAL,
    browse,
    get,
    issue,
    login,
    named,
    post,
    row,
    standing,
    tree,  # noqa: F401 — a fixture
)

CLASSIFIER = Classifier(read_taxonomy())
HEADS = {each.id: each.title for each in CLASSIFIER.taxonomy.heads}


def county_view(*entries):
    """Return how many entries stand under which class of the county's one list."""
    report = coverage(CLASSIFIER, [(HEADS[head], "", words) for head, words in entries])
    assert report.unclassed == ()
    return {each.content_class.id: each.entries for each in report.classes if each.entries}


@pytest.mark.clause("S1-10")
def test_a_bureau_s_own_resolution_under_s1_1_is_a_decision_in_the_county_s_view():
    assert county_view(("S1.1", "招商局重大决策、决定、决议情况")) == {"M02": 1}
    assert county_view(("S1.1", "贯彻落实上级党组织的决议决定情况")) == {"M01": 1}
    assert county_view(("S1.1", "招商局制度建设情况")) == {"M11": 1}


@pytest.mark.clause("S1-12")
def test_a_leaders_democratic_life_meeting_under_s1_3_counts_for_the_leading_group():
    meeting = ("S1.3", "领导班子民主生活会情况")

    assert county_view(meeting, meeting, ("S1.3", "落实党风廉政建设责任制情况")) == {
        "M07": 2,
        "M10": 1,
    }


@pytest.mark.clause("S2-13")
def test_content_s2_1_is_of_two_classes_by_its_element():
    assert county_view(("S2.1", "贯彻执行上级党组织决议、决定情况")) == {"M01": 1}
    assert county_view(("S2.1", "本级党组织对重大问题决策的情况")) == {"M02": 1}


@pytest.mark.clause("S1-13")
def test_an_appointment_under_s1_4_is_disclosed_at_once_by_itself():
    appointment = "干部选拔任用的任前公示情况"

    assert county_view(("S1.4", appointment)) == {"M08": 1}
    assert preset(appointment, STANDARD.seeded("S1")) is TimeLimit.IMMEDIATE


@pytest.mark.clause("S1-14")
def test_an_audit_under_s1_5_stays_in_the_bureau_at_first():
    audit = "领导干部经济责任审计情况"

    assert county_view(("S1.5", audit)) == {"M10": 1}
    assert scope_of(audit, STANDARD.seeded("S1")) is Scope.UNIT
    assert scope_of("发展党员情况", STANDARD.seeded("S1")) is None
    assert scope_of(audit, STANDARD.seeded("S0")) is None


TABLE = "公开内容,公开形式,公开范围,公开时限\n党费收缴情况,{forms},党内,定期\n"


@pytest.mark.clause("S0-28")
@pytest.mark.parametrize(("forms", "told"), [("", "公开形式"), ("会议", None)])
def test_an_entry_without_its_form_is_not_approved_and_the_column_is_named(forms, told):
    file = read(TABLE.format(forms=forms).encode())
    source = Source(file_name="目录.csv", sha256="0" * 64, sheet="")
    asked = ImportCatalog(source=source, draft=draft(file, limit=100))
    drafted = CATALOG.decide(asked, CATALOG.initial, cause(CLERK))
    facts = [*drafted, screened()]
    approval = Given(CATALOG, *facts).when(ApproveCatalog(), by=APPROVER)

    if told:
        assert told in approval.then_rejected(DoubtsOpenError).sentence
    else:
        assert CATALOG.decide(ApproveCatalog(), CATALOG.fold(facts), cause(APPROVER))


@pytest.mark.clause("S0-77")
def test_the_deputy_head_is_who_holds_the_post_and_what_was_approved_keeps_its_holder():
    deputy, later = Post.DEPUTY_LEADER, NOON + timedelta(days=30)
    facts = [PostAssigned(unit=UNIT, person_id="li", post=deputy)]
    approval = CatalogApproved(unit=UNIT, version=1, approved_by="li")
    hand = HandPost(post=deputy, giver="li", taker="wang")
    facts += POST.decide(hand, POST.fold(facts), cause("a", at=later))

    def holders(count):
        return [each.person for each in POST.fold(facts[:count]).lasting(deputy, later)]

    assert (holders(1), holders(2)) == (["li"], ["wang"])
    assert approval.approved_by == "li"


ROUTINE = AddEntry(
    level3="党员教育情况", forms=(Form.MEETING,), scope=Scope.PARTY, opening=Opening.ROUTINE
)


@pytest.mark.clause("S0-16")
def test_routine_work_is_periodic_by_itself_and_says_how_often():
    Given(CATALOG).when(ROUTINE, by=CLERK).then_rejected(PeriodMissingError, field="time_word")
    asked = replace(ROUTINE, time_word="每季度")
    *_, drafted = CATALOG.decide(asked, CATALOG.initial, cause(CLERK))
    (entry,) = drafted.entries
    assert (entry.time_limit, entry.time_word) == (TimeLimit.PERIODIC, "每季度")

    other = replace(ROUTINE, time_limit=TimeLimit.LONG_TERM)
    refused = Given(CATALOG).when(other, by=CLERK).then_rejected(OpeningReasonError, field="reason")
    assert "常规工作一般按定期公开" in refused.sentence
    told = replace(other, reason="内容不变")
    drafted = CATALOG.decide(told, CATALOG.initial, cause(CLERK))
    said = [each.message for fact in drafted for each in fact.doubts]
    assert said == ["内容性质是常规工作，没有按定期公开：内容不变"]


def test_each_kind_of_content_has_its_time_limit():
    assert {each.chinese: each.time_limit.chinese for each in Opening} == {
        "固定内容": "长期",
        "常规工作": "定期",
        "重点事项": "分期",
        "热点问题": "即时",
    }


# ── at the doors ─────────────────────────────────────────────────────────────────────────────


def own(level3, scope="society"):
    forms = ["会议"] if scope == "party" else ["公开栏"]
    return {key: value for key, value in row(level3, scope, forms=forms).items() if key != "row"}


async def adopt_catalog(county, unit, level3, scope="society"):
    """Let a unit draft, screen and approve a catalog of one entry."""
    here = f"/api/units/{unit}/catalog"
    for who, path, body in (
        ("clerk", "entries", own(level3, scope)),
        ("secrecy_reviewer", "screening", {"verdict": "pass"}),
        ("approver", "approval", {}),
    ):
        done = await post(county, login(unit, who), f"{here}/{path}", body)
        assert done.status_code == 201, done.text


@pytest.mark.clause("S0-27")
@pytest.mark.clause("S0-17")
async def test_each_tier_has_its_own_catalog_and_who_has_none_in_time_is_a_gap(tree):
    await adopt_catalog(tree, COMMITTEE, "党委决策情况")
    await adopt_catalog(tree, BRANCH, "党员发展情况")
    await adopt_catalog(tree, BRANCH, "党费收缴情况")
    public = (await browse(tree, "", f"/?unit={COMMITTEE}")).text
    assert "党委　目录第1版" in public
    below = (await browse(tree, "", f"/?unit={BRANCH}")).text
    assert "党支部　目录第2版" in below
    assert "目录第1版" not in below

    path, clerk = f"/api/units/{COMMITTEE}/gaps", login(COMMITTEE, "clerk")
    early = (await get(tree, clerk, path)).json()
    assert [each["without_catalog"] for each in early["rows"]] == [False]  # no secretary yet
    assert early["days"] == 30
    tree.service.clock.remember(tree.service.clock.now() + timedelta(days=31))
    gaps = (await get(tree, clerk, path)).json()["rows"]
    found = {each["unit"]["name"]: each for each in gaps}
    assert [name for name, each in found.items() if each["without_catalog"]] == ["机关党总支"]
    assert [name for name, each in found.items() if each["without_secretary"]] == ["党支部"]
    page = (await browse(tree, clerk, f"/units/{COMMITTEE}/gaps")).text
    assert "没有目录" in page
    assert "支部书记空缺" in page
    assert (await get(tree, "", path)).status_code == 401


@pytest.mark.clause("S1-09")
async def test_what_a_catalog_lacks_of_the_county_s_forty_duties_is_named(tree):
    duties = [row(f"第{n}项职责履行情况") | {"row": n} for n in range(1, 41)]
    made = await issue(tree, COMMITTEE, duties)
    assert made.status_code == 201, made.text
    clerk, here = login(BRANCH, "clerk"), f"/api/units/{BRANCH}"
    assert (await post(tree, clerk, f"{here}/template/start")).status_code == 201
    for left in (7, 21, 40):
        gone = await post(tree, clerk, f"{here}/catalog/omissions", {"row": left})
        assert gone.status_code == 201, gone.text

    compared = (await standing(tree, BRANCH))["compared"]
    assert compared["same"] == 37
    lacking = [f"第{n}项职责履行情况" for n in (7, 21, 40)]
    assert named(compared["dropped"]) == lacking
    page = (await browse(tree, clerk, f"/units/{BRANCH}/template")).text
    assert all(each in page for each in lacking)


@pytest.mark.clause("S1-22")
async def test_under_s1_the_office_drafts_no_round_opens_and_the_head_is_waited_for(
    tree,
):
    body = {"seed": "S1", "effective": "2026-01-01", "until": "2099-12-31"}
    here = f"/api/units/{BRANCH}"
    made = await post(tree, "admin", f"{here}/scheme/versions", body)
    assert made.status_code == 201, made.text
    refused = await post(tree, login(BRANCH, "clerk"), f"{here}/catalog/entries", own("预公开事项"))
    assert refused.status_code == 403
    done = await post(tree, login(BRANCH, "office"), f"{here}/catalog/entries", own("预公开事项"))
    assert done.status_code == 201, done.text
    screen = {"verdict": "pass"}
    done = await post(tree, login(BRANCH, "secrecy_reviewer"), f"{here}/catalog/screening", screen)
    assert done.status_code == 201, done.text

    refused = await post(tree, login(BRANCH, "approver"), f"{here}/catalog/approval")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "领导小组组长"  # it waits for the head, for nobody else
    tags = {each["event"]["type"] for each in tree.facts()}
    assert not [each for each in tags if "consultation" in each]
    book = (await get(tree, login(BRANCH, "office"), f"{here}/catalog/1")).json()
    assert book["catalog"]["state"] == "screened"


@pytest.mark.clause("S2-01")
@pytest.mark.clause("S2-47")
async def test_a_school_is_offered_its_plan_and_a_head_outside_the_party_is_looked_at_twice(
    county,
):
    school = "00000000-0000-0000-0000-0000000000d5"
    body = {"unit_id": school, "name": "中心小学", "kind": "学校", "superior": COUNTY}
    assert (await post(county, "admin", "/api/units", body)).status_code == 201
    form = (await browse(county, "admin", f"/units/{school}/scheme/new")).text
    assert "河湾乡中心小学党务公开工作实施方案的设置" in form
    other = (await browse(county, "admin", f"/units/{COUNTY}/scheme/new")).text
    assert "的设置；也可以换成" not in other

    async with county.browser("admin") as admin:
        asked = {"seed": "S2", "effective": "2026-01-01", "expected": "0"}
        shown = (await admin.post(f"/units/{school}/scheme/preview", data=asked)).text
        assert "领导小组组长由“校长”担任" in shown
        assert "已经核对，仍然采用" in shown
    preview = f"/api/units/{school}/scheme/preview"
    for seed, told in (("S2", 1), ("S0", 0)):
        found = await post(county, "admin", preview, {"seed": seed, "effective": "2026-01-01"})
        assert len(found.json()["warnings"]) == told
    for job in ("leader", "secretary"):
        held = {"person_id": str(person_id_of("admin")), "post": job}
        assert (await post(county, "admin", f"/api/units/{school}/posts", held)).status_code == 201
    found = await post(county, "admin", preview, {"seed": "S2", "effective": "2026-01-01"})
    assert found.json()["warnings"] == []  # the head of the school is its secretary, too


async def tagged(county, unit, level3, scope="society", themes=("双示范",)):
    """Let a unit list an item and say which themes it serves; return the answer."""
    await adopt_catalog(county, unit, level3, scope)
    clerk = login(unit, "clerk")
    found = (await get(county, clerk, f"/api/units/{unit}/items")).json()
    item = next(each["item_id"] for each in found if each["level3"] == level3)
    async with county.client(clerk) as client:
        return await client.put(f"/api/items/{item}/themes", json={"themes": list(themes)})


@pytest.mark.clause("S0-04")
@pytest.mark.clause("S2-05")
async def test_a_theme_gathers_the_public_items_of_all_units_and_no_inner_party_one(
    tree,
):
    unknown = await tagged(tree, COMMITTEE, "党委决策情况")
    assert (unknown.status_code, unknown.json()["field"]) == (422, "themes")
    plan = {"seed": "S0", "effective": "2026-01-01"}
    plan |= {"values": {"themes": ["双示范", "发展规划"]}, "reasons": {"themes": "县教委规划"}}
    made = await post(tree, "admin", f"/api/units/{COUNTY}/scheme/versions", plan)
    assert made.status_code == 201, made.text
    units = {COMMITTEE: "党委分工情况", GENERAL: "总支工作情况", BRANCH: "支部活动情况"}
    for unit, level3 in units.items():
        assert (await tagged(tree, unit, level3)).status_code == 201
    assert (await tagged(tree, BRANCH, "党费收缴情况", "party")).status_code == 201

    page = (await browse(tree, "", "/themes?theme=双示范")).text
    assert "3个单位，3项" in page
    for words in (*units.values(), "机关党委", "机关党总支"):
        assert words in page
    assert "党费收缴情况" not in page

    both = await tagged(tree, BRANCH, "党员教育情况", themes=("双示范", "发展规划"))
    assert both.status_code == 201, both.text
    page = (await browse(tree, "", "/themes?theme=发展规划")).text
    assert "党员教育情况" in page
    assert "支部活动情况" not in page
    clerk = login(BRANCH, "clerk")
    mine = (await browse(tree, clerk, f"/units/{BRANCH}/themes")).text
    item = (await get(tree, clerk, f"/api/units/{BRANCH}/items")).json()[0]["item_id"]
    assert mine.count("标明专题</summary>") == 3
    async with tree.browser(clerk) as browser:
        gone = await browser.post(f"/items/{item}/themes", data={})
        assert gone.status_code == 303, gone.text
        again = await browser.post(f"/items/{item}/themes", data={})
        assert again.status_code == 409


@pytest.mark.clause("S1-06")
async def test_each_unit_shows_the_four_standards_of_its_own_scheme(tree):
    for unit, seed in ((GENERAL, "S1"), (BRANCH, "S3")):
        path, plan = f"/api/units/{unit}/scheme/versions", {"seed": seed}
        assert (await post(tree, "admin", path, plan)).status_code == 201
    page = (await browse(tree, "", f"/units/{GENERAL}/standards")).text
    general, branch = page.index("机关党总支</a>"), page.index("党支部</a>")
    own = page[general:branch] if general < branch else page[general:]

    assert "内容、程序、时间、管理" in own
    assert "内容、范围、程序、方式" in page[branch:]
    assert "内容、范围、程序、方式" not in own
