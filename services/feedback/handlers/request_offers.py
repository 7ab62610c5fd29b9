"""可办事项 — which steps a request is open to now, for somebody in their posts."""

from collections.abc import Iterator
from datetime import date

from services.feedback.domain.request_clock import waiting
from services.feedback.domain.request_state import Asked
from services.feedback.domain.request_words import (
    WITHHOLDING,
    Body,
    Checked,
    Filing,
    Intake,
    Status,
    Wait,
)
from services.feedback.handlers import request_forms as forms

UNDECIDED = frozenset({Status.RECEIVED, Status.ACCEPTED, Status.STUDIED})
TAKEN_ON = frozenset({Status.ACCEPTED, Status.STUDIED})


def steps_of(asked: Asked, today: date) -> Iterator[type[forms.Sheet]]:
    """Yield the steps that are due or possible, in the order in which they are taken."""
    if asked.status in UNDECIDED:
        yield from _before(asked, today)
    if asked.status is Status.DECIDED:
        yield forms.Explain
    if asked.status is Status.EXPLAINED:
        yield forms.Close
    yield from _after(asked)


def _before(asked: Asked, today: date) -> Iterator[type[forms.Sheet]]:
    correcting = waiting(asked.stops, Wait.CORRECTION)
    if asked.status is Status.RECEIVED and not correcting and not to_sign(asked):
        yield forms.Accept
    if asked.status in TAKEN_ON:
        yield from _taken_on(asked)
    if not correcting:
        yield forms.Correction
    if asked.correction_by is not None and asked.correction_by < today:
        yield forms.Lapse
    if not asked.extended and asked.rule.extension:
        yield forms.Extend


def _taken_on(asked: Asked) -> Iterator[type[forms.Sheet]]:
    yield forms.Study
    if asked.status is Status.STUDIED:
        yield forms.Decide
    yield forms.Heard if waiting(asked.stops, Wait.CONSULTATION) else forms.Consult


def _after(asked: Asked) -> Iterator[type[forms.Sheet]]:
    if asked.filing in {Filing.CREATED, Filing.RETURNED}:
        yield forms.Send
    if asked.filing is Filing.SENT:
        yield from (forms.Acknowledge, forms.Return)
    if asked.recheck is not None:
        unseen = asked.recheck.body is Body.SUPERVISOR and not asked.recheck.examined
        yield forms.Examine if unseen else forms.Conclude
    if asked.to_publish:
        yield forms.Publication
    if asked.status in {Status.CLOSED, Status.LAPSED} and not (asked.erased or asked.recheck):
        yield forms.Erase
    granted = asked.decision is not None and asked.decision.outcome not in WITHHOLDING
    if granted and not asked.nominated:
        yield forms.Nominate


def to_sign(asked: Asked) -> bool:
    """Tell whether the printed form of an oral request still waits for its signature."""
    oral = asked.intake is Intake.ORAL and not asked.signed
    return oral and asked.status is Status.RECEIVED


def checks_of(asked: Asked) -> tuple[Checked, ...]:
    """Return the ways in which it can have been made sure who applies."""
    if asked.intake is not Intake.ONLINE:
        return (Checked.ORIGINAL,)
    return (Checked.NUMBER, Checked.ACCOUNT) if asked.applicant else (Checked.NUMBER,)


def to_prepare(asked: Asked) -> bool:
    """Tell whether files may be laid ready."""
    return asked.status in TAKEN_ON
