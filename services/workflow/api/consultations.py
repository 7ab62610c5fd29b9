"""The door for programs to consultations before a decision (预公开)."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post, put
from litestar.status_codes import HTTP_201_CREATED

from services.workflow.domain.consultation_words import (
    CloseConsultation,
    DecideConsultation,
    PostponeConsultation,
    RegisterConsultation,
    StudyConsultation,
)
from services.workflow.domain.session_words import HoldConsultation
from services.workflow.domain.tally import dissent
from services.workflow.handlers import Consultations
from services.workflow.handlers.consultations import ConsultationSeen
from shared.store import Receipt
from shared.web import Caller, filed, tagged


@get("/consultations", sync_to_thread=True)
def read_consultations(
    consultations: Consultations, caller: Caller, unit: str = "", page_no: int = 1
) -> dict[str, Any]:
    """本单位的预公开事项。"""
    found = consultations.of_unit(caller, unit, max(page_no, 1))
    rows = [shown(each) for each in found.rows]
    return {"unit": found.unit, "total": found.total, "consultations": rows}


@get("/consultations/{consultation_id:uuid}", sync_to_thread=True)
def read_consultation(
    consultation_id: UUID, consultations: Consultations, caller: Caller
) -> Response[dict[str, Any]]:
    """一项预公开，预公开期逐日计算，表态分类统计。"""
    seen = consultations.see(consultation_id, caller)
    return tagged(shown(seen), seen.row.version)


@put("/consultations/{consultation_id:uuid}", status_code=HTTP_201_CREATED)
async def register_consultation(
    consultation_id: UUID,
    data: RegisterConsultation,
    consultations: Consultations,
    caller: Caller,
) -> Response[Receipt]:
    """登记预公开事项。The caller chooses the id, so a retry never registers it twice."""
    receipt = await consultations.register(consultation_id, data, caller)
    return filed(receipt, f"/workflow/api/consultations/{consultation_id}")


@post("/consultations/{consultation_id:uuid}/close")
async def close_consultation(
    consultation_id: UUID,
    data: CloseConsultation,
    consultations: Consultations,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """汇总意见；预公开期未满的不能汇总，多数人不同意的同时暂缓决定。"""
    return filed(await consultations.act(consultation_id, data, caller, expected))


@post("/consultations/{consultation_id:uuid}/postpone")
async def postpone_consultation(
    consultation_id: UUID,
    data: PostponeConsultation,
    consultations: Consultations,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """认定重大分歧，暂缓决定。"""
    return filed(await consultations.act(consultation_id, data, caller, expected))


@post("/consultations/{consultation_id:uuid}/study")
async def study_consultation(
    consultation_id: UUID,
    data: StudyConsultation,
    consultations: Consultations,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """提交进一步研究报告。"""
    return filed(await consultations.act(consultation_id, data, caller, expected))


@post("/consultations/{consultation_id:uuid}/decide")
async def decide_consultation(
    consultation_id: UUID,
    data: DecideConsultation,
    consultations: Consultations,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """作出决定；没有预公开满期、没有汇总意见或者已经暂缓的，不能决定。"""
    return filed(await consultations.act(consultation_id, data, caller, expected))


@post("/consultations/{consultation_id:uuid}/sessions")
async def hold_consultation(
    consultation_id: UUID,
    data: HoldConsultation,
    consultations: Consultations,
    caller: Caller,
    expected: int | None,
) -> Response[Receipt]:
    """登记听证会、座谈会或者走访：邀请和到会情况、发言、每条意见是否采纳。"""
    return filed(await consultations.act(consultation_id, data, caller, expected))


def shown(seen: ConsultationSeen) -> dict[str, Any]:
    """Return a consultation as programs read it, with every day that was counted."""
    row, state = seen.row, seen.row.consultation
    return {
        "consultation_id": row.consultation_id,
        "unit": row.unit,
        "item_id": row.item_id,
        "matter": row.matter,
        "reason": row.reason,
        "questions": state.questions,
        "materials": row.materials,
        "state": row.state,
        "rule": state.rule,
        "day": seen.day,
        "days": seen.days,
        "opinions": seen.opinions,
        "rounds": [
            {
                "disclosure_id": each.disclosure_id,
                "opened_on": each.opened_on,
                "last_day": each.last_day,
                "deadline": each.deadline,
                "voices": each.voices,
                "against": each.voices.counted(state.rule).share,
                "dissent": dissent(state.rule, each.voices),
                "summary": each.summary,
                "postponed": each.ground,
            }
            for each in state.rounds
        ],
        "answers": row.answers,
        "report": row.report,
        "decision": row.decision,
        "sessions": row.sessions,
        "unheard": seen.unheard,
        "results": state.results,
        "obligations": [
            {
                "obligation_id": each.obligation_id,
                "duty": each.duty,
                "matter": each.matter,
                "due": each.due,
                "state": each.state,
            }
            for each in seen.owed
        ],
    }


handlers = [
    read_consultations,
    read_consultation,
    register_consultation,
    close_consultation,
    postpone_consultation,
    study_consultation,
    decide_consultation,
    hold_consultation,
]
