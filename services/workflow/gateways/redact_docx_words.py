"""The words of a DOCX part: changes accepted, hidden words gone, what must go covered."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from services.workflow.domain.screening.covering import CELLS, LINES, Wanted, spans, without
from services.workflow.gateways.packing import local, tree
from services.workflow.gateways.redact_office import remove, strip_notes, unwrap

_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W: Final = f"{{{_MAIN}}}"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_SPACES: Final = {  # what is known well enough to be kept
    _MAIN,
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    f"{_DRAWING}/main",
    f"{_DRAWING}/picture",
    f"{_DRAWING}/wordprocessingDrawing",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "http://www.w3.org/XML/1998/namespace",
    "",
}
_GONE: Final = {  # with all they hold
    *("del", "moveFrom", "commentRangeStart", "commentRangeEnd", "commentReference"),
    *("annotationRef", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd"),
    *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart"),
    *("customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
    *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "cellIns", "cellMerge"),
    *("object", "pict", "altChunk", "subDoc", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr"),
    *("rsids", "delText", "delInstrText", "control", "ruby", "contentPart", "hlinkClick"),
    *("hlinkHover", "extLst", "docPartObj", "attachedTemplate", "fldData", "ffData", "tblCaption"),
    *("tblDescription", "printerSettings", "mailMerge", "dataBinding", "docVars", "alias", "tag"),
}
_WRAPS: Final = {
    *("ins", "moveTo", "hyperlink", "sdt", "sdtContent", "customXml", "smartTag", "fldSimple"),
    *("dir", "bdo"),
}
_ROWS: Final = (("trPr", "del"), ("tcPr", "cellDel"))
_PAGES: Final = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
_LOUD: Final = {"object": "嵌入的对象", "pict": "旧式图形", "altChunk": "嵌入的文件"}
_TEXTS: Final = {"t": "", "br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_GRID: Final = 7  # single characters in cells of a row: a form with a box for each figure


def clean(root: Any, hidden: frozenset[str]) -> set[str]:
    """Take out what a reader does not see; return what visible things went with it, in words."""
    strip_notes(root)
    _deleted_rows(root)
    _hidden(root, hidden)
    _fields(root)
    _known_only(root)
    lost = {_LOUD[local(each)] for each in root.iter() if local(each) in _LOUD}
    for each in [e for e in root.iter() if _goes(e)]:
        remove(each)
    for each in [e for e in root.iter() if e is not root and local(e) in _WRAPS]:
        unwrap(each)
    _bare(root)
    return lost


def cover(root: Any, wanted: Wanted) -> None:
    """Cover what must go, wherever runs, lines or cells break it."""
    paragraphs = [_slots(each) for each in root.iter(f"{W}p")]
    for each in paragraphs:
        _cover(each, wanted)
    _cover(_lined(p for p in paragraphs if not _in_table(p)), wanted.only(LINES))
    _cover(_lined(paragraphs), wanted.only(CELLS))
    for row in root.iter(f"{W}tr"):
        singles = [s for p in row.iter(f"{W}p") for s in _slots(p) if _is_single(s)]
        if len(singles) >= _GRID:
            _cover(singles, wanted)


def drop(element: Any, name: str) -> set[str]:
    """Take out what refers to something not kept: a drawing whole, else the reference."""
    drawing = next(element.iterancestors(f"{W}drawing"), None)
    if drawing is not None:
        remove(drawing)
        return {"图表或者图片"}
    if local(element) in {"headerReference", "footerReference"}:
        remove(element)
    else:
        del element.attrib[name]
    return set()


def hidden_styles(members: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of styles that hide what is written in them, and of those based on them."""
    data = members.get("word/styles.xml")
    styles = [] if data is None else list(tree(data).iter(f"{W}style"))
    hidden = {e.get(f"{W}styleId") for e in styles if _is_on(e.find(f"{W}rPr/{W}vanish"))}
    while more := {e.get(f"{W}styleId") for e in styles if _base(e) in hidden} - hidden:
        hidden |= more
    return frozenset(hidden)


