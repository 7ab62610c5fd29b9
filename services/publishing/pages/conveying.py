"""渠道的页面 — deliveries of one matter, all channels, the register, webhooks."""

from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import Parameter
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.comparison_words import KINDS
from services.publishing.domain.delivery_words import RemoveDelivery
from services.publishing.domain.reach import REACHES, STATES, reach_of, standing_of
from services.publishing.domain.terms import PUBLISHERS, SCOPES, STEPS
from services.publishing.handlers import Readings
from services.publishing.handlers.comparing import Comparer
from services.publishing.handlers.delivering import Deliveries, Shown, Spot, current
from services.publishing.handlers.gathering import Gathering
from services.publishing.handlers.noting import Noting
from services.publishing.handlers.pushing import Webhooks
from services.publishing.handlers.recording import Register
from services.publishing.handlers.tending import Tending
from services.publishing.handlers.vouching import Vouching, for_strangers, typed
from services.publishing.handlers.witness import Witness
from services.publishing.pages.board_forms import moment
from shared.auth import WrongPostError
from shared.decider import RejectedError
from shared.posts import named
from shared.web import Caller, Enclosed, Filled, Page, again, page, see_other
from shared.web.giving import given

AnyRequest = Request[Any, Any, Any]
LARGEST: Final = 64_000_000  # bytes of a form with its evidence
HOOK_STATES: Final = {"failed": "等待重试", "retried": "等待重试", "abandoned": "已放弃"}
WORDS: Final[dict[str, Any]] = {
    "STATES": STATES,
    "REACHES": REACHES,
    "STEPS": STEPS,
    "SCOPES": SCOPES,
    "KINDS": KINDS,
    "HOOK_STATES": HOOK_STATES,
}


class ShownForm(Struct, frozen=True, kw_only=True):
    """送达登记表 — the time is Beijing's, as people write it."""

    step: str = ""
    form: str = ""
    outlet: str = ""
    shown_at: str = ""
    address: str = ""
    evidence: list[UploadFile] = []


class SpotForm(Struct, frozen=True, kw_only=True):
    """哪一次送达"""

    step: str = ""
    form: str = ""
    outlet: str = ""
    version: int = 0
    reason: str = ""

    def spot(self) -> Spot:
        """Return which delivery is meant."""
        return Spot(step=self.step, form=self.form, outlet=self.outlet, version=self.version)


class HookForm(Struct, frozen=True, kw_only=True):
    """推送地址登记表"""

    unit: str = ""
    name: str = ""
    url: str = ""
    about: str = ""


class ReasonForm(Struct, frozen=True, kw_only=True):
    """原因"""

    reason: str = ""


Number = Annotated[int, Parameter(ge=1, le=100_000)]
Showing = Enclosed[ShownForm]
Meant = Filled[SpotForm]


@get("/items/{disclosure_id:uuid}/deliveries", include_in_schema=False)
async def item_deliveries(
    disclosure_id: UUID,
    readings: Readings,
    sending: Deliveries,
    noting: Noting,
    gathering: Gathering,
    vouching: Vouching,
    caller: Caller,
) -> Page:
    """送达情况"""
    row = await readings.row(disclosure_id, caller)
    rows = await sync_to_thread(sending.of, row, caller)
    now = current(rows, row)
    staff = await sync_to_thread(sending.staffs, row, caller)
    return page(
        "deliveries.html.j2",
        log=await sync_to_thread(noting.of, row) if staff else [],
        names=gathering.names,
        row=row,
        rows=rows if staff else for_strangers(rows),
        vouches=vouching.waiting(rows, caller),
        unseen={each.delivery_id for each in rows if typed(each)},
        standing=standing_of(row.phase, now),
        reach=reach_of(now),
        staff=staff,
        reports=sending.reports(row, caller),
        offered=await sync_to_thread(sending.offered, row),
        **WORDS,
    )


@get("/items/{disclosure_id:uuid}/deliveries/evidence/{digest:str}", include_in_schema=False)
async def delivery_evidence(
    disclosure_id: UUID,
    digest: str,
    readings: Readings,
    witness: Witness,
    caller: Caller,
    request: AnyRequest,
) -> Response[Any]:
    """证据"""
    row = await readings.row(disclosure_id, caller)
    found = await sync_to_thread(witness.find, row, digest, caller)
    return await sync_to_thread(given, found, witness.place, request, download=False)


@post(
    "/items/{disclosure_id:uuid}/deliveries/delivered",
    include_in_schema=False,
    request_max_body_size=LARGEST,
)
async def say_delivered(
    disclosure_id: UUID, data: Showing, sending: Deliveries, witness: Witness, caller: Caller
) -> Redirect:
    """登记送达"""
    await sending.acting(disclosure_id, caller)
    brought = [await each.read() for each in data.evidence]
    digests = [await sync_to_thread(witness.keep, each) for each in brought]
    shown = Shown(
        evidence=next(filter(None, digests), ""),
        shown_at=moment(data.shown_at, "shown_at") if data.shown_at else None,
        address=data.address,
    )
    spot = Spot(step=data.step, form=data.form, outlet=data.outlet)
    await witness.delivered(disclosure_id, spot, shown, caller)
    return _back(disclosure_id)


