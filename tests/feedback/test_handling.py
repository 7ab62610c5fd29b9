"""Rules of handling. No database, no network, no clock: given, when, then."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.feedback.domain import handling_rules as rules
from services.feedback.domain import handling_words as words
from services.feedback.domain.commands import AssignOpinion, CloseOpinion, ConcludeOpinion
from services.feedback.domain.events import OpinionAssigned, OpinionConcluded, OpinionTransferred
from services.feedback.domain.merging import AVOID
from services.feedback.domain.opinion import (
    OPINION,
    NothingLeftToReviseError,
    NothingToReviseError,
    OutcomeOwedError,
    OutcomeUndecidedError,
    UnfoundedNeedsNoRemedyError,
)
from services.feedback.domain.opinion_state import (
    MajorUndecidedError,
    NamedInOpinionError,
    OpinionMergedError,
)
from services.feedback.domain.sorting import pushed
from services.feedback.domain.terms import Finding, Kind, OutcomeRule, Remedy, Satisfaction
from shared.calendar import chinese_calendar
from shared.testing import NOON, UNIT, Given
from tests.feedback.test_opinion import (
    ANONYMOUS,
    ASSIGNED,
    BOX,
    CONCLUDE,
    CONCLUDED,
    PUBLISHED,
    REPLIED,
    SHOWN,
    SIGNED,
)

TODAY = date(2026, 7, 1)
DUE = replace(SIGNED, due=date(2026, 7, 22), claim_by=date(2026, 7, 6))
MAJOR = words.OpinionFlagged(reason="涉及重大决策")
STUDIED = words.OpinionStudied(meeting="领导小组第3次会议", held_on=TODAY, advice="建议重新评审")
DECIDED = words.OpinionDecided(meeting="党组第7次会议", held_on=TODAY, decision="重新评审")
ORDERED = words.RectificationOrdered(
    unit=UNIT, owner="李敏", task="补齐值守表", due=date(2026, 7, 10)
)
REPORTED = words.RectificationReported(done="值守表已补齐并上墙。")
DONE = (SIGNED, ASSIGNED, CONCLUDED, REPLIED)


@pytest.mark.clause("S1-44")
def test_the_person_complained_of_is_no_handler_and_gives_up_what_they_have():
    sort = words.SortOpinion(kind=Kind.COMPLAINT, topic="值守", named=frozenset({"陈静"}))
    sorted_ = words.OpinionSorted(kind=Kind.COMPLAINT, topic="值守", named=("陈静",))
    gone = OpinionTransferred(giver="陈静", handler="", reason=AVOID)
    Given(OPINION, SIGNED, ASSIGNED).when(sort, by="周明").then(sorted_, gone)
    again = AssignOpinion(handler="陈静")
    Given(OPINION, SIGNED, sorted_).when(again, by="周明").then_rejected(NamedInOpinionError)
    review = words.StudyMajor(meeting="会", held_on=TODAY, advice="研究")
    approve = words.DecideMajor(meeting="会", held_on=TODAY, decision="决定")
    for each in (review, approve):
        here = Given(OPINION, SIGNED, sorted_, MAJOR)
        here.when(each, by="陈静").then_rejected(NamedInOpinionError)
    mine = words.SortOpinion(kind=Kind.PRAISE)
    Given(OPINION, SIGNED, sorted_).when(mine, by="陈静").then_rejected(NamedInOpinionError)


@pytest.mark.parametrize("step", ["flag", "study", "decide", "extend", "forward"])
def test_the_person_complained_of_takes_no_step(step):
    sorted_ = words.OpinionSorted(kind=Kind.COMPLAINT, topic="", named=("王副局",))
    commands = {
        "flag": words.FlagMajor(reason="重大"),
        "study": words.StudyMajor(meeting="会", held_on=TODAY, advice="研究"),
        "decide": words.DecideMajor(meeting="会", held_on=TODAY, decision="决定"),
        "extend": words.ExtendTerm(reason="需要时间", due=date(2026, 8, 1)),
        "forward": words.ForwardOpinion(unit="u-2", reason="不归本单位"),
    }
    history = (SIGNED, sorted_, MAJOR) if step in {"study", "decide"} else (SIGNED, sorted_)
    Given(OPINION, *history).when(commands[step], by="王副局").then_rejected(NamedInOpinionError)


def test_who_investigates_is_not_concerned():
    inquest = words.InvestigateOpinion(
        held_on=TODAY,
        note=BOX,
        members=frozenset({"马兰", "李敏"}),
        concerned=frozenset({"马兰"}),
    )
    here = Given(OPINION, SIGNED, ASSIGNED)
    here.when(inquest, by="陈静").then_rejected(rules.ForbiddenError, field="members")
    good = replace(inquest, concerned=frozenset())
    found = words.OpinionInvestigated(held_on=TODAY, note=BOX, members=("李敏", "马兰"))
    here.when(good, by="陈静").then(found)
    late = replace(good, held_on=TODAY + timedelta(days=1))
    here.when(late, by="陈静").then_rejected(rules.FutureMeetingError)


def test_a_merged_opinion_follows_its_lead_and_is_not_handled_by_itself():
    lead = UUID(int=7)
    merge = words.MergeOpinion(lead=lead, lead_unit=UNIT, lead_open=True, handler="陈静")
    merged = words.OpinionMerged(lead=lead)
    Given(OPINION, SIGNED).when(merge, by="周明").then(merged)
    alone = Given(OPINION, SIGNED, merged)
    alone.when(AssignOpinion(handler="李敏"), by="周明").then_rejected(OpinionMergedError)
    follow = words.FollowLead(handler="陈静", finding=Finding.UPHELD, conclusion="属实。")
    concluded = replace(CONCLUDED, conclusion="属实。", remedy=Remedy.NONE)
    alone.when(follow, by="system").then(OpinionAssigned(handler="陈静"), concluded)
    shut = replace(merge, lead_open=False)
    Given(OPINION, SIGNED).when(shut, by="周明").then_rejected(rules.MergedLeadError)
    other = replace(merge, lead_unit="u-2")
    Given(OPINION, SIGNED).when(other, by="周明").then_rejected(rules.OtherUnitMergeError)


def test_the_answer_to_the_lead_in_public_answers_those_that_are_not_signed_alone():
    merged = words.OpinionMerged(lead=UUID(int=7))
    concluded = replace(CONCLUDED, remedy=Remedy.NONE)
    unsigned = Given(OPINION, ANONYMOUS, merged, ASSIGNED, concluded)
    unsigned.when(words.FollowOutcome(), by="system").then(SHOWN)
    signed = Given(OPINION, SIGNED, merged, ASSIGNED, concluded)
    signed.when(words.FollowOutcome(), by="system").then()


def test_a_forwarded_opinion_is_another_unit_s_and_without_a_handler():
    forward = words.ForwardOpinion(unit="u-2", reason="属县教育局职责")
    moved = words.OpinionForwarded(giver=UNIT, unit="u-2", reason="属县教育局职责")
    Given(OPINION, SIGNED, ASSIGNED).when(forward, by="周明").then(moved)
    there = OPINION.fold([SIGNED, ASSIGNED, moved])
    assert (there.unit, there.handler) == ("u-2", "")
    again = Given(OPINION, SIGNED, moved)
    again.when(forward, by="周明").then_rejected(rules.AlreadyForwardedError)
    wordless = replace(forward, reason=" ")
    refused = Given(OPINION, SIGNED).when(wordless, by="周明")
    assert refused.then_rejected(rules.InvalidError, field="reason").sentence[:2] == "理由"


def test_the_clock_stops_and_the_days_it_stood_are_added():
    stopped = words.ClockStopped(reason="等待当事人补充材料")
    here = Given(OPINION, DUE, ASSIGNED)
    here.when(words.StopClock(reason="等待当事人补充材料"), by="陈静").then(stopped)
    later = words.ResumeClock(due=date(2026, 7, 24))
    here.when(later, by="陈静").then_rejected(rules.ClockNotStoppedError)
    standing = Given(OPINION, DUE, ASSIGNED, stopped)
    standing.when(later, by="陈静").then(words.ClockResumed(due=date(2026, 7, 24)))
    # 2026-07-03 Friday → 2026-07-07 Tuesday: two working days stood
    due = pushed(date(2026, 7, 22), date(2026, 7, 3), date(2026, 7, 7), chinese_calendar())
    assert due == date(2026, 7, 24)


def test_more_time_is_given_as_often_as_the_scheme_says():
    extend = words.ExtendTerm(reason="情况复杂", due=date(2026, 8, 5))
    extended = words.TermExtended(reason="情况复杂", due=date(2026, 8, 5))
    Given(OPINION, DUE).when(extend, by="周明").then(extended)
    more = replace(extend, due=date(2026, 8, 20))
    Given(OPINION, DUE, extended).when(more, by="周明").then_rejected(rules.ExtendedEnoughError)
    twice = replace(more, at_most=2)
    Given(OPINION, DUE, extended).when(twice, by="周明").then(replace(extended, due=more.due))
    earlier = replace(extend, due=DUE.due)
    Given(OPINION, DUE).when(earlier, by="周明").then_rejected(rules.DueNotLaterError)


def test_what_nobody_took_in_hand_by_its_day_goes_up_once():
    up = words.EscalateOpinion(superior="u-0")
    escalated = words.OpinionEscalated(unit=UNIT, superior="u-0", claim_by=date(2026, 7, 6))
    in_time, late = NOON + timedelta(days=5), NOON + timedelta(days=6)
    here = Given(OPINION, DUE)
    here.when(up, by="system", at=in_time).then_rejected(rules.NotUnclaimedError)
    here.when(up, by="system", at=late).then(escalated)
    again = Given(OPINION, DUE, escalated)
    again.when(up, by="system", at=late).then_rejected(rules.NotUnclaimedError)
    taken = Given(OPINION, DUE, ASSIGNED)
    taken.when(up, by="system", at=late).then_rejected(rules.NotUnclaimedError)


@pytest.mark.row("G4")
@pytest.mark.clause("S1-28")
def test_a_major_matter_goes_to_the_leading_group_and_the_party_group_before_anything_rests():
    close = CloseOpinion()
    here = Given(OPINION, SIGNED, ASSIGNED, MAJOR)
    here.when(CONCLUDE, by="陈静").then_rejected(MajorUndecidedError)
    here.when(close, by="周明").then_rejected(MajorUndecidedError)
    decide = words.DecideMajor(meeting="党组第7次会议", held_on=TODAY, decision="重新评审")
    here.when(decide, by="王局").then_rejected(rules.NotStudiedError)
    study = words.StudyMajor(meeting="领导小组第3次会议", held_on=TODAY, advice="建议重新评审")
    here.when(study, by="周明").then(STUDIED)
    studied = Given(OPINION, SIGNED, ASSIGNED, MAJOR, STUDIED)
    early = replace(decide, held_on=TODAY - timedelta(days=1))
    studied.when(early, by="王局").then_rejected(rules.DecidedBeforeStudiedError)
    studied.when(replace(decide, meeting=""), by="王局").then_rejected(rules.InvalidError)
    studied.when(close, by="周明").then_rejected(MajorUndecidedError)
    studied.when(decide, by="王局").then(DECIDED)
    decided = Given(OPINION, SIGNED, ASSIGNED, MAJOR, STUDIED, DECIDED)
    decided.when(CONCLUDE, by="陈静").then(CONCLUDED)
    told = Given(OPINION, SIGNED, ASSIGNED, MAJOR, STUDIED, DECIDED, CONCLUDED, REPLIED)
    told.when(close, by="周明").then_rejected(rules.GroupNotNotifiedError)


@pytest.mark.clause("S1-29")
def test_a_major_matter_rests_when_both_the_group_and_the_person_have_been_told():
    history = (SIGNED, ASSIGNED, MAJOR, STUDIED, DECIDED, CONCLUDED)
    told = words.GroupNotified(report="已重新评审。")
    notify = words.NotifyGroup(report="已重新评审。")
    Given(OPINION, *history).when(notify, by="陈静").then(told)
    group_only = Given(OPINION, *history, told)
    group_only.when(CloseOpinion(), by="周明").then_rejected(rules.RejectedError)
    both = Given(OPINION, *history, REPLIED, told)
    assert len(both.when(CloseOpinion(), by="周明")._decide()) == 1


def test_what_is_to_be_put_right_has_a_day_of_its_own_and_is_checked_by_another():
    here = Given(OPINION, SIGNED, ASSIGNED, CONCLUDED)
    order = words.OrderRectification(owner="李敏", task="补齐值守表", due=date(2026, 7, 10))
    here.when(order, by="陈静").then(ORDERED)
    here.when(replace(order, due=TODAY), by="陈静").then_rejected(rules.RectificationDueError)
    ordered = Given(OPINION, *DONE, ORDERED)
    ordered.when(CloseOpinion(), by="陈静").then_rejected(rules.RectificationStillOpenError)
    report = words.ReportRectification(done="值守表已补齐并上墙。")
    ordered.when(report, by="周明").then_rejected(rules.NotOwnerError)
    ordered.when(report, by="李敏").then(REPORTED)
    check = words.CheckRectification(passed=True, note="现场查看属实")
    ordered.when(check, by="周明").then_rejected(rules.NoRectificationError)
    reported = Given(OPINION, *DONE, ORDERED, REPORTED)
    reported.when(check, by="李敏").then_rejected(rules.OwnRectificationError)
    checked = words.RectificationChecked(unit=UNIT, passed=True, note="现场查看属实")
    reported.when(check, by="周明").then(checked)
    failed = replace(checked, passed=False)
    again = Given(OPINION, *DONE, ORDERED, REPORTED, failed)
    again.when(report, by="李敏").then(REPORTED)
    accepted = Given(OPINION, *DONE, ORDERED, REPORTED, checked)
    assert accepted.when(CloseOpinion(), by="陈静")._decide()


def test_nothing_is_put_right_where_nothing_was_wrong():
    unfounded = replace(CONCLUDED, finding=Finding.UNFOUNDED, remedy=Remedy.NONE)
    order = words.OrderRectification(owner="李敏", task="整改", due=date(2026, 7, 10))
    here = Given(OPINION, SIGNED, ASSIGNED, unfounded)
    here.when(order, by="陈静").then_rejected(rules.UnfoundedRectificationError)


@pytest.mark.clause("S4-14")
def test_the_public_outcome_is_decided_with_a_reason_where_the_scheme_says_so():
    here = Given(OPINION, *DONE)
    each = CloseOpinion(outcome=OutcomeRule.DECIDED)
    here.when(each, by="陈静").then_rejected(OutcomeUndecidedError)
    always = CloseOpinion(outcome=OutcomeRule.ALWAYS)
    here.when(always, by="陈静").then_rejected(OutcomeOwedError)
    withheld = words.OutcomeReserved(reason="涉及个人家庭情况")
    keep = words.WithholdOutcome(reason="涉及个人家庭情况")
    here.when(keep, by="陈静").then(withheld)
    must = replace(keep, must_publish=True)
    here.when(must, by="陈静").then_rejected(rules.OutcomeMustBePublicError)
    assert Given(OPINION, *DONE, withheld).when(each, by="陈静")._decide()
    public = Given(OPINION, *DONE[:3], PUBLISHED, REPLIED)
    assert public.when(always, by="陈静")._decide()
    unsigned = Given(OPINION, ANONYMOUS, ASSIGNED, CONCLUDED)
    unsigned.when(keep, by="陈静").then_rejected(rules.AnonymousMustBeAnsweredError)


def test_who_was_answered_says_once_whether_they_are_satisfied():
    rate = words.RateReply(satisfaction=Satisfaction.FAIR)
    rated = words.ReplyRated(unit=UNIT, satisfaction=Satisfaction.FAIR)
    early = Given(OPINION, SIGNED, ASSIGNED)
    early.when(rate, by="citizen").then_rejected(rules.NotAnsweredYetError)
    Given(OPINION, *DONE).when(rate, by="citizen").then(rated)
    twice = Given(OPINION, *DONE, rated)
    twice.when(rate, by="citizen").then_rejected(rules.AlreadyRatedError)


def test_an_answered_opinion_is_taken_up_once_more_within_its_time():
    last, due = TODAY + timedelta(days=30), TODAY + timedelta(days=21)
    reopen = words.ReopenOpinion(reason=BOX, last_day=last, due=due)
    reopened = words.OpinionReopened(unit=UNIT, reason=BOX, due=due)
    Given(OPINION, *DONE).when(reopen, by="citizen").then(reopened)
    late = NOON + timedelta(days=31)
    answered = Given(OPINION, *DONE)
    answered.when(reopen, by="citizen", at=late).then_rejected(rules.ReopenTooLateError)
    anew = Given(OPINION, *DONE, reopened)
    anew.when(CONCLUDE, by="陈静").then(CONCLUDED)
    twice = Given(OPINION, *DONE, reopened, CONCLUDED, REPLIED)
    twice.when(reopen, by="citizen").then_rejected(rules.AlreadyReopenedError)


def test_erasing_needs_its_ground_and_happens_once():
    erase = words.EraseOpinion(ground="《个人信息保护法》第四十七条")
    erased = words.OpinionErased(unit=UNIT, ground=erase.ground)
    Given(OPINION, *DONE).when(erase, by="周明").then(erased)
    groundless = words.EraseOpinion(ground="")
    Given(OPINION, *DONE).when(groundless, by="周明").then_rejected(
        rules.InvalidError, field="ground"
    )
    early = Given(OPINION, SIGNED, ASSIGNED, CONCLUDED)
    early.when(erase, by="周明").then_rejected(rules.ErasedTooEarlyError)
    sorted_ = words.OpinionSorted(kind=Kind.COMPLAINT, topic="", named=("周明",))
    named = Given(OPINION, *DONE, sorted_)
    named.when(erase, by="周明").then_rejected(NamedInOpinionError)
    gone = Given(OPINION, *DONE, erased)
    gone.when(erase, by="周明").then_rejected(rules.ErasedOpinionError)


def test_what_was_not_adopted_asks_for_no_remedy_and_a_general_opinion_revises_nothing():
    declined = replace(CONCLUDE, finding=Finding.DECLINED)
    here = Given(OPINION, SIGNED, ASSIGNED)
    here.when(declined, by="陈静").then_rejected(UnfoundedNeedsNoRemedyError)
    general = Given(OPINION, replace(SIGNED, disclosure_id=""), ASSIGNED)
    general.when(CONCLUDE, by="陈静").then_rejected(NothingToReviseError)
    gone = replace(CONCLUDE, gone=True)
    here.when(gone, by="陈静").then_rejected(NothingLeftToReviseError, field="remedy")
    adopted = ConcludeOpinion(finding=Finding.ADOPTED, conclusion="采纳。", remedy=Remedy.DISCLOSE)
    found = OpinionConcluded(
        unit=UNIT,
        disclosure_id="",
        item_id="i-1",
        finding=Finding.ADOPTED,
        conclusion="采纳。",
        remedy=Remedy.DISCLOSE,
    )
    general.when(adopted, by="陈静").then(found)
