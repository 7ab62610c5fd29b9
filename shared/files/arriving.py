"""Uploads on their way: piece after piece, resumed where they broke off, kept once whole."""

import os
from collections.abc import AsyncIterable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from uuid import UUID

from msgspec import Struct, json
from msgspec.structs import replace

from shared.files.kinds import kind_of
from shared.files.place import (
    FileEmptyError,
    FileKindError,
    FileTooLargeError,
    Kept,
    OffsetError,
    Place,
    UploadUnknownError,
    digests,
)
from shared.files.scan import Scanner, Unscanned

PATIENCE: Final = timedelta(days=2)  # what nobody went on with by then is cleared away


class Upload(Struct, frozen=True, kw_only=True):
    """上传 — whose it is, how long it will be in bytes, how much has come, what it became."""

    owner: str
    name: str
    length: int
    begun: datetime
    kept: Kept | None = None


class Arriving:
    """收件处 — takes uploads in below a folder of this machine."""

    def __init__(
        self, folder: Path, place: Place, *, limit: int, scanner: Scanner | None = None
    ) -> None:
        self._folder, self._place, self.limit = folder, place, limit
        self._scanner = scanner or Unscanned()

    def begin(self, upload_id: UUID, owner: str, name: str, length: int, now: datetime) -> Upload:
        """Begin an upload; the same again goes on with it.

        Raises:
            FileEmptyError, FileTooLargeError: it will be nothing, or too much.
            UploadUnknownError: the id is somebody else's.

        """
        if length <= 0:
            raise FileEmptyError(field="file")
        if length > self.limit:
            raise FileTooLargeError(self.limit)
        if self._about(upload_id).exists():
            return self.of(upload_id, owner)
        upload = Upload(owner=owner, name=name, length=length, begun=now)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._part(upload_id).touch()
        self._write(upload_id, upload)
        return upload

    def of(self, upload_id: UUID, owner: str) -> Upload:
        """Return an upload of this person.

        Raises:
            UploadUnknownError: there is none.

        """
        try:
            upload = json.decode(self._about(upload_id).read_bytes(), type=Upload)
        except FileNotFoundError:
            raise UploadUnknownError(upload_id) from None
        if upload.owner != owner:
            raise UploadUnknownError(upload_id)
        return upload

    def received(self, upload_id: UUID) -> int:
        """Return how many bytes have come."""
        part = self._part(upload_id)
        return part.stat().st_size if part.exists() else 0

    async def take(
        self, upload_id: UUID, owner: str, offset: int, pieces: AsyncIterable[bytes]
    ) -> int:
        """Take the next bytes in and return how many there are now; a broken line loses none.

        Raises:
            UploadUnknownError: there is no such upload of this person.
            OffsetError: these are not the next bytes.
            FileTooLargeError: more comes than was announced.

        """
        upload = self.of(upload_id, owner)
        if upload.kept is not None or offset != self.received(upload_id):
            raise OffsetError(upload.length if upload.kept else self.received(upload_id))
        with self._part(upload_id).open("ab") as part:
            async for piece in pieces:
                if part.tell() + len(piece) > upload.length:
                    raise FileTooLargeError(upload.length)
                part.write(piece)
        return self.received(upload_id)

    def finish(self, upload_id: UUID, owner: str) -> Kept:
        """Keep an upload that is whole; the second time answers what the first one did.

        Raises:
            UploadUnknownError: there is no such upload of this person.
            OffsetError: something is still missing.
            FileKindError, FileInfectedError: it is nothing that is taken.

        """
        upload = self.of(upload_id, owner)
        if upload.kept is not None:
            return upload.kept
        part = self._part(upload_id)
        if self.received(upload_id) != upload.length:
            raise OffsetError(self.received(upload_id))
        kept = self._judged(part, upload.length)
        _on_disk(part)
        self._place.keep(part, kept.sha256)
        self._write(upload_id, replace(upload, kept=kept))
        return kept

    def keep(self, data: bytes) -> Kept:
        """Keep a file that the house itself has made.

        Raises:
            FileKindError, FileInfectedError: it is nothing that is taken.

        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, suffix=".made", delete=False) as made:
            made.write(data)
        part = Path(made.name)
        kept = self._judged(part, len(data))
        _on_disk(part)
        self._place.keep(part, kept.sha256)
        return kept

    def judge(self, data: bytes) -> Kept:
        """Return what a file is that will be kept in another shape, such as sealed.

        Raises:
            FileKindError, FileInfectedError: it is nothing that is taken.

        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, suffix=".seen") as seen:
            seen.write(data)
            seen.flush()
            return self._judged(Path(seen.name), len(data))

    def clear(self, now: datetime) -> int:
        """Clear away what was begun long ago and never went on; return how many."""
        gone = 0
        for about in self._folder.glob("*.json"):
            upload = json.decode(about.read_bytes(), type=Upload)
            if now - upload.begun > PATIENCE:
                about.with_suffix(".part").unlink(missing_ok=True)
                about.unlink()
                gone += 1
        return gone

    def _judged(self, part: Path, size: int) -> Kept:
        kind = kind_of(part)
        if kind is None:
            raise FileKindError(field="file")
        self._scanner.look(part)
        first, second = digests(part)
        return Kept(sha256=first, sm3=second, size=size, kind=kind.ending)

    def _part(self, upload_id: UUID) -> Path:
        return self._folder / f"{upload_id}.part"

    def _about(self, upload_id: UUID) -> Path:
        return self._folder / f"{upload_id}.json"

    def _write(self, upload_id: UUID, upload: Upload) -> None:
        written = self._folder / f"{upload_id}.new"
        written.write_bytes(json.encode(upload))
        _on_disk(written)
        written.replace(self._about(upload_id))


def _on_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
