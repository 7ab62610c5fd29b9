"""Reminders reach people: which post is told when, read marks, mail that leaves once."""

from datetime import date

import pytest

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
from services.workflow.pages.notices import KINDS
from services.workflow.views.reminders import REMINDED, SAYS
from shared.testing import UNIT, cause
from tests.workflow.examples import CHEN, LI, SUN
from tests.workflow.test_obligation_alarm import D1, opened
from tests.workflow.told import DEN, DIRECTOR, Told

NOTICE = "33333333-3333-4333-8333-333333333333"


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
    """What began before another scheme keeps its days; what begins after it is told by its own."""
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

    assert await house.offsets(LI) == [-3, 0, 1, 5, -1, 10]


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
    tray = await house.tray(CHEN)
    kinds = sorted(each["notice"]["kind"] for each in tray["notices"])
    assert (tray["unread"], kinds) == (3, ["handed", "prompted", "reminded"])


@pytest.mark.clause("S3-17")
async def test_five_days_before_the_day_the_section_is_prompted_and_the_branch_sees_it(house):
    def kinds(tray):
        return [each["notice"]["kind"] for each in tray["notices"]]

    await house.until(date(2026, 4, 6))  # the last of three days off
    assert "prompted" not in kinds(await house.tray(LI, "true"))
    await house.until(date(2026, 4, 7))
    assert "prompted" in kinds(await house.tray(LI, "true"))
    seen = (await house.get(SUN, "/api/duties?section=asked")).json()["duties"]
    assert [(each["due"], each["proposed"]) for each in seen] == [("2026-04-10", False)]


async def test_what_other_services_ask_stands_among_the_reminders(house):
    """What is not a disclosure on time: an opinion that waits, a document without a signature."""
    told = {"unit": UNIT, "title": "路灯不亮", "link": "/feedback/desk"}
    to = [{"unit": UNIT, "post": "clerk", "person": LI}]
    await house.hear("feedback.staff.reminded.v1", None, **told, to=to)
    await house.hear("publishing.document.reminded.v1", None, title="考勤办法", to=to)
    page = await house.page(LI, "/notices")

    assert page.status_code == 200
    assert "催办" in page.text
    assert "请抓紧办理：路灯不亮" in page.text
    assert "待签收" in page.text
    assert "请阅读并签收文件：考勤办法" in page.text


def test_every_kind_of_reminder_has_a_name():
    assert KINDS.keys() == {*SAYS, REMINDED}
