"""DOCX and XLSX: what is large is read by a process of its own, with a limit of time and memory."""

import subprocess
import sys
from typing import Final

from msgspec import MsgspecError, Struct, msgpack

from services.workflow.domain.screening import Finding, Piece
from services.workflow.gateways import docx_text, packing, xlsx_text
from services.workflow.gateways.said import FileDamagedError, Said, UnscreenableFileError
from shared.decider import InvalidError

APART: Final = 200_000  # marks of XML in a file that this process does not read itself
SECONDS: Final = 60.0
WORKER: Final = "services.workflow.gateways.office_worker"


class FileTooComplexError(InvalidError):
    """文件太复杂，一分钟内读不完，为安全起见不予读取，请拆成几个文件再上传。"""


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
        done = subprocess.run(  # noqa: S603 — our own program, no shell
            [sys.executable, "-m", WORKER],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        told = msgpack.decode(done.stdout, type=Told)
    except (subprocess.TimeoutExpired, MsgspecError) as error:
        raise FileTooComplexError(field="file") from error
    if told.refused:
        raise FileDamagedError(told.refused, field="file")
    return Said(pieces=told.pieces, findings=told.findings, inner=told.inner)
