"""SC-06 依申请公开: refused with rule and reason, explained, filed above, rechecked, upheld."""

import pytest

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller
from tests.stories.town import until

API = "/feedback/api/requests"
CARD = "330421199003070030"
SUBJECT = "请求公开2025年4月关于商户投诉城管队员一事的谈话记录全文。"
BASIS = "《中国共产党党务公开条例（试行）》第七条"
REASON = (
    "您申请的谈话记录属于党组织核查工作过程材料，公开会影响被谈话人如实反映情况，党委决定不予公开。"
)
WHERE = (
    "核查结论已于2025年5月12日在局门户党务公开子栏目公布：反映的言语不文明问题属实，"
    "已对当事队员批评教育并调离窗口岗位。"
)
REFUSAL = {"outcome": "cannot", "ground": "工作过程材料", "basis": BASIS, "reason": REASON}
GRANTED = {"outcome": "applicant", "basis": BASIS, "reason": "该事项可以向您公开。"}
SECRET = ("商户投诉", "章禾", CARD)


@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_sc_06_a_request_is_refused_explained_filed_and_upheld(dated_house):
    teller = Teller(dated_house)
    teller.unit = teller.house.unit.id
    await the_unit_goes_by_the_scheme_of_the_bureau(teller)
    await six_requests_came_before(teller)
    await the_seventh_gets_number_code_and_due_day(teller)
    await it_is_studied_and_decided_by_the_body(teller)
    await nothing_is_closed_before_it_is_explained(teller)
    await it_is_filed_and_only_the_superior_says_so(teller)
    await the_supervisor_looks_at_it_and_the_group_upholds(teller)
    await everybody_reads_how_many_and_nobody_reads_who(teller)


async def step(teller, post, word, **fields):
    return await teller.done(post, f"{teller.request}/steps", {"step": word, **fields})


async def refused(teller, login, word, **fields):
    rule, _ = await teller.refused(login, f"{teller.request}/steps", {"step": word, **fields})
    return rule


async def the_unit_goes_by_the_scheme_of_the_bureau(teller):
    version = {"seed": "S0", "effective": "2025-07-01"}
    await teller.done("admin", f"/catalog/api/units/{teller.unit}/scheme/versions", version)
    teller.house.turn(2025, 9, 1)

    async def known():
        page = await teller.http.get(f"/feedback/requests?unit={teller.unit}")
        return "党员、群众可以申请" in page.text

    await until(known, "the scheme of the unit")


async def apply(teller, subject):
    body = {
        "unit": teller.unit,
        "standing": "群众",
        "subject": subject,
        "purpose": "了解处理经过",
        "name": "章禾",
        "number": CARD,
        "contact": "13909520001",
    }
    teller.ticket = await teller.done("", API, body)
    teller.request = f"{API}/{teller.ticket['request_id']}"


async def explain(teller, day):
    told = {"explanation": WHERE, "how": "letter", "evidence": "挂号信回执 XA2025"}
    await step(teller, Post.CLERK, "explain", **told, delivered_at=f"2025-{day}T09:00")


async def six_requests_came_before(teller):
    for number in range(6):
        await apply(teller, f"请公开第{number + 1}季度会议安排。")
        await step(teller, Post.CLERK, "accept", checked="number")
        await step(teller, Post.CLERK, "study", opinion="已经研究。")
        await step(teller, Post.APPROVER, "decide", **(GRANTED if number else REFUSAL))
        await explain(teller, "09-01")
        await step(teller, Post.CLERK, "close")


async def the_seventh_gets_number_code_and_due_day(teller):
    teller.house.turn(2025, 10, 13)
    await apply(teller, SUBJECT)
    assert teller.ticket["number"] == "YSQ-2025-007"
    assert teller.ticket["due"] == "2025-11-03"
    await step(teller, Post.CLERK, "accept", checked="number")


