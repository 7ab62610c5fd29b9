"""目录模板 — a superior hands one down; a unit begins from it, compares, answers a new one."""

from dataclasses import dataclass
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.commands import CatalogCommand
from services.catalog.domain.offer import Change, Offered, offered
from services.catalog.domain.revision import Differences, differences
from services.catalog.domain.template import TEMPLATE, template_id_of
from services.catalog.domain.template_words import (
    AnswerTemplate,
    CopyTemplate,
    IssueTemplate,
    OmitEntry,
    ReviseEntry,
)
from services.catalog.domain.terms import Entry, Post, catalog_id_of
from services.catalog.domain.yardstick import drafters
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from services.catalog.handlers.settings import settings_of
from services.catalog.views import catalogs, entries
from services.catalog.views.superior import TemplateRow, follows, models, templates
from shared.auth import WrongPostError
from shared.decider import NotFoundError, RejectedError
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

ISSUERS: Final = (Post.OFFICE, Post.APPROVER)


class NoTemplateError(NotFoundError):
    """上级还没有下发目录模板。"""


class OfferMovedError(RejectedError):
    """上级又下发了新的模板，请刷新后再选择。"""


class TemplateAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下发模板 — the rows of this version of the unit's own catalog, or rows given in full."""

    title: str = ""
    note: str = ""
    version: int = 0
    entries: tuple[Entry, ...] = ()


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复 — ``accept``: the rows of the offer that are taken over; the others are declined."""

    template_version: int
    accept: tuple[int, ...] = ()


class Standing(Struct, frozen=True, kw_only=True):
    """模板对照 — what a unit says otherwise than the template it follows, and what is offered."""

    template: TemplateRow
    follows: int
    own_version: int
    compared: Differences | None
    offers: list[Offered]


@dataclass(frozen=True)
class Templates:
    """目录模板"""

    store: Store[Any]
    views: Views
    access: Access

    async def issue(self, unit: str, asked: TemplateAsked, caller: Caller) -> Receipt:
        """Hand down the next version of a unit's template."""
        cause = self.access.acting(caller, unit, *ISSUERS)
        rows = asked.entries or tuple(self._own(unit, asked.version))
        command = IssueTemplate(title=asked.title, note=asked.note, entries=rows)
        task = Task(TEMPLATE, template_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)

    async def start(self, unit: str, caller: Caller) -> Receipt:
        """Begin a unit's catalog as a copy of the nearest superior's template."""
        cause = self._drafting(unit, caller)
        found = self._needed(unit)
        command = CopyTemplate(
            issuer=found.unit,
            template_version=found.version,
            entries=tuple(self.rows(found.unit, found.version)),
        )
        return await self._file(unit, command, cause)

    async def answer(self, unit: str, asked: Answers, caller: Caller) -> Receipt:
        """Take over what was accepted of a new template, and decline the rest."""
        cause = self._drafting(unit, caller)
        found = self._needed(unit)
        if found.version != asked.template_version:
            raise OfferMovedError(field="template_version")
        offers = self._offers(unit, found)
        taken = [each for each in offers if each.row in asked.accept]
        command = AnswerTemplate(
            issuer=found.unit,
            template_version=found.version,
            take=tuple(each.after for each in taken if each.after),
            drop=tuple(
                each.own.row for each in taken if each.change is Change.REMOVED and each.own
            ),
            kept=len(offers) - len(taken),
        )
        return await self._file(unit, command, cause)

    async def revise(self, unit: str, command: ReviseEntry, caller: Caller) -> Receipt:
        """Change what a row of a unit's draft says."""
        cause = self._drafting(unit, caller)
        return await self._file(unit, command, cause)

    async def omit(self, unit: str, command: OmitEntry, caller: Caller) -> Receipt:
        """Leave a row out of a unit's draft."""
        cause = self._drafting(unit, caller)
        return await self._file(unit, command, cause)

    def standing(self, unit: str, caller: Caller) -> Standing:
        """Return a unit beside the template of its nearest superior, to its own people.

        Raises:
            NoTemplateError: no superior has handed one down.

        """
        self.access.check_reader(caller, unit)
        found = self._needed(unit)
        base, own = self._base(unit, found), self.latest(unit)
        compared = base or found.version
        model = self.rows(found.unit, compared)
        return Standing(
            template=found,
            follows=base,
            own_version=own,
            compared=differences(model, self._own(unit, own)) if own else None,
            offers=self._offers(unit, found) if own else [],
        )

    def nearest(self, unit: str) -> TemplateRow | None:
        """Return the last template of the nearest unit above that has one."""
        for above in list(self.access.line(unit))[1:]:
            order = [templates.c.version.desc()]
            here = templates.c.unit == above
            for row in self.views.select(templates, here, order=order, limit=1):
                return row
        return None

    def check_reader(self, unit: str, caller: Caller) -> None:
        """Let only those go on who are of the unit, of one above it, or of one that follows it.

        Raises:
            NotLoggedInError, WrongPostError: the caller is none of them.

        """
        self.access.unit(unit)
        caller.known()
        below = (each.unit for each in caller.posts)
        if not (
            self.access.staffs(caller, unit)
            or any(unit in self.access.line(each) for each in below)
        ):
            raise WrongPostError(unit)

    def issued(self, unit: str) -> list[TemplateRow]:
        """Return the versions of the template a unit hands down, newest first."""
        order = [templates.c.version.desc()]
        return self.views.select(templates, templates.c.unit == unit, order=order)

    def rows(self, unit: str, version: int) -> list[Entry]:
        """Return the rows of one version of a template."""
        here = (models.c.unit == unit, models.c.version == version)
        return [each.entry for each in self.views.select(models, *here, order=[models.c.row])]

    def entries(self, unit: str, version: int) -> list[Entry]:
        """Return the rows of one version of a unit's own catalog."""
        return self._own(unit, version)

    def latest(self, unit: str) -> int:
        """Return the number of a unit's last catalog version; 0: there is none."""
        order = [catalogs.c.version.desc()]
        found = self.views.select(catalogs, catalogs.c.unit == unit, order=order, limit=1)
        return found[0].version if found else 0

    def _offers(self, unit: str, found: TemplateRow) -> list[Offered]:
        base = self._base(unit, found)
        before = self.rows(found.unit, base) if base else []
        after = self.rows(found.unit, found.version)
        if base == found.version:
            return []
        return offered(before, after, self._own(unit, self.latest(unit)))

    def _base(self, unit: str, found: TemplateRow) -> int:
        row = self.views.get(follows, unit)
        return row.template_version if row and row.issuer == found.unit else 0

    def _own(self, unit: str, version: int) -> list[Entry]:
        here = (entries.c.unit == unit, entries.c.version == version)
        return [each.entry for each in self.views.select(entries, *here, order=[entries.c.row])]

    def _needed(self, unit: str) -> TemplateRow:
        self.access.unit(unit)
        found = self.nearest(unit)
        if found is None:
            raise NoTemplateError(unit)
        return found

    def _drafting(self, unit: str, caller: Caller) -> Cause:
        """Return the cause of what somebody drafts, in a post the scheme gives it to (V05)."""
        settings = settings_of(self.views, unit, caller.at)
        return self.access.acting(caller, unit, *drafters(settings))

    async def _file(self, unit: str, command: CatalogCommand, cause: Cause) -> Receipt:
        task = Task(CATALOG, catalog_id_of(unit), command)
        return await filed(self.store, self.views, task, cause=cause)
