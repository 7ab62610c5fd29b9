"""Requests for disclosure: taken in, studied, decided by the body, explained, filed (F1-F5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.catalog.gateways.points_file import read_standard
from services.feedback.domain import applicant as who
from services.feedback.domain import request_answer as answers
from services.feedback.domain import request_recheck as rechecks
from services.feedback.domain import request_steps as steps
from services.feedback.domain.register import OtherYearError
from services.feedback.domain.request import RequestLapsedError, RequestUnknownError
from services.feedback.domain.request_clock import Stop, counted
from services.feedback.domain.request_commands import (
    AcceptRequest,
    AcknowledgeFiling,
    AnswerParty,
    AskCorrection,
    AskRecheck,
    ConcludeRecheck,
    ConsultParty,
    CorrectRequest,
    DropRelease,
    ExamineRecheck,
    ExtendRequest,
    LapseRequest,
    NominateRequest,
    NumberRequest,
    OpenDelivery,
    PrepareRelease,
    RecountRequest,
    ReturnFiling,
    SendFiling,
    SignRequest,
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
from services.feedback.domain.request_register import REQUESTS, numeral_of
from services.feedback.domain.request_rule import NotEntitledError, RequestRule, rule_of
from services.feedback.domain.request_words import (
    Body,
    Checked,
    Consent,
    Document,
    Filing,
    Intake,
    Outcome,
    Release,
    Status,
    Verdict,
    Wait,
)
from services.feedback.domain.request_writing import (
    PartControlError,
    PartMissingError,
    PartTooLongError,
    maybe,
    stated,
)
from services.feedback.domain.terms import Delivery, Proof
from shared.calendar import chinese_calendar
from shared.testing import cause
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
    Case,
    at,
    closed,
    decided,
    on,
    receive,
    received,
    refusing,
    sent,
    studied,
)

FIX = AskCorrection(wanted=BOX, calendar=CALENDAR)
FIXED = CorrectRequest(content=BOX, calendar=CALENDAR)
PARTY = ConsultParty(party=BOX)
SAID = AnswerParty(consent=Consent.REFUSED, said=BOX, calendar=CALENDAR)
MORE = ExtendRequest(reason="要查阅2019年的原始档案。", calendar=CALENDAR)
PAGES = Release(name="1.pdf", sha256="a" * 64, sm3="b", size=9, kind="pdf", pages=(1, 3), of=4)
PUT = PrepareRelease(release=PAGES)


# ── what comes in ────────────────────────────────────────────────────────────────────────────


def test_a_request_is_due_fifteen_working_days_after_it_came():
    [fact] = received().facts
    assert (fact.received_on, fact.due) == (on("10-13"), on("11-03"))
    assert fact.rule == RULE


def test_a_request_is_taken_in_once():
    with pytest.raises(steps.RequestAlreadyReceivedError):
        received().do(receive(), "10-13")
    with pytest.raises(RequestUnknownError):
        Case().do(ACCEPT, "10-13")


def test_only_those_apply_whom_the_scheme_names():
    staff = rule_of({"routes.application.applicants": ["机关干部", "职工"]})
    with pytest.raises(NotEntitledError) as refused:
        received(rule=staff, standing="群众")
    assert "机关干部、职工" in refused.value.sentence
    assert received(rule=staff, standing="职工").state.status is Status.RECEIVED
    anybody = rule_of({"routes.application.applicants": ["任何人"]})
    assert received(rule=anybody, standing="群众").state.status is Status.RECEIVED


def test_numbers_of_a_unit_run_on_and_are_those_of_one_year():
    register = REQUESTS.initial
    for number in range(1, 4):
        command = NumberRequest(unit="u", request_id="00000000-0000-4000-8000-000000000001")
        [fact] = REQUESTS.decide(command, register, cause("x", at=at("10-13")))
        assert (fact.year, fact.number) == (2025, number)
        register = REQUESTS.evolve(register, fact)
    assert numeral_of(2025, 7) == "YSQ-2025-007"
    with pytest.raises(OtherYearError):
        REQUESTS.decide(command, register, cause("x", at=at("10-13").replace(year=2026)))


def test_an_oral_request_is_accepted_once_its_form_is_signed():
    case = received(intake=Intake.ORAL)
    seen = AcceptRequest(checked=Checked.ORIGINAL)
    with pytest.raises(steps.OralUnsignedError):
        case.do(seen, "10-13")
    case.do(SignRequest(), "10-13")
    with pytest.raises(steps.AlreadySignedError):
        case.do(SignRequest(), "10-13")
    with pytest.raises(steps.OriginalUnseenError):
        case.do(ACCEPT, "10-13")
    case.do(seen, "10-13")
    assert case.state.status is Status.ACCEPTED
    with pytest.raises(steps.AlreadyAcceptedError):
        case.do(seen, "10-13")
    with pytest.raises(steps.NotOralError):
        received().do(SignRequest(), "10-13")


def test_how_an_online_applicant_was_checked_must_be_possible():
    with pytest.raises(steps.OriginalSeenError):
        received().do(AcceptRequest(checked=Checked.ORIGINAL), "10-13")
    with pytest.raises(steps.NoAccountError):
        received().do(AcceptRequest(checked=Checked.ACCOUNT), "10-13")
    case = received(applicant="known")
    case.do(AcceptRequest(checked=Checked.ACCOUNT), "10-13")
    assert case.state.status is Status.ACCEPTED


CARD = "330421199003070030"


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("33042119900307003", who.IdLengthError),
        ("", who.IdLengthError),
        ("33042119900307003A", who.IdShapeError),
        ("3304211990030700一1", who.IdShapeError),
        ("330421199003070031", who.IdChecksumError),
        ("330421199002300033", who.IdBirthError),
        ("330421209003070037", who.IdBirthError),
    ],
)
def test_a_wrong_identity_number_is_refused_with_what_is_wrong(number, rule):
    with pytest.raises(rule) as refused:
        who.applicant("章禾", Document.ID_CARD, number, "13900000001", on("10-13"))
    assert refused.value.field == "number"
    assert "请" in refused.value.sentence


def test_an_applicant_is_kept_as_they_are():
    kept = who.applicant(" 章禾 ", Document.ID_CARD, " ３３0421 19900307 0030", "电话", on("10-13"))
    assert (kept.name, kept.number) == ("章禾", CARD)
    other = who.applicant("𠮷野", Document.OTHER, "e-1234567", "电话", on("10-13"))
    assert other.number == "E-1234567"
    with pytest.raises(who.DocumentNumberError):
        who.applicant("章禾", Document.OTHER, "?", "电话", on("10-13"))
    with pytest.raises(who.NameMissingError):
        who.applicant(" ", Document.ID_CARD, CARD, "电话", on("10-13"))
    with pytest.raises(who.ContactMissingError):
        who.applicant("章禾", Document.ID_CARD, CARD, " ", on("10-13"))


def test_a_part_of_a_request_is_kept_as_it_was_written_or_refused_by_name():
    assert stated(" <b>𠮷</b>\r\n🙂 ", "subject") == "<b>𠮷</b>\n🙂"
    assert maybe("  ", "purpose") == ""
    for text, rule in (
        (" \n", PartMissingError),
        ("长" * 2_001, PartTooLongError),
        ("a\u202eb", PartControlError),
    ):
        with pytest.raises(rule) as refused:
            stated(text, "subject")
        assert refused.value.sentence.startswith("申请公开的内容")


# ── the clock ────────────────────────────────────────────────────────────────────────────────


def test_a_correction_stops_the_clock_and_the_days_of_waiting_are_shown():
    case = received()
    case.do(FIX, "10-15")
    assert case.state.due is None
    with pytest.raises(steps.StillWaitingError):
        case.do(ACCEPT, "10-16")
    with pytest.raises(steps.AlreadyWaitingError):
        case.do(FIX, "10-16")
    case.do(FIXED, "10-20")
    assert case.state.due == on("11-06")  # 16, 17 and 20 were not counted
    found = counted(on("10-13"), RULE, case.state.stops, CALENDAR)
    waited = [each.date for each in found.days if "补正" in each.reason]
    assert waited == [on("10-16"), on("10-17"), on("10-18"), on("10-19"), on("10-20")]
    with pytest.raises(steps.NothingAwaitedError):
        case.do(FIXED, "10-21")


def test_where_the_scheme_does_not_stop_it_the_clock_runs_on():
    case = received(rule=replace(RULE, stops=(Wait.CONSULTATION,)))
    case.do(FIX, "10-15")
    assert case.state.due == on("11-03")
    case.do(FIXED, "10-20")
    assert case.state.due == on("11-03")


def test_what_nobody_completes_in_time_lapses():
    case = received()
    with pytest.raises(steps.NothingAwaitedError):
        case.do(LapseRequest(), "10-20")
    case.do(FIX, "10-15")
    with pytest.raises(steps.CorrectionNotOverError):
        case.do(LapseRequest(), "10-29")
    case.do(LapseRequest(), "10-30")
    assert case.state.status is Status.LAPSED
    with pytest.raises(RequestLapsedError):
        case.do(ACCEPT, "10-31")


def test_a_term_is_prolonged_once():
    case = received()
    case.do(MORE, "10-20")
    assert case.state.due == on("11-17")
    with pytest.raises(steps.AlreadyExtendedError):
        case.do(MORE, "10-21")
    with pytest.raises(steps.NoExtensionError):
        received(rule=replace(RULE, extension=0)).do(MORE, "10-20")
    with pytest.raises(steps.AlreadyDecidedError):
        decided().do(MORE, "10-28")


def test_a_third_party_is_heard_before_anything_is_decided():
    case = received()
    with pytest.raises(steps.NotAcceptedError):
        case.do(PARTY, "10-14")
    case.do(ACCEPT, "10-14")
    case.do(PARTY, "10-14")
    with pytest.raises(steps.AlreadyWaitingError):
        case.do(PARTY, "10-15")
    case.do(STUDY, "10-15")
    with pytest.raises(steps.StillWaitingError):
        case.do(refusing(), "10-16", **BODY)
    assert case.state.due is None
    case.do(SAID, "10-16")
    assert case.state.due == on("11-05")
    case.do(refusing(), "10-17", **BODY)


@pytest.mark.row("F4")
def test_units_have_their_own_terms_and_old_requests_keep_theirs():
    first = rule_of({"application.decide_days": 15}, "A", 1)
    second = rule_of({"application.decide_days": 3, "application.extend_days": 7}, "B", 1)
    one, two = received(rule=first), received(rule=second)
    assert (one.state.due, two.state.due) == (on("11-03"), on("10-16"))
    two.do(MORE, "10-14")
    assert two.state.due == on("10-27")  # ten working days
    one.do(FIX, "10-15")
    assert one.state.due is None
    later = rule_of({"application.decide_days": 5}, "A", 2)
    assert received(rule=later).state.due == on("10-20")
    one.do(FIXED, "10-20")  # the scheme has changed meanwhile; this request has not
    assert one.state.rule == first
    assert one.state.due == on("11-06")


def test_calendar_days_are_counted_where_the_scheme_says_so():
    rule = rule_of({"application.counting": "自然日", "application.decide_days": 10})
    assert received(rule=rule).state.due == on("10-23")
    assert rule.term == "10个自然日"


def test_a_new_calendar_moves_what_is_open_and_nothing_else():
    moved = chinese_calendar().announced(2025, "anew", {on("10-20"): "县庆"}, {})
    case = received()
    assert case.do(RecountRequest(calendar=CALENDAR), "10-14") == []
    case.do(RecountRequest(calendar=moved), "10-14")
    assert case.state.due == on("11-04")
    assert closed().do(RecountRequest(calendar=moved), "11-10") == []


DAYS = st.integers(0, 40)


@given(days=st.integers(1, 60), first=DAYS, waited=DAYS, working=st.booleans())
def test_a_request_is_due_later_by_no_more_and_no_less_than_was_waited(
    days, first, waited, working
):
    rule = RequestRule(days=days, working=working)
    start = date(2025, 3, 3)
    since = start + timedelta(days=first)
    stop = Stop(wait=Wait.CORRECTION, since=since, until=since + timedelta(days=waited))
    plain = counted(start, rule, (), CALENDAR)
    found = counted(start, rule, (stop,), CALENDAR)
    assert sum(each.counted for each in found.days) == days
    assert not any(stop.covers(each.date) and each.counted for each in found.days)
    assert found.due >= plain.due
    if since >= plain.due:
        assert found.due == plain.due
    still = counted(start, rule, (replace(stop, until=None),), CALENDAR)
    if since < plain.due:
        assert still.due is None
        assert still.left + sum(each.counted for each in still.days) == days


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


def test_the_county_s_defaults_and_its_five_plans_say_the_same_here_and_in_the_catalog():
    standard = read_standard()
    rule = rule_of({each.key: each.default for each in standard.points})
    assert rule == RequestRule()
    filing = [seed for seed in ("S0", "S1", "S3", "S4") if rule_of(standard.seeded(seed)).filing]
    assert filing == ["S0"]
    assert rule_of(standard.seeded("S1")).applicants == ("机关干部", "职工")
