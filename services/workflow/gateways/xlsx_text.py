"""XLSX: every sheet and row, hidden ones among them, comments, names, headers and footers."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from services.workflow.domain.screening import Piece, over_cells
from services.workflow.gateways import office_parts
from services.workflow.gateways.packing import local, tree
from services.workflow.gateways.said import Said, hidden, unread

ROWS: Final = 50_000  # of one workbook
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SIDES: Final = re.compile(r"&[LCR]")  # left, centre, right
_ELSEWHERE: Final = re.compile(
    r"xl/(?:(comments\d*|comments/.+|threadedComments/.+|persons/.+)|(drawings/.+|charts/.+|tables/.+"
    r"|pivotCache/.+|externalLinks/[^/]+|queryTables/.+|connections))\.xml"
)


def read(members: Mapping[str, bytes]) -> Said:
    """Return all the words of a workbook."""
    said = office_parts.read(members)
    strings = strings_of(members.get("xl/sharedStrings.xml"))
    left = ROWS
    for name, state, data in sheets_of(members):
        place = f"工作表“{name}”"
        if state:
            said.findings.append(hidden(place, "整张工作表是隐藏的"))
        left -= _sheet(place, tree(data), strings, left, said)
    said.pieces += [Piece(place="定义的名称", text=text) for text in _names(members)]
    for name, data in members.items():
        if found := _ELSEWHERE.fullmatch(name):
            text = " | ".join(each.strip() for each in tree(data).itertext() if each.strip())
            said.pieces.append(Piece(place="批注" if found[1] else "图表和图形", text=text))
    return said


def strings_of(data: bytes | None) -> list[str]:
    """Return the texts that cells refer to by number."""
    if data is None:
        return []
    return [
        "".join(t.text or "" for t in each.iter() if local(t) == "t")
        for each in tree(data)
        if local(each) == "si"
    ]


def sheets_of(members: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """Yield each sheet's name, its state if it is hidden, and its part."""
    links = tree(members.get("xl/_rels/workbook.xml.rels", b"<none/>"))
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    for sheet in tree(members["xl/workbook.xml"]).iter():
        if local(sheet) != "sheet":
            continue
        target = targets.get(sheet.get(_REL), "").removeprefix("/xl/").removeprefix("xl/")
        if data := members.get(f"xl/{target}"):
            yield sheet.get("name", ""), sheet.get("state", "").replace("visible", ""), data


def _names(members: Mapping[str, bytes]) -> list[str]:
    return [
        f"{each.get('name')} {each.text or ''}"
        for each in tree(members["xl/workbook.xml"]).iter()
        if local(each) == "definedName"
    ]


def _sheet(place: str, root: Any, strings: list[str], left: int, said: Said) -> int:
    """Add a sheet's rows; return how many were read."""
    if any(local(each) == "col" and _is_on(each.get("hidden")) for each in root.iter()):
        said.findings.append(hidden(place, "有隐藏的列"))
    rows = [each for each in root.iter() if local(each) == "row"]
    if any(_is_on(each.get("hidden")) for each in rows):
        said.findings.append(hidden(place, "有隐藏的行"))
    if len(rows) > left:
        said.findings.append(unread(place, f"行数太多，第{left}行以后没有检查"))
    for number, row in enumerate(rows[:left], 1):
        cells = [text for cell in row if (text := _cell(cell, strings))]
        if cells:
            where = f"{place}第{row.get('r', number)}行"
            said.pieces.append(Piece(place=where, text=" | ".join(cells)))
            beside = over_cells(cells)
            said.pieces += [Piece(place=f"{where}相邻的格", text=each) for each in beside]
    said.pieces += [
        Piece(place=f"{place}页眉页脚", text=_SIDES.sub(" ", each.text))
        for each in root.iter()
        if local(each) in {"oddHeader", "oddFooter", "evenHeader", "evenFooter"} and each.text
    ]
    return min(len(rows), left)


def shown(cell: Any, strings: list[str]) -> str:
    """Return what a person sees in a cell."""
    parts = {local(each): each for each in cell}
    if "is" in parts:
        return "".join(t.text or "" for t in parts["is"].iter() if local(t) == "t")
    return _value(cell.get("t", ""), parts["v"].text or "" if "v" in parts else "", strings)


def _cell(cell: Any, strings: list[str]) -> str:
    formulas = [each.text or "" for each in cell if local(each) == "f"]
    return f"{shown(cell, strings)} {formulas[0] if formulas else ''}".strip()


def _value(kind: str, value: str, strings: list[str]) -> str:
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    if kind in {"str", "b", "e", "d"}:
        return value
    return _figure(value)


def _figure(value: str) -> str:
    """Return a number as a person sees it: 1.3800138E10 is 13800138000."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    whole = number.is_finite() and abs(number.adjusted()) < 40 and number == number.to_integral()  # noqa: PLR2004
    return str(int(number)) if whole else value


def _is_on(flag: str | None) -> bool:
    return flag in {"1", "true"}
