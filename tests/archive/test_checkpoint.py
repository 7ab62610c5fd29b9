"""Rules of checkpoints and alarms. No log, no disk: given, when, then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.archive.domain.alarm import ALARM, NothingDiffersError
from services.archive.domain.checkpoint import (
    CHECKPOINT,
    MOST_RUNS,
    ForkedLogError,
    LogShrankError,
    PositionGapError,
    RunsDoNotFitError,
    runs_of,
)
from services.archive.domain.commands import RaiseAlarm, SignCheckpoint
from services.archive.domain.entry import Fact
from services.archive.domain.events import AlarmRaised, CheckpointSigned
from services.archive.domain.terms import Run
from shared.record import LIMIT, canonical
from shared.testing import Given

A, B = "a" * 64, "b" * 64


def run(service, position, index, count):
    return Run(service=service, position=position, index=index, count=count)


def sign(size, *runs, root=A):
    return SignCheckpoint(size=size, root=root, note="n", runs=runs)


def signed(size, *runs, root=A):
    return CheckpointSigned(size=size, root=root, note="n", runs=runs)


FIRST = signed(5, run("catalog", 1, 0, 3), run("workflow", 1, 3, 2))


def test_the_first_checkpoint_covers_everything():
    Given(CHECKPOINT).when(
        sign(5, run("catalog", 1, 0, 3), run("workflow", 1, 3, 2)), by="system"
    ).then(FIRST)


def test_a_checkpoint_goes_on_where_the_one_before_ended():
    more = (run("workflow", 3, 5, 1), run("catalog", 4, 6, 1), run("workflow", 4, 7, 1))

    Given(CHECKPOINT, FIRST).when(sign(8, *more, root=B), by="system").then(
        signed(8, *more, root=B)
    )


def test_the_same_checkpoint_again_is_no_news():
    Given(CHECKPOINT, FIRST).when(sign(5), by="system").then()


def test_two_roots_of_one_size_are_a_fork():
    Given(CHECKPOINT, FIRST).when(sign(5, root=B), by="system").then_rejected(ForkedLogError)


def test_a_log_never_shrinks():
    Given(CHECKPOINT, FIRST).when(sign(4), by="system").then_rejected(LogShrankError)


@pytest.mark.parametrize(
    "runs",
    [
        (),
        (run("workflow", 3, 6, 1),),
        (run("workflow", 3, 5, 2),),
        (run("workflow", 3, 4, 1),),
        (run("workflow", 3, 5, 1), run("catalog", 4, 5, 1)),
    ],
)
def test_runs_that_leave_a_hole_or_overlap_are_refused(runs):
    Given(CHECKPOINT, FIRST).when(sign(6, *runs), by="system").then_rejected(RunsDoNotFitError)


@pytest.mark.parametrize("position", [2, 4, 1])
def test_a_service_s_facts_follow_one_another_without_gap_or_repetition(position):
    Given(CHECKPOINT, FIRST).when(
        sign(6, run("workflow", position, 5, 1)), by="system"
    ).then_rejected(PositionGapError)


def test_a_service_begins_with_its_first_fact():
    Given(CHECKPOINT, FIRST).when(sign(6, run("feedback", 2, 5, 1)), by="system").then_rejected(
        PositionGapError
    )


def fact(index, service, position):
    return Fact(
        index=index, service=service, position=position, tag="t", stream_id="s", salt=b"", body=b""
    )


@given(st.lists(st.sampled_from(["catalog", "workflow", "feedback"]), max_size=60))
def test_runs_describe_every_fact_and_a_checkpoint_accepts_them(order):
    facts = [fact(n, each, order[: n + 1].count(each)) for n, each in enumerate(order)]
    runs = runs_of(facts)

    told = [(r.service, r.position + n, r.index + n) for r in runs for n in range(r.count)]
    assert told == [(each.service, each.position, each.index) for each in facts]
    if order:
        Given(CHECKPOINT).when(sign(len(order), *runs), by="system").then(signed(len(order), *runs))


def test_a_checkpoint_of_the_most_runs_is_still_a_record():
    facts = [fact(10**9 + n, ("workflow", "publishing")[n % 2], 10**9 + n) for n in range(1000)]
    runs = runs_of(facts)

    assert len(runs) == MOST_RUNS
    assert len(canonical(signed(10**9, *runs))) < LIMIT - 2000


RAISE = RaiseAlarm(service="workflow", position=7, archived=A, heard=B)
RAISED = AlarmRaised(service="workflow", position=7, archived=A, heard=B)


def test_a_false_content_raises_an_alarm():
    Given(ALARM).when(RAISE, by="system").then(RAISED)


def test_the_same_false_content_raises_no_second_alarm():
    Given(ALARM, RAISED).when(RAISE, by="system").then()


def test_what_is_equal_is_no_alarm():
    Given(ALARM).when(
        RaiseAlarm(service="workflow", position=7, archived=A, heard=A), by="system"
    ).then_rejected(NothingDiffersError)
