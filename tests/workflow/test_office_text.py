"""A large office file is read by a process of its own, to the same words, and not for ever."""

import pytest

from services.workflow.gateways import office_text
from services.workflow.gateways.said import FileDamagedError, FileTooSlowError
from tests.workflow.screening_files import ID, document, with_member, workbook


@pytest.mark.parametrize("made", [document(ID, at="table"), workbook(ID, at="cell")])
def test_another_process_reads_the_same_words(made, monkeypatch):
    here = office_text.read(made)
    monkeypatch.setattr(office_text, "APART", 0)
    there = office_text.read(made)
    assert there.pieces == here.pieces
    assert (there.findings, there.inner) == (here.findings, here.inner)
    assert any(ID in each.text for each in there.pieces)


def test_what_takes_too_long_or_lies_is_refused(monkeypatch):
    monkeypatch.setattr(office_text, "APART", 0)
    with pytest.raises(FileTooSlowError):
        office_text.read(document(ID), seconds=0.001)
    entity = b'<!DOCTYPE x [<!ENTITY a "1">]><x>&a;</x>'
    with pytest.raises(FileDamagedError):
        office_text.read(with_member(document(ID), "word/header9.xml", entity))
