"""What an auditor takes home is enough: one program, one copy of the log, and any Python."""

import json
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from services.archive.gateways.copy import copied
from services.archive.verify.ed25519 import Ed25519PublicKey, InvalidSignature
from tests.archive.conftest import AUDITOR
from tests.archive.letters import flip


def bare(program, *words):
    """Run a program with Python and its standard library, and nothing that is installed."""
    command = [sys.executable, "-I", "-S", program, *words]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")


async def test_the_program_and_the_copy_that_were_downloaded_verify_by_themselves(town, tmp_path):
    page = (await town.page("/verify")).text
    got = await town.get("/gongkai-verify.pyz")
    copy = await town.get("/log.zip", AUDITOR)
    taken = (await town.page("/history", AUDITOR)).text
    program, key = tmp_path / "gongkai-verify.pyz", town.service.signer.verifier
    program.write_bytes(got.content)
    ZipFile(BytesIO(copy.content)).extractall(tmp_path)

    assert sha256(got.content).hexdigest() in page
    assert sha256(copy.content).hexdigest() in copy.headers["Link"]
    assert "log-" in taken
    assert (await town.get("/log.zip", "clerk")).status_code == 403
    log, state = tmp_path / "log", tmp_path / "state.json"
    passed = bare(program, log, "--key", key, "--state", state, "--json")
    assert passed.returncode == 0, passed.stderr
    assert json.loads(passed.stdout)["entries"] == town.service.log.size
    flip(next((log / "tile/entries").rglob("*.p/*")), 40)
    harmed = bare(program, log, "--key", key, "--quiet")
    assert (harmed.returncode, "tile/entries" in harmed.stdout) == (1, True)
    assert bare(program, log, "--key", "无", "--quiet").returncode == 2
    assert "四性检测" in bare(program, "volume", "--help").stdout


def test_a_tile_that_is_finished_while_it_is_copied_is_not_missed(tmp_path):
    unfinished, finished = tmp_path / "tile/0/000.p/9", tmp_path / "tile/0/000"
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(b"9")
    (tmp_path / "checkpoint").write_bytes(b"log\n9\n")
    (tmp_path / "checkpoints").mkdir()
    for size in ("9", "10"):
        (tmp_path / "checkpoints" / size).write_bytes(b"c")
    pieces = copied(tmp_path)
    told = [next(pieces) for _ in range(3)]  # the tiles have been listed and read
    finished.write_bytes(b"256")
    unfinished.unlink()
    told += pieces

    with ZipFile(BytesIO(b"".join(told))) as archive:
        names = archive.namelist()
    tiles = ["log/tile/0/000.p/9", "log/tile/0/000"]
    assert names == ["log/checkpoint", "log/checkpoints/9", *tiles]


@settings(max_examples=20, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_arithmetic_says_of_a_signature_what_the_library_says(seed, text, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = Ed25519PublicKey.from_public_bytes(key.public_key().public_bytes_raw())
    signature = bytearray(key.sign(text))

    public.verify(bytes(signature), text)
    signature[bit // 8] ^= 1 << bit % 8
    for wrong in (bytes(signature), bytes(signature[:63]), b""):
        with pytest.raises(InvalidSignature):
            public.verify(wrong, text)


@pytest.mark.parametrize("raw", [b"", bytes(31), b"\xff" * 32, b"\x02" + bytes(31)])
def test_what_is_no_point_is_no_key(raw):
    with pytest.raises(ValueError, match=r"\d*"):
        Ed25519PublicKey.from_public_bytes(raw)
