"""What the demo county decides: every chain names people, items and units that there are."""

import asyncio
import csv

import httpx
from msgspec import json

from deploy.seed.folk import Folk
from deploy.seed.governing import Clerk, Governing
from deploy.seed.load import HERE, SEED, county

TOLD = json.decode((HERE / "governing.json").read_bytes(), type=Governing)
UNITS = {each.key: each for each in county().units}
PEOPLE = {one.login for unit in UNITS.values() for one in unit.people}


def items(unit):
    with (HERE / unit.catalog).open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return [{"level3": row["三级目录"], "item_id": row["序号"]} for row in rows]


def asked(*, published):
    """Return what is asked at a house that takes everything, whether or not it is published."""
    heard = []

    def door(request):
        path = request.url.path
        if path == "/catalog/api/login":
            assert json.decode(request.content)["login"] in PEOPLE
            return httpx.Response(200, json={"token": "t"})
        if path.endswith("/items"):
            return httpx.Response(200, json=items(next(u for u in UNITS.values() if u.id in path)))
        if request.method == "GET":
            return httpx.Response(200 if published else 404)
        heard.append((request.method, path, request.content, request.headers["x-request-id"]))
        return httpx.Response(200, json={})

    async def carry():
        transport = httpx.MockTransport(door)
        async with httpx.AsyncClient(transport=transport, base_url="http://county") as http:
            for chain in TOLD.chains:
                await Clerk(Folk(http, "demo", SEED), UNITS, chain).carry()

    asyncio.run(carry())
    return heard


def test_every_step_is_asked_once_and_nothing_is_left_to_fill_in():
    heard = asked(published=False)

    assert len(heard) == sum(len(chain.steps) for chain in TOLD.chains)
    assert len({command for *_, command in heard}) == len(heard)
    assert not [each for each in heard if "{" in each[1] or b'"{' in each[2]]


def test_what_cannot_be_asked_twice_is_not_asked_when_it_is_done():
    first, again = asked(published=False), asked(published=True)

    assert [path for _, path, *_ in first if path.endswith("/publication")]
    assert again == [each for each in first if not each[1].endswith("/publication")]
