"""相册 — photos that prove: kept by their digest, compared with every one before them (C6)."""

from collections.abc import Iterable
from dataclasses import dataclass
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

    def alike(self, photo: Photo | None, sheet_id: UUID, version: int) -> tuple[Alike, ...]:
        """Return where this picture was used before, except for this very showing."""
        if photo is None:
            return ()
        c = photos.c
        known = sa.select(c.sha256, c.likeness, c.board_id, c.disclosure_id).where(
            sa.or_(c.sheet_id != sheet_id, c.version != version)
        )
        return tuple(_found(photo, self.views.query(known.order_by(c.at))))[:MOST]


def _found(photo: Photo, rows: Iterable[tuple[str, str, UUID, UUID]]) -> Iterable[Alike]:
    seen = set()
    for sha256, likeness, board, about in rows:
        same = sha256 == photo.sha256
        where = str(board), str(about)
        if where not in seen and (same or is_alike(likeness, photo.likeness)):
            seen.add(where)
            yield Alike(board_id=where[0], disclosure_id=where[1], same=same)
