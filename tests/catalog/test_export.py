"""A catalog taken out of the house and brought back is the same catalog."""

import time
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.catalog.domain.importing import draft
from services.catalog.domain.printing import UndecidedFieldError, table
from services.catalog.domain.terms import (
    Confidence,
    Entry,
    Evidence,
    Field,
    Form,
    Inherited,
    Scope,
    TimeLimit,
)
from services.catalog.domain.words import plain
from services.catalog.gateways.export import EXPORTS
from services.catalog.gateways.reading import read
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.examples import DUES
from tests.catalog.files import CATALOG_36
from tests.catalog.test_doors import ENTRY, rule, send

AT = datetime(2026, 7, 1, tzinfo=UTC)
WORDS = {
    TimeLimit.LONG_TERM: ("固定", "长期"),
    TimeLimit.PERIODIC: ("定期", "每季度"),
    TimeLimit.STAGED: ("分期",),
    TimeLimit.IMMEDIATE: ("随时", "即时"),
}
TEXTS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co")), max_size=12)
    | st.sampled_from(["=1+1", ",;\t", "'“”", '<&>"', "-2", "@", "a;b;c;d;e;f"])
).map(lambda text: plain(f"{text}事项情况{text}"))
OWN = TEXTS.filter(lambda text: text == plain(text))


@st.composite
def catalogs(draw):
    """Draw entries, some of whose cells are merged with the cell above."""
    made = []
    for row in range(1, draw(st.integers(1, 8)) + 1):
        limit = draw(st.sampled_from(TimeLimit))
        entry = Entry(
            row=row,
            code=draw(st.sampled_from(["1.1.1", "12", f"3.{row}"])),
            level1=draw(OWN | st.just("")),
            level2=draw(OWN | st.just("")),
            level3=draw(OWN),
            forms=tuple(form for form in Form if draw(st.booleans())) or (Form.BOARD,),
            scope=draw(st.sampled_from(Scope)),
            time_limit=limit,
            time_word=draw(st.sampled_from(WORDS[limit])),
        )
        for field in Field if made else ():
            if field is not Field.LEVEL3 and draw(st.booleans()):
                entry = merged(entry, made[-1], field)
        made.append(entry)
    return made


def merged(entry, above, field):
    """Return an entry whose field is merged with that of the entry above."""
    row = next((mark.from_row for mark in above.inherited if mark.field is field), above.row)
    mark = Inherited(
        field=field, from_row=row, evidence=Evidence.MERGED, confidence=Confidence.HIGH
    )
    values = {field.value: getattr(above, field.value)}
    if field is Field.TIME_LIMIT:
        values["time_word"] = above.time_word
    return replace(entry, inherited=(*entry.inherited, mark), **values)


def again(entries, kind):
    make, _ = EXPORTS[kind]
    return draft(read(make(table(entries), "公开目录", AT)), limit=20_000)


def alike(entry):
    """Return an entry as a file can tell it: what was blank in an older file is now printed."""
    marks = (mark for mark in entry.inherited if mark.evidence is Evidence.MERGED)
    return replace(entry, line=0, inherited=tuple(sorted(marks, key=lambda each: each.field.value)))


@pytest.mark.parametrize("kind", EXPORTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries=catalogs())
def test_whatever_is_exported_is_imported_as_the_same_entries_merged_cells_too(kind, entries):
    found = again(entries, kind)

    assert [alike(each) for each in found.entries] == [alike(each) for each in entries]


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_printed_catalog_goes_out_and_comes_back(kind):
    first = draft(read(CATALOG_36.read_bytes()), limit=1_000).entries
    found = again(first, kind).entries

    assert [alike(each) for each in found] == [alike(each) for each in first]
    assert sum(len(alike(each).inherited) for each in found) > 10


def test_an_entry_with_an_open_field_is_not_exported():
    with pytest.raises(UndecidedFieldError):
        table([replace(DUES, scope=None)])


def test_no_text_becomes_a_formula():
    evil = replace(DUES, level3="=HYPERLINK(1)情况")
    make, _ = EXPORTS["xlsx"]
    sheet = openpyxl.load_workbook(BytesIO(make(table([evil]), "目录", AT))).active
    text = EXPORTS["csv"][0](table([evil]), "目录", AT).decode("utf-8-sig")

    assert sheet["D2"].data_type == "s"
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_same_version_exported_twice_is_the_same_file(kind):
    make, _ = EXPORTS[kind]

    assert make(table([DUES]), "目录", AT) == make(table([DUES]), "目录", AT)


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXPORTS)
def test_five_thousand_entries_are_exported_and_read_again_in_time(kind):
    entries = [
        replace(DUES, row=row, code=str(row), level3=f"第{row}项情况") for row in range(1, 5_001)
    ]
    begun = time.process_time()
    assert len(again(entries, kind).entries) == 5_000
    assert time.process_time() - begun < 30


async def test_a_version_is_exported_at_the_door_to_its_own_people_only(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    path = f"/api/units/{OFFICE}/catalog/1/export"
    async with bureau.client(login_of("clerk")) as clerk:
        for kind in EXPORTS:
            answer = await clerk.get(f"{path}/{kind}")
            assert answer.status_code == 200
            assert f"第1版）.{kind}" in unquote(answer.headers["content-disposition"])
            assert draft(read(answer.content), limit=10).entries[0].level3 == ENTRY["level3"]
        assert rule(await clerk.get(f"{path}/pdf")) == "ExportKindUnknownError"
        assert (await clerk.get(f"/api/units/{OFFICE}/catalog/9/export/csv")).status_code == 404
    async with bureau.client() as citizen:
        assert (await citizen.get(f"{path}/csv")).status_code == 401
