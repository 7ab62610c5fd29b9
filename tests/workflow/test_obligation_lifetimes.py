"""No obligation is lost or doubled, whatever happens and whenever the alarm rings."""

import asyncio
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.workflow.views import VIEWS
from shared.calendar import beijing_date
from tests.workflow.lifetimes import Lifetime, item

DAY = timedelta(days=1)
MONTHS = ((3, 6, 9, 12), tuple(range(1, 13)), (6, 12), (2, 3, 11))
ITEMS = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("sleep"), st.integers(1, 40), st.booleans()),
    st.tuples(st.just("scheme"), st.sampled_from(MONTHS), st.integers(0, 40)),
    st.tuples(st.just("calendar"), st.integers(1, 20)),
    st.tuples(st.just("list_"), ITEMS, st.sampled_from(["periodic", "periodic", "long_term"])),
    st.tuples(st.just("retire"), ITEMS),
    st.tuples(st.just("disclose"), ITEMS),
    st.tuples(st.just("excuse"), st.integers(0, 3)),
    st.tuples(st.just("move"), st.integers(0, 3)),
    st.tuples(st.just("restart")),
)
LIVES = st.lists(STEPS, min_size=3, max_size=10)
BEGIN = (("scheme", MONTHS[0], 0), ("list_", 0, "periodic"))
seldom = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def lived(steps, *, awake):
    """Return what became of a life, and of its rows when they were folded again."""

    async def live(home):
        life = Lifetime(home, awake=awake)
        for step in (*BEGIN, *steps):
            await life.happen(step)
        await life.ring()
        told = life.owed(), life.facts(), life.order, life.today
        before = tables(life)
        await again(life)
        same = tables(life) == before
        life.stop()
        return *told, same

    with tempfile.TemporaryDirectory() as home:
        return asyncio.run(live(Path(home)))


def tables(life):
    return [
        [tuple(row) for row in life.views.query(sa.select(v.table).order_by(v.table.c[v.key]))]
        for v in VIEWS
    ]


async def again(life):
    def reader(letters):
        async def read(after, limit):
            return letters[after : after + limit]

        return read

    sources = {**life.heard, "workflow": life.store.after(0, 100_000)}
    read = {name: reader(letters) for name, letters in sources.items() if letters}
    await life.views.rebuild(read, lambda *_: None)


def periodic_days(order, k, today):
    """Return the days on which an entry was periodic by the catalog's facts alone."""
    found, since, earliest = set(), None, date.min
    for tag, at, fields in order:
        day = beijing_date(at)
        if fields.get("item_id") != item(k) or not tag.startswith("catalog.item."):
            continue
        begins = fields.get("time_limit") == "periodic"
        if begins and since is None:
            since = max(day, earliest)
        if not begins and since is not None:
            last = max(day, since)
            found |= days(since, last)
            since, earliest = None, last + DAY
    return found | days(since, today) if since else found


def days(first, last):
    return {first + n * DAY for n in range((last - first).days + 1)}


def rule_for(order, begins):
    """Return the version of the scheme that a matter begun on this day goes by (N4)."""
    known = [(at, f["scheme"]) for tag, at, f in order if tag == "catalog.scheme.adopted.v1"]
    listed = [at for tag, at, _ in order if tag == "catalog.item.listed.v1"]
    same_day = [at for at in listed if beijing_date(at) == begins]
    return {
        next(
            (
                scheme["version"]
                for at, scheme in reversed(known)
                if scheme["effective"] <= str(begins)
                and (at <= moment if moment else beijing_date(at) < begins)
            ),
            0,
        )
        for moment in (None, *same_day)
    }


@given(LIVES)
@seldom
def test_whenever_the_alarm_rings_the_same_is_owed_once_and_by_its_own_rule(steps):
    awake, asleep = lived(steps, awake=True), lived(steps, awake=False)

    assert awake[0] == asleep[0]
    for owed, facts, order, today, same in (awake, asleep):
        assert same
        every_day_of_a_periodic_entry_is_owed_once(owed, order, today)
        each_goes_by_the_rule_of_its_own_beginning(owed, order)
        no_fact_is_filed_twice(facts)


def every_day_of_a_periodic_entry_is_owed_once(owed, order, today):
    for k in (0, 1):
        mine = [row for row in owed if row[0] == item(k)]
        times = Counter(day for _, begins, ends, *_ in mine for day in days(begins, ends))
        wanted = periodic_days(order, k, today)
        assert wanted <= set(times)
        doubled = {day for day in wanted if times[day] > 1}
        assert all(
            sum(
                begins <= day <= ends and state != "excused"
                for _, begins, ends, _, state, _ in mine
            )
            <= 1
            for day in doubled
        )


def each_goes_by_the_rule_of_its_own_beginning(owed, order):
    for _, begins, _, _, _, version in owed:
        assert version in rule_for(order, begins)


def no_fact_is_filed_twice(facts):
    once = Counter(
        (each["stream_id"], each["event"]["type"], each["event"].get("offset"))
        for each in facts
        if not each["event"]["type"].endswith(("missed.v1", "rescheduled.v1"))
    )
    assert set(once.values()) <= {1}
    missed = Counter(
        (each["stream_id"], each["event"]["on"])
        for each in facts
        if each["event"]["type"].endswith("missed.v1")
    )
    assert set(missed.values()) <= {1}


LISTED_AGAIN = ("sleep", 3, False), ("retire", 0), ("list_", 0, "periodic")


@pytest.mark.parametrize("awake", [True, False])
def test_an_entry_retired_and_listed_again_the_same_day_owes_from_the_next(awake):
    owed, *_ = lived((*LISTED_AGAIN, ("sleep", 5, False)), awake=awake)

    assert [(str(row[1]), row[4]) for row in owed] == [
        ("2026-01-01", "excused"),
        ("2026-01-05", "open"),
    ]


@pytest.mark.parametrize("awake", [True, False])
def test_an_entry_that_is_long_term_for_a_month_does_not_owe_its_quarter_twice(awake):
    change = ("sleep", 20, False), ("list_", 0, "long_term"), ("sleep", 20, False)
    owed, *_ = lived((*change, ("list_", 0, "periodic"), ("sleep", 10, False)), awake=awake)

    assert [(str(row[1]), str(row[2])) for row in owed] == [("2026-01-01", "2026-03-31")]


@pytest.mark.parametrize("awake", [True, False])
def test_a_scheme_adopted_in_the_morning_is_no_rule_for_the_period_begun_at_midnight(awake):
    steps = ("sleep", 90, False), ("scheme", MONTHS[1], 0), ("sleep", 35, False)
    owed, *_ = lived(steps, awake=awake)

    assert [(str(row[1]), row[5]) for row in owed] == [("2026-01-01", 1), ("2026-04-01", 1)]


@pytest.mark.parametrize("awake", [True, False])
def test_a_scheme_that_takes_effect_at_midnight_is_the_rule_from_midnight_on(awake):
    steps = ("sleep", 89, False), ("scheme", MONTHS[1], 1), ("sleep", 35, False)
    owed, *_ = lived(steps, awake=awake)

    assert [(str(row[1]), row[5]) for row in owed] == [
        ("2026-01-01", 1),
        ("2026-04-01", 2),
        ("2026-05-01", 2),
    ]
