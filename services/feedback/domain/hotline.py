"""12345 工单导出表 — which column says what, and which rows can be taken in."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.writing import TextError, identity, written
from shared.decider import InvalidError

ORDERS: Final = UUID("5a0c1d0e-3a51-5d3c-9c3b-0f6f3c6f12a1")  # namespace of work orders' ids
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("工单编号", "工单号", "工单流水号", "受理编号", "编号"),
    "content": ("诉求内容", "来电内容", "反映内容", "工单内容", "内容", "诉求标题", "标题"),
    "called_at": ("来电时间", "受理时间", "登记时间", "时间"),
    "name": ("来电人", "诉求人", "反映人", "市民姓名", "姓名"),
    "contact": ("联系电话", "来电号码", "联系方式", "手机号码", "电话"),
    "secret": ("是否匿名", "是否保密", "匿名"),
}
NEEDED: Final = ("reference", "content")
YES: Final = frozenset({"是", "匿名", "保密", "y", "yes", "1", "true"})
BROKEN: Final = "\ufffd"  # stands where something could not be read
UNREAD: Final = "这一行读不出来（有乱码或者引号没有配对），请核对以后重新导入"
TOP: Final = 20  # rows above the head of the table that may hold its title


class WorkOrder(Struct, frozen=True, kw_only=True):
    """工单 — one row that can be taken in; a name alone signs nothing: it needs an answer's way."""

    row: int
    reference: str
    content: str
    name: str = ""
    contact: str = ""

    @property
    def signed(self) -> bool:
        """Tell whether the caller can be answered."""
        return bool(self.name and self.contact)


class Fault(Struct, frozen=True, kw_only=True):
    """未导入的行 — which, and why."""

    row: int
    reference: str
    reason: str


class NoTableError(InvalidError):
    """没有找到表头。表中要有“工单编号”和“诉求内容”两列。"""


def order_id(unit: str, reference: str) -> UUID:
    """Return the opinion that a work order becomes, however often its file is imported."""
    return uuid5(ORDERS, f"{unit}/{_plain(reference)}")


def read_orders(table: Iterable[Sequence[object]]) -> tuple[list[WorkOrder], list[Fault]]:
    """Return the rows that can be taken in, and for each other one why it cannot.

    Raises:
        NoTableError: no row names the columns.

    """
    rows = [[_text(cell) for cell in row] for row in table]
    head, places = _head(rows)
    orders, faults, seen = list[WorkOrder](), list[Fault](), dict[str, int]()
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(row):
            continue
        found = _read(number, row, places)
        if isinstance(found, WorkOrder) and (first := seen.get(_plain(found.reference))):
            reason = f"与第{first}行工单编号重复"
            found = Fault(row=number, reference=found.reference, reason=reason)
        if isinstance(found, Fault):
            faults.append(found)
            continue
        seen[_plain(found.reference)] = number
        orders.append(found)
    return orders, faults


def _read(number: int, row: Sequence[str], places: Mapping[str, int]) -> WorkOrder | Fault:
    cells = {key: row[n] if n < len(row) else "" for key, n in places.items()}
    if any(BROKEN in cell for cell in row):
        return Fault(row=number, reference=cells["reference"][:60], reason=UNREAD)
    return _order(number, cells)


def _order(number: int, cells: Mapping[str, str]) -> WorkOrder | Fault:
    reference = cells["reference"]
    try:
        kept = written(reference, "reference")
        content = written(_told(cells), "content")
        hidden = cells.get("secret", "").casefold() in YES
        name, contact = cells.get("name", ""), cells.get("contact", "")
        signed = bool(name and contact) and not hidden
        who = identity(signed=signed, name=name, contact=contact)
    except TextError as fault:
        return Fault(row=number, reference=reference[:60], reason=fault.sentence)
    if who is None:
        return WorkOrder(row=number, reference=kept, content=content)
    return WorkOrder(
        row=number, reference=kept, content=content, name=who.name, contact=who.contact
    )


def _told(cells: Mapping[str, str]) -> str:
    content, at = cells["content"], cells.get("called_at", "")
    return f"{content}\n（来电时间：{at}）" if content and at else content


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(rows[:TOP]):
        places = _places(row)
        if all(key in places for key in NEEDED):
            return number, places
    raise NoTableError(field="file")


def _places(row: Sequence[str]) -> dict[str, int]:
    plain = ["".join(cell.split()) for cell in row]
    return {
        key: plain.index(name)
        for key, names in COLUMNS.items()
        for name in reversed(names)
        if name in plain
    }


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _plain(reference: str) -> str:
    return "".join(unicodedata.normalize("NFKC", reference).upper().split())
