"""办公桌 — what a person may read, and what waits for them."""

from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.proposal import NotProposedError, Status
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.errand_todos import errand_todos
from services.workflow.handlers.offers import offers
from services.workflow.handlers.overseeing import Overseeing
from services.workflow.handlers.paths import checks_above, consults
from services.workflow.handlers.proposals import OPEN
from services.workflow.handlers.remembered import Remembered
from services.workflow.handlers.todo import Todo
from services.workflow.views import (
    CorrectionRow,
    DisclosureRow,
    DutyRow,
    ItemRow,
    ProposalRow,
    board,
    corrections,
    disclosures,
    duties,
    entries,
    items,
)
from services.workflow.views.mistakes import OPEN as WRONG
from services.workflow.views.mistakes import MistakeRow, mistakes
from services.workflow.views.routing import WITH_BODY, matters, outside, routed
from shared.view import Views
from shared.web import Caller

ACTED = {
    *("review", "approve", "resubmit", "escalate", "consent", "countersign"),
    *("vouch", "answer"),
}
AT_ONCE = 2_000  # open proposals looked through for one person's tasks


class Work(Struct, frozen=True, kw_only=True):
    """What a page shows of one unit's matters, and how many there are in all."""

    rows: list[ProposalRow]
    total: int


@dataclass(frozen=True)
class Desk:
    """What there is to read."""

    views: Views
    remembered: Remembered[list[Todo]] = field(default_factory=Remembered)

    def proposal(self, proposal_id: UUID, caller: Caller) -> ProposalRow:
        """Return a proposal to staff of its unit, and to those who oversee it from above.

        Raises:
            NotProposedError: there is none, or it is none of their business: drafts are inner.

        """
        caller.known()
        row = self.views.get(board, proposal_id)
        if row is None:
            raise NotProposedError
        mine = caller.holds(row.unit, *STAFF) or consults(row.proposal, caller)
        mine = mine or checks_above(row.proposal, caller)
        if not (mine or Overseeing(self.views).reads(caller, row.unit)):
            raise NotProposedError
        return row

    def item(self, item_id: str) -> ItemRow | None:
        """Return a catalog item."""
        found = self.views.get(matters, item_id)
        return self.views.get(items, item_id) or (outside(found) if found else None)

    def owing(self, item_id: str) -> list[DutyRow]:
        """Return what an item still has to disclose, the first due first."""
        entry = self.views.get(entries, item_id)
        rows = [
            row for each in (entry.open if entry else ()) if (row := self.views.get(duties, each))
        ]
        return sorted(rows, key=lambda row: (row.due, row.begins))

    def disclosure(self, disclosure_id: str) -> DisclosureRow | None:
        """Return what is in force."""
        return self.views.get(disclosures, disclosure_id) if disclosure_id else None

    def correction(self, opinion_id: str) -> CorrectionRow | None:
        """Return a correction that was demanded."""
        return self.views.get(corrections, opinion_id) if opinion_id else None

    def work(self, caller: Caller, state: str = "", page: int = 1, size: int = 20) -> Work:
        """Return the matters of the units whose staff this person is, newest first."""
        mine = [board.c.unit.in_(caller.units(*STAFF))]
        if state:
            mine.append(board.c.state == state)
        rows = self.views.select(
            board,
            *mine,
            order=[board.c.changed_at.desc()],
            limit=size,
            offset=(page - 1) * size,
        )
        return Work(rows=rows, total=self.views.count(board, *mine))

    def todos(self, caller: Caller) -> list[Todo]:
        """Return what this person can do now, what waits longest first."""
        open_here = (
            board.c.unit.in_(caller.units(*STAFF)),
            board.c.state.in_([each.value for each in OPEN]),
        )
        order = [board.c.changed_at]
        rows = self.remembered.select(self.views, *open_here, order=order, limit=AT_ONCE)
        known = {row.proposal_id for row in rows}
        rows += [row for row in self._sent_up(caller) if row.proposal_id not in known]
        judged = self.remembered.judged(caller, _todos_of)
        found = [todo for row in rows for todo in judged(row)]
        wrong = [*self._corrections(caller), *self._mistakes(caller)]
        return [*found, *wrong, *errand_todos(self.views, caller)]

    def _sent_up(self, caller: Caller) -> list[ProposalRow]:
        here = routed.c.state == WITH_BODY, routed.c.body.in_(caller.units())
        order = [routed.c.changed_at]
        found = self.views.select(routed, *here, order=order, limit=AT_ONCE)
        return [row for each in found if (row := self.views.get(board, each.proposal_id))]

    def _corrections(self, caller: Caller) -> list[Todo]:
        """Return what an opinion asks to put right, as long as it stands: withdrawn, it is over."""
        mine = corrections.c.unit.in_(caller.units(Post.CLERK)), corrections.c.taken_by == ""
        gone = sa.select(disclosures.c.disclosure_id).where(disclosures.c.withdrawn.is_(True))
        here = (*mine, corrections.c.disclosure_id.not_in(gone))
        waiting = self.views.select(corrections, *here, order=[corrections.c.demanded_at])
        return [self._correction(each) for each in waiting]

    def _correction(self, row: CorrectionRow) -> Todo:
        found = self.disclosure(row.disclosure_id)
        return Todo(
            step="correct",
            unit=row.unit,
            title=found.plan.title if found else "",
            since=row.demanded_at,
            item_id=row.item_id,
            disclosure_id=row.disclosure_id,
            opinion_id=row.opinion_id,
        )

    def _mistakes(self, caller: Caller) -> list[Todo]:
        """Return what is wrong and nobody puts right yet; an opinion asks by itself."""
        here = mistakes.c.unit.in_(caller.units(Post.CLERK)), mistakes.c.state == WRONG
        order = [mistakes.c.reported_at]
        rows = self.views.select(mistakes, *here, mistakes.c.opinion_id == "", order=order)
        return [_wrong(row) for row in rows if not self._changing(row.disclosure_id)]

    def _changing(self, disclosure_id: str) -> bool:
        open_ = board.c.state.in_([each.value for each in OPEN])
        return self.views.count(board, board.c.disclosure_id == disclosure_id, open_) > 0


def _wrong(row: MistakeRow) -> Todo:
    return Todo(
        step="correct",
        unit=row.unit,
        title=row.title,
        since=row.reported_at,
        item_id=row.item_id,
        disclosure_id=row.disclosure_id,
        note=f"差错：{row.what}",
    )


def _todos_of(row: ProposalRow, caller: Caller) -> list[Todo]:
    now = [each for each in offers(row, caller) if not each.refused]
    checks = tuple(each.check for each in now if each.check)
    steps = {each.step for each in now} & ACTED
    return [
        Todo(
            step=step,
            unit=row.unit,
            title=row.plan.title,
            since=row.changed_at,
            kind=row.proposal.kind.value,
            checks=checks if step == "review" else (),
            proposal_id=str(row.proposal_id),
            item_id=row.item_id,
            note=row.history[-1].note if row.state is Status.RETURNED else "",
            planned=row.plan.disclose_on,
        )
        for step in sorted(steps)
    ]
