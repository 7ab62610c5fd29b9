"""称呼 — the names of persons, for those inside; facts and rows hold ids only."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.publishing.domain.reading import GUESTS
from services.publishing.domain.showing_words import Addressee
from services.publishing.domain.terms import Post
from services.publishing.views import boards, screens
from services.publishing.views.documents import documents
from services.publishing.views.meetings import meetings, sessions
from shared.record import SYSTEM
from shared.register import people, posts, units
from shared.seal import Keyring
from shared.view import Views

OUTSIDERS: Final = (  # not of a branch
    *(Post.SUPERVISOR.value, Post.AUDITOR.value, Post.ADMIN.value),
    *GUESTS,
)


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
            return "未登记人员"
        return self.keyring.open(found.sealed) or "已删除人员"

    def persons(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """Return ids with their names, in the order of the names."""
        return sorted(((each, self.person(each)) for each in ids), key=lambda pair: pair[1])

    def unit(self, unit_id: str) -> str:
        """Return a unit's name."""
        found = self.views.get(units, unit_id)
        return found.name if found else "未登记单位"

    def outlet(self, outlet: str) -> str:
        """Return what is called so: a board, a screen, a meeting, a paper; else the words given."""
        with suppress(ValueError):
            place = UUID(outlet)
            if shown := self.views.get(boards, place) or self.views.get(screens, place):
                return shown.name
            if met := self.views.get(meetings, place) or self.views.get(sessions, place):
                return met.title
            if paper := self.views.get(documents, place):
                return paper.title
        return outlet

    def members(self, unit: str, at: datetime) -> list[str]:
        """Return who belongs to a unit's branch at a moment: whoever holds a post of it."""
        held = self.views.select(posts, posts.c.unit == unit, order=[posts.c.person])
        inside = [each for each in held if each.holds(at) and each.post not in OUTSIDERS]
        return list(dict.fromkeys(each.person for each in inside))

    def known(self, person: str) -> bool:
        """Tell whether there is such a person."""
        return self.views.get(people, person) is not None

    def units_of(self, person: str, at: datetime) -> frozenset[str]:
        """Return the units in which a person holds a post."""
        held = self.views.select(posts, posts.c.person == person)
        return frozenset(each.unit for each in held if each.holds(at))

    def addressee(self, person: str, unit: str, at: datetime) -> Addressee:
        """Return a person by a post they hold, in this unit if they hold one there."""
        held = self.views.select(posts, posts.c.person == person, order=[posts.c.id])
        now = sorted((each for each in held if each.holds(at)), key=lambda e: e.unit != unit)
        if not now:
            return Addressee(unit=unit, post=Post.MEMBER.value, person=person)
        return Addressee(unit=now[0].unit, post=now[0].post, person=person)
