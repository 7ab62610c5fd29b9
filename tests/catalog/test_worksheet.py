"""Whatever a person decides about a file: no entry is lost, every decision can be taken back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.catalog.domain.importing import draft
from services.catalog.domain.outcome import AllDroppedError, filed_as, outcome
from services.catalog.domain.terms import Confidence, Field, Kind
from services.catalog.domain.worksheet import (
    AcceptValues,
    CorrectCells,
    DropRows,
    JoinRow,
    NothingAboveError,
    RestoreRows,
    Worksheet,
    decide,
)
from services.catalog.gateways.reading import read
from tests.catalog.files import CATALOG_36

DRAFT = draft(read(CATALOG_36.read_bytes()), limit=1_000)
ROWS = tuple(entry.row for entry in DRAFT.entries)
EMPTY = Worksheet(
    worksheet_id="w",
    unit="u",
    owner="clerk",
    opened_at=datetime(2026, 7, 1, tzinfo=UTC),
    file_name="目录.csv",
    sha256="ab",
)
VALUES = {
    Field.LEVEL1: ("作风建设", "—"),
    Field.LEVEL2: ("党员管理", "—"),
    Field.LEVEL3: ("党员发展情况", "其他情况"),
    Field.FORMS: ("会议 文件", "网站"),
    Field.SCOPE: ("党内", "社会"),
    Field.TIME_LIMIT: ("固定", "随时"),
}
some = st.lists(st.sampled_from(ROWS), min_size=1, max_size=5).map(tuple)
cells = st.sampled_from([(field, value) for field, each in VALUES.items() for value in each])
decisions = st.one_of(
    st.builds(
        lambda rows, cell, follow: CorrectCells(
            rows=rows, values=dict([cell]), reason="核对", inheritors=follow
        ),
        some,
        cells,
        st.booleans(),
    ),
    st.builds(lambda rows: AcceptValues(rows=rows), some),
    st.builds(lambda rows: AcceptValues(rows=rows, confidences=(Confidence.HIGH,)), some),
    st.builds(lambda rows: DropRows(rows=rows, reason="重复"), some),
    st.builds(lambda rows: RestoreRows(rows=rows), some),
    st.builds(lambda row: JoinRow(row=row), st.sampled_from(ROWS)),
)


def after(*taken):
    sheet = EMPTY
    for decision in taken:
        try:
            sheet = decide(sheet, decision, DRAFT)
        except NothingAboveError:
            continue
    return sheet


@settings(max_examples=80, deadline=None)
@given(st.lists(decisions, max_size=12))
def test_no_entry_is_lost_or_doubled_by_any_row_of_decisions(taken):
    sheet = after(*taken)
    result = outcome(DRAFT, sheet)

    assert sorted([*(each.row for each in result.entries), *sheet.dropped]) == list(ROWS)
    assert {each.row for each in result.doubts} - {0} <= {each.row for each in result.entries}


@settings(max_examples=80, deadline=None)
@given(st.lists(decisions, max_size=12))
def test_every_decision_can_be_taken_back(taken):
    sheet = decide(after(*taken), RestoreRows(rows=ROWS), DRAFT)

    assert sheet == EMPTY
    assert outcome(DRAFT, sheet).entries == DRAFT.entries


@settings(max_examples=80, deadline=None)
@given(st.lists(decisions, max_size=12))
def test_every_mark_tells_the_truth_and_every_decision_leaves_a_note(taken):
    sheet = after(*taken)
    result = filed_as(DRAFT, sheet)
    left = {entry.row for entry in result.entries}
    entries = {entry.row: entry for entry in result.entries}

    for entry in result.entries:
        for mark in entry.inherited:
            source = entries.get(mark.from_row, entry)
            assert getattr(source, mark.field.value) == getattr(entry, mark.field.value)
    noted = {(each.row, each.field) for each in result.doubts if each.kind is Kind.CORRECTED}
    wanted = {tuple(key.split("/")) for key in sheet.values if int(key.split("/")[0]) in left}
    assert {(str(row), field.value) for row, field in noted} == wanted
    assert sum(each.kind is Kind.DROPPED for each in result.doubts) == len(sheet.dropped)


def test_nothing_decided_is_nothing_changed():
    filed = filed_as(DRAFT, EMPTY)

    assert filed.entries == DRAFT.entries
    assert set(filed.doubts) == set(DRAFT.doubts)


def test_all_dropped_is_nothing_to_file():
    with pytest.raises(AllDroppedError):
        filed_as(DRAFT, after(DropRows(rows=ROWS, reason="另行编制")))


def test_low_confidence_is_not_accepted_with_the_high():
    sheet = after(AcceptValues(rows=ROWS, confidences=(Confidence.HIGH,)))
    low = [each.row for each in outcome(DRAFT, sheet).doubts if each.kind is Kind.LOW_CONFIDENCE]

    assert low == [8, 9]


def test_what_has_no_value_or_stands_twice_is_never_accepted():
    twice = CorrectCells(rows=(2,), values={Field.LEVEL3: DRAFT.entries[0].level3}, reason="核对")
    sheet = after(twice, AcceptValues(rows=ROWS, reason="都对"))

    assert [each.kind for each in outcome(DRAFT, sheet).doubts if each.kind.blocking] == [
        Kind.DUPLICATE
    ]
