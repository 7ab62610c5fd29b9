"""条目归属 — what is said of an entry beside its four fields, and how a draft meets the scheme."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from services.catalog.domain.scheme_terms import Value
from services.catalog.domain.terms import Verdict
from services.catalog.domain.timing_words import ScheduleEntry, TimingEvent

Words = Annotated[str, Meta(max_length=2_000)]
Short = Annotated[str, Meta(max_length=50)]
Headings = Annotated[tuple[Annotated[str, Meta(max_length=30)], ...], Meta(max_length=8)]


class Origin(Enum):
    """事项来源 — who wants it disclosed (S3-39)."""

    UNIT = "unit"
    MEMBERS = "members"
    PUBLIC = "public"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"unit": "本单位", "members": "党员", "public": "群众"}[self.value]


class Particulars(Struct, frozen=True, kw_only=True):
    """条目归属 — ``livelihood``, ``duties``: the two questions of a scope (S3-05); null: not asked.

    ``body`` is whose matter it is (公开主体), ``room`` who handles it (承办科室), ``audience``
    the people of a limited scope, ``cadre`` who administers the cadres it is about (县管…),
    ``headings`` the heads of content lists it stands under.
    """

    body: str = ""
    room: str = ""
    audience: str = ""
    cadre: str = ""
    origin: Origin | None = None
    livelihood: bool | None = None
    duties: bool | None = None
    headings: tuple[str, ...] = ()
    reason: str = ""


class AttributeEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """标明条目归属 — all of it, as it is to stand."""

    row: int
    body: Short = ""
    room: Short = ""
    audience: Short = ""
    cadre: Short = ""
    origin: Origin | None = None
    livelihood: bool | None = None
    duties: bool | None = None
    headings: Headings = ()
    reason: Words = ""


class ConsentScope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """同意不向社会公开 — a matter of people's life and work is to stay among fewer (S3-06)."""

    row: int
    reason: Words = ""


class ExplainDeparture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """说明与方案不同的理由 — ``key`` is the setting of the scheme the entry departs from."""

    row: int
    key: Short
    reason: Words = ""


class ExamineCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核查目录 — what the scheme asks for before approval, beside the secrecy screening."""

    examination: Short
    verdict: Verdict
    note: Words = ""


class ApproveByScheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """按方案审批目录 — with the settings in force; ``meeting``: where it was passed."""

    values: Mapping[str, Value]
    meeting: str = ""


class EntryAttributed(Struct, frozen=True, kw_only=True, tag="catalog.entry.attributed.v1"):
    """条目归属已标明"""

    unit: str
    version: int
    row: int
    item_id: UUID
    particulars: Particulars
    attributed_by: str


class ScopeConsented(Struct, frozen=True, kw_only=True, tag="catalog.scope.consented.v1"):
    """不向社会公开已同意"""

    unit: str
    version: int
    row: int
    item_id: UUID
    reason: str
    consented_by: str


class DepartureExplained(Struct, frozen=True, kw_only=True, tag="catalog.departure.explained.v1"):
    """与方案不同的理由已说明"""

    unit: str
    version: int
    row: int
    item_id: UUID
    key: str
    reason: str
    explained_by: str


class CatalogExamined(Struct, frozen=True, kw_only=True, tag="catalog.catalog.examined.v1"):
    """目录已核查"""

    unit: str
    version: int
    examination: str
    verdict: Verdict
    note: str
    examined_by: str


class CatalogPassed(Struct, frozen=True, kw_only=True, tag="catalog.catalog.passed.v1"):
    """目录已经会议通过 — filed with the approval where the scheme asks for a meeting."""

    unit: str
    version: int
    body: str
    meeting: str


ParticularsCommand = (
    AttributeEntry
    | ConsentScope
    | ExplainDeparture
    | ExamineCatalog
    | ApproveByScheme
    | ScheduleEntry
)
ParticularsEvent = (
    EntryAttributed
    | ScopeConsented
    | DepartureExplained
    | CatalogExamined
    | CatalogPassed
    | TimingEvent
)
