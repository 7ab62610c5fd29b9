"""How the parts of a service work together, with real doors, on both databases."""

from datetime import UTC, datetime, timedelta
from threading import Event
from uuid import UUID, uuid4, uuid5

import pytest
from litestar import get, post, put
from litestar.response import Stream
from litestar.testing import AsyncTestClient
from msgspec import Struct, json
from msgspec.structs import replace

from shared.auth import Held, Sessions
from shared.clock import Clock
from shared.decider import ForbiddenError
from shared.record import LIMIT, Letter, because
from shared.service import Reactions, Service
from shared.store import Store, Task
from shared.web import see_other
from tests.conftest import BACKENDS
from tests.shared.counting import THING, Add, Added, letters, outbox, things, why
from tests.shared.counting import Event as Counted

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
UNIT = "unit-1"


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str


class OtherUnitError(ForbiddenError):
    """这是别的单位的。"""


class House:
    """A service that counts, with one door to add and one to look."""

    def __init__(self, settings, watch):
        self.clock = Clock(source=watch)
        self.service = Service(
            "counting", settings, events=Counted, views=[things, outbox], clock=self.clock
        )
        self.reactions = Reactions()
        self.stumbles = 0

        @self.reactions.on(Added)
        async def echo(record):
            if self.stumbles:
                self.stumbles -= 1
                raise ConnectionError
            if record.event.text.startswith("echo "):
                await self.service.store.file(
                    Task(THING, record.stream_id, Add(record.event.text.removeprefix("echo "))),
                    cause=because(record, self.clock.now()),
                    command_id=uuid5(record.id, "echo"),
                )

        self.app = self.service.application(
            [self.door(), self.answering(), self.look()],
            dependencies={},
            posts=lambda person: (Held(UNIT, "clerk"),) if person == "li.ming" else (),
            reactions=self.reactions,
        )

    def door(self):
        @put("/api/things/{thing_id:uuid}")
        async def add(thing_id: UUID, data: Body, caller: object, expected: int | None) -> object:
            cause = caller.acting(UNIT, "clerk")
            task = Task(THING, thing_id, Add(data.text), expected=expected)
            return await self.service.store.file(task, cause=cause)

        return add

    def answering(self):
        @post("/api/things/{thing_id:uuid}/{how:str}")
        async def answer(thing_id: UUID, how: str, caller: object) -> object:
            task = Task(THING, thing_id, Add("a"))
            await self.service.store.file(task, cause=caller.acting(UNIT, "clerk"))
            match how:
                case "redirect":
                    return see_other("/counting/")
                case "download":
                    return Stream(iter([b"a"]), media_type="application/zip")
                case "refused":
                    raise OtherUnitError
            raise RuntimeError

        return answer

    def look(self):
        @get("/api/things/{thing_id:uuid}", sync_to_thread=True)
        def read(thing_id: UUID) -> object:
            return self.service.views.get(things, thing_id)

        return read


@pytest.fixture
def watch():
    class Watch:
        shows = NOON

        def __call__(self):
            return self.shows

    return Watch()


@pytest.fixture
def house(place, watch):
    return House(place, watch)


@pytest.fixture
async def client(house):
    async with AsyncTestClient(house.app) as client:
        token = Sessions(house.service.settings.secret, house.clock).issue("li.ming", "李明")
        client.headers["authorization"] = f"Bearer {token}"
        yield client


@pytest.fixture(params=BACKENDS)
def place(request, settings):
    if request.param == "sqlite":
        return settings
    template = request.getfixturevalue("postgres").fresh_each(("counting",))
    return replace(settings, database=template)


def address(thing=None):
    return f"/counting/api/things/{thing or uuid4()}"


async def test_what_is_filed_can_be_read_at_once(client):
    url = address()
    receipt = await client.put(url, json={"text": "a"})
    assert receipt.status_code == 200, receipt.text
    assert receipt.json()["version"] == 1

    assert (await client.get(url)).json()["said"] == ["a"]


@pytest.fixture
def slow(house, monkeypatch):
    apply = house.service.views.apply

    def after_a_while(*told):
        Event().wait(0.2)  # a machine on which folding takes its time
        apply(*told)

    monkeypatch.setattr(house.service.views, "apply", after_a_while)


async def test_an_answer_waits_until_what_it_tells_of_is_to_be_seen(client, slow):
    url = address()
    await client.put(url, json={"text": "a"})

    assert (await client.get(url)).json()["said"] == ["a"]


async def test_whatever_the_answer_is_it_waits(client, slow):
    ways = {"redirect": 303, "download": 201, "refused": 403, "broken": 500}
    for how, status in ways.items():
        url = address()
        answer = await client.post(f"{url}/{how}", follow_redirects=False)

        assert answer.status_code == status, how
        assert (await client.get(url)).json()["said"] == ["a"], how


async def test_a_reaction_takes_its_step_once_however_often_it_stumbles(client, house):
    house.stumbles = 2
    url = address()
    await client.put(url, json={"text": "echo b"})

    assert await house.service.views.reached("counting", 2, within=10)
    assert (await client.get(url)).json()["said"] == ["echo b", "b"]
    again = house.service.store.after(0, 10)
    await house.service.hear("counting", again)
    assert house.service.store.last() == 2


async def test_a_reaction_that_is_refused_is_kept_and_holds_up_nothing(client, house):
    url = address()
    for word in ["a", "b", "c", "d", "echo e"]:
        await client.put(url, json={"text": word})
    await client.put(address(), json={"text": "z"})

    refused = await kept(house, 1)
    assert refused[0].event.rule == "FullError"
    assert refused[0].cause.actor == "system"


