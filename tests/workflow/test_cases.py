"""责任追究: opened by faults, on those who held the posts that day; criticised, pursued."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.archive.domain.entry import Fact
from services.archive.domain.figures import Span, figures
from services.archive.handlers.reckoning import Accounts
from services.workflow.domain.case import (
    CASE,
    CaseArticleError,
    CaseBodyError,
    CaseClosedError,
    CaseDayError,
    CaseDueError,
    CaseEventsError,
    CaseGroundError,
    CaseMeasureError,
    CaseNotDueError,
    CaseNotOrderedError,
    CaseNotPursuedError,
    CaseNotRectifiedError,
    CaseNotSeriousError,
    CaseOrderError,
    CasePersonsError,
    CasePlaceError,
    CaseTwiceError,
    CaseUnknownError,
    CaseWordsError,
)
from services.workflow.domain.case_words import (
    Answerable,
    Blame,
    CaseClosed,
    CaseCriticized,
    CaseGraded,
    CaseMissed,
    CaseOpened,
    CaseOrdered,
    CasePursued,
    CaseRectified,
    CloseCase,
    CriticizeCase,
    Fault,
    GradeCase,
    LaunchCase,
    MissCase,
    OpenCase,
    OrderCase,
    PursueCase,
    RectifyCase,
)
from services.workflow.domain.dossier_following_words import LossReported
from services.workflow.domain.dossier_terms import DecisionStep
from services.workflow.domain.dossier_words import DossierBypassed
from shared.decider import Decider
from shared.record import SYSTEM
from shared.store import Task
from shared.testing import NOON, UNIT, Given, cause
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

LATER = datetime(2026, 9, 1, 4, tzinfo=UTC)
DAY, DUE = date(2026, 3, 3), date(2026, 8, 1)
HEAD = Answerable(person="head", post="leader", blame=Blame.LEADER)
HAND = Answerable(person="hand", post="clerk", blame=Blame.DIRECT)
ASKED = OpenCase(
    body=CITY,
    unit=UNIT,
    fault=Fault.INSPECTION,
    ground="弄虚作假",
    fault_on=DAY,
    what="公开的数字与台账不符。",
    article="第三条",
)
LAUNCH = LaunchCase(
    asked=ASKED, answerable=(HEAD, HAND), grounds=("弄虚作假",), regime="责任追究办法"
)
OPENED = CaseOpened(
    body=CITY,
    unit=UNIT,
    fault=Fault.INSPECTION,
    ground="弄虚作假",
    fault_on=DAY,
    what=ASKED.what,
    loss="",
    events=(),
    answerable=(HEAD, HAND),
    regime="责任追究办法",
    article="第三条",
    warned=False,
    opened_by="city",
)
HERE = {"body": CITY, "unit": UNIT}
CRITICIZED = CaseCriticized(**HERE, note="已约谈主要负责人。", criticized_by="city")
ORDERED = CaseOrdered(**HERE, due=DUE, note="请全部核对更正。", ordered_by="city")
RECTIFIED = CaseRectified(**HERE, proof="整改报告3号。", days_late=0, rectified_by="li")
SERIOUS = CaseGraded(**HERE, serious=True, reason="影响恶劣，群众反映强烈。", graded_by="city")
PURSUED = CasePursued(
    **HERE, persons=("head",), measure="通报批评", reference="青纪〔2026〕5号", pursued_by="city"
)
CLOSED = CaseClosed(**HERE, serious=True, note="处理已经落实。", closed_by="city")
CLOSE = CloseCase(note=CLOSED.note)


def step(*history, command, by="city", unit=CITY, at=NOON):
    return Given(CASE, *history).when(command, by=by, unit=unit, at=at)


def launched(command=LAUNCH, **fields):
    return step(command=replace(command, asked=replace(command.asked, **fields)))


def test_a_case_names_a_fault_its_day_and_the_article_that_is_in_force():
    step(command=LAUNCH).then(OPENED)
    step(OPENED, command=LAUNCH).then_rejected(CaseTwiceError)
    step(command=CLOSE).then_rejected(CaseUnknownError)
    launched(fault_on=None).then_rejected(CaseDayError, field="fault_on")
    launched(fault_on=date(2026, 7, 2)).then_rejected(CaseDayError)
    launched(ground="走过场").then_rejected(CaseGroundError, field="ground")
    launched(what=" ").then_rejected(CaseWordsError, field="what")
    launched(fault=Fault.BYPASS).then_rejected(CaseEventsError, field="events")
    launched(article="").then_rejected(CaseArticleError, field="article")
    launched(replace(LAUNCH, allowed=False)).then_rejected(CasePlaceError, field="body")
    none = replace(OPENED, regime="", article="", warned=True)
    launched(replace(LAUNCH, regime=""), article="").then(none)


def test_what_the_clock_opens_is_cited_with_the_first_step():
    bare = replace(LAUNCH, asked=replace(ASKED, article=""))
    uncited = replace(OPENED, article="", opened_by=SYSTEM)
    step(command=bare, by=SYSTEM).then(uncited)
    criticism = CriticizeCase(note=CRITICIZED.note)
    step(uncited, command=criticism).then_rejected(CaseArticleError, field="article")
    cited = replace(criticism, article="第三条")
    step(uncited, command=cited).then(replace(CRITICIZED, article="第三条"))


def test_criticism_comes_first_then_a_day_until_which_it_is_put_right():
    order = OrderCase(due=DUE, note=ORDERED.note)
    step(OPENED, command=order).then_rejected(CaseOrderError)
    step(OPENED, command=CriticizeCase(note=CRITICIZED.note)).then(CRITICIZED)
    step(OPENED, command=CriticizeCase()).then_rejected(CaseWordsError, field="note")
    step(OPENED, command=CriticizeCase(note="xxxxx"), unit=UNIT).then_rejected(CaseBodyError)
    begun = OPENED, CRITICIZED
    step(*begun, command=order).then(ORDERED)
    step(*begun, command=replace(order, due=None)).then_rejected(CaseDueError, field="due")
    rectify = RectifyCase(proof=RECTIFIED.proof)
    step(*begun, ORDERED, command=rectify, by="li", unit=UNIT).then(RECTIFIED)
    late = replace(RECTIFIED, days_late=31)
    step(*begun, ORDERED, command=rectify, by="li", unit=UNIT, at=LATER).then(late)
    step(*begun, command=rectify, unit=UNIT).then_rejected(CaseNotOrderedError)
    step(*begun, ORDERED, command=rectify).then_rejected(CaseBodyError)
    step(*begun, ORDERED, command=CLOSE).then_rejected(CaseNotRectifiedError)
    step(OPENED, command=CLOSE).then_rejected(CaseNotRectifiedError)
    mild = replace(CLOSED, serious=False)
    step(*begun, ORDERED, RECTIFIED, command=CLOSE).then(mild)


def test_a_serious_case_is_not_closed_without_named_persons_and_a_measure():
    begun = OPENED, CRITICIZED
    grade = GradeCase(serious=True, reason=SERIOUS.reason)
    step(OPENED, command=grade).then_rejected(CaseOrderError)
    step(*begun, command=grade).then(SERIOUS)
    pursue = PursueCase(persons=("head",), measure="通报批评", reference="青纪〔2026〕5号")
    step(*begun, command=pursue).then_rejected(CaseNotSeriousError)
    step(*begun, SERIOUS, command=CLOSE).then_rejected(CaseNotPursuedError)
    nobody = replace(pursue, persons=())
    step(*begun, SERIOUS, command=nobody).then_rejected(CasePersonsError, field="persons")
    other = replace(pursue, persons=("somebody",))
    step(*begun, SERIOUS, command=other).then_rejected(CasePersonsError)
    step(*begun, SERIOUS, command=replace(pursue, measure="")).then_rejected(CaseMeasureError)
    step(*begun, SERIOUS, command=replace(pursue, reference="")).then_rejected(CaseMeasureError)
    step(*begun, SERIOUS, command=pursue).then(PURSUED)
    step(*begun, SERIOUS, PURSUED, command=CLOSE).then(CLOSED)
    step(*begun, SERIOUS, PURSUED, CLOSED, command=CLOSE).then_rejected(CaseClosedError)


def test_what_is_not_put_right_by_its_day_is_told_of_once():
    missed = CaseMissed(**HERE, due=DUE, above="above")
    miss, begun = MissCase(above="above"), (OPENED, CRITICIZED, ORDERED)
    step(*begun, command=miss, at=LATER).then(missed)
    step(*begun, command=miss).then_rejected(CaseNotDueError)
    step(*begun, missed, command=miss, at=LATER).then_rejected(CaseNotDueError)
    step(*begun, RECTIFIED, command=miss, at=LATER).then_rejected(CaseNotDueError)


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
