"""草稿条目的修改 — what may be asked of an entry of a draft, and what has happened to it."""

from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.terms import Doubt, Entry, Field, Form, Scope, TimeLimit

Words = Annotated[str, Meta(max_length=2_000)]


class AmendEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """修改草稿条目 — every field as it is to stand, and why; only while nobody has approved it."""

    row: int
    level1: Words = ""
    level2: Words = ""
    level3: Words = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None
    time_word: Annotated[str, Meta(max_length=50)] = ""
    reason: Words = ""


class EntryAmended(Struct, frozen=True, kw_only=True, tag="catalog.entry.amended.v1"):
    """草稿条目已修改 — ``entry`` as it now stands; ``raised`` is new doubt."""

    unit: str
    version: int
    entry: Entry
    changed: tuple[Field, ...]
    reason: str
    amended_by: str
    raised: tuple[Doubt, ...] = ()
