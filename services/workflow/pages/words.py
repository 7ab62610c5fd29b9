"""The words that pages show for the terms of the domain."""

from typing import Any, Final

from services.workflow.domain.proposal import Status
from services.workflow.domain.terms import CHECKS, KINDS, REFUSED, SCOPES, VERDICTS, Check
from services.workflow.handlers import Names
from services.workflow.views import ProposalRow

STATES: Final = {
    "submitted": "审核中",
    "returned": "退回待修改",
    "approved": "已批准",
    "rejected": "不予公开",
    "revoked": "批准已撤销",
    "filing": "已批准，待上级备案",
    "held": "暂缓公开",
    "objected": "上级有异议，待答复",
}
LIMITS: Final = {
    "long_term": "长期公开",
    "periodic": "定期公开",
    "staged": "分期公开",
    "immediate": "即时公开",
}
ASKS: Final = {
    Check.SECRECY: "不含党和国家秘密、工作秘密，个人信息已作处理",
    Check.NECESSITY: "属于目录规定应当公开的事项，公开范围和时限合适",
    Check.ACCURACY: "内容真实、准确，与原件一致",
}
ABOVE: Final = (Status.FILING, Status.OBJECTED)  # approved, and with the superior
STEPS: Final = {
    "review": "待审核",
    "approve": "待审批",
    "resubmit": "退回待修改",
    "escalate": "待报批",
    "consent": "待批准（目录外和报批事项）",
    "countersign": "待会签",
    "vouch": "待签署声明",
    "privacy": "待隐私审查",
    "answer": "待答复备案异议",
    "correct": "更正任务",
    "propose": "待提出方案",
    "reply": "待答复函告",
    "judge": "待复查函告",
}


def words(names: Names) -> dict[str, Any]:
    """Return what every template of this service may name."""
    return {
        "names": names,
        "CHECKS": {each.value: name for each, name in CHECKS.items()},
        "ASKS": {each.value: text for each, text in ASKS.items()},
        "SCOPES": {each.value: name for each, name in SCOPES.items()},
        "KINDS": {each.value: name for each, name in KINDS.items()},
        "REFUSED": {each.value: name for each, name in REFUSED.items()},
        "VERDICTS": {each.value: name for each, name in VERDICTS.items()},
        "STATES": STATES,
        "LIMITS": LIMITS,
        "STEPS": STEPS,
        "state_of": state_of,
        "steps_of": steps_of,
    }


def state_of(row: ProposalRow) -> str:
    """Return where a proposal stands, in a reader's words."""
    if row.state is Status.REJECTED:
        return REFUSED[row.proposal.kind]
    return waiting_for(row) if row.ready else STATES[row.state.value]


def waiting_for(row: ProposalRow) -> str:
    """Return whose decision a proposal waits for, once it has passed all checks."""
    route = row.proposal.route
    if route is None:
        return "待审批"
    if route.body == row.unit:
        return route.waiting
    return f"报批中，{route.waiting}" if row.proposal.escalated else "待报批"


def steps_of(row: ProposalRow) -> list[tuple[str, str, str]]:
    """Return the procedure as steps: name, detail, state (done, now, next)."""
    passed = len([v for v in row.proposal.verdicts.values() if v.value == "pass"])
    proposed = "退回待修改" if row.state is Status.RETURNED else "已提出"
    return [
        ("提出", proposed, "now" if row.state is Status.RETURNED else "done"),
        ("审核", f"通过 {passed} / {len(_required(row))} 项", _reviewing(row)),
        ("审批", _decision(row), _deciding(row)),
        ("实施公开", "由发布人办理", "now" if row.state is Status.APPROVED else "next"),
    ]


def _required(row: ProposalRow) -> tuple[Check, ...]:
    return row.proposal.rules.required if row.proposal.rules else tuple(Check)


def _reviewing(row: ProposalRow) -> str:
    if row.state is Status.SUBMITTED:
        return "done" if row.ready else "now"
    return "next" if row.state is Status.RETURNED else "done"


def _decision(row: ProposalRow) -> str:
    decided = (Status.APPROVED, Status.REJECTED, Status.REVOKED, *ABOVE)
    return STATES[row.state.value] if row.state in decided else "待办"


def _deciding(row: ProposalRow) -> str:
    if row.state in {Status.APPROVED, Status.REJECTED, Status.REVOKED}:
        return "done"
    return "now" if row.ready or row.state in ABOVE else "next"
