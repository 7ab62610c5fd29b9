"""要件: what a scheme asks of matters of a kind beside their text. Given, when, then."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.commands import ApproveProposal, Grounded, ResubmitProposal
from services.workflow.domain.demand_words import (
    Declared,
    Linked,
    PassPrivacy,
    PrivacyPassed,
    ProposalDeclared,
)
from services.workflow.domain.demands import (
    CONFIRM_KEY,
    DEMANDS_KEY,
    KEYS,
    CaseOpenError,
    DecisionUnknownError,
    DisplayUnconfirmedError,
    DocumentMissingError,
    EarlierStageMissingError,
    FiguresMissingError,
    LinkError,
    NoPrivacyCheckError,
    NotPrivacyCheckerError,
    ObjectionMissingError,
    PrivacyMissingError,
    SourceMissingError,
    TotalsOnlyError,
    demanding,
)
from services.workflow.domain.events import ProposalReturned
from services.workflow.domain.procedure import CaseReferenceMissingError
from services.workflow.domain.procedure_words import ProposalVouched
from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.terms import Check, Scope, Verdict, digest_of
from services.workflow.handlers.linking import working_days
from shared.calendar import chinese_calendar
from shared.testing import UNIT, Given, cause
from tests.catalog.scheming import STANDARD
from tests.workflow.every_path import rules_by
from tests.workflow.examples import (
    ASKED,
    BASIS,
    DISCLOSURE,
    ITEM,
    LI,
    LISTED,
    PLAN,
    RULES,
    SUN,
    WANG,
    ZHAO,
    review,
    reviewed,
)

IN_JULY = datetime(2026, 7, 1, 4, tzinfo=UTC)
CASES = ("党风廉政建设", "案件查处")
CALENDAR = chinese_calendar()


def basis(seed, *levels, **fields):
    """Return what a matter under these headings is judged by in a unit of one of the plans."""
    said = STANDARD.seeded(seed)
    asked = {key: said[key] for key in KEYS}
    rules = demanding(rules_by(seed), levels, asked, confirms=said[CONFIRM_KEY])
    return replace(BASIS, rules=rules, item=replace(LISTED, levels=levels), **fields)


def put(ground, plan=PLAN, **declared):
    asked = replace(ASKED, plan=plan, declared=Declared(**declared))
    working = working_days(plan, CALENDAR)
    command = Grounded(asked=asked, basis=replace(ground, working=working))
    return Given(PROPOSAL).when(command, by=LI, post="clerk")


def filed(ground, plan=PLAN, **declared):
    """Return the facts of a matter that is under review."""
    asked = replace(ASKED, plan=plan, declared=Declared(**declared))
    command = Grounded(asked=asked, basis=ground)
    return PROPOSAL.decide(command, PROPOSAL.initial, cause(LI, at=IN_JULY, post="clerk"))


def decided(facts, command, by, post):
    return Given(PROPOSAL, *facts).when(command, by=by, post=post, at=IN_JULY)


# ── 上级文件 ─────────────────────────────────────────────────────────────────────────────────


def test_what_carries_out_a_superior_s_decision_names_and_links_its_document():
    ground = basis("S0", "上级党组织决议决定的落实情况")

    put(ground).then_rejected(DocumentMissingError, field="superior_document")
    put(ground, superior_document="县委〔2026〕3号").then_rejected(DocumentMissingError)
    wrong = {"superior_document": "县委〔2026〕3号", "superior_link": "javascript:alert(1)"}
    put(ground, **wrong).then_rejected(LinkError, field="superior_link")
    *_, said = filed(ground, **wrong | {"superior_link": f"/items/{DISCLOSURE}"})

    assert isinstance(said, ProposalDeclared)
    assert (said.unit, said.item_id, said.declared_by) == (UNIT, ITEM, LI)


def test_what_the_scheme_asks_nothing_of_says_nothing():
    assert [type(each).__name__ for each in filed(basis("S0", "党费收缴"))] == ["ProposalSubmitted"]


# ── 案件办结 ─────────────────────────────────────────────────────────────────────────────────

CASE = replace(
    PLAN, content="案件查处情况，处理决定〔2026〕3号。", scope=Scope.PARTY, channels=("会议",)
)
CASE_DIGEST = digest_of(CASE, "")
PASS = replace(review(Check.SECRECY), digest=CASE_DIGEST)


@pytest.mark.clause("S0-23")
@pytest.mark.parametrize(
    "said",
    [
        {},
        {"case_document": "〔2026〕3号"},
        {"case_document": "〔2026〕3号", "case_effective": date(2026, 7, 2)},
    ],
    ids=["nothing", "no date", "not yet in force"],
)
def test_the_review_of_a_case_that_is_not_closed_is_blocked(said):
    facts = filed(basis("S0", *CASES), CASE, **said)

    refused = decided(facts, PASS, WANG, "secrecy_reviewer").then_rejected(CaseOpenError)
    assert "案件未办结" in refused.sentence
    closed = {"case_document": "〔2026〕3号", "case_effective": date(2026, 6, 30)}
    facts = filed(basis("S0", *CASES), CASE, **closed)
    verdict = reviewed(Check.SECRECY, digest=CASE_DIGEST)
    decided(facts, PASS, WANG, "secrecy_reviewer").then(verdict)
    assert STANDARD.seeded("S0")["scopes.presets"] == ("案件查处=党内",)


def test_an_open_case_may_be_failed_and_a_plan_without_the_decision_is_not_even_taken():
    facts = filed(basis("S0", *CASES), CASE)
    fail = replace(PASS, verdict=Verdict.FAIL, note="案件尚未办结")
    decided(facts, fail, WANG, "secrecy_reviewer")

    put(basis("S0", *CASES), replace(CASE, content="案件查处情况")).then_rejected(
        CaseReferenceMissingError
    )


# ── 隐私审查 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S2-15")
def test_a_punishment_is_not_approved_before_it_has_passed_the_privacy_check():
    ground = basis("S2", "党员干部考核奖惩情况")
    [submitted] = filed(ground)
    digest = submitted.digest
    assert submitted.rules.procedure.demands == ("隐私审查",)
    vouched = vouch_of(submitted)
    passed = [reviewed(each, digest=digest) for each in submitted.rules.required]
    facts = [submitted, vouched, *passed]

    decided(facts, approve(digest), SUN, "approver").then_rejected(PrivacyMissingError)
    check = PassPrivacy(digest=digest)
    decided(facts, check, LI, "secrecy_reviewer").then_rejected(NotPrivacyCheckerError)
    decided(facts, check, ZHAO, "reviewer").then_rejected(NotPrivacyCheckerError)
    fact = PrivacyPassed(unit=UNIT, digest=digest, passed_by=WANG)
    decided(facts, check, WANG, "secrecy_reviewer").then(fact)
    decided([*facts, fact], check, WANG, "secrecy_reviewer").then_rejected(NoPrivacyCheckError)
    approved = PROPOSAL.decide(
        approve(digest),
        PROPOSAL.fold([*facts, fact]),
        cause(SUN, at=IN_JULY, post="approver"),
    )
    assert type(approved[0]).__name__ == "ProposalApproved"


def approve(digest):
    return ApproveProposal(digest=digest)


def vouch_of(submitted):
    return ProposalVouched(
        unit=UNIT,
        digest=submitted.digest,
        statements=submitted.rules.procedure.statements,
        vouched_by="chen.jing",
    )


# ── 只公开合计 ───────────────────────────────────────────────────────────────────────────────

EACH = "本季度交纳党费：\n李大明 25.00元\n王小芳 30.00元\n合计55.00元"
SUM = "本季度应缴党员12名，应缴2190.00元，实缴2190.00元。"


@pytest.mark.clause("S2-17")
def test_of_party_dues_society_is_told_only_totals():
    ground = basis("S2", "党员交纳党费情况")

    figures = replace(PLAN, content=EACH)
    put(ground, figures, totals=True).then_rejected(TotalsOnlyError, field="totals")
    put(ground, replace(PLAN, content=SUM)).then_rejected(TotalsOnlyError, field="totals")
    assert filed(ground, replace(PLAN, content=SUM), totals=True)
    inside = replace(figures, scope=Scope.PARTY, channels=("会议",))
    assert filed(ground, inside)


# ── 异议期 ───────────────────────────────────────────────────────────────────────────────────


def test_a_commendation_says_where_objections_go_and_until_when():
    ground = basis("S2", "评比表彰情况")
    said = {"objection_channel": "校党总支办公室，电话0573-84000000"}

    put(ground).then_rejected(ObjectionMissingError, field="objection_channel")
    put(ground, **said).then_rejected(ObjectionMissingError)
    early = {**said, "objection_until": date(2026, 7, 9)}
    put(ground, **early).then_rejected(ObjectionMissingError)
    assert filed(ground, **early | {"objection_until": date(2026, 7, 15)})


# ── 前一阶段、所执行的决策 ───────────────────────────────────────────────────────────────────

FIRST = {DISCLOSURE: Linked(unit=UNIT, words=("入党积极分子名单", "发展党员情况"))}


def test_a_stage_links_the_stage_before():
    ground = basis("S3", "发展党员情况", links=FIRST)
    second, third = (replace(PLAN, title=each) for each in ("接收预备党员名单", "预备党员转正名单"))

    refused = put(ground, second).then_rejected(EarlierStageMissingError, field="earlier")
    assert "前一阶段（积极分子）" in refused.sentence
    assert filed(ground, second, earlier=DISCLOSURE)
    put(ground, third, earlier=DISCLOSURE).then_rejected(EarlierStageMissingError)
    assert filed(ground, third, earlier_note="2024年在支部公开栏公示")
    assert filed(ground, replace(PLAN, title="入党积极分子名单"))


def test_an_execution_names_a_decision_that_stands():
    put(basis("S0", "党费收缴"), carries_out=DISCLOSURE).then_rejected(DecisionUnknownError)
    assert filed(basis("S0", "党费收缴", links=FIRST), carries_out=DISCLOSURE)


# ── 展示天数 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-35")
def test_a_display_of_two_days_where_five_working_days_are_least_is_confirmed_with_a_reason():
    at_once = basis("S0", "任前公示")
    at_once = replace(at_once, item=replace(at_once.item, time_limit="immediate"))
    short = replace(PLAN, duration_days=2, scope=Scope.PARTY, channels=("会议",))

    refused = put(at_once, short).then_rejected(DisplayUnconfirmedError, field="display_reason")
    assert "即时公开的应当展示至少5个工作日" in refused.sentence
    put(at_once, replace(short, duration_days=6)).then_rejected(DisplayUnconfirmedError)
    seven = replace(short, duration_days=7, disclose_on=date(2026, 7, 13))
    assert filed(replace(at_once, working=working_days(seven, CALENDAR)), seven)
    ground = replace(at_once, working=2)
    *_, said = filed(ground, short, display_reason="会议期间张贴，会后另行公开")
    assert said.declared.display_reason == "会议期间张贴，会后另行公开"


def test_too_long_is_confirmed_as_well_and_other_schemes_only_advise():
    short = replace(PLAN, duration_days=2)
    assert filed(replace(basis("S1", "任前公示"), working=2), short)
    ground = basis("S0", "任前公示")
    procedure = replace(ground.rules.procedure, display=("社会=5-60",))
    ground = replace(ground, rules=replace(ground.rules, procedure=procedure))
    put(ground, replace(PLAN, duration_days=90)).then_rejected(DisplayUnconfirmedError)


def test_what_was_said_stays_when_a_text_is_proposed_again():
    ground = basis("S2", "评比表彰情况")
    said = {"objection_channel": "办公室", "objection_until": date(2026, 7, 15)}
    facts = filed(ground, **said)
    back = ProposalReturned(reason="改标题", returned_by=WANG)
    again = Grounded(asked=ResubmitProposal(plan=replace(PLAN, title="表彰名单")), basis=ground)
    state = PROPOSAL.fold([*facts, back])
    refiled = PROPOSAL.decide(again, state, cause(LI, at=IN_JULY, post="clerk"))

    assert [type(each).__name__ for each in refiled] == ["ProposalResubmitted"]
    assert PROPOSAL.fold([*facts, back, *refiled]).declared == Declared(**said)


def test_rules_from_before_ask_for_nothing():
    assert demanding(RULES, ("案件查处",), {}, confirms=False) == RULES


# ── 检查清单：真实、具体 ──────────────────────────────────────────────────────────────────────

MINUTES = Attachment(name="支委会纪要.pdf", sha256="ab" * 32, sm3="cd" * 32, size=9, kind="pdf")


def checked(*asked, **fields):
    """Return what a matter is judged by where the scheme has a checklist for every entry."""
    said = {DEMANDS_KEY: [f"全部事项={'、'.join(asked)}"]}
    rules = demanding(RULES, ("党费收缴",), said, confirms=False)
    return replace(BASIS, rules=rules, item=replace(LISTED, levels=("党费收缴",)), **fields)


@pytest.mark.clause("S0-15")
def test_what_has_no_source_document_is_not_submitted_where_the_scheme_asks_for_it():
    open_ = checked("真实性依据")
    put(open_).then_rejected(SourceMissingError, field="attachments")
    assert "检查清单“真实性依据”没有完成" in SourceMissingError().sentence
    attached, submitted = filed(replace(open_, attachments=(MINUTES,)))[:2]
    assert attached.attachments == (MINUTES,)
    assert submitted.plan == PLAN
    assert filed(basis("S0", "党费收缴"))  # a scheme that asks for none


@pytest.mark.parametrize(
    ("content", "concrete"),
    [
        ("2026年7月应缴党员12名，实缴2190.00元。", True),
        ("7月3日，支委会七名委员到会。", True),
        ("2026年7月1日，一切正常。", True),  # 一 counts as a figure
        ("2026年7月1日，情况良好。", False),
        ("应缴党员12名，实缴2190.00元。", False),
        ("情况良好。", False),
    ],
)
def test_what_is_concrete_names_figures_and_a_day(content, concrete):
    ground, plan = checked("数字和日期"), replace(PLAN, content=content)
    if concrete:
        assert filed(ground, plan)
    else:
        put(ground, plan).then_rejected(FiguresMissingError, field="content")
