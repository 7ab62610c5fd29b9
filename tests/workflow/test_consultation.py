"""A plan is shown before it is decided: days, stances, majorities, study, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.workflow.domain.consultation import (
    CONSULTATION,
    AnswersMissingError,
    ConsultationAlreadyRegisteredError,
    ConsultationMatterError,
    ConsultationNotClosedError,
    ConsultationNotOpenError,
    ConsultationNotWaitingError,
    ConsultationReasonError,
    ConsultationRunningError,
    ConsultationUnknownError,
    DecisionPostponedError,
    DecisionTextError,
    DecisionTooEarlyError,
    DisagreementReasonError,
    MaterialsError,
    MatterDecidedError,
    NothingToPostponeError,
    NotPostponedError,
    NotPreDisclosedError,
    QuestionsMissingError,
    RoundUnknownError,
    SameConsultationPeriodError,
    StudyReportError,
    SummaryTextError,
)
from services.workflow.domain.consultation_state import ConsultationState
from services.workflow.domain.consultation_words import (
    AnswerConsultation,
    Argument,
    BeginConsultation,
    CloseConsultation,
    ConsultationAnswered,
    ConsultationClosed,
    ConsultationDecided,
    ConsultationInterrupted,
    ConsultationOpened,
    ConsultationPostponed,
    ConsultationRegistered,
    ConsultationReported,
    ConsultationRescheduled,
    ConsultationStudied,
    DecideConsultation,
    InterruptConsultation,
    OpenConsultation,
    Outcome,
    PostponeConsultation,
    RecountConsultation,
    RegisterConsultation,
    ReportConsultation,
    StudyConsultation,
)
from services.workflow.domain.duty import Term, TimeLimits
from services.workflow.domain.period import deadline
from services.workflow.domain.tally import (
    ConsultationRule,
    Ground,
    Stance,
    Tally,
    Voices,
    dissent,
)
from services.workflow.domain.terms import Scope
from shared.calendar import chinese_calendar
from shared.testing import UNIT, Given, cause
from tests.workflow.examples import DISCLOSURE, ITEM, LI, OPINION

CALENDAR = chinese_calendar()
RULE = ConsultationRule(period=Term(days=7, working=True))
MONDAY, LAST = date(2025, 10, 13), date(2025, 10, 22)
AFTER = LAST + timedelta(days=1)
ASKED = RegisterConsultation(
    item_id=ITEM,
    matter="城南滨河路夜市疏导点",
    reason="影响沿街居民休息和停车。",
    questions=("是否赞成设置？",),
    materials=("平面图",),
)
BEGIN = BeginConsultation(unit=UNIT, asked=ASKED, limits=TimeLimits(), rule=RULE)
REGISTERED = ConsultationRegistered(
    unit=UNIT,
    item_id=ITEM,
    matter=ASKED.matter,
    reason=ASKED.reason,
    questions=ASKED.questions,
    materials=ASKED.materials,
    limits=TimeLimits(),
    rule=RULE,
)
OPEN = OpenConsultation(
    disclosure_id=DISCLOSURE, opened_on=MONDAY, scope=Scope.SOCIETY, calendar=CALENDAR
)
OPENED = ConsultationOpened(
    unit=UNIT,
    matter=ASKED.matter,
    round=1,
    disclosure_id=DISCLOSURE,
    scope=Scope.SOCIETY,
    opened_on=MONDAY,
    deadline=deadline(MONDAY, RULE.period, CALENDAR),
    questions=ASKED.questions,
)
ANSWERS = (Argument(argument="噪声", answer="另行选址"),)
CLOSE = CloseConsultation(summary="共收到意见。", answers=ANSWERS)
POSTPONED = ConsultationPostponed(
    on=AFTER, disclosure_id=DISCLOSURE, round=1, ground=Ground.MAJORITY
)
STUDY = StudyConsultation(report="实测噪声后改在老车站广场。")
STUDIED = ConsultationStudied(on=AFTER, report=STUDY.report)
DECISION = DecideConsultation(
    outcome=Outcome.CHANGED,
    decision="改址设置40个摊位。",
    handling="噪声意见全部采纳。",
    body="局党委",
    minutes="党委会〔2025〕18号",
)


def when(command, *history, on=MONDAY):
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) - timedelta(hours=8)
    return Given(CONSULTATION, *history).when(command, by=LI, at=at)


def answered(stance, n, *, verified=True):
    return ConsultationAnswered(
        disclosure_id=DISCLOSURE,
        opinion_id=f"{stance.value}-{n}-{verified}",
        stance=stance,
        verified=verified,
        received_on=MONDAY,
    )


def opened(support=0, oppose=0, amend=0, *, verified=True, rule=RULE):
    """Return the history of a round with so many for, against and for changes."""
    counts = {Stance.SUPPORT: support, Stance.OPPOSE: oppose, Stance.AMEND: amend}
    said = [answered(s, n, verified=verified) for s, many in counts.items() for n in range(many)]
    return [replace(REGISTERED, rule=rule), OPENED, *said]


def closed(*history, summary=CLOSE.summary, answers=ANSWERS):
    return ConsultationClosed(
        on=AFTER,
        disclosure_id=DISCLOSURE,
        round=1,
        voices=CONSULTATION.fold(history).round.voices,
        summary=summary,
        answers=answers,
    )


def test_a_matter_is_registered_once_with_why_and_what_is_asked():
    when(BEGIN).then(REGISTERED)
    when(BEGIN, REGISTERED).then_rejected(ConsultationAlreadyRegisteredError)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"matter": " "}, ConsultationMatterError, "matter"),
        ({"matter": "长" * 201}, ConsultationMatterError, "matter"),
        ({"reason": " "}, ConsultationReasonError, "reason"),
        ({"questions": (" ",)}, QuestionsMissingError, "questions"),
        ({"questions": ("问",) * 21}, QuestionsMissingError, "questions"),
        ({"materials": ("长" * 301,)}, MaterialsError, "materials"),
    ],
)
def test_a_registration_that_is_amiss_is_refused_by_name(change, rule, field):
    when(replace(BEGIN, asked=replace(ASKED, **change))).then_rejected(rule, field=field)


def test_what_the_scheme_names_needs_no_reason():
    bare = replace(ASKED, reason="")
    when(replace(BEGIN, asked=bare, named=True)).then(replace(REGISTERED, reason=""))


def test_seven_working_days_are_counted_from_the_day_after_it_is_shown():
    when(OPEN, REGISTERED).then(OPENED)
    when(OPEN, REGISTERED, OPENED).then_rejected(ConsultationNotWaitingError)
    assert OPENED.deadline.due == LAST


@pytest.mark.parametrize(
    ("term", "last"),
    [
        (Term(days=3), date(2025, 10, 16)),
        (Term(days=7), date(2025, 10, 20)),
        (Term(days=15, working=True), date(2025, 11, 3)),
    ],
)
def test_the_scheme_says_how_many_days_and_of_which_kind(term, last):
    rule = replace(RULE, period=term)
    state = CONSULTATION.fold([replace(REGISTERED, rule=rule)])
    (told,) = CONSULTATION.decide(OPEN, state, _cause(MONDAY))
    assert told.deadline.due == last


@pytest.mark.parametrize("day", [MONDAY, date(2025, 10, 19), LAST])
def test_no_decision_before_the_period_is_over_and_the_days_are_named(day):
    refused = when(DECISION, REGISTERED, OPENED, on=day).then_rejected(DecisionTooEarlyError)
    assert "7个工作日" in refused.sentence
    assert "2025年10月22日满期" in refused.sentence
    when(CLOSE, REGISTERED, OPENED, on=day).then_rejected(ConsultationRunningError)


def test_no_decision_before_it_is_shown_nor_before_it_is_summed_up():
    when(DECISION, REGISTERED).then_rejected(NotPreDisclosedError)
    when(DECISION, REGISTERED, OPENED, on=AFTER).then_rejected(ConsultationNotClosedError)


def test_fifty_one_of_a_hundred_against_and_the_decision_waits_for_a_report():
    history = opened(support=49, oppose=51)
    ended = closed(*history)
    when(CLOSE, *history, on=AFTER).then(ended, POSTPONED)
    held = [*history, ended, POSTPONED]
    assert CONSULTATION.fold(held).state is ConsultationState.POSTPONED
    when(DECISION, *held, on=AFTER).then_rejected(DecisionPostponedError)
    when(STUDY, *held, on=AFTER).then(STUDIED)
    decided = CONSULTATION.decide(DECISION, CONSULTATION.fold([*held, STUDIED]), _cause(AFTER))
    assert [type(each) for each in decided] == [ConsultationDecided]
    when(DECISION, *held, STUDIED, *decided, on=AFTER).then_rejected(MatterDecidedError)


@pytest.mark.parametrize(
    ("serious", "ground"), [(100, None), (51, None), (50, Ground.SERIOUS), (34, Ground.SERIOUS)]
)
def test_a_tie_is_no_majority_but_may_be_a_serious_disagreement(serious, ground):
    voices = Voices(verified=Tally(support=50, oppose=50))
    assert dissent(replace(RULE, serious=serious), voices) is ground


def test_without_opinions_a_summary_is_enough_and_a_decision_may_follow():
    bare = CloseConsultation(summary="没有收到意见。")
    ended = closed(REGISTERED, OPENED, summary=bare.summary, answers=())
    when(bare, REGISTERED, OPENED, on=AFTER).then(ended)
    state = CONSULTATION.fold([REGISTERED, OPENED, ended])
    assert CONSULTATION.decide(DECISION, state, _cause(AFTER))


@pytest.mark.clause("S0-57")
def test_forty_opinions_are_not_closed_without_a_summary_and_answers():
    history = opened(support=40)
    when(CloseConsultation(summary=" "), *history, on=AFTER).then_rejected(SummaryTextError)
    unanswered = replace(CLOSE, answers=())
    when(unanswered, *history, on=AFTER).then_rejected(AnswersMissingError, field="answers")
    half = replace(CLOSE, answers=(Argument(argument="噪声", answer=" "),))
    when(half, *history, on=AFTER).then_rejected(AnswersMissingError)
    when(CLOSE, *history, on=AFTER).then(closed(*history))


def test_five_of_fifty_who_did_not_sign_are_counted_apart_unless_the_scheme_says_otherwise():
    history = opened(oppose=9, verified=False)
    when(CLOSE, *history, on=AFTER).then(closed(*history))
    rule = replace(RULE, anonymous=True)
    counted = opened(oppose=9, verified=False, rule=rule)
    when(CLOSE, *counted, on=AFTER).then(closed(*counted), POSTPONED)


def test_fewer_than_the_scheme_s_least_are_no_majority():
    history = opened(oppose=4)
    when(CLOSE, *history, on=AFTER).then(closed(*history))


@pytest.mark.parametrize(
    ("day", "late"), [(MONDAY, False), (LAST, False), (AFTER, True), (date(2025, 10, 12), True)]
)
def test_an_opinion_counts_by_its_day_and_a_late_one_is_kept_apart(day, late):
    told = replace(answered(Stance.OPPOSE, 1), received_on=day, opinion_id=OPINION, late=late)
    when(_answer(day), REGISTERED, OPENED, on=day).then(told)
    voices = CONSULTATION.fold([REGISTERED, OPENED, told]).round.voices
    assert (voices.total, voices.late) == ((0, 1) if late else (1, 0))


def test_what_comes_after_the_summary_changes_no_count():
    history = [REGISTERED, OPENED, closed(REGISTERED, OPENED)]
    (told,) = CONSULTATION.decide(_answer(LAST), CONSULTATION.fold(history), _cause(AFTER))
    assert told.late
    stranger = replace(_answer(LAST), disclosure_id="另一项")
    when(stranger, *history).then_rejected(RoundUnknownError)


def test_a_serious_disagreement_may_be_recorded_at_the_summary_or_after_it():
    noted = replace(CLOSE, disagreement="两村意见对立。")
    declared = replace(POSTPONED, ground=Ground.DECLARED, reason="两村意见对立。")
    history = opened(support=30)
    when(noted, *history, on=AFTER).then(closed(*history), declared)
    ended = [*history, closed(*history)]
    later = PostponeConsultation(reason="两村意见对立。")
    when(later, *ended, on=AFTER).then(declared)
    when(PostponeConsultation(reason=" "), *ended).then_rejected(DisagreementReasonError)
    when(later, *history).then_rejected(NothingToPostponeError)
    when(later, *ended, declared).then_rejected(NothingToPostponeError)


def test_after_study_the_plan_may_be_shown_again_and_the_old_round_stays():
    history = [*opened(oppose=9), closed(*opened(oppose=9)), POSTPONED]
    again = replace(STUDIED, again=True)
    when(replace(STUDY, again=True), *history, on=AFTER).then(again)
    state = CONSULTATION.fold([*history, again])
    assert (state.state, state.turn) == (ConsultationState.WAITING, 2)
    when(DECISION, *history, again).then_rejected(NotPreDisclosedError)
    second = replace(OPENED, round=2, disclosure_id="第二轮")
    when(replace(OPEN, disclosure_id="第二轮"), *history, again).then(second)
    state = CONSULTATION.fold([*history, again, second])
    assert [each.voices.verified.oppose for each in state.rounds] == [9, 0]


def test_a_report_is_for_what_is_postponed_and_says_something():
    when(STUDY, REGISTERED, OPENED).then_rejected(NotPostponedError)
    history = [*opened(oppose=9), closed(*opened(oppose=9)), POSTPONED]
    when(StudyConsultation(report=" "), *history).then_rejected(StudyReportError, field="report")


@pytest.mark.parametrize("field", ["decision", "handling", "body", "minutes"])
def test_a_decision_says_what_how_by_whom_and_where_it_is_written(field):
    history = [REGISTERED, OPENED, closed(REGISTERED, OPENED)]
    bare = replace(DECISION, **{field: " "})
    when(bare, *history, on=AFTER).then_rejected(DecisionTextError, field=field)


def test_a_plan_that_is_withdrawn_is_shown_anew_for_its_whole_period():
    command = InterruptConsultation(disclosure_id=DISCLOSURE)
    told = ConsultationInterrupted(on=MONDAY, disclosure_id=DISCLOSURE)
    when(command, REGISTERED, OPENED).then(told)
    when(replace(command, disclosure_id="x"), REGISTERED, OPENED).then_rejected(
        ConsultationNotOpenError
    )
    state = CONSULTATION.fold([REGISTERED, OPENED, told])
    assert (state.turn, state.rounds) == (2, ())


def test_another_calendar_counts_the_period_anew():
    off = {**CALENDAR.holidays, date(2025, 10, 15): "纪念活动"}
    other = replace(CALENDAR, version="另一版", holidays=off)
    told = ConsultationRescheduled(
        disclosure_id=DISCLOSURE, deadline=deadline(MONDAY, RULE.period, other)
    )
    when(RecountConsultation(calendar=other), REGISTERED, OPENED).then(told)
    assert told.deadline.due == AFTER
    assert CONSULTATION.fold([REGISTERED, OPENED, told]).round.last_day == AFTER
    same = RecountConsultation(calendar=CALENDAR)
    when(same, REGISTERED, OPENED).then_rejected(SameConsultationPeriodError)


def test_the_result_names_every_round():
    told = ConsultationReported(on=AFTER, disclosure_id="结果", rounds=(DISCLOSURE,))
    when(ReportConsultation(disclosure_id="结果", on=AFTER), REGISTERED, OPENED).then(told)


@pytest.mark.parametrize("command", [OPEN, CLOSE, STUDY, DECISION])
def test_what_is_unknown_does_not_move(command):
    when(command).then_rejected(ConsultationUnknownError)


@given(support=st.integers(0, 300), oppose=st.integers(0, 300), amend=st.integers(0, 300))
def test_more_than_half_against_always_waits_and_less_than_a_third_never(support, oppose, amend):
    ground = dissent(RULE, Voices(verified=Tally(support=support, oppose=oppose, amend=amend)))
    sides = support + oppose + amend
    assert (ground is Ground.MAJORITY) == (sides >= RULE.least and 2 * oppose > sides)
    assert (ground is None) == (sides < RULE.least or 100 * oppose < 34 * sides)


@pytest.mark.parametrize(
    ("tally", "share"),
    [
        (Tally(), "0%"),
        (Tally(support=15, oppose=24, amend=5, other=2), "54.5%"),
        (Tally(support=27, oppose=6, amend=5), "15.8%"),
        (Tally(oppose=1), "100.0%"),
    ],
)
def test_the_share_against_is_of_those_who_took_a_side(tally, share):
    assert tally.share == share


def _answer(day):
    return AnswerConsultation(
        disclosure_id=DISCLOSURE,
        opinion_id=OPINION,
        stance=Stance.OPPOSE,
        verified=True,
        received_on=day,
    )


def _cause(day):
    return cause(LI, at=datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8))
