"""The same facts under another scheme: which obligations, deadlines and verdicts differ."""

from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest

from services.workflow.domain.duty import Duty, Term, TimeLimits
from services.workflow.domain.period import Span
from services.workflow.domain.whatif import Lived, Owed, Verdict, recomputed
from shared.auth import Sessions
from shared.calendar import chinese_calendar
from shared.testing import UNIT
from tests.workflow.examples import LI
from tests.workflow.house import OTHER
from tests.workflow.test_obligation_alarm import D1, MONTHLY, Year, opened, scheme

CALENDAR = chinese_calendar()
SINCE = datetime(2026, 1, 1, 4, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
END = YEAR[1]
MONTHS = TimeLimits(months=tuple(range(1, 13)), periodic=Term(days=10))
QUARTERS = TimeLimits(periodic=Term(days=10))


def quarter(n, done_on=None, verdict=Verdict.DONE, item="1"):
    begins = date(2026, 3 * n - 2, 1)
    ends = date(2026 + n // 4, 3 * n % 12 + 1, 1) - timedelta(days=1)
    return Owed(
        item_id=item,
        title="党费收缴",
        matter=f"2026年第{'一二三四'[n - 1]}季度",
        duty=Duty.PERIODIC,
        begins=begins,
        due=ends + timedelta(days=10),
        verdict=verdict,
        done_on=done_on,
    )


def lived(*owed, item="1", last=None):
    return Lived(
        item_id=item,
        title="党费收缴",
        spans=(Span(first=date(2026, 1, 1), since=SINCE, last=last),),
        owed=owed,
        counted_from=tuple(each.begins for each in owed),
    )


FOUR = [
    quarter(1, date(2026, 4, 5)),
    quarter(2, date(2026, 7, 15), Verdict.LATE),
    quarter(3, None, Verdict.OVERDUE),
    quarter(4, None, Verdict.OPEN),
]


def test_under_its_own_rule_nothing_differs():
    found = recomputed([lived(*FOUR)], QUARTERS, CALENDAR, YEAR, END)

    assert found.differences == ()
    assert found.before == found.after


def test_a_longer_term_makes_what_was_late_in_time():
    longer = TimeLimits(periodic=Term(days=20))
    found = recomputed([lived(*FOUR)], longer, CALENDAR, YEAR, END)

    second = next(each for each in found.differences if "第二" in each.shown.matter)
    assert (second.before.verdict, second.after.verdict) == (Verdict.LATE, Verdict.DONE)
    assert (second.before.due, second.after.due) == (date(2026, 7, 10), date(2026, 7, 20))


def test_by_months_twelve_would_have_been_owed_and_two_disclosures_keep_two():
    found = recomputed([lived(*FOUR)], MONTHS, CALENDAR, YEAR, END)

    assert sum(found.after.values()) == 12
    kept = found.after[Verdict.DONE] + found.after[Verdict.LATE]
    assert (kept, found.after[Verdict.OVERDUE], found.after[Verdict.OPEN]) == (2, 9, 1)
    assert len(found.differences) == 16


def test_a_triggered_duty_is_judged_by_the_other_term():
    change = Owed(
        item_id="2",
        title="领导班子成员分工",
        matter="职务变动",
        duty=Duty.CHANGED,
        begins=date(2026, 7, 1),
        due=date(2026, 7, 3),
        verdict=Verdict.DONE,
        done_on=date(2026, 7, 3),
    )
    entry = Lived(
        item_id="2",
        title=change.title,
        spans=(),
        owed=(change,),
        counted_from=(date(2026, 7, 1),),
    )
    stricter = TimeLimits(long_term=Term(days=1))
    (found,) = recomputed([entry], stricter, CALENDAR, YEAR, END).differences

    assert (found.after.due, found.after.verdict) == (date(2026, 7, 2), Verdict.LATE)


def test_what_was_excused_stays_excused_and_nothing_begins_after_the_last_day():
    excused = quarter(1, None, Verdict.EXCUSED)
    entry = lived(excused, last=date(2026, 2, 1))

    assert recomputed([entry], QUARTERS, CALENDAR, YEAR, END).differences == ()


def test_a_thousand_obligations_are_recomputed_within_seconds():
    many = [
        lived(*(quarter(n, date(2026, 3 * n, 20), item=str(k)) for n in range(1, 5)), item=str(k))
        for k in range(250)
    ]
    began = process_time()
    found = recomputed(many, MONTHS, CALENDAR, YEAR, END)

    assert sum(found.before.values()) == 1_000
    assert sum(found.after.values()) == 3_000
    assert process_time() - began < 2.0


@pytest.fixture
async def year(settings):
    async with Year(settings).open() as house:
        await house.begin()
        other = {**scheme(1, "2026-01-01", MONTHLY), "id": "S4"}
        await house.hear("catalog.scheme.adopted.v1", None, unit=OTHER, scheme=other)
        await house.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id=LI, post="clerk")
        await house.until(date(2026, 4, 5))
        await opened(house, date(2026, 4, 5), D1)
        await house.until(date(2026, 8, 2))
        house.sessions = Sessions(settings.secret, house.clock)
        yield house


async def test_the_page_shows_what_would_differ_and_changes_nothing(year):
    before = year.service.store.last()
    url = f"/duties/what-if?unit={UNIT}&under=S4/1&first=2026-01-01&last=2026-08-02"
    answer = await year.page(LI, url)

    assert answer.status_code == 200, answer.text
    assert "2026年1月" in answer.text
    assert "没有这一期" in answer.text
    assert year.service.store.last() == before


async def test_programs_read_the_same_differences(year):
    asked = f"unit={UNIT}&under=S4/1&first=2026-01-01&last=2026-08-02"
    answer = await year.get(LI, f"/api/duties/what-if?{asked}")
    assert answer.status_code == 200, answer.text
    found = answer.json()

    assert found["before"]["done"] == 1
    assert sum(found["after"].values()) == 8
    same = (await year.get(LI, f"/api/duties/what-if?{asked.replace('S4', 'S3')}")).json()
    assert same["differences"] == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ("under=S9/9", 404),
        ("under=S4/1&first=2026-13-01", 422),
        ("under=S4/1&last=2020-01-01", 422),
    ],
)
async def test_a_rule_or_a_day_that_is_none_is_refused(year, wrong, status):
    answer = await year.page(LI, f"/duties/what-if?unit={UNIT}&{wrong}")

    assert answer.status_code == status


async def test_to_strangers_there_is_nothing_here(year):
    answer = await year.page("stranger", f"/duties/what-if?unit={UNIT}&under=S4/1")

    assert answer.status_code == 404
