"""决策案卷的办理 — each step by whom it belongs to, with the disclosure that it owes."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct

from services.workflow.domain.consultation_state import ConsultationState
from services.workflow.domain.convening import noticed
from services.workflow.domain.convening_words import DrawHearing, ScheduleDossier
from services.workflow.domain.dossier import DOSSIER
from services.workflow.domain.dossier_following_words import (
    AcknowledgeDossier,
    DossierCommand,
    FollowingCommand,
    ReportLoss,
)
from services.workflow.domain.dossier_preparing import DossierUnknownError
from services.workflow.domain.dossier_state import Dossier
from services.workflow.domain.dossier_words import (
    AdviseDossier,
    AnnounceHearing,
    AppointExpert,
    AssessDossier,
    BeginDossier,
    BypassStep,
    ConsultDossier,
    DecideDossier,
    EngageExpert,
    OpenDossier,
    RecordHearing,
    ReportHearing,
    ResearchDossier,
    VoteDossier,
)
from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.domain.obligation_commands import RaiseObligation
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.answering import RECORDERS
from services.workflow.handlers.dossier_rules import rule_of
from services.workflow.handlers.experts import expert_id_of
from services.workflow.handlers.obligations import Alarm
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.views.consultations import consultations
from services.workflow.views.dossiers import (
    DossierRow,
    SideRow,
    dossiers,
    experts,
    owed_by,
    sides,
)
from services.workflow.views.duties import DutyRow, EntryRow, duties, entries
from services.workflow.views.register import disclosures, schemes
from services.workflow.views.reports import openings
from shared.calendar import beijing_date
from shared.decider import InvalidError, NotFoundError
from shared.record import Cause
from shared.register import units
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller, is_derived

SIZE: Final = 20
TITLE: Final = "重大决策公开"
DECIDERS: Final = (*RECORDERS, Post.LEADER, Post.DEPUTY_LEADER)
LOOKERS: Final = (*STAFF, Post.LEADER, Post.DEPUTY_LEADER)
SUMMED: Final = {
    ConsultationState.CLOSED.value,
    ConsultationState.STUDIED.value,
    ConsultationState.DECIDED.value,
}

Asked = (
    ResearchDossier
    | ConsultDossier
    | AnnounceHearing
    | DrawHearing
    | RecordHearing
    | ReportHearing
    | EngageExpert
    | AdviseDossier
    | AssessDossier
    | BypassStep
    | ScheduleDossier
    | VoteDossier
    | FollowingCommand
)


class DossierIdReservedError(InvalidError):
    """第 5 版 UUID 由系统自己编号使用，案卷编号请换用第 4 版。"""


class DossierEntryUnknownError(NotFoundError):
    """目录里没有这个事项，不能建立决策案卷。"""


class ConsultationNotSummedError(InvalidError):
    """这项预公开不是本单位的，或者还没有汇总意见。"""


class SideSeen(Struct, frozen=True, kw_only=True):
    """一项公开 — with its obligation, which says by when and whether it was made."""

    side: SideRow
    duty: DutyRow | None


class DossierSeen(Struct, frozen=True, kw_only=True):
    """一件案卷"""

    row: DossierRow
    sides: list[SideSeen]
    overdue: bool  # the report to the unit above


class DossierList(Struct, frozen=True, kw_only=True):
    """案卷一览"""

    rows: list[DossierRow]
    total: int
    overdue: int  # decisions not reported above in time
    hidden: int  # carried out, and not disclosed


@dataclass(frozen=True)
class Dossiers:
    """决策案卷"""

    store: Store[Any]
    views: Views
    alarm: Alarm

    async def open(self, dossier_id: UUID, asked: OpenDossier, caller: Caller) -> Receipt:
        """立案: by clerk, office or approver of the unit whose entry it is."""
        caller.known()
        if is_derived(dossier_id):
            raise DossierIdReservedError(field="dossier_id")
        entry = await asyncio.to_thread(self._entry, asked.item_id)
        cause = caller.acting(entry.unit, *RECORDERS)
        command = await asyncio.to_thread(self._begin, entry.unit, asked, beijing_date(cause.at))
        return await self.store.file(Task(DOSSIER, dossier_id, command), cause=cause)

    async def act(
        self, dossier_id: UUID, asked: Asked, caller: Caller, expected: int | None = None
    ) -> Receipt:
        """办理一步: with what it makes due, in one commit.

        Raises:
            DossierUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        state, version = await asyncio.to_thread(self.store.state, DOSSIER, dossier_id)
        cause = await asyncio.to_thread(self._acting, state, asked, caller)
        command = await asyncio.to_thread(self._command, state, asked, beijing_date(cause.at))
        owed = await asyncio.to_thread(self._owed, dossier_id, state, command, cause)
        seen = version if expected is None else expected
        return await self.store.file(Task(DOSSIER, dossier_id, command, seen), *owed, cause=cause)

    def _acting(self, state: Dossier, asked: Asked, caller: Caller) -> Cause:
        if isinstance(asked, AdviseDossier) and caller.person in state.experts:
            return self._as_expert(state, caller)
        if not self.may_read(state.unit, state.superior, caller):
            raise DossierUnknownError
        if isinstance(asked, AcknowledgeDossier):
            return caller.acting(state.superior, *DECIDERS)
        if isinstance(asked, ReportLoss):
            return self._from_above(state.unit, caller)
        return caller.acting(state.unit, *DECIDERS)

    def _as_expert(self, state: Dossier, caller: Caller) -> Cause:
        """Return the cause of an expert, who signs by whatever post they hold."""
        held = caller.posts[0] if caller.posts else None
        return caller.acting(held.unit, held.post) if held else caller.acting(state.unit, "expert")

    def _from_above(self, unit: str, caller: Caller) -> Cause:
        for each in Overseeing(self.views).line(unit):
            posts = LOOKERS if each == unit else ()
            if caller.holds(each, *posts, *READERS):
                return caller.acting(each, *posts, *READERS)
        return caller.acting(unit, *LOOKERS)

    def _command(self, state: Dossier, asked: Asked, today: date) -> DossierCommand:
        match asked:
            case EngageExpert(person=person):
                found = self.views.get(experts, expert_id_of(state.unit, person))
                return AppointExpert(asked=asked, interests=found.interests if found else None)
            case VoteDossier():
                return DecideDossier(asked=asked, calendar=self.alarm.calendars())
            case ConsultDossier(consultation_id=consultation) if consultation:
                self._summed(state.unit, consultation)
                return asked
            case ConsultDossier():
                self._noticed(state, asked, today)
                return asked
            case _:
                return asked

    def _noticed(self, state: Dossier, asked: ConsultDossier, today: date) -> None:
        """Refuse a notice that society was not shown for the days of the scheme (S4-70)."""
        term = state.rule.notice if state.touches and not state.consulted else None
        if term is not None:
            noticed(term, self._shown_on(state.unit, asked), today, self.alarm.calendars())

    def _shown_on(self, unit: str, asked: ConsultDossier) -> date | None:
        found = self.views.get(openings, asked.notice_id.strip())
        known = self.views.get(disclosures, asked.notice_id.strip())
        if not asked.notice or found is None or found.unit != unit:
            return None
        return None if known is None or known.withdrawn else found.public_on

    def notices(self, unit: str) -> list[tuple[str, str]]:
        """Return id and title of what a unit has shown society, the latest first."""
        here = openings.c.unit == unit, openings.c.public_on.is_not(None)
        rows = self.views.select(openings, *here, order=[openings.c.public_on.desc()], limit=SIZE)
        found = [(each, self.views.get(disclosures, each.disclosure_id)) for each in rows]
        return [
            (row.disclosure_id, f"{known.plan.title}（{row.public_on}）")
            for row, known in found
            if known and not known.withdrawn
        ]

    def _summed(self, unit: str, consultation: str) -> None:
        found = self.views.get(consultations, _id(consultation))
        if found is None or found.unit != unit or found.state not in SUMMED:
            raise ConsultationNotSummedError(field="consultation_id")

    def _begin(self, unit: str, asked: OpenDossier, today: date) -> BeginDossier:
        above = self.views.get(units, unit)
        return BeginDossier(
            unit=unit,
            asked=asked,
            rule=rule_of(self.views.get(schemes, unit), today),
            superior=above.superior if above else "",
        )

    def _owed(
        self, dossier_id: UUID, state: Dossier, command: DossierCommand, cause: Cause
    ) -> list[Task]:
        """Return the obligations to disclose what a step has brought about.

        A second click owes what the first one did, so that the store knows it again.
        """
        filed = self.store.load(dossier_id)
        known = [each.event for each in filed if each.cause.causation_id == cause.causation_id]
        told = (owed_by(each) for each in known or DOSSIER.decide(command, state, cause))
        today = beijing_date(cause.at)
        return [self._duty(dossier_id, state, *each[1:], today) for each in told if each]

    def _duty(self, dossier_id: UUID, state: Dossier, name: str, what: str, on: date) -> Task:
        command = RaiseObligation(
            unit=state.unit,
            item_id=state.item_id,
            duty=Duty.DOSSIER,
            title=TITLE,
            begins=on,
            limits=self.alarm.limits(state.unit, on),
            calendar=self.alarm.calendars(),
            matter=f"{state.matter}：{what}",
        )
        return Task(OBLIGATION, uuid5(dossier_id, name), command)

    def _entry(self, item_id: str) -> EntryRow:
        entry = self.views.get(entries, item_id)
        if entry is None or entry.retired:
            raise DossierEntryUnknownError(field="item_id")
        return entry

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def see(self, dossier_id: UUID, caller: Caller) -> DossierSeen:
        """Return a dossier to staff, to the experts asked, and to who oversees the unit.

        Raises:
            DossierUnknownError: there is none, or it is none of this person's business.

        """
        caller.known()
        row = self.views.get(dossiers, dossier_id)
        if row is None or not self._reads(row, caller):
            raise DossierUnknownError
        order = [sides.c.since, sides.c.obligation_id]
        mine = self.views.select(sides, sides.c.dossier_id == dossier_id, order=order)
        return DossierSeen(
            row=row,
            sides=[SideSeen(side=s, duty=self.views.get(duties, s.obligation_id)) for s in mine],
            overdue=bool(row.report_due and row.report_due < beijing_date(caller.at)),
        )

    def _reads(self, row: DossierRow, caller: Caller) -> bool:
        asked = caller.person in row.dossier.experts
        return asked or self.may_read(row.unit, row.superior, caller)

    def may_read(self, unit: str, superior: str, caller: Caller) -> bool:
        """Tell whether somebody is staff of the unit or of the one above, or oversees it."""
        if superior and caller.holds(superior, *DECIDERS):
            return True
        return Overseeing(self.views).concerns(caller, unit, *LOOKERS)

    def listed(self, caller: Caller, tab: str = "", page: int = 1) -> DossierList:
        """Return the dossiers of the caller's units and of those below, the newest first.

        ``tab``: ``overdue`` not reported above in time; ``hidden`` carried out and not disclosed.
        """
        caller.known()
        here, today = self._here(caller), beijing_date(caller.at)
        late = dossiers.c.report_due < today
        hidden = sa.and_(dossiers.c.executed.is_(True), dossiers.c.owed > 0)
        chosen = [here, *{"overdue": [late], "hidden": [hidden]}.get(tab, [])]
        rows = self.views.select(
            dossiers,
            *chosen,
            order=[dossiers.c.opened_at.desc(), dossiers.c.dossier_id],
            limit=SIZE,
            offset=(max(page, 1) - 1) * SIZE,
        )
        return DossierList(
            rows=rows,
            total=self.views.count(dossiers, *chosen),
            overdue=self.views.count(dossiers, here, late),
            hidden=self.views.count(dossiers, here, hidden),
        )

    def gaps(self, caller: Caller, page: int = 1) -> tuple[list[tuple[DossierRow, SideRow]], int]:
        """Return what was carried out and is not disclosed: each decision with each side owed."""
        found = self.listed(caller, "hidden", page)
        owed = [(row, each.side) for row in found.rows for each in self._undone(row.dossier_id)]
        return owed, found.total

    def _undone(self, dossier_id: UUID) -> list[SideSeen]:
        here = sides.c.dossier_id == dossier_id, sides.c.done_on.is_(None)
        rows = self.views.select(sides, *here, order=[sides.c.since])
        seen = [SideSeen(side=s, duty=self.views.get(duties, s.obligation_id)) for s in rows]
        return [each for each in seen if each.duty is None or each.duty.state != "excused"]

    def entries(self, caller: Caller) -> list[EntryRow]:
        """Return the entries under which the caller may open a dossier."""
        mine = entries.c.unit.in_(caller.units(*RECORDERS)), entries.c.retired.is_(False)
        return self.views.select(entries, *mine, order=[entries.c.title])

    def bodies(self, caller: Caller) -> list[str]:
        """Return the bodies that decide in the caller's units, by their schemes of today."""
        today = beijing_date(caller.at)
        rules = (rule_of(self.views.get(schemes, each), today) for each in caller.units(*RECORDERS))
        return list(dict.fromkeys(body for rule in rules for body in rule.bodies))

    def consulted(self, unit: str) -> list[tuple[str, str]]:
        """Return id and matter of the consultations before a decision that were summed up."""
        here = consultations.c.unit == unit, consultations.c.state.in_(SUMMED)
        rows = self.views.select(consultations, *here, limit=SIZE)
        return [(str(each.consultation_id), each.matter) for each in rows]

    def _here(self, caller: Caller) -> Any:
        tops = Overseeing(self.views).tops(caller, READERS)
        mine = dossiers.c.unit.in_(caller.units(*LOOKERS, *READERS))
        above = dossiers.c.superior.in_(caller.units(*DECIDERS))
        return sa.or_(mine, above, *(dossiers.c.unit.in_(all_below(each)) for each in tops))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ConsultationNotSummedError(field="consultation_id") from None
