"""Rules of a disclosure. No database, no network, no clock: given, when, then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.commands import OpenInner, OpenPublic
from services.publishing.domain.disclosure import (
    AlreadyOpenError,
    AlreadyRegisteredError,
    InnerFirstError,
    InnerPeriodError,
    NotAsApprovedError,
    NotPublisherError,
    NotRegisteredError,
    NotYetError,
    ScopeChangedError,
    ScopeNotSocietyError,
    WithdrawnError,
)
from services.publishing.domain.in_effect import ExplanationMissingError
from services.publishing.domain.terms import Scope
from shared.testing import Given
from tests.publishing.examples import (
    CORRECTED,
    DISCLOSURE,
    INNER,
    OTHER_UNIT,
    PLAN,
    PUBLIC,
    REGISTER,
    REGISTERED,
    REVISE,
    REVISED,
    THURSDAY,
    WITHDRAW,
    WITHDRAWN,
)

TUESDAY = datetime(2026, 9, 29, 1, tzinfo=UTC)
WEDNESDAY = datetime(2026, 9, 30, 1, tzinfo=UTC)


def given(*history):
    return Given(DISCLOSURE, *history)


def asked(history, command, at=THURSDAY, post="publisher", **who):
    return given(*history).when(command, by="chen.jing", at=at, post=post, **who)


# ── registering ──────────────────────────────────────────────────────────────────────────────


def test_an_approved_plan_is_registered_with_the_rules_of_its_day():
    given().when(REGISTER, by="system").then(REGISTERED)


def test_nothing_is_registered_twice():
    given(REGISTERED).when(REGISTER, by="system").then_rejected(AlreadyRegisteredError)


def test_a_text_other_than_the_approved_one_is_never_registered():
    forged = replace(REGISTER, heard="00" * 32)
    given().when(forged, by="system").then_rejected(NotAsApprovedError)


# ── inside the Party ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("post", ["publisher", "office"])
def test_the_inner_phase_is_opened_by_publisher_or_office(post):
    asked([REGISTERED], OpenInner(), post=post).then(INNER)


@pytest.mark.parametrize("command", [OpenInner(), OpenPublic()])
@pytest.mark.parametrize("post", ["clerk", "approver", "auditor", "member", ""])
def test_nobody_else_opens_a_phase(command, post):
    asked([REGISTERED], command, post=post).then_rejected(NotPublisherError)


@pytest.mark.clause("S0-05")
@pytest.mark.parametrize("command", [OpenInner(), OpenPublic()])
def test_nothing_is_opened_but_by_a_party_organisation_that_answers_for_it(command):
    asked([REGISTERED], command, unit="").then_rejected(NotPublisherError)
    asked([REGISTERED], command, post="").then_rejected(NotPublisherError)


@pytest.mark.parametrize("command", [OpenInner(), OpenPublic()])
def test_a_publisher_of_another_unit_opens_nothing_here(command):
    asked([REGISTERED], command, unit=OTHER_UNIT).then_rejected(NotPublisherError)


def test_a_phase_is_not_opened_before_the_approved_day_in_beijing():
    early = THURSDAY - timedelta(hours=10)  # 23:00 the day before
    refusal = asked([REGISTERED], OpenInner(), at=early).then_rejected(NotYetError)

    assert refusal.sentence == "还没有到批准的公开日期：2026年9月24日起可以公开。"


def test_a_phase_opens_with_the_first_minute_of_the_approved_day():
    midnight = THURSDAY - timedelta(hours=9)
    asked([REGISTERED], OpenInner(), at=midnight).then(INNER)


@pytest.mark.parametrize("history", [[REGISTERED, INNER], [REGISTERED, INNER, PUBLIC]])
def test_the_inner_phase_is_opened_once(history):
    asked(history, OpenInner()).then_rejected(AlreadyOpenError)


def test_what_was_never_registered_cannot_be_opened():
    asked([], OpenInner()).then_rejected(NotRegisteredError)


# ── first inside, then outside ───────────────────────────────────────────────────────────────


@pytest.mark.row("C1")
@pytest.mark.clause("S2-24")
def test_society_does_not_read_before_the_party():
    asked([REGISTERED], OpenPublic(), at=WEDNESDAY).then_rejected(InnerFirstError)


@pytest.mark.row("C1")
def test_an_approved_exception_opens_at_once_and_its_reason_stands_in_the_fact():
    waived = replace(PLAN, waiver="防汛应急事项，须立即告知群众。")
    at_once = replace(
        PUBLIC,
        waiver=waived.waiver,
        opened_on=date(2026, 9, 24),
        inner_opened_on=None,
        inner_days=(),
        calendar="",
    )
    asked([replace(REGISTERED, plan=waived)], OpenPublic()).then(at_once)


def test_a_scheme_without_the_rule_opens_at_once():
    free = replace(REGISTERED, inner_first=False)
    at_once = replace(
        PUBLIC, opened_on=date(2026, 9, 24), inner_opened_on=None, inner_days=(), calendar=""
    )
    asked([free], OpenPublic()).then(at_once)


def test_the_inner_phase_lasts_its_working_days_over_a_holiday():
    monday = datetime(2026, 9, 28, 1, tzinfo=UTC)
    history = [REGISTERED, INNER]
    refusal = asked(history, OpenPublic(), at=monday).then_rejected(InnerPeriodError)

    assert refusal.sentence == "党内公开须满 2 个工作日，2026年9月29日起可以向社会公开。"
    assert refusal.args[0] == (
        "09-25 中秋节放假，不计；09-26 中秋节放假，不计；09-27 中秋节放假，不计；"
        "09-28 工作日；09-29 工作日"
    )
    asked(history, OpenPublic(), at=TUESDAY).then(PUBLIC)


def test_two_working_days_from_friday_2_february_2024_end_on_monday():
    friday = date(2024, 2, 2)
    plan = replace(PLAN, disclose_on=friday)
    history = [replace(REGISTERED, plan=plan), replace(INNER, opened_on=friday)]

    sunday = datetime(2024, 2, 4, 1, tzinfo=UTC)
    asked(history, OpenPublic(), at=sunday).then_rejected(InnerPeriodError)
    monday = sunday + timedelta(days=1)
    days = (date(2024, 2, 4), date(2024, 2, 5))
    opened = replace(PUBLIC, opened_on=days[1], inner_opened_on=friday, inner_days=days)
    asked(history, OpenPublic(), at=monday).then(opened)


@pytest.mark.parametrize("scope", [each for each in Scope if each is not Scope.SOCIETY])
def test_what_is_not_for_society_never_reaches_it(scope):
    narrow = replace(REGISTERED, plan=replace(PLAN, scope=scope, waiver="理由"))
    asked([narrow], OpenPublic(), at=WEDNESDAY).then_rejected(ScopeNotSocietyError)
    asked([narrow, INNER], OpenPublic(), at=WEDNESDAY).then_rejected(ScopeNotSocietyError)


def test_the_public_phase_is_opened_once():
    history = [REGISTERED, INNER, PUBLIC]
    asked(history, OpenPublic(), at=WEDNESDAY).then_rejected(AlreadyOpenError)


# ── revision ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.row("B6")
def test_a_revision_is_a_new_version_with_its_explanation_and_its_own_approval():
    given(REGISTERED, INNER, PUBLIC).when(REVISE, by="system", at=WEDNESDAY).then(REVISED)


def test_before_society_reads_a_revision_is_not_shown_to_it():
    given(REGISTERED, INNER).when(REVISE, by="system", at=WEDNESDAY).then(
        replace(REVISED, public=False)
    )


def test_what_opens_after_a_revision_is_the_revised_text():
    revised = replace(REVISED, public=False)
    opened = replace(
        PUBLIC,
        content=CORRECTED.content,
        version=2,
        digest=REVISED.digest,
        approval=REVISED.approval,
    )
    asked([REGISTERED, INNER, revised], OpenPublic(), at=TUESDAY).then(opened)


@pytest.mark.row("B6")
def test_a_text_other_than_the_approved_one_is_never_a_revision():
    forged = replace(REVISE, heard="00" * 32)
    given(REGISTERED).when(forged, by="system").then_rejected(NotAsApprovedError)


@pytest.mark.parametrize("command", [REVISE, WITHDRAW])
@pytest.mark.parametrize("silence", ["", "  \n"])
def test_nobody_changes_or_takes_back_without_explaining(command, silence):
    silent = replace(command, explanation=silence)
    given(REGISTERED, INNER, PUBLIC).when(silent, by="system").then_rejected(
        ExplanationMissingError, field="explanation"
    )


def test_a_revision_does_not_change_who_may_read():
    hidden = replace(REVISE, plan=replace(CORRECTED, scope=Scope.PARTY))
    given(REGISTERED, INNER, PUBLIC).when(hidden, by="system").then_rejected(ScopeChangedError)


# ── withdrawal ───────────────────────────────────────────────────────────────────────────────


def test_a_withdrawal_says_why_and_whether_society_had_seen_it():
    given(REGISTERED, INNER, PUBLIC).when(WITHDRAW, by="system", at=WEDNESDAY).then(WITHDRAWN)
    given(REGISTERED, INNER).when(WITHDRAW, by="system", at=WEDNESDAY).then(
        replace(WITHDRAWN, public=False)
    )


@pytest.mark.parametrize("command", [REVISE, WITHDRAW, OpenInner(), OpenPublic()])
def test_a_withdrawal_is_final(command):
    asked([REGISTERED, INNER, PUBLIC, WITHDRAWN], command, at=WEDNESDAY).then_rejected(
        WithdrawnError
    )


@pytest.mark.parametrize("command", [REVISE, WITHDRAW])
def test_only_what_is_registered_is_revised_or_withdrawn(command):
    given().when(command, by="system").then_rejected(NotRegisteredError)
