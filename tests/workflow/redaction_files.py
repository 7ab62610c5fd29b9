"""Files that keep a number in every corner, and readers that look into every corner of a file."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO

import docx
import pikepdf
import pypdf
from docx.oxml import parse_xml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook
from PIL import Image

from services.workflow.domain.screening import FindingKind
from services.workflow.domain.screening.covering import Wanted
from services.workflow.gateways.file_text import screen_file
from services.workflow.gateways.redact_said import Order
from services.workflow.gateways.redact_worker import redacted
from tests.workflow.screening_files import W, with_member

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(order, day="19491231"):
    """Return a resident identity number whose check digit is right."""
    bare = f"110105{day}{order:03}"
    return bare + "10X98765432"[sum(int(d) * w for d, w in zip(bare, WEIGHTS, strict=True)) % 11]


def remains(data, number):
    """Return where a number still is: in any corner of a file, however broken by signs or tags."""
    corners = {"file": data, **_members(data), **_pdf(data), **_picture(data)}
    return [name for name, corner in corners.items() if number in _bare(name.encode() + corner)]


def _bare(corner):
    """Return letters and figures only, in both ways of writing two bytes, without tags."""
    plain = re.sub(rb"<[^<>]*>", b"", corner)
    wide = corner.replace(b"\x00", b"")
    return "|".join(re.sub(rb"[^0-9A-Za-z]", b"", each).decode() for each in (corner, plain, wide))


def _members(data):
    if not data.startswith(b"PK"):
        return {}
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as packed:
        for name in packed.namelist():
            found[name] = packed.read(name)
            if name.endswith(".xml"):
                root = etree.fromstring(found[name])
                found[f"{name} text"] = "".join(root.itertext()).encode()
                told = [v for each in root.iter() for v in each.attrib.values()]
                found[f"{name} names"] = " ".join(told).encode()
            found |= {f"{name}/{k}": v for k, v in _picture(found[name]).items()}
    return found


def _pdf(data):
    if not data.startswith(b"%PDF"):
        return {}
    found = {}
    with pikepdf.open(BytesIO(data)) as opened:
        for number, each in enumerate(opened.objects):
            found[f"object {number}"] = str(each).encode()
            if isinstance(each, pikepdf.Stream):
                found[f"stream {number}"] = _stream(each)
    reader = pypdf.PdfReader(BytesIO(data))
    words = "".join(page.extract_text() for page in reader.pages)
    found["text"] = words.encode()
    if program := shutil.which("pdftotext"):
        done = subprocess.run([program, "-", "-"], input=data, capture_output=True, check=True)
        found["pdftotext"] = done.stdout
    return found


def _stream(stream):
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def _picture(data):
    if not data.startswith((b"\xff\xd8", b"\x89PNG")):
        return {}
    with Image.open(BytesIO(data)) as picture:
        return {"exif": bytes(picture.getexif().tobytes()), "info": repr(picture.info).encode()}


ONE, OTHER = identity(12), identity(15)
ALL = Order(wanted=Wanted(kinds=tuple(FindingKind)))
NUMBERS = Order(wanted=Wanted(kinds=(FindingKind.IDENTITY,)))
FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def cuts(draw, most=6):
    """Draw where to break a number of 18 characters."""
    places = draw(st.lists(st.integers(1, 17), max_size=most, unique=True))
    return sorted(places)


def broken_at(number, places):
    return [number[a:b] for a, b in zip([0, *places], [*places, 18], strict=True)]


def alike(make, places, order=NUMBERS):
    """Tell that nothing of the number is left: another number gives the same bytes."""
    one, other = (redacted(make(broken_at(each, places)), order).data for each in (ONE, OTHER))
    assert one == other
    assert remains(one, ONE) == []
    return one


def findings(data, *besides):
    return [each for each in screen_file(data) if each.kind not in besides]


# ── DOCX ─────────────────────────────────────────────────────────────────────────────────────


def paragraph(pieces, *, change=""):
    """Return a DOCX in which a number is broken over runs, with a tracked change between."""
    made = docx.Document()
    written = made.add_paragraph("身份证号：")
    for each in pieces:
        written.add_run(each).bold = len(each) % 2 == 0
        if change:
            written._p.append(parse_xml(change))
    return saved(made)


def cells(pieces):
    """Return a DOCX in which a number is broken over the cells of a row."""
    made = docx.Document()
    table = made.add_table(rows=1, cols=len(pieces))
    for cell, each in zip(table.rows[0].cells, pieces, strict=True):
        cell.text = each
    return saved(made)


def broken(pieces):
    """Return a DOCX in which a number is broken over lines and paragraphs."""
    made = docx.Document()
    for each in pieces:
        made.add_paragraph(each)
    return saved(made)


def cornered(number):
    """Return a DOCX that keeps a number in corners where no reader looks."""
    made = docx.Document()
    made.core_properties.author = made.core_properties.title = number
    made.styles.add_style(f"样式{number}", 1)
    hidden = made.styles.add_style("暗", 2)
    hidden.font.hidden = True
    made.add_paragraph("公开内容。").add_run(number, style="暗")
    made.add_comment(made.add_paragraph().add_run("此处"), text=number, author=number)
    for each in _CORNERS:
        made.add_paragraph("甲")._p.append(parse_xml(each.format(W=W, n=number)))
    data = with_member(saved(made), "customXml/item7.xml", f"<a>{number}</a>")
    data = with_member(data, "docProps/thumbnail7.jpeg", number.encode())
    data = with_member(data, "docProps/custom.xml", f"<a><b>{number}</b></a>")
    data = with_member(data, f"word/media/{number}.png", number.encode())
    return with_member(data, "word/embeddings/a.bin", number.encode())


_CORNERS = (
    '<w:del {W} w:id="1" w:author="{n}"><w:r><w:delText>{n}</w:delText></w:r></w:del>',
    '<w:moveFrom {W} w:id="2" w:author="{n}"><w:r><w:t>{n}</w:t></w:r></w:moveFrom>',
    '<w:ins {W} w:id="3" w:author="{n}"><w:r><w:t>乙</w:t></w:r></w:ins>',
    '<w:bookmarkStart {W} w:id="4" w:name="_{n}"/>',
    (
        '<w:r {W}><w:fldChar w:fldCharType="begin"/><w:instrText> ADDIN {n} </w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    ),
    (
        '<w:sdt {W}><w:sdtPr><w:alias w:val="{n}"/><w:tag w:val="{n}"/></w:sdtPr>'
        "<w:sdtContent><w:r><w:t>丙</w:t></w:r></w:sdtContent></w:sdt>"
    ),
    '<w:r {W} w:rsidR="{n}"><w:rPr><w:vanish/></w:rPr><w:t>{n}</w:t></w:r>',
    '<w:r {W} xmlns:x="urn:other"><x:thing x:value="{n}">{n}</x:thing></w:r>',
    "<w:r {W}><w:t>丁</w:t><!-- {n} --><?note {n}?></w:r>",
    '<w:r {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape alt="{n}"/></w:pict></w:r>',
)


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────


def row(pieces, *, down=False):
    """Return an XLSX in which a number is broken over the cells of a row, or of a column."""
    made = Workbook()
    for n, each in enumerate(pieces, 1):
        made.active.cell(row=n if down else 3, column=2 if down else n, value=each)
    return saved(made)


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────


def pages(*streams, **more):
    """Return a PDF with these operators on its pages; ``F1`` is Helvetica."""
    made = pikepdf.new()
    for each in streams:
        page = made.add_blank_page(page_size=(400, 400))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(each.encode())
        for name, value in more.items():
            page[f"/{name}"] = value
    return saved(made)


def words(*pieces, down=0, across=0):
    """Return operators that write pieces of text one after another, each at its own place."""
    moves = "".join(f"({each}) Tj {across} {-down} Td " for each in pieces)
    return f"BT /F1 12 Tf 20 300 Td {moves} ET"


def saved(made):
    out = BytesIO()
    made.save(out)
    return out.getvalue()
