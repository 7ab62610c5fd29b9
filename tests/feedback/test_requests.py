"""Requests for disclosure: taken in, studied, decided by the body, explained, filed (F1-F5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.catalog.gateways.points_file import read_standard
from services.feedback.domain import applicant as who
from services.feedback.domain import request_steps as steps
from services.feedback.domain.register import OtherYearError
from services.feedback.domain.request import RequestLapsedError, RequestUnknownError
from services.feedback.domain.request_clock import Stop, counted
from services.feedback.domain.request_commands import (
    AcceptRequest,
    AnswerParty,
    AskCorrection,
    ConsultParty,
    CorrectRequest,
    ExtendRequest,
    LapseRequest,
    NumberRequest,
    RecountRequest,
    SignRequest,
)
from services.feedback.domain.request_register import REQUESTS, numeral_of
from services.feedback.domain.request_rule import NotEntitledError, RequestRule, rule_of
from services.feedback.domain.request_words import (
    Checked,
    Consent,
    Document,
    Intake,
    Release,
    Status,
    Wait,
)
from services.feedback.domain.request_writing import (
    PartControlError,
    PartMissingError,
    PartTooLongError,
    maybe,
    stated,
)
from shared.calendar import chinese_calendar
from shared.testing import cause
from tests.feedback.asking import (
    ACCEPT,
    BODY,
    BOX,
    CALENDAR,
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
)

FIX = AskCorrection(wanted=BOX, calendar=CALENDAR)
FIXED = CorrectRequest(content=BOX, calendar=CALENDAR)
PARTY = ConsultParty(party=BOX)
SAID = AnswerParty(consent=Consent.REFUSED, said=BOX, calendar=CALENDAR)
MORE = ExtendRequest(reason="要查阅2019年的原始档案。", calendar=CALENDAR)
PAGES = Release(name="1.pdf", sha256="a" * 64, sm3="b", size=9, kind="pdf", pages=(1, 3), of=4)


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


def test_the_county_s_defaults_and_its_five_plans_say_the_same_here_and_in_the_catalog():
    standard = read_standard()
    rule = rule_of({each.key: each.default for each in standard.points})
    assert rule == RequestRule()
    filing = [seed for seed in ("S0", "S1", "S3", "S4") if rule_of(standard.seeded(seed)).filing]
    assert filing == ["S0"]
    assert rule_of(standard.seeded("S1")).applicants == ("机关干部", "职工")
