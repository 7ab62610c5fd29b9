"""六进的词 — visits to where people are, venues that show much at once, and what was heard."""

from datetime import date
from typing import Final

from msgspec import Struct

from services.publishing.domain.showing_words import Matter

SIX: Final = {
    "school": "进学校",
    "community": "进社区",
    "site": "进工地",
    "enterprise": "进企业",
    "market": "进市场",
    "village": "进农村",
}
VENUES: Final = {"street": "公开一条街", "park": "公开游园", "corridor": "公开长廊"}
PLACES: Final = SIX | VENUES


class Sealed(Struct, frozen=True, kw_only=True):
    """密封件 — what somebody said, readable with the key of the opinion that it becomes."""

    subject: str
    nonce: str
    box: str
    commitment: str


class RegisterVisit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记六进活动 — ``reached`` people were there; ``matters`` were shown to them."""

    unit: str
    kind: str
    place: str
    on: date | None
    topics: str
    reached: int
    matters: tuple[Matter, ...]


class NoteRemark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记下意见 — about one of the matters shown; sealed for the opinion of this id."""

    opinion_id: str
    matter: Matter
    content: Sealed


class CloseVisit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """六进活动办结"""


class VisitRegistered(Struct, frozen=True, kw_only=True, tag="publishing.visit.registered.v1"):
    """六进活动已登记"""

    unit: str
    kind: str
    place: str
    on: date
    topics: str
    reached: int
    disclosures: tuple[str, ...]


class RemarkNoted(Struct, frozen=True, kw_only=True, tag="publishing.remark.noted.v1"):
    """六进意见已记下 — it becomes the opinion of this id, about this version."""

    unit: str
    place: str
    opinion_id: str
    disclosure_id: str
    item_id: str
    version: int
    content: Sealed


class VisitClosed(Struct, frozen=True, kw_only=True, tag="publishing.visit.closed.v1"):
    """六进活动已办结 — with so many opinions taken home."""

    unit: str
    opinions: int


VisitCommand = RegisterVisit | NoteRemark | CloseVisit
VisitEvent = VisitRegistered | RemarkNoted | VisitClosed
