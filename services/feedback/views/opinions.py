"""意见 — disclosures, opinions on them, and what came of them, as readers see them."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.feedback.domain.disclosure import Disclosure, Scope
from services.feedback.domain.events import (
    IdentityOpened,
    OpinionAssigned,
    OpinionClosed,
    OpinionConcluded,
    OpinionLinked,
    OpinionNumbered,
    OpinionReceived,
    OpinionReplied,
    OpinionTransferred,
    OutcomeCirculated,
    OutcomePublished,
)
from services.feedback.domain.opinion import moved
from services.feedback.domain.outcome_words import OutcomeProposed, OutcomeReturned
from services.feedback.domain.register import numeral
from services.feedback.domain.terms import (
    Audience,
    Channel,
    Delivery,
    Finding,
    Remedy,
    Sealed,
    Status,
)
from services.feedback.heard import (
    DisclosureCancelled,
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    ProposalApproved,
    ProposalResubmitted,
    ProposalReviewed,
    ProposalSubmitted,
    PublicOpened,
)
from shared.record import Record
from shared.view import Rows, View

Part = ProposalSubmitted | ProposalResubmitted | ProposalReviewed | ProposalApproved

Outcome = OutcomePublished | OutcomeCirculated


class DisclosureRow(Struct, frozen=True, kw_only=True):
    """公开事项 — what may be spoken of, and by whom."""

    disclosure_id: str
    unit: str
    item_id: str
    title: str
    scope: Scope
    readers: tuple[str, ...]
    proposals: tuple[str, ...]
    inner_version: int = 0
    society_version: int = 0
    withdrawn: bool = False

    @property
    def newest(self) -> int:
        """Return the version in force, as far as anybody has read one."""
        return max(self.inner_version, self.society_version)

    @property
    def known(self) -> Disclosure:
        """Return what the rules of reading ask."""
        return Disclosure(
            unit=self.unit,
            scope=self.scope,
            inner_version=self.inner_version,
            society_version=self.society_version,
            withdrawn=self.withdrawn,
            persons=frozenset(self.readers),
        )


class InvolvedRow(Struct, frozen=True, kw_only=True):
    """经办 — who proposed, reviewed or approved what."""

    key: str
    proposal_id: str
    person_id: str


class TransferLine(Struct, frozen=True, kw_only=True):
    """转办记录 — from whom to whom (empty: back to the office), why and when."""

    giver: str
    handler: str
    reason: str
    at: datetime


class OpinionRow(Struct, frozen=True, kw_only=True):
    """意见 — all that the desk needs; what was written stays sealed."""

    opinion_id: UUID
    unit: str
    disclosure_id: str
    item_id: str
    disclosed_version: int
    channel: Channel
    signed: bool
    content: Sealed
    identity: Sealed | None
    query_code_digest: str
    reference: str
    received_at: datetime
    status: Status
    version: int
    number: str = ""
    handler: str = ""
    assigned_at: datetime | None = None
    finding: Finding | None = None
    conclusion: str = ""
    remedy: Remedy | None = None
    concluded_at: datetime | None = None
    replied_to: Audience | None = None
    reply: Sealed | None = None
    delivery: Delivery | None = None
    delivered_at: datetime | None = None
    summary: str = ""
    published_at: datetime | None = None
    revised_version: int = 0
    revised_at: datetime | None = None
    closed_at: datetime | None = None
    transfers: tuple[TransferLine, ...] = ()


class OutcomeRow(Struct, frozen=True, kw_only=True):
    """公开的办理结果 — nothing in it but what readers of the disclosure may read."""

    opinion_id: UUID
    number: str
    unit: str
    disclosure_id: str
    finding: Finding
    remedy: Remedy
    summary: str
    published_at: datetime
    revised_version: int = 0


disclosures = View("disclosures", DisclosureRow, key="disclosure_id", indexes=(("unit",),))
involved = View("involved", InvolvedRow, key="key", indexes=(("proposal_id",),))
opinions = View(
    "opinions",
    OpinionRow,
    key="opinion_id",
    indexes=(("unit", "status"), ("handler",), ("number",), ("disclosure_id",)),
)
outcomes = View(
    "outcomes",
    OutcomeRow,
    key="opinion_id",
    indexes=(("disclosure_id", "published_at"), ("published_at",)),
)


@disclosures.on(DisclosureRegistered)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureRegistered]) -> None:
    new = record.event
    rows.put(
        DisclosureRow(
            disclosure_id=str(record.stream_id),
            unit=new.unit,
            item_id=new.item_id,
            title=new.plan.title,
            scope=Scope(new.plan.scope),
            readers=new.plan.readers,
            proposals=(new.proposal_id,),
        )
    )


@disclosures.on(InnerOpened)
def _(rows: Rows[DisclosureRow], record: Record[InnerOpened]) -> None:
    rows.change(str(record.stream_id), inner_version=record.event.version)


@disclosures.on(PublicOpened)
def _(rows: Rows[DisclosureRow], record: Record[PublicOpened]) -> None:
    rows.change(str(record.stream_id), society_version=record.event.version)


@disclosures.on(DisclosureRevised)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureRevised]) -> None:
    key, new = str(record.stream_id), record.event
    if row := rows.get(key):
        rows.change(
            key,
            title=new.plan.title,
            scope=Scope(new.plan.scope),
            readers=new.plan.readers,
            proposals=(*row.proposals, new.proposal_id),
            inner_version=new.version if row.inner_version else 0,
            society_version=new.version if new.public else row.society_version,
        )


@disclosures.on(DisclosureWithdrawn, DisclosureCancelled)
def _(rows: Rows[DisclosureRow], record: Record[DisclosureWithdrawn | DisclosureCancelled]) -> None:
    rows.change(str(record.stream_id), withdrawn=True)


@involved.on(ProposalSubmitted, ProposalResubmitted, ProposalReviewed, ProposalApproved)
def _(rows: Rows[InvolvedRow], record: Record[Part]) -> None:
    proposal, person = str(record.stream_id), record.cause.actor
    rows.put(InvolvedRow(key=f"{proposal}/{person}", proposal_id=proposal, person_id=person))


@opinions.on(OpinionReceived)
def _(rows: Rows[OpinionRow], record: Record[OpinionReceived]) -> None:
    new = record.event
    rows.put(
        OpinionRow(
            opinion_id=record.stream_id,
            unit=new.unit,
            disclosure_id=new.disclosure_id,
            item_id=new.item_id,
            disclosed_version=new.version,
            channel=new.channel,
            signed=new.signed,
            content=new.content,
            identity=new.identity,
            query_code_digest=new.query_code_digest,
            reference=new.reference,
            received_at=record.cause.at,
            status=Status.RECEIVED,
            version=record.version,
        )
    )


@opinions.on(OpinionNumbered)
def _(rows: Rows[OpinionRow], record: Record[OpinionNumbered]) -> None:
    new = record.event
    rows.change(new.opinion_id, number=numeral(new.year, new.number))


@opinions.on(OpinionTransferred)
def _(rows: Rows[OpinionRow], record: Record[OpinionTransferred]) -> None:
    event, at = record.event, record.cause.at
    line = TransferLine(giver=event.giver, handler=event.handler, reason=event.reason, at=at)
    if row := rows.get(record.stream_id):
        rows.change(
            record.stream_id,
            status=moved(row.status, event.handler),
            handler=event.handler,
            transfers=(*row.transfers, line),
            version=record.version,
        )


@opinions.on(OpinionAssigned)
def _(rows: Rows[OpinionRow], record: Record[OpinionAssigned]) -> None:
    row = rows.get(record.stream_id)
    rows.change(
        record.stream_id,
        status=Status.CONCLUDED if row and row.finding else Status.ASSIGNED,
        handler=record.event.handler,
        assigned_at=record.cause.at,
        version=record.version,
    )


@opinions.on(OpinionConcluded)
def _(rows: Rows[OpinionRow], record: Record[OpinionConcluded]) -> None:
    rows.change(
        record.stream_id,
        status=Status.CONCLUDED,
        finding=record.event.finding,
        conclusion=record.event.conclusion,
        remedy=record.event.remedy,
        concluded_at=record.cause.at,
        version=record.version,
    )


@opinions.on(OpinionReplied)
def _(rows: Rows[OpinionRow], record: Record[OpinionReplied]) -> None:
    rows.change(
        record.stream_id,
        status=Status.REPLIED,
        replied_to=record.event.to,
        reply=record.event.reply,
        delivery=record.event.proof.how,
        delivered_at=record.event.proof.at,
        version=record.version,
    )


@opinions.on(OutcomePublished, OutcomeCirculated)
def _(rows: Rows[OpinionRow], record: Record[Outcome]) -> None:
    rows.change(
        record.stream_id,
        summary=record.event.summary,
        published_at=record.cause.at,
        version=record.version,
    )


@opinions.on(OpinionLinked)
def _(rows: Rows[OpinionRow], record: Record[OpinionLinked]) -> None:
    rows.change(
        record.stream_id,
        revised_version=record.event.version,
        revised_at=record.cause.at,
        version=record.version,
    )


@opinions.on(OpinionClosed)
def _(rows: Rows[OpinionRow], record: Record[OpinionClosed]) -> None:
    rows.change(
        record.stream_id,
        status=Status.CLOSED,
        closed_at=record.cause.at,
        version=record.version,
    )


@opinions.on(IdentityOpened)
def _(rows: Rows[OpinionRow], record: Record[IdentityOpened]) -> None:
    rows.change(record.stream_id, version=record.version)


@opinions.on(OutcomeProposed, OutcomeReturned)
def _(rows: Rows[OpinionRow], record: Record[OutcomeProposed] | Record[OutcomeReturned]) -> None:
    rows.change(record.stream_id, version=record.version)


@outcomes.on(OutcomePublished, OutcomeCirculated)
def _(rows: Rows[OutcomeRow], record: Record[Outcome]) -> None:
    new, opinion = record.event, rows.of(opinions).get(record.stream_id)
    rows.put(
        OutcomeRow(
            opinion_id=record.stream_id,
            number=opinion.number if opinion else "",
            unit=new.unit,
            disclosure_id=new.disclosure_id,
            finding=new.finding,
            remedy=new.remedy,
            summary=new.summary,
            published_at=record.cause.at,
            revised_version=opinion.revised_version if opinion else 0,
        )
    )


@outcomes.on(OpinionLinked)
def _(rows: Rows[OutcomeRow], record: Record[OpinionLinked]) -> None:
    rows.change(record.stream_id, revised_version=record.event.version)