def _base(style: Any) -> str | None:
    based = style.find(f"{W}basedOn")
    return None if based is None else based.get(f"{W}val")


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(f"{W}val") not in {"0", "false", "off"}


def _deleted_rows(root: Any) -> None:
    for where, mark in _ROWS:
        for each in list(root.iter(f"{W}{where}")):
            if each.find(f"{W}{mark}") is not None:
                remove(each.getparent())


def _hidden(root: Any, styles: frozenset[str]) -> None:
    for run in list(root.iter(f"{W}r")):
        own = run.find(f"{W}rPr/{W}vanish")
        if _is_on(own) or (own is None and styles & _styles(run)):
            remove(run)
    for row in list(root.iter(f"{W}tr")):
        if _is_on(row.find(f"{W}trPr/{W}hidden")):
            remove(row)


def _styles(run: Any) -> set[str]:
    paragraph = next(run.iterancestors(f"{W}p"), None)
    found = [run.find(f"{W}rPr/{W}rStyle")]
    if paragraph is not None:
        found.append(paragraph.find(f"{W}pPr/{W}pStyle"))
    return {each.get(f"{W}val") for each in found if each is not None}


def _fields(root: Any) -> None:
    """Keep page numbers; of other fields keep what they show, not what they ask for."""
    asked = [(each.text or "").split() for each in root.iter(f"{W}instrText")]
    if all(words and words[0] in _PAGES and len(words) == 1 for words in asked):
        return
    for each in list(root.iter(f"{W}fldChar", f"{W}instrText")):
        remove(each)


def _known_only(root: Any) -> None:
    """Take out what is of no known vocabulary; of alternatives the first stays."""
    for each in [e for e in root.iter() if local(e) == "AlternateContent"]:
        first = next((c for c in each if local(c) == "Choice"), None)
        if first is None:
            remove(each)
        else:
            each[:] = list(first)
            unwrap(each)
    for each in [e for e in root.iter() if e is not root and _space(e.tag) not in _SPACES]:
        remove(each)


def _goes(element: Any) -> bool:
    name = local(element)
    return name in _GONE or (name.endswith("Change") and element.tag.startswith(W))


def _bare(root: Any) -> None:
    """Leave no name, no revision id and no text but that of runs."""
    for each in root.iter():
        for name in list(each.attrib):
            if _space(name) not in _SPACES or etree.QName(name).localname.startswith("rsid"):
                del each.attrib[name]
        if local(each) in {"docPr", "cNvPr"}:
            for name in ("descr", "title"):
                each.attrib.pop(name, None)
            each.set("name", "图")
        if local(each) not in {"t", "instrText"}:
            each.text = None
        each.tail = None
    etree.cleanup_namespaces(root)


def _space(name: str) -> str:
    return etree.QName(name).namespace or ""


def _slots(paragraph: Any) -> list[Any]:
    """Return what a paragraph says, in order, without what boxes within it say."""
    return [
        each
        for each in paragraph.iter()
        if local(each) in _TEXTS and next(each.iterancestors(f"{W}p"), None) is paragraph
    ]


def _lined(paragraphs: Iterable[list[Any]]) -> list[Any]:
    """Return many paragraphs as one text; None stands for the end of each."""
    return [slot for each in paragraphs if each for slot in (*each, None)]


def _in_table(slots: list[Any]) -> bool:
    return bool(slots) and next(slots[0].iterancestors(f"{W}tbl"), None) is not None


def _is_single(slot: Any) -> bool:
    return local(slot) == "t" and len((slot.text or "").strip()) == 1


def _cover(slots: list[Any], wanted: Wanted) -> None:
    texts = [_said(each) for each in slots]
    places = spans("".join(texts), wanted)
    if not places:
        return
    for slot, text in zip(slots, without(texts, places), strict=True):
        if slot is not None and local(slot) == "t":
            slot.text = text


def _said(slot: Any) -> str:
    if slot is None:
        return "\n"
    return _TEXTS[local(slot)] or slot.text or ""
