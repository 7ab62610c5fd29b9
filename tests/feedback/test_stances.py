"""Stances on a plan that is shown before its decision: one for each who signs, in time only."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.feedback import heard
from services.feedback.domain.stance import (
    VOICE,
    DeclareStance,
    NotAskedError,
    Stance,
    StanceDeclared,
    StanceLateError,
    StanceTwiceError,
    Window,
    voice_id,
)
from services.feedback.domain.writing import Identity
from shared.calendar import beijing_date
from shared.testing import NOON, UNIT, Given
from tests.feedback.conftest import LIST, letter
from tests.feedback.speaking import ask, send, tags

TODAY = beijing_date(NOON)
LAST = TODAY + timedelta(days=9)
ASKING = DeclareStance(
    unit=UNIT,
    disclosure_id=str(LIST),
    version=1,
    opinion_id="o-1",
    stance=Stance.OPPOSE,
    verified=True,
    window=Window(opened_on=TODAY, last_day=LAST),
)
DECLARED = StanceDeclared(
    unit=UNIT,
    disclosure_id=str(LIST),
    version=1,
    opinion_id="o-1",
    stance=Stance.OPPOSE,
    verified=True,
)
WHO = Identity(name="钟慧玲", contact="139-0952 0001")


def when(command, *history, after=0):
    return Given(VOICE, *history).when(command, by="", at=NOON + timedelta(days=after))


def test_a_voice_speaks_once_and_only_while_it_is_asked():
    when(ASKING).then(DECLARED)
    when(ASKING, after=9).then(DECLARED)
    when(ASKING, DECLARED).then_rejected(StanceTwiceError, field="stance")
    when(ASKING, after=10).then_rejected(StanceLateError, field="stance")
    closed = replace(ASKING, window=replace(ASKING.window, over=True))
    when(closed).then_rejected(StanceLateError)
    when(ASKING, after=-1).then_rejected(NotAskedError)
    when(replace(ASKING, window=None)).then_rejected(NotAskedError)


def test_who_signs_alike_is_one_voice_and_who_does_not_sign_is_always_another():
    def of(who, opinion=1, plan="d", secret=b"s"):
        return voice_id(secret, plan, UUID(int=opinion), who)

    alike = Identity(name=" 钟慧玲 ", contact="１３９０９５２０００１")
    assert of(WHO) == of(alike, opinion=2)
    assert of(WHO) != of(WHO, plan="e")
    assert of(WHO) != of(WHO, secret=b"t")
    assert of(WHO) != of(replace(WHO, name="钟慧灵"))
    assert of(None, opinion=1) != of(None, opinion=2)


async def consult(county, last=LAST):
    """Let workflow tell that the list is a plan on which opinions are heard."""
    opened = heard.ConsultationOpened(
        disclosure_id=str(LIST),
        opened_on=TODAY,
        deadline=heard.HeardDeadline(due=last),
        questions=("是否赞成设置？",),
    )
    await county.hear("workflow", (uuid4(), opened))


async def stances(county):
    found = [f["event"] for f in await county.facts()]
    return [
        (each["stance"], each["verified"])
        for each in found
        if each["type"] == "feedback.stance.declared.v1"
    ]


async def refused(county, **changes):
    """Return the rule that refuses a letter, and the page that says so."""
    async with county.browser() as browser:
        answer = await browser.post("/feedback/opinions", data=letter(**changes))
    assert answer.status_code == 409, answer.text
    return (await county.refusals())[-1], answer.text


async def test_the_form_asks_for_a_stance_while_the_plan_is_open_and_not_before_or_after(county):
    async with county.browser() as browser:
        before = (await browser.get(f"/feedback/opinions?disclosure={LIST}&version=1")).text
        await consult(county)
        during = (await browser.get(f"/feedback/opinions?disclosure={LIST}&version=1")).text
        county.watch.at += timedelta(days=10)
        after = (await browser.get(f"/feedback/opinions?disclosure={LIST}&version=1")).text

    assert 'name="stance"' not in before + after
    assert during.count('type="radio" name="stance"') == 5
    assert "是否赞成设置？" in during
    assert "匿名的表态另行统计" in during


async def test_a_signed_stance_is_counted_once_for_a_person_and_unsigned_ones_apart(county):
    await consult(county)
    await send(county, stance="oppose")
    rule, page = await refused(county, stance="support")
    assert rule == "StanceTwiceError"
    assert "一人只计一次" in page
    await send(county, stance="support", name="丁桂兰", contact="13909520002")
    await send(county, stance="oppose", signed="false")
    await send(county, stance="")

    assert await stances(county) == [("oppose", True), ("support", True), ("oppose", False)]
    assert (await tags(county)).count("opinion.received.v1") == 4


async def test_the_same_letter_twice_speaks_once_with_one_receipt(county):
    await consult(county)
    twice = letter(stance="amend")
    async with county.browser() as browser:
        sent = [await browser.post("/feedback/opinions", data=twice) for _ in range(2)]
    assert [each.status_code for each in sent] == [201, 201]
    assert await stances(county) == [("amend", True)]


async def test_a_late_stance_is_refused_and_its_opinion_taken_in_without_it(county):
    await consult(county)
    county.watch.at += timedelta(days=10)
    rule, page = await refused(county, stance="oppose")
    assert rule == "StanceLateError"
    assert "可以不选态度直接提交" in page
    await send(county, stance="")
    assert await stances(county) == []


async def test_after_the_summary_and_on_what_asks_nothing_no_stance_is_taken(county):
    assert (await refused(county, stance="oppose"))[0] == "NotAskedError"
    await consult(county)
    closed = heard.ConsultationClosed(disclosure_id=str(LIST))
    await county.hear("workflow", (uuid4(), closed))
    assert (await refused(county, stance="oppose"))[0] == "StanceLateError"


async def test_a_period_counted_anew_is_kept_to(county):
    await consult(county, last=TODAY)
    longer = heard.ConsultationRescheduled(
        disclosure_id=str(LIST), deadline=heard.HeardDeadline(due=LAST)
    )
    await county.hear("workflow", (uuid4(), longer))
    county.watch.at += timedelta(days=9)
    await send(county, stance="other")
    assert await stances(county) == [("other", True)]


async def test_the_office_reads_the_stance_with_the_opinion(county):
    await consult(county)
    await send(county, stance="amend")
    page = await ask(county, "周明", "", method="GET")
    assert "建议修改" in page.text


@pytest.mark.parametrize("stance", ["maybe", "赞成"])
async def test_a_stance_that_does_not_exist_is_refused(county, stance):
    await consult(county)
    async with county.browser() as browser:
        answer = await browser.post("/feedback/opinions", data=letter(stance=stance))
    assert answer.status_code == 422
    assert "请选择对方案的态度" in answer.text
    assert await stances(county) == []
