"""Renditions: two files that differ only in what must go become the very same bytes."""

import os
import stat
import sys
from io import BytesIO

import docx
import openpyxl
import pytest
from hypothesis import given
from PIL import Image

from services.workflow.domain.redaction_words import Box
from services.workflow.domain.screening import FindingKind
from services.workflow.domain.screening.covering import Wanted
from services.workflow.gateways import ocr, redact_pdf
from services.workflow.gateways.file_text import read
from services.workflow.gateways.redact_file import (
    RedactionIncompleteError,
    RedactionTooSlowError,
    redact_file,
)
from services.workflow.gateways.redact_said import (
    LockedFileError,
    NothingVisibleError,
    Order,
    TooManyPagesError,
    UnredactableFileError,
)
from services.workflow.gateways.redact_worker import redacted
from services.workflow.gateways.said import FileDamagedError
from tests.workflow.redaction_files import (
    ALL,
    FEW,
    NUMBERS,
    ONE,
    OTHER,
    alike,
    broken,
    cells,
    cornered,
    cuts,
    findings,
    pages,
    paragraph,
    remains,
    row,
    saved,
    words,
)
from tests.workflow.screening_files import bomb, document, encrypted, pdf, photo, workbook

# ── DOCX ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("make", [paragraph, cells, broken])
@FEW
@given(places=cuts())
def test_a_number_broken_over_runs_cells_or_lines_leaves_no_trace(make, places):
    made = alike(make, places)

    assert findings(made) == []
    docx.Document(BytesIO(made))


def test_a_number_with_a_box_for_each_figure_leaves_no_trace():
    alike(cells, list(range(1, 18)))
    assert remains(cells(list(ONE)), ONE) != []


def test_corners_where_no_reader_looks_are_left_behind():
    assert len(remains(cornered(ONE), ONE)) > 8

    made = redact_file(cornered(ONE), NUMBERS)

    assert remains(made.data, ONE) == []
    assert findings(made.data) == []
    assert made.data == redact_file(cornered(OTHER), NUMBERS).data
    texts = [each.text for each in docx.Document(BytesIO(made.data)).paragraphs]
    assert texts == [
        "公开内容。",
        "此处",
        *"甲甲甲乙甲甲甲丙甲甲甲丁甲".replace("甲", " 甲").split(),
    ]
    assert "旧式图形" in made.left_out


@pytest.mark.parametrize("at", ["body", "table", "header", "footer", "property", "comment"])
def test_a_document_keeps_everything_else(at):
    made = redact_file(document(f"身份证{ONE}，发放500元", at=at), NUMBERS).data

    said = "".join(each.text for each in read(made).pieces)
    assert "党费收缴使用情况" in said
    assert remains(made, ONE) == []
    assert ("身份证***，发放500元" in said) == (at not in {"property", "comment"})


def test_pictures_in_a_document_are_painted_anew_or_left_out_if_asked():
    made = docx.Document()
    made.add_picture(BytesIO(photo(text=ONE, gps=True)))
    kept, gone = redact_file(saved(made), NUMBERS), redact_file(saved(made), ALL)

    assert remains(saved(made), ONE) != []
    assert remains(kept.data, ONE) == []
    assert len(docx.Document(BytesIO(kept.data)).inline_shapes) == 1
    assert len(docx.Document(BytesIO(gone.data)).inline_shapes) == 0
    assert gone.left_out == ("图片", "图表或者图片")
    assert findings(gone.data) == []


def test_words_that_a_person_typed_go_wherever_they_stand():
    order = Order(wanted=Wanted(phrases=("青石 机要站",)))

    made = redact_file(document("向青石机要站拨付，青 石机要站已收", at="split"), order).data

    assert [each.text for each in docx.Document(BytesIO(made)).paragraphs][
        1
    ] == "向***拨付，***已收"


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("down", [False, True])
@FEW
@given(places=cuts())
def test_a_number_broken_over_the_cells_of_a_sheet_leaves_no_trace(down, places):
    made = alike(lambda pieces: row(pieces, down=down), places)

    assert findings(made) == []
    openpyxl.load_workbook(BytesIO(made))


@pytest.mark.parametrize(
    "at",
    [
        *("cell", "formula", "hidden sheet", "hidden row", "hidden column"),
        *("comment", "name", "property", "footer"),
    ],
)
def test_a_workbook_is_made_anew_without_its_corners(at):
    made = redact_file(workbook(ONE, at=at), NUMBERS).data

    assert remains(workbook(ONE, at=at), ONE) != []
    assert remains(made, ONE) == []
    assert findings(made) == []
    rows = openpyxl.load_workbook(BytesIO(made)).active.iter_rows(max_row=2, max_col=3)
    assert [[each.value for each in row] for row in rows] == [
        ["序号", "姓名", "金额"],
        [1, "合计", 500],
    ]


def test_sums_side_by_side_stay_as_they_are():
    made = redact_file(row(["1350", "2100", "300"]), ALL).data

    values = next(
        openpyxl.load_workbook(BytesIO(made)).active.iter_rows(min_row=3, values_only=True)
    )
    assert values == ("1350", "2100", "300")


def test_a_number_stored_as_a_number_and_a_sheet_named_by_one_are_covered():
    made = openpyxl.Workbook()
    made.active.title = ONE
    made.active["A1"] = 13800138000

    found = openpyxl.load_workbook(BytesIO(redact_file(saved(made), ALL).data))

    assert found.sheetnames == ["工作表1"]
    assert found.active["A1"].value == "***"


