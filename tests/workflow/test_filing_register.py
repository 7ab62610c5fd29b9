"""备案登记簿、重要文件: what must be told to a superior, from the first check to the receipt."""

from datetime import date
from uuid import uuid4

import pypdfium2
import pytest
from msgspec.structs import replace

from services.workflow.domain.act import (
    ACT,
    ActCommentError,
    ActFiledAlreadyError,
    ActNotAddressedError,
    ActNotFiledError,
    ActReceiptError,
    ActSuperiorError,
)
from services.workflow.domain.act_words import (
    ActLodged,
    ActReceived,
    ActReturned,
    FileAct,
    LodgeAct,
    ReceiveAct,
    ReturnAct,
)
from services.workflow.domain.instrument import (
    INSTRUMENT,
    InstrumentIssuedError,
    InstrumentTwiceError,
    InstrumentUnknownError,
    InstrumentWordsError,
    JointNamesError,
    JointNumberError,
    MinutesNumberError,
    StationPassedError,
    StationsSkippedError,
    StationUnknownError,
)
from services.workflow.domain.instrument_words import (
    AmendInstrument,
    CheckInstrument,
    InstrumentAmended,
    InstrumentChecked,
    InstrumentIssued,
    InstrumentKind,
    InstrumentPassed,
    InstrumentRegistered,
    IssueInstrument,
    LayInstrument,
    PassInstrument,
    RegisterInstrument,
    Signature,
)
from shared.testing import UNIT, Given
from tests.workflow.reporting import CITY, COUNTY, SCHOOL, do, hear_all, on, settle
from tests.workflow.test_clearance_doors import rule, scheme, who
from tests.workflow.test_obligation_alarm import Year

# ── filing ───────────────────────────────────────────────────────────────────────────────────

LODGE = LodgeAct(
    asked=FileAct(number="青委〔2026〕9号"),
    unit=UNIT,
    body=CITY,
    kind="目录",
    title="公开目录第1版",
    act_id="a",
)
LODGED = ActLodged(
    unit=UNIT,
    body=CITY,
    kind="目录",
    title="公开目录第1版",
    act_id="a",
    number="青委〔2026〕9号",
    note="",
    lodged_by="li",
)
RECEIVED = ActReceived(unit=UNIT, body=CITY, act_id="a", number="备7", received_by="city")
RETURNED = ActReturned(
    unit=UNIT, body=CITY, act_id="a", comment="请补充审批件。", returned_by="city"
)


def answered(*history, command, unit=CITY):
    return Given(ACT, *history).when(command, by="city", unit=unit)


def test_an_act_is_filed_taken_or_given_back_with_a_comment_and_filed_again():
    Given(ACT).when(LODGE, by="li").then(LODGED)
    Given(ACT, LODGED).when(LODGE, by="li").then_rejected(ActFiledAlreadyError)
    Given(ACT).when(replace(LODGE, body=""), by="li").then_rejected(ActSuperiorError)
    answered(LODGED, command=ReceiveAct(number="备7")).then(RECEIVED)
    answered(LODGED, command=ReceiveAct()).then_rejected(ActReceiptError, field="number")
    answered(LODGED, command=ReceiveAct(number="1"), unit=UNIT).then_rejected(ActNotAddressedError)
    answered(command=ReceiveAct(number="1")).then_rejected(ActNotFiledError)
    answered(LODGED, command=ReturnAct(comment=RETURNED.comment)).then(RETURNED)
    answered(LODGED, command=ReturnAct()).then_rejected(ActCommentError, field="comment")
    Given(ACT, LODGED, RETURNED).when(LODGE, by="li").then(LODGED)
    Given(ACT, LODGED, RECEIVED).when(LODGE, by="li").then_rejected(ActFiledAlreadyError)


# ── stations ─────────────────────────────────────────────────────────────────────────────────

