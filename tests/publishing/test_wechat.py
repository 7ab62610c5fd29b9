"""A WeChat account that shows, refuses, delays, loses answers: one article, and never too early."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from msgspec import to_builtins

from deploy.adapters.gongkai_adapter import Carrier, FailedError, read
from deploy.adapters.gongkai_adapter.letters import OPENED
from deploy.adapters.wechat import Memory, Wechat
from deploy.adapters.wechat_platform import Account, Platform
from deploy.adapters.wechat_sandbox import AnswerLostError, Sandbox
from services.publishing.domain.letters import content_sha256
from shared.testing import UNIT
from tests.publishing.house import PLAN
from tests.publishing.test_adapters import adapter, letters, roster, state
from tests.publishing.test_deliveries import report, told

__all__ = ["roster"]
FORMS = ["公众号", "电视台", "报纸", "广播", "网站"]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


async def at_once(seconds):
    """Wait for nothing: the platform of the tests does not change by waiting."""
    assert seconds > 0


class Line(httpx.AsyncBaseTransport):
    """A line to the sandbox on which answers can be lost."""

    def __init__(self, sandbox):
        self.asgi = httpx.ASGITransport(sandbox)

    async def handle_async_request(self, request):
        try:
            return await self.asgi.handle_async_request(request)
        except AnswerLostError:
            raise httpx.ReadTimeout("lost", request=request) from None


@pytest.fixture
def sandbox():
    return Sandbox()


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "memory.json")


@pytest.fixture
def account(sandbox, memory):
    """Return the channel, as often as it is started anew."""

    def started(secret="secret", memory=memory):
        client = httpx.AsyncClient(transport=Line(sandbox), base_url="https://api.example")
        platform = Platform(Account(appid="wx1", secret=secret, thumb="t"), client)
        return Wechat(platform, memory, "https://gk.example", at_once)

    return started


@pytest.fixture
def letter():
    """Return a letter as it comes, without a house behind it."""
    data = {
        "disclosure_id": UUID(int=1),
        "unit": UNIT,
        "unit_name": "青岚县委编办",
        "audience": "society",
        "version": 1,
        "title": PLAN["title"],
        "content": PLAN["content"],
        "content_sha256": content_sha256(PLAN["content"]),
        "digest": "d1" * 32,
        "on": "2026-09-24",
        "url": f"/items/{UUID(int=1)}",
    }
    about = {"id": UUID(int=2), "type": OPENED, "time": "2026-09-24T01:00:00Z"}
    return read(to_builtins({**about, "subject": f"wechat.society.{UNIT}", "data": data}))


@pytest.fixture
async def opened(roster, house):
    """Return a house that has told its channels of something."""
    house.folder = roster
    house.disclosure = await house.open_to("public", channels=FORMS)
    return house


async def tried(channel, letter, times=1):
    """Let a letter come so often; return the failures, and the proof if it came to one."""
    failures = []
    for _ in range(times):
        try:
            return failures, await channel.show(letter)
        except FailedError as failure:
            failures.append(failure)
    return failures, None


async def test_what_was_approved_is_one_article_that_can_be_read(account, sandbox, letter):
    channel = account()
    proof = await channel.show(letter)
    again = await account().show(letter)

    [article] = sandbox.articles.values()
    assert "<p>应缴党员12名，本季应缴1095.00元。</p>" in article["content"]
    assert letter.data.content_sha256 in article["content"]
    assert article["title"] == PLAN["title"]
    assert proof.address == again.address == "https://mp.weixin.qq.com/s/article-100"
    assert sandbox.asked.count("freepublish/submit") == 1


@pytest.mark.parametrize(
    ("door", "fault"),
    [
        (door, fault)
        for door in ("stable_token", "draft/add", "freepublish/submit", "freepublish/get")
        for fault in ("timeout", "lost", 45009, -1)
    ],
)
async def test_whatever_is_lost_on_the_way_it_stays_one_article(
    account, sandbox, letter, door, fault
):
    sandbox.fail(door, fault)
    failures, proof = await tried(account(), letter)

    assert (len(failures), proof, failures[0].final) == (1, None, False)
    _, proof = await tried(account(), letter)  # another process, the same memory
    assert proof is not None
    assert len(sandbox.articles) == 1
    assert not sandbox.drafts


async def test_even_a_memory_that_was_lost_makes_no_second_draft(
    account, sandbox, letter, tmp_path
):
    sandbox.fail("freepublish/submit", "timeout")
    await tried(account(), letter)
    await account(memory=Memory(tmp_path / "new.json")).show(letter)

    assert len(sandbox.articles) == 1
    assert not sandbox.drafts


async def test_a_token_that_has_expired_is_asked_for_anew(account, sandbox, letter):
    channel = account()
    sandbox.fail("freepublish/submit", 45009)
    await tried(channel, letter)
    sandbox.expire()

    assert (await channel.show(letter)).address
    assert sandbox.tokens == 2


async def test_an_account_that_is_not_let_in_says_so(account, letter):
    [failure], _ = await tried(account(secret="wrong"), letter)

    assert failure.reason == "公众号账号没有通过验证（40001）"


@pytest.mark.parametrize(
    ("status", "reason"), [(2, "原创声明没有通过"), (3, "平台发布失败"), (4, "平台审核没有通过")]
)
async def test_what_the_platform_refuses_is_not_published(account, sandbox, letter, status, reason):
    sandbox.fail("publish", 1, status)
    [failure], _ = await tried(account(), letter)

    assert (failure.final, failure.reason) == (True, f"公众号：{reason}")
    assert not sandbox.articles
    _, proof = await tried(account(), letter)  # an operator asks for it again
    assert proof is not None
    assert len(sandbox.articles) == 1


async def test_what_is_not_confirmed_in_time_is_failed_and_found_later(account, sandbox, letter):
    sandbox.fail("publish", *[1] * 25)
    [failure], _ = await tried(account(), letter)
    assert failure.reason == "公众号还没有确认发布"
    _, proof = await tried(account(), letter, 2)

    assert proof is not None
    assert sandbox.asked.count("freepublish/submit") == 1


async def test_an_article_that_shows_something_else_is_no_delivery(account, sandbox, letter):
    channel = account()
    await channel.show(letter)
    sandbox.articles["article-100"]["content"] = "<p>应缴党员13名</p>"
    [failure], _ = await tried(channel, letter)

    assert failure.final
    assert failure.reason == "公众号上显示的正文与批准的不一致"


async def test_a_correction_takes_the_place_of_what_it_corrects(account, sandbox, opened):
    house = opened
    carrier = Carrier(account(), adapter(house, house.folder))
    await carrier.carry(letters(house)[0])
    await house.change("revise", house.disclosure, "人数有误", content="应缴13名", channels=FORMS)
    assert (await carrier.carry(letters(house)[-1])).done == "delivered"
    [article] = sandbox.articles.values()
    assert "更正说明：人数有误" in article["content"]
    await house.change("withdraw", house.disclosure, "予以撤回。")

    assert (await carrier.carry(letters(house)[-1])).done == "removed"
    assert not sandbox.articles


# ── the row ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.row("C5")
async def test_the_account_and_the_media(account, sandbox, opened):
    house, [letter] = opened, letters(opened)
    carrier = Carrier(account(), adapter(house, house.folder))
    sandbox.fail("freepublish/get", "timeout")  # the confirmation does not come
    assert (await carrier.carry(letter, 1)).done == "failed"
    assert await state(house, house.disclosure) == "failed"
    sandbox.fail("publish", 4)  # then it is refused
    assert (await carrier.carry(letter, 2)).done == "failed"
    assert await state(house, house.disclosure) == "failed"
    assert (await carrier.carry(letter, 3)).done == "delivered"
    assert (await carrier.carry(letter, 4)).done == "delivered"  # sent twice
    assert await state(house, house.disclosure) == "delivered"
    assert len(sandbox.articles) == 1

    upload = await house.client.post(
        f"/api/disclosures/{house.disclosure}/evidence",
        files={"data": ("剪报.png", PNG)},
        headers=house.as_("publisher"),
    )
    shown = {
        "outlet": "青岚电视台",
        "shown_at": (house.at + timedelta(seconds=1)).isoformat(),
        "evidence": upload.json()["sha256"],
    }
    for form in ("电视台", "报纸", "广播"):
        needed = shown | ({"address": "第2版"} if form == "报纸" else {})
        for missing in needed:
            rest = {name: value for name, value in needed.items() if name != missing}
            answer = await report(
                house, house.disclosure, "delivered", step="public", form=form, **blank(rest)
            )
            assert (answer.status_code, answer.json()["field"]) == (422, missing), answer.text
        assert await state(house, house.disclosure, form) == "expected"
        answer = await report(
            house, house.disclosure, "delivered", step="public", form=form, **needed
        )
        assert answer.status_code == 201, answer.text
    assert (await told(house, house.disclosure))["standing"] == "公开中"


def blank(rest):
    return {"evidence": "ab" * 32} | rest
