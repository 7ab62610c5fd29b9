"""渠道测试的词 — a channel is tried before it is used by everybody (S2-45)."""

from msgspec import Struct


class TryChannel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记渠道测试 — something harmless was sent through it; ``note`` says how, what came out."""

    unit: str
    form: str
    works: bool
    note: str


class ChannelTried(Struct, frozen=True, kw_only=True, tag="publishing.channel.tried.v1"):
    """渠道已测试"""

    unit: str
    form: str
    works: bool
    note: str
