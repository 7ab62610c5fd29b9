"""联合检查: both kinds of disclosure are inspected together and counted apart (S0-85)."""

from datetime import date
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.publishing.domain.joint import (
    JOINT,
    JointPeriodError,
    JointPlannedError,
    JointReportedError,
    JointUnitsError,
    JointUnknownError,
    NotInspectorError,
)
from services.publishing.domain.joint_words import (
    JointLine,
    JointPlanned,
    JointReported,
    PartyCount,
    PlanJoint,
    ReportJoint,
)
from services.publishing.domain.showing import LineMissingError, TextMissingError
from shared.testing import UNIT, Given
from tests.publishing.house import ITEM, OTHER

DAYS = {"first": date(2026, 9, 1), "last": date(2026, 9, 30)}
PLAN = PlanJoint(unit=UNIT, title="联合检查", **DAYS, units=(UNIT,), below=frozenset({UNIT}))
PLANNED = JointPlanned(unit=UNIT, title="联合检查", **DAYS, units=(UNIT,))
LINES = (JointLine(unit=UNIT, party=PartyCount(items=2), linked=()),)
REPORT = ReportJoint(lines=LINES, text="总体良好。")
REPORTED = JointReported(unit=UNIT, lines=LINES, text="总体良好。")


def ask(command, *history, post="office"):
    return Given(JOINT, *history).when(command, by="li", post=post)


def test_an_inspection_is_planned_for_units_below_and_reported_once():
    ask(PLAN).then(PLANNED)
    ask(PLAN, PLANNED).then_rejected(JointPlannedError)
    ask(PLAN, post="publisher").then_rejected(NotInspectorError)
    ask(replace(PLAN, title=" ")).then_rejected(LineMissingError, field="title")
    ask(replace(PLAN, last=None)).then_rejected(JointPeriodError, field="last")
    ask(replace(PLAN, last=date(2026, 8, 1))).then_rejected(JointPeriodError)
    for wrong in ((), (OTHER,)):
        ask(replace(PLAN, units=wrong)).then_rejected(JointUnitsError, field="units")
    ask(REPORT, PLANNED).then(REPORTED)
    ask(REPORT).then_rejected(JointUnknownError)
    ask(REPORT, PLANNED, REPORTED).then_rejected(JointReportedError)
    ask(replace(REPORT, text=""), PLANNED).then_rejected(TextMissingError, field="text")


@pytest.mark.clause("S0-85")
async def test_the_report_of_a_joint_inspection_counts_both_kinds_apart(house):
    await house.open_to("public")
    gone = await house.open_to("public")
    await house.change("withdraw", gone, "予以撤回。")
    await house.register()  # approved, and not disclosed yet
    for n, system in enumerate(("government", "government", "government", "school")):
        link = {
            "item_id": ITEM,
            "system": system,
            "title": f"第{n}件",
            "address": f"https://zw.example/{n}",
            "disclosed_on": "2026-09-20" if n else "2026-08-20",
        }
        form = {**link, "disclosure_id": "", "owner": ""}
        answer = await house.client.post(
            "/sisters", data=form, headers=house.as_("office"), follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
    where = f"/api/joint-inspections/{uuid4()}"
    asked = {"unit": UNIT, "title": "第三季度联合检查", "first": "2026-09-01"}
    asked |= {"last": "2026-09-30", "units": [UNIT]}
    headers = house.as_("office")
    assert (await house.client.put(where, json=asked, headers=headers)).status_code == 201
    assert (await house.get(where, "stranger", "application/json")).status_code == 404
    made = await house.client.post(f"{where}/report", json={"text": "总体良好。"}, headers=headers)
    assert made.status_code == 201, made.text

    [line] = (await house.get(where, "office", "application/json")).json()["lines"]
    assert line["party"] == {"items": 2, "withdrawn": 1, "deviating": 0}
    counts = {each["system"]: each["items"] for each in line["linked"]}
    assert counts == {"government": 2, "school": 1, "village": 0, "enterprise": 0}
    page = await house.page(where.removeprefix("/api"), "office")
    assert "党务公开 2 项。政务公开 2 项，校务公开 1 项" in page
    assert "第三季度联合检查" in await house.page("/joint-inspections", "office")

    form = {"unit": UNIT, "title": "第二次", "first": "2026-09-01", "last": "2026-09-30"}
    planned = await house.client.post(
        "/joint-inspections", data=form | {"units": UNIT}, headers=headers, follow_redirects=False
    )
    assert planned.status_code == 303, planned.text
    told = await house.client.post(
        f"{planned.headers['location']}/report",
        data={"text": "再查。"},
        headers=headers,
        follow_redirects=False,
    )
    assert told.status_code == 303, told.text
