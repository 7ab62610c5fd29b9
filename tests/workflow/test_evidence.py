"""What is for members only counts when it is proved; who has not signed is told, also by mail."""

from datetime import date

import pytest

from shared.testing import UNIT
from tests.workflow.examples import CHEN, SUN
from tests.workflow.test_notice_mail import inbox, named, port, posted
from tests.workflow.test_obligation_alarm import D1, D2, opened
from tests.workflow.told import Told

__all__ = ["inbox", "port", "posted"]

DUES = "66666666-6666-4666-8666-666666666666"
COURSE, PAPER = "c0c0c0c0-0000-4000-8000-000000000001", "d0d0d0d0-0000-4000-8000-000000000001"
PLAN = {"title": "党费收缴", "content": "应缴12名。", "scope": "party", "disclose_on": "2026-01-02"}
PLAN |= {"duration_days": None, "channels": ["会议", "文件"]}
INNER = "publishing.inner.opened.v1"


@pytest.fixture
async def year(settings):
    async with Told(settings).open() as house:
        await house.settle()
        await house.entry(DUES, "党费收缴情况", scope="party")
        yield house


async def registered(year):
    fields = {"unit": UNIT, "item_id": DUES, "plan": PLAN, "version": 1, "proposal_id": ""}
    await year.hear("publishing.disclosure.registered.v1", D2, **fields)


def state(year):
    (row,) = [each for each in year.rows() if each.item_id == DUES]
    return row.state


async def test_nothing_is_fulfilled_before_the_last_form_is_proved_and_then_its_file_is_named(year):
    about = {"disclosure_id": D2, "unit": UNIT, "item_id": DUES}
    await registered(year)
    await year.hear("publishing.evidence.awaited.v1", COURSE, **about, forms=["会议", "文件"])
    await opened(year, date(2026, 1, 3), D2, INNER, item=DUES)
    await year.alarm.ring()
    assert state(year) == "open"

    minutes = {"form": "会议", "record": PAPER, "sha256": "ab" * 32, "on": "2026-01-03"}
    proof = {"on": "2026-01-05", "evidence": [minutes]}
    await year.hear("publishing.disclosure.evidenced.v1", COURSE, **about, **proof)
    assert state(year) == "done"
    [fact] = [each for each in year.facts() if each["type"].endswith("fulfilled.v1")]
    assert (fact["disclosure_id"], fact["on"]) == (D2, "2026-01-05")
    assert fact["evidence"] == [minutes]


async def test_what_no_form_of_needs_evidence_counts_when_members_can_read_it(year):
    await registered(year)
    await opened(year, date(2026, 1, 3), D2, INNER, item=DUES)

    assert state(year) == "done"


async def test_evidence_of_what_nobody_knows_or_society_reads_fulfils_nothing(year):
    proof = {"disclosure_id": D1, "on": "2026-01-05", "evidence": []}
    await year.hear("publishing.disclosure.evidenced.v1", COURSE, **proof)

    assert [each for each in year.facts() if each["type"].endswith("fulfilled.v1")] == []


async def test_who_has_not_signed_is_told_on_the_page_and_by_mail_and_nobody_else(posted, inbox):
    async with Told(posted).open() as house:
        await house.settle()
        await named(house, CHEN, "chen@example.org")
        await named(house, SUN, "sun@example.org")
        to = [{"unit": UNIT, "post": "member", "person": CHEN}]
        told = {"unit": UNIT, "title": "第三季度党费收缴情况", "to": to}
        await house.hear("publishing.document.reminded.v1", PAPER, **told)

        [notice] = (await house.tray(CHEN))["notices"]
        assert notice["headline"] == "请阅读并签收文件：第三季度党费收缴情况"
        assert (await house.tray(SUN))["unread"] == 0
        read = await house.send(CHEN, f"/notices/{notice['notice']['notice_id']}/read")
        assert read.headers["location"] == f"/documents/{PAPER}"
        assert await house.postman().round() == 1
        [mail] = inbox.taken
        assert mail["To"] == "chen@example.org"
        assert f"/documents/{PAPER}" in mail.get_content()
        late = {"unit": UNIT, "title": "意见YJ-2026-0001已经超过期限", "link": "/feedback/desk"}
        await house.hear("feedback.staff.reminded.v1", PAPER, **late, to=to)
        assert await house.postman().round() == 1
        assert "请抓紧办理：意见YJ-2026-0001已经超过期限" in inbox.taken[1].get_content()
        assert "/feedback/desk" in inbox.taken[1].get_content()
        assert (await house.tray(SUN))["unread"] == 0
