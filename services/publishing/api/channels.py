"""渠道适配程序的门 — reports and replays, signed with the key that opens its letters.

A request carries ``Gk-Signature``: the adapter's Ed25519 signature, in base64, over the method,
a space, the path with its query, a line feed, and the body.
"""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import Parameter
from msgspec import DecodeError, ValidationError, json

from services.publishing.handlers.reporting import Replay, Report, Reports
from shared.decider import InvalidError
from shared.store import Receipt
from shared.web import Caller, filed

AnyRequest = Request[Any, Any, Any]
SIGNATURE: Final = "gk-signature"
LARGEST: Final = 20_000  # bytes of a report
LAST: Final = 2**53  # more letters than there will ever be


class ReportMalformedError(InvalidError):
    """渠道报告不完整，或者有不认识的栏目。"""


@post("/api/channels/{name:str}/reports")
async def take_report(
    name: str, request: AnyRequest, reports: Reports, caller: Caller
) -> Response[Receipt]:
    """渠道报告：送达、未送达、撤下。"""
    body = await request.body()
    reports.known(name, request.headers.get(SIGNATURE, ""), signed(request, body))
    return filed(await reports.take(name, read(body), caller))


@get("/api/channels/{name:str}/letters", sync_to_thread=True)
def replay_letters(
    name: str,
    request: AnyRequest,
    reports: Reports,
    since: str = "",
    after: Annotated[int, Parameter(ge=0, le=LAST)] = 0,
) -> Replay:
    """重放渠道信：从某一天起，或者从某个位置以后。"""
    adapter = reports.known(name, request.headers.get(SIGNATURE, ""), signed(request, b""))
    return reports.since(adapter, since, after)


def signed(request: AnyRequest, body: bytes) -> bytes:
    """Return the text that an adapter signs."""
    query = f"?{request.scope['query_string'].decode()}" if request.scope["query_string"] else ""
    return f"{request.method} {request.url.path}{query}\n".encode() + body


def read(body: bytes) -> Report:
    """Return a report.

    Raises:
        ReportMalformedError: it cannot be read.

    """
    try:
        return json.decode(body[: LARGEST + 1], type=Report)
    except (DecodeError, ValidationError, RecursionError) as error:
        raise ReportMalformedError(str(error)) from error


handlers = [take_report, replay_letters]
