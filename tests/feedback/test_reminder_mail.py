"""From a matter that nobody reported on to the mailbox of its owner: feedback, workflow, SMTP."""

from datetime import timedelta

import pytest
from msgspec import json

from services.feedback.handlers.reminding import Reminding
from services.feedback.handlers.rules import RuleBook
from shared.record import canonical
from tests.feedback.conftest import SCHOOL, person
from tests.feedback.speaking import post
from tests.mailserver import Inbox, mailing
from tests.workflow.told import Told

OWNER, OFFICE = person("陈静"), person("周明")
MAILBOXES = {OWNER: "chen.jing@example.org", OFFICE: "zhou.ming@example.org"}


@pytest.fixture
async def inbox(settings):
    """Return a mail server, and settings of a house that sends its mail there."""
    taken = Inbox()
    server, port = await taken.serve()
    yield taken, mailing(settings, port)
    server.close()


async def test_who_owes_a_report_is_told_by_mail_once_before_and_once_after_its_day(county, inbox):
    taken, posted = inbox
    hot = {"unit": SCHOOL, "matter": "hot", "title": "食堂价格", "owner": OWNER, "every": "7"}
    await post(county, "周明", "/threads", hot)
    rules = RuleBook(county.service.views)
    remind = Reminding(county.service.store, county.service.views, county.clock, rules).ring
    read = 0
    async with Told(posted).open() as workflow:
        await staffed(workflow, county)
        for days, told, mails in ((6, 1, 1), (0, 0, 0), (3, 1, 2), (5, 0, 0)):
            county.watch.at += timedelta(days=days)
            workflow.now = county.watch.at + timedelta(minutes=1)
            assert await remind() == told
            letters = county.service.store.after(read, 1_000)
            read += len(letters)
            if letters:
                await workflow.service.hear("feedback", letters)
            assert await workflow.postman().round() == mails
        tray = (await workflow.tray(OWNER))["notices"]

    said = "提醒：请抓紧办理：跟踪事项“食堂价格”的进展报告{}（2026年7月8日）"
    assert sorted((each["Subject"], each["To"]) for each in taken.taken) == [
        (said.format("临近期限"), MAILBOXES[OWNER]),
        (said.format("已经超过期限"), MAILBOXES[OWNER]),
        (said.format("已经超过期限"), MAILBOXES[OFFICE]),
    ]
    assert len(tray) == 2
    link = "https://gk.example.org/feedback/threads/"
    assert all(link in each.get_content() for each in taken.taken)


async def staffed(workflow, county):
    """Let workflow know the school and the two, each with a mailbox of their own."""
    workflow.now = county.watch.at
    await workflow.hear("catalog.unit.registered.v1", SCHOOL, unit_id=SCHOOL, name="中心小学")
    for who, name, held in ((OWNER, "陈静", "handler"), (OFFICE, "周明", "office")):
        sealed = json.decode(canonical(workflow.keyring.seal(who, name)))
        tag = "catalog.person.registered.v1"
        await workflow.hear(tag, who, person_id=who, login=name, sealed=sealed)
        tag = "catalog.post.assigned.v1"
        await workflow.hear(tag, None, unit=SCHOOL, person_id=who, post=held)
        answer = await workflow.send(who, "/notices/mailbox", address=MAILBOXES[who])
        assert answer.status_code == 303, answer.text
