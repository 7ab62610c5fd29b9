"""A paper of four pages, with all that pages share in real files."""

from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

WORDS = (b"page one", b"page TWOSECRET", b"page three", b"page FOURSECRET")
SECRETS = (
    b"TWOSECRET",
    b"FOURSECRET",
    b"PICTURESECRET",
    b"NOTESECRET",
    b"MARKSECRET",
    b"WHOSECRET",
)


def four_pages():
    """Return a PDF whose pages share one table of fonts and pictures, as printers write them."""
    with pikepdf.new() as paper:
        font = paper.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        picture = paper.make_stream(b"PICTURESECRET".ljust(100, b"."))
        picture.update({"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 10})
        picture.update({"/Height": 10, "/ColorSpace": Name.DeviceGray, "/BitsPerComponent": 8})
        shared = paper.make_indirect(
            Dictionary(Font=Dictionary(F1=font), XObject=Dictionary(Im2=picture))
        )
        for number, words in enumerate(WORDS, 1):
            drawn = b"BT /F1 24 Tf 72 700 Td (" + words + b") Tj ET"
            if number == 2:
                drawn += b" q 10 0 0 10 0 0 cm /Im2 Do Q"
            page = paper.add_blank_page(page_size=(595, 842))
            page.Contents = paper.make_stream(drawn)
            page.Resources = shared
        _leading_on(paper)
        out = BytesIO()
        paper.save(out)
    return out.getvalue()


def _leading_on(paper):
    """Let the first page lead to the second, and the file tell of them all."""
    first, second = paper.pages[0].obj, paper.pages[1].obj
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        Dest=Array([second, Name.Fit]),
        Contents="NOTESECRET",
    )
    first.Annots = Array([paper.make_indirect(link)])
    paper.docinfo["/Author"] = "WHOSECRET"
    with paper.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("MARKSECRET", 1))
