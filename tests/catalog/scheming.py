"""Plans, versions and settings, as the tests of schemes tell of them."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from services.catalog.domain.commands import PrepareScheme
from services.catalog.domain.scheme import (
    SCHEME,
    Prepared,
)
from services.catalog.domain.versions import Adopted
from services.catalog.gateways.points_file import read_standard
from shared.testing import cause

STANDARD = read_standard()
PERIOD = "time_limits.periodic.period"
IN_JUNE = datetime(2026, 6, 10, 4, tzinfo=UTC)
SEEDS = ("S0", "S1", "S2", "S3", "S4")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def ask(floors=(), **asked):
    asked = PrepareScheme(**asked)
    return Prepared(asked=asked, standard=STANDARD, floors=floors)


def adopted(*commands, at=IN_JUNE):
    """Return what a unit has adopted, one command after another."""
    facts = []
    for command in commands:
        facts += SCHEME.decide(command, SCHEME.fold(facts), cause("a", at=at))
    return facts


def numbered(facts):
    return [Adopted(number=n, scheme=each.scheme) for n, each in enumerate(facts, start=1)]


FIRST = ask(seed="S0", effective="2026-01-01")
MONTHLY = ask(
    values={PERIOD: "monthly"}, reasons={PERIOD: "群众要求按月公开"}, effective="2026-07-01"
)
