"""SC-13 署名意见与匿名意见: both are found out and published, one is answered in person."""

import asyncio
import subprocess

import pytest

from services.catalog.domain.terms import Post, person_id_of
from tests.stories.teller import Teller, verifying
from tests.stories.town import until

SAID = "党员教师课后值守表公布后没有执行。"
SLIP = "“优秀党员”名额总给中层干部。"
CALLER = {"name": "钟家长", "contact": "13909527788"}


@pytest.mark.clause("S2-56")
@pytest.mark.clause("S2-64")
@pytest.mark.timeout(240)
@pytest.mark.slow
async def test_sc_13_a_signed_and_an_anonymous_opinion_side_by_side(dated_house):
    teller = Teller(dated_house)
    teller.unit = teller.house.unit.id
    await both_are_registered_and_passed_on(teller)
    await nobody_else_learns_who_called(teller)
    await both_are_found_out_and_put_right(teller)
    await the_caller_is_told_and_both_outcomes_are_public(teller)
    await the_month_is_closed_with_two_and_the_next_with_none(teller)
    await a_supervisor_checks_the_counts(teller)
    await what_was_said_is_erased_by_law_and_the_record_still_holds(teller)


def here(ticket):
    return f"/feedback/api/opinions/{ticket['opinion_id']}"


async def both_are_registered_and_passed_on(teller):
    teller.house.turn(2025, 10, 13)
    call = {"unit": teller.unit, "channel": "phone", "content": SAID, "signed": True, **CALLER}
    teller.signed = await teller.done(Post.HANDLER, "/feedback/api/opinions", call)
    teller.house.turn(2025, 10, 14)
    slip = {"unit": teller.unit, "channel": "box", "content": SLIP}
    teller.slip = await teller.done(Post.HANDLER, "/feedback/api/opinions", slip)
    named = {"kind": "complaint", "named": [str(person_id_of(teller.who(Post.REVIEWER)))]}
    await teller.done(Post.OFFICE, f"{here(teller.slip)}/sort", named)
    handler = {"handler": str(person_id_of(teller.who(Post.HANDLER)))}
    for each in (teller.signed, teller.slip):
        await teller.done(Post.OFFICE, f"{here(each)}/assign", handler)


async def nobody_else_learns_who_called(teller):
    teller.house.turn(2025, 10, 15)
    rule, _ = await teller.refused(teller.who(Post.OFFICE), f"{here(teller.signed)}/identity")
    assert rule == "WrongPostError"
    rule, _ = await teller.refused(teller.who(Post.REVIEWER), here(teller.slip), method="GET")
    assert rule == "NamedReaderError"


async def both_are_found_out_and_put_right(teller):
    teller.house.turn(2025, 10, 22)
    found = {"finding": "upheld", "remedy": "none", "conclusion": "9月有两周没有执行，属实。"}
    await teller.done(Post.HANDLER, f"{here(teller.signed)}/conclude", found)
    clerk = str(person_id_of(teller.who(Post.CLERK)))
    order = {"owner": clerk, "task": "修订值守表，逐日登记", "due": "2025-10-31"}
    await teller.done(Post.HANDLER, f"{here(teller.signed)}/rectify", order)
    teller.house.turn(2025, 10, 24)
    partly = {
        "finding": "partly",
        "remedy": "none",
        "conclusion": "两年三名中有两名是中层，2026年起规定一线比例。",
    }
    await teller.done(Post.HANDLER, f"{here(teller.slip)}/conclude", partly)
    await teller.done(Post.CLERK, f"{here(teller.signed)}/rectified", {"text": "已逐日登记。"})
    passed = {"passed": True, "note": "查看登记属实"}
    await teller.done(Post.OFFICE, f"{here(teller.signed)}/check", passed)


