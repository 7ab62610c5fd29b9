"""渠道的门，for programs of staff: the register, comparisons, how channels stand, webhooks."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import Parameter
from msgspec import Struct

from services.publishing.domain.comparison_words import Difference
from services.publishing.domain.reach import Reach, State
from services.publishing.domain.terms import PUBLISHERS, Scope
from services.publishing.handlers.comparing import Comparer, Tally
from services.publishing.handlers.pushing import Registered, Webhooks
from services.publishing.handlers.recording import Entry, Line, Register
from services.publishing.handlers.tending import ChannelLine, Tending
from services.publishing.views.webhooks import HookRow, PushRow
from shared.auth import WrongPostError
from shared.posts import named
from shared.store import Receipt
from shared.web import Caller, filed

Number = Annotated[int, Parameter(ge=1, le=100_000)]


class LineTold(Struct, frozen=True, kw_only=True):
    """一种公开形式：批准的和实际的"""

    form: str
    approved: bool
    step: str = ""
    outlet: str = ""
    audience: Scope | None = None
    version: int = 0
    state: State | None = None
    at: datetime | None = None
    address: str = ""
    differences: tuple[Difference, ...] = ()


class EntryTold(Struct, frozen=True, kw_only=True):
    """审批登记的一项"""

    disclosure_id: UUID
    title: str
    unit: str
    scope: Scope
    forms: tuple[str, ...]
    disclose_on: date
    until: date | None
    digest: str
    submitted_on: date
    reviewed_on: date
    approved_on: date
    reach: Reach
    actual: list[LineTold]
    source_id: UUID | None = None
    source_name: str = ""


class RegisterTold(Struct, frozen=True, kw_only=True):
    """审批登记"""

    total: int
    page: int
    pages: int
    compared_at: datetime | None
    entries: list[EntryTold]


class Receiver(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记推送地址"""

    unit: str
    name: str
    url: str
    about: str = ""


class Ending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """停用推送地址"""

    reason: str


@get("/api/register", sync_to_thread=True)
def read_register(
    register: Register, caller: Caller, page: Number = 1, deviating: bool = False
) -> RegisterTold:
    """审批登记：批准的和实际的并列。"""
    found = register.find(caller, page, deviating=deviating)
    return RegisterTold(
        total=found.total,
        page=found.page,
        pages=found.pages,
        compared_at=found.run.at if found.run else None,
        entries=[entry_told(each) for each in found.entries],
    )


@post("/api/comparisons")
async def compare_now(comparer: Comparer, caller: Caller) -> Tally:
    """现在比对。"""
    caller.known()
    if not caller.units(*PUBLISHERS):
        raise WrongPostError(*map(named, PUBLISHERS))
    return await comparer.compare(caller.at)


@get("/api/channels", sync_to_thread=True)
def read_channels(tending: Tending, caller: Caller) -> list[ChannelLine]:
    """各渠道的情况。"""
    return tending.look(caller).lines


@get("/api/webhooks", sync_to_thread=True)
def read_webhooks(webhooks: Webhooks, caller: Caller) -> list[HookRow]:
    """推送地址。"""
    caller.known()
    return webhooks.of(caller)


@post("/api/webhooks")
async def register_webhook(data: Receiver, webhooks: Webhooks, caller: Caller) -> Registered:
    """登记推送地址。The secret is told this once."""
    return await webhooks.register(data.unit, data.name, data.url, data.about, caller)


@post("/api/webhooks/{webhook_id:uuid}/end")
async def end_webhook(
    webhook_id: UUID, data: Ending, webhooks: Webhooks, caller: Caller
) -> Response[Receipt]:
    """停用推送地址。"""
    return filed(await webhooks.end(webhook_id, data.reason, caller))


@get("/api/pushes", sync_to_thread=True)
def read_pushes(webhooks: Webhooks, caller: Caller) -> list[PushRow]:
    """没有收到的推送。"""
    caller.known()
    return webhooks.dead(caller)


@post("/api/pushes/{push_id:uuid}/retry")
async def retry_push(push_id: UUID, webhooks: Webhooks, caller: Caller) -> Response[Receipt]:
    """要求重新推送。"""
    return filed(await webhooks.retry(push_id, caller))


def entry_told(entry: Entry) -> EntryTold:
    """Return one matter of the register as programs read it."""
    approval, plan = entry.row.approval, entry.plan
    return EntryTold(
        disclosure_id=entry.row.disclosure_id,
        title=plan.title,
        unit=entry.row.unit,
        scope=plan.scope,
        forms=plan.channels,
        disclose_on=plan.disclose_on,
        until=entry.until,
        digest=approval.digest,
        submitted_on=approval.submitted_on,
        reviewed_on=approval.reviewed_on,
        approved_on=approval.approved_on,
        reach=entry.reach,
        actual=[line_told(each) for each in entry.lines],
        source_id=entry.below.source_id if entry.below else None,
        source_name=entry.below.source_name if entry.below else "",
    )


def line_told(line: Line) -> LineTold:
    """Return one form of the register as programs read it."""
    row = line.actual
    if row is None:
        return LineTold(form=line.form, approved=line.approved)
    return LineTold(
        form=line.form,
        approved=line.approved,
        step=row.step,
        outlet=row.outlet,
        audience=row.audience,
        version=row.version,
        state=row.state,
        at=row.at,
        address=row.address,
        differences=line.deviation.differences if line.deviation else (),
    )


handlers = [
    read_register,
    compare_now,
    read_channels,
    read_webhooks,
    register_webhook,
    end_webhook,
    read_pushes,
    retry_push,
]
