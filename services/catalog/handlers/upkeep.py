"""方案维护 — who marks a basis, who looks through a scheme again, who has read it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.preface_terms import Basis, keys_of
from services.catalog.domain.terms import Post
from services.catalog.domain.upkeep import (
    UPKEEP,
    Notifying,
    NotNotifiedError,
    Superseding,
    upkeep_id_of,
)
from services.catalog.domain.upkeep_words import (
    AcknowledgeScheme,
    ExtendScheme,
    Fate,
    ReviewScheme,
    SupersedeBasis,
)
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.views import units
from services.catalog.views.upkeep import MarkRow, UpkeepRow, mark_key, marks, upkeeps
from shared.decider import NotFoundError, RejectedError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

OFFICE: Final = (Post.OFFICE, Post.APPROVER)
MOST: Final = 200


class ReviewUnknownError(NotFoundError):
    """本单位的方案没有因为这件依据待复核。"""


class SchemeExpiredError(RejectedError):
    """本单位的方案已到期，新的事项要先采用新方案或者决定延期。"""


class Standing(Struct, frozen=True, kw_only=True):
    """依据 — as a scheme cites it, and what has become of it, if anything."""

    basis: Basis
    mark: MarkRow | None = None


@dataclass(frozen=True)
class Upkeeps:
    """方案维护"""

    store: Store[Any]
    views: Views
    access: Access

    def row(self, unit: str) -> UpkeepRow:
        """Return what there is to know of the scheme a unit adopted last."""
        return self.views.get(upkeeps, unit) or UpkeepRow(unit=unit)

    def expired(self, unit: str, today: date) -> bool:
        """Tell whether a unit's scheme is past its last day, nobody having decided anything."""
        until = self.row(unit).until
        return bool(until) and until < today.isoformat()

    def check_valid(self, unit: str, today: date) -> None:
        """Let new matters begin only under a scheme that is not past its last day (S1-01).

        Raises:
            SchemeExpiredError: it is; what has begun goes on under it.

        """
        if self.expired(unit, today):
            raise SchemeExpiredError

    def bases(self, unit: str, cited: tuple[Basis, ...]) -> list[Standing]:
        """Return the bases of a scheme, with what the unit or one above it says of each."""
        line = list(self.access.line(unit))
        return [Standing(basis=each, mark=self._mark(line, each)) for each in cited]

    def _mark(self, line: list[str], basis: Basis) -> MarkRow | None:
        keys = [mark_key(unit, known) for unit in line for known in basis.keys]
        return next(filter(None, (self.views.get(marks, each) for each in keys)), None)

    def marks(self, unit: str) -> list[MarkRow]:
        """Return what a unit said of documents, newest first."""
        order = [marks.c.at.desc(), marks.c.key]
        found = self.views.select(marks, marks.c.unit == unit, order=order, limit=MOST)
        return list({(each.title, each.at): each for each in found}.values())

    def names(self, row: UpkeepRow) -> dict[str, str]:
        """Return the names of the units right below that were told of a scheme."""
        found = self.views.select(units, units.c.superior == row.unit) if row.notices else []
        return {each.unit_id: each.name for each in found}

    def open_below(self, unit: str) -> list[tuple[str, UpkeepRow]]:
        """Return the units, of one and all below it, that must look through their schemes."""
        rows = self.views.select(upkeeps, upkeeps.c.reviewing > 0)
        here = [each for each in rows if unit in self.access.line(each.unit)]
        return sorted((self.access.unit(each.unit).name, each) for each in here)

    def superseding(self, unit: str, asked: SupersedeBasis) -> Task:
        """Return the task that tells every citing unit, here and below, of a basis that fell."""
        wanted = {*keys_of(asked.title, asked.number)}
        rows = self.views.select(upkeeps)
        citing = [each.unit for each in rows if wanted & {*each.bases}]
        here = sorted(each for each in citing if unit in self.access.line(each))
        command = Superseding(asked=asked, citing=tuple(here))
        return Task(UPKEEP, upkeep_id_of(unit), command)

    async def supersede(self, unit: str, asked: SupersedeBasis, caller: Caller) -> Receipt:
        """File that a document no longer stands as it was cited."""
        cause = self.access.acting(caller, unit, *OFFICE)
        task = self.superseding(unit, asked)
        return await filed(self.store, self.views, task, cause=cause)

    def following(self, unit: str, number: str, title: str) -> list[Task]:
        """Return what goes with the new version of a scheme that others may cite.

        Units below that cite it look through theirs again (S3-01); the departments right
        below are told and asked to say that they have read it (S1-02).
        """
        tasks = []
        names = {*keys_of(title, number)}
        if self.row(unit).adopted_at and any(names & {*row.bases} for row in self._others(unit)):
            asked = SupersedeBasis(
                title=title, number=number, fate=Fate.REVISED, reason="上级方案采用了新版。"
            )
            tasks.append(self.superseding(unit, asked))
        here = (units.c.superior == unit, units.c.ended_at.is_(None))
        below = self.views.select(units, *here, order=[units.c.name])
        if below:
            command = Notifying(departments=tuple(each.unit_id for each in below))
            tasks.append(Task(UPKEEP, upkeep_id_of(unit), command))
        return tasks

    def _others(self, unit: str) -> list[UpkeepRow]:
        return self.views.select(upkeeps, upkeeps.c.unit != unit)

    async def review(self, unit: str, asked: ReviewScheme, caller: Caller) -> Receipt:
        """File that the scheme stays as it is although a basis changed.

        Raises:
            ReviewUnknownError: it was not to be looked through for that.

        """
        cause = self.access.acting(caller, unit, *OFFICE)
        if asked.basis not in {each.title for each in self.row(unit).reviews}:
            raise ReviewUnknownError(asked.basis, field="basis")
        task = Task(UPKEEP, upkeep_id_of(unit), asked)
        return await filed(self.store, self.views, task, cause=cause)

    async def extend(self, unit: str, asked: ExtendScheme, caller: Caller) -> Receipt:
        """File that the scheme holds longer than it said."""
        cause = self.access.ruling(caller, unit)
        task = Task(UPKEEP, upkeep_id_of(unit), asked)
        return await filed(self.store, self.views, task, cause=cause)

    async def acknowledge(self, unit: str, asked: AcknowledgeScheme, caller: Caller) -> Receipt:
        """File that somebody of a department has read the unit's scheme.

        Raises:
            NotNotifiedError: the department was not told, or has said so.

        """
        if not caller.holds(asked.department):
            raise NotNotifiedError(asked.department, field="department")
        cause = replace(caller.acting(asked.department, *Post), unit=unit)
        task = Task(UPKEEP, upkeep_id_of(unit), asked)
        return await filed(self.store, self.views, task, cause=cause)
