"""SC-08 表彰名单: an upheld opinion; a second version, read like the first that stayed inside."""

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
from tests.stories.teller import PASSWORD, Teller, all_have_heard, hidden
from tests.stories.town import until

BEGINNING = datetime(2025, 11, 12, 9, tzinfo=BEIJING)
WRONG = "何书宁、叶舒白、汤闻笛。叶舒白同志支教一年。"
RIGHT = "何书宁、叶舒白、汤闻笛。叶舒白同志支教一学期。"
WHY = "叶舒白同志事迹中“支教一年”更正为“支教一学期”。"
LETTER = "叶舒白同志支教实为一学期。"
MEMBER = "jinxiaotang"


@pytest.fixture
async def school(open_house, settings, monkeypatch):
    """The county in November 2025, and the school in it."""
    monkeypatch.setattr("services.workflow.app.EVERY", LOOKS)
    days, small = Days(BEGINNING), the_school_alone()
    begun = replace(settings, clock=BEGINNING.astimezone(UTC))

    async def first_admin(settings):
        new = NewPerson(login=small.admin.login, name=small.admin.name, password=PASSWORD)
        await begin(settings, new, county=small.name)

    async with open_house(begun, first_admin, Clock(source=days.now)) as house:
        await Loader(house.http, lambda _: None, PASSWORD).load(small)
        await all_have_heard(house)
        house.folk = Folk(house.http, PASSWORD, uuid4())
        house.unit = small.unit("school")
        yield Calendar(**vars(house), days=days)


def the_school_alone():
    """Return a county of which only the school has people."""
    units = {each.key: each for each in county().units}
    above = [
        replace(units[key], people=(), scheme="", catalog="", settlements=())
        for key in ("committee", "township")
    ]
    return replace(county(), people=(), units=(*above, units["school"]))


@pytest.mark.timeout(240)
@pytest.mark.slow
@pytest.mark.row("B7")
@pytest.mark.clause("S2-29")
async def test_sc_08_a_list_is_put_right_before_anybody_outside_reads_it(school):
    teller = Teller(school)
    await the_office_proposes_with_all_five_attributes(teller)
    await members_read_it_first(teller)
    await a_teacher_knows_better_and_is_right(teller)
    await whether_to_disclose_anew_is_decided_first(teller)
    await the_second_version_is_read_like_the_first(teller)
    await its_inner_period_begins_anew(teller)
    await society_reads_the_second_version_alone(teller)
    await who_wrote_is_answered_and_all_read_the_outcome(teller)
    await who_let_it_through_stands_in_the_register(teller)


async def the_office_proposes_with_all_five_attributes(teller):
    unit = f"/catalog/api/units/{teller.house.unit.id}/items"
    items = (await teller.folk.look(teller.who(Post.OFFICE), unit)).json()
    teller.item = next(each for each in items if each["level3"] == "优秀共产党员拟表彰名单")
    teller.plan = {
        "title": "2025年度优秀共产党员拟表彰名单公示",
        "content": WRONG,
        "scope": "society",
        "disclose_on": "2025-11-17",
        "duration_days": 30,
        "channels": ["会议", "公开栏"],
    }
    body = {"unit": teller.house.unit.id, "item_id": teller.item["item_id"], "plan": teller.plan}
    await teller.done(Post.OFFICE, teller.proposal, body, "PUT")
    lasting = body | {"plan": teller.plan | {"duration_days": None}}
    elsewhere = f"/workflow/api/proposals/{uuid4()}"
    rule, _ = await teller.refused(teller.who(Post.OFFICE), elsewhere, lasting, "PUT")
    assert rule == "DurationMissingError"
    waived = body | {"plan": teller.plan | {"waiver": "家长关心"}}
    rule, _ = await teller.refused(teller.who(Post.OFFICE), elsewhere, waived, "PUT")
    assert rule == "WaiverBarredError"  # inner first knows no exception here
    teller.house.turn(2025, 11, 13)
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})


async def members_read_it_first(teller):
    teller.house.turn(2025, 11, 17)
    publisher = teller.who(Post.PUBLISHER)
    await teller.folk.until(publisher, teller.here, bool)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-inner")
    assert (await teller.folk.look(MEMBER, teller.here)).json()["content"] == WRONG
    await hidden(teller, "", WRONG)


async def a_teacher_knows_better_and_is_right(teller):
    teller.house.turn(2025, 11, 19)
    body = {
        "disclosure_id": str(teller.matter),
        "version": 1,
        "content": LETTER,
        "signed": True,
        "name": "金晓棠",
        "contact": "13800000006",
    }
    ticket = await teller.done(MEMBER, "/feedback/api/opinions", body)
    teller.opinion = ticket["opinion_id"]
    teller.letter = f"/feedback/api/opinions/{teller.opinion}"
    handler = {"handler": str(person_id_of(teller.who(Post.HANDLER)))}
    await teller.done(Post.OFFICE, f"{teller.letter}/assign", handler)
    teller.house.turn(2025, 11, 20)
    found = {"finding": "upheld", "remedy": "revise", "conclusion": "支教学校来函，为一学期。"}
    await teller.done(Post.HANDLER, f"{teller.letter}/conclude", found)


