"""Whoever is killed: every acknowledged command is everywhere, and everywhere exactly once."""

import asyncio
from collections import Counter
from itertools import count
from uuid import UUID

import httpx
import pytest
from msgspec import json

from deploy.seed.folk import fixed_id
from services.catalog.app import begin
from services.catalog.domain.events import Event
from services.catalog.handlers import NewPerson
from shared.bus import Bus
from shared.register import units
from shared.store import Store
from shared.view import Views
from tests.stories.town import SERVICES, settings_with, town, until

COUNTY = "青岚县"
ADMIN = NewPerson(login="admin", name="秦守一", password="demo-password-1")
ACK = {200, 201}


class Clerks:
    """People who register units one after another and do not give up."""

    def __init__(self, place):
        self.place, self.numbers = place, count(1)
        self.acknowledged, self.tries = [], Counter()
        self.enough = False

    async def log_in(self, http):
        answer = await http.post(
            self.place.url("catalog", "/api/login"),
            json={"login": ADMIN.login, "password": ADMIN.password},
        )
        http.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"

    async def work(self, http, county):
        while not self.enough:
            number = next(self.numbers)
            key = fixed_id(UUID(int=11), str(number))
            body = {
                "unit_id": str(key),
                "name": f"第{number}中队党支部",
                "kind": "党支部",
                "superior": county,
            }
            await self.insist(http, key, body)

    async def insist(self, http, key, body):
        """Ask again, with the same id, until there is an answer."""
        while True:
            self.tries[body["unit_id"]] += 1
            try:
                answer = await http.post(
                    self.place.url("catalog", "/api/units"),
                    json=body,
                    headers={"x-request-id": str(key)},
                )
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code in ACK:
                self.acknowledged.append(body["unit_id"])
                return
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.05)

    async def more(self, by):
        goal = len(self.acknowledged) + by

        async def reached():
            return len(self.acknowledged) >= goal

        await until(reached, f"{goal} acknowledged")


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.row("N1")
async def test_kill_9_of_everybody_in_turn_loses_nothing_and_doubles_nothing(settings):
    async def found():
        await begin(settings, ADMIN, county=COUNTY)

    async with town(settings, before=found) as place:
        clerks = Clerks(place)
        async with httpx.AsyncClient(timeout=20) as http:
            await clerks.log_in(http)
            known = (await http.get(place.url("catalog", "/api/units"))).json()
            county = known[0]["unit_id"]
            at_work = [asyncio.create_task(clerks.work(http, county)) for _ in range(4)]
            for victim in ("workflow", "street", "archive", "publishing", "catalog", "feedback"):
                await clerks.more(25)
                if victim == "street":
                    await place.kill_street()
                else:
                    await place.kill(victim)
                    await place.ready(victim)
            await clerks.more(25)
            clerks.enough = True
            await asyncio.gather(*at_work)
        for each in SERVICES:
            await place.ready(each)
        stored = await everything_arrived(settings, place)

    registered = Counter(unit_of(body) for body in stored if b"unit.registered" in body)
    assert set(registered.values()) == {1}
    assert set(registered) == {*clerks.acknowledged, county}
    assert any(tries > 1 for tries in clerks.tries.values())  # somebody was really interrupted
    for service in HEARERS:
        assert shown(settings, service) == set(registered), service


HEARERS = ("workflow", "publishing", "feedback")


def unit_of(body):
    return json.decode(body)["event"]["unit_id"]


def shown(settings, service):
    views = Views(service, settings.views_url(service), [units])
    try:
        return {each.unit_id for each in views.select(units)}
    finally:
        views.close()


async def everything_arrived(settings, place):
    """Return the bodies in the store, once street, archive and views hold the very same."""
    store = Store("catalog", Event, settings.store_url("catalog"))
    letters = store._vault.after(0, 100_000)
    stored = [each.body for each in letters]
    bus = Bus(settings_with(settings, place.nats.url), "catalog")
    await bus.open()
    try:

        async def carried():
            return await bus.end("GK_CATALOG") == len(stored)

        await until(carried, "street")
        on_the_street = []
        while page := await bus.read("catalog", "GK_CATALOG", len(on_the_street), 500):
            on_the_street += [each.body for each in page]
    finally:
        await bus.close()
    assert on_the_street == stored

    async def folded():
        return all(position_of(settings, each) == len(stored) for each in HEARERS)

    await until(folded, "views")

    async def archived():
        return archive_of(settings) == stored

    await until(archived, "archive")
    return stored


def position_of(settings, service):
    views = Views(service, settings.views_url(service), [units])
    try:
        return views.position("catalog")
    finally:
        views.close()


def archive_of(settings):
    """Return what the archive keeps of the catalog, read by plain SQL."""
    import sqlite3

    connection = sqlite3.connect(settings.home / "archive" / "ledger.db")
    try:
        rows = connection.execute(
            "SELECT body FROM archive_ledger WHERE service = 'catalog' ORDER BY position"
        )
        return [body for (body,) in rows]
    finally:
        connection.close()
