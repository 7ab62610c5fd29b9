"""Programs at the same doors: channels, matters followed, rounds, inspections, seats, questions."""

from datetime import timedelta
from uuid import UUID, uuid4

from services.feedback import heard
from services.feedback.domain.sitting import SITTING, EraseGuests
from services.feedback.domain.writing import Identity
from services.feedback.handlers.opinions import to_open
from services.feedback.views.assembly import seats
from shared.store import Task
from shared.testing import cause
from tests.feedback.conftest import BUREAU, SCHOOL, person
from tests.feedback.speaking import page

DAY = timedelta(days=1)


async def call(county, who, address, data=None, status=201):
    """Ask as a program; what is not given is only read."""
    async with county.program(who) as program:
        where = f"/feedback/api{address}"
        headers = {"x-request-id": str(uuid4())}
        answer = await (
            program.get(where) if data is None else program.post(where, json=data, headers=headers)
        )
    assert answer.status_code == status, answer.text
    await county.settle()
    return answer.json()


async def test_a_program_follows_matters_channels_rounds_and_inspections(more):
    away = {"unit": SCHOOL, "channel": "email", "works": False}
    refused = await call(more, "周明", "/channels/check", away, 422)
    assert (refused["field"], refused["type"]) == ("note", "urn:gongkai:FaultUnsaidError")
    await call(more, "周明", "/channels/check", away | {"note": "停机，已报修。"})
    found = {each["channel"]: each for each in await call(more, "周明", "/channels", status=200)}
    assert found["email"]["amiss"] == "上次检查不通"
    await call(more, "叶老师", "/channels", status=403)

    opening = {"unit": SCHOOL, "title": "食堂价格", "owner": person("陈静"), "every": 7}
    thread = (await call(more, "周明", "/threads", opening))["stream_id"]
    here = f"/threads/{thread}"
    await call(more, "马兰", f"{here}/report", {"report": "与我无关。"}, 403)
    await call(more, "陈静", f"{here}/report", {"report": "已约谈承包商。"})
    assert [x["title"] for x in await call(more, "陈静", "/threads", status=200)] == ["食堂价格"]
    done = {"outcome": "settled", "conclusion": "价格已公示。"}
    await call(more, "陈静", f"{here}/close", done)
    await call(more, "陈静", f"{here}/close", done, 409)
    row = await call(more, "周明", here, status=200)
    assert (row["open"], row["conclusion"]) == (False, "价格已公示。")
    await call(more, "周明", f"/threads/{uuid4()}", status=404)

    round_ = await call(more, "周明", "/evaluations", {"unit": SCHOOL, "title": "评议"})
    there = f"/evaluations/{round_['stream_id']}"
    problem = {"title": "公开栏破损", "owner": person("陈静"), "due": "2026-12-31"}
    await call(more, "周明", f"{there}/problem", problem, 409)
    await call(more, "周明", f"{there}/advance", {"summary": "收到意见12条。"})
    await call(more, "周明", f"{there}/problem", problem)
    await call(more, "周明", f"{there}/close", {"summary": "完"}, 409)
    [shown] = await call(more, "周明", "/evaluations", status=200)
    assert [each["title"] for each in shown["problems"]] == ["公开栏破损"]

    planning = {"unit": SCHOOL, "year": 2026, "tours": 13}
    assert (await call(more, "周明", "/inspections", planning, 422))["field"] == "tours"
    ageless = planning | {"year": 0, "tours": 1}
    assert (await call(more, "周明", "/inspections", ageless, 422))["field"] == "year"
    await call(more, "周明", "/inspections", planning | {"tours": 1})
    [plan] = await call(more, "周明", "/inspections", status=200)
    assert plan["tours"][0]["units"] == [SCHOOL]
    span = {"first": "2026-07-01", "last": "2026-07-31", "unit": SCHOOL, "title": "抽查"}
    await call(more, "周明", "/inspections/samples", span | {"seed": "7", "count": 2})
    [sample] = await call(more, "周明", "/inspections/samples", status=200)
    assert (sample["seed"], len(sample["items"])) == ("7", min(2, sample["of"]))
    assert (await call(more, "", "/satisfaction/2026", status=200))["year"] == 2026