async def it_is_studied_and_decided_by_the_body(teller):
    teller.house.turn(2025, 10, 20)
    await step(teller, Post.CLERK, "study", opinion="记录不能公开；核查结论已经公布。")
    teller.house.turn(2025, 10, 27)
    clerk, body = teller.who(Post.CLERK), teller.who(Post.APPROVER)
    assert await refused(teller, clerk, "decide", **REFUSAL) == "DecidedByClerkError"
    bare = REFUSAL | {"basis": "按规定"}
    assert await refused(teller, body, "decide", **bare) == "BasisMissingError"
    empty = REFUSAL | {"reason": "经研究决定，按规定不予公开。"}
    assert await refused(teller, body, "decide", **empty) == "TemplateOnlyError"
    await step(teller, Post.APPROVER, "decide", **REFUSAL)


async def nothing_is_closed_before_it_is_explained(teller):
    assert await refused(teller, teller.who(Post.CLERK), "close") == "NotExplainedError"
    teller.house.turn(2025, 10, 28)
    await explain(teller, "10-28")
    key = {"number": teller.ticket["number"], "query_code": teller.ticket["query_code"]}
    teller.key = key

    async def told():
        mine = (await teller.http.post(f"{API}/query", json=key)).json()
        return all(each in mine["letter"] for each in ("不能公开", BASIS, REASON, WHERE, "督察员"))

    await until(told, "the letter on the applicant's page")


async def it_is_filed_and_only_the_superior_says_so(teller):
    teller.house.turn(2025, 10, 29)
    await step(teller, Post.CLERK, "close")
    alone = await refused(teller, teller.who(Post.CLERK), "acknowledge")
    assert alone == "FiledByOneselfError"
    await step(teller, Post.CLERK, "send")
    teller.house.turn(2025, 10, 30)
    above = teller.house.other.holder(Post.OFFICE).login

    def filed(seen):
        return [each for each in seen["rows"] if each["number"] == teller.ticket["number"]]

    seen = await teller.folk.until(above, "/feedback/api/filings", filed)
    [line] = filed(seen)
    assert (line["outcome"], line["explained_on"]) == ("cannot", "2025-10-28")
    await step(teller, above, "acknowledge")
    done = await teller.folk.until(above, "/feedback/api/filings?tray=done", filed)
    assert filed(done)[0]["filing"] == "acknowledged"
    late = (await teller.folk.look(above, "/feedback/api/filings?tray=late")).json()
    assert len(late["rows"]) == 6  # those of September, which nobody sent
    case = (await teller.folk.look(teller.who(Post.CLERK), teller.request)).json()
    days = [each for each in case["clock"]["days"] if each["counted"]]
    assert [each["date"] for each in days].index("2025-10-28") + 1 == 11  # of fifteen
    assert not case["line"]["late"]


async def the_supervisor_looks_at_it_and_the_group_upholds(teller):
    teller.house.turn(2025, 11, 5)
    complaint = {**teller.key, "body": "supervisor", "complaint": "结论与事实不符。"}
    await teller.done("", f"{API}/recheck", complaint)
    await step(teller, Post.SUPERVISOR, "examine", finding="答复有据，结论已经公布。")
    teller.house.turn(2025, 11, 6)
    upheld = {"verdict": "uphold", "verdict_reason": "经领导小组复核，维持原答复。"}
    await step(teller, Post.OFFICE, "conclude", **upheld)

    async def told():
        mine = (await teller.http.post(f"{API}/query", json=teller.key)).json()
        return mine["verdict"] == "uphold"

    await until(told, "the decision on the applicant's page")


async def everybody_reads_how_many_and_nobody_reads_who(teller):
    figures = f"/feedback/requests/statistics?unit={teller.unit}&year=2025"
    page = (await teller.http.get(figures, headers={"accept": "text/html"})).text
    assert "依申请公开 2025：受理7件、公开5件、不公开2件" in page
    assert "工作过程材料" in page
    places = (page, *[(await teller.http.get(path)).text for path in ("/", "/search?q=城管")])
    assert all(each not in "".join(places) for each in SECRET)
