"""审计页用语 — what facts about powers and their risks are called."""

from collections.abc import Mapping
from typing import Final

POWERS: Final[Mapping[str, str]] = {
    "catalog.power.entered.v1": "职权已拟列",
    "catalog.power.charted.v1": "流程图已绘制",
    "catalog.risk.rated.v1": "风险点已评定",
    "catalog.power.confirmed.v1": "职权已确认",
    "catalog.power.settled.v1": "职能已理清",
    "catalog.power.published.v1": "职权已公布",
    "catalog.power.issued.v1": "职权运行办法已公布",
    "catalog.power.flagged.v1": "职权已标记问题",
    "catalog.power.bordered.v1": "职权界限已划定",
    "catalog.power.placed.v1": "职权已对应目录",
    "catalog.risk.confirmed.v1": "风险等级已批准",
    "catalog.risk.published.v1": "风险点已公布",
    "catalog.risk.excepted.v1": "风险点不公布已登记",
    "catalog.clearing.opened.v1": "职权清理已开始",
    "catalog.clearing.closed.v1": "职权清理已结束",
    "catalog.flaw.registered.v1": "职权问题已登记",
    "catalog.flaw.closed.v1": "职权问题已办结",
    "workflow.run.opened.v1": "职权运行已开始",
    "workflow.run.advanced.v1": "运行环节已办结",
    "workflow.run.warned.v1": "运行环节超时已预警",
    "workflow.run.disposed.v1": "超时预警已处置",
}
