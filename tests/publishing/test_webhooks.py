"""Pushes to other systems: signed, tried again with patience, given up where one can see it."""

import asyncio
import hmac
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256

import httpx
import pytest
from msgspec import json

from deploy.adapters.gongkai_adapter import NotOursError, Seen, StaleError, opened
from services.publishing.domain.events import Event
from services.publishing.domain.turn import LASTS, TURN, NotProcessError, TurnHeldError
from services.publishing.domain.turn_words import ClaimTurn, TurnClaimed
from services.publishing.domain.webhook import (
    AGAIN,
    PUSH,
    WEBHOOK,
    AddressMalformedError,
    EndReasonMissingError,
    NameMissingError,
    NotAbandonedError,
    NotKeeperError,
    PushSettledError,
    WebhookKnownError,
    WebhookUnknownError,
)
from services.publishing.domain.webhook_words import (
    EndWebhook,
    PushAbandoned,
    PushDelivered,
    Pushed,
    PushFailed,
    PushRetried,
    RecordPush,
    RegisterWebhook,
    RetryPush,
    WebhookEnded,
    WebhookRegistered,
)
from services.publishing.gateways.pushing import Postman
from services.publishing.handlers.pushing import Webhooks
from shared.record import SYSTEM
from shared.store import Store
from shared.testing import NOON, UNIT, Given
from tests.publishing.house import OTHER

HOOK = {"unit": UNIT, "name": "县融媒体中心", "url": "https://media.example/hook"}
REGISTERED = WebhookRegistered(**HOOK, about="", after=7)
WHERE = {"unit": UNIT, "webhook_id": "w", "position": 9}


def asked(command, *history, post="office", decider=WEBHOOK, at=NOON):
    return Given(decider, *history).when(command, by="li", post=post, at=at)


def pushed(status, *history, post=SYSTEM):
    command = RecordPush(about=Pushed(**WHERE), status=status)
    return asked(command, *history, post=post, decider=PUSH)


def failures(count):
    return [
        PushFailed(**WHERE, status=0, attempt=each + 1, again_at=NOON + AGAIN[each])
        for each in range(count)
    ]


def test_a_receiver_is_registered_and_ended_by_who_publishes():
    command = RegisterWebhook(**HOOK, after=7)
    asked(command).then(REGISTERED)
    asked(command, REGISTERED).then_rejected(WebhookKnownError)
    asked(command, post="member").then_rejected(NotKeeperError)
    end = EndWebhook(reason="系统停用")
    asked(end, REGISTERED).then(WebhookEnded(unit=UNIT, reason="系统停用"))
    asked(EndWebhook(reason=""), REGISTERED).then_rejected(EndReasonMissingError, field="reason")
    asked(end).then_rejected(WebhookUnknownError)


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://", "ftp://x", "https://a b", "x" * 501]
)
def test_an_address_is_one_that_keeps_secrets(url):
    command = RegisterWebhook(**HOOK | {"url": url})
    asked(command).then_rejected(AddressMalformedError, field="url")
    asked(RegisterWebhook(**HOOK | {"name": " "})).then_rejected(NameMissingError, field="name")


def test_what_is_not_taken_is_tried_again_later_and_later_and_then_given_up():
    pushed(204).then(PushDelivered(**WHERE, status=204, attempt=1))
    for count in range(len(AGAIN)):
        pushed(0, *failures(count)).then(failures(count + 1)[-1])
    everything = failures(len(AGAIN))
    abandoned = PushAbandoned(**WHERE, status=500, attempt=len(AGAIN) + 1)
    pushed(500, *everything).then(abandoned)
    pushed(200, abandoned).then_rejected(PushSettledError)
    pushed(200, post="office").then_rejected(NotKeeperError)

    retried = PushRetried(**WHERE)
    again = asked(RetryPush(), *everything, abandoned, decider=PUSH)
    again.then(retried)
    asked(RetryPush(), *everything, decider=PUSH).then_rejected(NotAbandonedError)
    pushed(200, abandoned, retried).then(PushDelivered(**WHERE, status=200, attempt=1))


def test_a_turn_is_one_processes_until_it_is_over():
    mine = {"unit": UNIT, "webhook_id": "w", "worker": "a", "until": NOON + LASTS}
    first, other = ClaimTurn(**mine), ClaimTurn(**mine | {"worker": "b"})
    taken = TurnClaimed(**mine)
    asked(first, decider=TURN, post=SYSTEM).then(taken)
    asked(first, taken, decider=TURN, post=SYSTEM).then(taken)
    asked(other, taken, decider=TURN, post=SYSTEM).then_rejected(TurnHeldError)
    asked(other, taken, decider=TURN, post=SYSTEM, at=NOON + LASTS).then(
        TurnClaimed(**mine | {"worker": "b"})
    )
    asked(first, decider=TURN).then_rejected(NotProcessError)


