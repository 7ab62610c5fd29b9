"""典型做法的办理 — units tell, superiors mark, others learn: settings become a draft (S0-87)."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.commands import PrepareScheme
from services.catalog.domain.practice import (
    PRACTICE,
    Commending,
    CommendPractice,
    PracticeUnknownError,
    Telling,
    TellPractice,
    practice_id_of,
)
from services.catalog.domain.scheme_terms import Scheme
from services.catalog.domain.terms import Post
from services.catalog.domain.versions import settled
from services.catalog.handlers.filing import filed
from services.catalog.handlers.schemes import Plans
from services.catalog.views.practices import PracticeRow, practices
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.store import Receipt, Store, Task
from shared.web import Caller

SIZE: Final = 50
TELLERS: Final = (Post.OFFICE, Post.LEADER)
WHY: Final = "学习典型做法"


class NoSchemeToLearnError(RejectedError):
    """这个单位登记做法时没有实施方案，没有可以学习的设置。"""


class Shown(Struct, frozen=True, kw_only=True):
    """一页典型做法"""

    rows: list[PracticeRow]
    total: int


@dataclass(frozen=True)
class Practices:
    """典型做法"""

    store: Store[Any]
    plans: Plans

    async def tell(self, unit: str, asked: TellPractice, caller: Caller) -> Receipt:
        """File what a unit does well, with the version of its scheme by which it does so.

        Raises:
            WrongPostError: the caller does not speak for the unit.

        """
        cause = self.plans.access.acting(caller, unit, *TELLERS)
        row = self.plans.in_force(unit, beijing_date(caller.at))
        command = Telling(asked=asked, scheme=row.number if row else 0)
        task = Task(PRACTICE, practice_id_of(unit, asked.name), command)
        return await filed(self.store, self.plans.views, task, cause=cause)

    async def commend(self, practice_id: UUID, asked: CommendPractice, caller: Caller) -> Receipt:
        """File that a superior marks a practice as a model.

        Raises:
            PracticeUnknownError: there is none.
            WrongPostError: the caller speaks for no unit above.

        """
        row = self.row(practice_id)
        above = list(self.plans.access.line(row.unit))[1:]
        mine = next((each for each in above if caller.holds(each, *TELLERS)), "")
        cause = caller.acting(mine or row.unit, *TELLERS)
        task = Task(PRACTICE, practice_id, Commending(asked=asked, superiors=frozenset(above)))
        return await filed(self.store, self.plans.views, task, cause=cause)

    def read(self, practice_id: UUID, caller: Caller) -> PracticeRow:
        """Return a practice to who has logged in: nobody has approved it for society."""
        caller.known()
        return self.row(practice_id)

    def row(self, practice_id: UUID) -> PracticeRow:
        """Return a practice.

        Raises:
            PracticeUnknownError: there is none.

        """
        row = self.plans.views.get(practices, practice_id)
        if row is None:
            raise PracticeUnknownError(practice_id)
        return row

    def all(self, caller: Caller, *, models: bool = False, page: int = 1) -> Shown:
        """Return the practices of the whole county, models first, the newest first."""
        caller.known()
        here = [practices.c.model.is_(True)] if models else []
        order, skip = [practices.c.model.desc(), practices.c.told_at.desc()], (max(page, 1) - 1)
        views = self.plans.views
        rows = views.select(practices, *here, order=order, limit=SIZE, offset=skip * SIZE)
        return Shown(rows=rows, total=views.count(practices, *here))

    def scheme(self, practice_id: UUID) -> Scheme:
        """Return the scheme by which a practice was done.

        Raises:
            NoSchemeToLearnError: its unit had none.

        """
        row = self.row(practice_id)
        if not row.scheme:
            raise NoSchemeToLearnError
        return self.plans.version(row.unit, row.scheme).scheme

    def draft(self, practice_id: UUID, unit: str, caller: Caller) -> PrepareScheme:
        """Return a scheme for a unit with the settings of another's practice, to be adopted.

        What differs from the plan that it follows has its reason, as every such setting needs.

        Raises:
            WrongPostError: the caller makes no rules for the unit.

        """
        self.plans.access.ruling(caller, unit)
        row, scheme = self.row(practice_id), self.scheme(practice_id)
        values = settled(scheme, self.plans.standard)
        seed = scheme.seed or (scheme.id if self.plans.standard.plan(scheme.id) else "")
        differing = {
            point.key: values[point.key]
            for point in self.plans.standard.points
            if values[point.key] != point.seeded(seed)
        }
        why = f"{WHY}“{row.name}”"
        return PrepareScheme(
            title=scheme.title,
            seed=seed,
            values=differing,
            reasons={key: scheme.reasons.get(key, "") or why for key in differing},
        )
