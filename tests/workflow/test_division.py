"""领导分工变动: whose change asks for what anew is said by the unit's scheme (D6)."""

from datetime import date

from services.workflow.domain.duty import Duty
from tests.workflow.examples import LI, SUN
from tests.workflow.test_obligation_alarm import QUARTERLY, UNIT, scheme, year

__all__ = ["year"]
STANDING, OTHER = (f"77777777-7777-4777-8777-77777777777{n}" for n in (1, 2))
SAYS = {
    "long_term.division_words": ["班子成员职责"],
    "long_term.division_posts": ["leader", "secretary"],
}


def asked(house):
    return [(row.item_id, row.begins) for row in house.rows() if row.duty is Duty.CHANGED]


async def test_the_scheme_says_which_entries_and_whose_posts(year):
    told = {**scheme(2, "2026-01-01", QUARTERLY), "values": SAYS}
    await year.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=told)
    await year.entry(STANDING, "班子成员职责和联系点", "long_term")
    await year.entry(OTHER, "领导班子成员分工", "long_term")
    held = {"unit": UNIT, "person_id": LI}

    await year.hear("catalog.post.assigned.v1", None, **held, post="clerk")
    assert asked(year) == []
    await year.hear("catalog.post.assigned.v1", None, **held, post="leader")
    assert asked(year) == [(STANDING, date(2026, 1, 1))]


async def test_a_post_handed_over_or_entrusted_for_a_term_counts_the_same_day(year):
    await year.entry(STANDING, "领导班子成员分工", "long_term")
    people = {"unit": UNIT, "post": "approver"}
    later = {"person_id": SUN, "since": "2026-03-01T00:00:00+08:00", "until": None}
    await year.hear("catalog.post.entrusted.v1", None, **people, **later)
    assert asked(year) == [(STANDING, date(2026, 1, 1))]

    await year.until(date(2026, 2, 1))
    await year.hear("catalog.post.handed.v1", None, **people, giver=SUN, taker=LI, until=None)
    assert asked(year) == [(STANDING, date(2026, 1, 1)), (STANDING, date(2026, 2, 1))]


async def test_an_entry_that_has_not_begun_is_not_asked_for(year):
    fields = {"item_id": STANDING, "unit": UNIT, "catalog_version": 1}
    await year.hear("catalog.item.scheduled.v1", STANDING, **fields, starts="2026-06-01")
    await year.entry(STANDING, "领导班子成员分工", "long_term")
    await year.hear("catalog.post.assigned.v1", None, unit=UNIT, person_id=LI, post="approver")

    assert asked(year) == []