async def test_every_refusal_is_kept_apart_from_facts_with_who_and_which_rule(client, house):
    url = address()
    for word in "abcdef":
        answer = await client.put(url, json={"text": word})

    assert answer.status_code == 409
    assert answer.json()["title"] == "满了,不能再添加。"
    [refused] = await kept(house, 1)
    assert (refused.cause.actor, refused.event.rule) == ("li.ming", "FullError")
    assert refused.event.asked.startswith("PUT /counting/api/things/")
    assert house.service.store.last() == 5


async def kept(house, count):
    store = house.service.refusals
    while store.last() < count:  # the answer does not wait for the refusal to be kept
        await house.service.views.reached("nowhere", 1, within=0.01)
    return [store.load(each.stream_id)[0] for each in store.after(0, 100)]


async def test_the_same_request_twice_is_one_fact_and_one_receipt(client, house):
    headers = {"x-request-id": str(uuid4())}
    url = address()
    first, again = [await client.put(url, json={"text": "a"}, headers=headers) for _ in range(2)]

    assert first.json() == again.json()
    assert house.service.store.last() == 1


async def test_an_old_version_is_told_and_a_fresh_one_goes_through(client):
    url = address()
    await client.put(url, json={"text": "a"})
    await client.put(url, json={"text": "b"}, headers={"if-match": '"1"'})
    stale = await client.put(url, json={"text": "c"}, headers={"if-match": '"1"'})

    assert stale.status_code == 412
    assert "刷新" in stale.json()["title"]


async def test_one_byte_more_than_a_fact_can_hold_is_told_at_the_door(client, house):
    probe = await client.put(address(), json={"text": ""})
    [empty] = house.service.store.load(UUID(probe.json()["stream_id"]))
    room = LIMIT - len(empty.body)

    fits = await client.put(address(), json={"text": "a" * room})
    answer = await client.put(address(), json={"text": "a" * (room + 1)})

    assert fits.status_code == 200
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:gongkai:FactTooLargeError"
    assert "65,535" in answer.json()["title"]
    assert house.service.store.last() == 2


async def test_a_store_that_takes_no_writing_is_told_at_the_door(settings, watch):
    house = House(settings, watch)
    async with AsyncTestClient(house.app) as client:
        token = Sessions(house.service.settings.secret, house.clock).issue("li.ming", "李明")
        client.headers["authorization"] = f"Bearer {token}"
        url, again = address(), {"x-request-id": str(uuid4())}
        assert (await client.put(url, json={"text": "a"})).status_code == 200
        house.service.store._vault._writer.execute("PRAGMA query_only=ON")  # as a full disk does

        refused = await client.put(url, json={"text": "b"}, headers=again)
        ready = await client.get("/counting/health/ready")

        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert "不能写入" in refused.json()["title"]
        assert ready.status_code == 503
        assert "记录库不能写入" in ready.text
        assert house.service.store.last() == 1
        house.service.store._vault._writer.execute("PRAGMA query_only=OFF")
        assert (await client.put(url, json={"text": "b"}, headers=again)).status_code == 200
        assert (await client.get("/counting/health/ready")).status_code == 200
        assert house.service.store.last() == 2


async def test_ready_means_that_work_can_be_done(client, house, watch):
    assert (await client.get("/counting/health/ready")).status_code == 200
    await client.put(address(), json={"text": "a"})
    watch.shows = NOON - timedelta(hours=1)
    late = await client.get("/counting/health/ready")

    assert late.status_code == 503
    assert "时钟" in late.text


async def test_a_clock_set_back_never_dates_a_fact_before_an_older_one(house, watch):
    async with AsyncTestClient(house.app) as client:
        token = Sessions(house.service.settings.secret, house.clock).issue("li.ming", "李明")
        client.headers["authorization"] = f"Bearer {token}"
        await client.put(address(), json={"text": "a"})
    watch.shows = NOON - timedelta(hours=1)
    later = House(house.service.settings, watch)
    async with AsyncTestClient(later.app) as client:
        client.headers["authorization"] = f"Bearer {token}"
        await client.put(address(), json={"text": "b"})
        bodies = [json.decode(each.body) for each in later.service.store.after(0, 10)]

    assert [each["cause"]["at"] for each in bodies] == ["2026-07-01T04:00:00Z"] * 2


async def test_facts_heard_again_and_again_change_nothing(house):
    async with house.service.running():
        for _ in range(3):
            await house.service.hear("elsewhere", letters("a", "b", "c"))
        assert house.service.views.count(things) == 3
        assert house.service.views.position("elsewhere") == 3


async def test_a_letter_a_reaction_cannot_read_is_kept_and_passed_over(house):
    async with house.service.running():
        good = letters("a", "b")
        broken = Letter(position=1, stream_id=UUID(int=9), version=1, tag=good[0].tag, body=b"{")
        await house.service.hear("counting", [broken, good[1]])

        assert [each.position for each in house.service.views.dead()] == [1]
        assert house.service.views.position("reactions:counting") == 2


async def test_a_second_start_finds_everything_again(house, watch):
    async with house.service.running():
        await house.service.store.file(
            Task(THING, UUID(int=1), Add("a")), cause=why(at=house.clock.now())
        )
    again = House(house.service.settings, watch)
    async with again.service.running():
        assert await again.service.views.reached("counting", 1)
        assert again.service.views.get(things, UUID(int=1)).text == "a"
        assert isinstance(again.service.store, Store)
