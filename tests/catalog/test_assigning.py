"""A post is assigned on the strength of the facts, however far behind the rows are."""

import asyncio
from uuid import uuid4

from services.catalog.domain.terms import person_id_of
from tests.catalog.conftest import COUNTY, PASSWORD
from tests.catalog.test_doors import rule


async def test_a_unit_and_a_person_registered_a_moment_ago_can_have_a_post(county, monkeypatch):
    views = county.service.views
    fold, held_up = views.absorb, asyncio.Event()

    async def late(source, letters):
        await held_up.wait()
        await fold(source, letters)

    async def nothing(*_):
        return False

    unit, login = str(uuid4()), "chen.he"
    async with county.client("admin") as admin:
        with monkeypatch.context() as patch:
            patch.setattr(views, "absorb", late)
            patch.setattr(views, "reached", nothing)  # the doors have given up waiting
            body = {"unit_id": unit, "name": "河湾小学", "kind": "学校", "superior": COUNTY}
            assert (await admin.post("/api/units", json=body)).status_code == 201
            person = {"login": login, "name": "陈禾", "password": PASSWORD}
            assert (await admin.post("/api/people", json=person)).status_code == 201
        asyncio.get_running_loop().call_later(0.2, held_up.set)
        post = {"person_id": str(person_id_of(login)), "post": "clerk"}
        made = await admin.post(f"/api/units/{unit}/posts", json=post)

    assert made.status_code == 201, made.text


async def test_nobody_has_a_post_who_is_not_registered(county):
    async with county.client("admin") as admin:
        for person in (str(uuid4()), "陈禾"):
            post = {"person_id": person, "post": "clerk"}
            refused = await admin.post(f"/api/units/{COUNTY}/posts", json=post)

            assert (refused.status_code, rule(refused)) == (404, "PersonUnknownError")
