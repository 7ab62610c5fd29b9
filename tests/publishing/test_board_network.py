"""Photos that are used twice, and fixed boards held against the scheme."""

from io import BytesIO
from zlib import crc32

import pytest
from PIL import Image, ImageDraw

from services.publishing.domain.coverage import TOPICS, Demand, FixedBoard, coverage, demand_of
from services.publishing.domain.likeness import NEAR, distance, is_alike
from services.publishing.gateways.pictures import PhotoUnreadableError, likeness_of
from tests.publishing.photos import photo, resaved

DEMAND = Demand(least=10)


def network(count, *, lacking=""):
    whole = frozenset(TOPICS)
    return [
        FixedBoard(
            board_id=str(n),
            unit="u",
            code=f"QL-{n:02}",
            name=f"第{n}块",
            topics=whole - {lacking} if n == 3 else whole,
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"quality": 30},
        {"size": (320, 240)},
        {"size": (1600, 1200), "quality": 90},
        {"kind": "PNG"},
    ],
)
def test_a_copy_is_known_however_it_was_saved(changed):
    for number in range(8):
        first = photo(number)
        copy = resaved(first, **changed)
        assert copy != first
        assert is_alike(likeness_of(first), likeness_of(copy))


def test_a_picture_turned_in_its_file_is_the_same_picture():
    picture = Image.open(BytesIO(photo(1)))
    turned = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn clockwise to show it
    picture.rotate(90, expand=True).save(turned, "JPEG", exif=exif)

    assert is_alike(likeness_of(photo(1)), likeness_of(turned.getvalue()))


def test_other_pictures_are_far_apart():
    likes = [likeness_of(photo(n)) for n in range(12)]
    apart = [distance(a, b) for n, a in enumerate(likes) for b in likes[:n]]

    assert min(apart) > 2 * NEAR


def test_pictures_of_one_board_with_another_sheet_on_it_are_told_apart():
    picture = Image.open(BytesIO(photo(2))).copy()
    left, top, right, bottom = picture.width // 4, 0, picture.width * 3 // 4, picture.height
    ImageDraw.Draw(picture).rectangle([left, top, right, bottom], fill="white")
    kept = BytesIO()
    picture.save(kept, "JPEG")

    assert not is_alike(likeness_of(photo(2)), likeness_of(kept.getvalue()))


def huge():
    """Return the head of a picture that would fill the memory of any machine."""
    size = b"IHDR" + (60_000).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d" + size + crc32(size).to_bytes(4)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", photo(1)[:200], b"\x89PNG\r\n\x1a\n123", huge()]
)
def test_what_is_no_picture_is_said_to_be_none(data):
    with pytest.raises(PhotoUnreadableError):
        likeness_of(data)


def test_nine_boards_are_one_too_few():
    nine = coverage(DEMAND, network(9))
    assert not nine.enough
    assert not nine.met
    assert coverage(DEMAND, network(10)).met


def test_the_board_and_the_content_that_it_lacks_are_named():
    found = coverage(DEMAND, network(10, lacking="联系方式"))

    assert found.enough
    assert not found.met
    assert [(gap.board.code, gap.topic) for gap in found.gaps] == [("QL-03", "联系方式")]


def test_where_the_scheme_says_so_the_boards_together_need_them():
    together = Demand(least=1, each=False)
    assert coverage(together, network(10, lacking="联系方式")).met
    none = coverage(together, [])
    assert [gap.topic for gap in none.gaps] == list(TOPICS)
    assert all(gap.board is None for gap in none.gaps)


def test_the_scheme_is_asked_and_what_it_does_not_say_is_not_asked_for():
    assert demand_of({}) == Demand(least=0)
    said = {
        "boards.fixed.least": 3,
        "boards.fixed.topics": ["联系方式"],
        "boards.fixed.where": "合起来有即可",
    }
    assert demand_of(said) == Demand(least=3, topics=("联系方式",), each=False)
    assert coverage(demand_of({}), []).met
