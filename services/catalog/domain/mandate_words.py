"""上级要求公开 — what a superior may order units below to disclose, and what has happened (B8)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from services.catalog.domain.terms import Entry, Form, Scope, TimeLimit

Words = Annotated[str, Meta(max_length=2_000)]


class IssueMandate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下达公开要求 — ``units``: which units below must disclose it, ``due``: by which day."""

    level1: Words = ""
    level2: Words = ""
    level3: Words = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    due: date | None = None
    reason: Words = ""
    units: tuple[str, ...] = ()


class ImposeEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """列入上级要求公开的事项 — in the catalog of ``unit``, whatever else it lists."""

    mandate_id: UUID
    unit: str
    entry: Entry
    due: date


class ReleaseEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """解除上级要求公开的事项 — the order is lifted: what only it had listed is listed no more."""

    mandate_id: UUID
    unit: str
    reason: str


class MandateIssued(Struct, frozen=True, kw_only=True, tag="catalog.mandate.issued.v1"):
    """公开要求已下达"""

    unit: str
    level1: str
    level2: str
    level3: str
    forms: tuple[Form, ...]
    scope: Scope
    time_limit: TimeLimit
    due: date
    reason: str
    units: tuple[str, ...]
    issued_by: str


class EntryImposed(Struct, frozen=True, kw_only=True, tag="catalog.entry.imposed.v1"):
    """上级要求公开的事项已列入目录

    ``issuer`` is the superior; the unit can neither take it off nor excuse itself (S2-61).
    """

    mandate_id: UUID
    issuer: str
    unit: str
    item_id: UUID
    level3: str
    due: date
    entry: Entry


class EntryReleased(Struct, frozen=True, kw_only=True, tag="catalog.entry.released.v1"):
    """上级要求公开的事项已解除

    ``freed``: no other order asks for it; ``ended``: the unit's own catalog does not list it
    either, so that it ends, which is announced.
    """

    mandate_id: UUID
    unit: str
    item_id: UUID
    level3: str
    reason: str
    freed: bool
    ended: bool


MandateEvent = MandateIssued
