"""What readers see. Every row can be thrown away and folded again from facts."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, convert
from msgspec.structs import replace

from services.workflow.domain.commands import Disclosure, Item
from services.workflow.domain.events import (
    CorrectionDemanded,
    ProposalApproved,
    ProposalEvent,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.proposal import PROPOSAL, Proposal, Status
from services.workflow.domain.terms import (
    CHECKS,
    KINDS,
    VERDICTS,
    Check,
    CheckRule,
    Plan,
    Post,
    Rules,
    Scope,
    Verdict,
)
from services.workflow.heard import (
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    HeardPlan,
    HeardScheme,
    ItemListed,
    ItemRetired,
    PersonRegistered,
    PostAssigned,
    PostVacated,
    SchemeAdopted,
    UnitRegistered,
    UnitRenamed,
)
from shared.auth import Held
from shared.record import Record
from shared.seal import Sealed
from shared.view import Rows, View, Views


class UnitRow(Struct, frozen=True):
    """单位"""

    unit_id: str
    name: str


class PersonRow(Struct, frozen=True):
    """人员 — the name is sealed; a keyring opens it."""

    person_id: str
    sealed: Sealed


class PostRow(Struct, frozen=True):
    """任职 — who holds which post where."""

    id: str
    unit: str
    person: str
    post: str


class SchemeRow(Struct, frozen=True):
    """实施方案 — all that a unit has adopted, oldest first."""

    unit: str
    schemes: tuple[HeardScheme, ...]

    def in_force(self, day: date) -> Rules | None:
        """Return the rules of the scheme that was adopted last among those in effect."""
        effective = [each for each in self.schemes if each.effective <= day]
        return _rules(effective[-1]) if effective else None


class ItemRow(Struct, frozen=True, kw_only=True):
    """目录事项 — what may be proposed, and within which limits."""

    item_id: str
    unit: str
    code: str
    path: str
    title: str
    forms: tuple[str, ...]
    scope: Scope
    time_limit: str

    def limits(self) -> Item:
        """Return what the domain asks about an item."""
        return Item(unit=self.unit, forms=self.forms, scope=self.scope)


class DisclosureRow(Struct, frozen=True, kw_only=True):
    """公开事项 — what is in force, so that it can be revised or withdrawn."""

    disclosure_id: str
    unit: str
    item_id: str
    version: int
    plan: Plan
    withdrawn: bool = False

    def in_force(self) -> Disclosure:
        """Return what the domain asks about a disclosure."""
        return Disclosure(
            unit=self.unit, item_id=self.item_id, plan=self.plan, withdrawn=self.withdrawn
        )


class ReviewLine(Struct, frozen=True, kw_only=True):
    """审核记录 — one verdict, with the text it was given on."""

    check: Check
    verdict: Verdict
    note: str
    digest: str
    by: str
    at: datetime


class HistoryLine(Struct, frozen=True, kw_only=True):
    """办理经过 — one step, by whom, in which post, when."""

    version: int
    what: str
    by: str
    post: str
    at: datetime
    note: str = ""


class ProposalRow(Struct, frozen=True, kw_only=True):
    """办理进度 — everything the pages show about a proposal.

    ``proposal`` is what the rules themselves remember, so that a page can ask
    them what a reader may do now instead of guessing.
    """

    proposal_id: UUID
    unit: str
    state: Status
    item_id: str
    item_title: str
    disclosure_id: str
    submitted_by: str
    submitted_at: datetime
    changed_at: datetime
    version: int
    proposal: Proposal
    reviews: tuple[ReviewLine, ...] = ()
    history: tuple[HistoryLine, ...] = ()

    @property
    def plan(self) -> Plan:
        """Return the text as it stands."""
        if self.proposal.plan is None:
            raise LookupError(self.proposal_id)
        return self.proposal.plan

    @property
    def ready(self) -> bool:
        """Tell whether only the approval is missing."""
        verdicts = self.proposal.verdicts
        return self.state is Status.SUBMITTED and all(
            verdicts.get(check) is Verdict.PASS for check in Check
        )


class CorrectionRow(Struct, frozen=True, kw_only=True):
    """更正任务 — an upheld opinion, and the proposal that answers it, if any."""

    opinion_id: str
    unit: str
    disclosure_id: str
    item_id: str
    demanded_at: datetime
    taken_by: str = ""


units: Final = View("units", UnitRow, key="unit_id")
people: Final = View("people", PersonRow, key="person_id")
posts: Final = View("posts", PostRow, key="id", indexes=(("person",), ("unit",)))
schemes: Final = View("schemes", SchemeRow, key="unit")
items: Final = View("items", ItemRow, key="item_id", indexes=(("unit", "code"),))
disclosures: Final = View("disclosures", DisclosureRow, key="disclosure_id", indexes=(("unit",),))
board: Final = View(
    "board",
    ProposalRow,
    key="proposal_id",
    indexes=(("unit", "state", "changed_at"), ("disclosure_id",)),
)
corrections: Final = View("corrections", CorrectionRow, key="opinion_id", indexes=(("unit",),))

VIEWS: Final = (units, people, posts, schemes, items, disclosures, board, corrections)


def held(views: Views, person: str) -> tuple[Held, ...]:
    """Return the posts a person holds, as this service has heard."""
    return tuple(
        Held(each.unit, each.post) for each in views.select(posts, posts.c.person == person)
    )


@units.on(UnitRegistered, UnitRenamed)
def _(rows: Rows[UnitRow], record: Record[UnitRegistered | UnitRenamed]) -> None:
    rows.put(UnitRow(record.event.unit_id, record.event.name))


@people.on(PersonRegistered)
def _(rows: Rows[PersonRow], record: Record[PersonRegistered]) -> None:
    rows.put(PersonRow(record.event.person_id, record.event.sealed))


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(PostRow(_post_key(event), event.unit, event.person_id, event.post))


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    rows.drop(_post_key(record.event))


@schemes.on(SchemeAdopted)
def _(rows: Rows[SchemeRow], record: Record[SchemeAdopted]) -> None:
    unit, known = record.event.unit, rows.get(record.event.unit)
    earlier = known.schemes if known else ()
    rows.put(SchemeRow(unit, (*earlier, record.event.scheme)))


@items.on(ItemListed)
def _(rows: Rows[ItemRow], record: Record[ItemListed]) -> None:
    event = record.event
    levels = [each for each in (event.level1, event.level2, event.level3) if each]
    rows.put(
        ItemRow(
            item_id=event.item_id,
            unit=event.unit,
            code=event.code,
            path=" / ".join(levels),
            title=levels[-1] if levels else event.code,
            forms=event.forms,
            scope=Scope(event.scope),
            time_limit=event.time_limit,
        )
    )


@items.on(ItemRetired)
def _(rows: Rows[ItemRow], record: Record[ItemRetired]) -> None:
    rows.drop(record.event.item_id)


@disclosures.on(DisclosureRegistered)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureRegistered]) -> None:
    event = record.event
    rows.put(
        DisclosureRow(
            disclosure_id=str(record.stream_id),
            unit=event.unit,
            item_id=event.item_id,
            version=event.version,
            plan=_plan(event.plan),
        )
    )


@disclosures.on(DisclosureRevised)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureRevised]) -> None:
    event = record.event
    rows.change(str(record.stream_id), version=event.version, plan=_plan(event.plan))


@disclosures.on(DisclosureWithdrawn)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureWithdrawn]) -> None:
    rows.change(str(record.stream_id), withdrawn=True)


@board.on(ProposalSubmitted)
def _(rows: Rows[ProposalRow], record: Record[ProposalSubmitted]) -> None:
    event = record.event
    item = rows.of(items).get(event.item_id)
    row = ProposalRow(
        proposal_id=record.stream_id,
        unit=event.unit,
        state=Status.SUBMITTED,
        item_id=event.item_id,
        item_title=item.title if item else event.plan.title,
        disclosure_id=event.disclosure_id,
        submitted_by=event.submitted_by,
        submitted_at=record.cause.at,
        changed_at=record.cause.at,
        version=0,
        proposal=Proposal(),
    )
    rows.put(_next(row, record, f"提出{KINDS[event.kind]}方案", event.explanation))


@board.on(ProposalResubmitted)
def _(rows: Rows[ProposalRow], record: Record[ProposalResubmitted]) -> None:
    if row := rows.get(record.stream_id):
        row = _next(row, record, "修改后重新提出", record.event.explanation)
        valid = {check for check in Check if check in row.proposal.verdicts}
        rows.put(replace(row, reviews=tuple(r for r in row.reviews if r.check in valid)))


@board.on(ProposalReviewed)
def _(rows: Rows[ProposalRow], record: Record[ProposalReviewed]) -> None:
    event = record.event
    if row := rows.get(record.stream_id):
        line = ReviewLine(
            check=event.check,
            verdict=event.verdict,
            note=event.note,
            digest=event.digest,
            by=event.reviewed_by,
            at=record.cause.at,
        )
        row = replace(row, reviews=(*row.reviews, line))
        rows.put(_next(row, record, f"{CHECKS[event.check]}{VERDICTS[event.verdict]}", event.note))


@board.on(ProposalReturned)
def _(rows: Rows[ProposalRow], record: Record[ProposalReturned]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(_next(row, record, "退回修改", record.event.reason))


@board.on(ProposalApproved)
def _(rows: Rows[ProposalRow], record: Record[ProposalApproved]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(_next(row, record, "批准", ""))


@board.on(ProposalRejected)
def _(rows: Rows[ProposalRow], record: Record[ProposalRejected]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(_next(row, record, "不予公开", record.event.reason))


@corrections.on(CorrectionDemanded)
def _(rows: Rows[CorrectionRow], record: Record[CorrectionDemanded]) -> None:
    event = record.event
    rows.put(
        CorrectionRow(
            opinion_id=event.opinion_id,
            unit=event.unit,
            disclosure_id=event.disclosure_id,
            item_id=event.item_id,
            demanded_at=record.cause.at,
        )
    )


@corrections.on(ProposalSubmitted)
def _(rows: Rows[CorrectionRow], record: Record[ProposalSubmitted]) -> None:
    if record.event.opinion_id:
        rows.change(record.event.opinion_id, taken_by=str(record.stream_id))


@corrections.on(ProposalRejected)
def _(rows: Rows[CorrectionRow], record: Record[ProposalRejected]) -> None:
    """A rejected answer leaves the task to be done."""
    row = rows.of(board).get(record.stream_id)
    if row and row.proposal.opinion_id:
        rows.change(row.proposal.opinion_id, taken_by="")


def _next(row: ProposalRow, record: Record[Any], what: str, note: str) -> ProposalRow:
    event: ProposalEvent = record.event
    proposal = PROPOSAL.evolve(row.proposal, event)
    line = HistoryLine(
        version=record.version,
        what=what,
        by=record.cause.actor,
        post=record.cause.post,
        at=record.cause.at,
        note=note,
    )
    return replace(
        row,
        state=proposal.status,
        changed_at=record.cause.at,
        version=record.version,
        proposal=proposal,
        history=(*row.history, line),
    )


def _rules(scheme: HeardScheme) -> Rules:
    heard = scheme.rules
    return Rules(
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        checks=tuple(
            CheckRule(check=Check(rule.check), posts=tuple(map(Post, rule.posts)))
            for rule in heard.checks
        ),
        approvers=tuple(map(Post, heard.approvers)),
        inner_first=heard.inner_first,
        min_inner_working_days=heard.min_inner_working_days,
    )


def _plan(heard: HeardPlan) -> Plan:
    return convert(heard, Plan, from_attributes=True, strict=False)


def _post_key(event: PostAssigned | PostVacated) -> str:
    return f"{event.unit}/{event.person_id}/{event.post}"
