"""The drawer for uploaded catalog files: each under the digest of its content."""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from shared.decider import NotFoundError


class FileUnknownError(NotFoundError):
    """没有找到上传的文件，请重新上传。"""


class Drawer:
    """文件抽屉 — what is put in under a digest is what comes out under it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Keep a file and return its SHA-256; the same file again changes nothing."""
        digest = sha256(data).hexdigest()
        place = self._folder / digest
        if not place.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(place)
        return digest

    def read(self, digest: str) -> bytes:
        """Return a file.

        Raises:
            FileUnknownError: there is none of this digest, or it was altered.

        """
        place = self._folder / digest
        if not (digest.isalnum() and place.is_file()):
            raise FileUnknownError(digest, field="sha256")
        data = place.read_bytes()
        if sha256(data).hexdigest() != digest:
            raise FileUnknownError(digest, field="sha256")
        return data
