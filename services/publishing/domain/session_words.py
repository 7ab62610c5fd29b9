"""新闻发布的词 — what the spokesperson said to everybody, and what proves it."""

from datetime import datetime

from msgspec import Struct

from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Attachment


class HoldSession(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记新闻发布 — ``spokesperson`` is a person id, ``transcript`` what was said."""

    unit: str
    title: str
    place: str
    held_at: datetime | None
    spokesperson: str
    transcript: Attachment | None
    matters: tuple[Matter, ...] = ()


class SessionHeld(Struct, frozen=True, kw_only=True, tag="publishing.session.held.v1"):
    """新闻发布已登记"""

    unit: str
    title: str
    place: str
    held_at: datetime
    spokesperson: str
    transcript: Attachment
    disclosures: tuple[str, ...]


class ApproveSession(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核准新闻发布 — that society may read the transcript and these answers (inquiry ids).

    ``writers``: who recorded the session and who wrote the answers.
    """

    unit: str
    answers: tuple[str, ...] = ()
    writers: frozenset[str] = frozenset()


class SessionApproved(Struct, frozen=True, kw_only=True, tag="publishing.session.approved.v1"):
    """新闻发布已核准对外展示"""

    unit: str
    answers: tuple[str, ...]


SessionCommand = HoldSession | ApproveSession
SessionEvent = SessionHeld | SessionApproved
