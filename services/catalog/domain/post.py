"""职务 — who may act for a unit, and as what."""

from msgspec import Struct

from services.catalog.domain.commands import AssignPost, PostCommand, VacatePost
from services.catalog.domain.events import PostAssigned, PostEvent, PostVacated
from services.catalog.domain.terms import Post
from shared.decider import Decider, RejectedError
from shared.record import Cause


class Posts(Struct, frozen=True):
    """Who holds what in one unit."""

    held: frozenset[tuple[str, Post]] = frozenset()


class AlreadyAssignedError(RejectedError):
    """这个人已经担任这一职务。"""


class NotAssignedError(RejectedError):
    """这个人没有担任这一职务。"""


def decide(command: PostCommand, posts: Posts, cause: Cause) -> list[PostEvent]:
    """Answer a request about the posts of the unit the cause names."""
    match command:
        case AssignPost(person_id=person, post=post):
            if (person, post) in posts.held:
                raise AlreadyAssignedError(person, post.value, field="post")
            return [PostAssigned(unit=cause.unit, person_id=person, post=post)]
        case VacatePost(person_id=person, post=post):
            if (person, post) not in posts.held:
                raise NotAssignedError(person, post.value, field="post")
            return [PostVacated(unit=cause.unit, person_id=person, post=post)]


def evolve(posts: Posts, event: PostEvent) -> Posts:
    """Return the posts after an event."""
    match event:
        case PostAssigned(person_id=person, post=post):
            return Posts(posts.held | {(person, post)})
        case PostVacated(person_id=person, post=post):
            return Posts(posts.held - {(person, post)})


POST: Decider[PostCommand, Posts, PostEvent] = Decider(Posts(), decide, evolve)
