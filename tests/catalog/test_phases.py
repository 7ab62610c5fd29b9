"""Phases of roll-out: dated, shown by papers, late in red, closed once nothing is missing."""

from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from services.catalog.domain.events import ItemListed, PostAssigned, SchemeAdopted, UnitRegistered
from services.catalog.domain.phase import (
    PAPERS,
    PHASES,
    PaperBlankError,
    PapersFullError,
    PhaseClosedAlreadyError,
    PhaseDayError,
    PhaseIncompleteError,
    PhaseOpenError,
    ReopenReasonError,
)
from services.catalog.domain.phase_words import (
    ClosePhase,
    EvidencePhase,
    FinishPhase,
    PhaseClosed,
    PhaseEvidenced,
    PhaseReopened,
    PhaseScheduled,
    ReopenPhase,
    SchedulePhase,
)
from services.catalog.domain.rollout import Standing, standing, steps_of
from services.catalog.domain.taxonomy import Classifier
from services.catalog.domain.terms import Form, Post, Scope, TimeLimit, person_id_of
from services.catalog.gateways.taxonomy_file import read_taxonomy
from services.catalog.handlers.access import Access
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.handlers.contents import Contents
from services.catalog.handlers.coverage import Classes
from services.catalog.handlers.rollout import PhaseUnknownError, Rollouts
from services.catalog.heard import (
    ChannelTried,
    DisclosureWithdrawn,
    DueDay,
    ObligationFulfilled,
    ObligationRaised,
    PublicOpened,
)
from services.catalog.views import VIEWS
from shared.auth import Held, WrongPostError
from shared.record import Letter, file
from shared.store import Store
from shared.testing import UNIT, Given, cause
from shared.view import Views
from shared.web import Caller
from tests.catalog.conftest import COUNTY, OFFICE, login_of
from tests.catalog.scheming import STANDARD, adopted, ask
from tests.catalog.test_doors import HERE, rule
from tests.catalog.test_marking_doors import shown

PAGE = f"/units/{OFFICE}/phases"
DUTY = UUID(int=7)
BRANCH = str(UUID(int=8))
FIRST = "宣传发动"
DATED = PhaseScheduled(
    unit=UNIT, phase=FIRST, starts="", ends="2026-04-15", reason="", scheduled_by="office"
)
MINUTES = EvidencePhase(phase=FIRST, kind="会议记录", title="动员会记录", held_on="2026-04-02")
SHOWN = PhaseEvidenced(
    unit=UNIT,
    phase=FIRST,
    kind="会议记录",
    title="动员会记录",
    held_on="2026-04-02",
    number="",
    text="",
    filed_by="office",
)
DONE = FinishPhase(phase=FIRST, required=("领导小组",), lacking=())
CLOSED = PhaseClosed(
    unit=UNIT, phase=FIRST, required=("领导小组",), on="2026-07-01", closed_by="office"
)
REOPENED = PhaseReopened(unit=UNIT, phase=FIRST, reason="材料不全", reopened_by="office")


def test_a_phase_is_dated_shown_closed_and_begun_again():
    Given(PHASES).when(SchedulePhase(phase=FIRST, ends="2026-04-15"), by="office").then(DATED)
    Given(PHASES, DATED).when(MINUTES, by="office").then(SHOWN)
    Given(PHASES, DATED, SHOWN).when(DONE, by="office").then(CLOSED)
    again = ReopenPhase(phase=FIRST, reason="材料不全")
    Given(PHASES, CLOSED).when(again, by="office").then(REOPENED)
    Given(PHASES, CLOSED, REOPENED).when(MINUTES, by="office").then(SHOWN)


@pytest.mark.parametrize(
    ("command", "error", "field"),
    [
        (SchedulePhase(phase=FIRST), PhaseDayError, "ends"),
        (SchedulePhase(phase=FIRST, starts="2026-05-01", ends="2026-04-15"), PhaseDayError, "ends"),
        (replace(MINUTES, kind=" "), PaperBlankError, "kind"),
        (replace(MINUTES, title=""), PaperBlankError, "title"),
        (ReopenPhase(phase=FIRST, reason="材料不全"), PhaseOpenError, ""),
        (replace(DONE, lacking=("没有归集“会议记录”",)), PhaseIncompleteError, ""),
    ],
)
def test_what_is_refused_of_an_open_phase(command, error, field):
    Given(PHASES).when(command, by="office").then_rejected(error, field=field)


