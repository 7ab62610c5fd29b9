"""Files as counties really send them: old, web pages in disguise, split over pages, damaged."""

from io import BytesIO

import pytest

from services.catalog.domain.importing import draft
from services.catalog.domain.terms import Confidence, Evidence, Field, Form, Kind, Scope, TimeLimit
from services.catalog.gateways.reading import read
from tests.catalog.files import COLUMNS, csv_of, document, workbook
from tests.catalog.old_files import old_workbook

ROW = ["组织建设", "党员管理", "党员发展情况", "会议 公开栏", "社会", "定期"]
BELOW = ["", "", "党费收缴情况", "", "", ""]


def imported(data):
    return draft(read(data), limit=1_000)


def doubts(data, kind):
    return [each for each in imported(data).doubts if each.kind is kind]


def page(rows, head="<html><head><meta charset='utf-8'></head><body>"):
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"{head}<table border=1>{lines}</table></body></html>"


def cells(row):
    return [f"<td>{cell}</td>" for cell in row]


def test_an_old_workbook_is_read_with_its_merged_cells():
    data = old_workbook(
        [COLUMNS, ROW, BELOW], merges=[(1, 2, column) for column in (0, 1, 3, 4, 5)]
    )

    first, second = imported(data).entries

    assert (first.level3, second.level3) == ("党员发展情况", "党费收缴情况")
    assert (second.scope, second.forms) == (Scope.SOCIETY, (Form.MEETING, Form.BOARD))
    assert {mark.evidence for mark in second.inherited} == {Evidence.MERGED}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_web_page_saved_as_a_workbook_is_read_with_its_merged_cells(encoding):
    merged = [f"<td rowspan=2>{cell}</td>" for cell in ROW]
    merged[2] = f"<td>{ROW[2]}</td>"
    rows = [cells(COLUMNS), merged, ["<td>党费<br>收缴情况</td>"]]

    first, second = imported(page(rows).encode(encoding)).entries

    assert (second.level1, second.level3) == ("组织建设", "党费收缴情况")
    assert second.forms == first.forms
    assert {mark.confidence for mark in second.inherited} == {Confidence.HIGH}


def test_a_cell_as_wide_as_the_page_is_a_title_and_scripts_are_no_words():
    title = ["<td colspan=6>党务公开目录<script>alert(1)</script></td>"]

    [entry] = imported(page([title, cells(COLUMNS), cells(ROW)]).encode()).entries

    assert entry.line == 3


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "gb18030", "utf-8"])
def test_a_text_says_its_encoding_or_shows_it(encoding):
    assert imported(csv_of([ROW], encoding=encoding)).entries[0].level3 == "党员发展情况"


@pytest.mark.parametrize("make", [csv_of, workbook, document])
def test_a_header_on_every_page_may_change_the_order_of_its_columns(make):
    order = [2, 0, 1, 5, 4, 3]
    other = [*ROW[:2], "党费收缴情况", *ROW[3:]]
    again = [[COLUMNS[each] for each in order], [other[each] for each in order]]

    first, second = imported(make([ROW, *again])).entries

    assert (second.level1, second.level3) == ("组织建设", "党费收缴情况")
    assert (second.scope, second.time_limit) == (first.scope, first.time_limit)


def test_a_heading_that_goes_on_over_the_page_is_the_same_heading():
    pages = [ROW, ["续表", "", "", "", "", ""], ["组织建设（续）", "", "党费收缴情况", *ROW[3:]]]

    read_ = imported(csv_of(pages))

    assert [entry.level1 for entry in read_.entries] == ["组织建设"] * 2
    assert {each.kind for each in read_.doubts} == {Kind.PASSED_OVER, Kind.NORMALIZED}


def test_words_that_go_on_in_the_next_line_are_a_doubt():
    [doubt] = doubts(csv_of([ROW, ["", "", "，以及转正情况", "", "", ""]]), Kind.CONTINUED)

    assert (doubt.row, doubt.field) == (2, Field.LEVEL3)


@pytest.mark.clause("S2-04")
@pytest.mark.parametrize("lost", ["口口口", "***", "？？？", "□", "×××", "XXX", "\ufffd", "＊＊＊"])
def test_covered_words_are_kept_as_they_are_and_listed(lost):
    row = [*ROW[:2], f"关于{lost}的情况", *ROW[3:]]

    read_ = imported(csv_of([row]))

    assert lost in read_.entries[0].level3 or lost == "XXX"
    [doubt] = [each for each in read_.doubts if each.kind is Kind.MASKED]
    assert doubt.kind.blocking
    assert lost in doubt.message


@pytest.mark.parametrize("text", ["口口相传的情况", "人口户口情况", "为什么？", "5*3情况", "X光片"])
def test_ordinary_words_are_not_taken_for_covered_ones(text):
    assert doubts(csv_of([[*ROW[:2], text, *ROW[3:]]]), Kind.MASKED) == []


def test_full_width_digits_and_spaces_are_put_right_and_said():
    row = [*ROW[:2], "２０２６年　工作　情况", "公 开 栏", "社　会", "定 期"]

    read_ = imported(csv_of([row]))

    [entry] = read_.entries
    assert entry.level3 == "2026年工作情况"
    assert (entry.forms, entry.scope) == ((Form.BOARD,), Scope.SOCIETY)
    assert entry.time_limit is TimeLimit.PERIODIC
    assert [each.kind for each in read_.doubts] == [Kind.NORMALIZED]


def test_what_a_formula_computed_is_shown_beside_it():
    import xlsxwriter

    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("目录")
    sheet.write_row(0, 0, COLUMNS)
    sheet.write_row(1, 0, ROW[:5])
    sheet.write_formula(1, 5, '="定"&"期"', None, "定期")
    book.close()

    [doubt] = doubts(data.getvalue(), Kind.FORMULA)

    assert (doubt.row, doubt.field) == (1, Field.TIME_LIMIT)
    assert '="定"&"期"' in doubt.message
    assert "“定期”" in doubt.message
