"""科技防控: a year of work done online is one unbroken log, and whoever looks can prove it."""

import json

import pytest
from click.testing import CliRunner

from services.archive.verify.__main__ import main
from tests.archive.letters import House, flip, letter

MONTHS = range(1, 13)
EACH = 25  # facts of each of two services in a month
STEPS = ("workflow.run.opened.v1", "publishing.public.opened.v1")


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Return a log into which approval and disclosure went month by month, from 2025 to 2027."""
    with House(tmp_path_factory.mktemp("year")) as house:
        days = ["2025-12-31", *(f"2026-{month:02}-15" for month in MONTHS), "2027-01-01"]
        for number, day in enumerate(days):
            for tag in STEPS:
                service = tag.partition(".")[0]
                first = number * EACH + 1
                said = [
                    letter(service, position, tag=tag, event={"unit": "甲"}, at=f"{day}T04:00:00Z")
                    for position in range(first, first + EACH)
                ]
                house.ledger.take(service, said)
            house.integrate()
    return house


def verified(house, *more):
    base = [str(house.folder), "--key", house.vkey, "--ledger", house.url, "--quiet", "--json"]
    ran = CliRunner().invoke(main, [*base, *more])
    return ran.exit_code, json.loads(ran.output)


@pytest.mark.clause("S4-58")
def test_the_chain_of_a_year_is_unbroken_and_one_bit_would_break_it(year):
    days = "--since", "2026-01-01", "--until", "2026-12-31"

    code, told = verified(year, *days)
    assert (code, told["outcome"]) == (0, "passed")
    assert told["entries"] == len(MONTHS) * EACH * len(STEPS)
    code, told = verified(year)
    assert (code, told["checkpoints"]) == (0, 1 + 2 + len(MONTHS))  # each follows from the last

    bundle = next(iter(sorted((year.folder / "tile/entries").glob("00*"))))
    flip(bundle, 4_000)
    code, told = verified(year, *days)
    flip(bundle, 4_000)
    assert (code, told["outcome"]) == (1, "diverged")
