"""责任追究 at the doors: who is named, who reads the outcome, what the clock opens and feeds."""

from datetime import date
from uuid import uuid4

import pytest

from services.archive.domain.entry import Fact
from services.archive.domain.figures import Span, figures
from services.archive.handlers.reckoning import Accounts
from services.workflow.domain.dossier_following_words import LossReported
from services.workflow.domain.dossier_terms import DecisionStep
from services.workflow.domain.dossier_words import DossierBypassed
from shared.decider import Decider
from shared.store import Task
from shared.testing import UNIT, cause
from tests.workflow.reporting import (
    CITY,
    COUNTY,
    SCHOOL,
    do,
    hear_all,
    on,
    settle,
    told_of,
)
from tests.workflow.test_clearance_doors import rule, scheme, who
from tests.workflow.test_obligation_alarm import QUARTERLY, Year
from tests.workflow.test_obligation_alarm import scheme as periodic

# ── at the doors ─────────────────────────────────────────────────────────────────────────────

ABOVE, NEXT = who(CITY, "office"), "new.head"


@pytest.fixture
async def house(settings):
    async with Year(settings).open() as year:
        await settle(year)
        yield year


def asked(**fields):
    told = {"body": CITY, "unit": COUNTY, "fault": "inspection", "ground": "弄虚作假"}
    return {**told, "fault_on": "2026-03-03", "what": "公开的数字与台账不符。", **fields}


async def opened(house, person=ABOVE, **fields):
    case = uuid4()
    url = f"/workflow/api/cases/{case}"
    body = asked(**fields)
    return case, await house.client.put(url, json=body, headers=house.as_(person))


async def seen(house, person, case):
    return (await house.get(person, f"/api/cases/{case}")).json()


async def stays_below(house, case):
    """See that what the scheme of the unit does not know is not done to it (V47)."""
    assert (await do(house, ABOVE, f"cases/{case}/criticize", note="已约谈。")).status_code == 422
    noted = await do(house, ABOVE, f"cases/{case}/criticize", note="已约谈主要负责人。")
    assert noted.status_code == 201, noted.text
    values = {"accountability": ["批评教育", "责令限期整改"]}
    told = {"unit": COUNTY, "scheme": scheme(**values)}
    await hear_all(house, [("catalog.scheme.adopted.v1", told)])
    serious = await do(house, ABOVE, f"cases/{case}/grade", serious=True, reason="影响恶劣。")
    assert rule(serious) == "RungError"
    told = {"unit": COUNTY, "scheme": scheme()}
    await hear_all(house, [("catalog.scheme.adopted.v1", told)])


