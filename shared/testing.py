"""Given a history, when a command arrives, then these events — or a refusal."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from shared.decider import Decider, RejectedError
from shared.record import Cause

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)  # noon in Beijing
STORY = UUID("00000000-0000-4000-8000-000000000001")
UNIT = "00000000-0000-4000-8000-0000000000aa"


def cause(actor: str, *, at: datetime = NOON, unit: str = UNIT, post: str = "") -> Cause:
    """Return a cause with everything but the actor taken for granted."""
    return Cause(actor=actor, at=at, unit=unit, post=post, correlation_id=STORY, causation_id=STORY)


class Given(Generic[C, S, E]):
    """A thing with a history."""

    def __init__(self, decider: Decider[C, S, E], *history: E) -> None:
        self._decider = decider
        self._state = decider.fold(history)

    def when(
        self, command: C, *, by: str, at: datetime = NOON, unit: str = UNIT, post: str = ""
    ) -> "When[C, S, E]":
        """Let somebody ask something."""
        why = cause(by, at=at, unit=unit, post=post)
        return When(partial(self._decider.decide, command, self._state, why))


class When(Generic[C, S, E]):
    """A command that has been asked and not yet answered."""

    def __init__(self, decide: Any) -> None:
        self._decide = decide

    def then(self, *expected: E) -> None:
        """Expect exactly these events."""
        got = self._decide()
        assert list(expected) == got, got

    def then_rejected(self, rule: type[RejectedError], *, field: str = "") -> RejectedError:
        """Expect this refusal, naming this field; return it for a closer look."""
        try:
            got = self._decide()
        except rule as refusal:
            assert not field or refusal.field == field, refusal.field
            return refusal
        message = f"expected {rule.__name__}, got {got}"
        raise AssertionError(message)