CHECKS, MEETINGS, ISSUERS = ("编办", "法制办"), ("县委常委会", "县政府常务会"), ("县委", "县政府")
ASKED = RegisterInstrument(
    unit=UNIT, kind=InstrumentKind.POWERS, title="县委职权目录", text="一、县委书记职权。"
)
LAY = LayInstrument(asked=ASKED, checks=CHECKS, meetings=MEETINGS, issuers=ISSUERS)
REGISTERED = InstrumentRegistered(
    unit=UNIT,
    kind=ASKED.kind,
    title=ASKED.title,
    text=ASKED.text,
    checks=CHECKS,
    meetings=MEETINGS,
    issuers=ISSUERS,
    registered_by="li",
)
CHECKED = [
    InstrumentChecked(unit=UNIT, station=each, passed=True, note="", checked_by="li")
    for each in CHECKS
]
PASSED = [
    InstrumentPassed(unit=UNIT, station=each, minutes="纪要3号", passed_by="li")
    for each in MEETINGS
]
SIGNED = (
    Signature(name="县委", number="青委发〔2026〕8号"),
    Signature(name="县政府", number="青政发〔2026〕9号"),
)
ISSUED = InstrumentIssued(
    unit=UNIT, kind=ASKED.kind, title=ASKED.title, signatures=SIGNED, issued_by="li"
)
AMENDED = InstrumentAmended(unit=UNIT, text="二、县长职权。", amended_by="li")


def step(*history, command):
    return Given(INSTRUMENT, *history).when(command, by="li")


@pytest.mark.clause("S4-82")
def test_no_meeting_opens_before_both_checks_and_nothing_is_issued_before_both_meetings():
    step(command=LAY).then(REGISTERED)
    step(REGISTERED, command=LAY).then_rejected(InstrumentTwiceError)
    step(command=AmendInstrument(text="x")).then_rejected(InstrumentUnknownError)
    legal = REGISTERED, CHECKED[1]
    meeting = PassInstrument(station="县委常委会", minutes="纪要3号")
    refused = step(*legal, command=meeting).then_rejected(StationsSkippedError)
    assert refused.sentence == "编办还没有通过，不能进入下一步。"
    failed = replace(CHECKED[0], passed=False, note="权限依据不足。")
    step(*legal, failed, command=meeting).then_rejected(StationsSkippedError)
    checked = (*legal, CHECKED[0])
    step(*checked, command=meeting).then(PASSED[0])
    step(*checked, command=replace(meeting, minutes="")).then_rejected(MinutesNumberError)
    step(*checked, command=replace(meeting, station="x")).then_rejected(StationUnknownError)
    issue = IssueInstrument(signatures=SIGNED)
    step(*checked, PASSED[0], command=issue).then_rejected(StationsSkippedError)
    step(*checked, *PASSED, command=issue).then(ISSUED)
    step(*checked, *PASSED, ISSUED, command=issue).then_rejected(InstrumentIssuedError)


def test_a_check_says_why_it_fails_and_an_amended_text_goes_the_whole_way_again():
    check = CheckInstrument(station="编办", passed=True)
    step(REGISTERED, command=check).then(CHECKED[0])
    step(REGISTERED, CHECKED[0], command=check).then_rejected(StationPassedError)
    no = replace(check, passed=False)
    step(REGISTERED, command=no).then_rejected(InstrumentWordsError, field="note")
    step(REGISTERED, command=AmendInstrument(text=AMENDED.text)).then(AMENDED)
    step(REGISTERED, *CHECKED, AMENDED, command=check).then(CHECKED[0])
    bare = replace(LAY, asked=replace(ASKED, title=""))
    step(command=bare).then_rejected(InstrumentWordsError, field="title")


def test_a_joint_document_has_all_names_each_with_a_number():
    ready = REGISTERED, *CHECKED, *PASSED
    step(*ready, command=IssueInstrument(signatures=SIGNED[:1])).then_rejected(JointNamesError)
    wrong = (SIGNED[0], replace(SIGNED[1], number="青政发[2026]9号"))
    step(*ready, command=IssueInstrument(signatures=wrong)).then_rejected(JointNumberError)


# ── at the doors ─────────────────────────────────────────────────────────────────────────────

LEGAL, STAFFING = (f"00000000-0000-4000-8000-0000000000{n}" for n in ("f4", "f5"))
KINDS = ("目录", "不公开事项", "变更", "依申请公开", "方案制度")
VALUES = {
    "instruments.checks": CHECKS,
    "instruments.meetings": MEETINGS,
    "instruments.issuers": ISSUERS,
    "filing.acts": KINDS,
    "filing.days": 10,
}
CLERK, OFFICE, ABOVE = who(COUNTY, "clerk"), who(COUNTY, "office"), who(CITY, "office")


@pytest.fixture
async def house(settings):
    async with Year(settings).open() as year:
        await settle(year, (LEGAL, "法制办", COUNTY, {}), (STAFFING, "青岚县委编办", COUNTY, {}))
        told = {"unit": COUNTY, "scheme": scheme(**VALUES)}
        await hear_all(year, [("catalog.scheme.adopted.v1", told)])
        yield year


