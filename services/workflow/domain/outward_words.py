"""转党外公开的词 — when the inner phase of what people care for ends, the head decides (S0-09)."""

from datetime import date

from msgspec import Struct


class AskOutward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提请决定是否向党外公开 — by the clock alone; ``ended``: the last day of the inner phase."""

    unit: str
    disclosure_id: str
    item_id: str
    title: str
    ended: date
    due: date


class SettleOutward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """决定是否向党外公开 — a no needs its reason."""

    outward: bool
    reason: str = ""


class OutwardAsked(Struct, frozen=True, kw_only=True, tag="workflow.outward.asked.v1"):
    """已提请决定是否向党外公开"""

    unit: str
    disclosure_id: str
    item_id: str
    title: str
    ended: date
    due: date


class OutwardSettled(Struct, frozen=True, kw_only=True, tag="workflow.outward.settled.v1"):
    """是否向党外公开已决定"""

    unit: str
    disclosure_id: str
    item_id: str
    outward: bool
    reason: str
    settled_by: str
    late: bool = False


OutwardCommand = AskOutward | SettleOutward
OutwardEvent = OutwardAsked | OutwardSettled
