"""How every service thinks: given a state and a command, which events follow?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar, Generic, TypeVar

from shared.record import Cause

C = TypeVar("C")  # command
S = TypeVar("S")  # state
E = TypeVar("E")  # event


@dataclass(frozen=True)
class Decider(Generic[C, S, E]):
    """裁决者 — two pure functions and a beginning."""

    initial: S
    decide: Callable[[C, S, Cause], list[E]]
    evolve: Callable[[S, E], S]

    def fold(self, events: Iterable[E]) -> S:
        """Return the state in which these events leave a thing."""
        return reduce(self.evolve, events, self.initial)


class RejectedError(Exception):
    """驳回 — understood, and refused by a rule. Answered, never logged as a fault.

    A subclass is one rule; its docstring's first line is the sentence a person
    reads. Arguments are the evidence; ``field`` names the input at fault.
    """

    status: ClassVar[int] = 409
    is_guess: ClassVar[bool] = False  # whether it tells that a code was wrong

    def __init__(self, *evidence: Any, field: str = "") -> None:
        super().__init__(*evidence)
        self.field = field

    @property
    def code(self) -> str:
        """Return the name of the rule, the same for programs for ever."""
        return type(self).__name__

    @property
    def sentence(self) -> str:
        """Return what a person reads."""
        return (type(self).__doc__ or self.code).splitlines()[0]


class InvalidError(RejectedError):
    """填写的内容不符合要求。"""

    status = 422


class ForbiddenError(RejectedError):
    """您的职务不能办理这件事。"""

    status = 403


class NotFoundError(RejectedError):
    """没有找到您要的内容。"""

    status = 404
