"""下发和签收的表 — what somebody hands in about a document."""

from msgspec import Struct

from services.publishing.domain.terms import Attachment


class Draft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """下发表 — to ``persons`` (ids) or to ``units``; ``disclosure_id`` is what it discloses."""

    unit: str = ""
    kind: str = ""
    number: str = ""
    title: str = ""
    text: str = ""
    disclosure_id: str = ""
    file: Attachment | None = None
    persons: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Signature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签收 — of oneself if nothing is named; for others only with ``paper``."""

    person: str = ""
    unit: str = ""
    paper: Attachment | None = None
