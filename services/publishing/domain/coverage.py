"""固定公开栏 — how many there are and what hangs on them, held against the scheme (五1, C7)."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

TOPICS: Final = ("职权分工", "联系方式", "年度工作目标", "重点项目建设", "干部调整任用")
EVERY: Final = "每块都要有"


class Demand(Struct, frozen=True, kw_only=True):
    """方案要求 — at least so many fixed boards (0: none asked for), with these contents.

    ``each``: every board must have all of them; else all boards together.
    """

    least: int = 0
    topics: tuple[str, ...] = TOPICS
    each: bool = True


class FixedBoard(Struct, frozen=True, kw_only=True):
    """固定公开栏 — one in use, with the contents that hang on it now."""

    board_id: str
    unit: str
    code: str
    name: str
    topics: frozenset[str] = frozenset()


class Gap(Struct, frozen=True, kw_only=True):
    """缺项 — a content that is lacking on a board; no board: on all of them."""

    topic: str
    board: FixedBoard | None = None


class Coverage(Struct, frozen=True, kw_only=True):
    """达标情况"""

    demand: Demand
    boards: tuple[FixedBoard, ...]
    gaps: tuple[Gap, ...]

    @property
    def enough(self) -> bool:
        """Tell whether there are as many boards as the scheme asks for."""
        return len(self.boards) >= self.demand.least

    @property
    def met(self) -> bool:
        """Tell whether everything is there that the scheme asks for."""
        return self.enough and not self.gaps


def coverage(demand: Demand, boards: Sequence[FixedBoard]) -> Coverage:
    """Hold the fixed boards in use against what the scheme asks for."""
    gaps = _on_each(demand, boards) if demand.each else _together(demand, boards)
    return Coverage(demand=demand, boards=tuple(boards), gaps=tuple(gaps))


def demand_of(values: dict[str, object]) -> Demand:
    """Return what the values of a scheme ask for; what they do not say is not asked for."""
    least, topics = values.get("boards.fixed.least"), values.get("boards.fixed.topics")
    return Demand(
        least=least if isinstance(least, int) else 0,
        topics=tuple(map(str, topics)) if isinstance(topics, list | tuple) else TOPICS,
        each=values.get("boards.fixed.where", EVERY) == EVERY,
    )


def _on_each(demand: Demand, boards: Sequence[FixedBoard]) -> list[Gap]:
    return [
        Gap(topic=topic, board=board)
        for board in boards
        for topic in demand.topics
        if topic not in board.topics
    ]


def _together(demand: Demand, boards: Sequence[FixedBoard]) -> list[Gap]:
    there = frozenset[str]().union(*(each.topics for each in boards))
    return [Gap(topic=topic) for topic in demand.topics if topic not in there]
