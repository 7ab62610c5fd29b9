"""问题整改的办理 — staff list problems with a disclosure, and say how each of them stands."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.problem import (
    PROBLEMS,
    EarlierProblemsOpenError,
    ProblemsUnknownError,
    problems_id_of,
    said_in,
)
from services.publishing.domain.problem_words import (
    Answer,
    Listed,
    ListProblems,
    ProblemCommand,
    ReportMending,
)
from services.publishing.domain.showing import RECORDERS
from services.publishing.handlers.overseeing import reader_for
from services.publishing.views import PortalRow, portal
from services.publishing.views.problems import ProblemLine, ProblemRow, problems
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller


class Sheet(Struct, frozen=True, kw_only=True):
    """一期的问题 — ``before``: those of the period before of which it must say how they stand."""

    row: PortalRow
    found: ProblemRow | None
    before: tuple[str, ...]
    records: bool


@dataclass(frozen=True)
class Mending:
    """问题整改"""

    store: Store[Any]
    views: Views

    async def list_(
        self, disclosure_id: UUID, texts: tuple[str, ...], answers: tuple[Answer, ...], who: Caller
    ) -> Receipt:
        """List the problems of a period.

        Raises:
            NotRegisteredError: there is no such disclosure, or it is not this person's business.
            InvalidError, RejectedError: a problem of the period before is passed over.

        """
        sheet, cause = await self._of(disclosure_id, who)
        row = sheet.row
        about = Listed(
            unit=row.unit,
            item_id=row.item_id,
            disclosure_id=str(disclosure_id),
            withdrawn=row.withdrawn,
            text=row.content,
            before=sheet.before,
        )
        command = ListProblems(about=about, problems=texts, answers=answers)
        return await self._file(disclosure_id, command, cause)

    async def report(self, disclosure_id: UUID, asked: ReportMending, who: Caller) -> Receipt:
        """Say how one of the problems stands now.

        Raises:
            ProblemsUnknownError: nothing was listed there.

        """
        sheet, cause = await self._of(disclosure_id, who)
        if sheet.found is None:
            raise ProblemsUnknownError
        return await self._file(disclosure_id, asked, cause)

    def sheet(self, disclosure_id: UUID, who: Caller) -> Sheet:
        """Return the problems of a disclosure to whoever may read it.

        Raises:
            NotRegisteredError: there is none, or not for this reader.

        """
        row = self.views.get(portal, disclosure_id)
        records = row is not None and who.holds(row.unit, *RECORDERS)
        if row is None or not (
            records or row.may_be_read_by(reader_for(self.views, who, row.unit))
        ):
            raise NotRegisteredError
        secret = row.withdrawn and not records
        found = None if secret else self.views.get(problems, disclosure_id)
        if found and not records:
            found = replace(found, lines=open_lines(row, found))
        before = before_of(self.views, row) if records else ()
        return Sheet(row=row, found=found, before=before, records=records)

    async def _of(self, disclosure_id: UUID, who: Caller) -> tuple[Sheet, Cause]:
        who.known()
        sheet = await asyncio.to_thread(self.sheet, disclosure_id, who)
        return sheet, who.acting(sheet.row.unit, *RECORDERS)

    async def _file(self, disclosure_id: UUID, command: ProblemCommand, cause: Cause) -> Receipt:
        task = Task(PROBLEMS, problems_id_of(disclosure_id), command)
        return await self.store.file(task, cause=cause)


def before_of(views: Views, row: PortalRow) -> tuple[str, ...]:
    """Return the problems of the period before, of the same entry, that are still followed."""
    c = problems.c
    here = c.item_id == row.item_id, c.disclosure_id != str(row.disclosure_id)
    for each in views.select(problems, *here, order=[c.listed_at.desc()]):
        about = views.get(portal, each.disclosure_id)
        if about and not about.withdrawn and about.registered_at < row.registered_at:
            return tuple(line.text for line in open_lines(about, each) if not line.over)
    return ()


def open_lines(row: PortalRow, found: ProblemRow | None) -> tuple[ProblemLine, ...]:
    """Return what readers see: problems in the words still approved, and how each stands.

    What staff have noted of the work on them was reviewed by nobody and stays inside.
    """
    return tuple(
        replace(each, note="")
        for each in (found.lines if found else ())
        if each.carried or said_in(row.content, each.text)
    )


def all_said(views: Views, row: PortalRow) -> None:
    """Refuse to open a disclosure that passes over the problems of the period before (S3-50).

    Raises:
        EarlierProblemsOpenError: it says of none how it stands.

    """
    if before_of(views, row) and views.get(problems, row.disclosure_id) is None:
        raise EarlierProblemsOpenError(row.disclosure_id)
