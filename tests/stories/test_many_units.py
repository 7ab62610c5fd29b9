"""Many units: each reads what is its own, who stands above reads all below, history moves (L1)."""

from copy import copy

import pytest

from deploy.seed import load
from services.catalog.domain.terms import Post
from tests.stories.teller import Teller, county_in, disclose, send
from tests.stories.town import until

KEYS = "committee", "establishment", "enforcement", "investment"
COUNTY_MAP = "/workflow/api/duties/county?first=2026-01-01&unit="


@pytest.fixture
async def county(open_house, settings):
    async with county_in(open_house, settings, keys=KEYS) as house:
        yield house


class Side:
    """One unit with a disclosure, the proposal behind it and an opinion on it."""

    def __init__(self, house, unit):
        house = copy(house)
        house.unit = unit
        self.teller, self.unit = Teller(house), unit
        self.clerk, self.office = self.teller.who(Post.CLERK), self.teller.who(Post.OFFICE)

    async def begin(self):
        here = f"/catalog/api/units/{self.unit.id}/items"
        items = (await self.teller.folk.look(self.clerk, here)).json()
        item = next(each for each in items if each["scope"] == "society")
        await disclose(self.teller, item["level3"], title=f"{self.unit.name}的公开方案")
        self.title = self.teller.plan["title"]
        ticket, self.opinion = await send(self.teller, content="请再说明白一些。")
        self.number = ticket["opinion_id"]  # numbers begin anew in each unit
        return self

    async def page(self, login, path):
        answer = await self.teller.folk.look(login, path)
        return answer.text if answer.is_success else ""

    async def drafts(self, login, tab):
        return await self.page(login, f"/workflow/?tab={tab}")

    async def opinions(self, login):
        return await self.page(login, "/feedback/api/opinions")

    async def is_read_by(self, login):
        """Tell whether somebody reads the draft and the opinion of this unit."""
        places = self.teller.proposal, self.opinion
        answers = [await self.teller.folk.look(login, each) for each in places]
        assert len({each.is_success for each in answers}) == 1, answers
        return answers[0].is_success

    async def comes_under(self, superior):
        body = {"superior": superior, "reason": "青委编〔2026〕20号，隶属关系调整"}
        await self.teller.done("admin", f"/catalog/api/units/{self.unit.id}/superior", body)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.row("L1")
async def test_units_read_their_own_the_county_reads_all_and_history_moves_with_a_branch(county):
    a = await Side(county, load.county().unit("investment")).begin()
    b = await Side(county, load.county().unit("enforcement")).begin()
    above = county.other.holder(Post.OFFICE).login
    await each_unit_lists_only_its_own(a, b)
    await the_county_lists_both(a, b, above)
    await a_branch_moves_and_its_history_with_it(a, b, above)


async def each_unit_lists_only_its_own(a, b):
    for mine, other in ((a, b), (b, a)):
        drafts = await mine.drafts(mine.clerk, "unit")
        assert mine.title in drafts
        assert other.title not in drafts
        assert "tab=under" not in drafts
        opinions = await mine.opinions(mine.teller.who(Post.HANDLER))
        assert mine.number in opinions
        assert other.number not in opinions
        assert await mine.is_read_by(mine.office)
        assert not await other.is_read_by(mine.office)
        for unit, success in ((mine, True), (other, False)):
            path = f"/workflow/api/duties?unit={unit.unit.id}"
            answer = await mine.teller.folk.look(mine.clerk, path)
            assert answer.is_success is success
        refused = await mine.teller.folk.look(mine.clerk, COUNTY_MAP + mine.unit.id)
        assert refused.status_code == 403


async def the_county_lists_both(a, b, above):
    drafts, opinions = await a.drafts(above, "under"), await a.opinions(above)
    for each in (a, b):
        assert each.title in drafts
        assert each.number in opinions
        assert await each.is_read_by(above)
    committee = load.county().unit("committee").id
    heat = (await a.teller.folk.look(above, COUNTY_MAP + committee)).json()
    assert {a.unit.id, b.unit.id} <= {each["unit"] for each in heat["lines"]}


async def a_branch_moves_and_its_history_with_it(a, b, above):
    await a.comes_under(b.unit.id)

    async def b_reads_it():
        return a.number in await a.opinions(b.office) and await readable(a, b.office)

    await until(b_reads_it, "the new superior reads what was before")
    assert a.title in await a.drafts(b.office, "under")
    assert await a.is_read_by(above)

    await a.comes_under(load.county().id)

    async def gone():
        seen = [await readable(a, each) for each in (b.office, above)]
        return seen == [False, False]

    await until(gone, "former superiors read it no more")
    for login in (b.office, above):
        assert a.title not in await a.drafts(login, "under")
        assert a.number not in await a.opinions(login)
    assert a.title in await a.drafts(a.clerk, "unit")
    assert await a.is_read_by(a.office)


async def readable(side, login):
    """Tell whether all services let somebody read; they hear of a move one after another."""
    places = side.teller.proposal, side.opinion
    seen = {(await side.teller.folk.look(login, each)).is_success for each in places}
    return seen.pop() if len(seen) == 1 else None
