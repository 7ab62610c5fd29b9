"""管理 — what an admin sees before acting: a unit on any day, what would follow, who is who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from services.catalog.domain.commands import PostCommand, UnitCommand
from services.catalog.domain.person import PersonUnknownError
from services.catalog.domain.post import DEMANDED, POST, Posts, Term
from services.catalog.domain.terms import UNITS_ID, Post, posts_id_of
from services.catalog.domain.tree import Tree
from services.catalog.domain.unit import UNIT, UnitUnknownError
from services.catalog.handlers.access import Access
from services.catalog.handlers.login import Logins
from services.catalog.handlers.roll import Known, Roll
from services.catalog.views import HistoryRow, PersonRow, history, people, posts, shelves, units
from shared.decider import InvalidError
from shared.record import Cause
from shared.store import Store
from shared.view import Views
from shared.web import Caller

FEW: Final = 20  # names that are told before the rest is only counted


class UnitNotNamedError(InvalidError):
    """没有找到叫这个名称的单位，请填写单位全称。"""


class UnitAmbiguousError(InvalidError):
    """有几个单位的名称都有这些字，请填写单位全称。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming some of them."""
        return f"有几个单位的名称都有这些字，请填写单位全称：{'、'.join(self.args[:FEW])}。"


class PersonNotNamedError(InvalidError):
    """没有找到这个人，请填写登录名或者姓名全称。"""


class PersonAmbiguousError(InvalidError):
    """有几个人叫这个姓名，请填写登录名。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming their logins."""
        return f"有几个人叫这个姓名，请填写登录名：{'、'.join(self.args[:FEW])}。"


class AsOf(Struct, frozen=True, kw_only=True):
    """某日的单位 — as the facts filed by then leave it."""

    name: str
    kind: str
    superior: str
    superior_name: str
    below: tuple[str, ...]
    ended: bool
    successor: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Administration:
    """管理"""

    store: Store[Any]
    views: Views
    access: Access
    logins: Logins
    roll: Roll

    def as_of(self, unit: str, at: datetime) -> AsOf:
        """Return a unit and who held its posts at a moment, from the facts themselves.

        Raises:
            UnitUnknownError: at that moment there was none of this id.

        """
        tree: Tree = UNIT.fold(self._filed(UNITS_ID, at))
        node = tree.nodes.get(unit)
        if node is None:
            raise UnitUnknownError(unit, field="on")
        held: Posts = POST.fold(self._filed(posts_id_of(unit), at))
        return AsOf(
            name=node.name,
            kind=node.kind,
            superior=node.superior,
            superior_name=tree.name(node.superior),
            below=tuple(sorted(map(tree.name, tree.below(unit)))),
            ended=node.successor is not None,
            successor=tree.name(node.successor or ""),
            terms=tuple(each for each in held.terms if each.since <= at < each.until),
        )

    def _filed(self, stream_id: Any, at: datetime) -> list[Any]:
        return [each.event for each in self.store.load(stream_id) if each.cause.at <= at]

    def history(self, unit: str, at: datetime) -> list[HistoryRow]:
        """Return what became of a unit and its posts by a moment, newest first."""
        order = [history.c.at.desc(), history.c.key]
        return self.views.select(history, history.c.unit == unit, history.c.at <= at, order=order)

    def check_unit(self, command: UnitCommand, cause: Cause) -> None:
        """Let a change of the tree be judged without filing it; raises what filing would."""
        UNIT.decide(command, self.store.state(UNIT, UNITS_ID)[0], cause)

    def check_post(self, command: PostCommand, cause: Cause) -> None:
        """Let a change of posts be judged without filing it; raises what filing would."""
        POST.decide(command, self.store.state(POST, posts_id_of(cause.unit))[0], cause)

    def officers(self, unit: str, at: datetime) -> list[Term]:
        """Return who holds or will hold which post in a unit."""
        state: Posts = self.store.state(POST, posts_id_of(unit))[0]
        order = list(Post)
        lasting = [each for each in state.terms if at < each.until]
        return sorted(lasting, key=lambda each: (order.index(each.post), each.since))

    def ending(self, unit: str, at: datetime, *, merged: bool) -> list[str]:
        """Return what follows when a unit ends, as sentences."""
        below = self.views.select(units, units.c.superior == unit, units.c.ended_at.is_(None))
        shelf = self.views.get(shelves, unit)
        found = ["这个单位不能再办理新的事项，原有内容、历史和公开记录仍可查阅。"]
        if below and merged:
            names = _listed([row.name for row in below])
            found.append(f"直接下级 {len(below)} 个单位改由承接单位领导：{names}。")
        if shelf and shelf.listed:
            found.append(
                f"现行目录有 {shelf.listed} 项，不再产生新的内容，由承接单位另行列入目录。"
            )
        held = self.officers(unit, at)
        if held:
            found.append(f"{len(held)} 项任职到此为止，不能再以这些职务办理。")
        return found

    def relieving(self, unit: str, person: str, post: Post, at: datetime) -> list[str]:
        """Return what follows when a person leaves a post, as sentences."""
        others = [
            each
            for each in self.officers(unit, at)
            if each.post is post and each.person != person and each.since <= at
        ]
        if others:
            return [f"还有 {len(others)} 人担任{post.chinese}。"]
        found = [f"这个单位将没有人担任{post.chinese}，需要这一职务的事项不能办理。"]
        if post in DEMANDED:
            found.append("职务没有配齐，新一版目录不能生效。")
        return found

    def unit_named(self, words: str, field: str) -> str:
        """Return the id of the unit that somebody means: by id, full name, or part of a name.

        Raises:
            UnitNotNamedError: there is none.
            UnitAmbiguousError: there are several.

        """
        words = words.strip()
        if not words:
            raise UnitNotNamedError(field=field)
        lasting = units.c.ended_at.is_(None)
        for where in (
            units.c.unit_id == words,
            units.c.name == words,
            units.c.name.contains(words, autoescape=True),
        ):
            found = self.views.select(units, where, lasting, order=[units.c.name], limit=FEW)
            if len(found) == 1:
                return found[0].unit_id
            if found:
                raise UnitAmbiguousError(*(row.name for row in found), field=field)
        raise UnitNotNamedError(words, field=field)

    def person_named(self, words: str, field: str) -> str:
        """Return the id of the person with this login or full name.

        Raises:
            PersonNotNamedError: there is none.
            PersonAmbiguousError: several have this name.

        """
        words = words.strip()
        found = self.views.select(people, people.c.login == words) if words else []
        if found:
            return found[0].person_id
        named = self.roll.named(words) if words else []
        if not named:
            raise PersonNotNamedError(words, field=field)
        if len(named) > 1:
            raise PersonAmbiguousError(*(each.login for each in named), field=field)
        return named[0].person_id

    def person(self, person_id: str) -> Known:
        """Return one person.

        Raises:
            PersonUnknownError: nobody of this id is registered.

        """
        row: PersonRow | None = self.views.get(people, person_id)
        if row is None:
            raise PersonUnknownError(person_id)
        name = self.logins.name_of(person_id)
        return Known(person_id=person_id, login=row.login, name=name)

    def held_by(self, person_id: str, at: datetime) -> list[tuple[str, Post]]:
        """Return the names of units and the posts a person holds there."""
        found = self.views.select(posts, posts.c.person_id == person_id)
        return [(self.access.unit(row.unit).name, row.post) for row in found if row.holds(at)]

    def governing(self, caller: Caller, person_id: str) -> Cause:
        """Return the cause of what an admin does about a person: they rule every unit of theirs.

        The password of an auditor or of a security admin is none of an admin's business, so
        that nobody can act as two of the three administrators (row L3).

        Raises:
            WrongPostError: the caller does not rule all units the person has a post in.

        """
        found = self.views.select(posts, posts.c.person_id == person_id)
        held = [row for row in found if row.holds(caller.at)]
        if not held:
            return self.access.administering(caller)
        apart = {row.unit for row in held if row.post in {Post.AUDITOR, Post.SECURITY_ADMIN}}
        if apart:
            return min((self.access.securing(caller, unit) for unit in apart), key=_place)
        return min((self.access.ruling(caller, row.unit) for row in held), key=_place)

    def check_looking(self, caller: Caller) -> None:
        """Let only admins and security admins, of whichever unit, look at people.

        Raises:
            WrongPostError: the caller is neither.

        """
        if not caller.units(Post.SECURITY_ADMIN):
            self.access.administering(caller)


def _place(cause: Cause) -> str:
    return cause.unit


def _listed(names: Sequence[str]) -> str:
    told = "、".join(names[:FEW])
    return f"{told}等" if len(names) > FEW else told
