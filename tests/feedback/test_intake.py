"""What people send in a flood, on paper, or without a matter: all of it is kept and found."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.feedback.domain.events import OpinionNumbered
from services.feedback.domain.likeness import likeness_of
from services.feedback.domain.puzzle import DIGITS, puzzle_for, solves
from shared.record import Letter, file
from shared.testing import NOON, cause
from tests.feedback.conftest import BUREAU, SCHOOL, letter, person
from tests.feedback.speaking import ask, send
from tests.feedback.test_opinion import ANONYMOUS

SECRET = b"s" * 32
PNG = b"\x89PNG\r\n\x1a\n" + b"picture of a slip"


def solution(question):
    first, second = question.removeprefix("请算一算：").removesuffix("等于几？").split("加")
    return DIGITS.index(first) + DIGITS.index(second)


@pytest.mark.parametrize("spoken", [str, lambda n: f" {n} ", "{:d}".format])
def test_a_sum_in_words_is_solved_in_figures(spoken):
    puzzle = puzzle_for(SECRET, "a", NOON)
    answer = spoken(solution(puzzle.question))
    later = NOON + timedelta(minutes=29)
    assert solves(SECRET, puzzle.token, answer, "a", later)
    assert not solves(SECRET, puzzle.token, answer, "b", later)
    assert not solves(SECRET, puzzle.token, answer, "a", NOON + timedelta(minutes=31))
    assert not solves(SECRET, puzzle.token, "一百", "a", later)
    assert not solves(SECRET, "1.x", answer, "a", later)


def test_a_sum_in_words_is_solved_in_words_too():
    said = {1: "一", 10: "十", 12: "十二", 18: "十八", 2: "两"}
    for n in range(200):
        at = NOON + timedelta(seconds=n)
        puzzle = puzzle_for(SECRET, "a", at)
        if (total := solution(puzzle.question)) in said:
            assert solves(SECRET, puzzle.token, said[total], "a", at)


@pytest.mark.parametrize("other", ["值守表，没有执行！", " 值守表\n没有执行", "值守表没有执行。"])
def test_letters_that_say_the_same_are_alike(other):
    assert likeness_of(SECRET, SCHOOL, "值守表没有执行") == likeness_of(SECRET, SCHOOL, other)
    assert likeness_of(SECRET, SCHOOL, other) != likeness_of(SECRET, BUREAU, other)
    assert likeness_of(SECRET, SCHOOL, "😀") != likeness_of(SECRET, SCHOOL, "👍")


async def test_who_must_wait_may_do_a_sum_instead_and_nothing_typed_is_lost(county):
    async with county.browser() as browser:
        for _ in range(30):
            await browser.post("/feedback/opinions", data=letter(signed="false"))
        held = await browser.post("/feedback/opinions", data=letter(content="第三十一封"))
        assert held.status_code == 429
        assert "第三十一封" in held.text
        assert "等于几" in held.text
        token = held.text.split('name="puzzle" value="')[1].split('"')[0]
        question = "请算一算：" + held.text.split("请算一算：")[1].split("？")[0] + "？"
        wrong = letter(content="第三十一封", puzzle=token, answer="0")
        refused = await browser.post("/feedback/opinions", data=wrong)
        assert refused.status_code == 422
        assert "请按新题再算一次" in refused.text
        right = letter(content="第三十一封", puzzle=token, answer=str(solution(question)))
        assert (await browser.post("/feedback/opinions", data=right)).status_code == 201
        used = right | {"command_id": str(uuid4())}
        assert (await browser.post("/feedback/opinions", data=used)).status_code == 422


@pytest.mark.clause("S2-50")
@pytest.mark.clause("S1-26")
async def test_an_opinion_may_be_about_a_unit_as_a_whole(county):
    general = {"disclosure_id": "", "version": "", "unit": SCHOOL, "signed": "false"}
    number, code = await send(county, **general, content="希望多公开一些经费情况。")
    assert (number, len(code)) == ("YJ-2026-0001", 14)
    async with county.browser("周明") as office, county.browser() as citizen:
        assert "（综合意见）" in (await office.get("/feedback/desk")).text
        assert "河湾乡中心小学" in (await citizen.get(f"/feedback/write?unit={SCHOOL}")).text
        nowhere = letter(disclosure_id="", unit="nowhere")
        assert (await citizen.post("/feedback/opinions", data=nowhere)).status_code == 404
        empty = letter(disclosure_id="", unit=SCHOOL, content="")
        again = await citizen.post("/feedback/opinions", data=empty)
    assert again.status_code == 422
    assert "意见内容不能为空" in again.text


@pytest.mark.parametrize(
    "content", ["𠮷𫝀𰀀", "😀👍🏿", "<script>alert(1)</script><b>粗</b>", "' OR 1=1 --"]
)
async def test_rare_characters_and_scripts_stay_what_they_are(county, content):
    await send(county, content=content, signed="false")
    page = await ask(county, "周明", "", method="GET")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    shown = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown.replace("'", "&#39;") in page.text


async def test_a_slip_from_the_box_has_its_picture_sealed_and_shown_to_who_may_read(county):
    form = {"unit": SCHOOL, "content": "优秀名额总给中层干部。", "channel": "box"}
    files = [("pictures", ("照片/纸条.png", PNG, "image/png"))]
    async with county.browser("周明") as office:
        made = await office.post("/feedback/box", data=form, files=files)
        assert made.status_code == 201, made.text
        await county.settle()
        shown = await ask(county, "周明", "/pictures/0", method="GET")
    assert shown.content == PNG
    assert shown.headers["cache-control"] == "no-store"
    assert (await ask(county, "赵局", "/pictures/0", method="GET")).status_code == 403
    assert (await ask(county, "周明", "/pictures/1", method="GET")).status_code == 404
    home = county.service.settings.home
    assert not any(PNG[8:] in f.read_bytes() for f in home.rglob("*") if f.is_file())


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([("pictures", ("x.png", b"<html>", "image/png"))], "照片只能是"),
        ([("pictures", (f"{n}.png", PNG, "image/png")) for n in range(50)], "最多附10张"),
    ],
)
async def test_pictures_that_are_none_or_too_many_are_refused_by_name(county, files, rule):
    form = {"unit": SCHOOL, "content": "来信", "channel": "box"}
    async with county.browser("周明") as office:
        answer = await office.post("/feedback/box", data=form, files=files)
    assert answer.status_code == 422
    assert rule in answer.text
    assert await county.facts() == []


@pytest.mark.clause("S1-27")
async def test_the_same_letter_many_times_is_merged_with_one_click_and_answered_once(county):
    async with county.program() as program:
        for n in range(60):
            county.watch.at += timedelta(seconds=20)
            body = letter(version=1, signed=n == 7, content="同一封信。" + "！" * (n % 3))
            name = body.pop("command_id")
            answer = await program.post(
                "/feedback/api/opinions",
                json=body,
                headers={"x-request-id": name},
            )
            assert answer.status_code == 201, answer.text
    await county.settle()
    lead = await ask(county, "周明", "", method="GET")
    assert "还有59件来信与本件内容相同" in lead.text
    assert (await ask(county, "周明", "/alike")).status_code == 303
    given = await ask(county, "周明", "/assign", {"handler": person("陈静")})
    assert given.status_code == 303
    found = {"finding": "upheld", "conclusion": "属实。", "remedy": "none"}
    assert (await ask(county, "陈静", "/conclude", found)).status_code == 303
    await ask(county, "陈静", "/publish", {"summary": "意见属实，正在整改。"})
    await ask(county, "周明", "/outcome/approve")
    await county.followed()
    events = [f["event"] for f in await county.facts()]
    concluded = [e for e in events if e["type"] == "feedback.opinion.concluded.v1"]
    public = [e for e in events if e["type"] == "feedback.opinion.replied.v1"]
    assert len(concluded) == 60
    assert len(public) == 59  # the one that is signed is still to be told in person
    assert sum(e["type"] == "feedback.outcome.published.v1" for e in events) == 1


async def test_a_desk_with_very_many_letters_is_read_page_by_page(county):
    county.service.views.apply("feedback", list(flood(county, 130)))
    async with county.browser("周明") as office:
        first = (await office.get("/feedback/desk")).text
        third = (await office.get("/feedback/desk?tray=new&page=3")).text
        beyond = await office.get("/feedback/desk?tray=new&page=9")
    assert "待交办（130）" in first
    assert "查看全部130件" in first
    assert third.count("YJ-2026-") == 30
    assert "YJ-2026-0130" in third
    assert beyond.status_code == 200


def flood(county, many):
    """Yield the facts of letters that came in one after another."""
    for n in range(1, many + 1):
        opinion_id, at = UUID(int=n), county.clock.now() + timedelta(seconds=n)
        received = replace(ANONYMOUS, unit=SCHOOL, due=date(2026, 7, 22))
        numbered = OpinionNumbered(unit=SCHOOL, year=2026, number=n, opinion_id=opinion_id)
        for place, event in ((2 * n - 1, received), (2 * n, numbered)):
            record = file(event, stream_id=opinion_id, version=1, cause=cause("", at=at))
            yield Letter(
                position=place,
                stream_id=opinion_id,
                version=1,
                tag=record.tag,
                body=record.body,
            )
