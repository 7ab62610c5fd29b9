"""Requests for disclosure answered: ground and remedy, explanation, filing, recheck (F2-F5)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.feedback.domain import request_answer as answers
from services.feedback.domain import request_recheck as rechecks
from services.feedback.domain import request_steps as steps
from services.feedback.domain.request import (
    RequestErasedError,
    RequestUnderWayError,
)
from services.feedback.domain.request_commands import (
    AcknowledgeFiling,
    AskRecheck,
    ConcludeRecheck,
    DropRelease,
    EraseRequest,
    ExamineRecheck,
    NominateRequest,
    OpenDelivery,
    PrepareRelease,
    ReturnFiling,
    SendFiling,
    TakeUpPublication,
)
from services.feedback.domain.request_events import (
    FilingAcknowledged,
    FilingCreated,
    PublicationDemanded,
    RequestClosed,
    RequestExplained,
)
from services.feedback.domain.request_reason import (
    BasisMissingError,
    TemplateOnlyError,
    letter_of,
    own_words,
)
from services.feedback.domain.request_rule import rule_of
from services.feedback.domain.request_words import (
    Body,
    Filing,
    Outcome,
    Release,
    Status,
    Verdict,
)
from services.feedback.domain.terms import Delivery, Proof
from tests.feedback.asking import (
    ABOVE,
    ACCEPT,
    BODY,
    BOX,
    CALENDAR,
    CLOSE,
    EXPLAIN,
    OWN,
    PROOF,
    REASON,
    RULE,
    STUDY,
    at,
    closed,
    decided,
    on,
    received,
    refusing,
    sent,
    studied,
)

PAGES = Release(name="1.pdf", sha256="a" * 64, sm3="b", size=9, kind="pdf", pages=(1, 3), of=4)
PUT = PrepareRelease(release=PAGES)

# ── the answer ───────────────────────────────────────────────────────────────────────────────


def test_the_body_decides_and_not_the_clerk():
    with pytest.raises(answers.NotAcceptedError):
        received().do(refusing(), "10-14", **BODY)
    case = received()
    case.do(ACCEPT, "10-13")
    with pytest.raises(answers.NotStudiedError):
        case.do(refusing(), "10-14", **BODY)
    case.do(STUDY, "10-20")
    with pytest.raises(answers.DecidedByClerkError):
        case.do(refusing(), "10-27")
    with pytest.raises(answers.DecidedByClerkError):
        case.do(refusing(), "10-27", by="许明川", post="approver")  # who studied it
    case.do(refusing(), "10-27", **BODY)
    with pytest.raises(answers.AlreadyDecidedError):
        case.do(refusing(), "10-27", **BODY)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"basis": " "}, BasisMissingError, "basis"),
        ({"basis": "按规定"}, BasisMissingError, "basis"),
        ({"ground": ""}, answers.GroundMissingError, "ground"),
        ({"ground": "别的"}, answers.GroundMissingError, "ground"),
        ({"reason": "经研究决定，按规定不宜公开。"}, TemplateOnlyError, "reason"),
        ({"reason": "《条例》第七条。"}, TemplateOnlyError, "reason"),
        ({"outcome": Outcome.ANSWER}, answers.OutcomeNotAllowedError, "outcome"),
        ({"outcome": Outcome.PARTLY}, answers.NothingReleasedError, "outcome"),
        ({"outcome": Outcome.RANGE, "form": "会议"}, answers.ScopeMissingError, "scope"),
        ({"outcome": Outcome.RANGE, "scope": "局内"}, answers.FormMissingError, "form"),
    ],
)
def test_an_answer_needs_its_rule_and_its_reason(change, rule, field):
    with pytest.raises(rule) as refused:
        studied().do(refusing(**change), "10-27", **BODY)
    assert refused.value.field == field


def test_outcomes_are_those_of_the_scheme():
    staff = rule_of({"routes.application.outcomes": ["一定范围公开", "不公开并说明"]})
    assert Outcome.APPLICANT not in staff.allowed
    assert {Outcome.RANGE, Outcome.UNSUITABLE, Outcome.CANNOT} <= staff.allowed
    topics = rule_of({"routes.application.outcomes": ["公开", "解答"]})
    assert topics.allowed == {Outcome.PUBLIC, Outcome.ANSWER}
    assert rule_of({"routes.application.outcomes": ["不公开并说明"]}).allowed.isdisjoint(
        {Outcome.PARTLY}
    )


def test_not_now_is_looked_at_again():
    case = decided(refusing(outcome=Outcome.NOT_NOW))
    assert case.state.decision.review_on == on("10-27") + timedelta(days=90)


@pytest.mark.row("F2")
def test_a_refusal_states_outcome_ground_and_remedy_and_is_not_closed_before_it_is_told():
    with pytest.raises(answers.GroundMissingError):
        studied().do(refusing(ground=""), "10-27", **BODY)
    with pytest.raises(answers.NotExplainedError):
        studied().do(CLOSE, "10-27")
    case = decided()
    with pytest.raises(answers.NotExplainedError):
        case.do(CLOSE, "10-27")
    letter = letter_of("YSQ-2025-007", "执法局", case.state.decision, on("10-13"))
    for said in (
        "不能公开",
        "《中国共产党党务公开条例（试行）》第七条",
        f"不予公开的理由类别：{case.state.decision.ground}。",
        REASON,
        "60日内",
        "社会督察员",
    ):
        assert said in letter
    case.do(EXPLAIN, "10-28")
    case.do(CLOSE, "10-29")
    assert case.state.status is Status.CLOSED


@pytest.mark.clause("S0-66", "S4-29")
def test_a_refusal_that_was_not_explained_is_not_closed():
    for outcome in (Outcome.NOT_NOW, Outcome.CANNOT):
        case = decided(refusing(outcome=outcome))
        with pytest.raises(answers.NotExplainedError):
            case.do(CLOSE, "10-27")
        [told] = case.do(EXPLAIN, "10-28")
        case.do(CLOSE, "10-29")
        assert isinstance(told, RequestExplained)
        assert told.explained_on == on("10-28")


@pytest.mark.clause("S1-20")
def test_what_is_unsuitable_is_explained_in_words_of_its_own():
    staff = rule_of({"routes.application.applicants": ["职工"]})
    case = decided(refusing(outcome=Outcome.UNSUITABLE), rule=staff, standing="职工")
    with pytest.raises(TemplateOnlyError) as refused:
        case.do(replace(EXPLAIN, own="根据有关规定，经研究决定，按规定不宜公开。"), "10-28")
    assert refused.value.field == "explanation"
    with pytest.raises(answers.NotExplainedError):
        case.do(CLOSE, "10-28")
    case.do(EXPLAIN, "10-28")
    assert [type(each) for each in case.do(CLOSE, "10-29")] == [RequestClosed]


def test_what_is_explained_after_its_term_is_late():
    late = Proof(how=Delivery.LETTER, at=at("11-04"))
    case = decided()
    assert case.state.due == on("11-03")
    case.do(replace(EXPLAIN, proof=late), "11-04")
    assert case.state.late
    in_time = decided()
    in_time.do(EXPLAIN, "10-28")
    assert not in_time.state.late


def test_an_explanation_is_told_once_by_a_way_that_reaches_its_reader_at_a_possible_time():
    with pytest.raises(answers.NotDecidedError):
        studied().do(EXPLAIN, "10-28")
    case = decided()
    for proof, rule in (
        (Proof(how=Delivery.OUTCOME, at=at("10-28")), answers.OutcomeIsNoDeliveryError),
        (Proof(how=Delivery.PHONE, at=at("10-29")), answers.ExplainedInFutureError),
        (Proof(how=Delivery.PHONE, at=at("10-26")), answers.ExplainedTooEarlyError),
    ):
        with pytest.raises(rule):
            case.do(replace(EXPLAIN, proof=proof), "10-28")
    case.do(EXPLAIN, "10-28")
    with pytest.raises(answers.AlreadyExplainedError):
        case.do(EXPLAIN, "10-28")
    assert PROOF.at == at("10-28")


@pytest.mark.clause("S1-19")
def test_what_is_granted_to_a_range_becomes_a_task_to_disclose_it_so():
    staff = rule_of(
        {
            "routes.application.applicants": ["机关干部", "职工"],
            "routes.application.outcomes": ["一定范围公开", "不公开并说明"],
        }
    )
    granted = refusing(outcome=Outcome.RANGE, scope="局内", form="会议")
    case = decided(granted, rule=staff, standing="职工")
    demanded = case.facts[-1]
    assert demanded == PublicationDemanded(unit="bureau", scope="局内", form="会议")
    assert case.state.to_publish
    case.do(TakeUpPublication(disclosure_id="d-1"), "10-30")
    assert not case.state.to_publish
    with pytest.raises(answers.NothingToPublishError):
        case.do(TakeUpPublication(disclosure_id="d-1"), "10-30")


def test_what_was_granted_may_be_proposed_for_the_catalog_once():
    nominate = NominateRequest(topic_id="00000000-0000-4000-8000-000000000001")
    with pytest.raises(answers.NotGrantedError):
        decided().do(nominate, "10-28")
    case = decided(refusing(outcome=Outcome.APPLICANT))
    case.do(nominate, "10-28")
    with pytest.raises(answers.AlreadyNominatedError):
        case.do(nominate, "10-28")


def test_files_are_opened_once_they_are_told_of():
    case = studied()
    case.do(PUT, "10-20")
    case.do(refusing(outcome=Outcome.PARTLY), "10-27", **BODY)
    mine = OpenDelivery(sha256=PAGES.sha256)
    with pytest.raises(answers.ReleaseUnknownError):
        case.do(mine, "10-28", by="citizen", post="citizen")
    case.do(EXPLAIN, "10-28")
    case.do(mine, "10-28", by="citizen", post="citizen")
    with pytest.raises(answers.ReleaseUnknownError):
        case.do(OpenDelivery(sha256="f" * 64), "10-28")


def test_files_are_laid_ready_before_the_body_decides_and_only_then():
    with pytest.raises(steps.NotAcceptedError):
        received().do(PUT, "10-14")
    case = studied()
    case.do(PUT, "10-20")
    with pytest.raises(steps.ReleaseTwiceError):
        case.do(PUT, "10-20")
    case.do(DropRelease(sha256=PAGES.sha256), "10-20")
    with pytest.raises(steps.ReleaseMissingError):
        case.do(DropRelease(sha256=PAGES.sha256), "10-20")
    for number in range(20):
        case.do(PrepareRelease(release=replace(PAGES, sha256=f"{number:064}")), "10-21")
    with pytest.raises(steps.TooManyReleasesError):
        case.do(PUT, "10-21")
    case.do(refusing(), "10-27", **BODY)
    assert case.state.decision.releases == ()  # refused: nothing is given out
    with pytest.raises(steps.AlreadyDecidedError):
        case.do(PUT, "10-27")


# ── filing ───────────────────────────────────────────────────────────────────────────────────


def test_closing_creates_a_filing_where_the_scheme_says_so():
    facts = closed().facts[-2:]
    assert facts[1] == FilingCreated(unit="bureau", superior=ABOVE, due=on("11-03"))
    assert closed(rule=replace(RULE, filing=False)).state.filing is Filing.NONE
    with pytest.raises(answers.RequestClosedError):
        closed().do(CLOSE, "10-30")


@pytest.mark.clause("S4-28")
def test_the_county_scheme_demands_no_filing_unless_the_default_is_on():
    county = rule_of({"routes.application.applicants": ["任何人"]}, "S4", 1)
    assert closed(rule=county).state.filing is Filing.NONE
    on_ = rule_of({"routes.application.filing": True}, "S4", 2)
    assert closed(rule=on_).state.filing is Filing.CREATED


def test_only_the_superior_says_that_it_is_on_file():
    case = closed()
    boss = {"by": "谷雨晴", "post": "office", "unit": ABOVE}
    with pytest.raises(answers.FiledByOneselfError):
        case.do(AcknowledgeFiling(), "10-29")
    with pytest.raises(answers.FilingNotSentError):
        case.do(AcknowledgeFiling(), "10-29", **boss)
    case.do(SendFiling(), "10-29")
    with pytest.raises(answers.NothingToFileError):
        case.do(SendFiling(), "10-29")
    case.do(ReturnFiling(reason="缺少送达凭证。"), "10-30", **boss)
    case.do(SendFiling(), "10-30")
    assert case.do(AcknowledgeFiling(), "10-30", **boss) == [FilingAcknowledged(superior=ABOVE)]
    with pytest.raises(answers.NothingToFileError):
        closed(rule=replace(RULE, filing=False)).do(SendFiling(), "10-30")
    with pytest.raises(answers.NothingToFileError):
        received().do(AcknowledgeFiling(), "10-30", **boss)


# ── recheck ──────────────────────────────────────────────────────────────────────────────────


def complain(body=Body.SUPERVISOR, unit="bureau"):
    return AskRecheck(body=body, at=unit, ground=BOX)


def verdict(word=Verdict.UPHOLD):
    return ConcludeRecheck(verdict=word, reason=OWN, calendar=CALENDAR)


def test_a_supervisor_finds_and_others_than_before_decide():
    case = sent()
    case.do(complain(), "11-05", by="citizen", post="citizen")
    with pytest.raises(rechecks.RecheckUnderWayError):
        case.do(complain(), "11-05")
    with pytest.raises(rechecks.NotExaminedError):
        case.do(verdict(), "11-06", by="邱雅宁", post="office")
    case.do(ExamineRecheck(finding="答复有据。"), "11-06", by="唐静川", post="supervisor")
    with pytest.raises(rechecks.AlreadyExaminedError):
        case.do(ExamineRecheck(finding="答复有据。"), "11-06")
    with pytest.raises(rechecks.SameDeciderError):
        case.do(verdict(), "11-07", by="韩清源", post="leader")
    case.do(verdict(), "11-07", by="邱雅宁", post="office")
    assert case.state.recheck is None
    assert case.state.status is Status.CLOSED


def test_a_superior_changes_a_refusal_and_it_is_decided_anew():
    case = sent()
    case.do(complain(Body.SUPERIOR, ABOVE), "11-05")
    with pytest.raises(rechecks.OtherBodyError):
        case.do(verdict(), "11-06", by="邱雅宁", post="office")
    with pytest.raises(rechecks.NotForSupervisorError):
        case.do(ExamineRecheck(finding="x"), "11-06")
    case.do(verdict(Verdict.CHANGE), "11-06", by="谷雨晴", post="office", unit=ABOVE)
    assert case.state.status is Status.STUDIED
    assert case.state.due == on("11-27")
    case.do(PUT, "11-09")
    case.do(refusing(outcome=Outcome.PARTLY), "11-10", **BODY)
    case.do(replace(EXPLAIN, proof=Proof(how=Delivery.LETTER, at=at("11-11"))), "11-11")
    case.do(CLOSE, "11-12")
    assert case.state.filing is Filing.CREATED


def test_only_a_refusal_that_was_told_can_be_complained_of_and_not_for_ever():
    with pytest.raises(rechecks.NotRefusedError):
        decided().do(complain(), "10-28")
    granted = decided(refusing(outcome=Outcome.APPLICANT))
    granted.do(EXPLAIN, "10-28")
    with pytest.raises(rechecks.NotRefusedError):
        granted.do(complain(), "10-28")
    with pytest.raises(rechecks.NoRecheckError):
        closed().do(verdict(), "10-30")
    with pytest.raises(rechecks.RecheckTooLateError):
        closed().do(complain(), "12-28")
    with pytest.raises(rechecks.RecheckBodyError):
        closed().do(complain(Body.DISCIPLINE, ""), "11-05")
    only = replace(RULE, bodies=(Body.SUPERIOR,))
    with pytest.raises(rechecks.RecheckBodyError):
        closed(rule=only).do(complain(), "11-05")


def test_templates_are_those_of_the_scheme():
    rule = rule_of({"application.templates": ["一律不予公开"], "application.reason_least": 4})
    with pytest.raises(TemplateOnlyError):
        own_words("一律不予公开。", rule, "reason")
    assert own_words("经研究决定", rule, "reason")


def test_what_an_applicant_wrote_is_erased_once_all_is_over():
    erase = EraseRequest(ground="《中华人民共和国个人信息保护法》第四十七条")
    with pytest.raises(RequestUnderWayError):
        decided().do(erase, "10-28")
    case = closed()
    case.do(erase, "11-01", post="office")
    with pytest.raises(RequestErasedError):
        case.do(erase, "11-01")
    contested = closed()
    contested.do(complain(), "11-05")
    with pytest.raises(RequestUnderWayError):
        contested.do(erase, "11-06")
