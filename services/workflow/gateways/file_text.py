"""文件里的文字 — all that a file says, also where nobody looks; its kind is told by its content."""

from typing import Final

from services.workflow.domain.screening import Finding, FindingKind, Piece, Severity, screen
from services.workflow.gateways import image_text, office_text, pdf_text
from services.workflow.gateways.said import FileTooLargeError, Said, UnscreenableFileError, unread
from shared.decider import InvalidError

LARGEST: Final = 100_000_000  # bytes
DEEPEST: Final = 3  # files within files
PLAIN: Final = 2_000_000  # bytes of plain text
MOST: Final = 5_000  # findings told of one file
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def screen_file(data: bytes, words: tuple[str, ...] = ()) -> list[Finding]:
    """Return what a file says that may not be meant for everybody, and what could not be read.

    Raises:
        InvalidError: the file is damaged, packed to do harm, too large or of no known kind.

    """
    said = read(data)
    found = [*screen(said.pieces, words), *said.findings]
    if len(found) <= MOST:
        return found
    rest = f"还有{len(found) - MOST}处没有列出"
    return [*found[:MOST], _finding(FindingKind.UNREAD, "整个文件", rest)]


def read(data: bytes, depth: int = 0) -> Said:
    """Return all the words of a file with their places, and what is hidden or unread in it."""
    if len(data) > LARGEST:
        raise FileTooLargeError(len(data), field="file")
    said = _kind(data)
    return _with_inner(said, depth)


def _kind(data: bytes) -> Said:
    if b"%PDF-" in data[:1024]:
        return pdf_text.read(data)
    if data.startswith(_ZIP):
        return office_text.read(data)
    if image_text.is_image(data):
        return image_text.read(data)
    if data.startswith(_OLD_OFFICE) or b"\x00" in data[:4096]:
        raise UnscreenableFileError(field="file")
    return _plain(data)


def _plain(data: bytes) -> Said:
    findings = [unread("2MB以后的文字")] if len(data) > PLAIN else []
    for encoding in _ENCODINGS:
        try:
            text = data[:PLAIN].decode(encoding)
        except UnicodeDecodeError:
            continue
        return Said(pieces=[Piece(place="正文", text=text)], findings=findings)
    text = data[:PLAIN].decode("gb18030", errors="replace")
    return Said(pieces=[Piece(place="正文", text=text)], findings=findings)


def _with_inner(said: Said, depth: int) -> Said:
    pieces, findings = list(said.pieces), list(said.findings)
    for name, data in said.inner:
        if depth >= DEEPEST:
            findings.append(unread(f"嵌入的文件“{name}”"))
            continue
        within = _inner(name, data, depth)
        pieces += [_within(each, name) for each in within.pieces]
        findings += [_found_within(each, name) for each in within.findings]
    return Said(pieces=pieces, findings=findings)


def _inner(name: str, data: bytes, depth: int) -> Said:
    try:
        return read(data, depth + 1)
    except InvalidError:
        return Said(findings=[unread(f"嵌入的文件“{name}”")])


def _within(piece: Piece, name: str) -> Piece:
    return Piece(place=f"嵌入的文件“{name}”{piece.place}", text=piece.text)


def _found_within(finding: Finding, name: str) -> Finding:
    if name in finding.place:
        return finding
    return _finding(finding.kind, f"嵌入的文件“{name}”{finding.place}", finding.excerpt)


def _finding(kind: FindingKind, place: str, excerpt: str) -> Finding:
    return Finding(
        kind=kind, place=place, excerpt=excerpt, severity=Severity.CERTAIN, rule="文件内容"
    )
