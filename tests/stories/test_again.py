"""Once more: each message delivered again, each view folded again, and nothing is changed."""

import asyncio
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import json
from msgspec.structs import replace

from deploy.nats.keys import provisioner
from deploy.nats.map import adapters_of, hearings
from deploy.upkeep import views_of
from services.catalog.domain.events import UnitRegistered
from services.catalog.domain.terms import Post
from shared.bus import address
from shared.bus.link import Link
from shared.record import Letter, file
from shared.testing import cause
from shared.view import Views
from tests.stories.teller import Teller, county_in
from tests.stories.town import SERVICES, until

ROOT = Path(__file__).parents[2]
UNKNOWN = UUID("00000000-0000-4000-8000-0000000000a9")
TAG = "catalog.unit.registered.v1"
NEW = UnitRegistered(unit_id="u-9", name="新单位", kind="", superior="")


def rows(database):
    """Return every row of every table of a database, as SQLite holds it."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
            if not name.endswith("_pulse")
        }
    finally:
        connection.close()


def everything(settings, *files):
    """Return all rows of these files of all services."""
    found = {}
    for service in SERVICES:
        for name in files:
            if (there := settings.home / service / name).exists():
                found |= {(service, name, table): body for table, body in rows(there).items()}
    return found


def tables_of(settings, service):
    """Return the rows of a service's views alone."""
    declared = {each.name for each in views_of(service)}
    return {
        name: body
        for name, body in rows(settings.home / service / "views.db").items()
        if name in declared
    }


async def gongkai(settings, *words):
    """Run the operator's command beside the house, as an operator does."""
    environ = {**os.environ, "GK_HOME": str(settings.home), "GK_NATS_URL": settings.nats_url}
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "deploy.cli",
        *words,
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await command.communicate()
    assert command.returncode == 0, said.decode()
    return said.decode()


async def told(house):
    """Carry one matter to its approval, so that every service has something to hear."""
    teller = Teller(house)
    answer = await teller.folk.look("", f"/catalog/api/units/{house.unit.id}/items")
    item = next(each for each in answer.json() if each["scope"] == "society")
    plan = {
        "title": "主题党日活动情况",
        "content": "开展一次。",
        "scope": "society",
        "disclose_on": "2099-01-01",
        "duration_days": None,
        "channels": item["forms"][:1],
        "waiver": "时效要求",
    }
    body = {"unit": house.unit.id, "item_id": item["item_id"], "plan": plan}
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})

    async def registered():
        return ends_of(house.settings)["publishing"] > 0

    await until(registered, "the approved matter in publishing")
    await still(house)


async def still(house):
    """Wait until nothing moves any more: stores, views and archive agree."""
    files = "facts.db", "views.db", "ledger.db"
    seen = {}

    async def same():
        nonlocal seen
        before, seen = seen, everything(house.settings, *files)
        await asyncio.sleep(0.3)
        return before == seen and before

    await until(same, "stillness")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.row("N1")
async def test_each_message_delivered_three_times_changes_nothing_anywhere(open_house, settings):
    async with county_in(open_house, settings) as house:
        await told(house)
    ends = ends_of(settings)
    assert min(ends[each] for each in ("catalog", "workflow", "publishing")) > 0
    before = everything(settings, "facts.db", "ledger.db")
    shown = {each: tables_of(settings, each) for each in SERVICES}
    for _ in range(3):
        assert forget_places(settings) > len(SERVICES)
        async with open_house(settings) as house:

            async def delivered():
                return all(
                    place["acknowledged"] == ends[place["stream"]] for place in await places(house)
                )

            await until(delivered, "every message of every stream, again")
            await still(house)
    assert ends_of(settings) == ends
    assert everything(settings, "facts.db", "ledger.db") == before
    assert {each: tables_of(settings, each) for each in SERVICES} == shown


def ends_of(settings):
    return {
        each: len(rows(settings.home / each / "facts.db")[f"{each}_facts"]) for each in SERVICES
    }


def forget_places(settings):
    """Let the server forget who has read what: all of it will be delivered from the beginning."""
    found = list((settings.home / "nats" / "store").glob("**/obs/*"))
    for each in found:
        shutil.rmtree(each)
    return len(found)


async def places(house):
    """Return how far each hearer of facts has acknowledged, as the server counts."""
    found = []
    for service in SERVICES:
        link = Link(house.settings, provisioner(service))
        await link.open(10)
        try:
            for each in hearings(adapters_of(house.settings.home)):
                if each.owner != service or each.filters or each.stream != f"GK_{service.upper()}":
                    continue
                place = address.consumer_info(each.stream, each.reader)
                answer = json.decode(await link.ask(f"{address.API}.{place}"))
                floor = answer["ack_floor"]["stream_seq"]
                found.append({"stream": service, "acknowledged": floor})
        finally:
            await link.close()
    return found


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_views_folded_again_while_everybody_works_are_the_same_byte_for_byte(quick_house):
    await told(quick_house)
    for service in SERVICES:
        before = tables_of(quick_house.settings, service)
        answer = await gongkai(quick_house.settings, "rebuild", service)
        assert "已由事实重新生成" in answer
        assert tables_of(quick_house.settings, service) == before, service
        assert any(before.values()), service
    ready = [
        await quick_house.http.get(f"{prefix}/health/ready")
        for prefix in ("/catalog", "/workflow", "", "/feedback", "/archive")
    ]
    assert [each.status_code for each in ready] == [200] * 5


async def test_a_letter_that_could_not_be_read_is_looked_at_and_sent_again(quick_house):
    settings = quick_house.settings
    views = Views("workflow", settings.views_url("workflow"), views_of("workflow"))
    views.open()
    try:
        body = file(NEW, stream_id=UNKNOWN, version=1, cause=cause("li.ming")).body
        good = Letter(position=10**6, stream_id=UNKNOWN, version=1, tag=TAG, body=body)
        views.bury("catalog", good, "DecodeError")
        views.bury("catalog", replace(good, position=10**6 + 1, body=b"{"), "DecodeError")
    finally:
        views.close()

    assert (await gongkai(settings, "letters", "workflow")).count(TAG) == 2
    again = await gongkai(settings, "letters", "workflow", "--again")
    assert again.count("已读懂") == 1
    left = await gongkai(settings, "letters", "workflow")
    assert left.count(TAG) == 1
    assert "1000001" in left
    assert any("u-9" in repr(row) for row in tables_of(settings, "workflow")["units"])
