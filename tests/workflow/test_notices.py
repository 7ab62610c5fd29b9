"""Reminders reach people: which post is told when, read marks, mail that leaves once."""

import asyncio
from datetime import date
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP
from msgspec import json
from msgspec.structs import replace

from services.workflow.app import application_of
from services.workflow.domain.reminder import (
    MAILBOX,
    RECEIPT,
    AddressMalformedError,
    AlreadyMailedError,
    AlreadyReadError,
    Mailbox,
    NoMailboxError,
    Receipt,
    address_of,
)
from services.workflow.domain.reminder_words import (
    MailboxNamed,
    NameMailbox,
    NoteBounce,
    NoteMail,
    ReadReminder,
    ReminderBounced,
    ReminderMailed,
    ReminderRead,
)
from services.workflow.handlers import Names, Postman, Reminders
from shared.auth import Sessions
from shared.mail import Letterbox
from shared.record import canonical
from shared.testing import UNIT, cause
from tests.workflow.examples import CHEN, LI, SUN
from tests.workflow.house import NAMES, OTHER
from tests.workflow.test_obligation_alarm import D1, Year, opened

DEN = "den.gang"
DIRECTOR = "superior"
POSTS = (
    (LI, UNIT, "clerk"),
    (SUN, UNIT, "approver"),
    (DEN, UNIT, "office"),
    (DIRECTOR, OTHER, "office"),
    (CHEN, UNIT, "member"),
)
NOTICE = "33333333-3333-4333-8333-333333333333"


class Told(Year):
    """A house whose posts are filled, with a postman."""

    def __init__(self, settings):
        super().__init__(settings)
        self.settings = settings
        self.sessions = Sessions(settings.secret, self.clock)

    async def settle(self):
        await self.begin()
        for person, unit, post in POSTS:
            sealed = json.decode(canonical(self.keyring.seal(person, NAMES.get(person, person))))
            tag = "catalog.person.registered.v1"
            await self.hear(tag, None, person_id=person, login=person, sealed=sealed)
            tag = "catalog.post.assigned.v1"
            await self.hear(tag, None, unit=unit, person_id=person, post=post)

    def postman(self):
        service, keyring = self.service, self.keyring
        letterbox = Letterbox(self.settings)
        reminders = Reminders(service.store, service.views, keyring, letterbox.is_open)
        names = Names(service.views, keyring)
        return Postman(
            service.store,
            service.views,
            self.clock,
            reminders,
            names,
            letterbox,
            "https://gk.example.org",
        )

    async def tray(self, person, everything=""):
        answer = await self.get(person, f"/api/notices?everything={everything or 'false'}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def offsets(self, person):
        """Return the reminders a person was sent, by days after the due day, earliest first."""
        shown = (await self.tray(person, "true"))["notices"]
        told = [each["notice"] for each in shown if each["notice"]["kind"] == "reminded"]
        return [each["offset"] for each in reversed(told)]


@pytest.fixture
async def house(settings):
    async with Told(settings).open() as opened_house:
        await opened_house.settle()
        yield opened_house


# ── pure ─────────────────────────────────────────────────────────────────────────────────────


def test_a_reminder_is_read_once():
    command = ReadReminder(notice_id=NOTICE)
    happened = RECEIPT.decide(command, Receipt(), cause(LI))

    assert happened == [ReminderRead(notice_id=command.notice_id, person_id=LI)]
    with pytest.raises(AlreadyReadError):
        RECEIPT.decide(command, RECEIPT.evolve(Receipt(), happened[0]), cause(LI))


@pytest.mark.parametrize(
    ("command", "event"),
    [
        (
            NoteMail(notice_id=NOTICE, person_id=LI),
            ReminderMailed(notice_id=NOTICE, person_id=LI),
        ),
        (
            NoteBounce(notice_id=NOTICE, person_id=LI, code=550),
            ReminderBounced(notice_id=NOTICE, person_id=LI, code=550),
        ),
    ],
)
def test_the_mail_of_a_reminder_is_settled_once_either_way(command, event):
    assert RECEIPT.decide(command, Receipt(), cause("system")) == [event]
    settled = RECEIPT.evolve(Receipt(), event)
    with pytest.raises(AlreadyMailedError):
        RECEIPT.decide(NoteMail(notice_id=NOTICE, person_id=LI), settled, cause("system"))
    assert RECEIPT.decide(ReadReminder(notice_id=NOTICE), settled, cause(LI))


def test_a_mailbox_that_was_never_named_cannot_be_given_up():
    with pytest.raises(NoMailboxError):
        MAILBOX.decide(NameMailbox(sealed=None), Mailbox(), cause(LI))
    given_up = MAILBOX.decide(NameMailbox(sealed=None), Mailbox(named=True), cause(LI))
    assert given_up == [MailboxNamed(person_id=LI, sealed=None)]
    assert MAILBOX.evolve(Mailbox(named=True), given_up[0]) == Mailbox()


@pytest.mark.parametrize(
    "typed", ["li.ming", "li@", "@example.org", "li ming@example.org", "li@example", "李@例.中国"]
)
def test_an_address_no_mail_server_would_take_is_refused(typed):
    with pytest.raises(AddressMalformedError):
        address_of(typed)


def test_an_address_is_taken_without_blanks_around_it():
    assert address_of(" li.ming@example.org\n") == "li.ming@example.org"


# ── the inbox ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.row("D8")
async def test_four_notices_go_to_handler_head_office_and_superior_none_twice_after_a_restart(
    settings,
):
    """Due 2026-04-10: T−3, T, T+1 and T+5 by the scheme; the service restarts on the way."""
    async with Told(settings).open() as house:
        await house.settle()
        await house.until(date(2026, 4, 11))
    again = Told(settings)
    async with again.open() as house:
        house.now = again.since.replace(month=4, day=11)
        await house.alarm.ring()
        await house.until(date(2026, 4, 16))
        await house.alarm.ring()

        assert await house.offsets(LI) == [-3, 0, 1, 5]
        assert await house.offsets(SUN) == [0, 1, 5]
        assert await house.offsets(DEN) == [1, 5]
        assert await house.offsets(DIRECTOR) == [5]
        assert await house.offsets(CHEN) == []
        headlines = {each["headline"] for each in (await house.tray(LI))["notices"]}
        about = "：党费收缴（2026年第一季度）"
        assert headlines == {
            f"{said}{about}"
            for said in ("请提出公开方案", "还有3天到期", "今天到期", "已逾期1天", "已逾期5天")
        }
        page = (await house.page(DIRECTOR, "/notices")).text
        assert "已逾期5天：党费收缴" in page
        assert "领导小组办公室" in page


async def test_days_come_from_the_scheme(house):
    """From July on another scheme reminds one day before and on the tenth day after."""
    limits = {
        "periodic": {"months": [6], "due": {"days": 10, "working": False}},
        "reminders": [-1, 10],
    }
    rules = {"checks": [], "approvers": []}
    scheme = {"id": "S", "version": 2, "effective": "2026-01-01", "rules": rules}
    await house.hear(
        "catalog.scheme.adopted.v1", None, unit=UNIT, scheme={**scheme, "time_limits": limits}
    )
    await house.until(date(2026, 7, 21))

    assert await house.offsets(LI) == [-1, 10]


async def test_a_reminder_is_marked_as_read_for_one_person_only(house):
    await house.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id=CHEN, post="clerk")
    await house.until(date(2026, 4, 7))
    first = (await house.tray(LI))["notices"][0]["notice"]
    before = (await house.tray(LI))["unread"]
    sent = await house.send(LI, f"/notices/{first['notice_id']}/read")
    again = await house.send(LI, f"/notices/{first['notice_id']}/read")

    assert (sent.status_code, again.status_code) == (303, 303)
    assert sent.headers["location"] == f"/workflow/duties/{first['obligation_id']}"
    assert (await house.tray(LI))["unread"] == before - 1
    assert (await house.tray(CHEN))["unread"] == before
    assert "已读" in (await house.page(LI, "/notices?show=all")).text
    reads = [each for each in house.facts() if each["type"] == "workflow.reminder.read.v1"]
    assert [each["person_id"] for each in reads] == [LI]


