"""Notices at the doors: five working days, no early end, objections of the window, the result."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from services.workflow.domain.duty import Duty
from services.workflow.handlers import Postings
from services.workflow.handlers.postings import result_duty
from services.workflow.views import postings
from services.workflow.views.postings import posting_duty
from shared.testing import UNIT
from tests.workflow.examples import CHEN, LI
from tests.workflow.house import PLAN, SCHEME
from tests.workflow.test_obligation_alarm import QUARTERLY
from tests.workflow.test_staged_doors import Site

NOTICES = "55555555-5555-4555-8555-555555555555"
CADRES = "66666666-6666-4666-8666-666666666667"
MONDAY, LAST, AFTER = date(2025, 9, 1), date(2025, 9, 8), date(2025, 9, 9)
ASKED = {
    "item_id": NOTICES,
    "kind": "appointment",
    "matter": "拟任城南中队中队长人选",
    "happened_on": str(MONDAY),
}


class Square(Site):
    """A town where notices are put up."""

    async def begin(self):
        await super().begin()
        await self.entry(NOTICES, "干部任前公示", "immediate")

    async def post_up(self, **change):
        """Return a notice that has been registered."""
        posting_id = uuid4()
        url = f"/workflow/api/postings/{posting_id}"
        answer = await self.client.put(url, json={**ASKED, **change}, headers=self.as_(LI))
        await self._settled(answer)
        assert answer.status_code == 201, answer.text
        return posting_id

    async def shown_to_all(self, posting_id, day=MONDAY, item=NOTICES):
        """Let its text be proposed, approved and published; return the disclosure."""
        turn = self.row(posting_id).posting.round
        return await self.disclosed(posting_duty(posting_id, turn), day, item)

    async def opinion(self, disclosure, day):
        """Let an opinion come in on a day; return its id."""
        opinion = str(uuid4())
        self.now = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        about = {"unit": UNIT, "disclosure_id": disclosure, "item_id": NOTICES}
        told = {"channel": "box", "reference": f"YJ-{day:%m%d}", "version": 1, "signed": False}
        await self.hear("feedback.opinion.received.v1", opinion, **about, **told)
        return opinion

    async def end(self, posting_id):
        url = f"/workflow/api/postings/{posting_id}/close"
        answer = await self.client.post(url, json={}, headers=self.as_(LI))
        await self._settled(answer)
        return answer

    async def night(self, day):
        """Let the first moment of a day come, and the clocks ring."""
        self.now = datetime(day.year, day.month, day.day, tzinfo=UTC)
        await self.alarm.ring()
        return await Postings(self.service.store, self.service.views, self.alarm).ring()

    def row(self, posting_id):
        return self.service.views.get(postings, posting_id)


@pytest.fixture
async def square(settings):
    async with Square(settings).open() as opened:
        await opened.begin()
        yield opened


@pytest.mark.row("D5")
@pytest.mark.clause("S4-20")
async def test_a_notice_of_five_working_days_from_its_publication_to_its_result(square):
    posting_id = await square.post_up()
    owed = square.duty(posting_duty(posting_id, 1))
    assert (owed.duty, owed.due, owed.matter) == (Duty.IMMEDIATE, date(2025, 9, 3), ASKED["matter"])
    disclosure = await square.shown_to_all(posting_id)
    row = square.row(posting_id)
    assert (row.state, row.opened_on, row.posting.last_day) == ("open", MONDAY, LAST)

    first = await square.opinion(disclosure, MONDAY)
    for day in (MONDAY, LAST):
        assert await square.night(day) == 0
        refused = await square.end(posting_id)
        assert refused.status_code == 409
        assert refused.json()["type"] == "urn:gongkai:PostingRunningError"
    last = await square.opinion(disclosure, LAST)
    assert await square.night(AFTER) == 1
    late = await square.opinion(disclosure, AFTER)

    shown = (await square.get(LI, f"/api/postings/{posting_id}")).json()
    assert [each["opinion_id"] for each in shown["objections"]] == [first, last]
    assert late not in square.row(posting_id).posting.objections
    assert (shown["state"], shown["day"], shown["days"]) == ("closed", 5, 5)
    owed = square.duty(result_duty(posting_id))
    assert (owed.duty, owed.begins, owed.due) == (Duty.RESULT, AFTER, date(2025, 9, 11))
    board = (await square.get(LI, "/api/duties")).json()["duties"]
    assert [each["matter"] for each in board] == [f"{ASKED['matter']}：公示结果"]

    await square.disclosed(owed.obligation_id, AFTER, NOTICES)
    assert square.duty(owed.obligation_id).state == "done"
    shown = (await square.get(LI, f"/api/postings/{posting_id}")).json()
    assert shown["result"]["disclosed_on"] == str(AFTER)


async def test_the_page_counts_the_days_and_names_each(square):
    posting_id = await square.post_up()
    waiting = (await square.page(LI, f"/postings/{posting_id}")).text
    assert f"propose?obligation_id={posting_duty(posting_id, 1)}" in waiting
    disclosure = await square.shown_to_all(posting_id)
    opinion = await square.opinion(disclosure, date(2025, 9, 3))

    page = (await square.page(LI, f"/postings/{posting_id}")).text
    assert "公示第2天，共5天" in page
    assert "2025年9月8日" in page
    assert page.count("不计") == 3  # the day it began, in words, and a weekend
    assert page.count('data-h="第几天"') == 7
    assert f"/feedback/opinions/{opinion}" in page
    assert "YJ-0903" in page
    assert "实施方案 S3 第 2 版" in page
    told = {"finding": "unfounded", "remedy": "none", "unit": UNIT, "disclosure_id": disclosure}
    await square.hear("feedback.opinion.concluded.v1", opinion, **told)
    assert "不属实" in (await square.page(LI, f"/postings/{posting_id}")).text
    refused = await square.send(LI, f"/postings/{posting_id}/close")
    assert refused.status_code == 409
    assert "公示期未满，不能提前结束公示。公示期至 2025年9月8日" in refused.text


async def test_at_the_pages_a_clerk_registers_a_notice_once(square):
    assert "还没有登记公示事项" in (await square.page(LI, "/postings")).text
    bare = await square.send(LI, "/postings/new", **{**ASKED, "kind": ""})
    assert bare.status_code == 422
    assert "请选择公示种类" in bare.text
    assert ASKED["matter"] in bare.text
    wrong = await square.send(LI, "/postings/new", **{**ASKED, "happened_on": "2025-09-02"})
    assert "事项发生日期不能晚于今天" in wrong.text
    form = {**ASKED, "command_id": str(uuid4())}
    sent = [await square.send(LI, "/postings/new", **form) for _ in range(2)]
    assert {each.headers["location"] for each in sent} == {
        f"/workflow/postings/{form['command_id']}"
    }
    assert "待公示" in (await square.page(LI, "/postings")).text
    raised = [each for each in square.facts() if each.get("duty") == "immediate"]
    assert len(raised) == 1


async def test_clocks_that_slept_end_a_notice_once_with_the_same_days(square):
    early, late = await square.post_up(), await square.post_up(matter="另一人选")
    for posting_id in (early, late):
        await square.shown_to_all(posting_id)
    assert await square.night(date(2025, 12, 1)) == 2
    assert await square.night(date(2025, 12, 2)) == 0

    ended = [each for each in square.facts() if each["type"] == "workflow.posting.closed.v1"]
    assert {(each["on"], each["objections"]) for each in ended} == {(str(AFTER), 0)}
    results = [each for each in square.facts() if each.get("duty") == "result"]
    assert [each["begins"] for each in results] == [str(AFTER)] * 2
    assert {each["deadline"]["due"] for each in results} == {"2025-09-11"}
    assert (await square.end(early)).json()["type"] == "urn:gongkai:PostingNotOpenError"


@pytest.mark.parametrize("how", ["withdrawn", "cancelled"])
async def test_a_notice_taken_back_is_owed_again_and_counts_from_the_start(square, how):
    posting_id = await square.post_up()
    disclosure = await square.shown_to_all(posting_id)
    await square.until(date(2025, 9, 4))
    await square.hear(f"publishing.disclosure.{how}.v1", disclosure, unit=UNIT)
    row = square.row(posting_id)
    assert (row.state, row.obligation_id) == ("waiting", posting_duty(posting_id, 2))
    assert square.duty(row.obligation_id).matter.endswith("（重新公示）")

    await square.shown_to_all(posting_id, date(2025, 9, 4))
    assert square.row(posting_id).posting.last_day == date(2025, 9, 11)
    assert await square.night(AFTER) == 0


async def test_a_plan_that_would_come_down_too_early_is_refused(square):
    posting_id = await square.post_up()
    duty = str(posting_duty(posting_id, 1))
    plan = {**PLAN, "disclose_on": str(MONDAY), "duration_days": 7}
    body = {"unit": UNIT, "item_id": NOTICES, "plan": plan, "obligation_id": duty}
    short = await square.put(LI, body)
    assert short.json()["type"] == "urn:gongkai:DisplayTooShortError"
    assert (await square.put(LI, {**body, "plan": {**plan, "duration_days": 8}})).status_code == 201


async def test_an_opinion_heard_before_the_opening_is_still_attached(square):
    posting_id = await square.post_up()
    duty = posting_duty(posting_id, 1)
    plan = {**PLAN, "disclose_on": str(MONDAY)}
    proposal_id, disclosure = uuid4(), str(uuid4())
    body = {"unit": UNIT, "item_id": NOTICES, "plan": plan, "obligation_id": str(duty)}
    await square.put(LI, body, proposal_id)
    about = {"unit": UNIT, "item_id": NOTICES, "version": 1, "plan": plan, "digest": ""}
    tag = "publishing.disclosure.registered.v1"
    await square.hear(tag, disclosure, proposal_id=str(proposal_id), **about)
    opinion = await square.opinion(disclosure, MONDAY)
    assert square.row(posting_id).posting.objections == ()
    tag = "publishing.public.opened.v1"
    await square.hear(tag, disclosure, item_id=NOTICES, opened_on=str(MONDAY))
    assert square.row(posting_id).posting.objections == (opinion,)


async def test_a_holiday_announced_later_lengthens_an_open_notice(square):
    posting_id = await square.post_up()
    await square.shown_to_all(posting_id)
    off = [{"name": "纪念活动", "first": "2025-09-03", "last": "2025-09-03"}]
    change = {"year": 2025, "version": "cn-2025.9", "holidays": off, "workdays": []}
    await square.hear("catalog.calendar.adopted.v1", None, **change)
    assert square.row(posting_id).posting.last_day == AFTER
    assert "公示期重新计算" in (await square.page(LI, f"/postings/{posting_id}")).text


@pytest.mark.clause("S3-47")
async def test_single_notices_do_not_stand_for_the_quarterly_summary(square):
    await square.entry(CADRES, "干部选拔使用情况", "periodic")
    posting_id = await square.post_up(item_id=CADRES)
    await square.alarm.ring()
    await square.shown_to_all(posting_id, item=CADRES)
    assert square.duty(posting_duty(posting_id, 1)).state == "done"

    await square.until(date(2025, 10, 11))
    quarter = [row for row in square.rows() if row.item_id == CADRES and row.duty is Duty.PERIODIC]
    third = quarter[0]
    assert (third.ends, third.state, third.asked) == (date(2025, 9, 30), "overdue", True)


@pytest.mark.clause("S0-55")
async def test_not_released_within_two_working_days_it_is_late_when_the_third_begins(square):
    posting_id = await square.post_up(kind="inspection", matter="张某考察预告")
    owed = posting_duty(posting_id, 1)
    await square.night(date(2025, 9, 3))
    assert square.duty(owed).state == "open"
    square.now = datetime(2025, 9, 3, 16, tzinfo=UTC)  # 4 September, 00:00 in Beijing
    await square.alarm.ring()
    assert square.duty(owed).state == "overdue"


async def test_notices_are_inner_and_their_scheme_says_how_long(square):
    posting_id = await square.post_up()
    seven = {"periodic": QUARTERLY, "notice": {"days": 7, "working": True}}
    scheme = {**SCHEME, "version": 3, "effective": str(MONDAY), "time_limits": seven}
    await square.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)
    longer = await square.post_up(matter="另一人选")
    await square.shown_to_all(longer)
    assert square.row(longer).posting.last_day == date(2025, 9, 10)
    assert square.row(posting_id).posting.limits.scheme_version == 2

    assert (await square.get(CHEN, f"/api/postings/{posting_id}")).status_code == 404
    assert (await square.get("auditor", f"/api/postings/{posting_id}")).status_code == 200
    assert (await square.client.get(f"/workflow/api/postings/{posting_id}")).status_code == 401
    url = f"/workflow/api/postings/{uuid4()}"
    headers = square.as_(LI)
    unknown = await square.client.put(url, json={**ASKED, "item_id": "没有"}, headers=headers)
    assert unknown.json()["type"] == "urn:gongkai:PostingEntryUnknownError"
    own = UUID("12345678-1234-5678-9234-567812345678")
    url = f"/workflow/api/postings/{own}"
    assert (await square.client.put(url, json=ASKED, headers=headers)).status_code == 422
