"""反馈说的 — facts of feedback, as this service hears them: only the fields it needs."""

from msgspec import Struct


class StaffReminded(Struct, frozen=True, kw_only=True, tag="feedback.staff.reminded.v1"):
    """已提醒办理 — of an opinion, a request or a matter that is followed"""

    unit: str
    title: str
    link: str
    to: tuple[dict[str, str], ...]


class OpinionReceived(Struct, frozen=True, tag="feedback.opinion.received.v1"):
    """意见已收到 — which disclosure it is about, and which of its versions; not what it says"""

    disclosure_id: str
    channel: str = ""
    reference: str = ""
    unit: str = ""
    version: int = 0


class StanceDeclared(Struct, frozen=True, tag="feedback.stance.declared.v1"):
    """态度已表明 — on a plan that is shown before its decision"""

    disclosure_id: str
    opinion_id: str
    stance: str
    verified: bool


class OpinionConcluded(Struct, frozen=True, tag="feedback.opinion.concluded.v1"):
    """意见已办结"""

    unit: str
    disclosure_id: str
    finding: str
    remedy: str