async def test_all_are_marked_at_once_and_nothing_is_left_to_mark(house):
    await house.until(date(2026, 4, 16))
    assert (await house.tray(LI))["unread"] == 5
    await house.send(LI, "/notices/read")
    await house.send(LI, "/notices/read")

    assert (await house.get(LI, "/api/notices/unread")).json() == {"unread": 0}
    assert "没有未读的提醒" in (await house.page(LI, "/notices")).text


async def test_what_is_done_waits_no_longer(house):
    await house.until(date(2026, 4, 8))
    assert (await house.tray(LI))["unread"] == 2
    await opened(house, date(2026, 4, 8), D1)

    assert (await house.tray(LI))["unread"] == 0
    assert (await house.tray(LI, "true"))["total"] == 2


async def test_a_notice_to_others_is_not_there(house):
    await house.until(date(2026, 4, 16))
    notice = (await house.tray(DIRECTOR))["notices"][0]["notice"]["notice_id"]

    assert (await house.send(LI, f"/notices/{notice}/read")).status_code == 404
    assert (await house.get("nobody", "/api/notices/unread")).json() == {"unread": 0}
    assert (await house.client.get("/workflow/api/notices/unread")).json() == {"unread": 0}
    assert (await house.client.get("/workflow/api/notices")).status_code == 401


async def test_who_takes_over_a_post_finds_its_reminders(house):
    await house.until(date(2026, 4, 7))
    post = {"unit": UNIT, "post": "clerk", "giver": LI, "taker": CHEN}
    await house.hear("catalog.post.handed.v1", None, **post)

    assert (await house.tray(LI))["unread"] == 0
    assert (await house.tray(CHEN))["unread"] == 2


# ── mail ─────────────────────────────────────────────────────────────────────────────────────


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


async def test_without_a_mail_server_the_page_says_so(house):
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
