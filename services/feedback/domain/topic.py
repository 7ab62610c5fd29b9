"""群众点题 — somebody asks a unit to disclose what it does not disclose yet (A9, S3-59)."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.terms import Sealed
from services.feedback.domain.writing import TextMissingError, TextTooLongError
from shared.decider import Decider, RejectedError
from shared.record import Cause

TITLE: Final = 100  # characters at most


class TopicText(Struct, frozen=True, kw_only=True):
    """点题内容 — what is asked for, and in the asker's own words why."""

    title: str
    detail: str = ""


class RaiseTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出点题"""

    unit: str
    content: Sealed
    identity: Sealed | None
    query_code_digest: str


class TopicRaised(Struct, frozen=True, kw_only=True, tag="feedback.topic.raised.v1"):
    """群众点题已收到

    What was asked and who asked stand here sealed only, as in an opinion.
    """

    unit: str
    content: Sealed
    identity: Sealed | None
    query_code_digest: str


class Topic(Struct, frozen=True):
    """What must be remembered: that it was raised."""

    raised: bool = False


class TopicTwiceError(RejectedError):
    """这件点题已经收到，不能重复登记。"""


class TitleError(TextMissingError):
    """请用一句话写明希望公开什么。"""


class TitleTooLongError(TextTooLongError):
    """希望公开的事项最多100个字。"""

    @property
    def sentence(self) -> str:
        """Return the rule with the length that was given."""
        return f"希望公开的事项最多{TITLE}个字，现有{self.args[0]}个字，请删减后再提交。"


def titled(title: str) -> str:
    """Return a title as it will be kept.

    Raises:
        TitleError: there is none.
        TitleTooLongError: it is too long.

    """
    kept = " ".join(title.split())
    if not kept:
        raise TitleError(field="title")
    if len(kept) > TITLE:
        raise TitleTooLongError(len(kept), field="title")
    return kept


def number_of(topic_id: UUID) -> str:
    """Return the number that the asker takes home: 点题编号 DT-1A2B3C4D."""
    return f"DT-{topic_id.hex[:8].upper()}"


def decide(command: RaiseTopic, topic: Topic, cause: Cause) -> list[TopicRaised]:
    """Take a topic in, once."""
    del cause
    if topic.raised:
        raise TopicTwiceError
    return [
        TopicRaised(
            unit=command.unit,
            content=command.content,
            identity=command.identity,
            query_code_digest=command.query_code_digest,
        )
    ]


def evolve(_: Topic, event: TopicRaised) -> Topic:
    """Return the topic once it is taken in."""
    del event
    return Topic(raised=True)


TOPIC: Final[Decider[Any, Topic, Any]] = Decider(initial=Topic(), decide=decide, evolve=evolve)
