"""DOCX made anew from what a reader sees: its words with what must go covered, and nothing else."""

from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any, Final

from services.workflow.gateways import redact_docx_words as told
from services.workflow.gateways import redact_image
from services.workflow.gateways.packing import tree
from services.workflow.gateways.redact_office import (
    RELATIONS,
    cover_attributes,
    packed,
    remove,
    serialised,
)
from services.workflow.gateways.redact_said import Order, Rendition
from services.workflow.gateways.said import FileDamagedError

_W: Final = told.W
_R: Final = f"{{{RELATIONS}}}"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TEXTS: Final = {
    "header": f"{_WORD}.header+xml",
    "footer": f"{_WORD}.footer+xml",
    "footnotes": f"{_WORD}.footnotes+xml",
    "endnotes": f"{_WORD}.endnotes+xml",
}
_FORMS: Final = {
    "styles": f"{_WORD}.styles+xml",
    "numbering": f"{_WORD}.numbering+xml",
    "settings": f"{_WORD}.settings+xml",
}
_SETTINGS: Final = ("evenAndOddHeaders", "defaultTabStop", "characterSpacingControl", "compat")
_PICTURES: Final = {"png": "image/png", "jpg": "image/jpeg"}
_NUMBERLESS: Final = ("numPicBullet", "nsid", "tmpl", "name")


class Making:
    """脱密件的各部分 — as they come to be."""

    def __init__(self, members: Mapping[str, bytes], order: Order) -> None:
        self.members, self.order = members, order
        self.parts: dict[str, bytes] = {}
        self.kinds: dict[str, str] = {}
        self.relations: dict[str, list[tuple[str, str, str]]] = {}
        self.left_out: set[str] = set()
        self.pictures: dict[str, str] = {}

    def add(self, name: str, root: Any, kind: str) -> None:
        """Add one part, the last look over its settings included."""
        cover_attributes(root, self.order.wanted)
        self.parts[name], self.kinds[name] = serialised(root), kind

    def links_of(self, source: str) -> Iterator[tuple[str, str, str]]:
        """Yield the inner relations of a part of the original: id, kind, part."""
        folder, _, file = source.rpartition("/")
        data = self.members.get(f"{folder}/_rels/{file}.rels")
        for each in [] if data is None else tree(data):
            target = each.get("Target", "")
            if each.get("TargetMode") != "External":
                part = target.removeprefix("/") if target[:1] == "/" else join(folder, target)
                yield each.get("Id", ""), each.get("Type", "").rpartition("/")[2], normpath(part)


def redacted(members: Mapping[str, bytes], order: Order) -> Rendition:
    """Return the document without what must go, hidden or forgotten things, or its history.

    Raises:
        FileDamagedError: it is no document that can be opened.

    """
    making = Making(members, order)
    _text(making, "word/document.xml", "word/document.xml", f"{_WORD}.document.main+xml")
    whole = {"": [("rId1", "officeDocument", "word/document.xml")], **making.relations}
    made = packed(making.parts, making.kinds, whole)
    return Rendition(data=made, kind="docx", left_out=tuple(sorted(making.left_out)))


def _text(making: Making, source: str, name: str, kind: str) -> None:
    """Add a part with words: its relations first, for its drawings need them."""
    root = tree(making.members[source])
    making.left_out |= told.clean(root, told.hidden_styles(making.members))
    _relate(making, source, name, root)
    told.cover(root, making.order.wanted)
    making.add(name, root, kind)


def _relate(making: Making, source: str, name: str, root: Any) -> None:
    """Give what the part refers to plain new names; take out what refers to nothing kept."""
    kept: dict[str, str] = {}
    links = making.relations.setdefault(name, [])
    for old, kind, part in making.links_of(source):
        target = _kept(making, kind, part) if part in making.members else ""
        if target:
            kept[old] = f"rId{len(links) + 1}"
            links.append((kept[old], kind, target.removeprefix("word/")))
    _rename(making, root, kept)


def _kept(making: Making, kind: str, part: str) -> str:
    if kind == "image":
        return _picture(making, part)
    if kind in _TEXTS:
        name = f"word/{kind}{_count(making, kind)}.xml"
        making.kinds[name] = ""
        _text(making, part, name, _TEXTS[kind])
        return name
    if kind in _FORMS:
        return _form(making, kind, part)
    return ""


def _count(making: Making, kind: str) -> int:
    return 1 + sum(name.startswith(f"word/{kind}") for name in making.kinds)


def _form(making: Making, kind: str, part: str) -> str:
    """Add styles, numbering or settings: how words look, never words."""
    root = tree(making.members[part])
    told.clean(root, frozenset())
    for each in list(root.iter(*(f"{_W}{name}" for name in _NUMBERLESS))):
        if kind == "numbering":
            remove(each)
    if kind == "settings":
        _keep_only(root, _SETTINGS)
    making.add(f"word/{kind}.xml", root, _FORMS[kind])
    return f"word/{kind}.xml"


def _keep_only(root: Any, names: tuple[str, ...]) -> None:
    for each in list(root):
        if each.tag not in {f"{_W}{name}" for name in names}:
            remove(each)


def _picture(making: Making, part: str) -> str:
    """Add a picture painted anew; one that cannot be, is left out."""
    if making.order.without_pictures:
        making.left_out.add("图片")
        return ""
    if part not in making.pictures:
        making.pictures[part] = _painted(making, making.members[part])
    return making.pictures[part]


def _painted(making: Making, data: bytes) -> str:
    try:
        painted = redact_image.redacted(data, Order())
    except FileDamagedError:
        making.left_out.add("不能重新生成的图片")
        return ""
    name = f"word/media/image{len(making.pictures) + 1}.{painted.kind}"
    making.parts[name], making.kinds[name] = painted.data, _PICTURES[painted.kind]
    return name


def _rename(making: Making, root: Any, kept: Mapping[str, str]) -> None:
    """Point what refers to a kept part to its new id; take the rest out."""
    for each in [e for e in root.iter() if any(n.startswith(_R) for n in e.attrib)]:
        for name in [n for n in each.attrib if n.startswith(_R)]:
            if each.attrib[name] in kept:
                each.set(name, kept[each.attrib[name]])
            else:
                making.left_out |= told.drop(each, name)