def test_a_closed_phase_takes_nothing_more_and_a_hundred_papers_are_enough():
    for command in (MINUTES, DONE, SchedulePhase(phase=FIRST, ends="2026-05-01")):
        Given(PHASES, CLOSED).when(command, by="a").then_rejected(PhaseClosedAlreadyError)
    Given(PHASES, CLOSED).when(ReopenPhase(phase=FIRST), by="a").then_rejected(ReopenReasonError)
    Given(PHASES, *[SHOWN] * PAPERS).when(MINUTES, by="a").then_rejected(PapersFullError)


def test_what_is_missing_is_named_and_many_things_are_counted():
    few = PhaseIncompleteError("没有归集“会议记录”", "没有设领导小组办公室")
    assert few.sentence.endswith("不能结束：没有归集“会议记录”；没有设领导小组办公室。")
    assert PhaseIncompleteError(*"一二三四五六七").sentence.endswith("一；二；三；四；五；等7项。")


def test_a_phase_is_late_from_the_day_after_its_last():
    last = date(2023, 4, 15)
    assert standing(closed=False, starts=None, ends=last, today=last) is Standing.OPEN
    day_after = last + timedelta(days=1)
    assert standing(closed=False, starts=None, ends=last, today=day_after) is Standing.LATE
    assert standing(closed=True, starts=None, ends=last, today=day_after) is Standing.CLOSED
    assert standing(closed=False, starts=last, ends=None, today=date(2023, 4, 1)) is Standing.AHEAD
    assert standing(closed=False, starts=None, ends=None, today=day_after) is Standing.OPEN


def test_phases_are_settings_and_what_a_setting_says_badly_is_left_out():
    values = {
        "phases": ("宣传", "实施"),
        "phases.ends": ("宣传＝2026-04-15", "实施=四月", "没有等号"),
        "phases.tasks": ("实施 = 公开", "实施=整改"),
    }
    first, second = steps_of(values)
    assert (first.ends, first.tasks) == (date(2026, 4, 15), ())
    assert (second.ends, second.tasks, second.required) == (None, ("公开", "整改"), ())
    assert steps_of({}) == ()


# ── the school, on the days of its plan ──────────────────────────────────────────────────────


class School:
    """A school that follows the seeds' plan S2, as the catalog's rows know it."""

    def __init__(self, folder, unit=UNIT, since="2023-03-01"):
        self.unit = unit
        self.views = Views("catalog", f"sqlite:///{folder}/views.db", VIEWS)
        self.store = Store("catalog", PhaseClosed, f"sqlite:///{folder}/facts.db")
        self.views.open()
        self.store.open()
        access = Access(self.views)
        making = Catalogs(
            store=self.store, views=self.views, access=access, drawer=None, row_limit=10
        )
        classes = Classes(self.views, access, Classifier(read_taxonomy()))
        contents = Contents(self.store, making, classes)
        self.rollouts = Rollouts(self.store, self.views, access, contents)
        self._positions = {each: count(1) for each in ("catalog", "workflow", "publishing")}
        self.tell(UnitRegistered(unit_id=unit, name="中心小学", kind="学校", superior=""))
        [plan] = adopted(ask(seed="S2", effective=since), at=at(since))
        self.tell(SchemeAdopted(unit=unit, scheme=plan.scheme), day=since)

    def tell(self, event, service="catalog", stream=None, day="2023-04-01"):
        stream = stream or uuid4()
        why = cause("a", at=at(day), unit=UNIT)
        record = file(event, stream_id=stream, version=1, cause=why)
        letter = Letter(
            position=next(self._positions[service]),
            stream_id=stream,
            version=1,
            tag=record.tag,
            body=record.body,
        )
        self.views.apply(service, [letter])

    def appoints(self, *posts):
        for post in posts:
            self.tell(PostAssigned(unit=UNIT, person_id=str(uuid4()), post=post))

    def lists(self, *level3):
        for each in level3:
            self.tell(
                ItemListed(
                    item_id=uuid5(UUID(UNIT), each),
                    unit=UNIT,
                    catalog_version=1,
                    code="",
                    level1="",
                    level2="",
                    level3=each,
                    forms=(Form.BOARD,),
                    scope=Scope.SOCIETY,
                    time_limit=TimeLimit.LONG_TERM,
                )
            )

    def phase(self, name, day):
        lines = self.rollouts.rollout(self.unit, office(day, self.unit)).phases
        return next(each for each in lines if each.name == name)

    async def refused(self, name, day):
        with pytest.raises(PhaseIncompleteError) as refusal:
            await self.rollouts.close(self.unit, ClosePhase(phase=name), office(day, self.unit))
        return refusal.value.args


