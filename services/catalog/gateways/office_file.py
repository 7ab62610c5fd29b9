"""What an Office file may not carry: macros, foreign links, embedded things, entities."""

import re
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat
from zipfile import ZipFile

from lxml import etree  # type: ignore[import-untyped]

from services.catalog.gateways.zip_file import DamagedFileError
from shared.decider import InvalidError

ROWS: Final = 100_000  # of one table; the settings of a house allow fewer entries still
COLUMNS: Final = 200
_MACROS: Final = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|\.bin\.rels$", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"(^|/)embeddings/|oleobject", re.IGNORECASE)
_LINKS: Final = re.compile(r"(^|/)(externallinks/|querytables/|connections\.xml$)", re.IGNORECASE)
_XML: Final = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_MACRO_TYPE: Final = (b"macroEnabled", b"vbaProject")
_HARMLESS: Final = ("/hyperlink",)  # never followed, and no cell is made of it
_PIECE: Final = 1 << 16


class MacroFileError(InvalidError):
    """文件带有宏程序，为安全起见不予读取，请另存为不带宏的 .xlsx 或 .docx 后再上传。"""


class EmbeddedObjectError(InvalidError):
    """文件里嵌有其他文件或者对象，为安全起见不予读取，请删去后再上传。"""


class ExternalLinkError(InvalidError):
    """文件引用了外部的文件或者数据，为安全起见不予读取，请断开链接、另存后再上传。"""


class EntityError(InvalidError):
    """文件内部有自定义的实体，可能用来撑大内存，为安全起见不予读取。"""


class DynamicLinkError(InvalidError):
    """文件里有会启动其他程序的内容(DDE)，为安全起见不予读取，请删去后再上传。"""


class TooWideError(InvalidError):
    """表格的列太多。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with both numbers."""
        found, limit = self.args
        return f"表格有{found}列，超出上限{limit}列，请删去多余的列后再上传。"


class TooTallError(InvalidError):
    """表格的行太多。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with both numbers."""
        found, limit = self.args
        return f"表格写到了第{found}行，超出上限{limit}行，请删去多余的行后再上传。"


def check_size(rows: int, columns: int) -> None:
    """Refuse a table that reaches too far, before memory is taken for it.

    Raises:
        TooTallError: it has more than ``ROWS`` rows.
        TooWideError: it has more than ``COLUMNS`` columns.

    """
    if rows > ROWS:
        raise TooTallError(rows, ROWS)
    if columns > COLUMNS:
        raise TooWideError(columns, COLUMNS)


def check(data: bytes, members: frozenset[str]) -> None:
    """Refuse an Office file that carries more than words and numbers.

    Raises:
        MacroFileError: it holds a program, whatever its name says.
        EmbeddedObjectError: another file lies in it.
        ExternalLinkError: it draws on something outside.
        EntityError: its XML declares entities.
        DamagedFileError: its XML is none.

    """
    _check_names(members)
    with ZipFile(BytesIO(data)) as packed:
        for name in sorted(filter(_XML.search, members)):
            content = packed.read(name)
            _check_prolog(content)
            if name == "[Content_Types].xml" and any(each in content for each in _MACRO_TYPE):
                raise MacroFileError
            if name.endswith(".rels"):
                _check_relations(content)


def _check_names(members: frozenset[str]) -> None:
    for found, error in (
        (_MACROS, MacroFileError),
        (_EMBEDDED, EmbeddedObjectError),
        (_LINKS, ExternalLinkError),
    ):
        if any(map(found.search, members)):
            raise error


def _check_prolog(content: bytes) -> None:
    """Refuse XML that declares a document type: entities can be declared nowhere else."""
    parser = expat.ParserCreate()
    begun = False

    def refuse(*_: Any) -> None:
        raise EntityError

    def begin(*_: Any) -> None:
        nonlocal begun
        begun = True

    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = refuse, refuse
    parser.StartElementHandler = begin
    try:
        for start in range(0, len(content), _PIECE):
            parser.Parse(content[start : start + _PIECE], False)
            if begun:
                return
    except expat.ExpatError as error:
        raise DamagedFileError(str(error)) from error


def _check_relations(content: bytes) -> None:
    try:
        relations = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise DamagedFileError(error.msg) from error
    for each in relations:
        if each.get("TargetMode") == "External" and not each.get("Type", "").endswith(_HARMLESS):
            raise ExternalLinkError(each.get("Type", ""))
