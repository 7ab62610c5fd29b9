"""Who hears whom: what the table says is what the server allows, and nothing is missing."""

import asyncio

import msgspec
import pytest

from deploy.nats.accounts import accounts
from deploy.nats.map import EXAMPLE, SERVICES, adapters_of, hearings, refusals, streams
from tests.shared.nats_fixtures import Reading, letters


async def test_everybody_hears_what_the_table_says(bus_of):
    buses = {each: await bus_of(each) for each in SERVICES}
    heard = [each for each in hearings([]) if each.account in SERVICES]
    readings = [Reading() for _ in heard]
    for each in streams():
        subject = each.subjects.replace(">", "x.happened.v1.u")
        await buses[each.owner].carry(each.name, letters(7), lambda _, at=subject: at)

    listening = [
        asyncio.create_task(
            buses[each.account].listen(
                each.owner, each.stream, each.reader, reading.position, reading.apply
            )
        )
        for each, reading in zip(heard, readings, strict=True)
    ]
    for reading in readings:
        await reading.until(7)
        assert reading.letters == letters(7)
    for task in listening:
        task.cancel()

    assert {each.stream for each in heard if each.account == "archive"} >= {
        refusals(each) for each in SERVICES
    }
    assert all(not bus.complaints for bus in buses.values())


def test_a_county_names_its_own_adapters(home):
    assert adapters_of(home) == (EXAMPLE,)
    (home / "nats").mkdir()
    chosen = '[{"name": "board", "filters": ["channels.board.party.>", "channels.board.unit.>"]}]'
    (home / "nats" / "adapters.json").write_text(chosen)

    text = accounts(home)

    assert "ADAPTER_BOARD {" in text
    assert "GK_CHANNELS.print" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        '[{"name": "board", "filters": ["facts.>"]}]',
        '[{"name": "board", "filters": []}]',
        '[{"name": "Board x", "filters": ["channels.board.>"]}]',
        '[{"name": "board", "filter": ["channels.board.>"]}]',
    ],
)
def test_an_adapter_that_reaches_beyond_the_channels_is_refused(home, wrong):
    (home / "nats").mkdir()
    (home / "nats" / "adapters.json").write_text(wrong)

    with pytest.raises(msgspec.ValidationError):
        accounts(home)
