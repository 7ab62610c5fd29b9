"""What DOCX and XLSX have in common: properties, links, files and pictures within, thumbnails."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

from services.workflow.domain.screening import Piece
from services.workflow.gateways.packing import local, tree
from services.workflow.gateways.said import Said, hidden, unread

_INNER = re.compile(r"(?:word|xl|ppt)/(?:embeddings|media)/(.+)")
_CORNERS: Final = re.compile(rb"=\"([^\"<]{4,})\"|='([^'<]{4,})'|<formula[12]>([^<]{4,})")
TELLING: Final = re.compile(  # long numbers, mail, Chinese: not the figures of a layout
    r"\d{14}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)|@|[\u4e00-\u9fff]{2}"
)
_PICTURES = (".emf", ".wmf", ".svg")


def read(members: Mapping[str, bytes]) -> Said:
    """Return what stands around the text proper."""
    said = Said(pieces=[], findings=[], inner=[])
    for name, data in members.items():
        _part(name, data, said)
    corners = [each for name, data in members.items() for each in _corners(name, data)]
    if corners:
        text = "\n".join(dict.fromkeys(corners))
        said.pieces.append(Piece(place="文件内部信息（名称、替代文字、选项等）", text=text))
    return said


def _corners(name: str, data: bytes) -> Iterator[str]:
    """Yield what is no text of the file and still tells something: names, alternative texts."""
    if name.endswith(".xml") and not name.startswith("["):
        for found in _CORNERS.finditer(data):
            text = unescape(b"".join(filter(None, found.groups())).decode("utf-8", "ignore"))
            if TELLING.search(text):
                yield text


def _part(name: str, data: bytes, said: Said) -> None:
    if name.startswith("docProps/") and name.endswith(".xml"):
        said.pieces += _properties(data)
    elif name.startswith("docProps/"):
        said.findings.append(hidden("文档缩略图", "文件里存有首页缩略图，可能是修改前的内容"))
    elif name.endswith(".rels"):
        said.pieces += _links(data)
    elif name.endswith("vbaProject.bin"):
        said.findings.append(unread("宏"))
    elif found := _INNER.fullmatch(name):
        _inner(found[1], data, said)
    elif name.startswith("customXml/") and name.endswith(".xml"):
        text = " ".join(tree(data).itertext()).strip()
        said.pieces += [Piece(place="自定义数据", text=text)] if text else []


def _properties(data: bytes) -> list[Piece]:
    return [
        Piece(place=f"文档属性{local(each)}", text=each.text.strip())
        for each in tree(data).iter()
        if each.text and each.text.strip()
    ]


def _links(data: bytes) -> list[Piece]:
    return [
        Piece(place="链接地址", text=each.get("Target", "").removeprefix("mailto:"))
        for each in tree(data)
        if each.get("TargetMode") == "External"
    ]


def _inner(name: str, data: bytes, said: Said) -> None:
    if name.lower().endswith(_PICTURES):
        said.findings.append(unread(f"图片“{name}”", "图片文字未检查"))
    else:
        said.inner.append((name, data))
