"""修改对照 — the text under review beside the one before it, or beside what is in force."""

from typing import Any, Final

from msgspec import Struct

from services.workflow.domain.difference import Pair, sides
from services.workflow.domain.terms import SCOPES, Kind, Plan
from services.workflow.handlers import Desk, Names
from services.workflow.handlers.proposals import Proposals
from services.workflow.handlers.versions import Text, Versions
from services.workflow.views import ProposalRow
from shared.web.look import beijing_date

IN_FORCE: Final = "in_force"


class Other(Struct, frozen=True, kw_only=True):
    """A text that the present one can be compared with."""

    key: str
    name: str
    plan: Plan
    explanation: str = ""


class Compared(Struct, frozen=True, kw_only=True):
    """对照 — two names, the rows of title, content and explanation, and the other fields."""

    before: str
    after: str
    rows: tuple[tuple[str, tuple[Pair, ...]], ...]
    facts: tuple[tuple[str, str, str], ...]

    @property
    def same(self) -> bool:
        """Tell whether nothing at all was changed."""
        return not self.rows and not self.facts


def compared(
    row: ProposalRow, desk: Desk, proposals: Proposals, names: Names, against: str = ""
) -> dict[str, Any]:
    """Return what the page of a proposal shows of changes; nothing where there is one text only."""
    texts = Versions(proposals.store).texts(row.proposal_id)
    others = _others(row, desk, texts)
    chosen = next((each for each in others if each.key == against), None) or _first(row, others)
    now = f"第 {len(texts)} 稿（当前文本）"
    return {
        "others": others,
        "against": chosen.key if chosen else "",
        "compared": _compared(row, chosen, now, names) if chosen else None,
    }


def _others(row: ProposalRow, desk: Desk, texts: list[Text]) -> list[Other]:
    found = desk.disclosure(row.disclosure_id)
    here = [
        Other(
            key=str(each.number),
            name=f"第 {each.number} 稿",
            plan=each.plan,
            explanation=each.explanation,
        )
        for each in texts[:-1]
    ]
    if found and row.proposal.kind is Kind.REVISE:
        here.append(Other(key=IN_FORCE, name=f"现行内容（第 {found.version} 版）", plan=found.plan))
    return here


def _first(row: ProposalRow, others: list[Other]) -> Other | None:
    """Return what is compared unasked: what is in force, else the text that was returned last."""
    return others[-1] if others and row.proposal.kind is not Kind.WITHDRAW else None


def _compared(row: ProposalRow, other: Other, now: str, names: Names) -> Compared:
    texts = [
        ("标题", other.plan.title, row.plan.title),
        ("公开内容", other.plan.content, row.plan.content),
    ]
    if other.key != IN_FORCE:
        texts.append(("说明", other.explanation, row.proposal.explanation))
    changed = [(label, old, new) for label, old, new in texts if old != new]
    before, after = _facts(other.plan, names), _facts(row.plan, names)
    return Compared(
        before=other.name,
        after=now,
        rows=tuple((label, sides(old, new)) for label, old, new in changed),
        facts=tuple((k, before[k], after[k]) for k in before if before[k] != after[k]),
    )


def _facts(plan: Plan, names: Names) -> dict[str, str]:
    return {
        "公开范围": SCOPES[plan.scope],
        "特定人员": "、".join(names.person(each) for each in plan.readers),
        "公开时间": beijing_date(plan.disclose_on),
        "公开时长": f"{plan.duration_days} 天" if plan.duration_days else "长期",
        "公开形式": "、".join(plan.channels),
        "不先在党内公开的理由": plan.waiver,
        "推送摘要": plan.summary,
    }
