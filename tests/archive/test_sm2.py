"""The second line of a checkpoint: SM2 with SM3, where that is required."""

import sys
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from services.archive.app import signer_of
from services.archive.gateways.notes import open_signer
from services.archive.gateways.sm2 import Sm2Error, Sm2KeyError, sm2_signer
from services.archive.gateways.tiles import TileLog
from services.archive.verify import verify
from services.archive.verify.__main__ import main
from services.archive.verify.report import IncompleteError, Outcome
from services.archive.verify.sm2 import sm2_key, sm2_key_of, verifies
from shared.settings import SettingsError
from tests.archive.letters import ORIGIN
from tests.archive.sm2_signer import octets, point, sign

# GB/T 32918.5, appendix A.2: an example of the standard itself
SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
PUBLIC = octets(*point(SECRET))

# what `openssl dgst -sm3 -sign` (3.0.19) made of "hello", and its public key
OPENSSL = bytes.fromhex(
    "a2bee7960a6d47c5d6f108aed6323b3811bf9528d4f9e25653bd34d3bbb4d4e0"
    "f7b3c97c4d8311fd8371790d50be52ae67865f54cdb7b29eab4d21eac775e640"
)
SIGNED = bytes.fromhex(
    "9afbc437608be981fcbaee40b221eb42f82942f6f8c383936db8e6acba4891ae"
    "346e6fe486b44a335a13da139e2a7fe13ef2585395e82ff62c0c149598b942a4"
)
PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
SIGNER = f"{sys.executable} {Path(__file__).with_name('sm2_signer.py')}"


def sealed(position):
    said = f'{{"commitment":"{"A" * 43}=","position":{position},"service":"workflow"}}'
    return said.encode()


@pytest.fixture
def public(tmp_path):
    """Return the file of a public key as openssl writes it."""
    body = b64encode(PREFIX + PUBLIC).decode()
    file = tmp_path / "sm2.pub"
    file.write_text(
        f"-----BEGIN PUBLIC KEY-----\n{body[:64]}\n{body[64:]}\n-----END PUBLIC KEY-----\n"
    )
    return file


def grown(home, public, size=5, command=f"{SIGNER} {SECRET:x}"):
    signer = open_signer(home / "key", ORIGIN)
    signer.second = sm2_signer(command, public, ORIGIN)
    log = TileLog(home / "log", signer)
    log.open()
    try:
        log.append([sealed(n) for n in range(log.size + 1, size + 1)])
    finally:
        log.close()
    return home / "log", signer


def test_the_example_of_the_standard_and_a_signature_of_openssl_are_good():
    key, other = sm2_key("a", PUBLIC), sm2_key("a", OPENSSL)

    assert sign(SECRET, b"message digest", NONCE) == (R, S)
    assert verifies(key.point, b"message digest", octets(R, S))
    assert verifies(other.point, b"hello", SIGNED)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        (b"hellp", SIGNED),
        (b"hello", bytes(64)),
        (b"hello", SIGNED[:-1]),
        (b"hello", b"\xff" * 64),
        (b"hello", SIGNED[32:] + SIGNED[:32]),
    ],
)
def test_nothing_else_is(text, signature):
    assert not verifies(sm2_key("a", OPENSSL).point, text, signature)


@pytest.mark.parametrize("vkey", ["", "a+00000000+AQ==", "a+1+x", None])
def test_what_is_no_key_is_none(vkey):
    good = sm2_key("a", PUBLIC).vkey
    assert sm2_key_of(good).vkey == good

    with pytest.raises(IncompleteError):
        sm2_key_of(good.replace("+", "+0", 1) if vkey is None else vkey)
    with pytest.raises(IncompleteError):
        sm2_key("a", PUBLIC[:-1] + b"\0")


def test_a_checkpoint_bears_both_lines_and_each_is_demanded_by_whom_it_concerns(tmp_path, public):
    folder, signer = grown(tmp_path, public)
    vkey = signer.second.verifier
    stranger = sm2_key(ORIGIN, OPENSSL)

    told = verify(folder, signer.verifier, sm2=vkey)
    other = verify(folder, signer.verifier, sm2=stranger.vkey)
    said = CliRunner().invoke(main, [str(folder), "--key", signer.verifier, "--sm2", vkey])
    note = (folder / "checkpoint").read_text()
    (folder / "checkpoint").write_text(note.rpartition("\u2014")[0])
    bare = verify(folder, signer.verifier, sm2=vkey)

    assert note.count("\n\u2014 ") == 2
    assert (told.outcome, told.sm2) == (Outcome.PASSED, vkey.split("+")[1])
    assert f"最新检查点有国密签名，密钥 {told.sm2}" in said.output
    assert f"检查点没有国密签名（编号 {stranger.id.hex()}）" in str(other.first)
    assert (bare.outcome, "检查点没有国密签名" in str(bare.first)) == (Outcome.DIVERGED, True)
    assert verify(folder, signer.verifier).outcome is Outcome.PASSED


def test_an_sm2_line_over_another_text_is_found(tmp_path, public):
    folder, signer = grown(tmp_path, public)
    early = (folder / "checkpoint").read_text()
    grown(tmp_path, public, 9)
    late = (folder / "checkpoint").read_text()
    line = early.rpartition("\u2014")[2]
    (folder / "checkpoint").write_text(late.rpartition("\u2014")[0] + "\u2014" + line)

    found = verify(folder, signer.verifier, sm2=signer.second.verifier)

    assert found.first.reason == "检查点的国密签名无效"


@pytest.mark.parametrize(
    "command",
    [
        f"{SIGNER} 1234",  # another key than the public one
        f"{sys.executable} -c pass",
        f"{sys.executable} -c raise",
        "/nowhere/openssl",
    ],
)
def test_without_a_valid_signature_nothing_is_published(tmp_path, public, command):
    with pytest.raises(Sm2Error):
        grown(tmp_path, public, command=command)
    assert not (tmp_path / "log/checkpoint").exists()

    folder, signer = grown(tmp_path, public)
    assert verify(folder, signer.verifier, sm2=signer.second.verifier).outcome is Outcome.PASSED


def test_a_checkpoint_cut_short_is_published_with_the_signature_it_had(tmp_path, public):
    folder, _ = grown(tmp_path, public)
    note = (folder / "checkpoint").read_bytes()
    (folder / "checkpoint").unlink()

    grown(tmp_path, public)

    assert (folder / "checkpoint").read_bytes() == note


def test_settings_that_lead_nowhere_are_said_at_once(settings, tmp_path, public):
    (tmp_path / "garbage").write_text("x")
    wrong = [
        {"sm2_signer": "x"},
        {"sm2_public": public},
        {"sm2_signer": "x", "sm2_public": tmp_path / "garbage"},
        {"sm2_signer": "x", "sm2_public": tmp_path / "nowhere"},
    ]

    for each in wrong:
        with pytest.raises(SettingsError):
            signer_of(replace(settings, **each))
    with pytest.raises(Sm2KeyError):
        sm2_signer("x", tmp_path / "garbage", ORIGIN)
