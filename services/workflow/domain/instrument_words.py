"""重要文件的请求和事实 — plans, regimes and catalogs of power on their way to being issued."""

from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

Prose = Annotated[str, Meta(max_length=12_000)]
Words = Annotated[str, Meta(max_length=500)]
Line = Annotated[str, Meta(max_length=100)]


class InstrumentKind(Enum):
    """重要文件种类"""

    PLAN = "plan"
    REGIME = "regime"
    POWERS = "powers"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"plan": "实施方案", "regime": "制度", "powers": "职权目录"}[self.value]


class Signature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """发文名义 — one of those who issue it, with the number it has there."""

    name: Line
    number: Line = ""


class RegisterInstrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记重要文件"""

    unit: str
    kind: InstrumentKind
    title: Line = ""
    text: Prose = ""


class LayInstrument(Struct, frozen=True, kw_only=True):
    """提交重要文件 — what is asked, with the stations of the unit's scheme."""

    asked: RegisterInstrument
    checks: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()


class CheckInstrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """审核重要文件 — by one of the offices that must look at it."""

    station: Line
    passed: bool
    note: Words = ""


class PassInstrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """会议通过重要文件 — ``minutes``: the number of the meeting's minutes."""

    station: Line
    minutes: Line = ""


class AmendInstrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """修改重要文件 — every check begins anew."""

    text: Prose = ""


class IssueInstrument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """印发重要文件 — in the names of all who issue it, each with a number."""

    signatures: Annotated[tuple[Signature, ...], Meta(max_length=6)] = ()


class InstrumentRegistered(
    Struct, frozen=True, kw_only=True, tag="workflow.instrument.registered.v1"
):
    """重要文件已登记"""

    unit: str
    kind: InstrumentKind
    title: str
    text: str
    checks: tuple[str, ...]
    meetings: tuple[str, ...]
    issuers: tuple[str, ...]
    registered_by: str


class InstrumentChecked(Struct, frozen=True, kw_only=True, tag="workflow.instrument.checked.v1"):
    """重要文件已审核"""

    unit: str
    station: str
    passed: bool
    note: str
    checked_by: str


class InstrumentPassed(Struct, frozen=True, kw_only=True, tag="workflow.instrument.passed.v1"):
    """重要文件已经会议通过"""

    unit: str
    station: str
    minutes: str
    passed_by: str


class InstrumentAmended(Struct, frozen=True, kw_only=True, tag="workflow.instrument.amended.v1"):
    """重要文件已修改"""

    unit: str
    text: str
    amended_by: str


class InstrumentIssued(Struct, frozen=True, kw_only=True, tag="workflow.instrument.issued.v1"):
    """重要文件已印发"""

    unit: str
    kind: InstrumentKind
    title: str
    signatures: tuple[Signature, ...]
    issued_by: str


InstrumentCommand = (
    LayInstrument | CheckInstrument | PassInstrument | AmendInstrument | IssueInstrument
)
InstrumentEvent = (
    InstrumentRegistered
    | InstrumentChecked
    | InstrumentPassed
    | InstrumentAmended
    | InstrumentIssued
)
