"""流程图 — steps as nodes in three lanes: one source for the drawing and for the table."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from services.catalog.domain.power_words import PowerKind, PowerStep
from services.catalog.domain.risk_words import RiskLevel

LANES: Final = tuple(PowerKind)
HEADS: Final = (
    *("序号", "环节", "职能", "主体", "条件", "目标", "时限", "要求", "公开内容", "公开范围"),
    "风险等级",
)


class Node(Struct, frozen=True, kw_only=True):
    """图上的一格，表中的一行 — ``level``: the highest risk shown at this step, if any."""

    number: int
    lane: PowerKind
    step: PowerStep
    level: RiskLevel | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the row of the table, under ``HEADS``."""
        step, level = self.step, self.level
        told = step.subject, step.condition, step.goal, step.limit, step.requirement
        shown = (step.point, step.scope.chinese if step.point else "")
        danger = level.chinese if level else ""
        return (str(self.number), step.name, self.lane.chinese, *told, *shown, danger)


def nodes(
    steps: Sequence[PowerStep], kind: PowerKind, levels: Mapping[int, RiskLevel]
) -> tuple[Node, ...]:
    """Return the nodes of a chart; a step without a lane lies in that of its power."""
    return tuple(
        Node(number=number, lane=step.lane or kind, step=step, level=levels.get(number))
        for number, step in enumerate(steps, start=1)
    )