@post("/deliveries/{delivery_id:uuid}/vouch", include_in_schema=False)
async def vouch_delivery(delivery_id: UUID, vouching: Vouching, caller: Caller) -> Redirect:
    """核对送达记录，由另一人办理"""
    await vouching.vouch(delivery_id, caller)
    return _back(await sync_to_thread(vouching.about, delivery_id))


@post("/items/{disclosure_id:uuid}/deliveries/failed", include_in_schema=False)
async def say_failed(
    disclosure_id: UUID, data: Meant, sending: Deliveries, caller: Caller
) -> Redirect:
    """登记未送达"""
    cause = await sending.acting(disclosure_id, caller)
    await sending.failed(disclosure_id, data.spot(), data.reason, cause)
    return _back(disclosure_id)


@post("/items/{disclosure_id:uuid}/deliveries/retry", include_in_schema=False)
async def ask_again(
    disclosure_id: UUID, data: Meant, sending: Deliveries, caller: Caller
) -> Redirect:
    """重新送达"""
    cause = await sending.acting(disclosure_id, caller)
    await sending.retry(disclosure_id, data.spot(), cause)
    return _back(disclosure_id)


@post("/items/{disclosure_id:uuid}/deliveries/removed", include_in_schema=False)
async def say_removed(
    disclosure_id: UUID, data: Meant, sending: Deliveries, caller: Caller
) -> Redirect:
    """登记撤下"""
    cause = await sending.acting(disclosure_id, caller)
    command = RemoveDelivery(removed_at=cause.at, reason=data.reason)
    await sending.removed(disclosure_id, data.spot(), command, cause)
    return _back(disclosure_id)


@get("/channels", include_in_schema=False, sync_to_thread=True)
def channel_page(
    tending: Tending, gathering: Gathering, caller: Caller, form: str = "", page_no: Number = 1
) -> Page:
    """渠道"""
    found = tending.look(caller, page_no, form)
    return page("channels.html.j2", found=found, form=form, names=gathering.names, **WORDS)


@get("/register", include_in_schema=False, sync_to_thread=True)
def register_page(
    register: Register,
    gathering: Gathering,
    caller: Caller,
    page_no: Number = 1,
    deviating: bool = False,
) -> Page:
    """审批登记"""
    found = register.find(caller, page_no, deviating=deviating)
    return page(
        "register.html.j2",
        found=found,
        names=gathering.names,
        deviating=deviating,
        compares=bool(caller.units(*PUBLISHERS)),
        **WORDS,
    )


@post("/register/compare", include_in_schema=False)
async def compare_page(comparer: Comparer, caller: Caller) -> Redirect:
    """现在比对"""
    caller.known()
    if not caller.units(*PUBLISHERS):
        raise WrongPostError(*map(named, PUBLISHERS))
    await comparer.compare(caller.at)
    return see_other("/register?deviating=true")


@get("/webhooks", include_in_schema=False, sync_to_thread=True)
def webhook_page(webhooks: Webhooks, caller: Caller) -> Page:
    """推送地址"""
    return _webhooks(webhooks, caller)


@post("/webhooks", include_in_schema=False)
async def add_webhook(data: Filled[HookForm], webhooks: Webhooks, caller: Caller) -> Page:
    """登记推送地址"""
    async with again(_webhooks, webhooks, caller, typed=data):
        made = await webhooks.register(data.unit, data.name, data.url, data.about, caller)
    return await sync_to_thread(_webhooks, webhooks, caller, made.secret)


@post("/webhooks/{webhook_id:uuid}/end", include_in_schema=False)
async def stop_webhook(
    webhook_id: UUID, data: Filled[ReasonForm], webhooks: Webhooks, caller: Caller
) -> Redirect:
    """停用推送地址"""
    await webhooks.end(webhook_id, data.reason, caller)
    return see_other("/webhooks")


@post("/webhooks/pushes/{push_id:uuid}/retry", include_in_schema=False)
async def push_again(push_id: UUID, webhooks: Webhooks, caller: Caller) -> Redirect:
    """重新推送"""
    await webhooks.retry(push_id, caller)
    return see_other("/webhooks#dead")


def _webhooks(
    webhooks: Webhooks,
    caller: Caller,
    secret: str = "",
    typed: HookForm | None = None,
    refusal: RejectedError | None = None,
) -> Page:
    caller.known()
    units = caller.units(*PUBLISHERS)
    if not units:
        raise WrongPostError(*map(named, PUBLISHERS))
    return page(
        "webhooks.html.j2",
        hooks=webhooks.of(caller),
        dead=webhooks.dead(caller),
        units=[(each, webhooks.name_of(each)) for each in units],
        secret=secret,
        typed=typed or HookForm(),
        refusal=refusal,
        wrong={refusal.field: refusal.sentence} if refusal and refusal.field else {},
        status_code=refusal.status if refusal else 200,
        **WORDS,
    )


def _back(disclosure_id: UUID) -> Redirect:
    return see_other(f"/items/{disclosure_id}/deliveries")


handlers = [
    item_deliveries,
    delivery_evidence,
    say_delivered,
    vouch_delivery,
    say_failed,
    ask_again,
    say_removed,
    channel_page,
    register_page,
    compare_page,
    webhook_page,
    add_webhook,
    stop_webhook,
    push_again,
]