async def test_a_program_announces_seats_and_asks_questions(more):
    days = {"held_on": "2026-07-10", "apply_by": "2026-07-03", "unit": SCHOOL, "places": 1}
    notice = days | {"title": "常务会议", "agenda": "预算"}
    await call(more, "陈静", "/sittings", notice, 403)
    here = await let_out(more, notice)
    guest = {"name": "旁听人", "contact": "13800001234"}
    assert await call(more, "", f"{here}/apply", guest, 200) == {"number": 1}
    await call(more, "", f"{here}/apply", guest, 409)
    await call(more, "周明", f"{here}/draw", {"seed": "7"}, 409)
    more.watch.at += 5 * DAY
    await call(more, "周明", f"{here}/draw", {"seed": "7"})
    await call(more, "周明", f"{here}/attend", {"numbers": "9"}, 422)
    await call(more, "周明", f"{here}/attend", {"numbers": "1"})
    [row] = await call(more, "", "/sittings", status=200)
    assert (row["numbers"], row["attended"]) == ([1], [1])
    assert "旁听人" not in str(row)

    member = heard.PostAssigned(unit=BUREAU, person_id=person("赵局"), post="committee_member")
    await more.hear("catalog", (UUID(BUREAU), member))
    asked = {"unit": SCHOOL, "form": "question", "subject": "预算", "content": "为何超支？"}
    assert "query_code" in await call(more, "叶老师", "/inquiries", asked, 202)
    there = f"/inquiries/{(await call(more, '赵局', '/inquiries', asked))['stream_id']}"
    await call(more, "周明", f"{there}/answer", {"reply": "物价上涨。"})
    await call(more, "陈静", f"{there}/judge", {"satisfied": "true"}, 403)
    await call(more, "赵局", f"{there}/judge", {"satisfied": "true"})
    [inquiry] = await call(more, "赵局", "/inquiries", status=200)
    assert (inquiry["replies"], inquiry["satisfied"]) == (["物价上涨。"], True)


async def test_nobody_who_asked_for_a_seat_is_known_once_they_are_erased(more):
    days = {"held_on": "2026-07-03", "apply_by": "2026-07-02", "unit": SCHOOL, "places": 2}
    notice = days | {"title": "常务会议", "agenda": "预算"}
    here = await let_out(more, notice)
    for n in range(3):
        guest = {"name": f"旁听人{n}", "contact": f"1380000{n:04d}"}
        await call(more, "", f"{here}/apply", guest, 200)
    ground = {"ground": "《个人信息保护法》第四十七条"}
    await call(more, "陈静", f"{here}/erase", ground, 403)
    assert (await call(more, "周明", f"{here}/erase", ground, 409))["field"] == "numbers"
    await call(more, "周明", f"{here}/erase", ground | {"numbers": "4"}, 422)
    await call(more, "周明", f"{here}/erase", {"ground": "", "numbers": "2"}, 422)
    await call(more, "周明", f"{here}/erase", ground | {"numbers": "2"})
    more.watch.at += 5 * DAY
    await call(more, "周明", f"{here}/draw", {"seed": "7"})
    assert known(more) == ["旁听人0", None, "旁听人2"]
    await call(more, "周明", f"{here}/erase", ground)
    await call(more, "周明", f"{here}/erase", ground, 409)
    assert known(more) == [None, None, None]
    gone = await page(more, "周明", "/sittings")
    assert gone.count("（已按规定删除）") == 2
    assert "报名人的姓名和联系方式已经删除。" in gone


async def test_guests_are_forgotten_also_if_the_house_fell_silent_in_between(more):
    days = {"held_on": "2026-07-03", "apply_by": "2026-07-02", "unit": SCHOOL, "places": 2}
    notice = days | {"title": "常务会议", "agenda": "预算"}
    sitting_id = UUID((await let_out(more, notice)).rpartition("/")[2])
    guest = {"name": "旁听人", "contact": "13800001234"}
    await call(more, "", f"/sittings/{sitting_id}/apply", guest, 200)
    erase = EraseGuests(ground="本人要求", numbers=(1,))
    why = cause("office", at=more.clock.now(), unit=SCHOOL)
    await more.service.store.file(Task(SITTING, sitting_id, erase), cause=why)
    await more.followed()
    assert known(more) == [None]


async def let_out(county, notice):
    """Let one write a notice and another let it out; return where it is."""
    here = f"/sittings/{(await call(county, '周明', '/sittings', notice))['stream_id']}"
    assert await call(county, "", "/sittings", status=200) == []
    [draft] = await call(county, "王校长", "/sittings/drafts", status=200)
    assert draft["agenda"] == ["预算"]
    assert await call(county, "叶老师", "/sittings/drafts", status=200) == []
    assert "另一人" in str(await call(county, "周明", f"{here}/approve", {}, 409))
    await call(county, "叶老师", f"{here}/approve", {}, 403)
    await call(county, "王校长", f"{here}/approve", {})
    await call(county, "王校长", f"{here}/approve", {}, 409)
    return here


def known(county):
    """Return who applied, in order, as far as anybody can still read it."""
    rows = county.service.views.select(seats, order=[seats.c.number])
    boxes = [to_open(each.identity) for each in rows]
    found = [county.keyring.open(each, Identity, field="identity") for each in boxes]
    return [each.name if each else None for each in found]
