"""Reminders leave by mail too: once, retried, to a sealed address, never in anybody's way."""

import asyncio
from datetime import date
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP
from msgspec.structs import replace

from services.workflow.app import application_of
from tests.workflow.examples import LI, SUN
from tests.workflow.told import Told


class Inbox:
    """What a mail server has taken; it refuses whom it is told to."""

    def __init__(self):
        self.taken, self.refuse, self.full = [], {}, asyncio.Event()

    async def handle_RCPT(self, _, __, envelope, address, ___):  # noqa: N802 — aiosmtpd's name
        if answer := self.refuse.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _, __, envelope):  # noqa: N802 — aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if len(self.taken) == 2:
            self.full.set()
        return "250 OK"

    async def serve(self):
        """Open a mail server in this loop and return it with its port."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self), "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]


@pytest.fixture
async def inbox():
    return Inbox()


@pytest.fixture
async def port(inbox):
    server, found = await inbox.serve()
    yield found
    server.close()


def mailing(settings, port):
    return replace(
        settings,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        smtp_from="gk@example.org",
    )


@pytest.fixture
def posted(settings, port):
    return mailing(settings, port)


async def named(house, person=LI, address="li.ming@example.org"):
    answer = await house.send(person, "/notices/mailbox", address=address)
    assert answer.status_code == 303, answer.text


async def test_each_reminder_is_mailed_once_also_after_a_restart(posted, inbox):
    async with Told(posted).open() as house:
        await house.settle()
        await named(house)
        await house.until(date(2026, 4, 7))
        assert await house.postman().round() == 2
        assert await house.postman().round() == 0
    async with Told(posted).open() as house:
        house.now = house.since.replace(month=4, day=7)
        assert await house.postman().round() == 0
        await house.until(date(2026, 4, 10))
        assert await house.postman().round() == 1

    assert sorted(each["Subject"] for each in inbox.taken) == [
        "提醒：今天到期：党费收缴（2026年第一季度）",
        "提醒：请提出公开方案：党费收缴（2026年第一季度）",
        "提醒：还有3天到期：党费收缴（2026年第一季度）",
    ]
    assert {each["To"] for each in inbox.taken} == {"li.ming@example.org"}
    assert len({each["Message-ID"] for each in inbox.taken}) == 3
    assert "https://gk.example.org/workflow/duties/" in inbox.taken[0].get_content()


async def test_mail_waits_for_a_server_that_is_away_and_then_leaves(settings, inbox):
    async with Told(mailing(settings, 9)).open() as house:
        await house.settle()
        await named(house)
        await house.until(date(2026, 4, 7))
        assert await house.postman().round() == 0
        assert (await house.tray(LI))["unread"] == 2
        server, port = await inbox.serve()
        house.settings = mailing(settings, port)
        assert await house.postman().round() == 2
        server.close()

    assert len(inbox.taken) == 2


async def test_an_address_refused_for_good_is_not_tried_again(posted, inbox):
    inbox.refuse["li.ming@example.org"] = "550 no such user"
    async with Told(posted).open() as house:
        await house.settle()
        await named(house)
        await named(house, SUN, "sun.li@example.org")
        await house.until(date(2026, 4, 10))
        assert await house.postman().round() == 1
        assert await house.postman().round() == 0
        bounced = [each for each in house.facts() if each["type"].endswith("bounced.v1")]

    assert {each["code"] for each in bounced} == {550}
    assert [each["To"] for each in inbox.taken] == ["sun.li@example.org"]


async def test_a_busy_server_is_asked_again(posted, inbox):
    inbox.refuse["li.ming@example.org"] = "451 try again later"
    async with Told(posted).open() as house:
        await house.settle()
        await named(house)
        await house.until(date(2026, 4, 7))
        assert await house.postman().round() == 0
        inbox.refuse.clear()
        assert await house.postman().round() == 2


async def test_an_address_is_sealed_and_can_be_given_up(posted, inbox):
    async with Told(posted).open() as house:
        await house.settle()
        await named(house)
        letters = house.service.store.after(0, 10_000)
        assert not any(b"li.ming@example.org" in each.body for each in letters)
        assert 'value="li.ming@example.org"' in (await house.page(LI, "/notices")).text
        assert 'value="li.ming@example.org"' not in (await house.page(SUN, "/notices")).text
        await named(house, address="")
        await house.until(date(2026, 4, 7))
        assert await house.postman().round() == 0
        refused = await house.send(LI, "/notices/mailbox", address="li.ming")
        assert refused.status_code == 422
        assert "邮箱地址的写法不对" in refused.text
        assert 'value="li.ming"' in refused.text


async def test_nobody_is_written_to_after_they_were_erased(posted, inbox):
    async with Told(posted).open() as house:
        await house.settle()
        await named(house)
        await house.until(date(2026, 4, 7))
        house.keyring.erase(LI)
        assert await house.postman().round() == 0


async def test_without_a_mail_server_the_page_says_so(settings):
    async with Told(settings).open() as house:
        await house.settle()
        assert "没有设置邮件服务器" in (await house.page(LI, "/notices")).text
        assert await house.postman().round() == 0


async def test_the_service_sends_by_itself(posted, inbox):
    """With its alarm and postman running, as in the house, mail leaves without being asked."""
    house = Told(posted)
    house.app = application_of(house.service, every=0.02)
    async with house.open():
        await house.settle()
        await named(house)
        await house.until(date(2026, 4, 7))
        await asyncio.wait_for(inbox.full.wait(), 20)
    assert len(inbox.taken) == 2
