"""Rows of posts, as this service has heard."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.heard import PostAssigned, PostEntrusted, PostHanded, PostVacated
from shared.record import Record
from shared.view import Rows, View


class PostRow(Struct, frozen=True, kw_only=True):
    """任职 — who holds which post where, now."""

    key: str
    unit: str
    person_id: str
    post: str
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether the post is held at a moment: a term ends by itself."""
        begun = self.since is None or self.since <= at
        return begun and (self.until is None or at < self.until)


posts = View("posts", PostRow, key="key", indexes=(("unit", "post"), ("person_id",)))


@posts.on(PostAssigned)
def _(rows: Rows[PostRow], record: Record[PostAssigned]) -> None:
    event = record.event
    rows.put(_tenure(event.unit, event.person_id, event.post))


@posts.on(PostEntrusted)
def _(rows: Rows[PostRow], record: Record[PostEntrusted]) -> None:
    event = record.event
    row = _tenure(event.unit, event.person_id, event.post)
    rows.put(replace(row, since=event.since, until=event.until))


@posts.on(PostHanded)
def _(rows: Rows[PostRow], record: Record[PostHanded]) -> None:
    event = record.event
    rows.drop(_tenure(event.unit, event.giver, event.post).key)
    rows.put(replace(_tenure(event.unit, event.taker, event.post), until=event.until))


@posts.on(PostVacated)
def _(rows: Rows[PostRow], record: Record[PostVacated]) -> None:
    event = record.event
    rows.drop(_tenure(event.unit, event.person_id, event.post).key)


def _tenure(unit: str, person: str, post: str) -> PostRow:
    return PostRow(key=f"{unit}/{person}/{post}", unit=unit, person_id=person, post=post)
