"""DOCX: every part and every paragraph, deleted and hidden words among them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.workflow.domain.screening import Piece, over_cells
from services.workflow.gateways import office_parts
from services.workflow.gateways.packing import local, tree
from services.workflow.gateways.said import Said, hidden

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS: Final = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_TEXTS: Final = (f"{_W}t", f"{_W}instrText")
_PARTS: Final = {
    "document": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
    "comments": "批注",
    "glossary": "构建基块",
    "people": "批注人",
}
_CHANGES: Final = ("ins", "del", "moveFrom", "moveTo")


def read(members: Mapping[str, bytes]) -> Said:
    """Return all the words of a document."""
    said = office_parts.read(members)
    for name, data in members.items():
        place = _place(name)
        if place:
            _part(place, tree(data), said)
    return said


def _place(name: str) -> str:
    if not (name.startswith("word/") and name.endswith(".xml")):
        return ""
    stem = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    return _PARTS.get(stem, "")


def _part(place: str, root: Any, said: Said) -> None:
    people = {each.get(f"{_W}author") for each in root.iter() if each.get(f"{_W}author")}
    said.pieces += [Piece(place=f"{place}修订或者批注的作者", text=each) for each in sorted(people)]
    if any(local(each) in _CHANGES for each in root.iter()):
        said.findings.append(hidden(place, "有没有接受或者拒绝的修订，改前的文字还在文件里"))
    if next(root.iter(f"{_W}vanish"), None) is not None:
        said.findings.append(hidden(place, "有隐藏的文字"))
    for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
        said.pieces += _paragraph(f"{place}第{number}段", paragraph)
    for number, row in enumerate(root.iter(f"{_W}tr"), 1):
        where = f"{place}表格第{number}行相邻的格"
        said.pieces += [Piece(place=where, text=each) for each in over_cells(_lines(row))]


def _paragraph(place: str, paragraph: Any) -> Iterator[Piece]:
    """Yield what a paragraph says, what it says in hiding, and what was deleted from it."""
    seen, concealed, gone = [], [], []
    for each in paragraph.iter(*_TEXTS, f"{_W}delText", *_BREAKS):
        if next(each.iterancestors(f"{_W}p")) is not paragraph:
            continue
        text = _BREAKS.get(each.tag) or each.text or ""
        if each.tag == f"{_W}delText":
            gone.append(text)
        elif _vanishes(each):
            concealed.append(text)
        else:
            seen.append(text)
    kinds = (("", seen), ("的隐藏文字", concealed), ("修订中删去的文字", gone))
    for what, texts in kinds:
        if "".join(texts).strip():
            yield Piece(place=f"{place}{what}", text="".join(texts))


def _lines(row: Any) -> list[str]:
    """Return what the paragraphs of a row say, cell by cell, deleted words left out."""
    return ["".join(t.text or "" for t in each.iter(f"{_W}t")) for each in row.iter(f"{_W}p")]


def _vanishes(text: Any) -> bool:
    run = next(text.iterancestors(f"{_W}r"), None)
    mark = None if run is None else run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in {"0", "false"}
