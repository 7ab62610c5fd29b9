"""等您办理 — what waits in the catalog for somebody, by the posts that take the next step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.terms import Post
from services.catalog.domain.yardstick import approver
from services.catalog.handlers.settings import settings_of
from services.catalog.views import catalogs
from services.catalog.views.amendments import amendments
from services.catalog.views.powers import powers
from services.catalog.views.superior import Candidate, candidates
from services.catalog.views.versions import State
from shared.view import View, Views
from shared.web import Caller

ABOVE: Final = (Post.OFFICE, Post.APPROVER)
DRAFTERS: Final = (Post.CLERK, Post.OFFICE)


class Step(Struct, frozen=True):
    """待办的一步 — what waits, on which page of the unit, found how, for which posts."""

    what: str
    page: str
    view: View[Any]
    here: tuple[Any, ...]
    posts: tuple[Post, ...]
    home: str = "unit"


class Errand(Struct, frozen=True, kw_only=True):
    """一类待办 — how many of what wait in a unit, and where they are dealt with."""

    unit: str
    what: str
    count: int
    page: str


@dataclass(frozen=True)
class Waiting:
    """等您办理"""

    views: Views

    def errands(self, caller: Caller) -> list[Errand]:
        """Return what waits for this person in the units where they hold a post."""
        return [each for unit in sorted(caller.units()) for each in self._in(unit, caller)]

    def _in(self, unit: str, caller: Caller) -> Iterator[Errand]:
        steps = (*_drafts(approver(settings_of(self.views, unit, caller.at))), *_rest(), *_amends())
        for step in steps:
            if caller.holds(unit, *step.posts):
                here = getattr(step.view.c, step.home) == unit, *step.here
                if count := self.views.count(step.view, *here):
                    yield Errand(unit=unit, what=step.what, count=count, page=step.page)


def _drafts(head: Post) -> Iterator[Step]:
    draft, screened = catalogs.c.state == State.DRAFTED, catalogs.c.state == State.SCREENED
    screener = (Post.SECRECY_REVIEWER,)
    yield Step("版目录正在编制，待保密性初审", "", catalogs, (draft,), screener)
    yield Step("版目录等待审批", "", catalogs, (screened,), (head,))


def _rest() -> Iterator[Step]:
    open_ = (candidates.c.state == Candidate.OPEN,)
    unconfirmed = (powers.c.confirmed.is_(False),)
    yield Step("件群众点题等待办理", "/topics", candidates, open_, DRAFTERS)
    yield Step("项职权等待确认", "/powers", powers, unconfirmed, (Post.APPROVER,))


def _amends() -> Iterator[Step]:
    table, page = amendments.c, "/amendments"
    runs = table.announced_at.is_(None), table.abandoned_at.is_(None)
    fresh = *runs, table.screened_at.is_(None)
    agreed = *runs, table.screened_at.is_not(None), table.approved_at.is_(None)
    ready = *runs, table.approved_at.is_not(None)
    told = table.filed_at.is_not(None), table.acknowledged_at.is_(None)
    screener = (Post.SECRECY_REVIEWER,)
    yield Step("件目录调整等待保密审查", page, amendments, fresh, screener)
    yield Step("件目录调整等待批准", page, amendments, agreed, (Post.APPROVER,))
    yield Step("件目录调整等待报备或者公告", page, amendments, ready, DRAFTERS)
    yield Step("件下级的目录调整等待签收", page, amendments, told, ABOVE, "superior")
