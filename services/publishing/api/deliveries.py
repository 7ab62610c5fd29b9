"""送达的门，for programs of staff: what is planned, shown, failed, taken down, tried again."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from msgspec import Struct

from services.publishing.domain.delivery_words import RemoveDelivery
from services.publishing.domain.reach import Reach, State, reach_of, standing_of
from services.publishing.domain.terms import Scope
from services.publishing.handlers import Readings
from services.publishing.handlers.delivering import Deliveries, Shown, Spot, current
from services.publishing.handlers.vouching import Vouching, for_strangers
from services.publishing.handlers.witness import Witness
from services.publishing.views import DeliveryRow
from shared.store import Receipt
from shared.web import Caller, filed

LARGEST: Final = 64_000_000  # bytes of a request that brings evidence


class Planned(Spot, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """安排送达"""

    audience: Scope | None = None
    due_at: datetime | None = None


class Reported(Spot, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告送达"""

    evidence: str
    shown_at: datetime | None = None
    audience: Scope | None = None
    address: str = ""
    content_sha256: str = ""


class NotReached(Spot, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告未送达"""

    reason: str


class TakenDown(Spot, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告撤下"""

    reason: str
    evidence: str = ""
    removed_at: datetime | None = None


class EvidenceKept(Struct, frozen=True, kw_only=True):
    """证据已收下"""

    sha256: str


class DeliveryTold(Struct, frozen=True, kw_only=True):
    """一次送达 — who reported it and why it failed is told to staff only."""

    step: str
    version: int
    form: str
    outlet: str
    audience: Scope
    state: State
    due_at: datetime | None
    at: datetime | None
    evidence: str
    address: str
    content_sha256: str
    late_seconds: int
    attempts: int = 0
    via: str = ""
    post: str = ""
    reason: str = ""
    pilot: bool = False


class DeliveriesTold(Struct, frozen=True, kw_only=True):
    """送达情况"""

    standing: str
    reach: Reach
    deliveries: list[DeliveryTold]


@get("/api/disclosures/{disclosure_id:uuid}/deliveries")
async def read_deliveries(
    disclosure_id: UUID, readings: Readings, sending: Deliveries, caller: Caller
) -> DeliveriesTold:
    """查看送达情况。"""
    row = await readings.row(disclosure_id, caller)
    rows = sending.of(row, caller)
    now = current(rows, row)
    staff = sending.staffs(row, caller)
    return DeliveriesTold(
        standing=standing_of(row.phase, now),
        reach=reach_of(now),
        deliveries=[
            delivery_told(each, staff=staff) for each in (rows if staff else for_strangers(rows))
        ],
    )


@post("/api/deliveries/{delivery_id:uuid}/vouch")
async def vouch_delivery(
    delivery_id: UUID, vouching: Vouching, caller: Caller
) -> Response[Receipt]:
    """核对送达记录，由另一人办理；核对以后社会才能看到登记的文字。"""
    return filed(await vouching.vouch(delivery_id, caller))


@post("/api/disclosures/{disclosure_id:uuid}/deliveries/plan")
async def plan_delivery(
    disclosure_id: UUID, data: Planned, sending: Deliveries, caller: Caller
) -> Response[Receipt]:
    """安排送达。"""
    cause = await sending.acting(disclosure_id, caller)
    receipt = await sending.plan(
        disclosure_id, data, cause, audience=data.audience, due_at=data.due_at
    )
    return filed(receipt)


@post("/api/disclosures/{disclosure_id:uuid}/deliveries/delivered")
async def report_delivered(
    disclosure_id: UUID, data: Reported, witness: Witness, caller: Caller
) -> Response[Receipt]:
    """报告送达。"""
    return filed(await witness.delivered(disclosure_id, data, shown_of(data), caller))


@post("/api/disclosures/{disclosure_id:uuid}/evidence", request_max_body_size=LARGEST)
async def keep_evidence(
    disclosure_id: UUID,
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
    sending: Deliveries,
    witness: Witness,
    caller: Caller,
) -> EvidenceKept:
    """上传证据。"""
    await sending.acting(disclosure_id, caller)
    return EvidenceKept(sha256=await sync_to_thread(witness.keep, await data.read()))


@post("/api/disclosures/{disclosure_id:uuid}/deliveries/failed")
async def report_failed(
    disclosure_id: UUID, data: NotReached, sending: Deliveries, caller: Caller
) -> Response[Receipt]:
    """报告未送达。"""
    cause = await sending.acting(disclosure_id, caller)
    return filed(await sending.failed(disclosure_id, data, data.reason, cause))


@post("/api/disclosures/{disclosure_id:uuid}/deliveries/retry")
async def retry_delivery(
    disclosure_id: UUID, data: Spot, sending: Deliveries, caller: Caller
) -> Response[Receipt]:
    """要求重新送达。"""
    cause = await sending.acting(disclosure_id, caller)
    return filed(await sending.retry(disclosure_id, data, cause))


@post("/api/disclosures/{disclosure_id:uuid}/deliveries/removed")
async def report_removed(
    disclosure_id: UUID, data: TakenDown, sending: Deliveries, caller: Caller
) -> Response[Receipt]:
    """报告撤下。"""
    cause = await sending.acting(disclosure_id, caller)
    command = RemoveDelivery(
        removed_at=data.removed_at or cause.at, reason=data.reason, evidence=data.evidence
    )
    return filed(await sending.removed(disclosure_id, data, command, cause))


def shown_of(data: Reported) -> Shown:
    """Return a report as the use case takes it."""
    return Shown(
        evidence=data.evidence,
        shown_at=data.shown_at,
        audience=data.audience,
        address=data.address,
        content_sha256=data.content_sha256,
    )


def delivery_told(row: DeliveryRow, *, staff: bool) -> DeliveryTold:
    """Return a delivery as programs read it."""
    inner: dict[str, Any] = (
        {"attempts": row.attempts, "via": row.via, "post": row.post, "reason": row.reason}
        if staff
        else {}
    )
    return DeliveryTold(
        step=row.step,
        version=row.version,
        form=row.form,
        outlet=row.outlet,
        audience=row.audience,
        state=row.state,
        due_at=row.due_at,
        at=row.at,
        evidence=row.evidence,
        address=row.address,
        content_sha256=row.content_sha256,
        late_seconds=row.late_seconds,
        pilot=row.pilot,
        **inner,
    )


handlers = [
    vouch_delivery,
    read_deliveries,
    plan_delivery,
    report_delivered,
    keep_evidence,
    report_failed,
    retry_delivery,
    report_removed,
]
