"""Every opinion of a unit and a year has a number, and no number is missing."""

from datetime import UTC, datetime
from uuid import UUID

from services.feedback.domain.commands import NumberOpinion
from services.feedback.domain.events import OpinionNumbered
from services.feedback.domain.register import (
    REGISTER,
    OtherYearError,
    numeral,
    register_id,
    year_of,
)
from shared.testing import UNIT, Given

FIRST, SECOND = UUID(int=1), UUID(int=2)
ONE = OpinionNumbered(unit=UNIT, year=2026, number=1, opinion_id=FIRST)


def test_numbers_count_from_one():
    Given(REGISTER).when(NumberOpinion(unit=UNIT, opinion_id=FIRST), by="").then(ONE)


def test_no_number_is_left_out():
    Given(REGISTER, ONE).when(NumberOpinion(unit=UNIT, opinion_id=SECOND), by="").then(
        OpinionNumbered(unit=UNIT, year=2026, number=2, opinion_id=SECOND)
    )


def test_the_register_of_a_year_is_closed_when_beijing_celebrates():
    new_year = datetime(2026, 12, 31, 16, tzinfo=UTC)
    Given(REGISTER, ONE).when(
        NumberOpinion(unit=UNIT, opinion_id=SECOND), by="", at=new_year
    ).then_rejected(OtherYearError)


def test_the_year_is_that_of_beijing():
    assert year_of(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == 2026
    assert year_of(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == 2027


def test_each_unit_and_year_has_a_register_of_its_own():
    assert len({register_id(u, y) for u in ("a", "b") for y in (2026, 2027)}) == 4


def test_people_read_a_number_with_year_and_four_digits():
    assert numeral(2026, 1) == "YJ-2026-0001"
    assert numeral(2026, 12345) == "YJ-2026-12345"
