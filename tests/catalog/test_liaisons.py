"""The table leader, key project, base unit: what changes ends, and both keep their days."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.liaison import (
    LIAISONS,
    LeaderMissingError,
    LiaisonDayError,
    LiaisonEmptyError,
    LiaisonOrderError,
    LiaisonUnchangedError,
    LiaisonUnknownError,
)
from services.catalog.domain.liaison_words import (
    ArrangeLiaison,
    EndLiaison,
    LiaisonArranged,
    LiaisonEnded,
)
from shared.testing import UNIT, Given
from tests.catalog.conftest import login_of
from tests.catalog.test_doors import HERE

FIRST = ArrangeLiaison(
    leader=" 王建国 副局长 ",
    duty="招商引资",
    project="智能装备产业园",
    base="城关镇东街社区",
    since="2026-01-01",
)
ARRANGED = LiaisonArranged(
    unit=UNIT,
    leader="王建国 副局长",
    duty="招商引资",
    project="智能装备产业园",
    base="城关镇东街社区",
    since="2026-01-01",
    arranged_by="clerk",
)
MOVED = replace(FIRST, project="新能源产业园", since="2026-07-01")


def test_a_leader_has_one_arrangement_at_a_time():
    Given(LIAISONS).when(FIRST, by="clerk").then(ARRANGED)
    Given(LIAISONS, ARRANGED).when(FIRST, by="clerk").then_rejected(LiaisonUnchangedError)
    moved = replace(ARRANGED, project="新能源产业园", since="2026-07-01")
    Given(LIAISONS, ARRANGED).when(MOVED, by="clerk").then(moved)
    early = replace(MOVED, since="2026-01-01")
    Given(LIAISONS, ARRANGED).when(early, by="clerk").then_rejected(LiaisonOrderError)


@pytest.mark.parametrize(
    ("asked", "rule", "field"),
    [
        (replace(FIRST, leader=" "), LeaderMissingError, "leader"),
        (replace(FIRST, duty="", project=" ", base=""), LiaisonEmptyError, "project"),
        (replace(FIRST, since=None), LiaisonDayError, "since"),
        (EndLiaison(leader="王建国", until="2026-07-01"), LiaisonUnknownError, ""),
        (EndLiaison(leader="王建国"), LiaisonDayError, "until"),
    ],
)
def test_what_is_wrong_is_refused_by_name(asked, rule, field):
    Given(LIAISONS).when(asked, by="clerk").then_rejected(rule, field=field)


def test_an_arrangement_ends_on_its_last_day_and_not_before_it_began():
    end = EndLiaison(leader="王建国 副局长", until="2026-06-30")
    ended = LiaisonEnded(unit=UNIT, leader=end.leader, until="2026-06-30", ended_by="clerk")
    Given(LIAISONS, ARRANGED).when(end, by="clerk").then(ended)
    early = replace(end, until="2025-12-31")
    Given(LIAISONS, ARRANGED).when(early, by="clerk").then_rejected(LiaisonOrderError)
    Given(LIAISONS, ARRANGED, ended).when(end, by="clerk").then_rejected(LiaisonUnknownError)


@pytest.mark.clause("S1-11")
async def test_when_a_leader_s_project_changes_the_old_and_the_new_entry_carry_dates(bureau):
    path, page = f"{HERE}/liaisons", HERE.removeprefix("/api") + "/liaisons"
    fields = ("leader", "duty", "project", "base", "since")
    async with bureau.client(login_of("clerk")) as clerk:
        for asked in (FIRST, MOVED):
            body = {each: getattr(asked, each) for each in fields}
            made = await clerk.post(path, json=body)
            assert made.status_code == 201, made.text
        table = (await clerk.get(path)).json()
    rows = [*table["now"], *table["before"]]
    days = {each["project"]: (each["since"], each["until"]) for each in rows}
    assert days == {
        "智能装备产业园": ("2026-01-01", "2026-06-30"),
        "新能源产业园": ("2026-07-01", ""),
    }
    async with bureau.browser(login_of("clerk")) as clerk:
        shown = (await clerk.get(page)).text
        assert "2026年1月1日 起，至 2026年6月30日" in shown
        assert "2026年7月1日 起</div>" in shown
        refused = await clerk.post(page, data={"leader": "李华", "since": "2026-07-01"})
        assert "分工、联系的重点项目、联系的基层单位至少填写一项" in refused.text
        assert 'value="李华"' in refused.text
        body = {"leader": "王建国 副局长", "until": "2026-12-31"}
        assert (await clerk.post(f"{page}/end", data=body)).status_code in {200, 303}
        assert "2026年7月1日 起，至 2026年12月31日" in (await clerk.get(page)).text
    async with bureau.client() as citizen:
        assert (await citizen.get(path)).status_code == 401
    async with bureau.client(login_of("approver")) as approver:
        body = {"leader": "李华", "duty": "党建", "since": "2026-07-01"}
        assert (await approver.post(path, json=body)).status_code == 403
