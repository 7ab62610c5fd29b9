"""The promises of a reading room, kept by every database it may be built on."""

import asyncio
import gc
import random
import sqlite3
from enum import Enum
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from msgspec import Struct
from psycopg import Cursor

from shared.record import Letter
from shared.view import GapError, View, Views
from tests.shared.counting import Added, ThingRow, letters, outbox, things

THING = UUID(int=1)


@pytest.fixture
def views(database_url):
    views = Views("counting", database_url, [things, outbox])
    views.open()
    yield views
    views.close()


def rows(views):
    return views.select(things, order=[things.c.thing_id])


def sent(views):
    query = views.select(outbox, outbox.c.position > 0, order=[outbox.c.position])
    return [each.text for each in query]


def test_rows_and_position_move_together(views):
    views.apply("counting", letters("a", "b", "c", stream=THING))

    row = views.get(things, THING)
    assert row == ThingRow(thing_id=THING, text="c", times=3, said=("a", "b", "c"))
    assert views.position("counting") == 3


def test_no_open_cursor_is_left_to_the_collector_of_cycles(views):
    """It would reset a statement from another thread while the next batch is using it."""
    gc.collect()
    gc.disable()
    try:
        views.apply("counting", letters("a", "b", stream=THING))
        views.position("counting")
        left = [each for each in gc.get_objects() if isinstance(each, sqlite3.Cursor | Cursor)]
        assert [each for each in left if is_open(each)] == []
    finally:
        gc.enable()


def is_open(cursor):
    try:
        cursor.execute("SELECT 1")
    except (sqlite3.ProgrammingError, psycopg.InterfaceError):
        return False
    return True


def test_letters_delivered_again_change_nothing(views):
    once = letters(*"abcdef", stream=THING)
    views.apply("counting", once)
    before = rows(views), sent(views)

    dice = random.Random(7)
    for _ in range(20):
        start = dice.randrange(6)
        views.apply("counting", once[start : start + dice.randint(1, 6)])
    assert (rows(views), sent(views)) == before


def test_a_missing_letter_is_noticed_and_nothing_is_folded(views):
    views.apply("counting", letters("a"))

    with pytest.raises(GapError):
        views.apply("counting", letters("c", start=3))
    assert views.position("counting") == 1
    assert views.count(things) == 1


def test_each_source_has_its_own_position(views):
    views.apply("counting", letters("a", "b"))
    views.apply("elsewhere", letters("x", stream=THING))

    assert (views.position("counting"), views.position("elsewhere")) == (2, 1)
    assert views.count(things) == 3


def test_rows_are_chosen_ordered_and_paged(views):
    views.apply("counting", letters(*"cabdb"))

    found = views.select(
        things, things.c.text != "d", order=[things.c.text.desc()], limit=2, offset=1
    )
    assert [each.text for each in found] == ["b", "b"]
    assert views.count(things, things.c.text == "b") == 2
    assert views.get(things, THING) is None


def test_a_letter_that_cannot_be_read_is_kept_aside_and_the_rest_goes_on(views):
    first, second, third = letters("a", "b", "c")
    broken = Letter(
        position=2, stream_id=second.stream_id, version=1, tag=second.tag, body=b"{oops"
    )
    views.apply("counting", [first, broken, third])

    [dead] = views.dead()
    assert (dead.source, dead.position, dead.body) == ("counting", 2, b"{oops")
    assert sorted(each.text for each in rows(views)) == ["a", "c"]
    assert views.try_again(dead) is False
    assert views.dead() == [dead]


def test_a_letter_that_cannot_be_folded_leaves_no_half_row(views):
    views.apply("counting", letters("a", "unfoldable", "c", stream=THING))

    assert views.get(things, THING).said == ("a", "c")
    assert [each.position for each in views.dead()] == [2]


def test_a_dead_letter_is_folded_once_it_can_be_read(views):
    good = letters("a")[0]
    views.apply(
        "counting",
        [Letter(position=1, stream_id=good.stream_id, version=1, tag=good.tag, body=b"?")],
    )
    [dead] = views.dead()

    mended = type(dead)(
        **{**{n: getattr(dead, n) for n in dead.__struct_fields__}, "body": good.body}
    )
    assert views.try_again(mended) is True
    assert views.dead() == []
    assert [each.text for each in rows(views)] == ["a"]


