"""Clean-ups: a list for every holder, a border for every flaw, an item for every power."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.clearing import (
    CLEARING,
    BorderMissingError,
    ClearingClosedError,
    ClearingOpenError,
    FlawFieldError,
    FlawOpenError,
    FlawUnknownError,
    HoldersMissingError,
    HolderUnlistedError,
)
from services.catalog.domain.clearing_words import (
    ClearingClosed,
    ClearingOpened,
    CloseClearing,
    CloseFlaw,
    FindFlaw,
    FlawClosed,
    FlawRegistered,
    Holder,
    HolderList,
    OpenClearing,
    RecordFlaw,
)
from services.catalog.domain.power import POWER, power_id_of
from services.catalog.domain.power_words import EnterPower, LegalBasis, PowerKind
from services.catalog.domain.terms import catalog_id_of, item_id_of
from services.catalog.domain.tidying_words import PlacePower
from shared.store import Task
from shared.testing import UNIT, Given, cause
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.test_doors import HERE, rule, send
from tests.catalog.test_marking_doors import ENTRY, follows, shown

POSTS = ("校长", "副校长", "工会主席", "教导主任")
HOLDERS = (Holder(name="党总支"), *(Holder(name=each, individual=True) for each in POSTS))
OPENED = ClearingOpened(unit=UNIT, round=1, title="清权", holders=HOLDERS, opened_by="clerk")
LISTS = tuple(HolderList(holder=each.name, powers=2, confirmed=2) for each in HOLDERS)
CLOSED = ClearingClosed(unit=UNIT, round=1, lists=LISTS, closed_by="head")
ONE, TWO = UUID(int=1), UUID(int=2)
FOUND = FindFlaw(flaw="职能交叉", powers=(ONE, TWO), handler="办公室主任", due="2026-12-01")
FLAW = FlawRegistered(
    unit=UNIT,
    number=1,
    flaw="职能交叉",
    measure="理清",
    powers=(ONE, TWO),
    detail="",
    handler="办公室主任",
    due="2026-12-01",
    found_by="clerk",
)
SETTLED = FlawClosed(unit=UNIT, number=1, border="校长决定，副校长执行", closed_by="head")
BASIS = LegalBasis(document="中国共产党章程", article="第三十条")
SCHOOL_PLAN = {
    "seed": "S2",
    "effective": "2026-01-01",
    "values": {"catalog.pre_check": ["保密性初审"]},
    "reasons": {"catalog.pre_check": "清理另行办理"},
}


def given(*facts):
    return Given(CLEARING, *facts)


def test_a_clean_up_is_closed_when_every_holder_has_a_confirmed_list():
    given().when(OpenClearing(title="清权", holders=HOLDERS), by="clerk").then(OPENED)
    given(OPENED).when(CloseClearing(lists=LISTS), by="head").then(CLOSED)
    missing = CloseClearing(lists=(*LISTS[:3], replace(LISTS[3], confirmed=1)))
    told = given(OPENED).when(missing, by="head").then_rejected(HolderUnlistedError)
    assert "工会主席、教导主任的职权" in told.sentence
    given(OPENED, FLAW).when(CloseClearing(lists=LISTS), by="head").then_rejected(FlawOpenError)
    given(OPENED, FLAW, SETTLED).when(CloseClearing(lists=LISTS), by="head").then(CLOSED)


@pytest.mark.parametrize(
    ("facts", "command", "error"),
    [
        ((), OpenClearing(), HoldersMissingError),
        ((), OpenClearing(holders=(HOLDERS[0], HOLDERS[0])), HoldersMissingError),
        ((OPENED,), OpenClearing(holders=HOLDERS), ClearingOpenError),
        ((), CloseClearing(), ClearingClosedError),
        ((), RecordFlaw(asked=replace(FOUND, powers=()), measure=""), FlawFieldError),
        ((), RecordFlaw(asked=replace(FOUND, handler=" "), measure=""), FlawFieldError),
        ((), CloseFlaw(number=1, border="甲"), FlawUnknownError),
        ((FLAW,), CloseFlaw(number=1), BorderMissingError),
        ((FLAW, SETTLED), CloseFlaw(number=1, border="甲"), FlawUnknownError),
    ],
)
def test_what_is_out_of_turn_or_incomplete_is_refused(facts, command, error):
    given(*facts).when(command, by="head").then_rejected(error)


def test_a_flaw_has_a_number_a_measure_and_ends_with_a_border():
    given().when(RecordFlaw(asked=FOUND, measure="理清"), by="clerk").then(FLAW)
    second = replace(FLAW, number=2)
    given(FLAW, SETTLED).when(RecordFlaw(asked=FOUND, measure="理清"), by="clerk").then(second)
    given(FLAW).when(CloseFlaw(number=1, border=SETTLED.border), by="head").then(SETTLED)


def asked(title, owner, group="领导干部个人"):
    return EnterPower(
        title=title, matter=title, kind=PowerKind.DECIDE, group=group, owner=owner, bases=(BASIS,)
    )


async def entered(bureau, *commands):
    """Let powers stand in the register; return their ids."""
    ids = [power_id_of(OFFICE, each.owner, each.title) for each in commands]
    await filed(bureau, *(Task(POWER, *each) for each in zip(ids, commands, strict=True)))
    return ids


async def filed(bureau, *tasks):
    by = cause("clerk", unit=OFFICE)
    receipt = await bureau.service.store.file(*tasks, cause=by, command_id=uuid4())
    assert await bureau.service.views.reached("catalog", receipt.position)


@pytest.mark.clause("S2-37", "S2-38")
async def test_a_school_cleans_up_five_lists_and_both_powers_show_their_new_border(bureau):
    await follows(bureau, **SCHOOL_PLAN)
    one, two = "经费审批权", "经费审核权"
    collective = asked("年度计划决定权", "党总支", "领导班子")
    others = [asked(f"{each}职权", each) for each in POSTS[2:]]
    ids = await entered(bureau, collective, asked(one, POSTS[0]), asked(two, POSTS[1]), *others)
    path, holders = f"/units/{OFFICE}/clearing", "党总支\n" + "\n".join(f"{p} 个人" for p in POSTS)
    flaw = {"flaw": "职能交叉", "handler": "办公室主任", "due": "2026-12-01"}
    async with bureau.browser(login_of("reviewer")) as clerk:
        assert "还没有清理过职权" in (await clerk.get(path)).text
        opened = await clerk.post(path, data={"title": "分级清理", "holders": holders})
        assert opened.status_code == 303, opened.text
        strange = {**flaw, "flaw": "别的", "powers": [str(ids[1])]}
        assert "没有这一种问题" in (await clerk.post(f"/units/{OFFICE}/flaws", data=strange)).text
        both = {**flaw, "powers": [str(ids[1]), str(ids[2])]}
        found = await clerk.post(f"/units/{OFFICE}/flaws", data=both)
        assert found.status_code == 303, found.text
    page = await shown(bureau, "clerk", path)
    assert "处理办法：理清" in page
    assert page.count(">清理中<") == 1 + 5

    async with bureau.client(login_of("approver")) as head:
        assert rule(await head.post(f"{HERE}/clearing/end")) == "HolderUnlistedError"
        for each in ids:
            assert (await head.post(f"/api/powers/{each}/confirmation")).status_code == 201
        assert rule(await head.post(f"{HERE}/clearing/end")) == "FlawOpenError"
        border = {"number": 1, "border": "校长审批，副校长审核"}
        assert (await head.post(f"{HERE}/flaws/end", json=border)).status_code == 201
        assert (await head.post(f"{HERE}/clearing/end")).status_code == 201
    page = await shown(bureau, "clerk", path)
    assert "共5份" in page
    assert page.count(">已确认<") == 1 + 5
    for each in ids[1:3]:
        said = await shown(bureau, "clerk", f"/powers/{each}")
        assert "清理问题第1号（职能交叉）：界限已划定：校长审批，副校长审核" in said


def row_of(bureau):
    """Return the first entry of the unit's draft."""
    catalog, _ = bureau.service.store.state(CATALOG, catalog_id_of(OFFICE))
    return catalog.rows[1]


