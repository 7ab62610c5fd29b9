"""Boxes made with SM4 where a house must use it: the same promises, and both kinds open."""

from base64 import b64decode, b64encode

import pytest
from cryptography.exceptions import InvalidTag
from msgspec.structs import replace

from shared.ciphers import AES, NATIONAL, sm3_is_right, sm4_is_right
from shared.seal import BrokenSealError, Keyring, SubjectErasedError

NAME = "赵小雨"


@pytest.fixture
def rings(tmp_path):
    """Return two keyrings over the same keys: one as everywhere, one with SM4."""
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    both = Keyring(url), Keyring(url, national=True)
    yield both
    for each in both:
        each.close()


def test_the_examples_of_the_standards_come_out():
    assert sm3_is_right()
    assert sm4_is_right()


def test_either_keyring_opens_what_the_other_sealed(rings):
    plain, national = rings

    for one, other in ((plain, national), (national, plain)):
        sealed = one.seal("p1", NAME, field="name")
        assert other.open(sealed, field="name") == NAME
        assert other.open_all([sealed], field="name") == [NAME]
    bunch = national.prepare(["p2"])
    assert plain.open(bunch.seal("p2", NAME)) == NAME


def test_a_box_of_sm4_is_bound_to_its_key_person_and_field(rings):
    _, national = rings
    sealed, other = national.seal("p1", NAME, field="name"), national.seal("p2", NAME, field="name")
    box = bytearray(b64decode(sealed.box))
    box[0] ^= 1

    for wrong in (
        replace(sealed, box=b64encode(bytes(box)).decode()),
        replace(sealed, box=""),
        replace(sealed, subject="p2"),
        replace(sealed, commitment=other.commitment),
    ):
        with pytest.raises(BrokenSealError):
            national.open(wrong, field="name")
    with pytest.raises(BrokenSealError):
        national.open(sealed, field="contact")


def test_whoever_is_erased_is_erased_under_sm4_too(rings):
    plain, national = rings
    sealed = national.seal("p1", NAME)
    national.erase("p1")

    assert plain.open(sealed) is None
    with pytest.raises(SubjectErasedError):
        national.seal("p1", NAME)


def test_the_two_ciphers_share_neither_key_nor_commitment():
    key, nonce = bytes(range(32)), bytes(12)
    box = NATIONAL.encrypt(key, nonce, b"x", b"place")

    assert NATIONAL.decrypt(key, nonce, box, b"place") == b"x"
    assert NATIONAL.commitment(key) != AES.commitment(key)
    with pytest.raises(InvalidTag):
        AES.decrypt(key, nonce, box, b"place")