async def book(house, person, tab=""):
    return (await house.get(person, f"/api/acts?tab={tab}")).json()


async def answer(house, person, act, how, **body):
    return await do(house, person, f"acts/{how}?act_id={act}", **body)


@pytest.mark.row("H8")
@pytest.mark.clause("S4-83")
async def test_a_catalog_of_powers_goes_by_two_offices_and_two_meetings_to_the_city(house):
    await on(house, date(2026, 7, 1))
    instrument = uuid4()
    url = f"/workflow/api/instruments/{instrument}"
    asked = {"unit": COUNTY, "kind": "powers", "title": ASKED.title, "text": ASKED.text}
    laid = await house.client.put(url, json=asked, headers=house.as_(CLERK))
    assert laid.status_code == 201, laid.text
    path = f"instruments/{instrument}"
    mine = {"station": "编办", "passed": True}
    assert rule(await do(house, OFFICE, f"{path}/checks", **mine)) == "StationOfficeError"
    shown = (await house.page(CLERK, f"/{path}")).text
    assert "由青岚县委编办登记审核意见" in shown
    assert ASKED.title in (await house.page(who(STAFFING, "reviewer"), "/instruments")).text
    done = await do(house, who(STAFFING, "reviewer"), f"{path}/checks", **mine)
    assert done.status_code == 201, done.text

    # 法制办 is skipped: no meeting, and no issue
    meeting = {"station": "县委常委会", "minutes": "纪要3号"}
    assert rule(await do(house, CLERK, f"{path}/meetings", **meeting)) == "StationsSkippedError"
    signatures = [{"name": each.name, "number": each.number} for each in SIGNED]
    early = await do(house, OFFICE, f"{path}/issue", signatures=signatures)
    assert rule(early) == "StationsSkippedError"
    form = {"station": "法制办", "passed": "yes", "note": ""}
    listed = await house.page(who(LEGAL, "office"), "/instruments")
    assert ASKED.title in listed.text
    sent = await house.send(who(LEGAL, "office"), f"/{path}/checks", **form)
    assert sent.status_code == 303, sent.text
    for station in MEETINGS:
        form = {"station": station, "minutes": "纪要3号"}
        assert (await house.send(CLERK, f"/{path}/meetings", **form)).status_code == 303

    wrong = await house.send(OFFICE, f"/{path}/issue", numbers=["青委发〔2026〕8号", ""])
    assert wrong.status_code == 422
    assert "六角括号" in wrong.text
    numbers = [each.number for each in SIGNED]
    assert (await house.send(OFFICE, f"/{path}/issue", numbers=numbers)).status_code == 303
    made = pypdfium2.PdfDocument((await house.get(CLERK, f"/{path}/document.pdf")).content)
    said = made[0].get_textpage().get_text_range().replace("\r\n", "")
    for each in (*ISSUERS, *numbers):
        assert each in said

    # ten days later no receipt has come: overdue; then it is filed and its receipt is kept
    await on(house, date(2026, 7, 11))
    assert str(instrument) not in {
        each["row"]["act_id"] for each in (await book(house, OFFICE, "overdue"))["rows"]
    }
    filed = await house.send(OFFICE, "/acts/one", act_id=str(instrument), step="file")
    assert filed.status_code == 303, filed.text
    await on(house, date(2026, 7, 12))
    late = (await book(house, ABOVE, "overdue"))["rows"]
    assert str(instrument) in {each["row"]["act_id"] for each in late}
    received = await answer(house, ABOVE, instrument, "receive", number="市备〔2026〕7号")
    assert received.status_code == 201, received.text
    page = await house.page(OFFICE, f"/acts/one?act_id={instrument}")
    assert "回执编号：市备〔2026〕7号" in page.text
    late = (await book(house, ABOVE, "overdue"))["rows"]
    assert str(instrument) not in {each["row"]["act_id"] for each in late}


async def withdrawn(house):
    """Let something that is open be taken back: the act of a change that nobody files by itself."""
    proposal, item = str(uuid4()), str(uuid4())
    await house.list_item(item, "党费收缴", "society", COUNTY)
    disclosure = str(uuid4())
    await house.disclose(disclosure, item, COUNTY)
    about = {"unit": COUNTY, "item_id": item, "kind": "withdraw", "explanation": "登记有误，撤回。"}
    clerk = who(COUNTY, "clerk")
    body = about | {"disclosure_id": disclosure}
    asked = await house.put(clerk, body, proposal)
    assert asked.status_code == 201, asked.text
    digest = (await house.get(clerk, f"/api/proposals/{proposal}")).json()["digest"]
    for check, post in (("secrecy", "secrecy_reviewer"), ("necessity", "reviewer")):
        body = {"check": check, "verdict": "pass", "digest": digest}
        answered = await house.post(who(COUNTY, post), proposal, "reviews", body)
        assert answered.status_code == 201, answered.text
    done = await house.post(who(COUNTY, "approver"), proposal, "approve", {"digest": digest})
    assert done.status_code == 201, done.text
    return proposal


