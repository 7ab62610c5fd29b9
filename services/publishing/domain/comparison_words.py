"""比对的词 — what may be asked about a comparison, and what one has found."""

from datetime import date, datetime
from typing import Final

from msgspec import Struct

KINDS: Final = {"content": "内容", "scope": "范围", "form": "形式", "time": "时间"}


class Difference(Struct, frozen=True, kw_only=True):
    """差异 — ``kind`` is content, scope, form or time; what was approved, and what is shown."""

    kind: str
    approved: str
    shown: str


class Compared(Struct, frozen=True, kw_only=True):
    """比对对象 — one delivery: of which disclosure, on which form and outlet."""

    delivery_id: str
    unit: str
    disclosure_id: str
    version: int
    form: str
    outlet: str


class RecordComparison(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录比对结果"""

    about: Compared
    differences: tuple[Difference, ...]


class CompleteComparison(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """完成当日比对"""

    day: date
    compared: int
    deviating: int
    unread: int


ComparisonCommand = RecordComparison | CompleteComparison


class ComparisonDeviated(
    Struct, frozen=True, kw_only=True, tag="publishing.comparison.deviated.v1"
):
    """比对发现差异"""

    unit: str
    disclosure_id: str
    delivery_id: str
    version: int
    form: str
    outlet: str
    differences: tuple[Difference, ...]


class ComparisonSettled(Struct, frozen=True, kw_only=True, tag="publishing.comparison.settled.v1"):
    """差异已消除"""

    unit: str
    disclosure_id: str
    delivery_id: str
    version: int
    form: str
    outlet: str


class ComparisonCompleted(
    Struct, frozen=True, kw_only=True, tag="publishing.comparison.completed.v1"
):
    """当日比对已完成 — ``unread``: what could not be fetched; it is compared again tomorrow."""

    day: date
    compared: int
    deviating: int
    unread: int
    at: datetime


ComparisonEvent = ComparisonDeviated | ComparisonSettled | ComparisonCompleted
