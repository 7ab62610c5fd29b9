"""The door for programs to decision dossiers, experts, and the oversight of the secretary."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.convening_words import DrawHearing, ScheduleDossier
from services.workflow.domain.dossier_following_words import (
    AcknowledgeDossier,
    CorrectDossier,
    EvaluateDossier,
    ExecuteDossier,
    FaultDossier,
    ReportDossier,
    ReportLoss,
    ResolveDossier,
)
from services.workflow.domain.dossier_words import (
    AdviseDossier,
    AnnounceHearing,
    AssessDossier,
    BypassStep,
    ConsultDossier,
    EngageExpert,
    OpenDossier,
    RecordHearing,
    ReportHearing,
    ResearchDossier,
    VoteDossier,
)
from services.workflow.domain.expert import DeclareInterests, EnlistExpert
from services.workflow.domain.oversight import ApproveOversight, RecordOversight
from services.workflow.handlers.dossiers import DossierList, Dossiers, DossierSeen
from services.workflow.handlers.experts import Experts
from services.workflow.handlers.oversights import OversightList, Oversights
from services.workflow.views.dossiers import ExpertRow, OversightRow
from shared.store import Receipt
from shared.web import Caller, filed

STEPS: Final[dict[str, type[Any]]] = {
    "research": ResearchDossier,
    "consult": ConsultDossier,
    "announce": AnnounceHearing,
    "draw": DrawHearing,
    "record": RecordHearing,
    "summarise": ReportHearing,
    "engage": EngageExpert,
    "advise": AdviseDossier,
    "assess": AssessDossier,
    "bypass": BypassStep,
    "schedule": ScheduleDossier,
    "vote": VoteDossier,
    "report": ReportDossier,
    "acknowledge": AcknowledgeDossier,
    "execute": ExecuteDossier,
    "evaluate": EvaluateDossier,
    "resolve": ResolveDossier,
    "loss": ReportLoss,
    "fault": FaultDossier,
    "correct": CorrectDossier,
}


@get("/dossiers", sync_to_thread=True)
def read_dossiers(
    dossiers: Dossiers, caller: Caller, tab: str = "", page_no: int = 1
) -> DossierList:
    """重大决策案卷，最近立案的在前；``tab``：``overdue`` 逾期未报告，``hidden`` 已执行未公开。"""
    return dossiers.listed(caller, tab, page_no)


@get("/dossiers/{dossier_id:uuid}", sync_to_thread=True)
def read_dossier(dossier_id: UUID, dossiers: Dossiers, caller: Caller) -> DossierSeen:
    """一件决策案卷，连同每一步的记录和公开情况。"""
    return dossiers.see(dossier_id, caller)


@put("/dossiers/{dossier_id:uuid}", status_code=HTTP_201_CREATED)
async def open_dossier(
    dossier_id: UUID, data: OpenDossier, dossiers: Dossiers, caller: Caller
) -> Response[Receipt]:
    """立决策案卷。The caller chooses the id, so a retry never opens it twice."""
    receipt = await dossiers.open(dossier_id, data, caller)
    return filed(receipt, f"/workflow/api/dossiers/{dossier_id}")


def _door(step: str, command: type[Any]) -> HTTPRouteHandler:
    """Return the door of one step, whose body is the command."""

    async def door(
        dossier_id: UUID, data: Any, dossiers: Dossiers, caller: Caller, expected: int | None
    ) -> Response[Receipt]:
        return filed(await dossiers.act(dossier_id, data, caller, expected))

    door.__annotations__["data"] = command
    door.__doc__ = command.__doc__
    door.__name__ = f"{step}_dossier"
    return post(f"/dossiers/{{dossier_id:uuid}}/{step}")(door)


@get("/experts", sync_to_thread=True)
def read_experts(experts: Experts, caller: Caller, unit: str = "") -> list[ExpertRow]:
    """专家名录和申报的利害关系。"""
    return experts.listed(caller, unit)


@post("/experts")
async def enlist_expert(data: EnlistExpert, experts: Experts, caller: Caller) -> Response[Receipt]:
    """列入专家名录。"""
    return filed(await experts.enlist(data, caller))


@post("/experts/{expert_id:uuid}/interests")
async def declare_interests(
    expert_id: UUID, data: DeclareInterests, experts: Experts, caller: Caller
) -> Response[Receipt]:
    """申报利害关系，由专家本人办理。"""
    return filed(await experts.declare(expert_id, data, caller))


@get("/oversights", sync_to_thread=True)
def read_oversights(
    oversights: Oversights, caller: Caller, page_no: int = 1, gap_page: int = 1
) -> OversightList:
    """监督书记的记录，连同缺的半年。"""
    return oversights.listed(caller, page_no, gap_page)


@get("/oversights/{oversight_id:uuid}", sync_to_thread=True)
def read_oversight(oversight_id: UUID, oversights: Oversights, caller: Caller) -> OversightRow:
    """一份监督书记的记录。"""
    return oversights.see(oversight_id, caller)


@post("/oversights")
async def record_oversight(
    data: RecordOversight, oversights: Oversights, caller: Caller
) -> Response[Receipt]:
    """登记监督书记的记录。"""
    return filed(await oversights.record(data, caller))


@post("/oversights/{oversight_id:uuid}/approve")
async def approve_oversight(
    oversight_id: UUID, data: ApproveOversight, oversights: Oversights, caller: Caller
) -> Response[Receipt]:
    """批准监督书记的记录；书记本人不能批准。"""
    return filed(await oversights.approve(oversight_id, data, caller))


handlers = [
    read_dossiers,
    read_dossier,
    open_dossier,
    *(_door(step, command) for step, command in STEPS.items()),
    read_experts,
    enlist_expert,
    declare_interests,
    read_oversights,
    read_oversight,
    record_oversight,
    approve_oversight,
]
