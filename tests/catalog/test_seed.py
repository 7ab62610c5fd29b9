"""The demo county is loaded through the doors, and loading it again changes nothing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from deploy.seed.folk import clock_of
from deploy.seed.load import Loader, SeedError, accounts, county, load, password_of
from services.catalog.app import begin, doors, service
from services.catalog.domain.terms import Post
from services.catalog.handlers import NewPerson
from services.catalog.heard import ChannelChecked
from shared.clock import Clock
from shared.record import Letter, file
from shared.testing import cause

PASSWORD = "qing-lan-2026"
EXPECTED = json.loads((Path(__file__).parent / "expected/catalog_36.json").read_text("utf-8"))
NEEDED = set(list(Post)[:9])  # those who act; not the administrators
HEADS = {Post.LEADER, Post.FIRST_RESPONSIBLE, Post.DIRECTLY_RESPONSIBLE}


@pytest.fixture
async def house(either_settings):
    settings = either_settings
    admin = county().admin
    new = NewPerson(login=admin.login, name=admin.name, password=PASSWORD)
    await begin(settings, new, county=county().name)
    house = service(settings)
    app = doors(house)
    async with (
        house.running(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://county.test"
        ) as http,
    ):
        await house.views.reached("catalog", house.store.last())
        await house.hear("feedback", [channel_that_works(county().unit("committee").id)])
        house.http = http
        yield house
    for let_go in app.on_shutdown:
        let_go()


def channel_that_works(unit):
    """Return what feedback says of a channel that was tried: the committee's plan asks for one."""
    event = ChannelChecked(unit=unit, channel="phone", works=True)
    record = file(event, stream_id=UUID(int=0xC4), version=1, cause=cause("handler"))
    told = {"stream_id": record.stream_id, "version": 1, "tag": record.tag, "body": record.body}
    return Letter(position=1, **told)


async def test_who_loads_the_county_lives_at_the_moment_of_the_house(settings):
    start = datetime(2027, 2, 10, 15, 50, tzinfo=UTC)
    transport = httpx.ASGITransport(app=doors(service(settings, Clock(start))))
    async with httpx.AsyncClient(transport=transport, base_url="http://county.test") as http:
        told = (await clock_of(http)).now()
    assert start <= told < start + timedelta(minutes=1)


def test_every_unit_with_a_catalog_has_somebody_in_every_post():
    units = [unit for unit in county().units if unit.catalog]

    assert len(units) == 5
    for unit in units:
        assert {post for each in unit.people for post in each.posts} >= NEEDED | HEADS
    assert len({each.login for unit in units for each in unit.people}) == 50


@pytest.mark.row("A2")
async def test_the_county_is_loaded_once_however_often_it_is_asked(house):
    said = []
    await load(house.http, said.append, password=PASSWORD)
    facts = house.store.last()
    await load(house.http, said.append, password=PASSWORD)

    assert house.store.last() == facts
    office = county().unit("establishment")
    loader = Loader(house.http, said.append, PASSWORD)
    headers = await loader._headers(office.holder(Post.MEMBER).login)
    items = (await house.http.get(f"/catalog/api/units/{office.id}/items", headers=headers)).json()
    shown = [(each["code"], each["level3"], each["forms"], each["time_word"]) for each in items]
    assert shown == [
        (each["code"], each["level3"], each["forms"], each["time_word"]) for each in EXPECTED
    ]
    scopes = {"社会": "society", "党内": "party"}
    assert [each["scope"] for each in items] == [scopes[each["scope"]] for each in EXPECTED]


async def test_it_goes_on_where_it_was_interrupted(house):
    class PowerCutError(Exception):
        pass

    calls = []

    def stumble(line):
        calls.append(line)
        if len(calls) == 8:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        await load(house.http, stumble, password=PASSWORD)
    await load(house.http, calls.append, password=PASSWORD)

    units = (await house.http.get("/catalog/api/units")).json()
    assert len(units) == len(county().units) + 1


async def test_what_the_doors_refuse_is_told(house):
    with pytest.raises(SeedError, match="WrongPasswordError"):
        await load(house.http, print, password="not-the-password")


def test_the_password_is_the_operators_or_made_once(settings):
    assert password_of(settings) == "demo-password"
    other = type(settings)(home=settings.home / "other")
    assert password_of(other) == password_of(other)
    assert len(password_of(other)) > 12
    assert any("admin" in line for line in accounts("x"))