@pytest.mark.clause("S2-40")
async def test_powers_without_an_item_are_shown_and_need_a_reason_before_the_catalog(bureau):
    await follows(bureau, **SCHOOL_PLAN)
    for post, kind, body in (
        ("reviewer", "entries", {**ENTRY, "forms": ["会议"]}),
        ("secrecy_reviewer", "screening", {"verdict": "pass"}),
    ):
        sent = await send(bureau, post, kind, body)
        assert sent.status_code == 201, sent.text
    ids = await entered(bureau, *(asked(f"第{n}项职权", POSTS[n % 4]) for n in range(30)))
    async with bureau.client(login_of("reviewer")) as clerk:
        place = str(item_id_of(OFFICE, row_of(bureau)))
        strange = await clerk.post(f"/api/powers/{ids[0]}/placement", json={"item_id": "甲"})
        assert rule(strange) == "PlaceUnknownError"
        await filed(bureau, *(Task(POWER, each, PlacePower(item_id=place)) for each in ids[:28]))
        page = await shown(bureau, "clerk", f"/units/{OFFICE}/catalog/1")
        assert page.count("没有对应目录事项") == 2
        refused = await send(bureau, "approver", "approval", {})
        assert rule(refused) == "PowersUnplacedError"
        assert "“第28项职权”、“第29项职权”" in refused.json()["title"]
        for each in ids[28:]:
            why = {"reason": "日常管理，不单列"}
            done = await clerk.post(f"/api/powers/{each}/placement", json=why)
            assert done.status_code == 201
    approved = await send(bureau, "approver", "approval", {})
    assert approved.status_code == 201, approved.text
