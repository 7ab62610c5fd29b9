"""职务 — who may act for a unit, as what, and for how long."""

from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from services.catalog.domain.commands import AssignPost, HandPost, PostCommand, VacatePost
from services.catalog.domain.events import (
    PostAssigned,
    PostEntrusted,
    PostEvent,
    PostHanded,
    PostVacated,
)
from services.catalog.domain.scheme_terms import Rules
from services.catalog.domain.terms import Post
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

# Only one person of a unit holds these at a time; a substitute stands in beside (S0-77…80).
SINGLE: Final = frozenset({Post.LEADER, Post.FIRST_RESPONSIBLE, Post.SECRETARY})
# The three administrators: nobody is more than one of them, in whatever unit (row L3).
ADMINISTRATORS: Final = (Post.ADMIN, Post.SECURITY_ADMIN, Post.AUDITOR)
# Without these what is approved could not be carried out (S0-77…81).
DEMANDED: Final = (
    *(Post.CLERK, Post.SECRECY_REVIEWER, Post.REVIEWER, Post.APPROVER, Post.PUBLISHER),
)
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
_EVER: Final = datetime.max.replace(tzinfo=UTC)


class Term(Struct, frozen=True, kw_only=True):
    """任期 — one person in one post; ``until`` is the first moment they hold it no more."""

    person: str
    post: Post
    since: datetime = _ALWAYS
    until: datetime = _EVER
    substitute_for: str = ""

    def meets(self, since: datetime, until: datetime) -> bool:
        """Tell whether the two spans have a moment in common."""
        return self.since < until and since < self.until


class Posts(Struct, frozen=True):
    """Who holds what in one unit, and from when to when."""

    terms: tuple[Term, ...] = ()

    def lasting(self, post: Post, at: datetime) -> list[Term]:
        """Return the terms in a post that are not over, also those still to begin."""
        return [each for each in self.terms if each.post is post and at < each.until]


class AlreadyAssignedError(RejectedError):
    """这个人已经担任这一职务。"""


class NotAssignedError(RejectedError):
    """这个人没有担任这一职务。"""


class TwoHeadsError(RejectedError):
    """这一职务同一时间只能由一人担任，请先免去或者移交。"""


class TermInvalidError(InvalidError):
    """任期的结束时间必须晚于开始时间，也必须晚于现在。"""


class SubstituteTermError(InvalidError):
    """代理职务必须写明结束时间。"""


class SubstituteInvalidError(InvalidError):
    """被代理的人没有担任这一职务，或者就是代理人自己。"""


class HandedToSelfError(InvalidError):
    """不能把职务移交给自己。"""


class LastAdministratorError(RejectedError):
    """全县只有这一名管理员，请先任命另一名管理员，再免去这一名。"""


def administered(posts: Posts, person: str, at: datetime) -> None:
    """Refuse to take the only administrator from the county: nobody could appoint another."""
    held = posts.lasting(Post.ADMIN, at)
    mine = any(each.person == person for each in held)
    others = (each for each in held if each.person != person and each.since <= at)
    if mine and all(each.until != _EVER for each in others):
        raise LastAdministratorError(person, field="post")


def demanded(rules: Rules | None) -> tuple[Post, ...]:
    """Return the posts a unit must fill: those of every unit, and whom its own rules name alone."""
    own = rules.checks if rules else ()
    alone = [rule.posts[0] for rule in own if len(rule.posts) == 1]
    alone += rules.approvers if rules and len(rules.approvers) == 1 else ()
    return tuple(dict.fromkeys((*DEMANDED, *alone)))


def decide(command: PostCommand, posts: Posts, cause: Cause) -> list[PostEvent]:
    """Answer a request about the posts of the unit the cause names."""
    match command:
        case AssignPost():
            return [_assign(command, posts, cause)]
        case VacatePost(person_id=person, post=post):
            _held(posts, person, post, cause)
            return [PostVacated(unit=cause.unit, person_id=person, post=post)]
        case HandPost():
            return [_hand(command, posts, cause)]


def _assign(command: AssignPost, posts: Posts, cause: Cause) -> PostAssigned | PostEntrusted:
    new = _term(command, cause)
    lasting = posts.lasting(command.post, cause.at)
    if any(each.person == new.person for each in lasting):
        raise AlreadyAssignedError(new.person, new.post.value, field="post")
    if new.substitute_for:
        _check_substitute(new, lasting)
    elif new.post in SINGLE:
        _check_alone(new, lasting)
    if not (command.since or command.until or command.substitute_for):
        return PostAssigned(unit=cause.unit, person_id=new.person, post=new.post)
    return PostEntrusted(
        unit=cause.unit,
        person_id=new.person,
        post=new.post,
        since=command.since,
        until=command.until,
        substitute_for=command.substitute_for,
    )


def _term(command: AssignPost, cause: Cause) -> Term:
    since, until = command.since or cause.at, command.until or _EVER
    if until <= max(since, cause.at):
        raise TermInvalidError(until.isoformat(), field="until")
    return Term(
        person=command.person_id,
        post=command.post,
        since=since,
        until=until,
        substitute_for=command.substitute_for,
    )


def _check_substitute(new: Term, lasting: list[Term]) -> None:
    if new.until == _EVER:
        raise SubstituteTermError(field="until")
    there = (each.person for each in lasting if each.meets(new.since, new.until))
    if new.substitute_for == new.person or new.substitute_for not in there:
        raise SubstituteInvalidError(new.substitute_for, field="substitute_for")


def _check_alone(new: Term, lasting: list[Term]) -> None:
    for each in lasting:
        if not each.substitute_for and each.meets(new.since, new.until):
            raise TwoHeadsError(each.person, new.post.value, field="post")


def _hand(command: HandPost, posts: Posts, cause: Cause) -> PostHanded:
    post, giver, taker = command.post, command.giver, command.taker
    given = _held(posts, giver, post, cause)
    if giver == taker:
        raise HandedToSelfError(taker, field="taker")
    if given.since > cause.at:
        raise NotAssignedError(giver, post.value, field="giver")
    if any(each.person == taker for each in posts.lasting(post, cause.at)):
        raise AlreadyAssignedError(taker, post.value, field="taker")
    until = None if given.until == _EVER else given.until
    return PostHanded(unit=cause.unit, post=post, giver=giver, taker=taker, until=until)


def _held(posts: Posts, person: str, post: Post, cause: Cause) -> Term:
    for each in posts.lasting(post, cause.at):
        if each.person == person:
            return each
    raise NotAssignedError(person, post.value, field="post")


def evolve(posts: Posts, event: PostEvent) -> Posts:
    """Return the posts after an event."""
    match event:
        case PostAssigned(person_id=person, post=post):
            return _with(posts, Term(person=person, post=post))
        case PostEntrusted(person_id=person, post=post):
            term = Term(
                person=person,
                post=post,
                since=event.since or _ALWAYS,
                until=event.until or _EVER,
                substitute_for=event.substitute_for,
            )
            return _with(posts, term)
        case PostHanded(giver=giver, taker=taker, post=post, until=until):
            left = _without(posts, giver, post)
            return _with(left, Term(person=taker, post=post, until=until or _EVER))
        case PostVacated(person_id=person, post=post):
            return _without(posts, person, post)


def _with(posts: Posts, term: Term) -> Posts:
    return Posts((*_without(posts, term.person, term.post).terms, term))


def _without(posts: Posts, person: str, post: Post) -> Posts:
    return Posts(tuple(e for e in posts.terms if (e.person, e.post) != (person, post)))


POST: Decider[PostCommand, Posts, PostEvent] = Decider(Posts(), decide, evolve)
