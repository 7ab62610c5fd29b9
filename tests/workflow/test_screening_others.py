"""Papers of soldiers, passbooks, names of other tongues, and numbers cut over cells."""

from io import BytesIO
from time import perf_counter

import pytest
from docx import Document
from openpyxl import Workbook

from services.workflow.domain.screening import FindingKind, Piece, hits, over_cells, screen
from services.workflow.gateways.file_text import screen_file
from tests.workflow.screening_corpus import labelled
from tests.workflow.screening_others import HELD, KNOWN
from tests.workflow.screening_score import scored

ID = "11010519491231002X"


def cases(text):
    return [labelled("others", each) for each in text.splitlines()]


def test_what_the_rules_were_made_by_is_found_and_nothing_else():
    score = scored(cases(KNOWN))
    assert (score.precision(), score.recall()) == (1.0, 1.0), score.mistakes


def test_on_texts_by_which_no_rule_was_mended_little_is_wrong():
    score = scored(cases(HELD))
    assert score.precision() >= 0.95, score.mistakes
    assert score.recall() >= 0.8, score.mistakes


def test_what_was_found_is_told_without_telling_it():
    [found] = screen([Piece(place="公开内容", text="军官证号：军字第20012345号")])
    assert (found.kind, found.excerpt) == (FindingKind.MILITARY, "军官证号：军字********5号")


CUT = [
    ["身份证号", "110105", "19491231002X", "备注"],
    ["身份证号", *ID],
    ["1101051949", "1231", "002X"],
    ["张某 110105", "19491231002X 男"],
    ["110105 1949", "1231 002x"],
]
SUMS = [
    ["138", "00138000", "9"],
    ["2023", "12345678901"],
    ["金额", "13800", "138000"],
    ["622848", "0402564890018"],  # a card by its digits, but nobody says so
    [ID, "1"],
    ["110105", "备注", "19491231002X"],
    ["", "1"],
    [],
]


@pytest.mark.parametrize("cells", CUT)
def test_a_number_cut_over_cells_is_one_number(cells):
    [found] = over_cells(cells)
    assert [each.kind for each in hits(found)] == [FindingKind.IDENTITY]


@pytest.mark.parametrize("cells", SUMS)
def test_sums_side_by_side_are_no_number(cells):
    assert list(over_cells(cells)) == []


def test_a_long_row_of_figures_is_read_quickly():
    began = perf_counter()
    assert list(over_cells(["1"] * 5_000)) == []
    assert perf_counter() - began < 2


def test_cards_and_telephones_are_told_where_the_row_says_so():
    card, mobile = ["银行卡号", "622848", "0402564890018"], ["电话", "138", "0013", "8000"]
    told = [hits(each)[0].kind for row in (card, mobile) for each in over_cells(row)]
    assert told == [FindingKind.BANK_CARD, FindingKind.MOBILE]


def test_a_table_of_a_file_is_read_over_its_cells():
    written, out = Document(), BytesIO()
    row = written.add_table(rows=1, cols=3).rows[0]
    for cell, text in zip(row.cells, ("身份证号", "110105", ""), strict=True):
        cell.text = text
    row.cells[2].text = "19491231"
    row.cells[2].add_paragraph("002X")  # and a line of its own within a cell
    written.save(out)
    made, packed = Workbook(), BytesIO()
    made.active.append(["身份证号", "110105", "19491231002X"])
    made.save(packed)

    for each, place in ((out, "表格第1行相邻的格"), (packed, "第1行相邻的格")):
        said = screen_file(each.getvalue())
        [found] = [x for x in said if x.kind is FindingKind.IDENTITY]
        assert found.place.endswith(place)
