"""相册 — photos that prove: kept by their digest, compared with every one before them (C6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from services.publishing.domain.board_words import Alike, Photo
from services.publishing.domain.likeness import is_alike
from services.publishing.gateways.pictures import PhotoUnreadableError, likeness_of
from services.publishing.views import photos
from shared.files import Arriving, Place
from shared.view import Views

PICTURES: Final = ("jpg", "png")
MOST: Final = 5  # places named where a photo was used before
AT_ONCE: Final = timedelta(hours=1)  # what was done on one board within it was done at one time


@dataclass(frozen=True)
class Album:
    """Where photos come in, and where they are kept."""

    views: Views
    arriving: Arriving
    place: Place

    def take(self, data: bytes) -> Photo | None:
        """Keep a photo; call in a thread. None if nothing was sent.

        Raises:
            FileTooLargeError, FileKindError, FileInfectedError: it cannot be taken.
            PhotoUnreadableError: it is no picture.

        """
        if not data:
            return None
        kept = self.arriving.keep(data)
        if kept.kind not in PICTURES:
            raise PhotoUnreadableError(kept.kind, field="photo")
        return Photo(sha256=kept.sha256, size=kept.size, kind=kept.kind, likeness=likeness_of(data))

    def alike(self, photo: Photo | None, board_id: UUID, at: datetime | None) -> tuple[Alike, ...]:
        """Return where this picture was used before.

        One photo of a whole board may prove all that was done there at one time.
        """
        if photo is None or at is None:
            return ()
        c = photos.c
        elsewhere = sa.or_(c.board_id != board_id, c.at < at - AT_ONCE, c.at > at + AT_ONCE)
        known = sa.select(c.sha256, c.likeness, c.board_id, c.disclosure_id).where(elsewhere)
        return tuple(_found(photo, self.views.query(known.order_by(c.at))))[:MOST]


def _found(photo: Photo, rows: Iterable[tuple[str, str, UUID, UUID]]) -> Iterable[Alike]:
    seen = set()
    for sha256, likeness, board, about in rows:
        same = sha256 == photo.sha256
        where = str(board), str(about)
        if where not in seen and (same or is_alike(likeness, photo.likeness)):
            seen.add(where)
            yield Alike(board_id=where[0], disclosure_id=where[1], same=same)
