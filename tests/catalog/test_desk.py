"""The desk keeps worksheets over a restart; a spoiled one stands in nobody's way."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.catalog.domain.worksheet import Correction, Layout, Worksheet
from services.catalog.gateways.desk import Desk, WorksheetUnknownError

UNIT = str(UUID(int=1))


def sheet(owner="clerk", **fields):
    plain = {
        "worksheet_id": str(uuid4()),
        "unit": UNIT,
        "owner": owner,
        "opened_at": datetime(2026, 7, 1, tzinfo=UTC),
        "file_name": "目录.csv",
        "sha256": "ab",
    }
    return Worksheet(**{**plain, **fields})


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_what_was_put_down_is_there_after_a_restart(desk, tmp_path):
    made = sheet(
        layout=Layout(table=1, line=2, columns={}),
        values={"1/scope": Correction(value="党内", reason="核对")},
        dropped={3: "重复"},
        carried=("a",),
    )
    desk.put(sheet())
    desk.put(made)

    assert Desk(tmp_path).take(UNIT, made.worksheet_id) == made


def test_only_ones_own_unfinished_worksheets_are_listed(desk):
    mine = sheet()
    for each in (mine, sheet("other"), sheet(filed=2)):
        desk.put(each)

    assert desk.of(UNIT, "clerk") == [mine]


def test_a_spoiled_worksheet_hides_no_other(desk, tmp_path):
    mine, spoiled = sheet(), sheet()
    for each in (mine, spoiled):
        desk.put(each)
    (tmp_path / UNIT / f"{spoiled.worksheet_id}.json").write_bytes(b"{")

    assert desk.of(UNIT, "clerk") == [mine]
    with pytest.raises(WorksheetUnknownError):
        desk.take(UNIT, spoiled.worksheet_id)


@pytest.mark.parametrize("worksheet_id", ["../x", "x", "../../../etc/passwd", str(UUID(int=9))])
def test_no_id_leads_out_of_the_folder(desk, worksheet_id):
    with pytest.raises(WorksheetUnknownError):
        desk.take(UNIT, worksheet_id)


def test_what_is_thrown_away_twice_is_away(desk):
    mine = sheet()
    desk.put(mine)
    for _ in range(2):
        desk.clear(UNIT, mine.worksheet_id)

    assert desk.of(UNIT, "clerk") == []
