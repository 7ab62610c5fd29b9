"""述职述廉: each leader, each year, in public; who is missing is told when the year is over."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from services.publishing.domain.disclosure import WithdrawnError
from services.publishing.domain.duty_report import (
    DUTY_REPORT,
    DutyReportTwiceError,
    DutyReportUnknownError,
    DutyYearError,
    EvaluatedTwiceError,
    NotLeaderError,
    ReportNotOpenError,
    VotesError,
)
from services.publishing.domain.duty_report_words import (
    DutyReportEvaluated,
    DutyReportFiled,
    EvaluateDutyReport,
    FileDutyReport,
)
from services.publishing.domain.showing import NotRecorderError, OtherUnitsMatterError
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Phase, Scope
from shared.testing import UNIT, Given
from tests.publishing.house import OTHER, person

MATTER = Matter(
    disclosure_id="d",
    unit=UNIT,
    item_id="i",
    title="述职述廉报告",
    version=1,
    forms=("会议",),
    scope=Scope.PARTY,
    phase=Phase.INNER,
    disclose_on=date(2026, 1, 10),
)
FILE = FileDutyReport(unit=UNIT, person="p", year=2026, matter=MATTER, leader=True)
FILED = DutyReportFiled(unit=UNIT, person="p", year=2026, disclosure_id="d")
VOTES = EvaluateDutyReport(satisfied=20, fair=3, unsatisfied=1)
EVALUATED = DutyReportEvaluated(
    unit=UNIT, person="p", year=2026, satisfied=20, fair=3, unsatisfied=1
)


def ask(command, *history, post="office"):
    return Given(DUTY_REPORT, *history).when(command, by="li", post=post)


def about(**changes):
    return replace(FILE, matter=replace(MATTER, **changes))


def test_a_report_is_a_disclosure_of_the_unit_that_is_open():
    ask(FILE).then(FILED)
    ask(FILE, FILED).then_rejected(DutyReportTwiceError)
    ask(FILE, post="member").then_rejected(NotRecorderError)
    ask(replace(FILE, leader=False)).then_rejected(NotLeaderError, field="person")
    for year in (1999, 2027):
        ask(replace(FILE, year=year)).then_rejected(DutyYearError, field="year")
    ask(about(unit=OTHER)).then_rejected(OtherUnitsMatterError)
    ask(about(withdrawn=True)).then_rejected(WithdrawnError)
    ask(about(phase=Phase.REGISTERED)).then_rejected(ReportNotOpenError)


def test_its_audience_evaluates_it_once():
    ask(VOTES, FILED).then(EVALUATED)
    ask(VOTES).then_rejected(DutyReportUnknownError)
    ask(VOTES, FILED, EVALUATED).then_rejected(EvaluatedTwiceError)
    ask(VOTES, FILED, post="member").then_rejected(NotRecorderError)
    for wrong in ((0, 0, 0), (-1, 3, 0), (100_001, 0, 0)):
        votes = EvaluateDutyReport(satisfied=wrong[0], fair=wrong[1], unsatisfied=wrong[2])
        ask(votes, FILED).then_rejected(VotesError, field="satisfied")


LEADERS = [f"leader {n}" for n in range(11)]


async def call(house, url, body, who="office"):
    return await house.client.post(url, json=body, headers=house.as_(who))


@pytest.mark.clause("S4-48")
async def test_of_eleven_leaders_the_missing_reports_are_listed_when_the_year_closes(house):
    for n, name in enumerate(LEADERS):
        post = "leader" if n == 0 else "deputy_leader"
        await house.hear("catalog.post.assigned.v1", unit=UNIT, person_id=person(name), post=post)
    report = await house.open_to("inner", "party", title="2026年度述职述廉报告")
    where = f"/api/duty-reports/{UNIT}/2026"
    for name in LEADERS[:4]:
        wanted = {"unit": UNIT, "person": person(name), "year": 2026, "disclosure_id": report}
        done = await call(house, "/api/duty-reports", wanted)
        assert done.status_code == 201, done.text
    stranger = wanted | {"person": person("member")}
    refused = await call(house, "/api/duty-reports", stranger)
    assert (refused.status_code, refused.json()["field"]) == (422, "person")

    now = (await house.get(where, "office", "application/json")).json()["leaders"]
    assert {each["standing"] for each in now} == {"filed", "waiting"}
    votes = {"satisfied": "30", "fair": "2", "unsatisfied": "0", "unit": UNIT, "year": "2026"}
    first = next(each["report"] for each in now if each["person"] == person(LEADERS[0]))
    url = f"/duty-reports/{first['report_id']}/evaluation"
    answer = await house.client.post(
        url, data=votes, headers=house.as_("office"), follow_redirects=False
    )
    assert answer.status_code == 303, answer.text

    house.at = datetime(2027, 1, 1, 1, tzinfo=UTC)
    roll = (await house.get(where, "office", "application/json")).json()["leaders"]
    missing = {each["person"] for each in roll if each["standing"] == "missing"}
    assert missing == {person(each) for each in LEADERS[4:]}
    assert len(roll) == len(LEADERS)
    page = await house.page(f"/duty-reports?unit={UNIT}&year=2026", "office")
    assert "2026年已经结束，还缺 7 份报告" in page
    assert "30、2、0" in page
    assert (await house.get(where, "member", "application/json")).status_code == 403
    assert (await house.get(where, "", "application/json")).status_code == 401


async def test_only_who_may_see_reports_is_led_to_them(house):
    for who in ("office", "clerk", "auditor"):
        assert 'href="/duty-reports"' in await house.page("/meetings", who)
        assert "年度述职述廉" in await house.page("/duty-reports", who)
    assert 'href="/duty-reports"' not in await house.page("/meetings", "member")
    assert "您没有可以查看述职述廉的单位。" in await house.page("/duty-reports", "member")