def at(day):
    return datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def office(day, unit=UNIT):
    ids = {"command_id": uuid4(), "correlation_id": uuid4()}
    return Caller(person="office", posts=(Held(unit, "office"),), at=at(day), **ids)


@pytest.fixture
def school(tmp_path):
    """Return a school that has nothing but its plan."""
    school = School(tmp_path)
    yield school
    school.store.close()
    school.views.close()


@pytest.mark.clause("S2-42")
def test_on_16_april_without_a_group_the_first_phase_is_late(school):
    before, after = (school.phase(FIRST, f"2023-04-{day}") for day in (15, 16))

    assert (before.chinese, after.chinese, after.days_late) == ("进行中", "逾期", 1)
    assert before.ends == date(2023, 4, 15)
    assert "没有成立领导小组（没有人任领导小组组长）" in after.lacking
    school.appoints(Post.LEADER, Post.OFFICE)
    assert school.phase(FIRST, "2023-04-15").lacking == ()


@pytest.mark.clause("S2-43")
async def test_the_clean_up_is_not_closed_while_one_head_has_no_entry(school):
    heads = [each for each in read_taxonomy().heads if each.list == "S2"]
    school.lists(*(each.title for number, each in enumerate(heads, start=1) if number != 5))
    gap = f"内容“{heads[4].title}”还没有确认的条目"

    assert await school.refused("清理内容", "2023-04-28") == (gap,)
    school.lists(heads[4].title)
    assert school.phase("清理内容", "2023-04-28").lacking == ()


@pytest.mark.clause("S2-45")
async def test_full_disclosure_waits_for_what_is_due_and_for_one_untested_channel(school):
    school.lists("党费收缴情况", "班子分工情况")
    for name, due in (("党费收缴情况", date(2023, 5, 20)), ("班子分工情况", date(2023, 6, 9))):
        item, duty = str(uuid5(UUID(UNIT), name)), uuid5(UUID(UNIT), f"duty/{name}")
        raised = ObligationRaised(unit=UNIT, item_id=item, title=name, deadline=DueDay(due=due))
        school.tell(raised, "workflow", duty)
    named = ("会议", "文件", "公开栏", "通报", "电视台")
    for form in (*named, "报纸"):
        school.tell(ChannelTried(unit=UNIT, form=form, works=True), "publishing", uuid5(DUTY, form))
    late = "“党费收缴情况”应在2023-05-20前公开，没有公开"

    assert await school.refused("公开实施", "2023-05-30") == (late,)
    item, shown_as = str(uuid5(UUID(UNIT), "党费收缴情况")), uuid4()
    school.tell(ObligationFulfilled(), "workflow", uuid5(UUID(UNIT), "duty/党费收缴情况"))
    school.tell(PublicOpened(unit=UNIT, item_id=item), "publishing", shown_as)
    assert school.phase("公开实施", "2023-05-30").lacking == ()

    school.tell(
        ChannelTried(unit=UNIT, form="报纸", works=False), "publishing", uuid5(DUTY, "报纸")
    )
    assert await school.refused("公开实施", "2023-05-30") == ("渠道“报纸”没有测试通过",)
    school.tell(DisclosureWithdrawn(), "publishing", shown_as)
    assert late in await school.refused("公开实施", "2023-05-30")


def test_the_superior_s_office_reads_and_a_stranger_does_not(school):
    school.tell(UnitRegistered(unit_id=BRANCH, name="党支部", kind="党支部", superior=UNIT))

    assert school.rollouts.rollout(BRANCH, office("2023-04-16")).phases == ()
    with pytest.raises(WrongPostError):
        school.rollouts.rollout(UNIT, office("2023-04-16", unit=BRANCH))


async def test_a_phase_that_the_scheme_has_not_is_refused(school):
    with pytest.raises(PhaseUnknownError):
        await school.rollouts.close(UNIT, ClosePhase(phase="第五阶段"), office("2023-05-01"))


# ── the doors ────────────────────────────────────────────────────────────────────────────────


async def grown(bureau, seed, *posts):
    """Let the unit follow a plan and somebody hold these posts."""
    async with bureau.client("admin") as admin:
        plan = {"seed": seed, "effective": "2026-01-01"}
        adopted = await admin.post(f"{HERE}/scheme/versions", json=plan)
        assert adopted.status_code == 201, adopted.text
        for post in posts:
            body = {"person_id": str(person_id_of(login_of("reviewer"))), "post": post}
            assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201


async def asks(bureau, what, **body):
    async with bureau.client(login_of("reviewer")) as keeper:
        return await keeper.post(f"{HERE}/phases/{what}", json=body)


