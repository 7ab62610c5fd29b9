"""How time falls into periods under changing schemes, and what another scheme would change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.catalog.domain.calendars import calendar_of
from services.catalog.domain.events import ItemListed, ItemRetired
from services.catalog.domain.periods import periods
from services.catalog.domain.scheme_terms import Periodic, Term, TimeLimits
from services.catalog.domain.terms import Form, Scope, TimeLimit
from services.catalog.domain.versions import limits_on
from services.catalog.domain.whatif import matters, replay
from services.catalog.gateways.calendar_file import shipped
from shared.record import file
from shared.testing import UNIT, cause
from tests.catalog.scheming import FIRST, MONTHLY, STANDARD, adopted, ask, numbered

CALENDAR = calendar_of(shipped())
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
VERSIONS = numbered(adopted(FIRST, MONTHLY))
DUES, NOTICE, STAGE = UUID(int=1), UUID(int=2), UUID(int=3)


def listed(item_id, kind, day, version=1):
    event = ItemListed(
        item_id=item_id,
        unit=UNIT,
        catalog_version=1,
        code="1",
        level1="一",
        level2="二",
        level3=f"事项{item_id.int}",
        forms=(Form.BOARD,),
        scope=Scope.SOCIETY,
        time_limit=kind,
    )
    return filed(event, day, version)


def filed(event, day, version):
    at = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return file(event, stream_id=UUID(int=9), version=version, cause=cause("a", at=at))


FACTS = [
    listed(DUES, TimeLimit.PERIODIC, date(2026, 1, 1)),
    listed(NOTICE, TimeLimit.IMMEDIATE, date(2026, 1, 1), 2),
    listed(STAGE, TimeLimit.STAGED, date(2026, 1, 1), 3),
]


def test_quarterly_becomes_monthly_on_the_first_of_july_and_june_stays_as_it_was():
    found = list(periods(*YEAR, lambda day: limits_on(VERSIONS, day), CALENDAR))

    assert [(each.first.month, each.last.month) for each in found] == [
        (1, 3),
        (4, 6),
        *((month, month) for month in range(7, 13)),
    ]
    before = numbered(adopted(FIRST))
    same = list(periods(*YEAR, lambda day: limits_on(before, day), CALENDAR))
    assert found[:2] == same[:2]
    assert found[2].due == date(2026, 8, 14)  # ten working days after 31 July


RULES = st.lists(
    st.tuples(
        st.integers(0, 800),
        st.sets(st.integers(1, 12), min_size=1).map(lambda found: tuple(sorted(found))),
    ),
    max_size=8,
)


@given(RULES)
def test_over_any_sequence_of_schemes_no_day_is_lost_and_none_doubled(changes):
    start, end = date(2026, 1, 1), date(2028, 3, 1)
    rules = sorted(changes)

    def limits(day):
        months = (3, 6, 9, 12)
        for later, each in rules:
            months = each if start + timedelta(days=later) <= day else months
        return TimeLimits(periodic=Periodic(months=months, due=Term(days=1, working=False)))

    found = list(periods(start, end, limits, CALENDAR))

    assert found[0].first == start
    assert found[-1].first <= end <= found[-1].last
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
    for each in found:
        assert each.last.month in limits(each.first).periodic.months
        assert each.first <= each.last < each.due


def test_an_item_stands_from_its_listing_to_its_retirement_in_beijing_days():
    retired = ItemRetired(item_id=DUES, unit=UNIT, catalog_version=2)
    facts = [*FACTS, filed(retired, date(2026, 5, 1), 4)]

    assert [(each.listed, each.retired) for each in matters(facts)] == [
        (date(2026, 1, 1), date(2026, 5, 1)),
        (date(2026, 1, 1), None),
        (date(2026, 1, 1), None),
    ]


def test_another_scheme_changes_deadlines_checks_and_kinds_of_time_limit():
    other = adopted(ask(seed="S4", effective="2026-01-01"))[0].scheme

    found = replay(FACTS, VERSIONS, other, YEAR, CALENDAR)

    assert (found.before, found.after) == (7, 3)  # what falls due within the year
    assert [each.item_id for each in found.deadlines] == [DUES]
    changed = {each.name: (each.before, each.after) for each in found.rules}
    assert changed["逐件审查"] == ("保密、必要、准确", "保密、准确")
    assert changed["先党内后党外"] == ("先党内，至少3个工作日", "不要求先党内")
    assert [(each.name, each.after, each.items) for each in found.verdicts] == [
        ("分期公开", "没有这一类", 1)
    ]


def test_the_same_scheme_changes_nothing():
    same = numbered(adopted(FIRST))

    found = replay(FACTS, same, same[0].scheme, YEAR, CALENDAR)

    assert (found.deadlines, found.rules, found.verdicts) == ((), (), ())


def test_what_is_retired_calls_for_nothing_any_more():
    retired = ItemRetired(item_id=DUES, unit=UNIT, catalog_version=2)
    facts = [*FACTS, filed(retired, date(2026, 3, 1), 4)]
    same = numbered(adopted(FIRST))

    assert replay(facts, same, same[0].scheme, YEAR, CALENDAR).before == 1


def test_a_unit_without_a_scheme_goes_by_the_county_s():
    other = adopted(ask(title="本单位方案"))[0].scheme
    found = replay(FACTS, [], other, YEAR, CALENDAR)

    assert found.deadlines == ()
    assert {each.before for each in found.rules} == {"没有方案"}
    assert replace(other.time_limits) == TimeLimits()
    assert STANDARD.plan("S4")
