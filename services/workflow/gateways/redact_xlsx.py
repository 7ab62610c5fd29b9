"""XLSX made anew from its visible sheets: values with what must go covered, their look, no more."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from services.workflow.domain.screening.covering import (
    CELLS,
    COVER,
    Wanted,
    covered,
    spans,
    without,
)
from services.workflow.gateways import xlsx_text
from services.workflow.gateways.packing import local, tree
from services.workflow.gateways.redact_office import (
    RELATIONS,
    cover_attributes,
    packed,
    remove,
    serialised,
    strip_notes,
)
from services.workflow.gateways.redact_said import NothingVisibleError, Order, Rendition
from services.workflow.gateways.said import FileTooLargeError

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_S: Final = f"{{{_MAIN}}}"
_SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AT: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SIDES: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_LOST: Final = (("drawing", "图片和图表"), ("oleObjects", "嵌入的对象"), ("f", "公式（只留结果）"))
_NOT_IN_NAMES: Final = re.compile(r"[\\/*?:\[\]]")
_LONGEST: Final = 31  # characters in a sheet's name
_GRID: Final = 7  # single characters in cells of a row: a form with a box for each figure


class Cell:
    """单元格 — where it stands, how it looks, what it says."""

    def __init__(self, column: str, row: int, style: str, text: str, number: str) -> None:
        self.column, self.row, self.style = column, row, style
        self.text, self.number = text, number

    def say(self, text: str) -> None:
        """Say something else."""
        if text != self.text:
            self.text, self.number = text, ""


def redacted(members: Mapping[str, bytes], order: Order) -> Rendition:
    """Return the workbook without what must go, hidden sheets, rows or columns, or formulas.

    Raises:
        FileDamagedError: it is no workbook that can be opened.
        NothingVisibleError: every sheet is hidden.

    """
    strings = xlsx_text.strings_of(members.get("xl/sharedStrings.xml"))
    lost: set[str] = set()
    sheets = [
        (name, _sheet(tree(part), strings, order.wanted, lost))
        for name, state, part in xlsx_text.sheets_of(members)
        if not state
    ]
    if not sheets:
        raise NothingVisibleError(field="file")
    made = _package(sheets, _styles(members, order.wanted), order.wanted)
    return Rendition(data=made, kind="xlsx", left_out=tuple(sorted(lost)))


def _package(sheets: list[tuple[str, bytes]], styles: bytes, wanted: Wanted) -> bytes:
    files = {f"xl/worksheets/sheet{n}.xml": part for n, (_, part) in enumerate(sheets, 1)}
    links = [(f"rId{n}", "worksheet", name[3:]) for n, name in enumerate(files, 1)]
    links.append((f"rId{len(links) + 1}", "styles", "styles.xml"))
    names = _names([name for name, _ in sheets], wanted)
    parts = {"xl/workbook.xml": _workbook(names), "xl/styles.xml": styles, **files}
    kinds = {
        "xl/workbook.xml": f"{_SHEET}.sheet.main+xml",
        "xl/styles.xml": f"{_SHEET}.styles+xml",
        **dict.fromkeys(files, f"{_SHEET}.worksheet+xml"),
    }
    root = [("rId1", "officeDocument", "xl/workbook.xml")]
    return packed(parts, kinds, {"": root, "xl/workbook.xml": links})


def _names(names: list[str], wanted: Wanted) -> list[str]:
    """Return names for the sheets: their own, or numbers where the own says what must go."""
    clean = [_NOT_IN_NAMES.sub("", name)[:_LONGEST] for name in names]
    bad = any(covered(name, wanted) != name for name in clean) or len(set(clean)) < len(clean)
    return [f"工作表{n}" for n, _ in enumerate(names, 1)] if bad else clean


def _workbook(names: list[str]) -> bytes:
    root = etree.Element(f"{_S}workbook", nsmap={None: _MAIN, "r": RELATIONS})
    sheets = etree.SubElement(root, f"{_S}sheets")
    for number, name in enumerate(names, 1):
        about = {"name": name, "sheetId": str(number), f"{{{RELATIONS}}}id": f"rId{number}"}
        etree.SubElement(sheets, f"{_S}sheet", about)
    return serialised(root)


def _styles(members: Mapping[str, bytes], wanted: Wanted) -> bytes:
    data = members.get("xl/styles.xml")
    root = etree.Element(f"{_S}styleSheet", nsmap={None: _MAIN}) if data is None else tree(data)
    strip_notes(root)
    for each in [e for e in root.iter() if local(e) in {"extLst", "dxfs", "tableStyles"}]:
        remove(each)
    for each in root.iter():
        each.text = each.tail = None
        for name in [n for n in each.attrib if n.startswith("{")]:
            del each.attrib[name]
    cover_attributes(root, wanted)
    etree.cleanup_namespaces(root)
    return serialised(root)


def _sheet(root: Any, strings: list[str], wanted: Wanted, lost: set[str]) -> bytes:
    names = {local(each) for each in root.iter()}
    lost |= {word for name, word in _LOST if name in names}
    hidden = _hidden_columns(root)
    cells = [each for each in _cells(root, strings) if each.column not in hidden]
    _cover(cells, wanted)
    made = etree.Element(f"{_S}worksheet", nsmap={None: _MAIN})
    _columns(root, made)
    _rows(root, cells, made)
    _merges(root, made)
    _sides(root, made, wanted)
    return serialised(made)


def _hidden_columns(root: Any) -> set[str]:
    found: set[str] = set()
    for each in root.iter(f"{_S}col"):
        if _is_hidden(each, "width"):
            found |= {_letters(n) for n in range(*_reach(each))}
    return found


def _reach(column: Any) -> tuple[int, int]:
    first, last = column.get("min", "1"), column.get("max", "1")
    return int(first), min(int(last), 16_384) + 1


def _is_hidden(element: Any, size: str) -> bool:
    return element.get("hidden") in {"1", "true"} or element.get(size) in {"0", "0.0"}


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cells(root: Any, strings: list[str]) -> Iterator[Cell]:
    """Yield the cells of visible rows; where no place is written they follow one another."""
    row_number = 0
    for row in root.iter(f"{_S}row"):
        row_number = int(row.get("r", row_number + 1))
        if row_number > xlsx_text.ROWS:
            raise FileTooLargeError(row_number, field="file")
        column = 0
        for each in row.iter(f"{_S}c"):
            found = _AT.fullmatch(each.get("r", ""))
            column = _number(found[1]) if found else column + 1
            if not _is_hidden(row, "ht"):
                yield _cell(each, _letters(column), row_number, strings)


def _number(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number


def _cell(cell: Any, column: str, row: int, strings: list[str]) -> Cell:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_S}v") or ""
    style = cell.get("s", "")
    number = value if kind in {"n", "b"} and _NUMBER.fullmatch(value) else ""
    text = xlsx_text.shown(cell, strings)
    look = style if style.isdigit() else ""
    return Cell(column, row, look, text, f"{kind}:{number}" if number else "")


def _cover(cells: list[Cell], wanted: Wanted) -> None:
    """Cover what must go in a cell, in a row as it is read, and where cells break it."""
    for each in cells:
        each.say(covered(each.text, wanted))
    for row in _by(cells, lambda each: each.row):
        _together(row, " | ", wanted)
        _together(row, "", wanted.only(CELLS))
        singles = [each for each in row if len(each.text.strip()) == 1]
        if len(singles) >= _GRID:
            _together(singles, "", wanted)
    for column in _by(cells, lambda each: each.column):
        _together(column, "\n", wanted.only(CELLS))


def _by(cells: list[Cell], key: Any) -> list[list[Cell]]:
    lines: dict[Any, list[Cell]] = {}
    for each in cells:
        if each.text:
            lines.setdefault(key(each), []).append(each)
    return list(lines.values())


def _together(cells: list[Cell], between: str, wanted: Wanted) -> None:
    texts = [text for each in cells for text in (each.text, between)]
    places = spans("".join(texts), wanted)
    if places:
        for each, text in zip(cells, without(texts, places)[::2], strict=True):
            each.say(text)


def _columns(root: Any, made: Any) -> None:
    columns = [e for e in root.iter(f"{_S}col") if not _is_hidden(e, "width")]
    if columns:
        whole = etree.SubElement(made, f"{_S}cols")
        for each in columns:
            first, last = _reach(each)
            about = {"min": str(first), "max": str(last - 1), "customWidth": "1"}
            width = each.get("width", "")
            about["width"] = width if _NUMBER.fullmatch(width) else "9"
            etree.SubElement(whole, f"{_S}col", about)


def _rows(root: Any, cells: list[Cell], made: Any) -> None:
    heights = {e.get("r"): e.get("ht") for e in root.iter(f"{_S}row") if not _is_hidden(e, "ht")}
    data = etree.SubElement(made, f"{_S}sheetData")
    rows: dict[int, Any] = {}
    for each in cells:
        if each.row not in rows:
            rows[each.row] = etree.SubElement(data, f"{_S}row", r=str(each.row))
            height = heights.get(str(each.row)) or ""
            if _NUMBER.fullmatch(height):
                rows[each.row].attrib.update(ht=height, customHeight="1")
        _put(rows[each.row], each)


def _put(row: Any, cell: Cell) -> None:
    about = {"r": f"{cell.column}{cell.row}", **({"s": cell.style} if cell.style else {})}
    if cell.number:
        kind, _, value = cell.number.partition(":")
        made = etree.SubElement(row, f"{_S}c", about, t=kind)
        etree.SubElement(made, f"{_S}v").text = value
    elif cell.text:
        made = etree.SubElement(row, f"{_S}c", about, t="inlineStr")
        text = etree.SubElement(etree.SubElement(made, f"{_S}is"), f"{_S}t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = cell.text
    else:
        etree.SubElement(row, f"{_S}c", about)


def _merges(root: Any, made: Any) -> None:
    places = [each.get("ref", "") for each in root.iter(f"{_S}mergeCell")]
    whole = [each for each in places if re.fullmatch(rf"{_AT.pattern}:{_AT.pattern}", each)]
    if whole:
        merges = etree.SubElement(made, f"{_S}mergeCells")
        for each in whole:
            etree.SubElement(merges, f"{_S}mergeCell", ref=each)


def _sides(root: Any, made: Any, wanted: Wanted) -> None:
    """Keep headers and footers: whole if harmless, else nothing but that something was there."""
    found = [e for e in root.iter() if local(e) in _SIDES and e.text]
    if found:
        whole = etree.SubElement(made, f"{_S}headerFooter")
        for each in found:
            plain = re.sub(r"&(?:[LCR]|\"[^\"]*\"|\d+)", "", each.text)
            clean = covered(plain, wanted) == plain and covered(each.text, wanted) == each.text
            etree.SubElement(whole, f"{_S}{local(each)}").text = (
                each.text if clean else f"&C{COVER}"
            )
