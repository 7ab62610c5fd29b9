"""Letters that were merged: split again, passed on, complaining of somebody; late answers."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from services.feedback import heard
from services.feedback.domain import handling_rules as rules
from services.feedback.domain import handling_words as words
from services.feedback.domain import merging_words
from services.feedback.domain.commands import ReplyOpinion
from services.feedback.domain.events import OpinionReplied, OpinionTransferred
from services.feedback.domain.merging import AVOID, NotMergedError
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.opinion_state import Major
from services.feedback.domain.outcome_words import ApproveOutcome
from services.feedback.domain.terms import Audience, Delivery, Proof, Status
from shared.calendar import beijing_date
from shared.testing import NOON, UNIT, Given, cause
from tests.feedback.conftest import BUREAU, SCHOOL, letter, person
from tests.feedback.speaking import NUMBER, beijing, page, post
from tests.feedback.test_handling import ASSIGNED, BOX, CONCLUDED, SIGNED
from tests.feedback.test_opinion import PROPOSED

LEAD = UUID(int=7)
MERGED = words.OpinionMerged(lead=LEAD)
TODAY = beijing_date(NOON)
LATE = replace(SIGNED, due=TODAY - timedelta(days=1))


def test_a_letter_is_split_off_with_a_reason_while_nothing_was_found():
    split = merging_words.SplitOpinion(lead=LEAD, reason="说的是另一件事")
    apart = merging_words.OpinionSplit(lead=LEAD, reason="说的是另一件事")
    Given(OPINION, SIGNED, ASSIGNED, MERGED).when(split, by="周明").then(apart)
    state = OPINION.fold([SIGNED, ASSIGNED, MERGED, apart])
    assert (state.status, state.merged, state.handler) == (Status.ASSIGNED, False, "陈静")
    Given(OPINION, SIGNED, MERGED, apart).when(split, by="周明").then_rejected(NotMergedError)
    wordless = replace(split, reason=" ")
    Given(OPINION, SIGNED, MERGED).when(wordless, by="周明").then_rejected(
        rules.InvalidError, field="reason"
    )
    found = Given(OPINION, SIGNED, MERGED, ASSIGNED, CONCLUDED)
    found.when(split, by="周明").then_rejected(NotMergedError)


def test_what_goes_along_is_passed_on_with_its_lead_and_stays_merged():
    follow = merging_words.FollowForward(unit="u-2", reason="属县教育局职责")
    moved = words.OpinionForwarded(giver=UNIT, unit="u-2", reason="属县教育局职责")
    Given(OPINION, SIGNED, MERGED).when(follow, by="system").then(moved)
    state = OPINION.fold([SIGNED, MERGED, moved])
    assert (state.unit, state.status) == ("u-2", Status.MERGED)
    Given(OPINION, SIGNED, MERGED, moved).when(follow, by="system").then()


def test_whom_a_merged_letter_complains_of_no_longer_handles_its_lead():
    named = merging_words.OpinionNamed(named=("陈静",))
    join = merging_words.JoinNames(named=frozenset({"陈静"}))
    gone = OpinionTransferred(giver="陈静", handler="", reason=AVOID)
    Given(OPINION, SIGNED, ASSIGNED).when(join, by="system").then(named, gone)
    Given(OPINION, SIGNED, ASSIGNED, named, gone).when(join, by="system").then()


def test_what_goes_along_has_the_time_of_its_lead():
    later = TODAY + timedelta(days=9)
    follow = words.FollowLead(
        handler="陈静", finding=CONCLUDED.finding, conclusion="情况属实。", due=later
    )
    longer, *_ = OPINION.decide(follow, OPINION.fold([LATE, MERGED]), _cause())
    assert longer == words.TermExtended(reason="随主件办理", due=later)


def test_an_answer_after_its_day_says_so_and_a_clock_that_stands_is_not_over():
    proof = Proof(how=Delivery.PHONE, at=NOON)
    reply = ReplyOpinion(reply=BOX, proof=proof)
    replied = OpinionReplied(to=Audience.PERSON, reply=BOX, proof=proof)
    lapsed = merging_words.OpinionLapsed(unit=UNIT, due=TODAY - timedelta(days=1), replied_on=TODAY)
    Given(OPINION, LATE, ASSIGNED, CONCLUDED).when(reply, by="陈静").then(replied, lapsed)
    stopped = words.ClockStopped(reason="等鉴定")
    Given(OPINION, LATE, ASSIGNED, CONCLUDED, stopped).when(reply, by="陈静").then(replied)
    in_time = replace(LATE, due=TODAY)
    Given(OPINION, in_time, ASSIGNED, CONCLUDED).when(reply, by="陈静").then(replied)
    unsigned = replace(LATE, signed=False, identity=None)
    state = OPINION.fold([unsigned, ASSIGNED, CONCLUDED, PROPOSED])
    approver = cause("王校长", unit=UNIT, post="approver")
    assert OPINION.decide(ApproveOutcome(), state, approver)[-1] == lapsed


def test_a_term_that_is_over_is_neither_stopped_nor_extended():
    over = Given(OPINION, LATE, ASSIGNED)
    over.when(words.StopClock(reason="等鉴定"), by="陈静").then_rejected(rules.TermOverError)
    extend = words.ExtendTerm(reason="复杂", due=TODAY + timedelta(days=5), at_most=1)
    over.when(extend, by="周明").then_rejected(rules.TermOverError)


def test_a_major_matter_that_is_taken_up_again_is_decided_again():
    history = [
        SIGNED,
        ASSIGNED,
        words.OpinionFlagged(reason="影响大"),
        words.OpinionStudied(meeting="一", held_on=TODAY, advice="查"),
        words.OpinionDecided(meeting="二", held_on=TODAY, decision="办"),
        CONCLUDED,
        words.GroupNotified(report="已办"),
        words.OpinionReopened(unit=UNIT, reason=BOX, due=TODAY),
    ]
    state = OPINION.fold(history)
    assert state.major == Major()
    assert not state.notified


def _cause():

    return cause("陈静")


async def test_three_letters_are_merged_complain_of_the_handler_are_split_and_passed_on(county):
    """A lead of two: one complains of who has the lead, one was merged by mistake."""
    numbers = [
        NUMBER.search(await post(county, "", "/opinions", letter(**each), status=201))[1]
        for each in (
            {"content": "操场照明坏了。"},
            {"content": "操场照明坏了，陈静不管。", "name": "高大山", "contact": "13909520002"},
            {"content": "食堂价格太高。"},
        )
    ]
    lead, second, third = await _ids(county)
    await post(county, "周明", f"/opinions/{lead}/assign", {"handler": person("陈静")})
    for each in (second, third):
        await post(county, "周明", f"/opinions/{each}/merge", {"lead": f" {numbers[0].lower()} "})
    refused = await post(county, "周明", f"/opinions/{third}/merge", {"lead": "YJ-1"}, status=422)
    assert "请填写本单位的意见编号" in refused
    sorted_ = {"kind": "complaint", "named": person("陈静")}
    barred = await post(county, "马兰", f"/opinions/{second}/sort", sorted_, status=403)
    assert "参与提出、审核或者审批该公开事项的人员" in barred
    await post(county, "周明", f"/opinions/{second}/sort", sorted_)
    await county.followed()
    state, _ = county.service.store.state(OPINION, lead)
    assert (state.handler, state.named) == ("", frozenset({person("陈静")}))
    taken = {"handler": person("陈静")}
    await post(county, "周明", f"/opinions/{lead}/assign", taken, status=403)
    assert "取消并案" in await page(county, "周明", f"/opinions/{third}")
    await post(county, "周明", f"/opinions/{third}/split", {"reason": "说的是食堂"})
    await post(county, "周明", f"/opinions/{third}/split", {"reason": "说的是食堂"}, status=409)
    await post(
        county, "周明", f"/opinions/{lead}/forward", {"unit": BUREAU, "reason": "属教育局职责"}
    )
    await county.followed()
    units = [county.service.store.state(OPINION, each)[0].unit for each in (lead, second, third)]
    assert units == [BUREAU, BUREAU, SCHOOL]
    zhao = {"handler": person("赵局")}
    await post(county, "赵局", f"/opinions/{lead}/assign", zhao)
    found = {"finding": "upheld", "remedy": "none"}
    named = found | {"conclusion": "高大山反映属实。"}
    said = await post(county, "赵局", f"/opinions/{lead}/conclude", named, status=422)
    assert "不能出现反映人的姓名" in said
    await post(county, "赵局", f"/opinions/{lead}/conclude", found | {"conclusion": "属实。"})
    await county.followed()
    done = {"summary": "灯由赵局派人修好，高某某已经知道。"}
    await post(county, "赵局", f"/opinions/{lead}/publish", done)
    head = heard.PostAssigned(unit=BUREAU, person_id=person("王校长"), post="approver")
    await county.hear("catalog", (UUID(BUREAU), head))
    await post(county, "王校长", f"/opinions/{lead}/outcome/approve")
    assert "灯由赵某派人修好" in await page(county, "", "/outcomes")
    county.watch.at += timedelta(days=60)
    told = {
        "how": "phone",
        "delivered_at": beijing(county),
        "reply": "已经修好。",
        "evidence": "通话",
    }
    await post(county, "赵局", f"/opinions/{second}/reply", told)
    assert "答复超期" in await page(county, "赵局", f"/opinions/{second}")


async def _ids(county):
    return [
        UUID(f["stream_id"])
        for f in await county.facts()
        if f["event"]["type"] == "feedback.opinion.received.v1"
    ]
