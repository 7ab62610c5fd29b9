"""群众点题 — somebody asks a unit to disclose what it does not disclose yet (A9, S3-59)."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.terms import Sealed
from services.feedback.domain.writing import TextMissingError, TextTooLongError
from shared.decider import Decider, NotFoundError, RejectedError
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
    branch: str = ""


class TopicRaised(Struct, frozen=True, kw_only=True, tag="feedback.topic.raised.v1"):
    """群众点题已收到

    What was asked and who asked stand here sealed only, as in an opinion. ``branch``: the
    branch for which a member proposed it; empty: it came from the public.
    """

    unit: str
    content: Sealed
    identity: Sealed | None
    query_code_digest: str
    branch: str = ""


class SupportTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """附议 — ``supporter``: keyed digest of who; nobody supports twice."""

    supporter: str


class TopicSupported(Struct, frozen=True, kw_only=True, tag="feedback.topic.supported.v1"):
    """群众点题已有人附议 — how many there are now."""

    unit: str
    supporter: str
    count: int


class Topic(Struct, frozen=True):
    """What must be remembered: that it was raised, where, and who supports it."""

    raised: bool = False
    unit: str = ""
    supporters: frozenset[str] = frozenset()


class TopicTwiceError(RejectedError):
    """这件点题已经收到，不能重复登记。"""


class TopicMissingError(NotFoundError):
    """没有这件点题。"""

    is_guess = True


class SupportedAlreadyError(RejectedError):
    """您已经附议过这件点题。"""


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


def decide(
    command: RaiseTopic | SupportTopic, topic: Topic, cause: Cause
) -> list[TopicRaised | TopicSupported]:
    """Take a topic in, once; count each supporter once."""
    del cause
    match command:
        case RaiseTopic():
            return [_raise(command, topic)]
        case SupportTopic():
            return [_support(command, topic)]


def evolve(topic: Topic, event: TopicRaised | TopicSupported) -> Topic:
    """Return the topic as the event leaves it."""
    match event:
        case TopicRaised():
            return Topic(raised=True, unit=event.unit)
        case TopicSupported(supporter=supporter):
            return replace(topic, supporters=topic.supporters | {supporter})


def _raise(command: RaiseTopic, topic: Topic) -> TopicRaised:
    if topic.raised:
        raise TopicTwiceError
    return TopicRaised(
        unit=command.unit,
        content=command.content,
        identity=command.identity,
        query_code_digest=command.query_code_digest,
        branch=command.branch,
    )


def _support(command: SupportTopic, topic: Topic) -> TopicSupported:
    if not topic.raised:
        raise TopicMissingError
    if command.supporter in topic.supporters:
        raise SupportedAlreadyError
    count = len(topic.supporters) + 1
    return TopicSupported(unit=topic.unit, supporter=command.supporter, count=count)


TOPIC: Final[Decider[Any, Topic, Any]] = Decider(initial=Topic(), decide=decide, evolve=evolve)