@pytest.mark.clause("S1-36", "S1-40")
async def test_a_phase_closes_with_its_group_minutes_and_self_check_and_not_before(bureau):
    await grown(bureau, "S1", "office")
    alone = await asks(bureau, "close", phase="宣传组织")
    assert rule(alone) == "PhaseIncompleteError"
    assert "没有成立领导小组" in alone.json()["title"]

    async with bureau.client("admin") as admin:
        body = {"person_id": str(person_id_of(login_of("approver"))), "post": "leader"}
        assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201
    unminuted = await asks(bureau, "close", phase="宣传组织")
    assert unminuted.json()["title"].endswith("不能结束：没有归集“会议记录”。")
    async with bureau.browser(login_of("reviewer")) as browser:
        blank = await browser.post(f"{PAGE}/papers", data={"phase": "宣传组织", "kind": "会议记录"})
        assert (blank.status_code, "请写明材料的种类和名称" in blank.text) == (422, True)
        paper = {"phase": "宣传组织", "kind": "会议记录", "title": "党务公开工作会议记录"}
        assert (await browser.post(f"{PAGE}/papers", data=paper)).status_code == 303
        late = {"phase": "宣传组织", "starts": "2026-03-01", "ends": "2026-03-31"}
        assert (await browser.post(f"{PAGE}/schedule", data=late)).status_code == 303
        page = (await browser.get(PAGE)).text
        assert '<span class="tag late">逾期</span>' in page
        assert f'href="/archive/selfcheck?unit={OFFICE}"' in page
        refused = await browser.get(f"/units/{COUNTY}/phases/below")
        assert refused.status_code == 403
        async with bureau.browser("admin") as above:
            overview = (await above.get(f"/units/{COUNTY}/phases/below")).text
        assert ("编办" in overview, "0 / 3" in overview) == (True, True)
        assert overview.count('<span class="tag late">逾期</span>') == 1
        assert "条件已经齐备，可以结束。" in page
        assert (await browser.post(f"{PAGE}/close", data={"phase": "宣传组织"})).status_code == 303
        again = {"phase": "宣传组织", "reason": "补记一次会议"}
        assert (await browser.post(f"{PAGE}/reopen", data=again)).status_code == 303
        assert (await browser.post(f"{PAGE}/close", data={"phase": "宣传组织"})).status_code == 303

    unchecked = await asks(bureau, "close", phase="巩固提高")
    assert unchecked.json()["title"].endswith("不能结束：没有归集“自查总结”。")
    summary = {"kind": "自查总结", "title": "2026年自查总结", "text": "按时公开率100%。"}
    assert (await asks(bureau, "papers", phase="巩固提高", **summary)).status_code == 201
    assert (await asks(bureau, "close", phase="巩固提高")).status_code == 201

    async with bureau.client(login_of("member")) as member:
        phases = (await member.get(f"{HERE}/phases")).json()["phases"]
        assert (await member.post(f"{HERE}/phases/close", json={})).status_code == 403
    assert [each["standing"] for each in phases] == ["closed", "open", "closed"]
    async with bureau.client("admin") as above:
        told = (await above.get(f"/api/units/{COUNTY}/phases/below")).json()
    stages = {each["unit"]["unit_id"]: each["stages"] for each in told["rows"]}
    assert [each["standing"] for each in stages[OFFICE]] == ["closed", "open", "closed"]
    assert "按时公开率100%" in await shown(bureau, "member", PAGE)
    async with bureau.client() as citizen:
        assert (await citizen.get(f"{HERE}/phases")).status_code == 401


@pytest.mark.clause("S2-10")
async def test_of_four_regimes_that_the_plan_asks_for_the_one_missing_is_marked(bureau):
    await grown(bureau, "S2", "office", "leader")
    wanted = STANDARD.point("regimes.required").seeded("S2")
    async with bureau.client(login_of("reviewer")) as keeper:
        for name in wanted[:3]:
            regime = {
                "title": name,
                "fulfils": name,
                "issuer": "学校党支部",
                "effective": "2026-01-01",
                "chapters": [{"title": "总则", "text": "按季度通报。"}],
            }
            made = await keeper.post(f"{HERE}/regimes", json=regime)
            assert made.status_code == 201, made.text
    page = await shown(bureau, "reviewer", f"/units/{OFFICE}/regimes")

    assert len(wanted) == 4
    assert f"还缺1项：{wanted[3]}。" in page
    assert (page.count(">有效<"), page.count(">未建立<")) == (3, 1)
