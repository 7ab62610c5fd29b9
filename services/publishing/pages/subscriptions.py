"""订阅页 — ask by a form, confirm and leave by links; a link itself changes nothing until a button.

Programs that look into mails open every link; only a person, or the mail program's own
"unsubscribe", sends the form.
"""

import asyncio
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec.structs import replace

from services.publishing.domain.reading import CITIZEN
from services.publishing.domain.subscription_words import RHYTHMS
from services.publishing.handlers import Lists, Query
from services.publishing.handlers.courier import Courier
from services.publishing.handlers.subscriptions import CONFIRM, LEAVE, Subscriptions, Wish
from services.publishing.pages.feeds import FORMATS
from services.publishing.pages.portal import Origin
from services.publishing.views.subscriptions import SubscriptionRow
from shared.calendar import beijing_date
from shared.web import Caller, Filled, Page, page, see_other


@get("/subscriptions", sync_to_thread=True)
def subscriptions_page(
    lists: Lists, subscribing: Subscriptions, origin: Origin, wanted: Query, caller: Caller
) -> Page:
    """订阅。"""
    anybody = replace(CITIZEN, today=beijing_date(caller.at))
    kept = urlencode(wanted.chosen)
    return page(
        "subscriptions.html.j2",
        query=wanted,
        unit_options=[(each.unit, each.name) for each in lists.units(anybody)],
        class_options=[(each.name, each.name) for each in lists.tree(anybody) if each.name],
        rhythm_options=[(each.value, name) for each, name in RHYTHMS.items()],
        mails=subscribing.letterbox.is_open,
        feeds=[
            (name, origin.of(f"/feed.{kind}{f'?{kept}' if kept else ''}"))
            for kind, name in FORMATS.items()
        ],
    )


@post("/subscriptions")
async def request_subscription(
    data: Filled[Wish], subscribing: Subscriptions, caller: Caller
) -> Redirect:
    """申请订阅。"""
    await subscribing.request(data, caller)
    return see_other("/subscriptions/asked")


@get("/subscriptions/asked", sync_to_thread=False)
def asked() -> Page:
    """订阅已申请。"""
    return page("subscription.html.j2", what="asked")


@get("/subscriptions/{subscription_id:uuid}/confirm/{token:str}")
async def confirming(
    subscription_id: UUID, token: str, subscribing: Subscriptions, courier: Courier
) -> Page:
    """确认订阅。"""
    return await _offer(subscription_id, CONFIRM, token, subscribing, courier)


@get("/subscriptions/{subscription_id:uuid}/leave/{token:str}")
async def leaving(
    subscription_id: UUID, token: str, subscribing: Subscriptions, courier: Courier
) -> Page:
    """退订。"""
    return await _offer(subscription_id, LEAVE, token, subscribing, courier)


@post("/subscriptions/{subscription_id:uuid}/confirm/{token:str}", status_code=200)
async def confirm_subscription(
    subscription_id: UUID,
    token: str,
    subscribing: Subscriptions,
    courier: Courier,
    caller: Caller,
) -> Page:
    """确认订阅。"""
    row = await subscribing.confirm(subscription_id, token, caller)
    return await _shown("confirmed", row, courier)


@post("/subscriptions/{subscription_id:uuid}/leave/{token:str}", status_code=200)
async def leave_subscription(
    subscription_id: UUID,
    token: str,
    subscribing: Subscriptions,
    courier: Courier,
    caller: Caller,
) -> Page:
    """退订。"""
    row = await subscribing.leave(subscription_id, token, caller)
    return await _shown("left", row, courier)


@post("/api/subscriptions", status_code=202)
async def ask_subscription(data: Wish, subscribing: Subscriptions, caller: Caller) -> Response[Any]:
    """申请订阅。Nothing is told but that it was heard."""
    await subscribing.request(data, caller)
    return Response({"told": "确认邮件会寄到这个邮箱。"}, status_code=202)


async def _offer(
    subscription_id: UUID, what: str, token: str, subscribing: Subscriptions, courier: Courier
) -> Page:
    row = await asyncio.to_thread(subscribing.row, subscription_id, what, token)
    return await _shown(what, row, courier)


async def _shown(what: str, row: SubscriptionRow, courier: Courier) -> Page:
    """Answer so that no cache and no other site keeps a link that only its owner may know."""
    name = await asyncio.to_thread(courier.name_of, row.topic)
    answer = page("subscription.html.j2", what=what, name=name, row=row, RHYTHMS=RHYTHMS)
    answer.headers |= {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return answer


handlers = [
    subscriptions_page,
    request_subscription,
    asked,
    confirming,
    leaving,
    confirm_subscription,
    leave_subscription,
    ask_subscription,
]
