"""What is sealed opens with the person's key alone, and never again once it is destroyed."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from msgspec import Struct
from msgspec.structs import replace

from shared.record import canonical
from shared.seal import BrokenSealError, Keyring, NotScrubbedError, Sealed, SubjectErasedError

PERSON, OTHER = "p-1", "p-2"


class Contact(Struct):
    name: str
    phone: str


@pytest.fixture
def keyring(database_url):
    keyring = Keyring(database_url)
    yield keyring
    keyring.close()


@pytest.fixture
def file(home):
    return home / "keys.db"


@pytest.fixture
def sqlite_keyring(file):
    keyring = Keyring(f"sqlite:///{file}")
    yield keyring
    keyring.close()


def test_what_is_sealed_can_be_opened(keyring):
    assert keyring.open(keyring.seal(PERSON, "王芳")) == "王芳"


def test_more_than_a_word_can_be_sealed(keyring):
    contact = Contact(name="王芳", phone="13800000000")
    assert keyring.open(keyring.seal(PERSON, contact), Contact) == contact


def test_a_seal_says_nothing_of_what_is_inside(keyring):
    sealed = keyring.seal(PERSON, "王芳")
    assert "王芳" not in canonical(sealed).decode("unicode_escape")
    assert sealed.box != keyring.seal(PERSON, "王芳").box


def test_a_key_survives_the_process(sqlite_keyring, file):
    sealed = sqlite_keyring.seal(PERSON, "王芳")
    sqlite_keyring.close()
    again = Keyring(f"sqlite:///{file}")
    assert again.open(sealed) == "王芳"
    again.close()


def test_an_erased_person_cannot_be_read_and_the_seal_stays_as_it_was(keyring):
    sealed, other = keyring.seal(PERSON, "王芳"), keyring.seal(OTHER, "李明")
    before = canonical(sealed)

    keyring.erase(PERSON)

    assert keyring.open(sealed) is None
    assert canonical(sealed) == before
    assert keyring.open(other) == "李明"


def test_nothing_more_is_sealed_for_an_erased_person(keyring):
    keyring.seal(PERSON, "王芳")
    keyring.erase(PERSON)
    with pytest.raises(SubjectErasedError):
        keyring.seal(PERSON, "王芳")


def test_somebody_erased_before_the_first_word_stays_erased(keyring):
    keyring.erase(PERSON)
    keyring.erase(PERSON)
    with pytest.raises(SubjectErasedError):
        keyring.seal(PERSON, "王芳")


def test_no_byte_of_an_erased_key_is_left_on_disk(sqlite_keyring, file):
    sealed = [sqlite_keyring.seal(f"p-{n}", "王芳") for n in range(50)]
    keys = {n: sqlite_keyring._key_of(f"p-{n}") for n in range(50)}
    assert any(keys[7] in each.read_bytes() for each in file.parent.iterdir())

    sqlite_keyring.erase("p-7")

    files = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    assert [name for name, body in files.items() if keys[7] in body] == []
    assert any(keys[8] in body for body in files.values())
    assert sqlite_keyring.open(sealed[8]) == "王芳"


@pytest.mark.postgres
def test_no_byte_of_an_erased_key_is_left_in_the_pages_of_a_server(postgres):
    """The lowest row of a full page: nothing moves over it when its place is freed."""
    url = postgres.fresh()
    keyring = Keyring(url)
    keyring.prepare([f"p-{n:03}" for n in range(300)])
    with psycopg.connect(url, autocommit=True) as server:
        [(lowest,)] = server.execute(
            "SELECT subject FROM keys WHERE (ctid::text::point)[0] = 0 ORDER BY ctid DESC LIMIT 1"
        )
        key, other = keyring._key_of(lowest), keyring._key_of("p-299")
        assert any(key in body for body in pages_of(postgres, server))

        keyring.erase(lowest)

        assert not any(key in body for body in pages_of(postgres, server))
        assert any(other in body for body in pages_of(postgres, server))
    keyring.close()


@pytest.mark.postgres
def test_who_still_reads_an_earlier_moment_is_waited_for(postgres):
    url = postgres.fresh()
    keyring = Keyring(url)
    sealed = keyring.seal(PERSON, "王芳")
    with psycopg.connect(url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT 1")
        keyring.seal(OTHER, "李明")
        with pytest.raises(NotScrubbedError):
            keyring.erase(PERSON)
    assert keyring.open(sealed) is None
    keyring.erase(PERSON)
    keyring.close()


def pages_of(postgres, server):
    server.execute("CHECKPOINT")
    [(number,)] = server.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
    folder = postgres._folder / "data" / "base" / str(number)
    return [each.read_bytes() for each in folder.iterdir()]


@pytest.mark.parametrize("field", ["nonce", "box", "commitment"])
def test_a_seal_that_was_altered_does_not_open(keyring, field):
    sealed = keyring.seal(PERSON, "王芳")
    foreign = getattr(keyring.seal(OTHER, "李明"), field)
    with pytest.raises(BrokenSealError):
        keyring.open(replace(sealed, **{field: foreign}))


@pytest.mark.parametrize("text", ["", "AAAA", "不是base64", "A"])
def test_a_seal_of_nonsense_does_not_open(keyring, text):
    sealed = keyring.seal(PERSON, "王芳")
    for field in ("nonce", "box", "commitment"):
        with pytest.raises(BrokenSealError):
            keyring.open(replace(sealed, **{field: text}))


def test_a_seal_does_not_open_for_another_person(keyring):
    keyring.seal(OTHER, "李明")
    with pytest.raises(BrokenSealError):
        keyring.open(replace(keyring.seal(PERSON, "王芳"), subject=OTHER))


def test_a_seal_does_not_open_in_another_field(keyring):
    sealed = keyring.seal(PERSON, "13800000000", field="contact")
    assert keyring.open(sealed, field="contact") == "13800000000"
    with pytest.raises(BrokenSealError):
        keyring.open(sealed, field="name")


def test_keys_that_many_threads_want_at_once_are_all_there(keyring):
    people = [f"p-{n}" for n in range(60)] * 2
    with ThreadPoolExecutor(16) as threads:
        sealed = list(threads.map(lambda who: keyring.seal(who, who), people))
    assert [keyring.open(each) for each in sealed] == people
    keyring.erase("p-7")
    assert keyring.open(sealed[7]) is None
    with pytest.raises(SubjectErasedError):
        keyring.seal("p-7", "again")


def test_many_threads_share_one_key(keyring):
    with ThreadPoolExecutor(8) as threads:
        sealed = list(threads.map(lambda n: keyring.seal(PERSON, n), range(40)))
    assert [keyring.open(each, int) for each in sealed] == list(range(40))
    assert len({each.commitment for each in sealed}) == 1


def test_a_seal_is_plain_text_in_a_fact(keyring):
    sealed = keyring.seal(PERSON, "王芳")
    assert all(isinstance(getattr(sealed, name), str) for name in Sealed.__struct_fields__)


def test_keys_of_several_people_are_cut_together_and_those_there_are_stay(keyring):
    before = keyring.seal(PERSON, "王芳")
    bunch = keyring.prepare([PERSON, OTHER, OTHER])
    boxes = [bunch.seal(OTHER, each, field=each) for each in ("name", "phone")]
    assert [keyring.open(each, field=f) for each, f in zip(boxes, ("name", "phone"), strict=True)]
    assert bunch.seal(PERSON, "李强").commitment == before.commitment
    assert keyring.open(before) == "王芳"


def test_no_bunch_seals_anything_for_somebody_erased(keyring):
    keyring.erase(PERSON)
    bunch = keyring.prepare([PERSON, OTHER])
    with pytest.raises(SubjectErasedError):
        bunch.seal(PERSON, "王芳")
    assert keyring.open(bunch.seal(OTHER, "李强")) == "李强"