async def test_folding_again_gives_the_same_rows_in_the_order_of_first_reading(views):
    ours, theirs = letters(*"abcdefg", stream=THING), letters(*"vwxyz", stream=THING)
    views.apply("counting", ours[:2])
    views.apply("elsewhere", theirs[:3])
    views.apply("counting", ours[2:6])
    views.apply("elsewhere", theirs[3:])
    views.apply("counting", ours[6:])
    before, out = rows(views), sent(views)
    steps = []

    await views.rebuild(
        sources(counting=ours, elsewhere=theirs), lambda n, of: steps.append((n, of))
    )

    assert rows(views) == before
    assert before[0].said == tuple("abvwxcdefyzg")
    assert sent(views) == out
    assert steps[-1] == (12, 12)
    views.apply("counting", letters("h", stream=THING, start=1)[:0] or ours)
    assert rows(views) == before


async def test_rows_stay_readable_and_go_on_growing_while_they_are_folded_again(views):
    ours = letters(*(str(n) for n in range(1200)), stream=THING)
    views.apply("counting", ours[:700])
    seen = []

    async def read(position, limit):
        seen.append(views.count(things))
        if position == 500:  # somebody goes on working
            views.apply("counting", ours[views.position("counting") :])
        await asyncio.sleep(0)
        return ours[position : position + limit]

    await views.rebuild({"counting": read}, lambda *_: None)

    assert set(seen) == {1}
    assert views.get(things, THING).times == 1200


def sources(**named):
    def reader(source):
        async def read(position, limit):
            return source[position : position + limit]

        return read

    return {name: reader(source) for name, source in named.items()}


class WiderRow(Struct, frozen=True, kw_only=True):
    thing_id: UUID
    text: str
    length: int


def test_rows_of_another_shape_are_thrown_away_but_what_has_left_stays(database_url):
    before = Views("counting", database_url, [things, outbox])
    before.open()
    before.apply("counting", letters("a", "bb"))
    before.mark("reactions:counting", 2)
    before.close()
    wider = View("things", WiderRow, key="thing_id")

    @wider.on(Added)
    def _(rows, record):
        text = record.event.text
        rows.put(WiderRow(thing_id=record.stream_id, text=text, length=len(text)))

    after = Views("counting", database_url, [wider, outbox])
    after.open()
    assert after.position("counting") == 0
    assert after.position("reactions:counting") == 2
    after.apply("counting", letters("a", "bb", "ccc"))

    assert sorted(each.length for each in after.select(wider)) == [1, 2, 3]
    assert sent(after) == ["a", "bb", "ccc"]
    after.close()


async def test_views_that_are_declared_no_more_go_when_all_is_folded_anew(database_url):
    before = Views("counting", database_url, [things, outbox, old_view("gone"), old_view("late")])
    before.open()
    before.apply("counting", ours := letters("a", "bb"))
    with before._engine.connect() as connection:  # another's table in the same database
        connection.exec_driver_sql("CREATE TABLE drafts (id integer)")
    before.close()

    after = Views("counting", database_url, [things, old_view("late")])
    after.open()
    assert {"gone", "drafts", "late", "outbox"} <= tables(after)  # an older version may still run
    await after.rebuild(sources(counting=ours), lambda *_: None)
    left = tables(after)
    after.close()

    assert {"drafts", "late", "things", "outbox"} <= left
    assert "gone" not in left


def old_view(name):
    return View(name, WiderRow, key="thing_id")


def tables(views):
    return set(sa.inspect(views._engine).get_table_names())


class Tone(Enum):
    LOUD = "loud"


class TonesRow(Struct, frozen=True, kw_only=True):
    thing_id: UUID
    tones: dict[Tone, int]


def test_a_row_may_count_by_words_of_the_domain(database_url):
    tones = View("tones", TonesRow, key="thing_id")

    @tones.on(Added)
    def _(rows, record):
        rows.put(TonesRow(thing_id=record.stream_id, tones={Tone.LOUD: len(record.event.text)}))

    views = Views("counting", database_url, [tones])
    views.open()
    try:
        views.apply("counting", letters("!!!", stream=THING))
        assert views.get(tones, THING).tones == {Tone.LOUD: 3}
        assert views.position("counting") == 1
    finally:
        views.close()


async def test_one_can_wait_for_ones_own_write(views):
    async def later():
        await asyncio.sleep(0)
        await views.absorb("counting", letters("a", "b"))

    task = asyncio.create_task(later())
    assert await views.reached("counting", 2, within=5)
    assert not await views.reached("counting", 3, within=0.05)
    await task
