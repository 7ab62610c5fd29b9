"""来信照片 — of letters on paper: each is sealed with its opinion's own key before it is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from uuid import UUID

from msgspec import Struct, json

from services.feedback.domain.terms import Picture
from services.feedback.handlers.desk import Desk
from shared.decider import InvalidError, NotFoundError
from shared.files import KINDS, Arriving, FileEmptyError, FileGoneError, Place
from shared.files.scan import Scanner
from shared.seal import Keyring, Sealed
from shared.web import Caller

AT_MOST: Final = 10  # pictures of one letter
BYTES: Final = 10_000_000  # of one picture
NAME: Final = 80  # characters
HEADS: Final = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"%PDF-": "pdf"}


class TooManyPicturesError(InvalidError):
    """一封来信最多附10张照片，请分次登记或者合并成一个 PDF 文件。"""


class PictureTooLargeError(InvalidError):
    """照片太大，每张最多10兆字节。"""


class PictureKindError(InvalidError):
    """照片只能是 PNG、JPG 或者 PDF 文件；按内容识别，改名无效。"""


class PictureGoneError(NotFoundError):
    """没有找到这张照片，或者已经依法删除。"""


class Shot(Struct, frozen=True, kw_only=True):
    """照片 — as it was handed in, or as it is given out."""

    name: str
    data: bytes
    media_type: str = ""


@dataclass(frozen=True)
class Pictures:
    """照片"""

    arriving: Arriving
    place: Place
    scanner: Scanner
    keyring: Keyring
    desk: Desk

    async def keep(self, opinion_id: UUID, shots: Sequence[Shot]) -> tuple[Picture, ...]:
        """Keep pictures, unreadable without the opinion's key.

        Raises:
            TooManyPicturesError, PictureTooLargeError, PictureKindError, FileEmptyError:
                they are not taken; nothing of the letter is, then.

        """
        if len(shots) > AT_MOST:
            raise TooManyPicturesError(len(shots), field="pictures")
        kinds = [_kind(each) for each in shots]
        return tuple(
            [
                await asyncio.to_thread(self._keep, opinion_id, shot, kind)
                for shot, kind in zip(shots, kinds, strict=True)
            ]
        )

    def show(self, opinion_id: UUID, number: int, caller: Caller) -> Shot:
        """Return a picture to whoever may read the opinion.

        Raises:
            PictureGoneError: there is none, or its key was destroyed.

        """
        self.desk.dossier(opinion_id, caller)
        course = self.desk.course(opinion_id)
        if course is None or not 0 <= number < len(course.pictures):
            raise PictureGoneError(number)
        picture = course.pictures[number]
        data = self._opened(picture)
        if data is None:
            raise PictureGoneError(number)
        media_type = KINDS[picture.kind].media_type
        return Shot(name=picture.name, data=data, media_type=media_type)

    def _keep(self, opinion_id: UUID, shot: Shot, kind: str) -> Picture:
        self._look(shot.data)
        box = self.keyring.seal(str(opinion_id), shot.data, field="picture")
        kept = self.arriving.keep(json.encode(box))
        return Picture(name=_named(shot.name), sha256=kept.sha256, kind=kind)

    def _look(self, data: bytes) -> None:
        if not self.scanner.name:
            return  # what nobody looks at touches no disk unsealed
        with NamedTemporaryFile() as plain:
            plain.write(data)
            plain.flush()
            self.scanner.look(Path(plain.name))

    def _opened(self, picture: Picture) -> bytes | None:
        try:
            box = json.decode(b"".join(self.place.read(picture.sha256)), type=Sealed)
        except FileGoneError:
            return None
        return self.keyring.open(box, bytes, field="picture")


def _kind(shot: Shot) -> str:
    if not shot.data:
        raise FileEmptyError(field="pictures")
    if len(shot.data) > BYTES:
        raise PictureTooLargeError(len(shot.data), field="pictures")
    found = [kind for head, kind in HEADS.items() if shot.data.startswith(head)]
    if not found:
        raise PictureKindError(field="pictures")
    return found[0]


def _named(name: str) -> str:
    plain = "".join(each for each in name.replace("\\", "/").split("/")[-1] if each.isprintable())
    return plain[-NAME:] or "照片"
