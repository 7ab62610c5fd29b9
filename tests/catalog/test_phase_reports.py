"""The last phase of a school's plan: late until its special report was received (row I8)."""

from datetime import date

import pytest

from services.catalog.views.phases import reported
from shared.testing import UNIT
from tests.catalog.test_phases import School
from tests.workflow.reporting import (
    DISCIPLINE,
    SCHOOL,
    do,
    hear_all,
    listed,
    on,
    settle,
    signed,
    told_of,
)
from tests.workflow.test_clearance_doors import who
from tests.workflow.test_obligation_alarm import Year

LAST = "总结完善"


@pytest.mark.row("I8")
async def test_the_last_phase_is_late_until_the_december_report_is_received(settings, tmp_path):
    school = School(tmp_path, unit=SCHOOL, since="2026-03-01")
    async with Year(settings).open() as house:
        await settle(house)
        await hear_all(house, told_of(UNIT, "第一支部", SCHOOL, {}))
        await on(house, date(2026, 12, 29))
        office, keeper = who(SCHOOL, "office"), who(DISCIPLINE, "office")
        rows = (await listed(house, office))["rows"]
        (report,) = (each for each in rows if each["kind"] == "专题报告")
        assert "公开事项" in report["text"]
        assert report["addressee"] == DISCIPLINE
        await signed(house, SCHOOL, report["report_id"], "secretary")
        path = f"reports/{report['report_id']}"
        hear(school, house)
        late = school.phase(LAST, "2026-12-29")
        assert (late.chinese, late.lacking) == ("逾期", ("没有归集“专题报告”",))
        assert await school.refused(LAST, "2026-12-29") == late.lacking

        sent = await do(house, office, f"{path}/send", form="electronic")
        assert sent.status_code == 201, sent.text
        hear(school, house)
        assert school.phase(LAST, "2026-12-29").lacking == late.lacking  # nobody has signed for it
        taken = await do(house, keeper, f"{path}/receive", number="乡纪委收〔2026〕12号")
        assert taken.status_code == 201, taken.text
        hear(school, house)
    done = school.phase(LAST, "2026-12-30")
    assert done.lacking == ()
    assert [each.number for each in done.reports] == ["乡纪委收〔2026〕12号"]
    assert school.views.count(reported, reported.c.unit == SCHOOL) == 1
    school.store.close()
    school.views.close()


def hear(school, house):
    """Let the catalog hear what workflow has filed since, byte for byte."""
    after = school.views.position("workflow")
    school.views.apply("workflow", house.service.store.after(after, 10_000))
