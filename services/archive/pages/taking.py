"""What an auditor takes home: the program that checks, and a copy of the whole log."""

from functools import cache
from typing import Final

from litestar import Response, get
from litestar.response import Stream

from services.archive.gateways.copy import copied
from services.archive.gateways.program import NAME, digest, program
from services.archive.handlers import Audit, Consulting, Proofs
from services.archive.pages.history import given
from shared.web import Caller

ZIP: Final = "application/zip"


@cache
def made() -> tuple[bytes, str]:
    """Return the program and its SHA-256."""
    data = program()
    return data, digest(data)


@get(f"/{NAME}", include_in_schema=False, sync_to_thread=True)
def verifier() -> Response[bytes]:
    """核验程序：一个文件，有 Python 3.11 就能运行"""
    data, told = made()
    headers = {
        "Content-Disposition": f'attachment; filename="{NAME}"',
        "Repr-Digest": f"sha-256={told}",
    }
    return Response(data, media_type=ZIP, headers=headers)


@get("/log.zip", include_in_schema=False)
async def log_copy(audit: Audit, consulting: Consulting, proofs: Proofs, caller: Caller) -> Stream:
    """日志副本：整本日志，一个文件；解开后可以离线核验"""
    audit.allow(caller)
    name = f"log-{proofs.size}.zip"
    return given(await consulting.take(name, copied(proofs.folder), caller), name, ZIP)


handlers = [verifier, log_copy]
