"""Corners of files: names, alternative texts, choices, scripts — said nowhere, and still there."""

from io import BytesIO

import docx
import pikepdf
import pytest
from docx.oxml import parse_xml
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from services.workflow.domain.screening import FindingKind
from services.workflow.domain.screening.covering import Wanted
from services.workflow.gateways.file_text import screen_file
from services.workflow.gateways.redact_said import Order
from services.workflow.gateways.redact_worker import redacted
from tests.workflow.redaction_files import remains
from tests.workflow.screening_files import ID, W, pdf, with_member

WHERE = "文件内部信息"


def saved(made):
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def bookmark(text):
    made = docx.Document()
    mark = f'<w:bookmarkStart {W} w:id="3" w:name="_{text}"/>'
    made.add_paragraph("公开")._p.append(parse_xml(mark))
    return saved(made)


def people(text):
    return with_member(bookmark("x"), "word/people.xml", f'<a author="张三{text}"/>')


def book(put):
    made = Workbook()
    made.active.append(["公开"])
    put(made.active)
    return saved(made)


def choices(text):
    offered = DataValidation(type="list", formula1=f'"{text},无"')
    offered.add("B2")
    return book(lambda sheet: sheet.add_data_validation(offered))


def sheet_name(text):
    return book(lambda sheet: setattr(sheet, "title", text))


def label(text):
    made = pikepdf.open(BytesIO(pdf("public")))
    labels = pikepdf.Dictionary(P=pikepdf.String(text))
    made.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, labels]))
    return saved(made)


def script(text):
    made = pikepdf.open(BytesIO(pdf("public")))
    does = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(f"x='{text}'"))
    made.Root.OpenAction = does
    return saved(made)


def instead(text):
    made = pikepdf.open(BytesIO(pdf("public")))
    shown = "BT /F1 12 Tf 20 300 Td (x) Tj ET"
    said = f"/Span <</ActualText ({text})>> BDC {shown} EMC"
    made.pages[0].Contents = made.make_stream(said.encode())
    return saved(made)


MAKES = [bookmark, people, choices, sheet_name, label, script, instead]


@pytest.mark.parametrize("make", MAKES)
def test_what_is_no_text_of_a_file_is_read_too(make):
    found = screen_file(make(ID))
    identities = [each.place for each in found if each.kind is FindingKind.IDENTITY]
    assert any(WHERE in each for each in identities), identities
    assert all(each.kind is not FindingKind.IDENTITY for each in screen_file(make("x")))


@pytest.mark.parametrize("make", MAKES)
def test_none_of_it_goes_into_a_rendition(make):
    order = Order(wanted=Wanted(kinds=(FindingKind.IDENTITY,)))
    assert remains(make(ID), ID) != []
    assert remains(redacted(make(ID), order).data, ID) == []
