"""开放数据页 — all that society reads to take away: files, their schema, their digests, figures."""

from base64 import b64encode
from typing import Any

from litestar import Request, Response, get
from litestar.response import Stream
from msgspec import structs

from services.publishing.handlers.open_data import CSV, JSON, OpenData, OpenRow, Summary
from services.publishing.pages.portal import Origin
from shared.calendar import beijing_date
from shared.web import Caller, Page, page

AnyRequest = Request[Any, Any, Any]
KINDS = {CSV: "text/csv; charset=utf-8", JSON: "application/json"}


@get("/open-data", sync_to_thread=True)
def open_data_page(open_data: OpenData, origin: Origin, caller: Caller) -> Page:
    """开放数据。"""
    return page(
        "open_data.html.j2",
        files=[(name, open_data.volume(name)) for name in KINDS],
        fields=[(each.name, *_told(each.name)) for each in structs.fields(OpenRow)],
        summary=open_data.summary(beijing_date(caller.at)),
        canonical=origin.of("/open-data"),
    )


@get("/open-data/disclosures.csv", sync_to_thread=True)
def disclosures_csv(open_data: OpenData, request: AnyRequest) -> Response[Any]:
    """全部公开事项（CSV）。"""
    return _file(CSV, open_data, request)


@get("/open-data/disclosures.json", sync_to_thread=True)
def disclosures_json(open_data: OpenData, request: AnyRequest) -> Response[Any]:
    """全部公开事项（JSON）。"""
    return _file(JSON, open_data, request)


@get("/open-data/schema.json", sync_to_thread=True)
def schema_json(open_data: OpenData) -> Response[bytes]:
    """公开数据的格式说明（JSON Schema）。"""
    return Response(open_data.schema(), media_type="application/schema+json")


@get("/open-data/digests.json", sync_to_thread=True)
def digests_json(open_data: OpenData) -> dict[str, Any]:
    """公开数据文件的摘要。"""
    files = {name: open_data.volume(name) for name in KINDS}
    told = {name: {"bytes": each.size, "sha256": each.sha256} for name, each in files.items()}
    return {"edition": open_data.edition(), "files": told}


@get("/open-data/statistics.json", sync_to_thread=True)
def statistics_json(open_data: OpenData, caller: Caller) -> Summary:
    """公开数据的统计。"""
    return open_data.summary(beijing_date(caller.at))


def _file(name: str, open_data: OpenData, request: AnyRequest) -> Response[Any]:
    volume = open_data.volume(name)
    tag = f'"{volume.sha256}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"ETag": tag})
    digest = b64encode(bytes.fromhex(volume.sha256)).decode()
    headers = {
        "ETag": tag,
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
        "Content-Length": str(volume.size),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Type": KINDS[name],
    }
    return Stream(volume.pieces(), headers=headers)


def _told(name: str) -> tuple[str, str]:
    meta = {each.name: each.type for each in structs.fields(OpenRow)}[name].__metadata__[0]
    return meta.title, meta.description or ""


handlers = [
    open_data_page,
    disclosures_csv,
    disclosures_json,
    schema_json,
    digests_json,
    statistics_json,
]
