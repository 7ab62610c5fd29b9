"""目录调整、各版差异、不公开事项 — for programs."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import Parameter
from msgspec import Struct

from services.catalog.domain.amendment_words import (
    AcknowledgeAmendment,
    ProposeAmendment,
    ReturnAmendment,
    ScreenAmendment,
)
from services.catalog.domain.revision import Differences
from services.catalog.domain.withheld_words import (
    AcknowledgeWithheld,
    ReturnWithheld,
    ReviewWithheld,
    WithholdMatter,
)
from services.catalog.handlers.amending import Amendments, AnswerReturn, Count, WithheldMatters
from services.catalog.views.amendments import AmendmentRow, WithheldRow
from services.catalog.views.item_versions import ItemVersionRow
from shared.store import Receipt
from shared.web import Caller, filed

Leaf = Annotated[int, Parameter(ge=1, le=1_000_000)]


class Notice(Struct, frozen=True, kw_only=True):
    """公告 — what everybody may read about an amended item."""

    kind: str
    explanation: str
    announced_at: str


@get("/units/{unit:str}/catalog/{version:int}/differences/{other:int}", sync_to_thread=True)
def compare(
    unit: str, version: int, other: int, amending: Amendments, caller: Caller
) -> Differences:
    """比较两版目录：从 other 版到 version 版的增、删、改。"""
    return amending.compare(unit, other, version, caller)


@get("/items/{item_id:uuid}/versions", sync_to_thread=True)
def list_item_versions(item_id: UUID, amending: Amendments, caller: Caller) -> list[ItemVersionRow]:
    """列出事项在目录各版中的内容。"""
    return amending.history(item_id, caller)


@get("/items/{item_id:uuid}/notices", sync_to_thread=True)
def list_notices(item_id: UUID, amending: Amendments, caller: Caller) -> list[Notice]:
    """列出事项的调整公告。"""
    amending.reader.item(item_id, caller)
    return [
        Notice(
            kind=row.kind.chinese,
            explanation=row.explanation,
            announced_at=row.announced_at.isoformat() if row.announced_at else "",
        )
        for row in amending.notices(item_id)
    ]


@post("/units/{unit:str}/amendments")
async def propose_amendment(
    unit: str, data: ProposeAmendment, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """提出变更、撤销或终止目录事项。"""
    amendment_id, receipt = await amending.propose(unit, data, caller)
    return filed(receipt, f"/catalog/api/amendments/{amendment_id}")


@get("/units/{unit:str}/amendments", sync_to_thread=True)
def list_amendments(
    unit: str, amending: Amendments, caller: Caller, page: Leaf = 1
) -> list[AmendmentRow]:
    """列出目录调整，包括下级报来备案的；每页200件。"""
    return amending.of_unit(unit, caller, page)


@post("/amendments/{amendment_id:uuid}/screening")
async def screen_amendment(
    amendment_id: UUID, data: ScreenAmendment, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """目录调整保密审查。"""
    return filed(await amending.screen(amendment_id, data, caller))


@post("/amendments/{amendment_id:uuid}/approval")
async def approve_amendment(
    amendment_id: UUID, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """批准目录调整。"""
    return filed(await amending.approve(amendment_id, caller))


@post("/amendments/{amendment_id:uuid}/filing")
async def file_amendment(
    amendment_id: UUID, amending: Amendments, caller: Caller, data: AnswerReturn | None = None
) -> Response[Receipt]:
    """目录调整报上级备案；上级退回过的，写明答复。"""
    return filed(await amending.file(amendment_id, data or AnswerReturn(), caller))


@post("/amendments/{amendment_id:uuid}/return")
async def return_amendment(
    amendment_id: UUID, data: ReturnAmendment, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """退回目录调整备案。"""
    return filed(await amending.give_back(amendment_id, data, caller))


@post("/amendments/{amendment_id:uuid}/abandonment")
async def abandon_amendment(
    amendment_id: UUID, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """上级退回以后不再办理目录调整。"""
    return filed(await amending.abandon(amendment_id, caller))


@post("/amendments/{amendment_id:uuid}/acknowledgement")
async def acknowledge_amendment(
    amendment_id: UUID, data: AcknowledgeAmendment, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """签收备案。"""
    return filed(await amending.acknowledge(amendment_id, data, caller))


@post("/amendments/{amendment_id:uuid}/announcement")
async def announce_amendment(
    amendment_id: UUID, amending: Amendments, caller: Caller
) -> Response[Receipt]:
    """公告目录调整，同时生效。"""
    return filed(await amending.announce(amendment_id, caller))


@post("/units/{unit:str}/withheld")
async def withhold(
    unit: str, data: WithholdMatter, matters: WithheldMatters, caller: Caller
) -> Response[Receipt]:
    """登记不公开事项，同时报上级备案。"""
    withheld_id, receipt = await matters.register(unit, data, caller)
    return filed(receipt, f"/catalog/api/withheld/{withheld_id}")


@get("/units/{unit:str}/withheld", sync_to_thread=True)
def list_withheld(
    unit: str, matters: WithheldMatters, caller: Caller, page: Leaf = 1
) -> list[WithheldRow]:
    """列出不公开事项台账；每页200件。"""
    return matters.of_unit(unit, caller, page)


@post("/withheld/{withheld_id:uuid}/acknowledgement")
async def acknowledge_withheld(
    withheld_id: UUID, data: AcknowledgeWithheld, matters: WithheldMatters, caller: Caller
) -> Response[Receipt]:
    """签收不公开事项备案。"""
    return filed(await matters.acknowledge(withheld_id, data, caller))


@post("/withheld/{withheld_id:uuid}/return")
async def return_withheld(
    withheld_id: UUID, data: ReturnWithheld, matters: WithheldMatters, caller: Caller
) -> Response[Receipt]:
    """退回不公开事项备案。"""
    return filed(await matters.give_back(withheld_id, data, caller))


@post("/withheld/{withheld_id:uuid}/review")
async def review_withheld(
    withheld_id: UUID, data: ReviewWithheld, matters: WithheldMatters, caller: Caller
) -> Response[Receipt]:
    """复核不公开事项。"""
    return filed(await matters.review(withheld_id, data, caller))


@get("/withheld/statistics", sync_to_thread=True)
def withheld_statistics(matters: WithheldMatters) -> list[Count]:
    """不公开事项统计，不含事项名称。"""
    return matters.statistics()


handlers = [
    *(compare, list_item_versions, list_notices),
    *(propose_amendment, list_amendments, screen_amendment, approve_amendment),
    *(file_amendment, acknowledge_amendment, announce_amendment),
    *(return_amendment, abandon_amendment, return_withheld),
    *(withhold, list_withheld, acknowledge_withheld, review_withheld, withheld_statistics),
]
