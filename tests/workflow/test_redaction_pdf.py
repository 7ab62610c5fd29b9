"""Renditions of PDF: what is seen stays, what is covered or was never seen is nowhere."""

from io import BytesIO

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from PIL import Image, ImageDraw

from services.workflow.domain.redaction_words import Box
from services.workflow.domain.screening import FindingKind
from services.workflow.domain.screening.covering import Wanted
from services.workflow.gateways.redact_file import (
    redact_file,
)
from services.workflow.gateways.redact_said import (
    Order,
)
from services.workflow.gateways.redact_worker import redacted
from tests.workflow.redaction_files import (
    FEW,
    NUMBERS,
    ONE,
    OTHER,
    alike,
    cuts,
    findings,
    pages,
    remains,
    saved,
    words,
)
from tests.workflow.screening_files import pdf

# ── PDF ──────────────────────────────────────────────────────────────────────────────────────


@settings(FEW, max_examples=4)
@given(places=cuts(3))
def test_a_number_broken_over_pieces_or_lines_of_a_page_leaves_no_trace(places):
    made = alike(lambda pieces: pages(words(*pieces, down=16)), places)

    assert findings(made, FindingKind.UNREAD) == []


def test_a_number_written_in_any_order_is_read_by_its_places():
    def backwards(number):
        shown = [f"1 0 0 1 {20 + 7 * n} 300 Tm ({c}) Tj" for n, c in enumerate(number)]
        return pages(f"BT /F1 12 Tf {' '.join(reversed(shown))} ET")

    one, other = (redacted(backwards(each), NUMBERS).data for each in (ONE, OTHER))
    assert one == other


def test_a_number_broken_over_two_pages_leaves_no_trace():
    def two(number):
        return pages(words("No. " + number[:9]), words(number[9:] + " end"))

    one, other = (redacted(two(each), NUMBERS).data for each in (ONE, OTHER))
    assert one == other
    assert "end" in pypdf.PdfReader(BytesIO(one)).pages[1].extract_text()


def test_typed_words_and_addresses_are_read_on_over_the_ends_of_lines():
    order = Order(wanted=Wanted(kinds=(FindingKind.EMAIL,), phrases=("bluefire",)))

    made = redacted(pages(words("of blue", "fire to li@exam", "ple.cn end", down=16)), order).data

    text = pypdf.PdfReader(BytesIO(made)).pages[0].extract_text().split()
    assert text == ["of", "***", "***", "to", "***", "***", "end"]


@pytest.mark.parametrize("rotated", [0, 90, 180, 270])
def test_what_is_covered_is_black_and_the_rest_can_be_read_and_searched(rotated):
    original = pages(words(f"Tel {ONE} Office"), Rotate=rotated, CropBox=[10, 10, 390, 350])

    made = redacted(original, NUMBERS).data

    shown, before = (_grey(each) for each in (made, original))
    black = shown.point(lambda v: 255 * (v < 40)).getbbox()
    assert shown.size == before.size
    assert (black[2] - black[0]) * (black[3] - black[1]) > 2_000
    assert pypdf.PdfReader(BytesIO(made)).pages[0].extract_text() == "Tel *** Office"
    assert (
        made
        == redacted(
            pages(words(f"Tel {OTHER} Office"), Rotate=rotated, CropBox=[10, 10, 390, 350]), NUMBERS
        ).data
    )


def _grey(data):
    return pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("L")


@pytest.mark.parametrize(
    "cover",
    [
        "BT /F1 12 Tf 20 300 Td 1 g (secretword) Tj ET",  # white on white
        "BT /F1 12 Tf 20 300 Td 3 Tr (secretword) Tj ET",  # never drawn
        "BT /F1 12 Tf 20 300 Td (secretword) Tj ET 0 g 10 290 200 30 re f",  # below a black box
        "BT /F1 12 Tf 900 300 Td (secretword) Tj ET",  # beside the paper
    ],
)
def test_words_that_nobody_sees_are_not_carried_over(cover):
    made = redacted(pages(cover + " " + words("seen", down=0)), Order()).data

    assert "secretword" in pypdf.PdfReader(BytesIO(pages(cover))).pages[0].extract_text()
    assert "secretword" not in pypdf.PdfReader(BytesIO(made)).pages[0].extract_text()
    assert remains(made, "secretword") == []


@pytest.mark.parametrize("at", ["page", "property", "note", "attachment", "revision"])
def test_a_pdf_is_made_anew_without_its_corners(at):
    original = pdf(ONE, at=at)

    made = redact_file(original, NUMBERS).data

    assert remains(original, ONE) != []
    assert remains(made, ONE) == []
    assert findings(made, FindingKind.UNREAD) == []
    assert made.count(b"%%EOF") == 1
    reader = pypdf.PdfReader(BytesIO(made))
    assert not reader.metadata
    assert set(reader.root_object) == {"/Type", "/Pages", "/Lang"}
    assert made == redacted(pdf(OTHER, at=at), NUMBERS).data


def test_scripts_and_forms_are_left_behind():
    made = pikepdf.open(BytesIO(pages(words("form"))))
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"var a='{ONE}'")
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array(
            [pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("a"), V=pikepdf.String(ONE))]
        )
    )

    rendition = redacted(saved(made), Order()).data

    assert remains(rendition, ONE) == []
    assert b"JavaScript" not in rendition


def test_a_scanned_page_is_covered_where_a_person_drew_a_box():
    paper = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(paper).text((40, 40), ONE, fill="black")
    out = BytesIO()
    paper.save(out, "PDF")

    made = redacted(out.getvalue(), Order(boxes=(Box(left=50, top=50, right=900, bottom=200),)))

    shown = _grey(made.data)
    assert shown.crop((30, 30, 350, 70)).getextrema()[1] <= 5
    assert shown.getpixel((200, 300)) == 255


def test_words_below_a_box_that_a_person_drew_are_gone():
    boxes = (Box(left=0, top=200, right=1000, bottom=300),)

    made = redacted(pages(words("inner"), words("inner")), Order(boxes=boxes)).data

    texts = [each.extract_text() for each in pypdf.PdfReader(BytesIO(made)).pages]
    assert texts == ["", "inner"]
