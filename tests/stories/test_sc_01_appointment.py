"""SC-01 干部任前公示: the checking office proposes, its substitute checks; days over a holiday."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from deploy.seed.folk import Folk
from deploy.seed.load import Loader, county
from services.catalog.app import begin
from services.catalog.domain.terms import Post, person_id_of
from services.catalog.handlers import NewPerson
from shared.clock import Clock
from tests.stories.dated import BEIJING, LOOKS, Calendar, Days
from tests.stories.teller import PASSWORD, Teller, all_have_heard
from tests.stories.town import until

BEGINNING = datetime(2025, 9, 22, 9, tzinfo=BEIJING)
WRONG = (
    "林知远，男，1986年4月出生，拟任城南中队中队长；"
    "苏若禾，女，1989年12月出生，近三年年度考核均为优秀，拟任法制科副科长。"
)
RIGHT = WRONG.replace("12月", "11月")
BETTER = RIGHT.replace("近三年年度考核均为优秀", "2022、2024年度考核优秀，2023年度称职")
WHY = "公示中苏若禾同志“近三年年度考核均为优秀”表述有误，经局党委批准并报县委备案，现予更正。"
CONCERNED, OTHER = "苏若禾", "林知远"
SETTINGS = {"ordering.min_inner_days": 1}
REASONS = {"ordering.min_inner_days": "任前公示时间紧"}


@pytest.fixture
async def bureau(open_house, settings, monkeypatch):
    """The county in September 2025, and the bureau in it."""
    monkeypatch.setattr("services.workflow.app.EVERY", LOOKS)
    days, small = Days(BEGINNING), the_bureau_alone()
    begun = replace(settings, clock=BEGINNING.astimezone(UTC))

    async def first_admin(settings):
        new = NewPerson(login=small.admin.login, name=small.admin.name, password=PASSWORD)
        await begin(settings, new, county=small.name)

    async with open_house(begun, first_admin, Clock(source=days.now)) as house:
        await Loader(house.http, lambda _: None, PASSWORD).load(small)
        await all_have_heard(house)
        house.folk = Folk(house.http, PASSWORD, uuid4())
        house.unit = small.unit("enforcement")
        house.above = small.unit("committee")
        yield Calendar(**vars(house), days=days)


def the_bureau_alone():
    """Return a county of which only the bureau has people."""
    units = {each.key: each for each in county().units}
    above = units["committee"]
    keeper = tuple(each for each in above.people if Post.OFFICE in each.posts)
    superior = replace(above, people=keeper, scheme="", catalog="", settlements=())
    return replace(county(), people=(), units=(superior, units["enforcement"]))


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_sc_01_a_notice_before_an_appointment(bureau):
    teller = Teller(bureau)
    teller.unit = bureau.unit.id
    await the_bureau_follows_its_plan_and_its_political_section_both_handles_and_checks(teller)
    await the_decision_is_told_and_owes_a_notice(teller)
    await the_way_is_shown_before_the_matter_starts(teller)
    await the_substitute_finds_the_wrong_month(teller)
    await corrected_it_passes_and_the_secretary_approves(teller)
    await inner_first_then_everybody(teller)
    await five_working_days_across_the_holiday(teller)
    await an_objection_is_partly_right(teller)
    await the_change_is_filed_with_the_county_before_anybody_reads_it(teller)
    await whom_it_concerns_is_shown_anew(teller)
    await each_is_decided_about_after_their_own_period(teller)
    await the_exception_is_counted(teller)


async def the_bureau_follows_its_plan_and_its_political_section_both_handles_and_checks(teller):
    unit = f"/catalog/api/units/{teller.unit}"
    version = {"seed": "S0", "values": SETTINGS, "reasons": REASONS}
    await teller.done("admin", f"{unit}/scheme/versions", version)
    clerk = teller.who(Post.CLERK)
    post = {"person_id": str(person_id_of(clerk)), "post": "reviewer"}
    await teller.done("admin", f"{unit}/posts", post)
    items = (await teller.folk.look(clerk, f"{unit}/items")).json()
    teller.item = next(each for each in items if each["level3"] == "干部任前公示")


async def the_decision_is_told_and_owes_a_notice(teller):
    teller.house.turn(2025, 9, 22, 16)
    teller.posting = f"/workflow/api/postings/{uuid4()}"
    asked = {
        "item_id": teller.item["item_id"],
        "kind": "appointment",
        "matter": "苏若禾拟任法制科副科长",
        "happened_on": "2025-09-22",
    }
    await teller.done(Post.CLERK, teller.posting, asked, "PUT")
    seen = await teller.folk.until(teller.who(Post.CLERK), teller.posting, bool)
    teller.owed = seen["obligation_id"]


async def the_way_is_shown_before_the_matter_starts(teller):
    teller.house.turn(2025, 9, 23, 9, 10)
    path = f"/workflow/api/items/{teller.item['item_id']}/course"

    def moved(course):
        return course["legs"][1]["posts"] == ["office"]

    course = await teller.folk.until(teller.who(Post.CLERK), path, moved)
    assert [each["step"] for each in course["legs"]] == [
        "保密审查",
        "必要性审核",
        "准确性审核",
        "审批",
        "发布",
    ]
    assert course["legs"][2]["free"] == [str(person_id_of(teller.who(Post.OFFICE)))]


async def the_substitute_finds_the_wrong_month(teller):
    teller.plan = {
        "title": "干部任前公示",
        "content": WRONG,
        "scope": "society",
        "disclose_on": "2025-09-24",
        "duration_days": 21,
        "channels": ["公开栏", "网站"],
    }
    body = {
        "unit": teller.unit,
        "item_id": teller.item["item_id"],
        "plan": teller.plan,
        "obligation_id": teller.owed,
    }
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.digest()
    verdict = {"check": "accuracy", "verdict": "pass", "digest": digest}
    for own in (Post.REVIEWER, Post.CLERK):  # the political section checks nothing of its own
        rule, _ = await teller.refused(teller.who(own), f"{teller.proposal}/reviews", verdict)
        assert rule == "WrongPostError"
    teller.house.turn(2025, 9, 23, 10, 30)
    failed = {**verdict, "verdict": "fail", "note": "苏若禾同志出生月份与干部名册不一致"}
    await teller.done(Post.OFFICE, f"{teller.proposal}/reviews", failed)
    rule, _ = await teller.refused(
        teller.who(Post.APPROVER), f"{teller.proposal}/approve", {"digest": digest}
    )
    assert rule in {"SecrecyMissingError", "AccuracyFailedError", "NecessityMissingError"}
    reason = {"reason": failed["note"]}
    await teller.done(Post.OFFICE, f"{teller.proposal}/return", reason)
    routed = await teller.folk.until(teller.who(Post.CLERK), teller.proposal, _returned)
    assert "改由替补职务审核" in [each["what"] for each in routed["history"]]


def _returned(seen):
    return seen["state"] == "returned"


async def corrected_it_passes_and_the_secretary_approves(teller):
    teller.house.turn(2025, 9, 23, 14)
    before = await teller.digest()
    teller.plan = {**teller.plan, "content": RIGHT}
    await teller.done(Post.CLERK, f"{teller.proposal}/resubmit", {"plan": teller.plan})

    def anew(seen):
        return seen["digest"] != before and seen["state"] == "submitted"

    digest = (await teller.folk.until(teller.who(Post.CLERK), teller.proposal, anew))["digest"]
    posts = {
        "secrecy": Post.SECRECY_REVIEWER,
        "necessity": Post.OFFICE,
        "accuracy": Post.OFFICE,
    }
    for check, post in posts.items():
        body = {"check": check, "verdict": "pass", "digest": digest}
        await teller.done(post, f"{teller.proposal}/reviews", body)
    rule, _ = await teller.refused(
        teller.who(Post.REVIEWER), f"{teller.proposal}/approve", {"digest": digest}
    )
    assert rule == "WrongPostError"  # the head of the political section
    teller.house.turn(2025, 9, 23, 16, 20)
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})
    clerk = teller.who(Post.CLERK)
    seen = await teller.folk.until(clerk, teller.proposal, lambda row: row["state"] == "approved")
    acted = {each["post"]: each["by"] for each in seen["history"]}
    assert len({acted["clerk"], acted["office"], acted["approver"]}) == len(posts)


async def inner_first_then_everybody(teller):
    teller.house.turn(2025, 9, 24, 9)
    publisher = teller.who(Post.PUBLISHER)
    await teller.folk.until(publisher, teller.here, bool)
    rule, _ = await teller.refused(publisher, f"{teller.here}/open-public")
    assert rule == "InnerFirstError"
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-inner")
    rule, _ = await teller.refused(publisher, f"{teller.here}/open-public")
    assert rule in {"InnerFirstError", "InnerPeriodError"}  # heard already, or on its way
    teller.house.turn(2025, 9, 25, 9)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")

    async def shown():
        page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
        return RIGHT in page.text

    await until(shown, "the notice in public")


async def five_working_days_across_the_holiday(teller):
    clerk = teller.who(Post.CLERK)
    seen = await teller.folk.until(clerk, teller.posting, lambda row: row["state"] == "open")
    assert (seen["opened_on"], seen["last_day"]) == ("2025-09-25", "2025-10-09")


async def an_objection_is_partly_right(teller):
    teller.house.turn(2025, 9, 28)
    body = {
        "disclosure_id": str(teller.matter),
        "version": 1,
        "content": "2023年度考核为称职而非优秀。",
        "signed": True,
        "name": "贺小满",
        "contact": "13800000002",
    }
    ticket = await teller.done("", "/feedback/api/opinions", body)
    teller.opinion = ticket["opinion_id"]
    here = f"/feedback/api/opinions/{teller.opinion}"
    handler = {"handler": str(person_id_of(teller.who(Post.HANDLER)))}
    await teller.done(Post.OFFICE, f"{here}/assign", handler)
    teller.house.turn(2025, 9, 30)
    found = {"finding": "partly", "remedy": "revise", "conclusion": "查阅人事档案，为称职。"}
    await teller.done(Post.HANDLER, f"{here}/conclude", found)


async def the_change_is_filed_with_the_county_before_anybody_reads_it(teller):
    teller.house.turn(2025, 10, 9, 9)  # 26, 28, 29, 30 September; the fifth day is not over
    clerk = teller.who(Post.CLERK)
    rule, _ = await teller.refused(clerk, f"{teller.posting}/close")
    assert rule == "PostingRunningError"
    path = f"/workflow/api/proposals/{uuid4()}"
    change = {
        "unit": teller.unit,
        "item_id": teller.item["item_id"],
        "kind": "revise",
        "plan": teller.plan | {"content": BETTER, "disclose_on": "2025-10-09"},
        "disclosure_id": str(teller.matter),
        "opinion_id": teller.opinion,
        "explanation": WHY,
    }
    await teller.done(Post.CLERK, path, change, "PUT")
    digest = await teller.digest(path)
    posts = {"secrecy": Post.SECRECY_REVIEWER, "necessity": Post.OFFICE, "accuracy": Post.OFFICE}
    for check, post in posts.items():
        body = {"check": check, "verdict": "pass", "digest": digest}
        await teller.done(post, f"{path}/reviews", body)
    await teller.done(Post.APPROVER, f"{path}/approve", {"digest": digest})
    seen = await teller.folk.until(clerk, path, lambda row: row["state"] == "filing")
    assert seen["history"][-1]["what"] == "批准变更，报上级备案"
    rule, _ = await teller.refused(teller.who(Post.APPROVER), f"{path}/approve", {"digest": digest})
    assert rule == "AwaitsFilingError"
    assert (await teller.folk.look("", teller.here)).json()["content"] == RIGHT  # nothing yet
    teller.house.turn(2025, 10, 9, 11, 5)
    answer = {"digest": digest, "number": "青委备〔2025〕17号"}
    rule, _ = await teller.refused(teller.who(Post.APPROVER), f"{path}/acknowledge", answer)
    assert rule == "WrongPostError"
    keeper = teller.house.above.holder(Post.OFFICE).login
    await teller.done(keeper, f"{path}/acknowledge", answer)
    shown = await teller.folk.until("", teller.here, lambda row: row["version"] == 1 + 1)
    assert shown["content"] == BETTER
    page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
    assert WHY in page.text


async def whom_it_concerns_is_shown_anew(teller):
    clerk = teller.who(Post.CLERK)
    await teller.done(Post.CLERK, f"{teller.posting}/restart", {"subject": CONCERNED})
    seen = await teller.folk.until(clerk, teller.posting, lambda row: row["again"])
    counted = [each["date"] for each in seen["again"][CONCERNED]["days"] if each["counted"]]
    assert counted == [f"2025-10-{day}" for day in (10, 11, 13, 14, 15)]

    async def told():
        page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
        return f"对{CONCERNED}重新公示，公示期延至 2025年10月15日" in page.text

    await until(told, "the longer period of one of them")


async def each_is_decided_about_after_their_own_period(teller):
    decide, yes = f"{teller.posting}/decide", {"decision": "任职"}
    teller.house.turn(2025, 10, 10)
    await teller.done(Post.APPROVER, decide, {"subject": OTHER, **yes})
    teller.house.turn(2025, 10, 14)
    approver = teller.who(Post.APPROVER)
    rule, problem = await teller.refused(approver, decide, {"subject": CONCERNED, **yes})
    assert rule == "SubjectRunningError"
    assert "2025-10-15" in problem["title"]
    teller.house.turn(2025, 10, 16)
    await teller.done(Post.APPROVER, decide, {"subject": CONCERNED, **yes})
    clerk = teller.who(Post.CLERK)
    seen = await teller.folk.until(clerk, teller.posting, lambda row: row["state"] == "closed")
    assert seen["decided"] == [OTHER, CONCERNED]
    assert [each["finding"] for each in seen["objections"]] == ["partly"]


async def the_exception_is_counted(teller):
    for post in (Post.OFFICE, Post.SUPERVISOR):
        path = f"/workflow/api/exceptions?unit={teller.unit}&kind=substitute"
        seen = (await teller.folk.look(teller.who(post), path)).json()
        assert [each["rule"] for each in seen["rows"]] == ["S4-56"] * 2  # the text, its change
    assert (await teller.folk.look(teller.who(Post.CLERK), path)).status_code == 403
