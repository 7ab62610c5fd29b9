"""办理的步骤 — each step by its name: what must be filled in, and who carries it out."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.feedback.handlers.handling import (
    Check,
    Forwarding,
    Handling,
    Inquest,
    Meeting,
    Merging,
    Order,
    Reason,
    Said,
    Sorting,
)
from shared.store import Receipt
from shared.web import Caller

Take = Callable[[Handling, UUID, Any, Caller], Awaitable[Receipt]]


class Step(Struct, frozen=True, kw_only=True):
    """步骤"""

    name: str
    title: str
    form: type
    take: Take


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """不用填写"""


def _resume(handling: Handling, opinion_id: UUID, _: Any, caller: Caller) -> Awaitable[Receipt]:
    return handling.resume(opinion_id, caller)


STEPS: Final = (
    Step(name="sort", title="整理", form=Sorting, take=Handling.sort),
    Step(name="merge", title="并案", form=Merging, take=Handling.merge),
    Step(name="split", title="取消并案", form=Reason, take=Handling.split),
    Step(name="forward", title="转送", form=Forwarding, take=Handling.forward),
    Step(name="stop", title="中止计时", form=Reason, take=Handling.stop),
    Step(name="resume", title="恢复计时", form=Nothing, take=_resume),
    Step(name="extend", title="延长期限", form=Reason, take=Handling.extend),
    Step(name="investigate", title="登记调查核实", form=Inquest, take=Handling.investigate),
    Step(name="flag", title="标为重大问题", form=Reason, take=Handling.flag),
    Step(name="study", title="登记领导小组研究", form=Meeting, take=Handling.study),
    Step(name="decide", title="登记党组讨论决定", form=Meeting, take=Handling.decide),
    Step(name="notify", title="报告领导小组", form=Said, take=Handling.notify),
    Step(name="rectify", title="责令整改", form=Order, take=Handling.order),
    Step(name="rectified", title="报告整改情况", form=Said, take=Handling.report),
    Step(name="check", title="验收整改", form=Check, take=Handling.check),
    Step(name="withhold", title="决定不公开办理结果", form=Reason, take=Handling.withhold),
)