async def the_caller_is_told_and_both_outcomes_are_public(teller):
    teller.house.turn(2025, 10, 27)
    who = await teller.done(Post.HANDLER, f"{here(teller.signed)}/identity")
    assert who == CALLER
    rules = {teller.signed["number"]: "ReplyNotDeliveredError"}
    rules[teller.slip["number"]] = "OutcomeNotPublishedError"
    for each in (teller.signed, teller.slip):
        rule, _ = await teller.refused(teller.who(Post.HANDLER), f"{here(each)}/close")
        assert rule == rules[each["number"]]
    told = {
        "how": "phone",
        "delivered_at": "2025-10-27T09:00:00+08:00",
        "reply": "属实，值守表已经修订。",
        "evidence": "10时02分通话，本人确认。",
    }
    await teller.done(Post.HANDLER, f"{here(teller.signed)}/reply", told)
    summary = {"summary": "课后值守一事属实，已经整改。"}
    await teller.done(Post.HANDLER, f"{here(teller.signed)}/publish", summary)
    rest = {"summary": "优秀名额一事部分属实，2026年起规定一线比例。"}
    await teller.done(Post.HANDLER, f"{here(teller.slip)}/publish", rest)
    for each in (teller.signed, teller.slip):
        await teller.done(Post.OFFICE, f"{here(each)}/outcome/approve")
        await teller.done(Post.HANDLER, f"{here(each)}/close")
    public = (await teller.http.get("/feedback/api/outcomes")).json()
    assert [each["finding"] for each in public] == ["partly", "upheld"]
    mine = {"number": teller.signed["number"], "query_code": teller.signed["query_code"]}
    seen = (await teller.http.post("/feedback/api/query", json=mine)).json()
    assert (seen["status"], seen["reply"]) == ("closed", told["reply"])


async def the_month_is_closed_with_two_and_the_next_with_none(teller):
    teller.house.turn(2025, 10, 31)
    october = {"unit": str(teller.unit), "month": "2025-10", "declared": 1}
    rule, _ = await teller.refused(teller.who(Post.HANDLER), "/feedback/api/rounds/close", october)
    assert rule == "CountMismatchError"
    await teller.done(Post.HANDLER, "/feedback/api/rounds/close", october | {"declared": 2})
    teller.house.turn(2025, 12, 1)
    november = {"unit": str(teller.unit), "month": "2025-11", "declared": 0}
    await teller.done(Post.HANDLER, "/feedback/api/rounds/close", november)
    closed = await teller.folk.until("", "/feedback/api/rounds", lambda rows: len(rows) == 2)
    assert [each["counts"]["received"] for each in closed] == [0, 2]


async def a_supervisor_checks_the_counts(teller):
    person = teller.who(Post.SUPERVISOR)
    appointment = {
        "unit": str(teller.unit),
        "person_id": str(person_id_of(person)),
        "since": "2025-12-01",
        "until": "2026-11-30",
        "certificate": "督字第1号",
        "duties": "检查意见是否件件公开",
    }
    await teller.done(Post.OFFICE, "/feedback/api/supervisors/appoint", appointment)
    (room,) = await teller.folk.until(person, "/feedback/api/room", bool)
    counts = {row["month"]: row["counts"] for row in room["collections"]}["2025-10"]
    assert (counts["received"], counts["published"]) == (2, 2)
    check = {"unit": str(teller.unit), "verdict": "agrees", "matter": "10月：收到2件，公布2件"}
    await teller.done(person, "/feedback/api/room/check", check)


async def what_was_said_is_erased_by_law_and_the_record_still_holds(teller):
    ground = {"ground": "《中华人民共和国个人信息保护法》第四十七条"}
    await teller.done(Post.OFFICE, f"{here(teller.signed)}/erase", ground)
    settings, http = teller.house.settings, teller.http

    async def archived():
        ready = await http.get("/archive/health/ready")
        return ready.is_success and await logged(settings)

    await until(archived, "the record with the erasure in it", within=60)
    marks = [each.encode() for each in (SAID, *CALLER.values())]
    files = [each for each in settings.home.rglob("*") if each.is_file()]
    assert files
    for each in files:
        data = each.read_bytes()
        assert not [mark for mark in marks if mark in data], each


async def logged(settings):
    """Tell whether the whole record is proved by its auditors' own program."""
    if not (settings.home / "archive" / "log.vkey").exists():
        return False
    command = verifying(settings)
    told = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    return told.returncode == 0
