"""What people say on a visit is an opinion, with a number and that of the visit (C11, S0-50)."""

from uuid import UUID, uuid5

import pytest
from msgspec import convert
from msgspec.structs import asdict

from services.feedback import heard
from shared.seal import Sealed
from tests.feedback.conftest import LIST, SCHOOL

VISIT = UUID(int=0xF1)
SAID = ("公示栏字太小。", "希望公布补助标准。", "请多来村里。")


def remark(county, said):
    opinion = str(uuid5(VISIT, said))
    sealed = convert(asdict(county.keyring.seal(opinion, said, field="content")), Sealed)
    event = heard.RemarkNoted(
        unit=SCHOOL,
        place="河湾村村委会",
        opinion_id=opinion,
        disclosure_id=str(LIST),
        version=1,
        content=sealed,
    )
    return (VISIT, event)


async def received(county):
    tag = "feedback.opinion.received.v1"
    return [each for each in await county.facts() if each["event"]["type"] == tag]


@pytest.mark.clause("S0-50")
async def test_three_opinions_of_a_visit_are_three_cases_with_the_visits_number(county):
    await county.hear("publishing", *(remark(county, each) for each in SAID), times=2)
    await county.settle()
    facts = await received(county)
    assert len(facts) == 3
    assert {each["event"]["channel"] for each in facts} == {"outreach"}
    assert all(str(VISIT) in each["event"]["reference"] for each in facts)
    assert [each["stream_id"] for each in facts] == [str(uuid5(VISIT, each)) for each in SAID]
    async with county.browser("周明") as office:
        page = (await office.get(f"/feedback/opinions/{facts[0]['stream_id']}")).text
        assert "公示栏字太小。" in page
        assert "六进活动" in page
        assert "河湾村村委会" in page
    assert "公示栏" not in str([each["event"] for each in facts])


async def test_what_was_erased_before_it_came_home_is_no_case(county):
    _, event = remark(county, SAID[0])
    county.keyring.erase(event.opinion_id)
    await county.hear("publishing", (VISIT, event))

    assert await received(county) == []
