"""称呼 — the names of persons and units; facts and rows hold ids only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.workflow.domain.terms import AUDIENCES, GUESTS, Post
from shared.posts import POSTS
from shared.record import SYSTEM
from shared.register import fate, people, posts, units
from shared.seal import Keyring
from shared.view import Views

_POSTS: Final = POSTS | {SYSTEM: "系统"}


@dataclass(frozen=True)
class Names:
    """Who is who, as far as the keys of their names still exist."""

    views: Views
    keyring: Keyring

    def person(self, person_id: str) -> str:
        """Return a person's name; of one who was erased, that they were."""
        if person_id == SYSTEM:
            return "系统"
        found = self.views.get(people, person_id)
        if found is None:
            return person_id if person_id in AUDIENCES else "未登记人员"
        return self.keyring.open(found.sealed) or "已删除人员"

    def unit(self, unit_id: str) -> str:
        """Return a unit's name."""
        return self.units([unit_id])[unit_id]

    def units(self, unit_ids: Iterable[str]) -> dict[str, str]:
        """Return the names of many units, asked for together."""
        wanted = set(unit_ids)
        found = self.views.select(units, units.c.unit_id.in_(wanted))
        named = {each.unit_id: f"{each.name}{fate(self.views, each)}" for each in found}
        return dict.fromkeys(wanted, "未登记单位") | named

    def post(self, post: str) -> str:
        """Return the Chinese name of a post."""
        return _POSTS.get(post, post)

    def members(self, unit_id: str) -> list[tuple[str, str]]:
        """Return id and name of everybody who holds a post in a unit."""
        held = self.views.select(posts, posts.c.unit == unit_id)
        persons = dict.fromkeys(each.person for each in held if each.post not in GUESTS)
        named = sorted(((each, self.person(each)) for each in persons), key=lambda pair: pair[1])
        groups = dict.fromkeys(GUESTS[each.post] for each in held if each.post in GUESTS)
        return [*((each, f"全体{each}") for each in groups), *named]

    def holders(self, unit_id: str, wanted: tuple[Post, ...]) -> list[str]:
        """Return the names of those who hold one of these posts in a unit."""
        values = [post.value for post in wanted]
        held = self.views.select(posts, posts.c.unit == unit_id, posts.c.post.in_(values))
        return sorted({self.person(each.person) for each in held})
