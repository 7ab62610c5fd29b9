"""Disclosures on paper: PDF/A that says what the page says, for exactly those who read the page."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from docx import Document
from msgspec.structs import replace

from services.publishing.domain.board import NotKeeperError
from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.paper import (
    PAPER,
    AlreadyIssuedError,
    PaperKindError,
    PaperTooEarlyError,
)
from services.publishing.domain.paper_words import IssuePaper, PaperIssued, PaperKind
from services.publishing.domain.terms import Phase
from services.publishing.gateways.press import (
    FontsMissingError,
    GlyphMissingError,
    PaperText,
    Press,
)
from services.publishing.gateways.word_files import docx
from services.publishing.handlers.briefings import numeral
from services.publishing.handlers.papers import code_of
from shared.testing import UNIT, Given
from tests.publishing.house import PLAN

AT = datetime(2026, 9, 24, 1, tzinfo=UTC)
TEXT = PaperText(
    name="党务公开公告",
    title="关于公开党费收缴情况的公告",
    unit="青岚县委编办",
    scope="社会公开",
    limit="定期公开",
    until="不设截止日期",
    number="编号 11111111",
    version=1,
    paragraphs=("应缴党员12名，本季应缴1095.00元。", "经手人：邹喆、马㛃、钱䶮、田𠮷、何𬭊。"),
    explanation="",
    date="2026年9月24日",
    year=2026,
    month=9,
    day=24,
    address="http://127.0.0.1:8800/items/1",
    qr=code_of("http://127.0.0.1:8800/items/1"),
    log="第 12 条",
    leaf="ab" * 32,
)
ISSUE = IssuePaper(
    unit=UNIT,
    disclosure_id="d",
    version=1,
    digest="d" * 64,
    phase=Phase.PUBLIC,
    withdrawn=False,
    kind=PaperKind.NOTICE,
    ending="docx",
    sha256="a" * 64,
    size=9,
)
ISSUED = PaperIssued(
    unit=UNIT,
    disclosure_id="d",
    version=1,
    digest="d" * 64,
    kind="notice",
    ending="docx",
    sha256="a" * 64,
    size=9,
)
KEEPER = {"by": "p", "post": "publisher"}


@pytest.fixture(scope="module")
def press():
    return Press()


def read(pdf):
    """Return what a PDF says, without spaces and ends of lines."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", "", "".join(pages))


