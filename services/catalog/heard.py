"""Facts of feedback, as the catalog hears them: only the fields it reads."""

from msgspec import Struct

from shared.seal import Sealed


class TopicRaised(Struct, frozen=True, kw_only=True, tag="feedback.topic.raised.v1"):
    """群众点题已收到"""

    unit: str
    content: Sealed


class TopicText(Struct, frozen=True, kw_only=True):
    """点题内容 — as it lies in the sealed part of the fact."""

    title: str
    detail: str = ""