async def whether_to_disclose_anew_is_decided_first(teller):
    await teller.folk.until(teller.who(Post.OFFICE), "/workflow/api/mistakes", _one_open)
    teller.second = f"/workflow/api/proposals/{uuid4()}"
    teller.change = {
        "unit": teller.house.unit.id,
        "item_id": teller.item["item_id"],
        "kind": "revise",
        "plan": teller.plan | {"content": RIGHT, "disclose_on": "2025-11-21"},
        "disclosure_id": str(teller.matter),
        "opinion_id": teller.opinion,
        "explanation": WHY,
    }
    office = teller.who(Post.OFFICE)
    rule, _ = await teller.refused(office, teller.second, teller.change, "PUT")
    assert rule == "RepublicationUndecidedError"
    yes = {"disclosure_id": str(teller.matter), "republish": True, "opinion_id": teller.opinion}
    path = "/workflow/api/republications"
    rule, _ = await teller.refused(teller.who(Post.HANDLER), path, yes)
    assert rule == "WrongPostError"
    await teller.done(Post.OFFICE, path, yes)


def _one_open(register):
    return register["open"] == 1


async def the_second_version_is_read_like_the_first(teller):
    teller.house.turn(2025, 11, 21)
    await teller.done(Post.OFFICE, teller.second, teller.change, "PUT")
    seen = await teller.folk.until(teller.who(Post.CLERK), teller.second, bool)
    unread = {"digest": seen["digest"]}
    rule, _ = await teller.refused(teller.who(Post.APPROVER), f"{teller.second}/approve", unread)
    assert rule == "SecrecyMissingError"
    digest = await teller.pass_all(teller.second)
    await teller.done(Post.APPROVER, f"{teller.second}/approve", {"digest": digest})
    versions = f"{teller.here}/versions"
    found = await teller.folk.until(MEMBER, versions, lambda rows: len(rows) == 1 + 1)
    assert [each["content"] for each in found] == [RIGHT, WRONG]


async def its_inner_period_begins_anew(teller):
    teller.house.turn(2025, 11, 24)  # three working days after the 17th, not after the 21st
    publisher = teller.who(Post.PUBLISHER)
    rule, problem = await teller.refused(publisher, f"{teller.here}/open-public")
    assert rule == "InnerPeriodError"
    assert "2025年11月26日" in problem["title"]
    await hidden(teller, "", RIGHT)


async def society_reads_the_second_version_alone(teller):
    teller.house.turn(2025, 11, 27)
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
    assert RIGHT in page.text
    assert WHY in page.text
    assert WRONG not in page.text
    outside = await teller.folk.look("", f"{teller.here}/versions")
    assert [each["number"] for each in outside.json()] == [2]
    assert (await teller.folk.look("", f"{teller.here}/versions/1")).status_code == 404
    first = await teller.folk.look(MEMBER, f"{teller.here}/versions/1")
    assert first.json()["content"] == WRONG  # the original is kept


async def who_wrote_is_answered_and_all_read_the_outcome(teller):
    handler = teller.who(Post.HANDLER)
    rule, _ = await teller.refused(handler, f"{teller.letter}/close")
    assert "Repl" in rule
    told = {
        "how": "phone",
        "delivered_at": datetime(2025, 11, 27, 1, tzinfo=UTC).isoformat(),
        "reply": "您反映的情况属实，名单已经更正。",
        "evidence": "通话记录1127",
    }
    await teller.done(Post.HANDLER, f"{teller.letter}/reply", told)
    summary = {"summary": "党员反映支教时间有误，经核实属实，已更正并重新公开。"}
    await teller.done(Post.HANDLER, f"{teller.letter}/publish", summary)
    await teller.done(Post.OFFICE, f"{teller.letter}/outcome/approve")
    await teller.done(Post.HANDLER, f"{teller.letter}/close")

    async def shown():
        page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
        return summary["summary"] in page.text

    await until(shown, "the outcome beside the list")


async def who_let_it_through_stands_in_the_register(teller):
    supervisor = teller.who(Post.SUPERVISOR)
    register = (await teller.folk.look(supervisor, "/workflow/api/mistakes")).json()
    assert (register["total"], register["open"]) == (1, 0)
    row = register["rows"][0]
    assert (row["state"], row["number"], row["corrected_by"]) == ("corrected", 1, 2)
    assert row["opinion_id"] == teller.opinion
    people = {each["part"]: (each["person"], each["post"]) for each in row["responsible"]}
    by = {"proposed": Post.OFFICE, "reviewed": Post.REVIEWER, "approved": Post.APPROVER}
    for part, post in by.items():
        assert people[part] == (str(person_id_of(teller.who(post))), post.value)
