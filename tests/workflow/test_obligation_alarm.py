"""The alarm clock in the service: it rings at the house's time, catches up, and never twice."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import json

from services.workflow.domain.duty import Duty
from services.workflow.domain.obligation import OBLIGATION
from services.workflow.handlers import Alarm, Calendars
from services.workflow.handlers.past import Pasts
from services.workflow.views import duties, entries, figures
from shared.clock import Clock
from shared.record import Letter, canonical, id_at
from shared.testing import UNIT, cause
from tests.workflow.examples import CHEN, ITEM, LI
from tests.workflow.house import FORMS, OTHER, SCHEME, House

SINCE = datetime(2026, 1, 1, 4, tzinfo=UTC)
QUARTERLY = {"period": "quarterly", "months": [3, 6, 9, 12], "due": {"days": 10, "working": False}}
MONTHLY = {**QUARTERLY, "period": "monthly", "months": list(range(1, 13))}


def scheme(version, effective, periodic):
    limits = {"periodic": periodic, "reminders": [-3, 0, 1, 5]}
    return {**SCHEME, "version": version, "effective": effective, "time_limits": limits}


class Year(House):
    """A house whose clock a test turns on."""

    since = SINCE

    def __init__(self, settings):
        self.now = self.since
        super().__init__(settings, Clock(source=lambda: self.now))

    @property
    def alarm(self):
        views = self.service.views
        return Alarm(self.service.store, views, self.clock, Calendars(views))

    async def begin(self):
        self.now = self.since
        for unit, superior in ((OTHER, ""), (UNIT, OTHER)):
            tag = "catalog.unit.registered.v1"
            await self.hear(tag, unit, unit_id=unit, name="某单位", superior=superior)
        first = scheme(1, "2026-01-01", QUARTERLY)
        await self.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=first)
        told = {"unit": UNIT, "version": 1}
        tag = "catalog.catalog.screened.v1"
        await self.hear(tag, None, **told, verdict="pass", screened_by="wang.fang")
        await self.hear("catalog.catalog.approved.v1", None, **told, approved_by="sun.li")
        await self.entry(ITEM)

    async def entry(self, item_id, title="党费收缴", limit="periodic", scope="society"):
        await self.hear(
            "catalog.item.listed.v1",
            item_id,
            item_id=item_id,
            unit=UNIT,
            catalog_version=1,
            level3=title,
            forms=FORMS,
            scope=scope,
            time_limit=limit,
        )

    async def hear(self, tag, stream_id, **fields):
        """Let a fact of another service arrive that happened just now."""
        self.now += timedelta(seconds=1)
        source, stream = tag.partition(".")[0], UUID(stream_id) if stream_id else uuid4()
        kept = self.letters.setdefault(source, [])
        place = {"id": id_at(tag, stream, 1), "stream_id": stream, "version": 1}
        event = {"type": tag, **fields}
        body = canonical({**place, "cause": cause("x", at=self.now), "event": event})
        position = len(kept) + 1
        kept.append(Letter(position=position, stream_id=stream, version=1, tag=tag, body=body))
        await self.service.hear(source, kept[-1:])
        assert await self.service.views.reached("workflow", self.service.store.last())

    async def until(self, day):
        """Let it become noon of that day, ringing every day on the way."""
        while self.now.date() < day:
            self.now += timedelta(days=1)
            await self.alarm.ring()

    async def sleep_until(self, day):
        """Let it become noon of that day while the service is down, then ring once."""
        self.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        await self.alarm.ring()

    def rows(self):
        return self.service.views.select(duties, order=[duties.c.begins, duties.c.due])

    def past(self, row):
        return Pasts(self.service.store).of(row)

    def facts(self):
        letters = self.service.store.after(0, 10_000)
        return [json.decode(each.body)["event"] for each in letters]

    def told(self):
        """Return what was filed, without the order in which different obligations took turns."""
        return sorted(json.encode(each).decode() for each in self.facts())


@pytest.fixture
async def year(settings):
    async with Year(settings).open() as opened:
        await opened.begin()
        yield opened


async def opened(house, day, disclosure, tag="publishing.public.opened.v1", item=ITEM):
    await house.hear(tag, disclosure, item_id=item, opened_on=str(day))


D1, D2 = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"


@pytest.mark.row("D2")
async def test_a_quarterly_entry_owes_four_times_and_a_skipped_quarter_is_overdue_next_day(year):
    await year.until(date(2026, 4, 7))
    await opened(year, date(2026, 4, 7), D1)
    first, second = year.rows()
    assert (first.state, second.state) == ("done", "open")

    await year.until(date(2026, 7, 10))
    assert [row.state for row in year.rows()] == ["done", "open", "open"]
    await year.until(date(2026, 7, 11))
    assert [row.state for row in year.rows()] == ["done", "overdue", "open"]

    await year.until(date(2026, 12, 31))
    assert [str(row.due) for row in year.rows()] == [
        "2026-04-10",
        "2026-07-10",
        "2026-10-10",
        "2027-01-10",
    ]


@pytest.mark.row("N4")
async def test_monthly_from_the_first_of_july_leaves_june_and_makes_july_monthly(year):
    await year.until(date(2026, 6, 20))
    changed = scheme(2, "2026-07-01", MONTHLY)
    await year.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=changed)
    await year.until(date(2026, 8, 2))

    rows = year.rows()
    assert [row.matter for row in rows] == [
        "2026年第一季度",
        "2026年第二季度",
        "2026年7月",
        "2026年8月",
    ]
    assert [year.past(row).limits.scheme_version for row in rows] == [1, 1, 2, 2]


async def test_four_notices_each_once_also_over_restarts(year):
    await year.until(date(2026, 4, 20))
    for _ in range(3):
        await year.alarm.ring()

    notices = [each for each in year.facts() if each["type"].endswith("reminded.v1")]
    assert [(each["offset"], each["on"], len(each["to"])) for each in notices] == [
        (-3, "2026-04-07", 1),
        (0, "2026-04-10", 2),
        (1, "2026-04-11", 3),
        (5, "2026-04-15", 4),
    ]
    assert notices[-1]["to"][-1] == {"unit": OTHER, "post": "office"}


async def test_an_alarm_that_slept_files_what_one_that_was_awake_filed(settings, tmp_path):
    told = []
    for name, sleeps in (("awake", False), ("asleep", True)):
        home = tmp_path / name
        home.mkdir()
        kept = {each: getattr(settings, each) for each in settings.__struct_fields__}
        async with Year(type(settings)(**{**kept, "home": home})).open() as house:
            await house.begin()
            await (house.sleep_until if sleeps else house.until)(date(2026, 11, 5))
            told.append(house.told())

    assert told[0] == told[1]
    assert len(told[0]) > 20


async def test_a_single_notice_does_not_satisfy_the_periodic_entry(year):
    notice = "55555555-5555-4555-8555-555555555555"
    await year.entry(notice, "发展党员公示", "immediate")
    await year.until(date(2026, 1, 20))
    await opened(year, date(2026, 1, 20), D1, item=notice)

    assert [row.state for row in year.rows()] == ["open"]


async def test_for_society_the_inner_phase_is_not_enough_and_one_disclosure_counts_once(year):
    await year.until(date(2026, 4, 20))
    await opened(year, date(2026, 4, 19), D1, "publishing.inner.opened.v1")
    assert [row.state for row in year.rows()] == ["overdue", "open"]

    await opened(year, date(2026, 4, 20), D1)
    first, second = year.rows()
    assert (first.state, first.done_on, second.state) == ("late", date(2026, 4, 20), "open")


async def test_for_members_only_the_inner_phase_fulfils(year):
    inner = "66666666-6666-4666-8666-666666666666"
    await year.entry(inner, "民主生活会", scope="party")
    await opened(year, date(2026, 1, 3), D2, "publishing.inner.opened.v1", item=inner)

    (row,) = [each for each in year.rows() if each.item_id == inner]
    assert row.state == "done"


@pytest.mark.row("D6")
async def test_a_change_of_the_division_of_labour_asks_for_the_standing_entry_the_same_day(year):
    standing = "77777777-7777-4777-8777-777777777777"
    await year.entry(standing, "领导班子成员分工", "long_term")
    await year.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id=LI, post="approver")

    (row,) = [each for each in year.rows() if each.item_id == standing]
    assert (row.duty, row.begins, row.due) == (Duty.CHANGED, date(2026, 1, 1), date(2026, 1, 5))
    await year.hear("catalog.post.vacated.v1", None, unit=UNIT, person_id=CHEN, post="member")
    assert len([each for each in year.rows() if each.item_id == standing]) == 1


async def test_a_holiday_announced_later_recounts_open_deadlines_as_facts(year):
    strict = {"periodic": {**QUARTERLY, "due": {"days": 3, "working": True}}}
    changed = {**scheme(2, "2026-04-01", QUARTERLY), "time_limits": strict}
    await year.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=changed)
    await year.until(date(2026, 6, 1))
    assert [str(row.due) for row in year.rows()] == ["2026-04-10", "2026-07-03"]

    await year.hear(
        "catalog.calendar.adopted.v1",
        None,
        year=2026,
        version="cn-2026.9",
        holidays=[{"name": "纪念活动", "first": "2026-07-01", "last": "2026-07-01"}],
        workdays=[],
    )
    moved = [each for each in year.facts() if each["type"].endswith("rescheduled.v1")]
    assert [each["deadline"]["due"] for each in moved] == ["2026-07-06"]
    assert [str(row.due) for row in year.rows()] == ["2026-04-10", "2026-07-06"]
    assert "cn-2026.9" in moved[0]["deadline"]["calendar"]


async def test_an_entry_taken_off_the_catalog_owes_nothing_more(year):
    await year.until(date(2026, 2, 1))
    await year.hear("catalog.item.retired.v1", ITEM, item_id=ITEM, unit=UNIT, catalog_version=2)
    await year.until(date(2026, 8, 1))

    assert [row.state for row in year.rows()] == ["excused"]
    assert year.service.views.get(entries, ITEM).open == ()


async def test_the_figures_are_the_sums_of_the_rows(year):
    await year.until(date(2026, 8, 1))
    await opened(year, date(2026, 8, 1), D1)

    counted = {}
    for row in year.rows():
        line = counted.setdefault((row.unit, row.month), {})
        line[row.state] = line.get(row.state, 0) + 1
    for (unit, month), line in counted.items():
        found = year.service.views.get(figures, f"{unit}/{month}")
        kinds = ("open", "overdue", "done", "late", "excused")
        assert {k: getattr(found, k) for k in kinds if getattr(found, k)} == line


async def test_rows_remember_what_the_rules_would_fold(year):
    await year.until(date(2026, 5, 1))
    for row in year.rows():
        state, version = year.service.store.state(OBLIGATION, row.obligation_id)
        assert (row.dial, row.version) == (state.dial, version)
        assert row.reckoning == state.deadline.reckoning
