"""问题整改: what a meeting of democratic life found wrong is followed until it is put right."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.disclosure import WithdrawnError, disclosure
from services.publishing.domain.problem import (
    PROBLEMS,
    EarlierProblemUnsaidError,
    MendingNoteError,
    MendingUnchangedError,
    ProblemNotApprovedError,
    ProblemsListedAlreadyError,
    ProblemsMissingError,
    ProblemsUnknownError,
)
from services.publishing.domain.problem_words import (
    Answer,
    Carried,
    Listed,
    ListProblems,
    Mending,
    MendingReported,
    ProblemsListed,
    ReportMending,
)
from services.publishing.domain.showing import NotRecorderError
from services.publishing.handlers import Releases
from services.publishing.handlers.calendars import LivingCalendar
from shared.testing import UNIT, Given

ABOUT = {"unit": UNIT, "item_id": "i", "disclosure_id": "d"}
FOUND = tuple(f"第{n}个问题" for n in "一二三四五")
TEXT = "查摆出：" + "；".join(FOUND)
LIST = ListProblems(about=Listed(**ABOUT, withdrawn=False, text=TEXT), problems=FOUND)
LISTED = ProblemsListed(**ABOUT, carried=(), problems=FOUND)
DONE = ReportMending(number=2, state=Mending.DONE, note="制度已经修订。")
REPORTED = MendingReported(**ABOUT, number=2, state=Mending.DONE, note="制度已经修订。")


def ask(command, *history, post="clerk"):
    return Given(PROBLEMS, *history).when(command, by="li", post=post)


def later(*answers, problems=()):
    about = Listed(**ABOUT, withdrawn=False, text=TEXT, before=FOUND[:2])
    return ListProblems(about=about, problems=problems, answers=answers)


def test_problems_are_listed_once_by_who_records():
    ask(replace(LIST, problems=(*FOUND, "  ", ""))).then(LISTED)
    ask(LIST, LISTED).then_rejected(ProblemsListedAlreadyError)
    ask(LIST, post="member").then_rejected(NotRecorderError)
    gone = replace(LIST, about=replace(LIST.about, withdrawn=True))
    ask(gone).then_rejected(WithdrawnError)
    ask(replace(LIST, problems=("没人审过的话",))).then_rejected(
        ProblemNotApprovedError, field="problems"
    )
    for wrong in ((), (" ",), ("字" * 201,), FOUND * 11):
        ask(replace(LIST, problems=wrong)).then_rejected(ProblemsMissingError, field="problems")


def test_of_every_problem_of_the_period_before_it_is_said_how_it_stands():
    doing = Answer(number=1, state=Mending.DOING, note="正在办。")
    planned = Answer(number=2, state=Mending.PLANNED)
    ask(later(doing)).then_rejected(EarlierProblemUnsaidError, field="state-2")
    ask(later(doing, planned)).then(
        ProblemsListed(
            **ABOUT,
            carried=(
                Carried(text=FOUND[0], state=Mending.DOING, note="正在办。"),
                Carried(text=FOUND[1], state=Mending.PLANNED, note=""),
            ),
            problems=(),
        )
    )
    silent = Answer(number=1, state=Mending.DONE, note=" ")
    ask(later(silent, planned)).then_rejected(MendingNoteError, field="note-1")


def test_a_problem_is_reported_until_it_is_done():
    ask(DONE, LISTED).then(REPORTED)
    ask(DONE, LISTED, REPORTED).then_rejected(MendingUnchangedError)
    ask(replace(DONE, number=6), LISTED).then_rejected(ProblemsUnknownError)
    ask(DONE).then_rejected(ProblemsUnknownError)
    ask(replace(DONE, note=""), LISTED).then_rejected(MendingNoteError, field="note")
    ask(DONE, LISTED, post="member").then_rejected(NotRecorderError)


async def put(house, matter, who="clerk", **form):
    url = f"/items/{matter}/problems"
    return await house.client.post(
        url, data=form, headers=house.as_(who) | {"accept": "text/html"}, follow_redirects=False
    )


@pytest.mark.clause("S3-50")
async def test_five_problems_each_have_a_state_shown_next_period(house):
    title = {"title": "上半年民主生活会及整改情况", "content": TEXT}
    first = await house.register(days=0, **title)
    assert (await put(house, first, problems="\n".join(FOUND))).status_code == 303
    assert (await put(house, first, who="member", problems="x")).status_code in {403, 404}
    for step in ("inner", "public"):
        assert (await house.step(first, step)).status_code == 201
    page = await house.page(f"/items/{first}")
    assert page.count("尚未开始") == len(FOUND)
    told = {"number": 1, "state": "done", "note": "制度已经修订。"}
    answer = await house.client.post(
        f"/api/disclosures/{first}/problems/mending", json=told, headers=house.as_("clerk")
    )
    assert answer.status_code == 201, answer.text
    page = await house.page(f"/items/{first}")
    assert (page.count("已经整改"), page.count("尚未开始")) == (1, 4)
    assert "制度已经修订" not in page  # nobody has reviewed it: it stays inside
    assert "制度已经修订" in await house.page(f"/items/{first}/problems", "clerk")

    house.later(days=1)
    second = await house.register(
        days=0, title="下半年民主生活会及整改情况", content="又查摆出新的问题。"
    )
    refused = await house.step(second, "inner")
    assert refused.status_code == 409
    assert "要先写明每个问题的整改状态" in refused.json()["title"]
    form = await house.page(f"/items/{second}/problems", "clerk")
    assert all(f'上期的问题：<span class="asis">{each}' in form for each in FOUND)
    states = ["done", "done", "doing", "doing", "planned"]
    said = {f"state-{n}": each for n, each in enumerate(states, 1)}
    said |= {f"note-{n}": f"第{n}项的情况" for n in range(1, 5)}
    bare = {key: value for key, value in said.items() if key != "state-5"}
    missed = await put(house, second, **bare)
    assert missed.status_code == 422
    assert "还没有写明：第五个问题" in missed.text
    assert (await put(house, second, **said, problems="新的问题")).status_code == 303
    for step in ("inner", "public"):
        assert (await house.step(second, step)).status_code == 201

    page = await house.page(f"/items/{second}")
    assert [page.count(each) for each in ("已经整改", "正在整改", "尚未开始")] == [2, 2, 2]
    assert all(each in page for each in (*FOUND, "新的问题"))
    assert "第4项的情况" not in page
    at = f"{house.at:%Y-%m-%dT%H:%M}Z"
    assert await house.page(f"/items/{second}/then/page?at={at}") == page  # byte for byte
    house.later(days=1)
    third = await house.register(days=0)
    assert "第一个问题" not in await house.page(f"/items/{third}/problems", "clerk")  # done
    assert "第五个问题" in await house.page(f"/items/{third}/problems", "clerk")


async def test_who_may_not_read_a_disclosure_learns_nothing_of_its_problems(house):
    first = await house.open_to("inner", "party", content="查摆出内部的问题。")
    assert (await put(house, first, problems="内部的问题")).status_code == 303
    url = f"/api/disclosures/{first}/problems"
    assert (await house.get(url, "", "application/json")).status_code == 404
    [line] = (await house.get(url, "member", "application/json")).json()["lines"]
    assert (line["text"], line["state"]) == ("内部的问题", "planned")
    assert (await house.get(f"/items/{first}/problems")).status_code == 404


async def test_a_release_at_a_set_time_passes_nothing_over(house):
    first = await house.register(days=0, content=TEXT)
    await put(house, first, problems="第一个问题")
    assert (await house.step(first, "inner")).status_code == 201
    house.later(minutes=5)
    second = await house.register(days=0)
    at = (house.at + timedelta(minutes=10)).isoformat()
    url = f"/api/disclosures/{second}/releases/inner"
    answer = await house.client.post(url, json={"at": at}, headers=house.as_("publisher"))
    assert answer.status_code == 201, answer.text
    house.later(minutes=11)
    service = house.service
    calendar = LivingCalendar(service.views)
    timetable = Releases(service.store, service.views, house.clock, calendar, disclosure(calendar))
    assert await timetable.ring() == 1
    missed = house.facts()[-1]["event"]
    assert (missed["type"], missed["rule"]) == (
        "publishing.release.missed.v1",
        "EarlierProblemsOpenError",
    )
