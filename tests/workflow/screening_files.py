"""Files made for the screening, each saying something where a hurried reader does not look."""

import zipfile
from io import BytesIO

import docx
import pikepdf
from docx.oxml import parse_xml
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image, ImageDraw

ID = "11010519491231002X"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(text="公开内容", *, at="body"):
    """Return a DOCX that says a text at one place only."""
    made = docx.Document()
    made.add_paragraph("党费收缴使用情况")
    made.core_properties.author = "县委编办"
    _PUT[at](made, text)
    return _saved(made)


def _table(made, text):
    made.add_table(rows=1, cols=2).cell(0, 1).text = text


def _split(made, text):
    paragraph = made.add_paragraph()
    for each in (text[:5], text[5:9], text[9:]):
        paragraph.add_run(each).font.size = Pt(len(each) + 6)


def _hidden(made, text):
    made.add_paragraph().add_run(text).font.hidden = True


def _deleted(made, text):
    change = f'<w:del {W} w:id="9" w:author="李明"><w:r><w:delText>{text}</w:delText></w:r></w:del>'
    made.add_paragraph()._p.append(parse_xml(change))


def _comment(made, text):
    made.add_comment(made.add_paragraph().add_run("此处"), text=text, author="李明")


_PUT = {
    "body": lambda made, text: made.add_paragraph(text),
    "table": _table,
    "split": _split,
    "header": lambda made, text: setattr(made.sections[0].header.paragraphs[0], "text", text),
    "footer": lambda made, text: setattr(made.sections[0].footer.paragraphs[0], "text", text),
    "hidden": _hidden,
    "deleted": _deleted,
    "comment": _comment,
    "property": lambda made, text: setattr(made.core_properties, "comments", text),
}


def with_member(data, name, content):
    """Return a packed file with one more part."""
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


def workbook(text="公开内容", *, at="cell"):
    """Return an XLSX that says a text at one place only."""
    made = Workbook()
    sheet = made.active
    sheet.append(["序号", "姓名", "金额"])
    sheet.append([1, "合计", 500])
    _WRITE[at](made, sheet, text)
    return _saved(made)


def _hidden_sheet(made, sheet, text):
    other = made.create_sheet("底表")
    other["A1"], other.sheet_state = text, "veryHidden"


def _hidden_row(made, sheet, text):
    sheet["A7"] = text
    sheet.row_dimensions[7].hidden = True


def _hidden_column(made, sheet, text):
    sheet["F1"] = text
    sheet.column_dimensions["F"].hidden = True


def _named(made, sheet, text):
    made.defined_names["内部"] = DefinedName("内部", attr_text=f'"{text}"')


def _put(made, sheet, value):
    sheet["D9"] = value


_WRITE = {
    "cell": _put,
    "number": lambda made, sheet, text: _put(made, sheet, int(text)),
    "formula": lambda made, sheet, text: _put(made, sheet, f'="{text}"'),
    "hidden sheet": _hidden_sheet,
    "hidden row": _hidden_row,
    "hidden column": _hidden_column,
    "comment": lambda _, sheet, text: setattr(sheet["A1"], "comment", Comment(text, "李明")),
    "name": _named,
    "property": lambda made, _, text: setattr(made.properties, "keywords", text),
    "footer": lambda _, sheet, text: setattr(sheet.oddFooter.center, "text", text),
}


def pdf(text="", *, at="page"):
    """Return a PDF that says a text at one place only."""
    made = pikepdf.new()
    _page(made, text if at in {"page", "revision"} else "public")
    match at:
        case "property":
            made.docinfo["/Subject"] = text
        case "note":
            note = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Text,
                Rect=[0, 0, 9, 9],
                Contents=pikepdf.String(text),
            )
            made.pages[0].Annots = pikepdf.Array([made.make_indirect(note)])
        case "attachment":
            made.attachments["list.txt"] = text.encode()
        case "revision":
            return _revised(_saved(made))
    return _saved(made)


def _page(made, text):
    page = made.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = made.make_stream(f"BT /F1 12 Tf 20 300 Td ({text}) Tj ET".encode())


def _revised(data):
    """Return a file to which a harmless page was appended, the first left below."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = PdfWriter(BytesIO(data), incremental=True)
    clean = DecodedStreamObject()
    clean.set_data(b"BT /F1 12 Tf 20 300 Td (removed) Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(clean)
    out = BytesIO()
    writer.write(out)
    assert PdfReader(out).pages[0].extract_text().strip() == "removed"
    return out.getvalue()


def encrypted():
    made = pikepdf.new()
    made.add_blank_page()
    out = BytesIO()
    made.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


def photo(**exif):
    """Return a JPEG; ``gps``: with its place; ``text``: with a text in its data."""
    picture = Image.new("RGB", (80, 40), "white")
    ImageDraw.Draw(picture).text((5, 5), "A", fill="black")
    data = picture.getexif()
    if "text" in exif:
        data[0x010E] = exif["text"]
    if exif.get("gps"):
        data.get_ifd(0x8825).update({1: "N", 2: (28.0, 6.0, 40.0), 3: "E", 4: (119.0, 34.0, 23.0)})
    out = BytesIO()
    picture.save(out, "JPEG", exif=data)
    return out.getvalue()


def bomb(members=1, size=400_000_000):
    """Return a packed file that would fill the house."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(members):
            with packed.open(f"word/{n}.xml", "w", force_zip64=True) as part:
                for _ in range(size // 10_000_000):
                    part.write(b"0" * 10_000_000)
    return out.getvalue()


def _saved(made):
    out = BytesIO()
    made.save(out)
    return out.getvalue()