@pytest.mark.clause("S0-76", "S4-33")
async def test_the_head_of_the_day_of_the_fault_is_named_and_a_missing_regime_warned_of(house):
    house.now = house.now.replace(month=5, day=1)
    held = {"unit": COUNTY, "post": "leader"}
    await house.hear("catalog.post.vacated.v1", None, **held, person_id=who(COUNTY, "leader"))
    await house.hear("catalog.post.assigned.v1", None, **held, person_id=NEXT)
    await on(house, date(2026, 6, 10))

    # no regime on accountability is in force: the form and the case say so
    assert "没有正在施行的责任追究办法" in (await house.page(ABOVE, "/cases/new")).text
    case, answer = await opened(house)
    assert answer.status_code == 201, answer.text
    row = await seen(house, ABOVE, case)
    assert row["warned"]
    assert "立案时没有正在施行的责任追究办法" in (await house.page(ABOVE, f"/cases/{case}")).text
    named = {each["blame"]: each["person"] for each in row["answerable"]}
    assert named == {"leader": who(COUNTY, "leader"), "direct": who(COUNTY, "clerk")}
    _, after = await opened(house, fault_on="2026-05-02")
    assert after.status_code == 201, after.text
    both = (await house.get(ABOVE, "/api/cases")).json()["rows"]
    assert {row["answerable"][0]["person"] for row in both} == {who(COUNTY, "leader"), NEXT}

    await stays_below(house, case)

    # once it is in force, its article must be cited
    regime = {"title": "青岚县党务公开责任追究办法", "effective": "2026-06-01", "unit": CITY}
    told = {"issuer": "市委", "number": "1", "chapters": [], "registered_by": "x"}
    tag = "catalog.regime.registered.v1"
    await house.hear(tag, str(uuid4()), **regime, **told, fulfils="")
    assert "青岚县党务公开责任追究办法" in (await house.page(ABOVE, "/cases/new")).text
    _, uncited = await opened(house)
    assert rule(uncited) == "CaseArticleError"
    cited, answer = await opened(house, article="第三条")
    assert answer.status_code == 201, answer.text
    assert not (await seen(house, ABOVE, cited))["warned"]
    assert rule((await opened(house, who(SCHOOL, "office"), body=SCHOOL))[1]) == "CasePlaceError"

    # the outcome is by reference only, and for few eyes
    path = f"cases/{cited}"
    for how, body in (
        ("criticize", {"note": "已约谈主要负责人。"}),
        ("grade", {"serious": True, "reason": "影响恶劣，群众反映强烈。"}),
    ):
        done = await do(house, ABOVE, f"{path}/{how}", **body)
        assert done.status_code == 201, done.text
    form = {
        "persons": [who(COUNTY, "leader")],
        "measure": "通报批评",
        "reference": "青纪〔2026〕5号",
    }
    assert (await house.send(ABOVE, f"/{path}/pursue", **form)).status_code == 303
    page = (await house.page(ABOVE, f"/{path}")).text
    assert "青纪〔2026〕5号" in page
    assert "青纪〔2026〕5号" in (await house.page(who(COUNTY, "approver"), f"/{path}")).text
    clerk = await seen(house, who(COUNTY, "clerk"), cited)
    assert (clerk["persons"], clerk["measure"], clerk["reference"]) == ([], "", "")
    assert {each["person"] for each in clerk["answerable"]} == {""}
    assert "青纪〔2026〕5号" not in (await house.page(who(COUNTY, "clerk"), f"/{path}")).text
    assert (await house.page(who(SCHOOL, "office"), f"/{path}")).status_code == 404


AS_TOLD = Decider(initial=None, decide=lambda event, _, __: [event], evolve=lambda *_: None)


async def tell(house, stream, event):
    """File a fact of a dossier as its own rules would."""
    why = cause("chair", at=house.now, unit=COUNTY)
    task = Task(AS_TOLD, stream, event)
    receipt = await house.service.store.file(task, cause=why, command_id=uuid4())
    assert await house.service.views.reached("workflow", receipt.position)


@pytest.mark.clause("S4-69")
async def test_a_loss_after_a_step_was_left_out_opens_a_case_with_that_step_and_its_post(house):
    dossier = uuid4()
    house.now = house.now.replace(month=3, day=3)
    skipped = DossierBypassed(
        unit=COUNTY, step=DecisionStep.ASSESSMENT, reason="时间紧", by="chair", post="leader"
    )
    await tell(house, dossier, skipped)
    await on(house, date(2026, 6, 1), house.cases.ring)
    assert (await house.get(ABOVE, "/api/cases")).json()["total"] == 0
    loss = {"unit": COUNTY, "matter": "夜市选址", "loss": "返工多支出三十万元。"}
    await tell(house, dossier, LossReported(**loss, bypassed=(skipped,)))
    await on(house, date(2026, 6, 2), house.cases.ring, house.cases.ring)
    (row,) = (await house.get(ABOVE, "/api/cases")).json()["rows"]
    assert (row["fault"], row["fault_on"], row["loss"]) == ("bypass", "2026-03-03", loss["loss"])
    assert "风险评估" in row["what"]
    assert row["events"] == [f"dossier/{dossier}", "bypassed/assessment"]
    assert ("chair", "leader") in {(each["person"], each["post"]) for each in row["answerable"]}
    page = (await house.page(ABOVE, f"/cases/{row['case_id']}")).text
    assert "越过了风险评估" in page
    assert "领导小组组长" in page


