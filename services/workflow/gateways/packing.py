"""Opening packed office files without letting one fill the house, and reading XML that may lie."""

import zlib
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]

from services.workflow.gateways.said import FileDamagedError
from shared.decider import InvalidError

UNPACKED: Final = 300_000_000  # bytes in all
MEMBERS: Final = 5_000  # files
_PIECE: Final = 1 << 20


class UnpacksTooLargeError(InvalidError):
    """文件解压后过大，为安全起见不予读取。"""


def members_of(data: bytes) -> dict[str, bytes]:
    """Return what is packed inside by name; the sizes a packed file states may lie.

    Raises:
        FileDamagedError: it cannot be unpacked.
        UnpacksTooLargeError: it unpacks to more than is reasonable.

    """
    try:
        with ZipFile(BytesIO(data)) as packed:
            return _unpacked(packed)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise FileDamagedError(type(error).__name__, field="file") from error


def tree(data: bytes) -> Any:
    """Return the root of an XML part; it may name no entity and reach for no other file.

    Raises:
        FileDamagedError: it is no XML.

    """
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileDamagedError("XML", field="file") from error
    if root.getroottree().docinfo.doctype:
        raise FileDamagedError("DOCTYPE", field="file")
    return root


def local(element: Any) -> str:
    """Return an element's name without its namespace; of a comment, nothing."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _unpacked(packed: ZipFile) -> dict[str, bytes]:
    members = packed.infolist()
    if len(members) > MEMBERS or sum(each.file_size for each in members) > UNPACKED:
        raise UnpacksTooLargeError(field="file")
    left, found = UNPACKED, {}
    for each in members:
        parts = []
        with packed.open(each) as stream:
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise UnpacksTooLargeError(field="file")
                parts.append(piece)
        found[each.filename] = b"".join(parts)
    return found
