"""述职述廉, as a page and for programs."""

from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from services.publishing.domain.duty_report_words import EvaluateDutyReport
from services.publishing.domain.showing import RECORDERS
from services.publishing.handlers.duty_reports import STANDINGS, DutyReports, Roll, Wanted
from services.publishing.handlers.gathering import Gathering
from services.publishing.pages.hand_forms import whole
from shared.calendar import beijing_date
from shared.store import Receipt
from shared.web import Caller, Filled, Page, filed, page, see_other


class ReportForm(Struct, frozen=True, kw_only=True):
    """述职述廉登记表"""

    unit: str = ""
    person: str = ""
    year: str = ""
    disclosure_id: str = ""


class VotesForm(Struct, frozen=True, kw_only=True):
    """评议结果表"""

    satisfied: str = ""
    fair: str = ""
    unsatisfied: str = ""
    unit: str = ""
    year: str = ""


@get("/duty-reports", include_in_schema=False, sync_to_thread=True)
def duty_report_page(
    duty_reports: DutyReports,
    gathering: Gathering,
    caller: Caller,
    unit: str = "",
    year: int = 0,
) -> Page:
    """述职述廉"""
    caller.known()
    units = duty_reports.units(caller)
    chosen, asked = unit or next(iter(units), ""), year or beijing_date(caller.at).year
    return page(
        "duty_reports.html.j2",
        roll=duty_reports.roll(chosen, asked, caller) if chosen else Roll(year=asked),
        units=[(each, gathering.names.unit(each)) for each in units],
        names=gathering.names,
        offers=gathering.offers(chosen, ""),
        records=caller.holds(chosen, *RECORDERS),
        STANDINGS=STANDINGS,
    )


@post("/duty-reports", include_in_schema=False)
async def file_report(
    data: Filled[ReportForm], duty_reports: DutyReports, caller: Caller
) -> Redirect:
    """登记述职述廉报告"""
    wanted = Wanted(
        unit=data.unit,
        person=data.person,
        year=whole(data.year),
        disclosure_id=data.disclosure_id,
    )
    await duty_reports.file(wanted, caller)
    return see_other(f"/duty-reports?unit={data.unit}&year={wanted.year}")


@post("/duty-reports/{report_id:uuid}/evaluation", include_in_schema=False)
async def evaluate_report(
    report_id: UUID, data: Filled[VotesForm], duty_reports: DutyReports, caller: Caller
) -> Redirect:
    """登记评议结果"""
    votes = whole(data.satisfied), whole(data.fair), whole(data.unsatisfied)
    asked = EvaluateDutyReport(satisfied=votes[0], fair=votes[1], unsatisfied=votes[2])
    await duty_reports.evaluate(report_id, asked, caller)
    return see_other(f"/duty-reports?unit={data.unit}&year={whole(data.year)}")


@get("/api/duty-reports/{unit:str}/{year:int}", sync_to_thread=True)
def read_roll(unit: str, year: int, duty_reports: DutyReports, caller: Caller) -> Roll:
    """一个单位一年的述职述廉：每位领导干部的报告和评议，缺报告的标明。"""
    return duty_reports.roll(unit, year, caller)


@post("/api/duty-reports")
async def put_report(data: Wanted, duty_reports: DutyReports, caller: Caller) -> Response[Receipt]:
    """登记述职述廉报告。"""
    return filed(await duty_reports.file(data, caller))


@post("/api/duty-reports/{report_id:uuid}/evaluation")
async def put_evaluation(
    report_id: UUID, data: EvaluateDutyReport, duty_reports: DutyReports, caller: Caller
) -> Response[Receipt]:
    """登记评议结果。"""
    return filed(await duty_reports.evaluate(report_id, data, caller))


handlers = [
    duty_report_page,
    file_report,
    evaluate_report,
    read_roll,
    put_report,
    put_evaluation,
]
