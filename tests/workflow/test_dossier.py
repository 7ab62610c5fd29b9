"""决策案卷: the steps before a decision, each in its place, and a vote that counts every head."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.workflow.domain import dossier_meeting as meeting_rules
from services.workflow.domain import dossier_preparing as rules
from services.workflow.domain import hearing
from services.workflow.domain.convening_words import DossierScheduled
from services.workflow.domain.dossier import DOSSIER
from services.workflow.domain.dossier_terms import Aspect, DecisionStep, Method, Rating, Stand
from services.workflow.domain.dossier_words import (
    AdviseDossier,
    AnnounceHearing,
    AppointExpert,
    AssessDossier,
    BypassStep,
    DossierBypassed,
    DossierVoted,
    EngageExpert,
    ExpertAppointed,
    HearingAnnounced,
    HearingRecorded,
    HearingReported,
    Option,
    RecordHearing,
    ReportHearing,
    Speech,
    Votes,
)
from services.workflow.domain.session_words import Attendance, Group, Statement
from shared.testing import Given
from tests.workflow.dossiers import (
    ADVISED,
    APPOINTED,
    ASK,
    ASSESSED,
    BEGIN,
    CONSULT,
    CONSULTED,
    DECIDED,
    MEETING,
    OPENED,
    READY,
    RESEARCH,
    RESEARCHED,
    RULE,
    SPEECHES,
    TODAY,
    VOTE,
    VOTED,
    VOTES,
    assessed,
    fact,
    voting,
)
from tests.workflow.examples import CHEN, LI, SUN

ASSESS = AssessDossier(
    aspect=Aspect.LAWFUL,
    method=Method.DEPARTMENT,
    rating=Rating.PASSES,
    assessor="司法局",
    basis="符合规定",
)
HEARING = AnnounceHearing(held_on=TODAY, place="县礼堂", seats=20, selection="公开报名抽签")
ANNOUNCED = HearingAnnounced(
    number=1, held_on=TODAY, place="县礼堂", seats=20, selection="公开报名抽签"
)
CAME = (Attendance(group=Group.MASSES, invited=20, attended=18),)
SPOKE = (Statement(group=Group.MASSES, text="怕停水", adopted=False, reason="分片施工"),)
HEARD = HearingRecorded(number=1, attendance=CAME, statements=SPOKE)
SUMMED = HearingReported(number=1, report="采纳一条，一条未采纳。")


def of(history, command, rule, *, by=SUN, field=""):
    return Given(DOSSIER, *history).when(command, by=by).then_rejected(rule, field=field)


def vote(*, meeting=None, votes=None, **change):
    """Return a vote with a meeting or votes changed in some fields."""
    return voting(
        replace(
            VOTE,
            meeting=replace(MEETING, **(meeting or {})),
            votes=replace(VOTES, **(votes or {})),
            **change,
        )
    )


# ── 立案 ─────────────────────────────────────────────────────────────────────────────────────


def test_a_dossier_is_opened_before_the_body_that_decides():
    Given(DOSSIER).when(BEGIN, by=LI).then(OPENED)
    of([OPENED], BEGIN, rules.DossierTwiceError)
    of([], RESEARCH, rules.DossierUnknownError)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"matter": " "}, rules.DossierMatterError, "matter"),
        ({"body": "茶话会"}, rules.BodyUnknownError, "body"),
    ],
)
def test_it_names_its_matter_and_a_body_of_the_scheme(change, rule, field):
    of([], replace(BEGIN, asked=replace(ASK, **change)), rule, field=field)


def test_a_principal_post_routed_to_the_standing_committee_alone_is_refused():
    asked = replace(ASK, matter="乡镇党政正职调整", body="常委会")
    refused = of([], replace(BEGIN, asked=asked), rules.BodyReservedError, field="body")
    assert "须由全委会表决" in refused.sentence
    assert fact([], replace(BEGIN, asked=replace(asked, body="全委会"))).body == "全委会"


# ── 调查研究 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4-62")
def test_research_with_an_option_that_names_nothing_against_it_is_refused():
    Given(DOSSIER, OPENED).when(RESEARCH, by=LI).then(RESEARCHED)
    one_sided = replace(RESEARCH, options=(replace(RESEARCH.options[0], cons=" "),))
    refused = of([OPENED], one_sided, rules.OptionLackingError, field="options")
    assert "没有写明弊" in refused.sentence


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"report": ""}, rules.ResearchReportError),
        ({"options": ()}, rules.OptionsMissingError),
        ({"options": (Option(name=""),)}, rules.OptionsMissingError),
        ({"options": (Option(name="新建"),)}, rules.OptionLackingError),
    ],
)
def test_research_says_what_was_found_and_at_least_one_option(change, rule):
    of([OPENED], replace(RESEARCH, **change), rule)


# ── 征求意见 ─────────────────────────────────────────────────────────────────────────────────


def test_opinions_are_heard_after_research_and_answered_one_by_one():
    Given(DOSSIER, OPENED, RESEARCHED).when(CONSULT, by=LI).then(CONSULTED)
    refused = of([OPENED], CONSULT, rules.StepMissingError)
    assert "调查研究" in refused.sentence


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"groups": ()}, rules.OpinionsMissingError),
        ({"forms": (), "notice": False}, rules.OpinionsMissingError),
        ({"summary": " "}, rules.OpinionsMissingError),
        ({"answers": (replace(CONSULT.answers[0], answer=""),)}, rules.AdoptionMissingError),
        ({"answers": CONSULT.answers * 21}, rules.AdoptionMissingError),
    ],
)
def test_a_summary_says_how_whom_and_why(change, rule):
    of([OPENED, RESEARCHED], replace(CONSULT, **change), rule)


# ── 听证 ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4-71")
def test_a_hearing_without_report_keeps_the_dossier_from_the_vote():
    Given(DOSSIER, *READY).when(HEARING, by=LI).then(ANNOUNCED)
    of([*READY, ANNOUNCED], voting(), rules.HearingUnreportedError)
    record = RecordHearing(number=1, attendance=CAME, statements=SPOKE)
    Given(DOSSIER, *READY, ANNOUNCED).when(record, by=LI).then(HEARD)
    of([*READY, ANNOUNCED, HEARD], voting(), rules.HearingUnreportedError)
    report = ReportHearing(number=1, report="采纳一条，一条未采纳。")
    Given(DOSSIER, *READY, ANNOUNCED, HEARD).when(report, by=LI).then(SUMMED)
    assert fact([*READY, ANNOUNCED, HEARD, SUMMED], voting()).adopted


def test_a_hearing_is_announced_first_held_once_and_reported_once():
    of([OPENED], replace(HEARING, place=""), hearing.HearingTextError, field="place")
    of([OPENED], replace(HEARING, seats=0), hearing.HearingTextError)
    yesterday = TODAY - timedelta(days=1)
    of([OPENED], replace(HEARING, held_on=yesterday), hearing.HearingPastError)
    of(DECIDED, HEARING, hearing.HearingTooLateError)
    record = RecordHearing(number=1, attendance=CAME)
    report = ReportHearing(number=1, report="采纳。")
    of([OPENED], record, hearing.HearingUnknownError)
    later = replace(ANNOUNCED, held_on=TODAY + timedelta(days=1))
    of([OPENED, later], record, hearing.HearingAheadError)
    of([OPENED, ANNOUNCED, HEARD], record, hearing.HearingRecordedAlreadyError)
    of([OPENED, ANNOUNCED], report, hearing.HearingNotHeldError)
    of([OPENED, ANNOUNCED, HEARD], replace(report, report=" "), hearing.HearingReportError)
    of([OPENED, ANNOUNCED, HEARD, SUMMED], report, hearing.HearingRecordedAlreadyError)


# ── 专家论证 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4-72")
def test_an_expert_with_a_declared_interest_is_appointed_only_past_a_warning():
    ask = AppointExpert(asked=EngageExpert(person=CHEN), interests=("水厂股东",))
    refused = of([OPENED], ask, rules.ExpertInterestError, field="reason")
    assert refused.sentence.startswith("警示：这位专家申报过利害关系（水厂股东）")
    reasoned = replace(ask, asked=EngageExpert(person=CHEN, reason="县内只有一位"))
    told = ExpertAppointed(person=CHEN, interests=("水厂股东",), reason="县内只有一位")
    Given(DOSSIER, OPENED).when(reasoned, by=LI).then(told)


def test_experts_come_from_the_list_and_sign_for_themselves():
    ask = AppointExpert(asked=EngageExpert(person=CHEN), interests=())
    Given(DOSSIER, OPENED).when(ask, by=LI).then(APPOINTED)
    of([OPENED], replace(ask, interests=None), rules.ExpertUnlistedError, field="person")
    of([OPENED, APPOINTED], ask, rules.ExpertTwiceError)
    sign = AdviseDossier(opinion="可行。")
    Given(DOSSIER, OPENED, APPOINTED).when(sign, by=CHEN).then(ADVISED)
    of([OPENED, APPOINTED], sign, rules.NotEngagedError, by=LI)
    of([OPENED, APPOINTED], AdviseDossier(opinion=""), rules.ExpertOpinionError, by=CHEN)
    of([OPENED, APPOINTED, ADVISED], sign, rules.AdvisedAlreadyError, by=CHEN)


# ── 风险评估 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4-64")
def test_without_a_verdict_on_control_the_vote_does_not_begin():
    before = (OPENED, RESEARCHED, CONSULTED, APPOINTED, ADVISED, *ASSESSED[:3])
    refused = of(before, voting(), rules.AssessmentsMissingError)
    assert "可控性、专业机构测评" in refused.sentence
    by_others = assessed(Aspect.CONTROLLABLE, Method.DEPARTMENT)
    refused = of((*before, by_others), voting(), rules.AssessmentsMissingError)
    assert "缺专业机构测评" in refused.sentence
    assert fact((*before, ASSESSED[3]), voting()).adopted


def test_what_was_found_wanting_is_assessed_anew_first():
    bad = assessed(Aspect.FEASIBLE, Method.EXPERT, Rating.FAILS)
    refused = of((*READY, bad), voting(), rules.RiskTooHighError)
    assert "可行性" in refused.sentence
    good = assessed(Aspect.FEASIBLE, Method.EXPERT, Rating.CONDITIONAL)
    assert fact((*READY, bad, good), voting()).adopted


@pytest.mark.clause("S4-63")
def test_an_assessment_follows_opinions_and_says_who_and_why():
    here = (OPENED, RESEARCHED, CONSULTED)
    Given(DOSSIER, *here).when(ASSESS, by=LI).then(ASSESSED[0])
    of([OPENED, RESEARCHED], ASSESS, rules.StepMissingError)
    of(here, replace(ASSESS, assessor=""), rules.AssessmentTextError, field="assessor")
    of(here, replace(ASSESS, basis=""), rules.AssessmentTextError, field="basis")
    of(here, replace(ASSESS, method=Method.EXPERT), rules.ExpertOpinionMissingError)


def test_a_plain_matter_needs_neither_opinions_nor_assessment():
    plain = replace(OPENED, touches=False, major=False)
    assert fact((plain, RESEARCHED), voting()).adopted
    of([plain], voting(), rules.StepMissingError)
    whole = replace(plain, rule=replace(RULE, steps=tuple(DecisionStep)))
    of([whole, RESEARCHED], voting(), rules.StepMissingError)


# ── 集体决策 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4-65")
def test_a_decision_outside_a_meeting_is_refused():
    of(READY, vote(meeting={"number": " "}), meeting_rules.MeetingMissingError, field="number")
    assert VOTED.meeting == MEETING
    assert [each.speaker for each in VOTED.meeting.speeches] == ["副县长", "县委书记"]


@pytest.mark.parametrize(
    ("meeting", "rule", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, meeting_rules.MeetingAheadError, "held_on"),
        ({"body": "全委会"}, meeting_rules.OtherBodyError, "body"),
        ({"present": 12}, meeting_rules.PresentError, "present"),
        ({"present": 0, "due": 0}, meeting_rules.PresentError, "present"),
        ({"present": 5}, meeting_rules.QuorumMissingError, ""),
        ({"speeches": ()}, meeting_rules.SpeechesMissingError, "speeches"),
        ({"speeches": SPEECHES[::-1]}, meeting_rules.LeaderLastError, "speeches"),
        ({"speeches": (Speech(speaker="", opinion="好"),)}, meeting_rules.SpeechesMissingError, ""),
    ],
)
def test_a_meeting_is_the_bodys_own_with_a_quorum_and_its_leader_last(meeting, rule, field):
    of(READY, vote(meeting=meeting), rule, field=field)


def test_where_the_scheme_does_not_ask_for_it_the_leader_speaks_when_they_like():
    free = replace(OPENED, rule=replace(RULE, leader_last=False))
    assert fact((free, *READY[1:]), vote(meeting={"speeches": SPEECHES[::-1]})).adopted


@pytest.mark.clause("S4-66")
def test_five_of_eleven_are_no_majority_of_those_due_and_one_of_those_present():
    votes = {"favour": 5, "against": 4, "abstained": 0}
    of_due = fact(READY, vote(votes=votes))
    assert (of_due.adopted, of_due.votes.minority) == (False, ("先扩建更稳妥",))
    present = replace(OPENED, rule=replace(RULE, of_due=False))
    assert fact((present, *READY[1:]), vote(votes=votes)).adopted


def test_seven_voters_three_to_three_and_one_abstained_have_not_passed_it():
    votes = {"favour": 3, "against": 3, "abstained": 1, "secret": True}
    told = fact(READY, vote(meeting={"due": 7, "present": 7}, votes=votes))
    assert not told.adopted
    assert (told.meeting.due, told.meeting.present) == (7, 7)
    assert (told.votes.favour, told.votes.against, told.votes.abstained) == (3, 3, 1)
    assert told.votes.secret
    state = DOSSIER.fold((*READY, told))
    assert state.stand is Stand.PREPARING
    assert fact((*READY, told), voting()).adopted  # at another meeting


@pytest.mark.clause("S4-51")
def test_twenty_seven_votes_of_twenty_eight_present_are_closed_only_with_a_reason():
    matter = "乡镇党政正职人选"
    heads = replace(OPENED, matter=matter, body="全委会", touches=False, major=False)
    meeting = {"body": "全委会", "due": 31, "present": 28}
    votes = {"favour": 20, "against": 5, "abstained": 2, "secret": True, "minority": ()}
    here = (heads, RESEARCHED)
    refused = of(here, vote(meeting=meeting, votes=votes), meeting_rules.VotesMissingError)
    assert "缺少的1票" in refused.sentence
    explained = votes | {"missing": "一人领票后离会，未交票"}
    told = fact(here, vote(meeting=meeting, votes=explained))
    assert (told.adopted, told.votes.counted, told.votes.missing[:2]) == (True, 27, "一人")
    open_ = explained | {"secret": False}
    of(here, vote(meeting=meeting, votes=open_), meeting_rules.SecretBallotError, field="secret")
    # heads and nothing else: no field of a vote can hold who cast it
    kinds = {Votes.__annotations__[each] for each in Votes.__struct_fields__}
    assert {str(each) for each in kinds}.isdisjoint({"person", "UUID"})
    assert set(Votes.__struct_fields__) == {
        "favour",
        "against",
        "abstained",
        "secret",
        "missing",
        "minority",
    }


def test_no_more_votes_are_counted_than_members_came():
    of(READY, vote(votes={"favour": 9}), meeting_rules.VotesOverError, field="favour")
    of(READY, vote(votes={"minority": ("",)}), meeting_rules.MinorityError, field="minority")


def test_a_vote_says_what_was_decided_on_which_option_and_once():
    of(READY, vote(decision=" "), rules.DecisionTextMissingError, field="decision")
    of(READY, vote(option=3), rules.OptionUnknownError, field="option")
    of(DECIDED, voting(), rules.DossierDecidedError)
    of(DECIDED, RESEARCH, rules.DossierDecidedError)
    assert isinstance(VOTED, DossierVoted)


def test_two_thirds_must_come_where_the_scheme_says_so():
    strict = replace(OPENED, rule=replace(RULE, two_thirds=True))
    refused = of(
        (strict, *READY[1:]), vote(meeting={"present": 7}), meeting_rules.QuorumMissingError
    )
    assert refused.sentence == "应到11人，到会7人，没有达到三分之二以上到会，不能表决。"


def test_a_meeting_votes_on_its_agenda_alone_where_the_scheme_says_so():
    strict = (replace(OPENED, rule=replace(RULE, agenda=True)), *READY[1:])
    refused = of(strict, voting(), meeting_rules.NotOnAgendaError, field="held_on")
    assert "没有列入2026年7月1日会议的议题" in refused.sentence
    listed = DossierScheduled(
        unit=OPENED.unit, body=MEETING.body, held_on=MEETING.held_on, session="第9次"
    )
    other = replace(listed, held_on=MEETING.held_on - timedelta(days=1))
    of((*strict, other), voting(), meeting_rules.NotOnAgendaError)
    assert fact((*strict, other, listed), voting()) == VOTED


# ── 越过步骤 ─────────────────────────────────────────────────────────────────────────────────


def test_a_step_is_left_out_only_by_who_says_so_with_a_reason():
    ask = BypassStep(step=DecisionStep.ASSESSMENT, reason="汛期抢险")
    here = (OPENED, RESEARCHED, CONSULTED)
    told = fact(here, ask, by=LI, post="clerk")
    assert told == DossierBypassed(
        unit=OPENED.unit, step=DecisionStep.ASSESSMENT, reason="汛期抢险", by=LI, post="clerk"
    )
    assert fact((*here, told), voting()).adopted
    of(here, replace(ask, reason=""), rules.BypassReasonError, field="reason")
    of((*here, told), ask, rules.BypassNeedlessError)
    for step in (DecisionStep.RESEARCH, DecisionStep.DECISION, DecisionStep.FOLLOW_UP):
        of(here, replace(ask, step=step), rules.BypassNeedlessError)
