"""Whether each service is ready, asked at its own door."""

from collections.abc import Iterator
from typing import Any, Final

import httpx

from deploy.local.house import PREFIXES
from shared.settings import Settings

DUTIES: Final = {
    "catalog": "目录:单位、职务、方案、公开目录",
    "workflow": "审批:提出、审核、批准",
    "publishing": "发布:先党内、后社会,更正和撤回",
    "feedback": "反馈:意见、答复、办理结果",
    "archive": "存档:保存每一条事实,证明无人改动",
}
PATIENCE: Final = 2.0  # seconds


def standings(settings: Settings) -> Iterator[str]:
    """Return one line for each service."""
    for name, prefix in PREFIXES.items():
        address = f"{settings.base_url}{prefix}"
        yield f"  {name:<11}{address:<34}{DUTIES[name]} — {_said(settings, prefix)}"


def _said(settings: Settings, prefix: str) -> str:
    try:
        url = f"{settings.base_url}{prefix.rstrip('/')}/health/ready"
        answer: dict[str, Any] = httpx.get(url, timeout=PATIENCE).json()
    except (httpx.HTTPError, ValueError):
        return "未启动"
    reasons = answer.get("reasons") or {}
    return "未就绪:" + ";".join(map(str, reasons.values())) if reasons else "就绪"
