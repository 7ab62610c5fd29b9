"""DOCX — notices and briefings in the layout of GB/T 9704, for those who go on working on them."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from services.publishing.gateways.press import PaperText

FANG: Final = "仿宋_GB2312"
SONG: Final = "方正小标宋简体"
PITCH: Final = Pt(28.95)  # 22 lines on a page
RED: Final = RGBColor(0xE6, 0x00, 0x12)
FIRST: Final = (1980, 1, 1, 0, 0, 0)  # no file in the archive says when it was packed


def docx(text: PaperText, at: datetime) -> bytes:
    """Return a paper; the same text at the same moment gives the same bytes."""
    document = Document()
    _page(document.sections[0])
    _about(document, text, at)
    _line(document, text.unit + text.name, SONG, text.head_size, centre=True, colour=RED)
    _ruled(_line(document, text.number, FANG, 16, centre=True))
    _line(document, text.title, SONG, 22, centre=True)
    if text.explanation:
        _body(document, f"更正说明：{text.explanation}")
    for each in text.paragraphs:
        _body(document, each)
    for each in ("", text.unit, text.date):
        _line(document, each, FANG, 16).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for each in (f"公开范围：{text.scope}　第 {text.version} 版", f"公开日志：{text.log}"):
        _line(document, each, FANG, 14)
    _line(document, text.address, FANG, 10.5)
    _numbered(document.sections[0])
    kept = BytesIO()
    document.save(kept)
    return _steady(kept.getvalue())


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _numbered(section: Any) -> None:
    """Write the number of each page below it, between dashes (页码)."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        run.font.name, run.font.size = "宋体", Pt(14)
        if field:
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            run._element.addnext(simple)  # noqa: SLF001 — python-docx has no fields


def _about(document: Any, text: PaperText, at: datetime) -> None:
    about = document.core_properties
    about.title, about.author, about.last_modified_by = text.title, text.unit, text.unit
    about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None)
    about.language, about.comments = "zh-CN", ""


def _line(
    document: Any, text: str, font: str, size: float, *, centre: bool = False, colour: Any = None
) -> Any:
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, PITCH
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run.font.color.rgb = colour
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 — python-docx has no other way
    return paragraph


def _body(document: Any, text: str) -> None:
    layout = _line(document, text, FANG, 16).paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    layout.first_line_indent = Pt(32)


def _ruled(paragraph: Any) -> None:
    """Draw the red line below the head (版头分隔线)."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    words = {"val": "single", "sz": "12", "space": "4", "color": "E60012"}
    for name, value in words.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 — likewise


def _steady(data: bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(ZipInfo(each.filename, FIRST), old.read(each), ZIP_DEFLATED)
    return packed.getvalue()
