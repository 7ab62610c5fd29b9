"""要件 — what a scheme asks of matters of a kind, held against what is said of one (T242–T245)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec.structs import replace

from services.workflow.domain import wording
from services.workflow.domain.commands import Basis, Item
from services.workflow.domain.demand_words import (
    DEMANDS,
    Declared,
    Demand,
    Linked,
    PassPrivacy,
    PrivacyPassed,
    ProposalDeclared,
)
from services.workflow.domain.display_bounds import Display, unfit
from services.workflow.domain.proposal_state import Proposal, places
from services.workflow.domain.saying import pairs
from services.workflow.domain.screening.people import rows_of_persons
from services.workflow.domain.terms import (
    Check,
    Kind,
    Plan,
    Rules,
    Scope,
    Verdict,
)
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

DEMANDS_KEY: Final = "matters.demands"  # T242
STAGES_KEY: Final = "matters.stages"  # T243
EXECUTION_KEY: Final = "matters.execution"  # T244
CONFIRM_KEY: Final = "display.confirm"  # T245
BOUNDS_KEY: Final = "display.bounds"  # T184
KEYS: Final = (DEMANDS_KEY, STAGES_KEY, EXECUTION_KEY, BOUNDS_KEY)
LONGEST: Final = 500  # characters of anything that is said
EVERY: Final = "全部事项"  # stands for every entry of a catalog
DAY: Final = re.compile(
    r"\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日)?|\d{4}-\d\d-\d\d"
)
FIGURE: Final = re.compile(r"[0-9一二三四五六七八九十百千万]")
SCHEMES: Final = ("https://", "http://", "/items/")


class DocumentMissingError(InvalidError):
    """请写明这个事项贯彻落实的上级文件（标题和文号），并附上能查阅的链接。"""


class LinkError(InvalidError):
    """上级文件的链接应当以“https://”“http://”开头，或者是本站公开事项的地址（/items/……）。"""


class SourceMissingError(InvalidError):
    """检查清单“真实性依据”没有完成：请附上这件事项的来源材料（文件、纪要或者记录），再提出。"""


class FiguresMissingError(InvalidError):
    """检查清单“数字和日期”没有完成：公开内容要写明具体的数字和日期，再提出。"""


class CaseOpenError(RejectedError):
    """案件未办结：这类事项须写明已经生效的处理决定（文号和生效日期），才能通过审核，请退回补充。"""


class ObjectionMissingError(InvalidError):
    """请写明异议向哪里提出、到哪一天为止，截止日期不能早于公开时间。"""


class TotalsOnlyError(InvalidError):
    """向社会公开的只能是合计数，请删去每名党员的数字，并确认内容只含合计数。"""


class EarlierStageMissingError(InvalidError):
    """请链接前一阶段的公开；前一阶段没有在这里公开的，请写明在哪里公开过。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the stage."""
        return f"请链接前一阶段（{self.args[0]}）的公开；没有在这里公开的，请写明在哪里公开过。"


class DecisionUnknownError(InvalidError):
    """没有找到所执行的决策：只能链接本单位已经公开、没有撤回的事项。"""


class DisplayUnconfirmedError(InvalidError):
    """展示天数与方案不相适应，请调整，或者写明理由予以确认。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the bounds."""
        return f"{''.join(self.args)}请调整公开天数，或者写明理由予以确认。"


class DeclaredTooLongError(InvalidError):
    """要件说明每项不能超过500个字。"""


class PrivacyMissingError(RejectedError):
    """这类事项还要作隐私审查：现在的文本还没有通过隐私审查，不能批准。"""


class NoPrivacyCheckError(RejectedError):
    """这份方案不需要作隐私审查，或者现在的文本已经通过。"""


class NotPrivacyCheckerError(ForbiddenError):
    """隐私审查由负责保密审查的职务办理，提出人不能审查自己的方案。"""


def demanding(
    rules: Rules, levels: Sequence[str], said: Mapping[str, Iterable[str]], *, confirms: bool
) -> Rules:
    """Return rules with what a scheme asks of a matter under these headings."""
    here = {key: _named(levels, said.get(key, ())) for key in KEYS[:3]}
    days = [int(each) for each in here[EXECUTION_KEY] if each.isdecimal()]
    procedure = replace(
        rules.procedure,
        demands=tuple(each for each in here[DEMANDS_KEY] if each in DEMANDS),
        stages=here[STAGES_KEY],
        execution_days=min(days, default=0),
        display=tuple(said.get(BOUNDS_KEY, ())) if confirms else (),
    )
    return replace(rules, procedure=procedure)


def judge(told: Declared, kind: Kind, text: Plan, item: Item, rules: Rules, basis: Basis) -> None:
    """Refuse a text of which what its scheme asks for is not said, or is said wrongly."""
    _written(told)
    _checked(rules, kind, text, basis)
    _displayed(rules, text, item, basis, told)
    _totals(rules, text, told)
    if told.carries_out and told.carries_out not in basis.links:
        raise DecisionUnknownError(told.carries_out, field="carries_out")
    if kind is Kind.DISCLOSE:
        _document(rules, told)
        _objection(rules, text, told)
        _stage(rules, text, told, basis.links)


def said(declared: Declared | None, proposal: Proposal) -> Declared:
    """Return what is said of a matter now: what was said before, if nothing is said."""
    return proposal.declared if declared is None else declared


