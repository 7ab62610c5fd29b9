"""看申请 — the desk with its clocks, one request with its papers, filings, public figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from services.feedback.domain.register import typed
from services.feedback.domain.request import RequestUnknownError
from services.feedback.domain.request_clock import Counted, counted
from services.feedback.domain.request_words import (
    OPEN,
    REFUSALS,
    Filing,
    Outcome,
    RequestText,
    Status,
)
from services.feedback.handlers.opinions import to_open
from services.feedback.handlers.overseeing import OVERSEERS, oversees
from services.feedback.handlers.request_intake import OPERATORS, RequestIntake
from services.feedback.handlers.request_work import SUPERIORS, Told
from services.feedback.views.requests import RequestRow, requests
from shared.calendar import beijing_date
from shared.register import people, units
from shared.web import Caller

PAGE: Final = 50
READERS: Final = (*OPERATORS, *SUPERIORS)
SUPERVISOR: Final = "supervisor"  # reads what is looked at anew, and nothing else
UNFILED: Final = (Filing.CREATED, Filing.RETURNED, Filing.SENT)
GIVEN: Final = tuple(each for each in Outcome if each not in REFUSALS)
TRAYS: Final[Mapping[str, str]] = {
    "overdue": "已逾期",
    "received": "待受理",
    "waiting": "停止计时",
    "study": "待研究",
    "decide": "待决定",
    "explain": "待说明",
    "close": "待办结",
    "filing": "待备案",
    "recheck": "待复核",
    "publish": "待公开",
    "all": "全部",
}
FILES: Final[Mapping[str, tuple[Filing, ...]]] = {
    "sent": (Filing.SENT,),
    "late": (Filing.CREATED, Filing.RETURNED),
    "done": (Filing.ACKNOWLEDGED,),
}


class Tray(Struct, frozen=True, kw_only=True):
    """案头的一格 — one page of it; ``counts``: how much lies in each."""

    name: str
    rows: Sequence[RequestRow]
    page: int
    pages: int
    counts: Mapping[str, int]


class RequestDossier(Struct, frozen=True, kw_only=True):
    """申请卷 — a request as staff read it; who asks is not in it. Empty: erased for good."""

    row: RequestRow
    text: RequestText | None
    wanted: str
    party: str
    said: str
    told: Told | None
    complaint: str
    clock: Counted


class Figures(Struct, frozen=True, kw_only=True):
    """公开统计 — how many, never who (S0-65)."""

    year: int
    received: int
    given: int
    refused: int
    open: int
    outcomes: Mapping[Outcome, int]
    grounds: Mapping[str, int]


@dataclass(frozen=True)
class RequestDesk:
    """申请台账 — the reading side; it changes nothing."""

    intake: RequestIntake

    def tray(self, caller: Caller, name: str, page: int = 1, find: str = "") -> Tray:
        """Return what waits in the units in which somebody works, the most urgent first.

        ``find``: a number; only the request that has it is looked for.

        Raises:
            WrongPostError: they work on requests nowhere.

        """
        here, watched = caller.units(*READERS), caller.units(SUPERVISOR)
        if not here and not watched:
            caller.acting("", *READERS)
        name = name if name in TRAYS else "all"
        own = _own(here, watched)
        counts = {each: self._count(self._where(each, own, here, caller)) for each in TRAYS}
        where = self._where(name, own, here, caller)
        if find:
            where = [own, requests.c.number == typed(find)]
        order = [requests.c.due.is_(None), requests.c.due, requests.c.received_at]
        rows = self.intake.views.select(
            requests, *where, order=order, limit=PAGE, offset=(page - 1) * PAGE
        )
        pages = 1 if find else max(1, -(-counts[name] // PAGE))
        return Tray(name=name, rows=rows, page=page, pages=pages, counts=counts)

    def filings(self, caller: Caller, name: str, page: int = 1) -> Tray:
        """Return what subordinate units filed, or have yet to file, with this one (S0-67).

        Raises:
            WrongPostError: they hold no post to which anything is filed.

        """
        here = caller.units(*SUPERIORS)
        if not here:
            caller.acting("", *SUPERIORS)
        name = name if name in FILES else "sent"
        above = requests.c.superior.in_(here)
        where = {
            each: (above, requests.c.filing.in_([x.value for x in kinds]))
            for each, kinds in FILES.items()
        }
        counts = {each: self._count(found) for each, found in where.items()}
        order = [requests.c.filing_due, requests.c.number]
        rows = self.intake.views.select(
            requests, *where[name], order=order, limit=PAGE, offset=(page - 1) * PAGE
        )
        pages = max(1, -(-counts[name] // PAGE))
        return Tray(name=name, rows=rows, page=page, pages=pages, counts=counts)

    def dossier(self, request_id: UUID, caller: Caller) -> RequestDossier:
        """Return a request with its papers; of who asks not a word.

        Raises:
            RequestUnknownError: there is none, or not for this reader: the answer is the same.

        """
        row = self.intake.views.get(requests, request_id)
        if row is None or not self._admits(row, caller):
            raise RequestUnknownError(request_id)
        papers, keyring = row.papers, self.intake.keyring
        text = keyring.open(to_open(papers.content), RequestText, field="content")
        letter = papers.letter
        told = keyring.open(to_open(letter), Told, field="letter") if letter else None
        return RequestDossier(
            row=row,
            text=text,
            wanted=self._open(papers.wanted, "wanted"),
            party=self._open(papers.party, "party"),
            said=self._open(papers.said, "said"),
            told=told,
            complaint=self._open(papers.complaint, "complaint"),
            clock=self.clock(row),
        )

    def clock(self, row: RequestRow) -> Counted:
        """Return how the term of a request is counted by the calendar as of now (D7)."""
        state, calendar = row.state, self.intake.rules.calendar()
        return counted(state.counted_from, state.rule, state.stopping, calendar, more=state.more)

    def subject(self, row: RequestRow) -> str:
        """Return what a request asks for; empty once it was erased."""
        box = to_open(row.papers.content)
        text = self.intake.keyring.open(box, RequestText, field="content")
        return text.subject if text else ""

    def figures(self, unit: str, year: int) -> Figures:
        """Return what the public may know of a year: of one unit, or of all."""
        where: list[Any] = [requests.c.year == year]
        where += [requests.c.unit == unit] if unit else []
        told = requests.c.status.in_([Status.EXPLAINED.value, Status.CLOSED.value])
        outcomes = self._by(requests.c.outcome, *where, told)
        found = {each: outcomes.get(each.value, 0) for each in Outcome}
        refused = requests.c.outcome.in_([each.value for each in REFUSALS])
        return Figures(
            year=year,
            received=self._count(where),
            given=sum(found[each] for each in GIVEN),
            refused=sum(found[each] for each in REFUSALS),
            open=self._count([*where, requests.c.status.in_([x.value for x in OPEN])]),
            outcomes={each: n for each, n in found.items() if n},
            grounds=self._by(requests.c.ground, *where, told, refused),
        )

    def unit(self, unit_id: str) -> str:
        """Return a unit's name."""
        row = self.intake.views.get(units, unit_id)
        return row.name if row else ""

    def person(self, person_id: str) -> str:
        """Return a person's name; of one who was erased, that they were; "": nobody known."""
        row = self.intake.views.get(people, person_id) if person_id else None
        if row is None:
            return ""
        return self.intake.keyring.open(row.sealed) or "已删除人员"

    def _admits(self, row: RequestRow, caller: Caller) -> bool:
        """Tell whether somebody works on a request, oversees it, or decides on it from above."""
        if not caller.person:
            caller.known()
        above = [each for each in (row.superior, row.recheck_at) if each]
        return (
            caller.holds(row.unit, *READERS, "auditor")
            or (bool(row.recheck_at) and caller.holds(row.unit, SUPERVISOR))
            or any(caller.holds(each, *SUPERIORS) for each in above)
            or (bool(caller.units(*OVERSEERS)) and oversees(self.intake.views, caller, row.unit))
        )

    def _where(self, name: str, own: Any, here: Sequence[str], caller: Caller) -> list[Any]:
        status = requests.c.status
        if name == "recheck":
            under_way = sa.and_(own, requests.c.recheck_at != "")
            return [sa.or_(requests.c.recheck_at.in_(here), under_way)]
        if name == "filing":
            return [own, requests.c.filing.in_([each.value for each in UNFILED])]
        if name == "publish":
            return [own, requests.c.to_publish.is_(True)]
        if name == "overdue":
            return [own, status.in_([x.value for x in OPEN]), requests.c.due < _today(caller)]
        if name == "waiting":
            return [own, status.in_([x.value for x in OPEN]), requests.c.due.is_(None)]
        stages = {
            "received": Status.RECEIVED,
            "study": Status.ACCEPTED,
            "decide": Status.STUDIED,
            "explain": Status.DECIDED,
            "close": Status.EXPLAINED,
        }
        return [own, status == stages[name]] if name in stages else [own]

    def _count(self, where: Sequence[Any]) -> int:
        return self.intake.views.count(requests, *where)

    def _by(self, column: Any, *where: Any) -> dict[str, int]:
        question = sa.select(column, sa.func.count()).where(*where).group_by(column)
        return {_plain(word): n for word, n in self.intake.views.query(question) if word}

    def _open(self, box: Any, field: str) -> str:
        return (self.intake.keyring.open(to_open(box), field=field) or "") if box else ""


def _own(here: Sequence[str], watched: Sequence[str]) -> Any:
    looked_at = sa.and_(requests.c.unit.in_(watched), requests.c.recheck_at != "")
    return sa.or_(requests.c.unit.in_(here), looked_at)


def _plain(word: Any) -> str:
    return str(word.value) if isinstance(word, Outcome) else str(word)


def _today(caller: Caller) -> date:
    return beijing_date(caller.at)
