"""Answers to programs: where a command was filed, and which version a row shows."""

from typing import Any

from litestar import Response
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from shared.store import Receipt


def etag(version: int) -> str:
    """Return a version as the tag that comes back in ``If-Match``."""
    return f'"{version}"'


def filed(
    receipt: Receipt, location: str = "", *, status_code: int = HTTP_201_CREATED
) -> Response[Receipt]:
    """Answer a command with its receipt, where the thing is now, and its version."""
    headers = {"ETag": etag(receipt.version)}
    if location:
        headers["Location"] = location
    return Response(receipt, status_code=status_code, headers=headers)


def tagged(content: Any, version: int) -> Response[Any]:
    """Answer a question with a row and the version it shows."""
    return Response(content, status_code=HTTP_200_OK, headers={"ETag": etag(version)})
