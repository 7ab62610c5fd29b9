"""讲述 — what a fact says in a few Chinese lines: who, in which post, and fields people know."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.archive.handlers import Names
from shared import posts
from shared.record import Cause

POSTS: Final = posts.POSTS | {"system": "系统", "citizen": "群众"}
VALUES: Final = {
    "secrecy": "保密审查",
    "necessity": "必要性审核",
    "accuracy": "准确性审核",
    "pass": "通过",
    "fail": "不通过",
    "disclose": "公开",
    "revise": "更正",
    "withdraw": "撤回",
    "upheld": "属实",
    "partly": "部分属实",
    "unfounded": "不属实",
    "none": "不需更正",
}
FIELDS: Final = {
    "title": "标题",
    "kind": "种类",
    "check": "审核内容",
    "verdict": "结论",
    "note": "意见",
    "reason": "理由",
    "explanation": "说明",
    "version": "版本",
    "waiver": "不先在党内公开的理由",
    "finding": "核实结论",
    "conclusion": "办理情况",
    "remedy": "处理",
    "reply": "答复",
    "summary": "办理结果",
    "size": "日志条数",
    "name": "名称",
    "post": "职务",
}
LONG: Final = {"content": "内容", "sentence": "依据", "purpose": "用途"}
SEALED: Final = frozenset({"subject", "box"})  # fields of what is sealed under a person's key


def by(names: Names, cause: Cause | None) -> str:
    """Return who did something, and in which post."""
    if cause is None:
        return ""
    name, post = names.person(cause.actor), POSTS.get(cause.post, "")
    return f"{name}（{post}）" if post and post != name else name


def told(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a fact says in a few lines: Chinese name and value."""
    flat = {**_plan(event), **event}
    for name, label in FIELDS.items():
        value = flat.get(name)
        if isinstance(value, str | int) and value not in {"", None}:
            yield label, VALUES.get(str(value), POSTS.get(str(value), str(value)))


def _plan(event: Mapping[str, Any]) -> Mapping[str, Any]:
    plan = event.get("plan")
    return plan if isinstance(plan, dict) else {}


def in_full(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a fact says, its long texts too; what is sealed is only named."""
    yield from told(event)
    flat = {**_plan(event), **event}
    for name, label in LONG.items():
        value = flat.get(name)
        if isinstance(value, str) and value:
            yield label, value
        elif isinstance(value, dict) and value.keys() >= SEALED:
            yield label, "（已封存的个人信息）"
