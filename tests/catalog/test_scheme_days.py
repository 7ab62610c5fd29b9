"""Which version of a scheme is in force on a day (N4), over any sequence of adoptions."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.catalog.domain.scheme import (
    SCHEME,
    BackdatedError,
)
from services.catalog.domain.versions import in_force, spans
from shared.testing import Given, cause
from tests.catalog.scheming import (
    DAYS,
    FIRST,
    IN_JUNE,
    MONTHLY,
    PERIOD,
    adopted,
    ask,
    numbered,
)

# ── days of effect (N4) ──────────────────────────────────────────────────────────────────────


def test_a_version_adopted_today_takes_effect_on_its_own_day():
    versions = numbered(adopted(FIRST, MONTHLY))

    assert in_force(versions, date(2025, 12, 31)) is None
    assert in_force(versions, date(2026, 6, 30)).number == 1
    assert in_force(versions, date(2026, 7, 1)).number == 2
    assert [(each.number, since, until) for each, since, until in spans(versions)] == [
        (1, "2026-01-01", "2026-07-01"),
        (2, "2026-07-01", ""),
    ]


def test_a_later_version_cannot_be_backdated():
    late = ask(values={PERIOD: "monthly"}, reasons={PERIOD: "要求"}, effective="2026-06-09")

    refused = Given(SCHEME, *adopted(FIRST)).when(late, by="a", at=IN_JUNE)
    refused.then_rejected(BackdatedError, field="effective")


ADOPTIONS = st.lists(
    st.tuples(st.integers(0, 700), st.integers(0, 120), st.sampled_from(["monthly", "yearly"])),
    max_size=8,
)


def history(adoptions):
    """Return versions adopted one after another, each effective some days later."""
    facts, days = adopted(FIRST), []
    for n, (day, later, period) in enumerate(sorted(adoptions)):
        at = datetime(2026, 1, 2, 4, tzinfo=UTC).fromordinal(date(2026, 1, 2).toordinal() + day)
        at = at.replace(hour=4, tzinfo=UTC)
        effective = date.fromordinal(at.date().toordinal() + later)
        command = ask(
            title=f"第{n}版",
            values={PERIOD: period},
            reasons={PERIOD: "调整"},
            effective=effective.isoformat(),
        )
        facts += SCHEME.decide(command, SCHEME.fold(facts), cause("a", at=at))
        days.append(at.date())
    return facts, days


@given(ADOPTIONS, DAYS)
def test_whatever_is_adopted_exactly_one_version_is_in_force_on_any_day(adoptions, day):
    versions = numbered(history(adoptions)[0])
    text = day.isoformat()

    found = [
        each
        for each, since, until in spans(versions)
        if since <= text and (not until or text < until)
    ]
    assert found == [in_force(versions, day)]


@given(ADOPTIONS)
def test_no_adoption_changes_what_was_in_force_before_its_day(adoptions):
    facts, days = history(adoptions)
    for n, day in enumerate(days, start=1):
        before, after = numbered(facts[:n]), numbered(facts[: n + 1])
        for back in (1, 30, 200):
            earlier = date.fromordinal(day.toordinal() - back)
            assert in_force(before, earlier) == in_force(after, earlier)
