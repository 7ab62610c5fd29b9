"""决策以后: reported above, carried out, evaluated and decided anew, put right, looked after."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.workflow.domain import dossier_following as rules
from services.workflow.domain import expert, oversight
from services.workflow.domain.dossier import DOSSIER
from services.workflow.domain.dossier_following_words import (
    AcknowledgeDossier,
    CorrectDossier,
    DossierAcknowledged,
    DossierCorrected,
    DossierEvaluated,
    DossierExecuted,
    DossierFaulted,
    DossierReported,
    EvaluateDossier,
    ExecuteDossier,
    FaultDossier,
    ReportDossier,
    ReportLoss,
    ResolveDossier,
)
from services.workflow.domain.dossier_meeting import MeetingMissingError, OtherBodyError
from services.workflow.domain.dossier_terms import DecisionStep, Disposal, Stand
from services.workflow.domain.dossier_words import DossierBypassed
from services.workflow.domain.expert import EXPERT, DeclareInterests, EnlistExpert
from services.workflow.domain.oversight import (
    OVERSIGHT,
    ApproveOversight,
    EnterOversight,
    OversightApproved,
    OversightRecorded,
    PassOversight,
    RecordOversight,
)
from shared.testing import UNIT, Given
from tests.workflow.dossiers import (
    COUNTY,
    DECIDED,
    MEETING,
    OPENED,
    READY,
    TODAY,
    VOTED,
    VOTES,
    fact,
    voting,
)
from tests.workflow.examples import CHEN, LI, SUN, ZHAO

REPORT = ReportDossier(document="县委〔2026〕8号")
REPORTED = DossierReported(
    unit=UNIT, superior=COUNTY, document="县委〔2026〕8号", on=TODAY, late=False
)
ACKNOWLEDGE = AcknowledgeDossier(number="回执3号")
ACKNOWLEDGED = DossierAcknowledged(unit=UNIT, number="回执3号", on=TODAY)
EXECUTE = ExecuteDossier(on=TODAY, progress="已经开工。")
EXECUTED = DossierExecuted(number=1, on=TODAY, progress="已经开工。")
EVALUATE = EvaluateDossier(effect="超支四成。", opinions="两村反对。", outcome=Disposal.STOP)
EVALUATED = DossierEvaluated(effect="超支四成。", opinions="两村反对。", outcome=Disposal.STOP)
RESOLVE = ResolveDossier(meeting=MEETING, votes=VOTES, decision="停止建设。")
FAULTED = DossierFaulted(number=1, fault="选址错误", measure="改到上游")
CORRECT = CorrectDossier(decision="改在上游新建。", minutes="常委会〔2026〕20号")


def of(history, command, rule, *, by=SUN, field="", unit=UNIT, decider=DOSSIER):
    given = Given(decider, *history).when(command, by=by, unit=unit)
    return given.then_rejected(rule, field=field)


# ── 上报 ─────────────────────────────────────────────────────────────────────────────────────


def test_a_decision_is_reported_above_within_the_term_of_the_scheme():
    assert VOTED.deadline.due.isoformat() == "2026-07-15"  # ten working days
    Given(DOSSIER, *DECIDED).when(REPORT, by=SUN).then(REPORTED)
    late = datetime(2026, 7, 16, 4, tzinfo=UTC)
    assert fact(DECIDED, REPORT, at=late).late
    of((*DECIDED, REPORTED), REPORT, rules.DossierReportedAlreadyError)
    of(DECIDED, ReportDossier(document=" "), rules.DocumentNumberError, field="document")
    of(READY, REPORT, rules.NotDecidedError)


def test_nobody_above_and_no_term_mean_no_report():
    for top in (
        replace(OPENED, superior=""),
        replace(OPENED, rule=replace(OPENED.rule, report=None)),
    ):
        told = fact((top, *READY[1:]), voting())
        assert told.deadline is None
        of((top, *READY[1:], told), REPORT, rules.ReportNeedlessError)


def test_only_the_unit_above_gives_the_receipt_once():
    here = (*DECIDED, REPORTED)
    Given(DOSSIER, *here).when(ACKNOWLEDGE, by=ZHAO, unit=COUNTY).then(ACKNOWLEDGED)
    of(here, ACKNOWLEDGE, rules.NotSuperiorError)
    of(DECIDED, ACKNOWLEDGE, rules.NotReportedError, unit=COUNTY)
    of((*here, ACKNOWLEDGED), ACKNOWLEDGE, rules.AcknowledgedAlreadyError, unit=COUNTY)


# ── 执行和评估 ───────────────────────────────────────────────────────────────────────────────


def test_execution_is_told_as_often_as_there_is_something_to_tell():
    Given(DOSSIER, *DECIDED).when(EXECUTE, by=LI).then(EXECUTED)
    assert fact((*DECIDED, EXECUTED), EXECUTE).number == 2
    of(READY, EXECUTE, rules.NotDecidedError)
    tomorrow = replace(EXECUTE, on=TODAY + timedelta(days=1))
    of(DECIDED, tomorrow, rules.ExecutionTextError, field="on")
    of(DECIDED, replace(EXECUTE, progress=""), rules.ExecutionTextError, field="progress")


@pytest.mark.clause("S4-68")
def test_what_an_evaluation_proposes_changes_nothing_before_the_body_has_decided():
    Given(DOSSIER, *DECIDED).when(EVALUATE, by=SUN).then(EVALUATED)
    here = (*DECIDED, EXECUTED, EVALUATED)
    assert DOSSIER.fold(here).stand is Stand.EXECUTING
    no_minutes = replace(RESOLVE, meeting=replace(MEETING, number=""))
    of(here, no_minutes, MeetingMissingError)
    elsewhere = replace(RESOLVE, meeting=replace(MEETING, body="政府常务会议"))
    of(here, elsewhere, OtherBodyError, field="body")
    lost = fact(here, replace(RESOLVE, votes=replace(VOTES, favour=3, against=5)))
    assert DOSSIER.fold((*here, lost)).stand is Stand.EXECUTING
    stopped = fact((*here, lost), RESOLVE)
    assert (stopped.outcome, stopped.adopted) == (Disposal.STOP, True)
    assert DOSSIER.fold((*here, lost, stopped)).stand is Stand.STOPPED
    of((*here, lost, stopped), EXECUTE, rules.NotExecutingError)
    of((*here, lost, stopped), EVALUATE, rules.NotExecutingError)


@pytest.mark.parametrize(
    ("outcome", "stand"),
    [
        (Disposal.CONTINUE, Stand.EXECUTING),
        (Disposal.SUSPEND, Stand.SUSPENDED),
        (Disposal.AMEND, Stand.EXECUTING),
    ],
)
def test_each_outcome_leaves_the_decision_where_its_name_says(outcome, stand):
    here = (*DECIDED, replace(EVALUATED, outcome=outcome))
    told = fact(here, RESOLVE)
    assert DOSSIER.fold((*here, told)).stand is stand


def test_one_evaluation_waits_for_its_decision_before_the_next():
    of((*DECIDED, EVALUATED), EVALUATE, rules.EvaluationWaitsError)
    of(DECIDED, RESOLVE, rules.NothingProposedError)
    of(DECIDED, replace(EVALUATE, effect=""), rules.EvaluationTextError, field="effect")
    here = (*DECIDED, EVALUATED)
    of(here, replace(RESOLVE, decision=""), rules.ResolutionTextError, field="decision")


# ── 失误和纠错 ───────────────────────────────────────────────────────────────────────────────


def test_a_loss_shows_the_steps_that_were_left_out_and_who_said_so():
    bypassed = DossierBypassed(
        unit=UNIT, step=DecisionStep.ASSESSMENT, reason="汛期", by=LI, post="clerk"
    )
    here = (*DECIDED, bypassed)
    told = fact(here, ReportLoss(loss="停工三月，损失八十万元。"))
    assert told.bypassed == (bypassed,)
    of(here, ReportLoss(loss=""), rules.LossTextError, field="loss")
    of(READY, ReportLoss(loss="损失"), rules.NotDecidedError)


def test_a_fault_is_put_right_by_a_revised_decision_with_minutes():
    fault = FaultDossier(fault="选址错误", measure="改到上游")
    Given(DOSSIER, *DECIDED).when(fault, by=SUN).then(FAULTED)
    corrected = DossierCorrected(
        number=1, decision="改在上游新建。", minutes="常委会〔2026〕20号", on=TODAY
    )
    here = (*DECIDED, FAULTED)
    Given(DOSSIER, *here).when(CORRECT, by=SUN).then(corrected)
    of((*here, corrected), CORRECT, rules.FaultUnknownError)
    of(DECIDED, replace(fault, measure=""), rules.FaultTextError, field="measure")
    of(here, replace(CORRECT, minutes=""), rules.CorrectionTextError, field="minutes")


# ── 专家名录 ─────────────────────────────────────────────────────────────────────────────────

ENLIST = EnlistExpert(unit=UNIT, person=CHEN, field="给排水")
ENLISTED = expert.ExpertEnlisted(unit=UNIT, person=CHEN, field="给排水")


def test_an_expert_declares_interests_in_person():
    Given(EXPERT).when(ENLIST, by=LI).then(ENLISTED)
    declare = DeclareInterests(interests=(" 水厂股东 ", ""))
    told = expert.InterestsDeclared(unit=UNIT, person=CHEN, interests=("水厂股东",))
    Given(EXPERT, ENLISTED).when(declare, by=CHEN).then(told)
    of([ENLISTED], declare, expert.NotTheExpertError, by=LI, decider=EXPERT)
    of([], declare, expert.ExpertUnknownError, decider=EXPERT)
    of([ENLISTED], ENLIST, expert.ExpertListedAlreadyError, decider=EXPERT)
    of([], replace(ENLIST, field=" "), expert.ExpertFieldError, decider=EXPERT)
    many = DeclareInterests(interests=("股东",) * 21)
    of([ENLISTED], many, expert.InterestsError, by=CHEN, decider=EXPERT)


# ── 监督书记 ─────────────────────────────────────────────────────────────────────────────────

ASKED = RecordOversight(unit=UNIT, period="2026-1", powers=("干部任免提名",), findings="程序齐全。")
ENTER = EnterOversight(asked=ASKED, begun=True, secretary=False)
RECORDED = OversightRecorded(
    unit=UNIT, period="2026-1", powers=("干部任免提名",), findings="程序齐全。", by=LI
)
PASS = PassOversight(asked=ApproveOversight(note="同意"), secretary=False)
PASSED = OversightApproved(unit=UNIT, period="2026-1", note="同意")


@pytest.mark.clause("S4-50")
def test_the_secretary_cannot_approve_the_record_of_being_looked_after():
    Given(OVERSIGHT).when(ENTER, by=LI).then(RECORDED)
    by_himself = replace(PASS, secretary=True)
    of([RECORDED], by_himself, oversight.ApprovedBySecretaryError, decider=OVERSIGHT)
    Given(OVERSIGHT, RECORDED).when(PASS, by=SUN).then(PASSED)


def test_nor_does_whoever_wrote_it_and_what_is_approved_stands():
    of([RECORDED], PASS, oversight.ApprovedByRecorderError, by=LI, decider=OVERSIGHT)
    of([], PASS, oversight.OversightUnknownError, decider=OVERSIGHT)
    of([RECORDED, PASSED], PASS, oversight.OversightApprovedAlreadyError, decider=OVERSIGHT)
    of([RECORDED, PASSED], ENTER, oversight.OversightApprovedAlreadyError, decider=OVERSIGHT)
    secretary = replace(ENTER, secretary=True)
    of([], secretary, oversight.RecordedBySecretaryError, decider=OVERSIGHT)
    of([], replace(ENTER, begun=False), oversight.OversightPeriodError, decider=OVERSIGHT)
    for change in ({"powers": (" ",)}, {"findings": ""}):
        lacking = replace(ENTER, asked=replace(ASKED, **change))
        of([], lacking, oversight.OversightTextError, decider=OVERSIGHT)
