"""How packages are written: piece by piece, whole or not at all, in print for ever."""

import io
import tracemalloc

import pytest
from pypdf import PdfReader

from services.archive.gateways.bag import kept, packed
from services.archive.gateways.notes import open_signer
from services.archive.gateways.record import Binder
from services.archive.verify.volume import examine
from shared.files import FileGoneError
from shared.testing import NOON


def test_a_character_that_no_font_has_is_printed_as_a_geta():
    told = {
        "number": "Z",
        "title": "张\U0010fffd",
        "unit": "甲",
        "year": 2026,
        "month": 7,
        "day": 1,
    }
    told |= {"cover": [], "kinds": [("方案", "1", "")], "files": [], "moments": []}
    made = Binder().pdf(told, NOON)

    assert "张〓" in PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert Binder().pdf(told, NOON) == made


def test_a_package_is_never_in_memory_as_a_whole(tmp_path):
    def large():
        yield from (bytes([n % 256]) * 500_000 for n in range(60))

    key = open_signer(tmp_path / "key.pem", "archive.example").verifier
    tracemalloc.start()
    package = packed(tmp_path / "v", "x", {"files/large.bin": large}, {}, NOON)
    found = examine(kept(package, tmp_path / "v"), key)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (package.size > 30_000_000, found.files) == (True, 6)
    assert peak < 8_000_000
    assert [each.name for each in (tmp_path / "v").iterdir()] == [f"{package.digest}.zip"]


def test_of_a_package_that_breaks_off_nothing_is_left(tmp_path):
    def broken():
        yield b"x"
        raise FileGoneError

    with pytest.raises(FileGoneError):
        packed(tmp_path, "x", {"files/a": broken}, {}, NOON)
    assert list(tmp_path.iterdir()) == []