# ── pictures and texts ───────────────────────────────────────────────────────────────────────


def test_a_picture_is_painted_anew():
    order = Order(boxes=(Box(left=100, top=100, right=500, bottom=500),))

    made = redact_file(photo(text=ONE, gps=True), order)

    with Image.open(BytesIO(made.data)) as picture:
        assert (made.kind, picture.format, picture.size) == ("jpg", "JPEG", (80, 40))
        assert picture.getpixel((20, 10)) == (0, 0, 0)
        assert not picture.getexif()
    assert remains(made.data, ONE) == []
    assert findings(made.data, FindingKind.UNREAD) == []


READER = """#!{python}
import sys
from io import BytesIO
from PIL import Image
if sys.argv[1] == "--list-langs":
    print("chi_sim")
else:
    picture = Image.open(BytesIO(sys.stdin.buffer.read())).convert("L")
    told = "身份证", "{number}" if picture.getpixel((40, 20)) > 128 else ""
    if sys.argv[-1] == "tsv":
        print("level\\tpage_num\\tblock_num")
        for n, (word, left) in enumerate(zip(told, (2, 30)), start=1):
            print(5, 1, 1, 1, 1, n, left, 16, 24, 8, 95.5, word, sep="\\t")
    else:
        print(*told)
"""


@pytest.fixture
def reader(monkeypatch, tmp_path):
    """Let a program stand in for tesseract: it reads a number where the picture is not black."""
    program = tmp_path / "tesseract"
    program.write_text(READER.format(python=sys.executable, number=ONE), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    ocr._languages.cache_clear()
    yield
    ocr._languages.cache_clear()


@pytest.mark.usefixtures("reader")
def test_words_in_a_picture_are_found_and_blackened_where_there_is_a_reader():
    identities = Wanted(kinds=(FindingKind.IDENTITY,))

    made = redact_file(photo(), Order(wanted=identities))

    with Image.open(BytesIO(made.data)) as picture:
        assert picture.getpixel((40, 20)) == (0, 0, 0)
        assert picture.getpixel((5, 30)) > (200, 200, 200)
    with pytest.raises(RedactionIncompleteError):  # whatever is left is read again
        redact_file(photo(), Order(wanted=Wanted(phrases=("身份证",))))


def test_what_is_transparent_is_painted_white_and_texts_in_a_png_are_gone():
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    out = BytesIO()
    clear.save(out, "PNG", pnginfo=_told(ONE))

    made = redacted(out.getvalue(), Order())

    with Image.open(BytesIO(made.data)) as picture:
        assert (made.kind, picture.mode, picture.getpixel((1, 1))) == ("png", "RGB", (255,) * 3)
        assert picture.info == {}
    assert remains(out.getvalue(), ONE) != []
    assert remains(made.data, ONE) == []


def _told(text):
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", text)
    return info


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_is_covered(encoding):
    made = redact_file(f"身份证{ONE}，\n手机13800138000".encode(encoding), ALL)

    assert made.data.decode() == "身份证***，\n手机***"


# ── harm, and what cannot be made ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (encrypted(), LockedFileError),
        (b"%PDF-1.7 broken", FileDamagedError),
        (b"PK\x03\x04 broken", FileDamagedError),
        (b"\xff\xd8\xff broken", FileDamagedError),
        (b"MZ\x00\x00program", UnredactableFileError),
        (b"\xff\xfe\xfd\xfc text", UnredactableFileError),
        (bomb(members=6_000, size=0), Exception),
    ],
)
def test_what_cannot_be_made_anew_is_refused_in_words(data, refusal):
    with pytest.raises(refusal) as told:
        redact_file(data, ALL)
    assert told.value.sentence.endswith("。")


def test_a_workbook_whose_every_sheet_is_hidden_shows_nothing():
    made = openpyxl.Workbook()
    made.create_sheet("底表").sheet_state = "hidden"
    made.active = 0
    data = saved(made)
    hidden = _with_every_sheet_hidden(data)

    with pytest.raises(NothingVisibleError):
        redacted(hidden, ALL)


def _with_every_sheet_hidden(data):
    import zipfile

    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/workbook.xml":
                part = part.replace(b'state="visible"', b'state="hidden"')
            new.writestr(name, part)
    return out.getvalue()


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(redact_pdf, "PAGES", 1)

    with pytest.raises(TooManyPagesError):
        redacted(pages(words("a"), words("b")), ALL)


def test_a_file_that_takes_too_long_is_given_up():
    with pytest.raises(RedactionTooSlowError):
        redact_file(pdf("slow"), ALL, seconds=0.001)


def test_the_original_is_not_touched():
    data = document(ONE)
    before = bytes(data)

    redact_file(data, NUMBERS)

    assert data == before


def test_the_same_file_and_order_make_the_same_rendition():
    for data in (document(ONE), workbook(ONE), pdf(ONE), photo(text=ONE), ONE.encode()):
        assert redacted(data, ALL) == redacted(data, ALL)


def test_a_rendition_that_still_told_would_not_be_given_out(monkeypatch):
    from services.workflow.gateways import redact_file as gateway

    monkeypatch.setattr(gateway, "WORKER", "tests.workflow.careless_worker")

    with pytest.raises(RedactionIncompleteError):
        redact_file(f"号码{ONE}".encode(), ALL)
