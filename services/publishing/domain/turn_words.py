"""推送值守的词 — which of several processes pushes to a webhook now."""

from datetime import datetime

from msgspec import Struct


class ClaimTurn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """接手推送 — ``worker`` names a process; it keeps the turn until ``until`` (UTC)."""

    unit: str
    webhook_id: str
    worker: str
    until: datetime


class TurnClaimed(Struct, frozen=True, kw_only=True, tag="publishing.turn.claimed.v1"):
    """推送已由一处接手 — no other process pushes to this webhook before ``until``."""

    unit: str
    webhook_id: str
    worker: str
    until: datetime
