"""群众点题 — a topic that the public asks to be disclosed becomes a candidate entry (A9, S3-59)."""

from uuid import UUID, uuid5

from msgspec import Struct

from services.catalog.domain.terms import ROOT, Entry, Form, Scope, TimeLimit
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause

REASON = 10  # characters of a refusal at least: the public reads it (S1-20)
LONGEST = 1_000
GROUND = 50


class AdoptTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """采纳点题 — as this entry of the catalog's draft; ``reply`` is what the submitter reads."""

    level1: str = ""
    level2: str = ""
    level3: str = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None
    reply: str = ""


class RefuseTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """不采纳点题 — ``ground``: which exception of the unit's scheme it falls under, if any."""

    reason: str = ""
    ground: str = ""


class SettleTopic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """答复点题 — ``entry`` is what it becomes in the catalog; null: it is refused.

    ``exceptions``: the only grounds on which it may be, if the scheme says so (S2-12).
    """

    topic_id: UUID
    entry: Entry | None = None
    reply: str = ""
    ground: str = ""
    exceptions: tuple[str, ...] = ()


class TopicAdopted(Struct, frozen=True, kw_only=True, tag="catalog.topic.adopted.v1"):
    """点题已采纳"""

    topic_id: UUID
    unit: str
    title: str
    reply: str
    adopted_by: str


class TopicRefused(Struct, frozen=True, kw_only=True, tag="catalog.topic.refused.v1"):
    """点题未采纳"""

    topic_id: UUID
    unit: str
    reason: str
    refused_by: str
    ground: str = ""


TopicEvent = TopicAdopted | TopicRefused


class Topic(Struct, frozen=True):
    """What must be remembered: whether it was decided."""

    settled: bool = False


class TopicSettledError(RejectedError):
    """这件群众点题已经有了结果，不能重复办理。"""


class RefusalReasonError(InvalidError):
    """不采纳群众点题必须说明理由，不少于10个字，不超过1000个字。"""


class RefusalGroundError(InvalidError):
    """问的人多的事项，只能以实施方案规定的例外为由不公开。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the exceptions."""
        return f"问的人多的事项，只能以实施方案规定的例外为由不公开：{'、'.join(self.args)}。"


class ReplyTooLongError(InvalidError):
    """给点题人的答复不能超过1000个字。"""


def candidate_id_of(topic_id: UUID) -> UUID:
    """Return the stream of a catalog's answer to a topic."""
    return uuid5(ROOT, f"topic/{topic_id}")


def decide(command: SettleTopic, state: Topic, cause: Cause) -> list[TopicEvent]:
    """Answer a topic, once."""
    if state.settled:
        raise TopicSettledError(command.topic_id)
    said = command.reply.strip()
    if command.entry is None:
        return [_refuse(command, said, cause)]
    if len(said) > LONGEST:
        raise ReplyTooLongError(field="reply")
    return [
        TopicAdopted(
            topic_id=command.topic_id,
            unit=cause.unit,
            title=command.entry.level3,
            reply=said,
            adopted_by=cause.actor,
        )
    ]


def _refuse(command: SettleTopic, reason: str, cause: Cause) -> TopicRefused:
    if not REASON <= len(reason) <= LONGEST:
        raise RefusalReasonError(field="reason")
    if command.exceptions and command.ground not in command.exceptions:
        raise RefusalGroundError(*command.exceptions, field="ground")
    return TopicRefused(
        topic_id=command.topic_id,
        unit=cause.unit,
        reason=reason,
        refused_by=cause.actor,
        ground=command.ground.strip()[:GROUND],
    )


def evolve(_: Topic, event: TopicEvent) -> Topic:
    """Return the topic once it is decided, either way."""
    del event
    return Topic(settled=True)


TOPIC: Decider[SettleTopic, Topic, TopicEvent] = Decider(Topic(), decide, evolve)
