"""Opinions given to somebody by name go along when that somebody's post does."""

from uuid import uuid4

from services.feedback.domain.commands import TransferOpinion
from services.feedback.domain.events import OpinionAssigned, OpinionReceived, OpinionTransferred
from services.feedback.domain.opinion import OPINION, NotAssignedError, OpinionUnknownError
from services.feedback.domain.terms import Channel, Sealed
from services.feedback.heard import (
    PostAssigned,
    PostHanded,
    PostVacated,
    UnitDissolved,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
)
from shared.testing import Given
from tests.feedback.conftest import BUREAU, SCHOOL, person
from tests.feedback.speaking import CONCLUSION, ask, beijing, concluded, send

CHEN, MA, ZHAO = person("陈静"), person("马兰"), person("赵局")
BOX = Sealed(subject="", nonce="", box="", commitment="")
RECEIVED = OpinionReceived(
    unit=SCHOOL,
    disclosure_id="d",
    item_id="i",
    version=1,
    channel=Channel.WEB,
    signed=False,
    content=BOX,
    identity=None,
    query_code_digest="",
)
HANDED = TransferOpinion(handler=MA, reason="职务移交")


YE = person("叶老师")


def handed(taker="叶老师"):
    return PostHanded(unit=SCHOOL, post="handler", giver=CHEN, taker=person(taker))


async def told(county, event):
    await county.hear("catalog", (uuid4(), event))
    await county.settle()


async def given(county):
    """Let one opinion come in and be given to Chen Jing."""
    await send(county)
    assert (await ask(county, "周明", "/assign", {"handler": CHEN})).status_code == 303


async def desk(county, name):
    async with county.browser(name) as browser:
        return (await browser.get("/feedback/desk")).text


async def transfers(county):
    facts = [each["event"] for each in await county.facts()]
    return [
        (each["giver"], each["handler"], each["reason"])
        for each in facts
        if each["type"] == "feedback.opinion.transferred.v1"
    ]


# ── pure ─────────────────────────────────────────────────────────────────────────────────────


def test_a_transfer_says_from_whom_to_whom_and_why():
    told = OpinionTransferred(giver=CHEN, handler=MA, reason="职务移交")
    Given(OPINION, RECEIVED, OpinionAssigned(handler=CHEN)).when(HANDED, by="system").then(told)


def test_whoever_had_a_hand_in_the_matter_does_not_get_it():
    barred = TransferOpinion(handler=MA, reason="职务移交", concerned=frozenset({MA}))
    told = OpinionTransferred(giver=CHEN, handler="", reason="职务移交")
    Given(OPINION, RECEIVED, OpinionAssigned(handler=CHEN)).when(barred, by="system").then(told)


def test_what_nobody_has_in_hand_is_not_transferred():
    Given(OPINION, RECEIVED).when(HANDED, by="system").then_rejected(NotAssignedError)
    Given(OPINION).when(HANDED, by="system").then_rejected(OpinionUnknownError)


# ── in the house ─────────────────────────────────────────────────────────────────────────────


async def test_an_assigned_opinion_goes_to_the_new_holder_of_the_post_and_it_is_shown(county):
    await given(county)
    await told(county, handed())

    assert await transfers(county) == [(CHEN, YE, "职务移交")]
    page = await ask(county, "叶老师", "", method="GET")
    assert "职务移交：陈静 → 叶老师" in page.text
    assert (await ask(county, "陈静", "", method="GET")).status_code == 403
    assert (await ask(county, "叶老师", "/conclude", CONCLUSION)).status_code == 303


async def test_a_concluded_opinion_goes_along_too_and_is_answered_by_the_taker(county):
    await concluded(county)
    await told(county, handed())
    answer = {
        "how": "phone",
        "delivered_at": beijing(county),
        "reply": "已经更正。",
        "evidence": "通话记录",
    }

    assert (await ask(county, "叶老师", "/reply", answer)).status_code == 303


async def test_a_taker_who_had_a_hand_in_the_matter_leaves_it_to_the_office(county):
    await given(county)
    await told(county, handed("马兰"))

    assert await transfers(county) == [(CHEN, "", "职务移交")]
    assert "待交办（1）" in await desk(county, "周明")
    await told(county, PostAssigned(unit=SCHOOL, person_id=YE, post="handler"))
    assert (await ask(county, "周明", "/assign", {"handler": YE})).status_code == 303


async def test_who_leaves_gives_back_what_they_had_in_hand(county):
    await concluded(county)
    await told(county, PostVacated(unit=SCHOOL, person_id=CHEN, post="handler"))

    assert await transfers(county) == [(CHEN, "", "承办人离任")]
    assert "承办人已离任，待重新交办（1）" in await desk(county, "周明")
    await told(county, PostAssigned(unit=SCHOOL, person_id=YE, post="handler"))
    assert (await ask(county, "周明", "/assign", {"handler": YE})).status_code == 303
    assert "已办结待答复（1）" in await desk(county, "周明")


async def test_the_same_hand_over_heard_twice_moves_nothing_twice(county):
    await given(county)
    stream, event = uuid4(), handed()
    await county.hear("catalog", (stream, event), times=2)
    await county.settle()

    assert len(await transfers(county)) == 1


async def test_opinions_of_a_merged_unit_are_its_successors(county):
    await given(county)
    await told(county, UnitMerged(unit_id=SCHOOL, successor=BUREAU))

    assert await transfers(county) == [(CHEN, "", "单位合并或者撤销")]
    assert (await ask(county, "周明", "/assign", {"handler": ZHAO})).status_code == 403
    assert "待交办（1）" in await desk(county, "赵局")
    assert (await ask(county, "赵局", "/assign", {"handler": ZHAO})).status_code == 303
    assert (await ask(county, "赵局", "/conclude", CONCLUSION)).status_code == 303


async def test_opinions_of_a_dissolved_unit_are_its_superiors(county):
    await told(county, UnitMoved(unit_id=SCHOOL, superior=BUREAU))
    await told(county, UnitDissolved(unit_id=SCHOOL, successor=""))
    await send(county)

    assert "待交办（1）" in await desk(county, "赵局")


async def test_a_renamed_unit_is_shown_by_its_new_name(county):
    await told(county, UnitRenamed(unit_id=SCHOOL, name="河湾乡第一小学"))
    await given(county)

    assert "河湾乡第一小学" in (await ask(county, "陈静", "", method="GET")).text
