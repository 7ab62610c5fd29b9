"""Rules of one delivery. Given, when, then."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.publishing.domain.delivery import (
    ADAPTER,
    DELIVERY,
    AlreadyDeliveredError,
    AlreadyPlannedError,
    AudienceTooWideError,
    ContentDiffersError,
    DeliveryWordyError,
    EvidenceMissingError,
    FailureReasonMissingError,
    FormNotApprovedError,
    NotFailedError,
    NotPlannedError,
    NotReporterError,
    NotShownError,
    ShownAheadError,
    ShownBeforeOpenError,
    StepNotOpenError,
    TimeOutOfRangeError,
    VersionReplacedError,
    delivery_id_of,
)
from services.publishing.domain.delivery_words import (
    DeliveryConfirmed,
    DeliveryDelivered,
    DeliveryFailed,
    DeliveryPlanned,
    DeliveryRemoved,
    DeliveryRetried,
    Order,
    PlanDelivery,
    RemoveDelivery,
    ReportDelivery,
    ReportFailure,
    RetryDelivery,
)
from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.letters import content_sha256
from services.publishing.domain.terms import Phase, Scope
from shared.testing import UNIT, Given
from tests.publishing.examples import OTHER_UNIT, PLAN

OPENED = datetime(2026, 9, 25, 1, tzinfo=UTC)  # 9 o'clock in Beijing
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)
NOW = OPENED + timedelta(hours=1)
MATTER = "22222222-2222-4222-8222-222222222222"
TEXT = content_sha256(PLAN.content)
PROOF = "ab" * 32
ORDER = Order(
    disclosure_id=MATTER,
    unit=UNIT,
    step="public",
    version=1,
    form="公开栏",
    outlet="一号栏",
    forms=PLAN.channels,
    scope=Scope.SOCIETY,
    phase=Phase.PUBLIC,
    current=1,
    content_sha256=TEXT,
    opened_at=OPENED,
)
INNER = replace(ORDER, step="inner", phase=Phase.INNER)
WHICH = {
    "unit": UNIT,
    "disclosure_id": MATTER,
    "step": "public",
    "version": 1,
    "form": "公开栏",
    "outlet": "一号栏",
    "audience": "society",
}
PLANNED = DeliveryPlanned(**WHICH, content_sha256=TEXT)
FAILED = DeliveryFailed(**WHICH, reason="平台没有答复", via="wechat", attempt=1)
SHOWN = {
    "evidence": PROOF,
    "shown_at": NOW,
    "address": "县委大院东门",
    "via": "",
    "content_sha256": TEXT,
}
DELIVERED = DeliveryDelivered(**WHICH, **SHOWN)
REMOVE = RemoveDelivery(removed_at=NOW, reason="公示期满", evidence=PROOF)


def asked(command, *history, by="chen.jing", post="publisher", unit=UNIT, at=NOW):
    return Given(DELIVERY, *history).when(command, by=by, at=at, post=post, unit=unit)


def plan(order=ORDER, audience=Scope.SOCIETY, **rest):
    return PlanDelivery(order=order, audience=audience, **rest)


def shown(order=ORDER, audience=Scope.SOCIETY, **rest):
    return ReportDelivery(order=order, audience=audience, **SHOWN | rest)


def failure(reason="平台没有答复", via="wechat"):
    return ReportFailure(order=ORDER, audience=Scope.SOCIETY, reason=reason, via=via)


# ── planning ─────────────────────────────────────────────────────────────────────────────────


def test_a_delivery_is_planned_once():
    asked(plan()).then(PLANNED)
    asked(plan(), PLANNED).then_rejected(AlreadyPlannedError)


def test_a_form_that_was_not_approved_is_refused_by_name():
    refusal = asked(plan(replace(ORDER, form="电视台"))).then_rejected(
        FormNotApprovedError, field="form"
    )

    assert "电视台" in refusal.sentence


@pytest.mark.parametrize(
    ("order", "audience"),
    [
        (INNER, Scope.SOCIETY),
        (replace(INNER, form="网站"), Scope.PARTY),
        (replace(INNER, scope=Scope.UNIT), Scope.PARTY),
        (replace(INNER, scope=Scope.APPLICANT), Scope.PERSONS),
    ],
)
def test_nobody_is_shown_what_is_not_for_them(order, audience):
    asked(plan(order, audience)).then_rejected(AudienceTooWideError, field="audience")
    asked(shown(order, audience)).then_rejected(AudienceTooWideError, field="audience")


@pytest.mark.parametrize("due_at", [OPENED - timedelta(hours=1), NOW + timedelta(days=4_000)])
def test_a_time_limit_lies_between_the_opening_and_ten_years_from_now(due_at):
    asked(plan(due_at=due_at)).then_rejected(TimeOutOfRangeError, field="due_at")


def test_fewer_may_be_shown_it():
    asked(plan(INNER, Scope.UNIT)).then(
        replace(PLANNED, step="inner", audience="unit"),
    )


@pytest.mark.parametrize(
    ("order", "rule"),
    [
        (replace(ORDER, withdrawn=True), WithdrawnError),
        (replace(ORDER, phase=Phase.INNER), StepNotOpenError),
        (replace(INNER, phase=Phase.REGISTERED, opened_at=None), StepNotOpenError),
        (replace(INNER, phase=Phase.PUBLIC, opened_at=None), StepNotOpenError),
        (replace(ORDER, step="both"), StepNotOpenError),
        (replace(ORDER, current=2), VersionReplacedError),
    ],
)
def test_what_is_not_shown_now_is_delivered_nowhere(order, rule):
    asked(plan(order)).then_rejected(rule)
    asked(shown(order), PLANNED).then_rejected(rule)


@pytest.mark.parametrize(("post", "unit"), [("member", UNIT), ("publisher", OTHER_UNIT)])
def test_only_who_works_on_it_may_say_so(post, unit):
    commands = (plan(), shown(), failure(), RetryDelivery(), REMOVE)
    for each in commands:
        asked(each, PLANNED, post=post, unit=unit).then_rejected(NotReporterError)


# ── shown ────────────────────────────────────────────────────────────────────────────────────


def test_it_is_delivered_with_its_evidence():
    asked(shown(), PLANNED).then(DELIVERED)


def test_a_report_of_what_nobody_planned_plans_it():
    asked(shown(), post=ADAPTER, by="adapter-wechat").then(PLANNED, DELIVERED)


def test_later_than_its_time_is_late_by_so_much():
    due = NOW - timedelta(minutes=5)
    asked(shown(), replace(PLANNED, due_at=due)).then(replace(DELIVERED, late_seconds=300))


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"evidence": ""}, EvidenceMissingError, "evidence"),
        ({"evidence": "照片"}, EvidenceMissingError, "evidence"),
        ({"content_sha256": "00" * 32}, ContentDiffersError, "content_sha256"),
        ({"address": "x" * 501}, DeliveryWordyError, "address"),
        ({"shown_at": NOW + timedelta(minutes=6)}, ShownAheadError, "shown_at"),
        ({"shown_at": OPENED - timedelta(minutes=6)}, ShownBeforeOpenError, "shown_at"),
    ],
)
def test_what_proves_nothing_is_no_delivery(changes, rule, field):
    asked(shown(**changes), PLANNED).then_rejected(rule, field=field)


def test_it_is_delivered_once():
    asked(shown(), PLANNED, DELIVERED).then_rejected(AlreadyDeliveredError)
    asked(failure(), PLANNED, DELIVERED).then_rejected(AlreadyDeliveredError)


# ── failed, tried again, confirmed after all ─────────────────────────────────────────────────


def test_a_failure_has_a_reason_and_is_counted():
    asked(failure()).then(PLANNED, FAILED)
    asked(failure(), PLANNED, FAILED).then(replace(FAILED, attempt=2))
    asked(failure(" "), PLANNED).then_rejected(FailureReasonMissingError, field="reason")


def test_what_failed_is_tried_again_and_then_delivered():
    retried = DeliveryRetried(**WHICH, attempt=2)
    asked(RetryDelivery(), PLANNED, FAILED).then(retried)
    asked(shown(), PLANNED, FAILED, retried).then(DELIVERED)


def test_what_was_called_failed_and_was_shown_is_confirmed_late():
    confirmed = DeliveryConfirmed(**WHICH, **SHOWN, failures=1)
    asked(shown(), PLANNED, FAILED).then(confirmed)
    asked(shown(), PLANNED, FAILED, confirmed).then_rejected(AlreadyDeliveredError)


def test_what_did_not_fail_is_not_tried_again():
    asked(RetryDelivery()).then_rejected(NotPlannedError)
    asked(RetryDelivery(), PLANNED).then_rejected(NotFailedError)


# ── taken down ───────────────────────────────────────────────────────────────────────────────


def test_what_was_shown_is_taken_down_with_a_reason():
    removed = DeliveryRemoved(**WHICH, reason="公示期满", evidence=PROOF, removed_at=NOW, via="")
    asked(REMOVE, PLANNED, DELIVERED).then(removed)
    asked(REMOVE, PLANNED, DELIVERED, removed).then_rejected(NotShownError)


@pytest.mark.parametrize(
    ("command", "history", "rule"),
    [
        (REMOVE, [], NotPlannedError),
        (REMOVE, [PLANNED], NotShownError),
        (replace(REMOVE, reason=""), [PLANNED, DELIVERED], FailureReasonMissingError),
        (replace(REMOVE, evidence="x"), [PLANNED, DELIVERED], EvidenceMissingError),
        (replace(REMOVE, reason="x" * 2_001), [PLANNED, DELIVERED], DeliveryWordyError),
        (replace(REMOVE, removed_at=LONG_AGO), [PLANNED, DELIVERED], TimeOutOfRangeError),
        (
            replace(REMOVE, removed_at=NOW + timedelta(hours=1)),
            [PLANNED, DELIVERED],
            ShownAheadError,
        ),
    ],
)
def test_what_cannot_be_taken_down(command, history, rule):
    asked(command, *history).then_rejected(rule)


def test_every_showing_has_a_stream_of_its_own():
    spots = [
        (step, version, form, outlet)
        for step in ("inner", "public")
        for version in (1, 2)
        for form in ("公开栏", "会议")
        for outlet in ("", "一号栏")
    ]

    assert len({delivery_id_of(UUID(MATTER), each) for each in spots}) == len(spots)
