"""One golden file per event, for ever: the owner writes it, hearers read it."""

from contextlib import contextmanager

from msgspec import json

from deploy import facts, words
from shared.record import canonical, tag_of

OWNED = [each for service in words.names() for each in words.events(service)]
HEARD = [(service, each) for service in words.names() for each in words.heard(service)]


def golden(event):
    file = facts.golden_file(event)
    assert file.exists(), f"{file.name} is missing: gongkai facts --golden writes it, once for ever"
    return file.read_bytes().strip()


def holds(now, once):
    """Tell whether everything that was written once is still written the same way."""
    if isinstance(once, dict):
        return all(key in now and holds(now[key], value) for key, value in once.items())
    if isinstance(once, list):
        return len(now) == len(once) and all(map(holds, now, once))
    return now == once


@contextmanager
def naming(service, event):
    """Name the event at which something goes wrong."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{service or 'its owner'} reads {tag_of(event)}")
        raise


def test_the_owner_still_reads_and_writes_what_it_once_wrote():
    for event in OWNED:
        with naming("", event):
            once = golden(event)
            read = json.decode(once, type=event)
            now = canonical(read)

            assert json.decode(now, type=event) == read
            assert holds(json.decode(now), json.decode(once))


def test_a_golden_file_is_canonical():
    wrong = [tag_of(x) for x in OWNED if canonical(json.decode(golden(x))) != golden(x)]

    assert wrong == []


def test_a_hearer_can_read_what_the_owner_writes():
    for service, event in HEARD:
        with naming(service, event):
            json.decode(golden(event), type=event)


def test_a_hearer_reads_only_fields_that_the_owner_writes():
    more = [
        (service, tag_of(event), unwritten)
        for service, event in HEARD
        if (unwritten := set(event.__struct_fields__) - json.decode(golden(event)).keys())
    ]

    assert more == []


def test_nobody_hears_what_nobody_says():
    assert {tag_of(event) for _, event in HEARD} <= {tag_of(event) for event in OWNED}


def test_every_golden_file_is_still_understood():
    known = {tag_of(event) for event in OWNED}

    assert {file.stem for file in facts.GOLDEN.glob("*.json")} <= known


def test_golden_files_are_written_once(tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "GOLDEN", tmp_path)
    first = facts.write_golden()
    first[0].write_bytes(b"{}\n")

    assert len(first) == len(OWNED)
    assert facts.write_golden() == []
    assert first[0].read_bytes() == b"{}\n"


def test_the_page_of_facts_is_fresh():
    assert facts.PAGE.read_text(encoding="utf-8") == facts.page(), "make facts"
