"""What DOCX and XLSX have in common when they are made anew: bare XML, a plain package."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree  # type: ignore[import-untyped]

from services.workflow.domain.screening.covering import Wanted, covered

RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_ANCIENT: Final = (1980, 1, 1, 0, 0, 0)  # the only moment every package may bear
_SHORTEST: Final = 2  # characters that could say anything


def packed(
    parts: Mapping[str, bytes],
    kinds: Mapping[str, str],
    relations: Mapping[str, Sequence[tuple[str, str, str]]],
) -> bytes:
    """Return a package of these parts, equal bytes for equal parts.

    ``kinds``: the media type of each part; ``relations``: of the package ("")
    and of each part, as id, kind and target.
    """
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        _put(package, "[Content_Types].xml", _types(kinds))
        for name, links in relations.items():
            _put(package, _beside(name), _links(links))
        for name, data in parts.items():
            _put(package, name, data)
    return out.getvalue()


def serialised(root: Any) -> bytes:
    """Return an XML part without what stood around its root."""
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return data


def strip_notes(root: Any) -> None:
    """Take comments and instructions of XML out."""
    etree.strip_tags(root, etree.Comment)
    for each in list(root.iter(etree.ProcessingInstruction, etree.Comment)):
        remove(each)


def cover_attributes(root: Any, wanted: Wanted) -> None:
    """Cover what must go also where it is a name or a setting, alike everywhere."""
    known: dict[str, str] = {}
    for each in root.iter():
        for name, value in each.attrib.items():
            if len(value) >= _SHORTEST:
                if value not in known:
                    known[value] = covered(value, wanted)
                each.set(name, known[value])


def remove(element: Any) -> None:
    """Take an element out with all that is in it; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    place = parent.index(element)
    parent[place : place + 1] = list(element)


def _put(package: ZipFile, name: str, data: bytes) -> None:
    about = ZipInfo(name, _ANCIENT)
    about.compress_type = ZIP_DEFLATED
    package.writestr(about, data)


def _beside(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _types(kinds: Mapping[str, str]) -> bytes:
    space = f"{_PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    etree.SubElement(root, f"{{{space}}}Default", Extension="rels", ContentType=rels)
    for name, kind in kinds.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=kind)
    return serialised(root)


def _links(links: Sequence[tuple[str, str, str]]) -> bytes:
    space = f"{_PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    for link, kind, target in links:
        etree.SubElement(
            root, f"{{{space}}}Relationship", Id=link, Type=f"{RELATIONS}/{kind}", Target=target
        )
    return serialised(root)