def declaring(
    declared: Declared | None, proposal: Proposal, cause: Cause
) -> list[ProposalDeclared]:
    """Return the fact of what is said of a matter, if it says anything new."""
    told = said(declared, proposal)
    if told == proposal.declared:
        return []
    by, unit, item_id = cause.actor, proposal.unit, proposal.item_id
    return [ProposalDeclared(unit=unit, item_id=item_id, declared=told, declared_by=by)]


def concluded(rules: Rules, proposal: Proposal, verdict: Verdict, today: date) -> None:
    """Refuse to pass what is about a case that is not closed by a decision in force (S0-23)."""
    if verdict is Verdict.FAIL or not _asked(rules, proposal.kind, Demand.CLOSED):
        return
    told = proposal.declared
    if not told.case_document.strip() or not told.case_effective or told.case_effective > today:
        raise CaseOpenError(field="case_document")


def private(rules: Rules, proposal: Proposal) -> None:
    """Refuse to approve a text that has not passed the privacy check it needs (S2-15)."""
    wanted = _asked(rules, proposal.kind, Demand.PRIVACY)
    if wanted and proposal.private != proposal.digest:
        raise PrivacyMissingError


def wants_privacy(proposal: Proposal) -> bool:
    """Tell whether somebody must still pass the privacy check of this text."""
    rules = proposal.rules
    wanted = rules is not None and _asked(rules, proposal.kind, Demand.PRIVACY)
    return wanted and proposal.private != proposal.digest


def passed(command: PassPrivacy, rules: Rules, proposal: Proposal, cause: Cause) -> PrivacyPassed:
    """Return the fact that the text under review has passed the privacy check."""
    posts = {each.value for each in rules.reviewers(Check.SECRECY)}
    mine = cause.unit in places(proposal) and cause.post in posts
    if not mine or cause.actor in proposal.authors:
        raise NotPrivacyCheckerError(cause.post)
    wording.latest(command.digest, proposal.digest)
    if not wants_privacy(proposal):
        raise NoPrivacyCheckError
    return PrivacyPassed(
        unit=proposal.unit,
        digest=command.digest,
        passed_by=cause.actor,
        note=command.note.strip(),
    )


def stage_before(stages: Sequence[str], words: Iterable[str]) -> str:
    """Return the stage that comes before the one these words name; "": they name the first."""
    text = " ".join(words)
    here = [n for n, each in enumerate(stages) if each in text]
    return stages[here[-1] - 1] if here and here[-1] else ""


def _named(levels: Sequence[str], words: Iterable[str]) -> tuple[str, ...]:
    here = (*levels, EVERY)
    found = (right for left, right in pairs(words) if any(left in each for each in here))
    return tuple(dict.fromkeys(each for right in found for each in right))


def _asked(rules: Rules, kind: Kind, demand: Demand) -> bool:
    return kind is not Kind.WITHDRAW and demand.value in rules.procedure.demands


def _written(declared: Declared) -> None:
    for each in declared.__struct_fields__:
        value = getattr(declared, each)
        if isinstance(value, str) and len(value) > LONGEST:
            raise DeclaredTooLongError(len(value), field=each)
    if declared.superior_link and not declared.superior_link.startswith(SCHEMES):
        raise LinkError(field="superior_link")


def _checked(rules: Rules, kind: Kind, text: Plan, basis: Basis) -> None:
    """Refuse what is not true and concrete on its face: its source, figures and a day (S0-15)."""
    if _asked(rules, kind, Demand.SOURCE) and not basis.attachments:
        raise SourceMissingError(field="attachments")
    if _asked(rules, kind, Demand.FIGURES) and not _concrete(text.content):
        raise FiguresMissingError(field="content")


def _concrete(content: str) -> bool:
    days = DAY.findall(content)
    return bool(days) and bool(FIGURE.search(DAY.sub("", content)))


def _displayed(rules: Rules, text: Plan, item: Item, basis: Basis, told: Declared) -> None:
    """Refuse a display beyond the scheme's bounds that nobody confirms with a reason (S0-35)."""
    display = Display(
        scope=text.scope,
        time_limit=item.time_limit,
        days=text.duration_days,
        working=basis.working,
    )
    found = unfit(display, rules.procedure.display)
    if found and not told.display_reason.strip():
        raise DisplayUnconfirmedError(*found, field="display_reason")


def _document(rules: Rules, declared: Declared) -> None:
    if Demand.DOCUMENT.value not in rules.procedure.demands:
        return
    if not declared.superior_document.strip() or not declared.superior_link:
        raise DocumentMissingError(field="superior_document")


def _objection(rules: Rules, plan: Plan, declared: Declared) -> None:
    if Demand.OBJECTION.value not in rules.procedure.demands:
        return
    until = declared.objection_until
    if not declared.objection_channel.strip() or until is None or until < plan.disclose_on:
        raise ObjectionMissingError(field="objection_channel")


def _totals(rules: Rules, plan: Plan, declared: Declared) -> None:
    asked = Demand.TOTALS.value in rules.procedure.demands
    if not asked or plan.scope is not Scope.SOCIETY:
        return
    if rows_of_persons(plan.content) or not declared.totals:
        raise TotalsOnlyError(field="totals")


def _stage(rules: Rules, plan: Plan, declared: Declared, links: Mapping[str, Linked]) -> None:
    before = stage_before(rules.procedure.stages, [plan.title])
    if not before or declared.earlier_note.strip():
        return
    linked = links.get(declared.earlier)
    if linked is None or not any(before in each for each in linked.words):
        raise EarlierStageMissingError(before, field="earlier")