def facts_of(house):
    """Return what the workflow said, as the archive keeps it."""
    for place, letter in enumerate(house.service.store.after(0, 10_000)):
        yield Fact(
            index=place,
            service="workflow",
            position=letter.position,
            tag=letter.tag,
            stream_id=str(letter.stream_id),
            salt=b"",
            body=letter.body,
        )


@pytest.mark.row("I6")
async def test_the_third_time_late_opens_a_case_and_serious_is_not_closed_without_persons(house):
    await hear_all(house, told_of(UNIT, "第一支部", COUNTY, {}))
    rules = {**periodic(1, "2026-01-01", QUARTERLY), "values": {"accountability.late_times": 4}}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=rules)
    await house.approve_catalog(1)
    for n in (6, 7, 8):
        await house.entry(f"{n}0000000-0000-4000-8000-000000000000", f"第{n}项")
    head, clerk = who(COUNTY, "office"), who(UNIT, "clerk")
    await house.sleep_until(date(2026, 4, 20))
    await on(house, date(2026, 4, 20), house.cases.ring)
    assert (await house.get(head, "/api/cases")).json()["total"] == 0  # thrice is not four times
    rules = {**rules, "version": 2, "values": {"accountability.late_times": 3}}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=rules)
    await on(house, date(2026, 4, 20), house.cases.ring, house.cases.ring)
    (row,) = (await house.get(head, "/api/cases")).json()["rows"]
    assert (row["fault"], row["unit"], row["body"]) == ("late", UNIT, COUNTY)
    assert len(row["events"]) == 3
    assert {each["person"] for each in row["answerable"]} == {who(UNIT, "leader"), clerk}

    # criticism, an order until a day, which passes; then it is graded serious
    case = f"/cases/{row['case_id']}"
    first = await house.send(head, f"{case}/criticize", note="已约谈支部书记。")
    assert first.status_code == 303, first.text
    undated = await house.send(head, f"{case}/order", due="明天", note="请补公开三项。")
    assert undated.status_code == 422
    order = {"due": "2026-05-10", "note": "请补公开三项。"}
    assert (await house.send(head, f"{case}/order", **order)).status_code == 303
    await on(house, date(2026, 5, 11), house.cases.ring)
    assert (await seen(house, head, row["case_id"]))["missed"]
    assert "整改逾期" in (await house.page(head, "/cases")).text
    sent = await house.send(clerk, f"{case}/rectify", proof="三项已补公开，见公开栏照片。")
    assert sent.status_code == 303, sent.text
    graded = {"serious": "yes", "reason": "同一季度三次逾期，群众反映强烈。"}
    assert (await house.send(head, f"{case}/grade", **graded)).status_code == 303

    close = {"note": "整改已经复查。"}
    early = await house.send(head, f"{case}/close", **close)
    assert early.status_code == 409
    assert "没有指明责任人和处理措施以前不能结案" in early.text
    outcome = {"measure": "通报批评", "reference": "青纪〔2026〕5号"}
    nobody = await house.send(head, f"{case}/pursue", **outcome)
    assert nobody.status_code == 422
    named = await house.send(head, f"{case}/pursue", persons=[clerk], **outcome)
    assert named.status_code == 303, named.text
    assert (await house.send(head, f"{case}/close", **close)).status_code == 303

    # the assessment of the year (I5) counts it, and the lost point leads to the case
    year = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))
    told = figures(Accounts().told(facts_of(house)).book, UNIT, year)
    (orders,) = [each for each in told if each.name == "整改落实"]
    assert (orders.good, orders.of) == (0, 1)
    assert [each.id for each in orders.lost] == [row["case_id"]]
    assert orders.lost[0].word == "逾期整改"
