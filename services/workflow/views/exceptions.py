"""例外办理 — every departure from the usual way, one row each; and the board's lines of them."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.events import ProposalApproved
from services.workflow.domain.holding_words import ProposalHeld, ProposalResumed
from services.workflow.domain.procedure_words import (
    ProposalCountersigned,
    ProposalExempted,
    ProposalVouched,
    ReviewKept,
    ReviewRouted,
)
from services.workflow.domain.revocation_words import ProposalRevoked
from services.workflow.domain.route_words import ProposalRouted
from services.workflow.domain.screening_words import FindingsSettled, Outcome
from services.workflow.domain.terms import CHECKS, POSTS, Verdict
from services.workflow.views.board import ProposalRow, ReviewLine, advanced, board
from shared.record import Record
from shared.view import Rows, View

KINDS: Final = {
    "substitute": "改由替补职务审核",
    "kept": "沿用原审核结论",
    "exempt": "免逐件审批",
    "waiver": "不先在党内公开",
    "off_catalog": "目录外事项",
    "superior": "超出权限报上级",
    "finding": "保留筛查发现",
    "revoked": "撤销批准",
    "held": "暂缓公开",
}


class ExceptionRow(Struct, frozen=True, kw_only=True):
    """例外 — ``rule`` is the clause by which it was done, where one is known."""

    id: str
    unit: str
    kind: str
    proposal_id: str
    title: str
    by: str
    post: str
    at: datetime
    note: str = ""
    rule: str = ""


exceptions: Final = View(
    "exceptions", ExceptionRow, key="id", indexes=(("unit", "kind", "at"), ("unit", "at"))
)


@exceptions.on(ReviewRouted)
def _(rows: Rows[ExceptionRow], record: Record[ReviewRouted]) -> None:
    event = record.event
    _put(rows, record, "substitute", event.title, substitution(event), rule=event.rule)


@exceptions.on(ReviewKept)
def _(rows: Rows[ExceptionRow], record: Record[ReviewKept]) -> None:
    _put(rows, record, "kept", record.event.title, keeping(record.event))


@exceptions.on(ProposalExempted)
def _(rows: Rows[ExceptionRow], record: Record[ProposalExempted]) -> None:
    note = f"目录第{record.event.catalog}版已经批准"
    _put(rows, record, "exempt", record.event.title, note)


@exceptions.on(ProposalApproved)
def _(rows: Rows[ExceptionRow], record: Record[ProposalApproved]) -> None:
    plan = record.event.plan
    if plan.waiver.strip():
        _put(rows, record, "waiver", plan.title, plan.waiver)


@exceptions.on(ProposalRouted)
def _(rows: Rows[ExceptionRow], record: Record[ProposalRouted]) -> None:
    event = record.event
    kind = "off_catalog" if event.way.off_catalog else "superior"
    _put(rows, record, kind, event.title, event.reason or f"须经{event.route.decider}批准")


@exceptions.on(ProposalRevoked)
def _(rows: Rows[ExceptionRow], record: Record[ProposalRevoked]) -> None:
    row = rows.of(board).get(record.stream_id)
    _put(rows, record, "revoked", row.plan.title if row else "", record.event.reason)


@exceptions.on(ProposalHeld)
def _(rows: Rows[ExceptionRow], record: Record[ProposalHeld]) -> None:
    event = record.event
    _put(rows, record, "held", event.title, f"至{event.until:%Y年%-m月%-d日}：{event.reason}")


@exceptions.on(FindingsSettled)
def _(rows: Rows[ExceptionRow], record: Record[FindingsSettled]) -> None:
    event = record.event
    row = rows.of(board).get(UUID(event.proposal_id)) if event.proposal_id else None
    if event.outcome is Outcome.KEEP and row:
        note = f"{len(event.numbers)}处：{event.reason}"
        _put(rows, record, "finding", row.plan.title, note, proposal=event.proposal_id)


def substitution(event: ReviewRouted) -> str:
    """Return who checks in whose place, as a person reads it."""
    checks = "、".join(CHECKS[each] for each in event.checks)
    usual = "、".join(POSTS[each] for each in event.posts)
    instead = "、".join(POSTS[each] for each in event.substitutes)
    return f"提出人所在的部门负责{checks}（{usual}），改由{instead}审核"


def keeping(event: ReviewKept) -> str:
    """Return which verdicts stay, as a person reads it."""
    checks = "、".join(CHECKS[each.check] for each in event.kept)
    return f"修改没有涉及{checks}，原来的通过继续有效"


def _put(
    rows: Rows[ExceptionRow],
    record: Record[Any],
    kind: str,
    title: str,
    note: str,
    *,
    rule: str = "",
    proposal: str = "",
) -> None:
    cause = record.cause
    rows.put(
        ExceptionRow(
            id=f"{record.stream_id}/{record.version}",
            unit=getattr(record.event, "unit", "") or cause.unit,
            kind=kind,
            proposal_id=proposal or str(record.stream_id),
            title=title,
            by=cause.actor,
            post=cause.post,
            at=cause.at,
            note=note,
            rule=rule,
        )
    )


@board.on(
    *(ReviewRouted, ProposalCountersigned, ProposalExempted, ProposalVouched),
    *(ProposalHeld, ProposalResumed),
)
def _(rows: Rows[ProposalRow], record: Record[Any]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, *_told(record.event)))


@board.on(ReviewKept)
def _(rows: Rows[ProposalRow], record: Record[ReviewKept]) -> None:
    if row := rows.get(record.stream_id):
        event, at = record.event, record.cause.at
        lines = tuple(
            ReviewLine(
                check=each.check,
                verdict=Verdict.PASS,
                note="修改没有涉及，沿用原来的结论",
                digest=each.digest,
                by=each.reviewed_by,
                at=at,
            )
            for each in event.kept
        )
        row = advanced(row, record, "沿用原审核结论", keeping(event))
        rows.put(replace(row, reviews=(*row.reviews, *lines)))


def _told(
    event: ReviewRouted
    | ProposalCountersigned
    | ProposalExempted
    | ProposalVouched
    | ProposalHeld
    | ProposalResumed,
) -> tuple[str, str]:
    match event:
        case ReviewRouted():
            return "改由替补职务审核", f"{substitution(event)}（{event.rule}）"
        case ProposalCountersigned(note=note):
            return "会签", note
        case ProposalHeld(reason=reason, until=until):
            return "暂缓公开", f"至{until:%Y年%-m月%-d日}：{reason}"
        case ProposalResumed():
            return "恢复办理", ""
        case ProposalVouched(statements=statements):
            return "签署声明", "、".join(statements)
        case ProposalExempted(catalog=number):
            return "按目录批准办理", f"目录第{number}版已经批准，逐件不再审批"
