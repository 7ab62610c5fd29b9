"""A bucket of an S3-compatible server, which several machines can share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

from minio import Minio
from minio.error import S3Error
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from shared.decider import RejectedError
from shared.files.place import PIECE, FileGoneError
from shared.files.whole import whole

R = TypeVar("R")
MISSING: Final = {"NoSuchKey", "NoSuchObject", "NoSuchBucket"}


class PlaceUnavailableError(RejectedError):
    """文件库暂时不能使用，请稍后再试，您填写的内容没有丢失。"""

    status = 503
    retry_after = 5  # seconds


class Bucket:
    """存储桶 — each file an object under its digest."""

    def __init__(self, address: str) -> None:
        found = urlsplit(address)
        self._bucket = found.path.strip("/")
        self._client = Minio(
            f"{found.hostname}:{found.port}" if found.port else str(found.hostname),
            access_key=unquote(found.username or ""),
            secret_key=unquote(found.password or ""),
            secure=found.scheme == "s3",
            region="us-east-1",
            http_client=PoolManager(timeout=Timeout(10, read=60), retries=Retry(2)),
        )

    def keep(self, file: Path, digest: str) -> None:
        """Keep a file; the server has it, whole, before this returns."""
        if not self.has(digest):
            self._asked(lambda: self._client.fput_object(self._bucket, digest, str(file)))
        file.unlink()

    def has(self, digest: str) -> bool:
        """Tell whether a file is here."""
        try:
            self._asked(lambda: self._client.stat_object(self._bucket, digest))
        except FileGoneError:
            return False
        return True

    def read(self, digest: str) -> Iterator[bytes]:
        """Return a file in pieces, after its digest was found to be right."""
        answer = self._asked(lambda: self._client.get_object(self._bucket, digest))
        return whole(_pieces(answer), digest)

    def _asked(self, question: Callable[[], R]) -> R:
        try:
            return question()
        except S3Error as error:
            if error.code in MISSING:
                raise FileGoneError from error
            raise PlaceUnavailableError(str(error.code)) from error
        except (HTTPError, OSError) as error:
            raise PlaceUnavailableError(type(error).__name__) from error


def _pieces(answer: BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from answer.stream(PIECE)
    finally:
        answer.close()
        answer.release_conn()
