"""DOCX and XLSX: what is large is read by a process of its own, with a limit of time and memory."""

from typing import Final

from msgspec import MsgspecError, Struct, msgpack

from services.workflow.domain.screening import Finding, Piece
from services.workflow.gateways import docx_text, packing, xlsx_text
from services.workflow.gateways.said import (
    FileDamagedError,
    FileTooSlowError,
    Said,
    UnscreenableFileError,
)
from shared.apart import ask

APART: Final = 200_000  # marks of XML in a file that this process does not read itself
SECONDS: Final = 60.0
WORKER: Final = "services.workflow.gateways.office_worker"


class Told(Struct, kw_only=True):
    """What the other process has read."""

    pieces: list[Piece] = []
    findings: list[Finding] = []
    inner: list[tuple[str, bytes]] = []
    refused: str = ""


def read(data: bytes, seconds: float = SECONDS) -> Said:
    """Return all the words of an office file.

    Raises:
        InvalidError: it is damaged, packed to do harm, too complex, or of another kind.

    """
    members = packing.members_of(data)
    if sum(each.count(b"<") for each in members.values()) > APART:
        return _apart(data, seconds)
    return said_of(members)


def said_of(members: dict[str, bytes]) -> Said:
    """Return all the words of an office file that is unpacked.

    Raises:
        InvalidError: it is damaged, or of another kind.

    """
    if "word/document.xml" in members:
        return docx_text.read(members)
    if "xl/workbook.xml" in members:
        return xlsx_text.read(members)
    raise UnscreenableFileError(field="file")


def _apart(data: bytes, seconds: float) -> Said:
    try:
        told = msgpack.decode(ask(WORKER, data, seconds), type=Told)
    except (TimeoutError, MsgspecError) as error:  # or of more memory than it may have
        raise FileTooSlowError(field="file") from error
    if told.refused:
        raise FileDamagedError(told.refused, field="file")
    return Said(pieces=told.pieces, findings=told.findings, inner=told.inner)