def test_a_paper_goes_out_once_under_its_digest():
    Given(PAPER).when(ISSUE, **KEEPER).then(ISSUED)
    Given(PAPER, ISSUED).when(ISSUE, **KEEPER).then_rejected(AlreadyIssuedError)
    Given(PAPER).when(ISSUE, by="m", post="member").then_rejected(NotKeeperError)
    early = replace(ISSUE, phase=Phase.REGISTERED)
    Given(PAPER).when(early, **KEEPER).then_rejected(PaperTooEarlyError)
    Given(PAPER).when(replace(ISSUE, withdrawn=True), **KEEPER).then_rejected(WithdrawnError)
    poster = replace(ISSUE, kind=PaperKind.POSTER)
    Given(PAPER).when(poster, **KEEPER).then_rejected(PaperKindError, field="ending")


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_pdf_is_pdf_a_and_says_exactly_the_text(press, kind):
    made = press.pdf(kind, TEXT, AT)
    said = read(made)

    for each in (TEXT.title, TEXT.unit, *TEXT.paragraphs, TEXT.log, TEXT.leaf, TEXT.scope):
        assert re.sub(r"\s+", "", each) in said, each
    with pikepdf.open(BytesIO(made)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert meta["pdfuaid:part"] == "1"
        assert pdf.Root.Lang == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        assert embedded(pdf)
        assert pdf.check_pdf_syntax() == []  # qpdf --check: another's eyes, without its program
        assert pdf.Root.OutputIntents[0].DestOutputProfile.N == 3
        assert "/Filter" not in pdf.Root.Metadata  # it can be read without a PDF program
        assert len(pdf.trailer.ID) == 2
        assert not pdf.is_encrypted
        assert not {"/AA", "/OpenAction"} & set(pdf.Root.keys())
    assert press.pdf(kind, TEXT, AT) == made


def embedded(pdf):
    """Tell whether every font of every page is in the file."""
    fonts = [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]
    inner = [each.get("/DescendantFonts", [each])[0].FontDescriptor for each in fonts]
    return bool(inner) and all(
        any(name in each for name in ("/FontFile", "/FontFile2", "/FontFile3")) for each in inner
    )


def test_a_long_text_goes_on_over_pages_with_the_code_on_each_of_them(press):
    long = replace(TEXT, paragraphs=TEXT.paragraphs * 60, explanation="人数有误，现予更正。")
    made = press.pdf(PaperKind.POSTER, long, AT)

    pages = len(pypdfium2.PdfDocument(made))
    assert pages > 1
    assert read(made).count("扫码查看全文") == pages
    assert "更正说明：人数有误" in read(made)


def test_what_somebody_wrote_is_text_and_nothing_else(press):
    sly = replace(TEXT, title='#read("x") *粗* $x$', paragraphs=('#import "@preview/a:1"',))

    assert '#import"@preview/a:1"' in read(press.pdf(PaperKind.NOTICE, sly, AT))


def test_a_character_that_no_font_has_is_named(press):
    with pytest.raises(GlyphMissingError) as refused:
        press.pdf(PaperKind.NOTICE, replace(TEXT, title="生僻\u0378"), AT)
    assert "U+378" in refused.value.sentence
    assert "fonts-hanazono" in refused.value.sentence
    with pytest.raises(GlyphMissingError) as face:
        press.pdf(PaperKind.NOTICE, replace(TEXT, title="好消息🎉"), AT)
    assert "表情" in face.value.sentence
    assert "fonts-hanazono" not in face.value.sentence


def test_without_chinese_fonts_the_person_reads_what_to_install():
    with pytest.raises(FontsMissingError) as refused:
        Press(system_fonts=False).pdf(PaperKind.NOTICE, TEXT, AT)
    assert "fonts-noto-cjk" in refused.value.sentence
    assert refused.value.status == 503


def test_a_docx_has_the_layout_of_an_official_document():
    made = docx(TEXT, AT)
    document = Document(BytesIO(made))
    section = document.sections[0]

    assert [round(each.mm) for each in (section.top_margin, section.left_margin)] == [37, 28]
    assert [each.text for each in document.paragraphs if each.text in TEXT.paragraphs] == [
        *TEXT.paragraphs
    ]
    assert "方正小标宋简体" in ZipFile(BytesIO(made)).read("word/document.xml").decode()
    assert docx(TEXT, AT) == made
    assert docx(replace(TEXT, explanation="更正"), AT) != made


async def test_the_papers_of_a_page_are_for_those_who_read_the_page(house):
    inner, outer = await house.open_to("inner"), await house.open_to("public")
    for ending in ("poster.pdf", "notice.pdf", "notice.docx", "briefing.pdf"):
        seen = [
            (await house.get(f"/items/{inner}/papers/{ending}", name)).status_code
            for name in ("", "member", "stranger", "publisher")
        ]
        assert seen == [404, 200, 200, 200], ending
    unit = await house.open_to("inner", scope="unit")
    assert (await house.get(f"/items/{unit}/papers/poster.pdf", "stranger")).status_code == 404
    waiting = await house.open_to("registered")
    assert (await house.get(f"/items/{waiting}/papers/poster.pdf")).status_code == 404
    assert (await house.get(f"/items/{waiting}/papers/poster.pdf", "office")).status_code == 409

    answer = await house.get(f"/items/{outer}/papers/poster.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["etag"] == f'"{sha256(answer.content).hexdigest()}"'
    assert re.sub(r"\s+", "", PLAN["title"]) in read(answer.content)
    for unknown in ("poster.docx", "poster", "poem.pdf", "..%2fposter.pdf"):
        answer = await house.get(f"/items/{outer}/papers/{unknown}")
        assert answer.status_code in {404, 422}, unknown


async def test_an_issued_paper_is_kept_and_goes_with_the_withdrawal(house):
    matter = await house.open_to("public")
    url = f"/items/{matter}/papers/poster.pdf"
    refused = await house.client.post(f"{url}/issue", headers=house.as_("member"))
    assert refused.status_code == 403
    for expected in (303, 409):
        answer = await house.client.post(
            f"{url}/issue", headers=house.as_("publisher"), follow_redirects=False
        )
        assert answer.status_code == expected
    await house.settled()

    facts = [
        e["event"] for e in house.facts() if e["event"]["type"] == "publishing.paper.issued.v1"
    ]
    assert len(facts) == 1
    given = await house.get(url)
    assert sha256(given.content).hexdigest() == facts[0]["sha256"]
    assert facts[0]["sha256"] in await house.page(f"/items/{matter}", "publisher")

    await house.change("revise", matter, "人数有误，现予更正。", content="应缴党员13名。")
    assert "应缴党员13名" in read((await house.get(url)).content)
    old = await house.get(f"/items/{matter}/versions/1/papers/poster.pdf")
    assert old.content == given.content
    await house.change("withdraw", matter, "重复公开，予以撤回。")
    assert (await house.get(url)).status_code == 410
    assert (await house.get(url, "publisher")).status_code == 410


async def test_several_matters_of_a_unit_make_one_briefing_for_whom_all_of_them_are(house):
    outer = await house.open_to("public", title="第一件事")
    inner = await house.open_to("inner", scope="party", title="第二件事", content="内部内容。")
    both = f"?item={outer}&item={inner}"
    made = await house.get(f"/briefings/briefing.pdf{both}", "member")
    said = read(made.content)
    for each in ("党务公开简报", "一、第一件事", "二、第二件事", "内部内容。", "共2项", "党内公开"):
        assert each in said, each
    word = await house.get(f"/briefings/briefing.docx{both}", "member")
    assert "二、第二件事" in [each.text for each in Document(BytesIO(word.content)).paragraphs]
    assert (await house.get(f"/briefings/briefing.pdf{both}")).status_code == 404
    assert (await house.get(f"/briefings/briefing.pdf?item={outer}")).status_code == 200

    for wrong, status in (("briefing.pdf", 422), (f"poster.pdf{both}", 404), ("x.pdf", 404)):
        assert (await house.get(f"/briefings/{wrong}", "member")).status_code == status
    many = "&".join(f"item={uuid4()}" for _ in range(31))
    assert (await house.get(f"/briefings/briefing.pdf?{many}", "member")).status_code == 422
    page = await house.page("/briefings", "publisher")
    assert page.count('name="item"') == 2
    assert (await house.get("/briefings", "member")).status_code == 403
    await house.change("withdraw", outer, "重复公开。")
    assert (await house.get(f"/briefings/briefing.pdf{both}", "member")).status_code == 410


def test_numbers_are_written_as_headings_write_them():
    assert [numeral(each) for each in (1, 9, 10, 11, 20, 23, 30)] == [
        *("一", "九", "十", "十一", "二十", "二十三", "三十")
    ]
