"""The door for programs: the log's files, entries and proofs; all of it public; no rules."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post, put
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Meta, Struct
from msgspec.structs import asdict

from services.archive.api import figures
from services.archive.domain.terms import Count
from services.archive.domain.volume_words import (
    ConsultVolume,
    Kind,
    Line,
    Piece,
    RegisterOriginal,
    SettleFonds,
    Stage,
    Text,
)
from services.archive.handlers import (
    Proofs,
    Standing,
    Volumes,
    Wish,
    Witnessing,
    pieces,
)
from services.archive.handlers.ciphers import Suite
from services.archive.handlers.volumes import Sheet
from services.archive.views import OriginalRow, UseRow, VolumeRow
from shared.store import Receipt
from shared.web import Caller, Room, filed

TEXT: Final = "text/plain"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}

Number = Annotated[int, Parameter(ge=0)]


class Draft(Struct, frozen=True, kw_only=True):
    """待立案卷 — what was found, and the kinds of which nothing was."""

    title: str
    pieces: tuple[Piece, ...]
    missing: tuple[Kind, ...]
    files: tuple[Sheet, ...]


class Volume(Struct, frozen=True, kw_only=True):
    """案卷 — its versions newest first, its paper originals, who used it for what."""

    versions: list[VolumeRow]
    originals: list[OriginalRow]
    uses: list[UseRow]


class Paper(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """纸质原件"""

    number: Text
    name: Text
    pages: Count
    shelf: Text
    twin: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""


class Use(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """利用"""

    purpose: Text
    original: Line = ""


class Check(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """检测"""

    stage: Stage


class LogState(Struct, frozen=True, kw_only=True):
    """日志现状 — what the published checkpoint covers."""

    size: int
    root: str
    key: str
    sm2: str = ""


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


@get("/keys", sync_to_thread=False)
def keys(proofs: Proofs) -> list[str]:
    """历次密钥移交书，从旧到新"""
    return [each.note for each in proofs.handovers]


@get("/keys/{number:str}", sync_to_thread=True)
def handover(proofs: Proofs, number: str) -> Response[bytes]:
    """一份密钥移交书（签名文本）"""
    return Response(proofs.file(f"keys/{number}"), media_type=TEXT, headers=FOR_EVER)


@get("/key", sync_to_thread=False, media_type=TEXT)
def key(proofs: Proofs) -> str:
    """日志的核验公钥"""
    return proofs.key


@get("/api/log", sync_to_thread=True)
def log(proofs: Proofs) -> LogState:
    """日志现状"""
    return LogState(size=proofs.size, root=proofs.root, key=proofs.key, sm2=proofs.sm2_key)


@get("/api/ciphers", sync_to_thread=True)
def ciphers(proofs: Proofs) -> tuple[Suite, ...]:
    """密码算法：什么用途用什么算法，国密算法当场自检"""
    return proofs.ciphers


@get("/api/proofs/{service:str}/{position:int}", sync_to_thread=True, media_type=TEXT)
def proof(proofs: Proofs, service: str, position: Number) -> str:
    """一条事实的存在证明（C2SP tlog-proof）"""
    return proofs.proof(service, position)


@get("/api/entries/{index:int}", sync_to_thread=True)
def entry(proofs: Proofs, index: Number) -> Response[bytes]:
    """日志中的一个条目，原样字节"""
    return Response(proofs.entry(index), media_type="application/json", headers=FOR_EVER)


@put("/api/fonds")
async def settle(data: SettleFonds, archive: Volumes, caller: Caller) -> Response[Receipt]:
    """设定全宗"""
    return filed(await archive.settle(data, caller), status_code=200)


@get("/api/matters/{name:uuid}", sync_to_thread=True)
def matter(name: UUID, archive: Volumes, caller: Caller) -> Draft:
    """一件事现有的材料：各种几件，还缺哪几种"""
    caller.known()
    found = archive.matter(name, caller)
    missing = tuple(found.missing)
    return Draft(title=found.title, pieces=found.pieces, missing=missing, files=found.sheets)


@post("/api/matters/{name:uuid}/volume")
async def seal(name: UUID, data: Wish, archive: Volumes, caller: Caller) -> Response[Receipt]:
    """封存案卷"""
    return filed(await archive.seal(name, data, caller))


@get("/api/volumes", sync_to_thread=True)
def volumes(
    archive: Volumes, caller: Caller, q: str = "", page_no: Annotated[int, Parameter(ge=1)] = 1
) -> list[VolumeRow]:
    """案卷，按档号、题名或纸质原件编号查找"""
    caller.known()
    return archive.found(q, page_no, caller)[0]


@get("/api/volumes/{number:str}", sync_to_thread=True)
def volume(number: str, archive: Volumes, caller: Caller) -> Volume:
    """一个案卷：各次封存、纸质原件、利用登记"""
    caller.known()
    archive.volume(number, caller)
    return Volume(
        versions=archive.versions(number),
        originals=archive.papers(number),
        uses=archive.consulted(number),
    )


@post("/api/volumes/{number:str}/originals")
async def register(number: str, data: Paper, archive: Volumes, caller: Caller) -> Response[Receipt]:
    """登记纸质原件"""
    return filed(await archive.register(RegisterOriginal(volume=number, **asdict(data)), caller))


@post("/api/volumes/{number:str}/consult", status_code=200)
async def consult(number: str, data: Use, archive: Volumes, caller: Caller) -> Stream:
    """写明用途，取阅案卷包"""
    command = ConsultVolume(volume=number, purpose=data.purpose, original=data.original)
    package = await archive.consult(command, caller)
    size = {"Content-Length": str(package.stat().st_size)}
    return Stream(pieces(package), media_type="application/zip", headers=size)


@post("/api/volumes/{number:str}/checks")
async def check(number: str, data: Check, archive: Volumes, caller: Caller) -> Response[Receipt]:
    """四性检测"""
    return filed(await archive.check(number, data.stage, caller))


handlers = [
    Room(
        "/",
        route_handlers=[
            *figures.handlers,
            settle,
            matter,
            seal,
            volumes,
            volume,
            register,
            consult,
            check,
            checkpoint,
            earlier,
            cosigned,
            cosignature,
            witnesses,
            tile,
            key,
            keys,
            handover,
            log,
            ciphers,
            proof,
            entry,
        ],
    )
]
