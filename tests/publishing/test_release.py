"""Rules of a release at a set time. Given, when, then."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.commands import (
    CancelRelease,
    ExecuteRelease,
    MissRelease,
    RevokeApproval,
    ScheduleRelease,
)
from services.publishing.domain.disclosure import (
    AlreadyOpenError,
    NotPublisherError,
    NotRegisteredError,
    NotYetError,
    ScopeNotSocietyError,
    WithdrawnError,
)
from services.publishing.domain.events import (
    DisclosureCancelled,
    ReleaseCancelled,
    ReleaseExecuted,
    ReleaseMissed,
    ReleaseScheduled,
)
from services.publishing.domain.in_effect import ExplanationMissingError
from services.publishing.domain.release import (
    RELEASE,
    BySystemError,
    NotDueError,
    NotScheduledError,
    PastError,
    ReasonMissingError,
    StepUnknownError,
    TooFarError,
)
from services.publishing.domain.terms import Phase, Scope, Standing
from shared.record import SYSTEM
from shared.testing import UNIT, Given
from tests.publishing.examples import (
    APPROVAL,
    DISCLOSURE,
    INNER,
    ITEM,
    OTHER_UNIT,
    PUBLIC,
    REGISTERED,
    THURSDAY,
    WITHDRAWN,
)

AT = datetime(2026, 9, 28, 1, tzinfo=UTC)  # Monday, 9 o'clock in Beijing
MATTER = "22222222-2222-4222-8222-222222222222"
ABOUT = Standing(
    disclosure_id=MATTER,
    unit=UNIT,
    phase=Phase.REGISTERED,
    scope=Scope.SOCIETY,
    disclose_on=THURSDAY.date(),
    withdrawn=False,
)
WHICH = {"unit": UNIT, "disclosure_id": MATTER, "step": "inner"}
SCHEDULED = ReleaseScheduled(**WHICH, at=AT)


def asked(command, *history, at=THURSDAY, post="publisher", unit=UNIT):
    return Given(RELEASE, *history).when(command, by="chen.jing", at=at, post=post, unit=unit)


def wish(step="inner", at=AT, **about):
    return ScheduleRelease(step=step, at=at, about=replace(ABOUT, **about))


def by_clock(command, *history, at):
    return asked(command, *history, at=at, post=SYSTEM)


# ── setting a time ───────────────────────────────────────────────────────────────────────────


def test_a_publisher_sets_the_minute_at_which_a_phase_opens():
    asked(wish(at=AT + timedelta(seconds=29))).then(SCHEDULED)


def test_a_new_time_replaces_the_one_before():
    later = AT + timedelta(days=1)
    asked(wish(at=later), SCHEDULED).then(ReleaseScheduled(**WHICH, at=later))


@pytest.mark.parametrize(
    ("command", "rule", "field"),
    [
        (wish(step="both"), StepUnknownError, "step"),
        (wish(at=THURSDAY), PastError, "at"),
        (wish(at=THURSDAY + timedelta(days=367)), TooFarError, "at"),
        (wish(disclose_on=(AT + timedelta(days=1)).date()), NotYetError, ""),
        (wish("public", earliest=(AT + timedelta(days=1)).date()), NotYetError, ""),
        (wish(withdrawn=True), WithdrawnError, ""),
        (wish(phase=Phase.INNER), AlreadyOpenError, ""),
        (wish("public", phase=Phase.PUBLIC), AlreadyOpenError, ""),
        (wish("public", scope=Scope.PARTY), ScopeNotSocietyError, ""),
    ],
)
def test_a_time_that_can_never_do_is_refused_at_once(command, rule, field):
    asked(command).then_rejected(rule, field=field)


@pytest.mark.parametrize(("unit", "post"), [(OTHER_UNIT, "publisher"), (UNIT, "clerk")])
def test_only_a_publisher_of_the_unit_sets_or_takes_back_a_time(unit, post):
    asked(wish(), unit=unit, post=post).then_rejected(NotPublisherError)
    cancelled = CancelRelease(reason="会议改期。")
    asked(cancelled, SCHEDULED, unit=unit, post=post).then_rejected(NotPublisherError)


def test_a_time_is_taken_back_with_a_reason():
    asked(CancelRelease(reason="会议改期。"), SCHEDULED).then(
        ReleaseCancelled(**WHICH, at=AT, reason="会议改期。")
    )
    asked(CancelRelease(reason=" "), SCHEDULED).then_rejected(ReasonMissingError, field="reason")
    asked(CancelRelease(reason="会议改期。")).then_rejected(NotScheduledError)


# ── when the time has come ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("seconds", "late"), [(0, 0), (120, 0), (121, 121), (86_400, 86_400)])
def test_what_opens_after_the_grace_is_marked_late(seconds, late):
    command = ExecuteRelease(at=AT, grace_seconds=120)
    by_clock(command, SCHEDULED, at=AT + timedelta(seconds=seconds)).then(
        ReleaseExecuted(**WHICH, at=AT, late_seconds=late)
    )


def test_nothing_opens_before_its_time_nor_by_hand_nor_twice():
    command = ExecuteRelease(at=AT, grace_seconds=120)
    by_clock(command, SCHEDULED, at=AT - timedelta(seconds=1)).then_rejected(NotDueError)
    asked(command, SCHEDULED, at=AT).then_rejected(BySystemError)
    done = ReleaseExecuted(**WHICH, at=AT, late_seconds=0)
    by_clock(command, SCHEDULED, done, at=AT).then_rejected(NotScheduledError)


def test_a_look_at_an_old_timetable_opens_nothing():
    moved = ReleaseScheduled(**WHICH, at=AT + timedelta(days=1))
    command = ExecuteRelease(at=AT, grace_seconds=120)
    by_clock(command, SCHEDULED, moved, at=AT).then_rejected(NotScheduledError)


def test_what_a_rule_refused_when_the_time_came_is_written_down():
    command = MissRelease(at=AT, rule="WithdrawnError", reason=WithdrawnError().sentence)
    by_clock(command, SCHEDULED, at=AT).then(
        ReleaseMissed(**WHICH, at=AT, rule="WithdrawnError", reason=WithdrawnError().sentence)
    )


# ── an approval taken back ───────────────────────────────────────────────────────────────────

REVOKE = RevokeApproval(reason="拟公开内容有误，批准撤销。")


def revoked(*history):
    return Given(DISCLOSURE, *history).when(REVOKE, by="system", at=AT, post=SYSTEM)


def test_what_nobody_has_read_is_cancelled():
    revoked(REGISTERED).then(
        DisclosureCancelled(
            unit=UNIT,
            item_id=ITEM.item_id,
            proposal_id=APPROVAL.proposal_id,
            reason=REVOKE.reason,
            cancelled_on=AT.date(),
        )
    )


@pytest.mark.parametrize(("history", "public"), [((INNER,), False), ((INNER, PUBLIC), True)])
def test_what_somebody_has_read_is_withdrawn_with_the_reason(history, public):
    revoked(REGISTERED, *history).then(
        replace(
            WITHDRAWN,
            version=1,
            explanation=REVOKE.reason,
            approval=APPROVAL,
            proposal_id=APPROVAL.proposal_id,
            withdrawn_on=AT.date(),
            public=public,
            opinion_id="",
        )
    )


def test_a_revocation_is_explained_and_meets_something_that_stands():
    silent = Given(DISCLOSURE, REGISTERED).when(RevokeApproval(reason=""), by="system")
    silent.then_rejected(ExplanationMissingError)
    revoked().then_rejected(NotRegisteredError)
    revoked(REGISTERED, WITHDRAWN).then_rejected(WithdrawnError)
