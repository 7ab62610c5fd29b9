"""审批路径 — which path a matter takes: by the scheme, the tree, and what superiors reserve."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from msgspec.structs import replace

from services.workflow.domain.proposal import Proposal
from services.workflow.domain.proposal_state import places
from services.workflow.domain.route import (
    BY_DEFAULT,
    DECIDERS,
    OFF_CATALOG,
    SILENT,
    VACANT,
    Route,
    Way,
    unnamed,
)
from services.workflow.domain.terms import Check, Post
from services.workflow.views import ItemRow, schemes
from services.workflow.views.routing import makers, reserved, ruling_key, rulings
from shared.alike import bare, likeness
from shared.calendar import beijing_date
from shared.register import line, posts, units
from shared.view import Views
from shared.web import Caller

OFF_KEY: Final = "routes.out_of_catalog.approver"  # V13
BEYOND_KEY: Final = "routes.beyond_authority"  # V14
VACANT_KEY: Final = "roles.vacant_branch"  # T246
UPWARDS: Final = "由上级党组织审核"
BRANCH: Final = "支部"
DEFAULT_KEY: Final = "routes.out_of_catalog.default"  # T241
DECIDERS_KEY: Final = {
    Way.LEADING_GROUP: "routes.leading_group.deciders",  # T41
    Way.COLLECTIVE: "routes.collective.deciders",  # T42
}
SYNONYMS_KEY: Final = "authority.synonyms"  # T43
LIKENESS_KEY: Final = "authority.likeness"  # T44
NEAR: Final = 50  # percent, where a scheme does not say
EQUALS: Final = re.compile("[=＝]")
DEFAULT_OFF: Final = "领导小组"
CLOSED_WORD: Final = "不办理目录外事项"
BARRED: Final = "不得公开"


def consults(proposal: Proposal, caller: Caller) -> bool:
    """Tell whether the caller speaks for a body to which a proposal has come."""
    route = proposal.route
    if route is None or not caller.holds(route.body, *route.posts):
        return False
    return route.body == proposal.unit or proposal.escalated


def place_of(proposal: Proposal, caller: Caller, *checkers: Post) -> str:
    """Return where the caller checks: in the unit, or above a branch that nobody leads (S0-80)."""
    held = (each for each in places(proposal) if caller.holds(each, *checkers))
    return next(held, proposal.unit)


def checks_above(proposal: Proposal, caller: Caller) -> bool:
    """Tell whether the caller checks in place of a branch that nobody leads."""
    rules = proposal.rules
    posts = tuple(post for check in Check for post in rules.reviewers(check)) if rules else ()
    return bool(posts) and place_of(proposal, caller, *posts) != proposal.unit


@dataclass(frozen=True)
class Paths:
    """路径 — found in a unit's scheme, in the tree, and in what superiors have reserved."""

    views: Views

    def off_catalog(self, unit: str, today: date) -> Route | None:
        """Return a unit's way for what its catalog does not list; None: it has none."""
        chosen = self._setting(unit, OFF_KEY, today) or DEFAULT_OFF
        if chosen == CLOSED_WORD:
            return None
        if chosen != SILENT:
            return self._off(unit, chosen, today)
        usual = self._off(unit, self._setting(unit, DEFAULT_KEY, today), today)
        return replace(usual, note=BY_DEFAULT)

    def _off(self, unit: str, chosen: str, today: date) -> Route:
        way = OFF_CATALOG.get(chosen, Way.LEADING_GROUP)
        if way is not Way.CATALOG_MAKER:
            posts = self._deciders(unit, way, today)
            return Route(way=way, body=unit, name=self._name(unit), posts=posts)
        maker = self._maker(unit)
        posts = self.approvers(maker, today)
        return Route(way=way, body=maker, name=self._name(maker), posts=posts)

    def other(self, item: ItemRow | None, unit: str, today: date) -> Route | None:
        """Return the way of what is listed only as 其他: that of what is not listed (S4-09).

        What the public asked for has its own procedure, and takes the ordinary path (S3-14).
        """
        return self.off_catalog(unit, today) if item and unnamed(item.levels) else None

    def beyond(self, item: ItemRow | None, today: date) -> Route | None:
        """Return the way up for an item of a class that a superior has reserved, if one has."""
        found = self._reserving(item, today) if item else None
        if item is None or found is None or found[0] == item.unit:
            return None
        body, matter = found
        posts = self.approvers(body, today)
        name = self._name(body)
        return Route(way=Way.SUPERIOR, body=body, name=name, posts=posts, matter=matter)

    def vacant(self, unit: str, at: datetime) -> Route | None:
        """Return the way up of a branch that has no secretary, where its scheme has one (S0-80)."""
        row = self.views.get(units, unit)
        wanted = self._setting(unit, VACANT_KEY, beijing_date(at)) == UPWARDS
        if not wanted or row is None or BRANCH not in row.kind or not row.superior:
            return None
        here = posts.c.unit == unit, posts.c.post == Post.SECRETARY.value
        if any(each.holds(at) for each in self.views.select(posts, *here)):
            return None
        body, deciders = row.superior, self.approvers(row.superior, beijing_date(at))
        name = self._name(body)
        return Route(way=Way.SUPERIOR, body=body, name=name, posts=deciders, note=VACANT)

    def proposers(self, unit: str, today: date) -> tuple[Post, ...]:
        """Return the posts that propose a unit's matters, by its scheme (V10)."""
        scheme = self.views.get(schemes, unit)
        rules = scheme.in_force(today) if scheme else None
        return (rules.procedure.proposers if rules else ()) or (Post.CLERK,)

    def barred(self, unit: str, today: date) -> bool:
        """Tell whether a unit's scheme lets nothing beyond its authority go up."""
        return self._setting(unit, BEYOND_KEY, today) == BARRED

    def owner_above(self, item: ItemRow | None, unit: str) -> str:
        """Return the name of the superior whose catalog lists an item; "": no superior's does."""
        if item is None or item.unit not in self.line(unit)[1:]:
            return ""
        return self._name(item.unit)

    def resembling(self, item: ItemRow, today: date) -> tuple[str, ...]:
        """Return heading, class, superior and its id where only it can say if they are one.

        Nothing, if no heading of the item comes near a reserved class, or a superior has said
        that it is another.
        """
        for unit, heading, matter in self._classes(item):
            nearness = self._number(unit, LIKENESS_KEY, today)
            ruled = self.views.get(rulings, ruling_key(unit, matter, heading))
            if unit != item.unit and ruled is None and 0 < nearness <= likeness(heading, matter):
                return heading, matter, self._name(unit), unit
        return ()

    def _reserving(self, item: ItemRow, today: date) -> tuple[str, str] | None:
        """Return the highest unit above an item that has reserved it, and under which heading."""
        found = None
        for unit, heading, matter in self._classes(item):
            ruled = self.views.get(rulings, ruling_key(unit, matter, heading))
            if ruled.same if ruled else self._means(unit, heading, matter, today):
                found = (unit, matter)
        return found

    def _classes(self, item: ItemRow) -> Iterator[tuple[str, str, str]]:
        """Yield every reserved class beside every heading of an item, the nearest unit first."""
        for unit in self.line(item.unit):
            for row in self.views.select(reserved, reserved.c.unit == unit):
                for heading in item.levels:
                    yield unit, heading, row.matter

    def _means(self, unit: str, heading: str, matter: str, today: date) -> bool:
        """Tell whether they are the same words, or said to mean the same by the unit's scheme."""
        if bare(heading) == bare(matter):
            return True
        scheme = self.views.get(schemes, unit)
        said = scheme.setting(SYNONYMS_KEY, today) if scheme else ()
        groups = said if isinstance(said, list | tuple) else ()
        both = {bare(heading), bare(matter)}
        return any(both <= {bare(word) for word in EQUALS.split(str(each))} for each in groups)

    def _number(self, unit: str, key: str, today: date) -> int:
        scheme = self.views.get(schemes, unit)
        said = scheme.setting(key, today) if scheme else ""
        return said if isinstance(said, int) else NEAR

    def line(self, unit: str) -> list[str]:
        """Return a unit and every unit above it, the nearest first."""
        return list(dict.fromkeys(line(self.views, unit)))

    def _maker(self, unit: str) -> str:
        known = self.views.get(makers, unit)
        if known:
            return known.maker
        above = self.views.get(units, unit)
        return above.superior if above and above.superior else unit

    def _deciders(self, unit: str, way: Way, today: date) -> tuple[Post, ...]:
        """Return who speaks for a unit's own body, by its scheme (T41, T42)."""
        scheme, known = self.views.get(schemes, unit), {each.value: each for each in Post}
        said = scheme.setting(DECIDERS_KEY[way], today) if scheme else ()
        named = said if isinstance(said, list | tuple) else ()
        return tuple(known[each] for each in named if each in known) or DECIDERS[way]

    def approvers(self, unit: str, today: date) -> tuple[Post, ...]:
        """Return the posts that approve a unit's matters, by its scheme."""
        scheme = self.views.get(schemes, unit)
        rules = scheme.in_force(today) if scheme else None
        return (rules.approvers if rules else ()) or (Post.APPROVER,)

    def _setting(self, unit: str, key: str, today: date) -> str:
        scheme = self.views.get(schemes, unit)
        return str(scheme.setting(key, today)) if scheme else ""

    def _name(self, unit: str) -> str:
        row = self.views.get(units, unit)
        return row.name if row else ""
