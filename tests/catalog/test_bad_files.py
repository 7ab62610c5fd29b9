"""Files that cannot be a catalog are refused by a named rule, in a sentence a clerk understands."""

import time
import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement

from services.catalog.domain.header import (
    MissingColumnError,
    NotATableError,
    ShiftedColumnsError,
)
from services.catalog.domain.importing import (
    EmptyFileError,
    NoEntriesError,
    TooLongError,
    TooManyRowsError,
    draft,
)
from services.catalog.gateways.docx_file import TrackedChangesError
from services.catalog.gateways.old_file import OldOfficeFileError
from services.catalog.gateways.reading import UnsupportedFileError, read
from services.catalog.gateways.xlsx_file import UncomputedFormulaError
from services.catalog.gateways.zip_file import (
    UNPACKED_LIMIT,
    DamagedFileError,
    UnpacksTooLargeError,
)
from tests.catalog.files import COLUMNS, csv_of, document, workbook

ROW = ["组织建设", "党员管理", "党员发展情况", "会议 公开栏", "社会", "定期"]


def imported(data, limit=30_000):
    return draft(read(data), limit=limit)


def refused(rule, data, limit=30_000):
    with pytest.raises(rule) as refusal:
        imported(data, limit)
    return refusal.value.sentence


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", workbook([], headings=[])])
def test_an_empty_file(data):
    assert refused(EmptyFileError, data) == "文件是空的，没有可导入的内容。"


def test_a_header_and_nothing_else():
    refused(NoEntriesError, csv_of([]))


@pytest.mark.parametrize("whole", [workbook([ROW] * 50), document([ROW] * 50)])
@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_file_cut_short(whole, keep):
    refused(DamagedFileError, whole[: int(len(whole) * keep)])


@pytest.mark.parametrize("whole", [workbook([ROW] * 50), document([ROW] * 50)])
def test_a_file_with_flipped_bytes(whole):
    middle = len(whole) // 3
    refused(DamagedFileError, whole[:middle] + bytes(64) + whole[middle + 64 :])


def test_a_picture_named_as_a_table():
    data = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    assert "这个文件实际上是图片" in refused(UnsupportedFileError, data)


def test_an_archive_that_is_no_document():
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("readme.txt", "你好")
    refused(UnsupportedFileError, data.getvalue())


def test_an_old_or_locked_office_file():
    refused(OldOfficeFileError, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))


@pytest.mark.parametrize("text", ["今天开会,讨论了公开工作。\n大家都同意。", "没有表格的一段话"])
def test_a_text_that_is_no_table(text):
    assert "没有找到目录表头" in refused(NotATableError, text.encode())


def test_a_document_without_a_table():
    made, data = docx.Document(), BytesIO()
    made.add_paragraph("党务公开目录")
    made.save(data)
    refused(EmptyFileError, data.getvalue())


def test_a_missing_column_is_named():
    headings = [name for name in COLUMNS if name != "公开范围"]
    row = [*ROW[:4], ROW[5]]

    sentence = refused(MissingColumnError, csv_of([row], headings=headings))

    assert sentence == "表头缺少必需的栏目：公开范围。"


@pytest.mark.parametrize("make", [csv_of, workbook, document])
def test_columns_shifted_against_their_header(make):
    shifted = [ROW[-1:] + ROW[:-1]] * 4

    sentence = refused(ShiftedColumnsError, make(shifted))

    assert "表头与内容对不上" in sentence


def test_a_level_may_be_called_as_a_scope_or_a_form_is():
    named = [["网站", "党员", *ROW[2:]]] * 3

    found = imported(csv_of(named))

    assert {(each.level1, each.level2) for each in found.entries} == {("网站", "党员")}


def test_two_columns_in_each_others_place_are_named():
    swapped = [[*ROW[:3], ROW[4], ROW[3], ROW[5]]] * 3

    sentence = refused(ShiftedColumnsError, csv_of(swapped))

    assert "“公开形式”一栏填的是公开范围" in sentence


def test_a_formula_nobody_computed_is_named_by_its_cell():
    sentence = refused(UncomputedFormulaError, workbook([ROW, ROW], formula="=F2"))
    assert "单元格F3" in sentence

    book, data = openpyxl.Workbook(), BytesIO()
    book.active.append(COLUMNS)
    book.active.append([*ROW[:5], '=CONCATENATE("定","期")'])
    book.save(data)
    assert "单元格F2" in refused(UncomputedFormulaError, data.getvalue())


def test_a_document_with_open_revisions():
    made = docx.Document(BytesIO(document([ROW])))
    paragraph = made.tables[0].cell(1, 2).paragraphs[0]
    paragraph._p.append(OxmlElement("w:ins"))
    data = BytesIO()
    made.save(data)
    refused(TrackedChangesError, data.getvalue())


def test_a_cell_too_long_to_be_one():
    sentence = refused(TooLongError, csv_of([[*ROW[:2], "长" * 2_001, *ROW[3:]]]))
    assert sentence == "第2行“三级目录”超过2000字，请核对是否填错。"


def test_a_name_does_not_matter_only_the_content_does():
    assert imported(csv_of([ROW])).entries == imported(workbook([ROW])).entries


@pytest.mark.parametrize("make", [csv_of, workbook])
def test_twenty_thousand_rows_are_read_within_seconds(make):
    rows = [[*ROW[:2], f"事项{number}", *ROW[3:]] for number in range(20_000)]
    data = make(rows)

    began = time.process_time()
    read_ = imported(data)

    assert time.process_time() - began < 20  # of the processor, however busy the machine is
    assert len(read_.entries) == 20_000
    assert read_.doubts == ()


def test_more_rows_than_the_setting_allows_are_refused_with_both_numbers():
    sentence = refused(TooManyRowsError, csv_of([ROW] * 21), 20)
    assert sentence == "文件有21行，超出一次导入的上限20行，请分开导入。"


def bomb(stated=None):
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open("xl/worksheets/sheet1.xml", "w") as member:
            piece = b"0" * 1_000_000
            for _ in range(UNPACKED_LIMIT // len(piece) + 1):
                member.write(piece)
    raw = data.getvalue()
    if stated is None:
        return raw
    true = (UNPACKED_LIMIT // 1_000_000 + 1) * 1_000_000
    return raw.replace(true.to_bytes(4, "little"), stated.to_bytes(4, "little"))


def test_a_small_file_that_unpacks_to_a_huge_one():
    assert len(bomb()) < 1_000_000
    refused(UnpacksTooLargeError, bomb())


def test_a_packed_file_that_lies_about_its_size():
    refused(DamagedFileError, bomb(stated=1_000))
