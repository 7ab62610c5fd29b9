"""联合检查, as pages and for programs."""

from uuid import UUID

from litestar import Response, get, post, put
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.joint import INSPECTORS
from services.publishing.domain.sister_words import SYSTEMS
from services.publishing.handlers.gathering import Gathering
from services.publishing.handlers.joints import PAGE, Joints, Planned
from services.publishing.views.joints import JointRow
from shared.store import Receipt
from shared.web import Caller, Filled, Page, filed, page, see_other


class JointForm(Struct, frozen=True, kw_only=True):
    """联合检查安排表"""

    unit: str = ""
    title: str = ""
    first: str = ""
    last: str = ""
    units: list[str] = []


class ReportForm(Struct, frozen=True, kw_only=True):
    """联合检查报告表"""

    text: str = ""


@get("/joint-inspections", include_in_schema=False, sync_to_thread=True)
def joint_list(joints: Joints, gathering: Gathering, caller: Caller, page_no: int = 1) -> Page:
    """联合检查一览"""
    rows, total = joints.listed(caller, page_no)
    mine = caller.units(*INSPECTORS)
    return page(
        "joints.html.j2",
        rows=rows,
        pages=max(-(-total // PAGE), 1),
        page_no=max(page_no, 1),
        names=gathering.names,
        mine=[(each, gathering.names.unit(each)) for each in mine],
        below=[
            (each, gathering.names.unit(each))
            for each in dict.fromkeys(one for unit in mine for one in joints.below(unit))
        ],
    )


@post("/joint-inspections", include_in_schema=False)
async def plan_joint(data: Filled[JointForm], joints: Joints, caller: Caller) -> Redirect:
    """安排联合检查"""
    asked = Planned(
        unit=data.unit,
        title=data.title,
        first=data.first,
        last=data.last,
        units=tuple(data.units),
    )
    await joints.plan(caller.command_id, asked, caller)
    return see_other(f"/joint-inspections/{caller.command_id}")


@get("/joint-inspections/{joint_id:uuid}", include_in_schema=False, sync_to_thread=True)
def joint_page(joint_id: UUID, joints: Joints, gathering: Gathering, caller: Caller) -> Page:
    """一次联合检查"""
    row = joints.see(joint_id, caller)
    return page(
        "joint.html.j2",
        row=row,
        names=gathering.names,
        SYSTEMS=SYSTEMS,
        reports=caller.holds(row.unit, *INSPECTORS) and row.reported_at is None,
    )


@post("/joint-inspections/{joint_id:uuid}/report", include_in_schema=False)
async def report_joint(
    joint_id: UUID, data: Filled[ReportForm], joints: Joints, caller: Caller
) -> Redirect:
    """作出联合检查报告"""
    await joints.report(joint_id, data.text, caller)
    return see_other(f"/joint-inspections/{joint_id}")


@get("/api/joint-inspections/{joint_id:uuid}", sync_to_thread=True)
def read_joint(joint_id: UUID, joints: Joints, caller: Caller) -> JointRow:
    """一次联合检查和它的报告：党务公开和政务公开等分别统计。"""
    return joints.see(joint_id, caller)


@put("/api/joint-inspections/{joint_id:uuid}")
async def put_joint(
    joint_id: UUID, data: Planned, joints: Joints, caller: Caller
) -> Response[Receipt]:
    """安排联合检查。"""
    return filed(await joints.plan(joint_id, data, caller))


@post("/api/joint-inspections/{joint_id:uuid}/report")
async def put_report(
    joint_id: UUID, data: ReportForm, joints: Joints, caller: Caller
) -> Response[Receipt]:
    """作出联合检查报告。"""
    return filed(await joints.report(joint_id, data.text, caller))


handlers = [joint_list, plan_joint, joint_page, report_joint, read_joint, put_joint, put_report]
