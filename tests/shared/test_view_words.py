"""What is written is found at once, by any part of it, in every database alike."""

import random
from uuid import UUID, uuid5

import pytest
from msgspec import Struct

from shared.seek import plain, sought
from shared.view import Asked, View, Views, Words
from tests.shared.counting import Added, Renamed, letters


class NoteRow(Struct, frozen=True, kw_only=True):
    note_id: UUID
    number: int
    text: str
    marks: tuple[str, ...]


notes = View(
    "notes", NoteRow, key="note_id", words=Words(number="number", text="text", marks="marks")
)
OPEN, SHUT = ("vopen",), ("vshut",)


@notes.on(Added)
def _(rows, record):
    text = plain(record.event.text)
    if text == "gone":
        rows.drop(record.stream_id)
        return
    mark = SHUT if "密" in text else OPEN
    rows.put(NoteRow(note_id=record.stream_id, number=rows.position, text=text, marks=mark))


@pytest.fixture
def views(database_url):
    views = Views("counting", database_url, [notes])
    views.open()
    yield views
    views.close()


def found(views, typed, *marks, **limits):
    asked = Asked(words=sought(typed), marks=marks)
    hits = [each.text for each in views.search(notes, asked, [notes.c.text], **limits)]
    assert limits or views.tally(notes, asked) == len(hits)
    return hits


def write(views, *texts, start=None, stream=None):
    position = views.position("counting") + 1 if start is None else start
    views.apply("counting", letters(*texts, start=position, stream=stream))


def test_any_part_is_found_newest_first(views):
    write(views, "应缴党费12名", "党费收缴", "收缴党员", "第(6)号", "第(16)号")
    assert found(views, "党费") == ["党费收缴", "应缴党费12名"]
    assert found(views, "费收缴") == ["党费收缴"]
    assert found(views, "费") == ["党费收缴", "应缴党费12名"]
    assert found(views, "〔6〕号") == ["第(6)号"]
    assert found(views, "6") == ["第(16)号", "第(6)号"]
    assert found(views, "党 收缴") == ["收缴党员", "党费收缴"]
    assert found(views, "") == found(views, "", OPEN)
    assert found(views, "党", limit=1, offset=1) == ["党费收缴"]
    assert found(views, "费用") == []


def test_pairs_that_do_not_stand_together_are_no_word(views):
    write(views, "收党 党费 费收", "甲乙\n乙丙")
    assert found(views, "收党费") == []
    assert found(views, "甲乙丙") == []


@pytest.mark.parametrize("sign", ['"', "'", "%", "_", "\\", "*", "^", "NEAR", "AND", "党%费", "()"])
def test_every_sign_means_itself(views, sign):
    write(views, "没有那个记号", f"有{sign}的")
    assert found(views, sign) == [plain(f"有{sign}的")]


def test_marks_narrow_what_is_found(views):
    write(views, "密语甲", "语甲")
    assert found(views, "语甲", OPEN) == ["语甲"]
    assert found(views, "语甲", SHUT) == ["密语甲"]
    assert found(views, "语甲", OPEN + SHUT) == ["语甲", "密语甲"]
    assert found(views, "语甲", OPEN, SHUT) == []


def test_what_changes_is_found_as_it_is_now(views):
    one = uuid5(UUID(int=3), "one")
    write(views, "党费", "团费", stream=one)
    assert found(views, "党费") == []
    assert found(views, "团费") == ["团费"]
    write(views, "gone", stream=one)
    assert found(views, "团费") == found(views, "") == []
    write(views, "党费", stream=one)
    assert found(views, "党费") == ["党费"]


async def test_folded_anew_the_same_is_found_and_goes_on_being_written(views):
    dice = random.Random(3)
    streams = [uuid5(UUID(int=4), str(n)) for n in range(5)]
    kept = []
    for _ in range(60):
        text = "".join(dice.choices("党费收缴 \n", k=6))
        kept += letters(text, start=len(kept) + 1, stream=dice.choice(streams))
    views.apply("counting", kept)
    before = {word: found(views, word) for word in ("党", "党费", "费收缴", "缴")}
    assert any(before.values())

    async def read(position, limit):
        return kept[position : position + limit]

    await views.rebuild({"counting": read}, lambda *_: None)
    assert {word: found(views, word) for word in before} == before
    await views.rebuild({"counting": read}, lambda *_: None)
    write(views, "gone", stream=streams[0])
    write(views, "新来的", stream=streams[0])
    assert found(views, "新来") == ["新来的"]


def test_a_view_of_another_shape_forgets_what_was_found(views, database_url):
    write(views, "党费")
    other = View("notes", NoteRow, key="note_id", words=notes.words, edition=2)
    other.on(Renamed)(lambda *_: None)
    again = Views("counting", database_url, [other])
    again.open()
    assert again.tally(other, Asked(words=("党费",))) == 0
    again.close()