# ── the engine ───────────────────────────────────────────────────────────────────────────────


class Receiver:
    """Another system: what it has received, and how it answers."""

    def __init__(self):
        self.got, self.answers = [], []

    def __call__(self, request):
        self.got.append((request.headers, request.content))
        status = self.answers.pop(0) if self.answers else 204
        if status == 0:
            raise httpx.ConnectTimeout("hangs", request=request)
        return httpx.Response(status)


@pytest.fixture
def receivers():
    return {"media.example": Receiver(), "other.example": Receiver()}


@pytest.fixture
def webhooks(house, receivers, settings):
    transport = httpx.MockTransport(lambda request: receivers[request.url.host](request))
    postman = Postman(httpx.AsyncClient(transport=transport), lambda _: True)
    service = house.service
    return Webhooks(service.store, service.views, house.clock, settings.secret, postman)


async def register(house, who="office", **changes):
    answer = await house.client.post("/api/webhooks", json=HOOK | changes, headers=house.as_(who))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_what_society_reads_is_pushed_signed_and_nothing_else(house, webhooks, receivers):
    await house.open_to("public", title="登记以前的")
    made = await register(house)
    await register(house, name="其他", url="https://other.example/h", about=OTHER)
    await house.open_to("inner", "party", title="党内的")
    disclosure = await house.open_to("public")
    await house.change("withdraw", disclosure, "予以撤回。")
    assert await webhooks.ring() == 2
    assert await webhooks.ring() == 0

    got = receivers["media.example"].got
    events = [json.decode(body) for _, body in got]
    assert [each["type"].split(".")[3] for each in events] == ["opened", "withdrawn"]
    assert {each["data"]["disclosure_id"] for each in events} == {disclosure}
    assert receivers["other.example"].got == []
    headers, body = got[0]
    secret = b64decode(made["secret"].removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b64encode(hmac.digest(secret, text, sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == events[0]["id"]


async def test_one_that_hangs_is_tried_again_and_delays_no_other(house, webhooks, receivers):
    await register(house)
    await register(house, name="其他", url="https://other.example/h")
    await house.open_to("public")
    deaf = receivers["media.example"]
    deaf.answers = [0] * (len(AGAIN) + 1)
    await webhooks.ring()
    assert len(receivers["other.example"].got) == 1
    for wait in AGAIN:
        assert await webhooks.ring() == 0
        house.later(seconds=wait.total_seconds())
        assert await webhooks.ring() == 1
    house.later(days=30)
    assert await webhooks.ring() == 0

    page = await house.page("/webhooks", "office")
    assert "已放弃" in page
    assert "没有答复" in page
    [dead] = (await house.get("/api/pushes", "office", "application/json")).json()
    assert (dead["state"], dead["attempt"]) == ("abandoned", len(AGAIN) + 1)
    answer = await house.client.post(
        f"/webhooks/pushes/{dead['push_id']}/retry", headers=house.as_("office")
    )
    assert answer.status_code in {200, 303}, answer.text
    assert await webhooks.ring() == 1
    assert (await house.get("/api/pushes", "office", "application/json")).json() == []
    first, last = deaf.got[0][0], deaf.got[-1][0]
    assert first["webhook-id"] == last["webhook-id"]  # the receiver knows that it is the same
    assert first["webhook-timestamp"] != last["webhook-timestamp"]


async def test_an_address_inside_the_house_is_never_asked_and_counts_as_no_answer(
    house, webhooks, receivers
):
    await register(house)
    await house.open_to("public")
    webhooks.postman.may_ask = lambda _: False

    assert await webhooks.ring() == 1
    assert receivers["media.example"].got == []
    [row] = (await house.get("/api/pushes", "office", "application/json")).json()
    assert (row["state"], row["status"]) == ("failed", 0)


async def test_one_that_was_ended_hears_no_more(house, webhooks, receivers):
    made = await register(house)
    url = f"/api/webhooks/{made['webhook_id']}/end"
    refused = await house.client.post(url, json={"reason": "x"}, headers=house.as_("member"))
    assert refused.status_code == 403
    await house.client.post(url, json={"reason": "系统停用"}, headers=house.as_("office"))
    await house.open_to("public")

    assert await webhooks.ring() == 0
    assert receivers["media.example"].got == []
    [row] = (await house.get("/api/webhooks", "office", "application/json")).json()
    assert (row["active"], row["reason"]) == (False, "系统停用")


async def test_the_secret_is_shown_once_and_is_in_no_fact(house):
    form = HOOK | {"command_id": ""}
    answer = await house.client.post("/webhooks", data=form, headers=house.as_("office"))
    assert "whsec_" in answer.text
    assert "whsec_" not in await house.page("/webhooks", "office")
    assert "whsec_" not in json.encode(house.facts()).decode()
    assert (await house.get("/webhooks", "member")).status_code == 403


async def test_what_was_typed_is_kept_when_the_address_is_wrong(house):
    wrong = HOOK | {"url": "http://media.example/hook"}
    answer = await house.client.post("/webhooks", data=wrong, headers=house.as_("office"))

    assert answer.status_code == 422
    assert "推送地址要以 https:// 开头" in answer.text
    assert f'value="{HOOK["name"]}"' in answer.text
    assert f'value="{wrong["url"]}"' in answer.text


@pytest.mark.clause("S4-78")
async def test_a_column_that_cannot_be_reached_raises_an_alert_and_what_is_due_there_waits(
    house, webhooks, receivers
):
    await register(house, name="“县委县政府权力公开透明运行”专栏")
    await house.open_to("public")
    receivers["media.example"].answers = [0]
    assert "连不上" not in await house.page("/desk", "publisher")
    await webhooks.ring()

    desk = await house.page("/desk", "publisher")
    assert "权力公开透明运行”专栏”从" in desk
    assert "连不上，1 件在排队等待" in desk
    assert "连不上" in await house.page("/webhooks", "office")
    [waiting] = (await house.get("/api/pushes", "office", "application/json")).json()
    assert (waiting["state"], waiting["again_at"] is None) == ("failed", False)

    house.later(seconds=AGAIN[0].total_seconds())
    await webhooks.ring()
    assert "连不上" not in await house.page("/desk", "publisher")
    assert (await house.get("/api/pushes", "office", "application/json")).json() == []


async def test_of_two_processes_on_one_database_one_pushes_and_the_other_takes_over(
    house, webhooks, receivers, settings
):
    await register(house)
    got = receivers["media.example"].got
    second = Store("publishing", Event, settings.store_url("publishing"))
    second.open()
    try:
        one = replace(webhooks, worker="one", _turns={}, _looked={})
        two = replace(webhooks, worker="two", store=second, _turns={}, _looked={})
        await house.open_to("public")
        assert sorted(await asyncio.gather(one.ring(), two.ring())) == [0, 1]
        await house.open_to("public", title="第二件")
        assert sorted(await asyncio.gather(two.ring(), one.ring())) == [0, 1]

        house.later(seconds=LASTS.total_seconds())  # whoever pushed has died
        await house.open_to("public", title="第三件")
        assert await two.ring() == 1
        assert await one.ring() == 0
        assert len({headers["webhook-id"] for headers, _ in got}) == len(got) == 3
    finally:
        second.close()


async def test_what_a_dying_worker_has_pushed_is_pushed_again_and_taken_once(
    house, webhooks, receivers, tmp_path
):
    secret = (await register(house))["secret"]
    receiver, seen, shown = receivers["media.example"], Seen(tmp_path / "seen.db"), []

    def take(request):
        letter = opened(secret, request.headers, request.content, house.at)
        with seen.once(letter.id) as new:
            shown.extend([letter.data.title] if new else [])
        if len(receiver.got) == 1:
            raise asyncio.CancelledError  # it was taken; who pushed it files nothing any more
        return httpx.Response(204)

    def call(request):
        Receiver.__call__(receiver, request)
        return take(request)

    receivers["media.example"] = call
    await house.open_to("public")
    dying = replace(webhooks, worker="one", _turns={}, _looked={})
    with pytest.raises(asyncio.CancelledError):
        await dying.ring()
    house.later(seconds=LASTS.total_seconds())
    following = replace(webhooks, worker="two", _turns={}, _looked={})
    assert (await following.ring(), await following.ring()) == (1, 0)
    first, second = (headers["webhook-id"] for headers, _ in receiver.got)
    assert first == second
    assert shown == ["2026年第三季度党费收缴情况"]


async def test_a_receiver_takes_nothing_that_was_altered_or_is_old_and_what_failed_comes_again(
    house, webhooks, receivers, tmp_path
):
    secret = (await register(house))["secret"]
    await house.open_to("public")
    await webhooks.ring()
    [(headers, body)] = receivers["media.example"].got
    letter = opened(secret, headers, body, house.at)
    with pytest.raises(NotOursError):
        opened(secret, headers, body.replace(b"1095", b"1096"), house.at)
    with pytest.raises(NotOursError):
        opened(secret, {}, body, house.at)
    house.later(minutes=6)
    with pytest.raises(StaleError):
        opened(secret, headers, body, house.at)

    seen = Seen(tmp_path / "seen.db")
    with pytest.raises(OSError, match="disk full"):
        fail_at(seen, letter.id)
    for expected in (True, False):
        with Seen(tmp_path / "seen.db").once(letter.id) as new:
            assert new is expected


def fail_at(seen, push):
    with seen.once(push) as new:
        assert new
        message = "disk full"
        raise OSError(message)
