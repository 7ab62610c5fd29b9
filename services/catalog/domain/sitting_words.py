"""会次 — a session of one of the bodies that disclose (公开主体), and its decisions (S4-01)."""

from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.terms import LONGEST, Form, Scope, TimeLimit

Words = Annotated[str, Meta(max_length=LONGEST)]
DayText = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class RecordSitting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记会次 — each decision becomes an entry whose matter is the body's, whoever types it."""

    body: Annotated[str, Meta(max_length=50)] = ""
    title: Annotated[str, Meta(max_length=200)] = ""
    closed_on: DayText = ""
    decisions: Annotated[tuple[Words, ...], Meta(max_length=50)] = ()
    level1: Words = ""
    level2: Words = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None


class SittingRecorded(Struct, frozen=True, kw_only=True, tag="catalog.sitting.recorded.v1"):
    """会次已登记"""

    unit: str
    version: int
    body: str
    title: str
    closed_on: str
    decisions: tuple[str, ...]
    recorded_by: str
