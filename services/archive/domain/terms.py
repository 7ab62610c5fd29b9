"""Words of the archive. Each is in docs/glossary.md with its Chinese original."""

from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

ARCHIVE: Final = "archive"
SERVICES: Final = ("catalog", "workflow", "publishing", "feedback")
"""The services whose facts the archive hears; its own it reads from its store."""

Count = Annotated[int, Meta(ge=1)]
Index = Annotated[int, Meta(ge=0)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Openness(Enum):
    """公开程度 — how a fact stands in the log: 原文 (open) or 承诺值 (sealed)."""

    OPEN = "open"
    SEALED = "sealed"


class Run(Struct, frozen=True, kw_only=True):
    """区段 — neighbouring entries of one service: ``count`` of them, from ``index`` on.

    ``position`` is the first one's place in the service's own order, ``index``
    its place in the log (counted from 0).
    """

    service: str
    position: Count
    index: Index
    count: Count
