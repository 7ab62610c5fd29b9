"""Pages taken out of a file are those pages and nothing else of it (F5)."""

from io import BytesIO

import pikepdf
import pypdf
import pytest

from services.feedback.domain.request_writing import PagesUnclearError, page_numbers
from services.feedback.gateways.pdf_pages import (
    PageMissingError,
    PdfDamagedError,
    PdfLockedError,
    pages_of,
)
from tests.feedback.papers import SECRETS, four_pages


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1,3", (1, 3)),
        (" ３、1；3 ", (1, 3)),
        ("2-4", (2, 3, 4)),
        ("", ()),
    ],
)
def test_pages_are_named_as_people_name_them(text, pages):
    assert page_numbers(text) == pages


@pytest.mark.parametrize("text", ["0", "a", "3-1", "1-999999", "1-600", "-", "1.5"])
def test_what_names_no_page_is_refused(text):
    with pytest.raises(PagesUnclearError):
        page_numbers(text)


def test_only_the_pages_asked_for_are_in_the_new_file():
    pages, of = pages_of(four_pages(), (1, 3))
    assert of == 4
    texts = [each.extract_text() for each in pypdf.PdfReader(BytesIO(pages)).pages]
    assert [text.strip() for text in texts] == ["page one", "page three"]
    with pikepdf.open(BytesIO(pages)) as opened:
        streams = [o.read_bytes() for o in opened.objects if isinstance(o, pikepdf.Stream)]
    whole = b"".join((pages, *streams))
    for each in SECRETS:  # words of the other pages, a picture, a note, a bookmark, a property
        assert each not in whole


def test_a_whole_file_may_be_given():
    pages, of = pages_of(four_pages(), ())
    assert of == len(pypdf.PdfReader(BytesIO(pages)).pages) == 4


def test_what_cannot_be_opened_is_refused():
    with pytest.raises(PageMissingError) as refused:
        pages_of(four_pages(), (1, 5))
    assert "共4页" in refused.value.sentence
    with pytest.raises(PdfDamagedError):
        pages_of(b"%PDF-1.7 nothing", (1,))
    locked = BytesIO()
    with pikepdf.open(BytesIO(four_pages())) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(PdfLockedError):
        pages_of(locked.getvalue(), (1,))
    with pytest.raises(PdfDamagedError):
        pages_of(four_pages(), (1,), seconds=0.001)
