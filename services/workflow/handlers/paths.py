"""审批路径 — which path a matter takes: by the scheme, the tree, and what superiors reserve."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from services.workflow.domain.proposal import Proposal
from services.workflow.domain.route import DECIDERS, OFF_CATALOG, Route, Way, unnamed
from services.workflow.domain.terms import Post
from services.workflow.views import ItemRow, schemes, units
from services.workflow.views.duties import branches
from services.workflow.views.routing import makers, reserved, reserved_key
from shared.view import Views
from shared.web import Caller

OFF_KEY: Final = "routes.out_of_catalog.approver"  # V13
BEYOND_KEY: Final = "routes.beyond_authority"  # V14
DECIDERS_KEY: Final = {
    Way.LEADING_GROUP: "routes.leading_group.deciders",  # T41
    Way.COLLECTIVE: "routes.collective.deciders",  # T42
}
DEFAULT_OFF: Final = "领导小组"
CLOSED_WORD: Final = "不办理目录外事项"
BARRED: Final = "不得公开"


def consults(proposal: Proposal, caller: Caller) -> bool:
    """Tell whether the caller speaks for a body to which a proposal has come."""
    route = proposal.route
    if route is None or not caller.holds(route.body, *route.posts):
        return False
    return route.body == proposal.unit or proposal.escalated


@dataclass(frozen=True)
class Paths:
    """路径 — found in a unit's scheme, in the tree, and in what superiors have reserved."""

    views: Views

    def off_catalog(self, unit: str, today: date) -> Route | None:
        """Return a unit's way for what its catalog does not list; None: it has none."""
        chosen = self._setting(unit, OFF_KEY, today) or DEFAULT_OFF
        if chosen == CLOSED_WORD:
            return None
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
        found = self._reserving(item) if item else None
        if item is None or found is None or found[0] == item.unit:
            return None
        body, matter = found
        posts = self.approvers(body, today)
        name = self._name(body)
        return Route(way=Way.SUPERIOR, body=body, name=name, posts=posts, matter=matter)

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

    def _reserving(self, item: ItemRow) -> tuple[str, str] | None:
        """Return the highest unit above an item that has reserved it, and under which heading."""
        found = None
        for unit in self.line(item.unit):
            for level in item.levels:
                if self.views.get(reserved, reserved_key(unit, level)):
                    found = (unit, level)
        return found

    def line(self, unit: str) -> list[str]:
        """Return a unit and every unit above it, the nearest first."""
        line = [unit]
        while (row := self.views.get(branches, line[-1])) and row.superior not in {"", *line}:
            line.append(row.superior)
        return line

    def _maker(self, unit: str) -> str:
        known = self.views.get(makers, unit)
        if known:
            return known.maker
        above = self.views.get(branches, unit)
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