async def taken_above(house, act):
    """Let an act be filed and taken: it is overdue no longer."""
    filed = await answer(house, OFFICE, act, "file", number="9号")
    received = await answer(house, ABOVE, act, "receive", number="市备8")
    assert (filed.status_code, received.status_code) == (201, 201), received.text
    rows = (await book(house, ABOVE, "overdue"))["rows"]
    assert act not in {each["row"]["act_id"] for each in rows}


@pytest.mark.row("K4")
async def test_every_act_without_a_filing_in_its_days_is_overdue_until_it_is_taken(house):
    house.now = house.now.replace(month=3, day=1)
    about = {"unit": COUNTY, "version": 1}
    screened = {"verdict": "pass", "note": "", "screened_by": "x"}
    await house.hear("catalog.catalog.screened.v1", None, **about, **screened)
    await house.hear("catalog.catalog.approved.v1", None, **about, approved_by="x")
    kept, changed, asked = (str(uuid4()) for _ in range(3))
    tag = "catalog.withheld.registered.v1"
    await house.hear(tag, kept, unit=COUNTY, title="案件线索")
    await house.hear("catalog.amendment.approved.v1", changed, unit=COUNTY, approved_by="x")
    told = {"unit": COUNTY, "superior": CITY, "due": "2026-03-20"}
    await house.hear("feedback.filing.created.v1", asked, **told)
    taken_back = await withdrawn(house)

    await on(house, date(2026, 3, 11))
    days = {each["row"]["kind"] for each in (await book(house, OFFICE, "overdue"))["rows"]}
    assert days == {"方案制度"}  # the plan of January; the others have until today
    await on(house, date(2026, 3, 12))
    late = await book(house, ABOVE, "overdue")
    assert {each["row"]["kind"] for each in late["rows"]} == {*KINDS}
    assert late["overdue"] == late["total"] >= len(KINDS)
    assert (await book(house, who(SCHOOL, "clerk"), "overdue"))["total"] == 0

    # what has a filing of its own elsewhere is heard; the rest is filed here
    await house.hear("catalog.withheld.filed.v1", kept, unit=COUNTY, superior=CITY)
    refused = {"superior": CITY, "comment": "请写明哪一款。", "returned_by": "x"}
    await house.hear("catalog.withheld.returned.v1", kept, **refused)
    assert "请写明哪一款" in (await house.page(OFFICE, f"/acts/one?act_id={kept}")).text
    await house.hear("catalog.withheld.filed.v1", kept, unit=COUNTY, superior=CITY)
    note = {"superior": CITY, "note": "同意。", "acknowledged_by": "x"}
    await house.hear("catalog.withheld.acknowledged.v1", kept, **note)
    catalog = f"{COUNTY}/catalog/1"
    filed = await answer(house, OFFICE, catalog, "file", number="青委〔2026〕9号")
    assert filed.status_code == 201, filed.text
    assert rule(await answer(house, OFFICE, catalog, "file")) == "ActFiledAlreadyError"
    back = await answer(house, ABOVE, catalog, "return", comment="请补充审批件。")
    assert back.status_code == 201, back.text
    page = (await house.page(OFFICE, f"/acts/one?act_id={catalog}")).text
    assert "请补充审批件" in page
    assert "已退回" in page
    assert (await answer(house, OFFICE, catalog, "file")).status_code == 201
    taken = await answer(house, ABOVE, catalog, "receive", number="市备7")
    assert taken.status_code == 201, taken.text
    rows = (await book(house, ABOVE, "overdue"))["rows"]
    assert {each["row"]["kind"] for each in rows} == {"变更", "依申请公开", "方案制度"}
    assert {taken_back, changed} <= {each["row"]["act_id"] for each in rows}
    await taken_above(house, taken_back)
    shown = (await house.page(ABOVE, "/acts?tab=overdue")).text
    assert "公开目录的调整" in shown
    assert "案件线索" not in shown
    assert (await house.page(who(SCHOOL, "clerk"), f"/acts/one?act_id={kept}")).status_code == 404
