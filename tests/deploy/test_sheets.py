"""表格里没有公式 — words that anybody wrote are words in every sheet that leaves the house."""

import csv
from io import StringIO

import pytest

from services.archive.pages import sheet, statistics, yearly
from services.catalog.domain.chart import Node
from services.catalog.domain.power_words import PowerKind, PowerStep
from services.catalog.gateways import drawing

FORMULAS = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


def charted(word):
    step = PowerStep(name=word, subject=word, limit=word)
    return drawing.table([Node(number=1, lane=PowerKind.DECIDE, step=step)])


SHEETS = {
    "volumes of a year": lambda word: b"".join(yearly.sheet([(word, "x")])).decode(),
    "statistics": lambda word: statistics._line((word, "x")).decode(),
    "audit": lambda word: sheet._line((word, "x")).decode(),
    "chart of a power": charted,
}


@pytest.mark.parametrize("made", SHEETS.values(), ids=SHEETS)
def test_no_cell_of_a_sheet_begins_a_formula(made):
    for word in FORMULAS:
        rows = list(csv.reader(StringIO(made(word).lstrip("\ufeff"), newline="")))
        cells = [cell for row in rows for cell in row]
        assert f"'{word}" in cells
        assert word not in cells
