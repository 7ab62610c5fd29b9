"""工作台的清单 — what waits for me by urgency, what I proposed, all my units' matters."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.remaining import Remaining, remaining
from services.workflow.domain.terms import STAFF, Post
from services.workflow.handlers.desk import Desk
from services.workflow.handlers.gathered import Gathered
from services.workflow.handlers.overseeing import READERS, Overseeing, all_below
from services.workflow.handlers.todo import Todo
from services.workflow.views import ProposalRow, board, duties
from shared.calendar import Calendar, beijing_date
from shared.view import Views
from shared.web import Caller

OWING: Final = 500  # prompted obligations looked through for one person
LATEST: Final = date.max
WORDS: Final = 100  # characters of a search


class Waiting(Struct, frozen=True, kw_only=True):
    """待我办理 — a task and the day it is due; ``why`` says which day that is."""

    todo: Todo
    due: date | None = None
    why: str = ""
    left: Remaining | None = None
    obligation_id: str = ""


class Portion(Struct, frozen=True, kw_only=True):
    """一页待办 — and how many there are of each step."""

    tasks: list[Waiting]
    total: int
    counts: dict[str, int]


class Matters(Struct, frozen=True, kw_only=True):
    """一页事项"""

    rows: list[ProposalRow]
    total: int


@dataclass(frozen=True)
class Agenda:
    """清单"""

    views: Views
    desk: Desk
    calendars: Callable[[], Calendar]
    gathered: Gathered[Waiting] = field(default_factory=Gathered)

    def waiting(
        self, caller: Caller, *, step: str = "", words: str = "", page: int = 1, size: int = 20
    ) -> Portion:
        """Return what waits for this person, the most urgent first, each with its days left."""
        today = beijing_date(caller.at)
        everything = self.gathered.of(self.views, caller, today, lambda: self._sorted(caller))
        if words.strip():
            everything = tuple(each for each in everything if _named(each.todo.title, words))
        wanted = [each for each in everything if each.todo.step == step] if step else everything
        counts = Counter(each.todo.step for each in everything)
        shown, calendar = wanted[(page - 1) * size : page * size], self.calendars()
        return Portion(
            tasks=[_counted(each, today, calendar) for each in shown],
            total=len(wanted),
            counts=counts,
        )

    def matters(
        self,
        caller: Caller,
        *,
        mine: bool = False,
        under: bool = False,
        state: str = "",
        words: str = "",
        page: int = 1,
        size: int = 20,
    ) -> Matters:
        """Return what I proposed, or all matters of my units, what was touched last first.

        ``under``: those of all units below the ones that I oversee, to be read only.
        """
        here: list[Any] = [self._under(caller) if under else board.c.unit.in_(caller.units(*STAFF))]
        here += [board.c.submitted_by == caller.person] if mine else []
        here += [board.c.state == state] if state else []
        here += [_said(words)] if words.strip() else []
        order, offset = [board.c.changed_at.desc()], (page - 1) * size
        rows = self.views.select(board, *here, order=order, limit=size, offset=offset)
        return Matters(rows=rows, total=self.views.count(board, *here))

    def _under(self, caller: Caller) -> Any:
        tops = Overseeing(self.views).tops(caller, READERS)
        return sa.or_(sa.false(), *(board.c.unit.in_(all_below(each)) for each in tops))

    def _sorted(self, caller: Caller) -> list[Waiting]:
        found = self._tasks(caller)
        return sorted(found, key=lambda each: (each.due or LATEST, each.todo.since))

    def _tasks(self, caller: Caller) -> Iterable[Waiting]:
        due = self._due(caller)
        for todo in self.desk.todos(caller):
            yield _with_day(todo, due.get(todo.item_id))
        yield from self._owing(caller)

    def _due(self, caller: Caller) -> dict[str, date]:
        """Return for each item the first open obligation's due day that somebody proposed."""
        here = duties.c.unit.in_(caller.units(*STAFF)), duties.c.state.in_(["open", "overdue"])
        first = sa.select(duties.c.item_id, sa.func.min(duties.c.due))
        asked = first.where(*here, duties.c.proposed.is_(True)).group_by(duties.c.item_id)
        return {row[0]: date.fromisoformat(str(row[1])) for row in self.views.query(asked)}

    def _owing(self, caller: Caller) -> Iterable[Waiting]:
        """Yield the obligations for which a proposal was asked and none has been made."""
        rows = self.views.select(
            duties,
            duties.c.unit.in_(caller.units(Post.CLERK)),
            duties.c.state.in_(["open", "overdue"]),
            duties.c.asked.is_(True),
            duties.c.proposed.is_(False),
            order=[duties.c.due],
            limit=OWING,
        )
        for row in rows:
            title = f"{row.title}（{row.matter}）" if row.matter else row.title
            since = row.raised_at
            todo = Todo(
                step="propose", unit=row.unit, title=title, since=since, item_id=row.item_id
            )
            yield Waiting(
                todo=todo, due=row.due, why="公开期限", obligation_id=str(row.obligation_id)
            )


def _counted(task: Waiting, today: date, calendar: Calendar) -> Waiting:
    if task.due is None:
        return task
    return replace(task, left=remaining(task.due, today, calendar))


def _with_day(todo: Todo, due: date | None) -> Waiting:
    if due is not None and todo.step != "correct" and not todo.errand_id:
        return Waiting(todo=todo, due=due, why="公开期限")
    planned, why = todo.planned, "答复期限" if todo.errand_id else "拟公开日期"
    return Waiting(todo=todo, due=planned, why=why if planned else "")


def _named(title: str, words: str) -> bool:
    return all(each in title for each in words[:WORDS].split())


def _said(words: str) -> Any:
    """Return the condition that a matter's item or its very text holds each of these words."""
    text = sa.cast(board.c.proposal, sa.Text)
    return sa.and_(
        *(
            sa.or_(
                board.c.item_title.contains(each, autoescape=True),
                text.contains(each, autoescape=True),
            )
            for each in words[:WORDS].split()
        )
    )
