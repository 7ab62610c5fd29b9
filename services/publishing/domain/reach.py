"""到位情况 — how far the channels have shown what was approved: 到位, 部分到位, 失败."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, Protocol, TypeVar

from services.publishing.domain.terms import PHASES, Phase


class State(Enum):
    """送达状态 — as readers see it; a delivery need not have a fact of its own to be expected."""

    EXPECTED = "expected"
    DELIVERED = "delivered"
    FAILED = "failed"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    REMOVING = "removing"
    REMOVED = "removed"


STATES: Final = {
    State.EXPECTED: "待送达",
    State.DELIVERED: "到位",
    State.FAILED: "失败",
    State.REPLACED: "已被更正替代",
    State.CANCELLED: "已取消",
    State.REMOVING: "待撤下",
    State.REMOVED: "已撤下",
}
PENDING: Final = frozenset({State.EXPECTED, State.FAILED})
SHOWN: Final = frozenset({State.DELIVERED})
LIVE: Final = PENDING | SHOWN


class Reach(Enum):
    """到位情况 — of a disclosure: everywhere, in part, nowhere yet, or nothing is asked."""

    NOTHING = "nothing"
    WAITING = "waiting"
    PART = "part"
    WHOLE = "whole"


REACHES: Final = {
    Reach.NOTHING: "",
    Reach.WAITING: "尚未到位",
    Reach.PART: "部分到位",
    Reach.WHOLE: "全部到位",
}


class Showing(Protocol):
    """What is asked about one delivery."""

    @property
    def step(self) -> str:
        """Return the phase in which it is shown."""

    @property
    def version(self) -> int:
        """Return which text is shown."""

    @property
    def form(self) -> str:
        """Return by which form of the catalog."""

    @property
    def outlet(self) -> str:
        """Return where, if there are several places."""

    @property
    def state(self) -> State:
        """Return what has become of it."""


S = TypeVar("S", bound=Showing)


def wanted(rows: Sequence[S]) -> list[S]:
    """Return what counts: where outlets are named, the form itself is not asked as well."""
    named = {(each.step, each.version, each.form) for each in rows if each.outlet}
    return [each for each in rows if each.outlet or not _covered(each, named)]


def _covered(row: Showing, named: set[tuple[str, int, str]]) -> bool:
    return row.state is State.EXPECTED and (row.step, row.version, row.form) in named


def reach_of(rows: Sequence[Showing]) -> Reach:
    """Return how far the channels have come with what they are to show now."""
    states = [each.state for each in wanted(rows) if each.state in LIVE]
    if not states:
        return Reach.NOTHING
    if all(each is State.DELIVERED for each in states):
        return Reach.WHOLE
    return Reach.PART if State.DELIVERED in states else Reach.WAITING


def standing_of(phase: Phase, rows: Sequence[Showing]) -> str:
    """Return the state of a disclosure with how far it has come: 公开中（部分到位）."""
    reach = reach_of([each for each in rows if each.step == phase.value])
    return f"{PHASES[phase]}（部分到位）" if reach is Reach.PART else PHASES[phase]


def failed(rows: Iterable[Showing]) -> int:
    """Return how many deliveries have failed and wait for somebody."""
    return sum(each.state is State.FAILED for each in rows)
