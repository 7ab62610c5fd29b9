"""方案维护 — what may be asked about a scheme that stands, and what has happened to it."""

from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.preface_terms import DayText, Number, Title

Reason = Annotated[str, Meta(max_length=1_000)]


class Fate(Enum):
    """依据的变化"""

    REPEALED = "repealed"
    REVISED = "revised"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"repealed": "已废止", "revised": "已修订"}[self.value]


class SupersedeBasis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记依据失效 — for all schemes of the unit and below that cite it by title or number."""

    title: Title
    number: Number = ""
    fate: Fate = Fate.REPEALED
    successor: Annotated[str, Meta(max_length=200)] = ""
    reason: Reason = ""


class ReviewScheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复核方案 — the scheme stays as it is although ``basis`` changed; ``reason`` says why."""

    basis: Title
    reason: Reason = ""


class ExtendScheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """延长方案有效期 — ``until`` is the last day."""

    until: DayText = ""
    reason: Reason = ""


class AcknowledgeScheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签收方案 — somebody of a department has read it."""

    department: str


class BasisSuperseded(Struct, frozen=True, kw_only=True, tag="catalog.basis.superseded.v1"):
    """依据已失效 — each unit of ``citing`` is to look through its scheme again (S0-01, S3-01)."""

    unit: str
    title: str
    number: str
    fate: Fate
    successor: str
    reason: str
    citing: tuple[str, ...]
    superseded_by: str


class SchemeReviewed(Struct, frozen=True, kw_only=True, tag="catalog.scheme.reviewed.v1"):
    """方案已复核 — nothing was changed."""

    unit: str
    basis: str
    reason: str
    reviewed_by: str


class SchemeExtended(Struct, frozen=True, kw_only=True, tag="catalog.scheme.extended.v1"):
    """方案已延期"""

    unit: str
    until: str
    reason: str
    extended_by: str


class SchemeNotified(Struct, frozen=True, kw_only=True, tag="catalog.scheme.notified.v1"):
    """方案已通知 — to these units right below, when it was adopted (S1-02)."""

    unit: str
    departments: tuple[str, ...]


class SchemeRead(Struct, frozen=True, kw_only=True, tag="catalog.scheme.read.v1"):
    """方案已签收"""

    unit: str
    department: str
    read_by: str


UpkeepCommand = SupersedeBasis | ReviewScheme | ExtendScheme | AcknowledgeScheme
UpkeepEvent = BasisSuperseded | SchemeReviewed | SchemeExtended | SchemeNotified | SchemeRead
