"""候选条目 — topics of the public and consented matters outside the catalog: entered or not."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.commands import AddEntry
from services.catalog.domain.terms import Entry, Post, catalog_id_of
from services.catalog.domain.topic import (
    TOPIC,
    AdoptTopic,
    RefuseTopic,
    SettleTopic,
    candidate_id_of,
)
from services.catalog.domain.words import plain
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.handlers.schemes import Plans
from services.catalog.heard import TopicText
from services.catalog.views.superior import Candidate, CandidateRow, candidates
from shared.calendar import beijing_date
from shared.decider import NotFoundError
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

SETTLERS: Final = (Post.OFFICE, Post.CLERK)
ONLY_EXCEPTIONS: Final = "只能是方案规定的例外"  # of topic.refusal (S2-12)
SIZE: Final = 50


class TopicUnknownError(NotFoundError):
    """没有找到这件群众点题。"""


class Wish(Struct, frozen=True, kw_only=True):
    """候选条目 — with its words opened; empty, if the person had them erased.

    ``askers`` counts who raised it and who supports it; ``due``: by when it must be
    answered, null as long as too few ask (S2-62).
    """

    row: CandidateRow
    title: str
    detail: str = ""
    askers: int = 0
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Topics:
    """候选条目"""

    store: Store[Any]
    views: Views
    access: Access
    keyring: Keyring
    plans: Plans

    def wishes(self, unit: str, caller: Caller, page: int = 1) -> list[Wish]:
        """Return a unit's candidates, those that wait first, to its own people."""
        self.access.acting(caller, unit, *SETTLERS, Post.APPROVER)
        order = [
            candidates.c.state != Candidate.OPEN,
            candidates.c.supporters.desc(),
            candidates.c.raised_at.desc(),
        ]
        offset = (max(page, 1) - 1) * SIZE
        rows = self.views.select(candidates, *_told(unit), order=order, limit=SIZE, offset=offset)
        return [self._opened(each, beijing_date(caller.at)) for each in rows]

    def count(self, unit: str) -> tuple[int, int]:
        """Return how many candidates there are, and how many wait."""
        here, waits = candidates.c.unit == unit, candidates.c.state == Candidate.OPEN
        return self.views.count(candidates, *_told(unit)), self.views.count(candidates, here, waits)

    async def adopt(self, topic_id: UUID, asked: AdoptTopic, caller: Caller) -> Receipt:
        """Make a candidate a drafted entry of the unit's catalog, and say so to who raised it.

        The draft is screened and approved like any other change of the catalog.
        """
        row = self.row(topic_id)
        cause = self.access.acting(caller, row.unit, *SETTLERS)
        entry = AddEntry(
            level1=asked.level1,
            level2=asked.level2,
            level3=asked.level3,
            forms=asked.forms,
            scope=asked.scope,
            time_limit=asked.time_limit,
        )
        named = Entry(row=1, level3=plain(asked.level3))
        settle = SettleTopic(topic_id=topic_id, entry=named, reply=asked.reply)
        add = Task(CATALOG, catalog_id_of(row.unit), entry)
        tasks = (add, Task(TOPIC, candidate_id_of(topic_id), settle))
        return await filed(self.store, self.views, *tasks, cause=cause)

    async def refuse(self, topic_id: UUID, asked: RefuseTopic, caller: Caller) -> Receipt:
        """Decline a candidate, with the reason that who raised it will read."""
        row = self.row(topic_id)
        cause = self.access.acting(caller, row.unit, *SETTLERS)
        settle = SettleTopic(
            topic_id=topic_id,
            reply=asked.reason,
            ground=asked.ground,
            exceptions=self._exceptions(row, beijing_date(caller.at)),
        )
        task = Task(TOPIC, candidate_id_of(topic_id), settle)
        return await filed(self.store, self.views, task, cause=cause)

    def row(self, topic_id: UUID) -> CandidateRow:
        """Return a candidate.

        Raises:
            TopicUnknownError: there is none.

        """
        row = self.views.get(candidates, topic_id)
        if row is None or row.state is Candidate.PENDING:
            raise TopicUnknownError(topic_id)
        return row

    def _opened(self, row: CandidateRow, today: date) -> Wish:
        if row.content is None:
            return Wish(row=row, title=row.title)
        text = self.keyring.open(row.content, TopicText, field="content") or TopicText(title="")
        due = self._due(row, today)
        return Wish(
            row=row,
            title=text.title,
            detail=text.detail,
            askers=row.supporters + 1,
            due=due,
            overdue=row.state is Candidate.OPEN and due is not None and due < today,
        )

    def _due(self, row: CandidateRow, today: date) -> date | None:
        """Return by when a topic must be answered, counted from the day enough people asked."""
        least = self._number(row.unit, "topic.threshold", today)
        if row.supporters + 1 < least:
            return None
        came = (row.raised_at, *row.supported_at)
        enough = beijing_date(came[min(least, len(came)) - 1])
        days = self._number(row.unit, "topic.answer_days", today)
        return self.plans.calendars.calendar().add_working_days(enough, days).end

    def _exceptions(self, row: CandidateRow, today: date) -> tuple[str, ...]:
        """Return the only grounds on which many people may be refused, if the scheme says so."""
        many = row.supporters + 1 >= self._number(row.unit, "topic.threshold", today)
        only = self.plans.value(row.unit, "topic.refusal", today) == ONLY_EXCEPTIONS
        said = self.plans.value(row.unit, "openness", today) if many and only else ()
        return tuple(str(each) for each in said) if isinstance(said, tuple) else ()

    def grounds(self, unit: str, today: date) -> tuple[str, ...]:
        """Return the exceptions from disclosure that a unit's scheme knows."""
        said = self.plans.value(unit, "openness", today)
        return tuple(str(each) for each in said) if isinstance(said, tuple) else ()

    def _number(self, unit: str, key: str, today: date) -> int:
        value = self.plans.value(unit, key, today)
        return value if isinstance(value, int) else 1


def _told(unit: str) -> tuple[Any, Any]:
    return candidates.c.unit == unit, candidates.c.state != Candidate.PENDING
