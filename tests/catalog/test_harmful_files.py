"""Files made to harm are refused by what they hold, with a reason a clerk understands."""

import zipfile
from io import BytesIO

import docx
import pytest
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from services.catalog.domain.header import NotATableError
from services.catalog.domain.importing import draft
from services.catalog.gateways import office_file as office
from services.catalog.gateways import zip_file as packed
from services.catalog.gateways.html_file import XmlWorkbookError
from services.catalog.gateways.reading import UnsupportedFileError, read
from services.catalog.gateways.xlsx_file import UncomputedFormulaError
from tests.catalog.files import COLUMNS, csv_of, document, workbook
from tests.catalog.old_files import container, old_workbook, workbook_stream

ROW = ["组织建设", "党员管理", "党员发展情况", "会议 公开栏", "社会", "定期"]
BOOK, TEXT = workbook([ROW]), document([ROW])
BOMB = b'<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;&b;">]>'
LINK = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://x/%s" Target="http://evil.example/"'
    b' TargetMode="External"/>'
    b"</Relationships>"
)


def refused(rule, data):
    with pytest.raises(rule) as refusal:
        draft(read(data), limit=30_000)
    assert refusal.value.status == 422
    return refusal.value.sentence


def repacked(data, added=(), change=None, drop=()):
    """Return an Office file with parts added or changed."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for each in old.infolist():
            content = old.read(each)
            if each.filename not in drop:
                new.writestr(each.filename, change(each.filename, content) if change else content)
        for name, content in dict(added).items():
            new.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/a.bin"]
)
def test_a_workbook_with_a_program(part):
    assert "宏程序" in refused(office.MacroFileError, repacked(BOOK, {f"xl/{part}": b"x"}))


def test_a_document_with_a_program_or_a_name_that_says_so():
    refused(office.MacroFileError, repacked(TEXT, {"word/vbaProject.bin": b"x"}))
    named = repacked(
        BOOK, change=lambda _, data: data.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    )
    refused(office.MacroFileError, named)


@pytest.mark.parametrize(
    ("data", "part"),
    [(BOOK, "xl/embeddings/oleObject1.bin"), (TEXT, "word/embeddings/Microsoft_Excel.xlsx")],
)
def test_another_file_inside(data, part):
    assert "嵌有其他文件" in refused(office.EmbeddedObjectError, repacked(data, {part: b"x"}))


@pytest.mark.parametrize(
    "part", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/q.xml"]
)
def test_a_workbook_that_draws_on_something_outside(part):
    refused(office.ExternalLinkError, repacked(BOOK, {part: b"<a/>"}))


def test_a_template_or_picture_from_outside_but_a_hyperlink_may_stay():
    name = "word/_rels/settings.xml.rels"
    refused(office.ExternalLinkError, repacked(TEXT, {name: LINK % b"attachedTemplate"}))

    kept = repacked(TEXT, {name: LINK % b"hyperlink"})
    assert draft(read(kept), limit=10).entries[0].level3 == ROW[2]


@pytest.mark.parametrize(("data", "part"), [(BOOK, "xl/workbook.xml"), (TEXT, "word/document.xml")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities(data, part, encoding):
    def change(name, content):
        if name != part:
            return content
        head, _, rest = content.partition(b"?>")
        text = (head.replace(b"UTF-8", encoding.encode()) + b"?>" + BOMB + rest).decode()
        return text.encode(encoding)

    assert "实体" in refused(office.EntityError, repacked(data, change=change))


@pytest.mark.parametrize(
    ("formula", "rule"),
    [
        ("=cmd|'/c calc'!A1", office.DynamicLinkError),
        ("='[other.xlsx]Sheet1'!A1", office.ExternalLinkError),
        ('=WEBSERVICE("http://evil.example")', office.ExternalLinkError),
    ],
)
def test_a_formula_that_acts(formula, rule):
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    sheet.write_row(1, 0, ROW[:5])
    sheet.write_formula(1, 5, formula, None, "定期")
    book.close()

    refused(rule, data.getvalue())


def test_a_formula_never_computed_is_refused():
    refused(UncomputedFormulaError, workbook([ROW], formula="=F1"))


def test_a_text_that_would_start_a_program():
    row = [*ROW[:2], "=cmd|'/c calc'!A1", *ROW[3:]]
    assert "启动其他程序" in refused(office.DynamicLinkError, csv_of([row]))


@pytest.mark.parametrize("words", [("DDEAUTO c:\\cmd.exe",), ("DD", "E cmd"), ("INCLUDETEXT x",)])
def test_a_document_with_a_field_that_acts(words):
    made, data = docx.Document(BytesIO(TEXT)), BytesIO()
    run = made.paragraphs[0].add_run()
    for word in words:
        field = OxmlElement("w:instrText")
        field.text = word
        run._r.append(field)
    made.save(data)

    refused(office.DynamicLinkError, data.getvalue())


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\x", "xl/../../x", "..\\x", "xl\\..\\..\\x"]
)
def test_a_name_that_leads_out_of_the_file(name):
    assert "越出文件夹" in refused(packed.UnsafeNameError, repacked(BOOK, {name: b"x"}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice():
    refused(packed.UnsafeNameError, repacked(BOOK, {"xl/workbook.xml": b"<a/>"}))


def test_more_parts_than_any_catalog_has():
    parts = {f"xl/media/{number}": b"" for number in range(packed.MEMBERS_LIMIT)}
    refused(packed.TooManyMembersError, repacked(BOOK, parts))


def test_a_part_that_unpacks_to_hundreds_of_times_its_size():
    data = repacked(BOOK, {"xl/media/a": bytes(30_000_000)})
    assert len(data) < 100_000
    refused(packed.UnpacksTooLargeError, data)


def test_a_packed_file_with_a_password():
    data = bytearray(BOOK)
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "密码" in refused(packed.EncryptedFileError, bytes(data))


def test_old_files_with_passwords_programs_and_things_inside():
    refused(packed.EncryptedFileError, container({"EncryptionInfo": b"", "EncryptedPackage": b""}))
    refused(packed.EncryptedFileError, old_workbook([COLUMNS, ROW], locked=True))
    stream = workbook_stream([COLUMNS, ROW])
    refused(office.MacroFileError, container({"Workbook": stream, "_VBA_PROJECT_CUR": b""}))
    refused(office.EmbeddedObjectError, container({"Workbook": stream, "MBD0018D4CE": b""}))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ", "PDF"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"{\\rtf1 ", "RTF"),
        (b"MZ\x90\x00", "程序"),
        (b"Rar!\x1a\x07", "压缩包"),
    ],
)
def test_a_file_is_what_it_holds_not_what_it_is_called(data, kind):
    assert f"实际上是{kind}" in refused(UnsupportedFileError, data + bytes(100))


def test_an_xml_workbook_is_told_how_to_be_saved():
    text = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    refused(XmlWorkbookError, text.encode())


def test_a_page_without_a_table_of_cells():
    refused(NotATableError, b"<html><body><p>a,b</p>&lt;table</body></html>")


@pytest.mark.parametrize(
    ("place", "rule"), [((1_048_575, 0), office.TooTallError), ((1, 16_383), office.TooWideError)]
)
def test_one_cell_at_the_end_of_the_sheet_takes_no_memory(place, rule):
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    sheet.write(*place, "远")
    book.close()

    assert "超出上限" in refused(rule, data.getvalue())


def test_a_text_or_page_or_document_too_wide():
    refused(office.TooWideError, csv_of([[*ROW, *["x"] * 300]]))
    wide = "<table><tr><td colspan=99999>a</td></tr></table>"
    refused(office.TooWideError, wide.encode())

    made, data = docx.Document(BytesIO(TEXT)), BytesIO()
    cell = made.tables[0].cell(1, 0)._tc
    cell.get_or_add_tcPr().get_or_add_gridSpan().set(qn("w:val"), "100000000")
    made.save(data)
    refused(office.TooWideError, data.getvalue())
