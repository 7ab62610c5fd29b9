"""阅读 — one disclosure as this reader may see it; whoever may not is told there is none."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct, structs

from services.publishing.domain.difference import Piece, difference
from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.display import last_day
from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.terms import Attachment, CatalogVersion
from services.publishing.handlers.mending import open_lines
from services.publishing.handlers.overseeing import reader_for
from services.publishing.heard import HeardDeclared
from services.publishing.views import (
    ConsultationRow,
    NoticeRow,
    PaperRow,
    PathStep,
    PortalRow,
    PostingRow,
    ResultRow,
    VersionRow,
    consultations,
    items,
    notices_about,
    outcomes,
    papers,
    paths,
    portal,
    postings,
    results,
    reviews,
    versions,
)
from services.publishing.views.declarations import declarations
from services.publishing.views.heard import ItemRow, OutcomeRow
from services.publishing.views.problems import ProblemLine, problems
from services.publishing.views.reposts import reposts, standing
from services.publishing.views.visits import SisterRow, sisters
from shared.decider import NotFoundError, RejectedError
from shared.register import fates
from shared.view import Views
from shared.web import Caller

LONG_TERM: Final = "long_term"
Refuse = Callable[[Caller, RejectedError, str], Awaitable[None]]


class OutsideScopeError(NotFoundError):
    """这个事项不在您的公开范围之内。"""


class Edition(Struct, frozen=True, kw_only=True):
    """版本 — with what changed since the version this reader saw before it."""

    row: VersionRow
    changes: tuple[tuple[Piece, ...], ...] = ()
    gone: tuple[Attachment, ...] = ()  # files it had before it was withdrawn


class Shown(Struct, frozen=True, kw_only=True):
    """公开事项 — ``content`` is empty after a withdrawal; ``editions`` newest first.

    ``fate``: what became of its unit, if it is no more, to be written behind its name.
    """

    row: PortalRow
    content: str
    editions: tuple[Edition, ...]
    outcomes: tuple[OutcomeRow, ...]
    notices: tuple[NoticeRow, ...] = ()
    item: ItemRow | None = None
    posting: PostingRow | None = None
    consultation: ConsultationRow | None = None
    result: ResultRow | None = None
    fate: str = ""
    issued: tuple[PaperRow, ...] = ()
    review_on: date | None = None
    path: tuple[PathStep, ...] = ()
    sisters: tuple[SisterRow, ...] = ()
    problems: tuple[ProblemLine, ...] = ()
    declared: HeardDeclared | None = None

    @property
    def standing(self) -> bool:
        """Tell whether it stays displayed until it is replaced (长期公开, S0-52)."""
        plan = self.row.state.plan
        endless = plan is None or not plan.duration_days
        return self.row.time_limit == LONG_TERM and endless

    @property
    def shown_until(self) -> date | None:
        """Return the last day of its display, the planned one before it begins; None: no end."""
        plan = self.row.state.plan
        planned = last_day(plan.disclose_on, plan.duration_days) if plan else None
        return self.row.shown_until or planned

    @property
    def catalog(self) -> CatalogVersion:
        """Return the version of the catalog under which it was disclosed, whatever came later."""
        item = self.row.state.item
        return item.catalog if item else CatalogVersion()

    @property
    def catalog_now(self) -> int:
        """Return the version that lists the matter today; 0 if that is the same."""
        now = self.item.catalog_version if self.item else 0
        return now if now != self.catalog.number else 0

    def edition(self, number: int) -> Edition:
        """Return one version.

        Raises:
            NotRegisteredError: there is none, or not for this reader.

        """
        for each in self.editions:
            if each.row.number == number:
                return each
        raise NotRegisteredError


@dataclass(frozen=True)
class Readings:
    """What there is to read."""

    views: Views
    refuse: Refuse

    async def item(self, disclosure_id: UUID, caller: Caller) -> Shown:
        """Return a disclosure; that somebody with a login asked in vain is kept for auditors.

        Raises:
            NotRegisteredError: there is none, or not for this reader: the two look the same.

        """
        row = await asyncio.to_thread(self.views.get, portal, disclosure_id)
        if row is not None:
            reader = await asyncio.to_thread(reader_for, self.views, caller, row.unit)
            if row.may_be_read_by(reader):
                return await asyncio.to_thread(self.shown, row, reader)
        if row is not None and caller.person:
            refusal = OutsideScopeError(disclosure_id)
            await self.refuse(caller, refusal, f"GET /items/{disclosure_id}")
        raise NotRegisteredError

    async def row(self, disclosure_id: UUID, caller: Caller) -> PortalRow:
        """Return a disclosure, or a repost as its channels meet it, to who may read it.

        Raises:
            NotRegisteredError: there is neither, or not for this reader.

        """
        below = await asyncio.to_thread(self.views.get, reposts, disclosure_id)
        if below is None:
            return (await self.item(disclosure_id, caller)).row
        reader = await asyncio.to_thread(reader_for, self.views, caller, below.unit)
        found = await asyncio.to_thread(standing, self.views, disclosure_id)
        if found is None or not below.may_be_read_by(reader):
            raise NotRegisteredError
        return found

    def shown(self, row: PortalRow, reader: Reader) -> Shown:
        """Return a disclosure that this reader may read, with all that stands on its page."""
        secret = row.withdrawn and row.unit not in reader.staffed
        mine = (versions.c.disclosure_id == row.disclosure_id,)
        about = (outcomes.c.disclosure_id == str(row.disclosure_id),)
        rows = self.views.select(versions, *mine, order=[versions.c.number])
        readable = [each for each in rows if _reaches(row, each, reader)]
        return Shown(
            row=row,
            content="" if secret else row.content,
            editions=tuple(reversed(_editions(readable, secret=secret))),
            outcomes=tuple(self.views.select(outcomes, *about, order=[outcomes.c.at])),
            notices=tuple(notices_about(self.views, row.item_id, row.registered_at)),
            item=self.views.get(items, row.item_id),
            posting=self.views.get(postings, str(row.disclosure_id)),
            consultation=self.views.get(consultations, str(row.disclosure_id)),
            result=self.views.get(results, str(row.disclosure_id)),
            fate=fates(self.views).get(row.unit, ""),
            issued=tuple(self._issued(row)),
            review_on=self._review_on(row),
            path=self.path(row),
            sisters=tuple(self._sisters(row)),
            problems=() if secret else self._problems(row),
            declared=None if secret else self._declared(row),
        )

    def _declared(self, row: PortalRow) -> HeardDeclared | None:
        found = self.views.get(declarations, row.disclosure_id)
        return found.declared if found else None

    def _sisters(self, row: PortalRow) -> list[SisterRow]:
        c = sisters.c
        rows = self.views.select(sisters, c.item_id == row.item_id, order=[c.disclosed_on])
        mine = {"", str(row.disclosure_id)}
        return [each for each in rows if each.approved and each.disclosure_id in mine]

    def _problems(self, row: PortalRow) -> tuple[ProblemLine, ...]:
        return open_lines(row, self.views.get(problems, row.disclosure_id))

    def path(self, row: PortalRow) -> tuple[PathStep, ...]:
        """Return each step by which it came to its readers, in which post it was taken."""
        known = self.views.get(paths, row.disclosure_id)
        return known.steps if known else ()

    def _issued(self, row: PortalRow) -> list[PaperRow]:
        c = papers.c
        newest = [c.version.desc(), c.issued_at.desc()]
        return self.views.select(papers, c.disclosure_id == row.disclosure_id, order=newest)

    def _review_on(self, row: PortalRow) -> date | None:
        found = self.views.get(reviews, row.item_id)
        return found.next_on if found and row.time_limit == LONG_TERM else None


def _reaches(row: PortalRow, version: VersionRow, reader: Reader) -> bool:
    return may_read(row.scope, version.reach, row.unit, row.readers, reader)


def _emptied(row: VersionRow) -> Edition:
    return Edition(row=structs.replace(row, content="", attachments=()), gone=row.attachments)


def _editions(rows: list[VersionRow], *, secret: bool) -> list[Edition]:
    if secret:
        return [_emptied(each) for each in rows]
    before = ["", *(each.content for each in rows)]
    return [
        Edition(row=row, changes=difference(old, row.content) if old else ())
        for old, row in zip(before, rows, strict=False)
    ]
