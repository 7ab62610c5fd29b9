"""The door for programs: the log's files, entries and proofs; all of it public; no rules."""

from typing import Annotated, Final

from litestar import Response, get
from litestar.params import Parameter
from msgspec import Struct

from services.archive.handlers import Proofs, Standing, Witnessing

TEXT: Final = "text/plain"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}

Number = Annotated[int, Parameter(ge=0)]


class LogState(Struct, frozen=True, kw_only=True):
    """日志现状 — what the published checkpoint covers."""

    size: int
    root: str
    key: str


@get("/checkpoint", sync_to_thread=True, media_type=TEXT)
def checkpoint(proofs: Proofs) -> str:
    """最新检查点（签名文本）"""
    return proofs.note


@get("/checkpoints/{size:int}", sync_to_thread=True)
def earlier(proofs: Proofs, size: Number) -> Response[bytes]:
    """历次检查点"""
    return Response(proofs.file(f"checkpoints/{size}"), media_type=TEXT, headers=FOR_EVER)


@get("/cosigned", sync_to_thread=True, media_type=TEXT)
def cosigned(proofs: Proofs) -> str:
    """由足够的见证人共同签署的最新检查点"""
    return proofs.cosigned


@get("/cosigned/{path:path}", sync_to_thread=True)
def cosignature(proofs: Proofs, path: str) -> Response[bytes]:
    """一个见证人对一个检查点的签名行：条目数和密钥编号"""
    found = proofs.file("cosigned/" + path.strip("/"))
    return Response(found, media_type=TEXT, headers=FOR_EVER)


@get("/api/witnesses", sync_to_thread=True)
def witnesses(witnessing: Witnessing) -> list[Standing]:
    """见证人各自签到哪里"""
    return witnessing.standings


@get("/tile/{path:path}", sync_to_thread=True)
def tile(proofs: Proofs, path: str) -> Response[bytes]:
    """日志的瓦片与条目包（C2SP tlog-tiles）"""
    found = proofs.file("tile/" + path.strip("/"))
    return Response(found, media_type=BYTES, headers=FOR_EVER)


@get("/key", sync_to_thread=False, media_type=TEXT)
def key(proofs: Proofs) -> str:
    """日志的核验公钥"""
    return proofs.key


@get("/api/log", sync_to_thread=True)
def log(proofs: Proofs) -> LogState:
    """日志现状"""
    return LogState(size=proofs.size, root=proofs.root, key=proofs.key)


@get("/api/proofs/{service:str}/{position:int}", sync_to_thread=True, media_type=TEXT)
def proof(proofs: Proofs, service: str, position: Number) -> str:
    """一条事实的存在证明（C2SP tlog-proof）"""
    return proofs.proof(service, position)


@get("/api/entries/{index:int}", sync_to_thread=True)
def entry(proofs: Proofs, index: Number) -> Response[bytes]:
    """日志中的一个条目，原样字节"""
    return Response(proofs.entry(index), media_type="application/json", headers=FOR_EVER)


handlers = [checkpoint, earlier, cosigned, cosignature, witnesses, tile, key, log, proof, entry]
