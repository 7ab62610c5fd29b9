"""An audience beside the Party (客商): no member, but what names it as its readers is for it."""

import pytest

from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.terms import Phase, Scope
from shared.testing import UNIT
from tests.publishing.house import person

INVESTOR = "investor"


@pytest.mark.parametrize(
    ("scope", "readers", "reads"),
    [
        (Scope.SOCIETY, (), False),
        (Scope.PARTY, (), False),
        (Scope.UNIT, (), False),
        (Scope.PERSONS, ("客商",), True),
        (Scope.PERSONS, ("somebody",), False),
        (Scope.PERSONS, (), False),
    ],
)
def test_of_what_is_open_inside_an_audience_reads_what_names_it(scope, readers, reads):
    guest = Reader(person="p", groups=frozenset({"客商"}))
    assert may_read(scope, Phase.INNER, "u", readers, guest) is reads
    assert may_read(scope, Phase.PUBLIC, "u", readers, guest)
    assert not may_read(Scope.PERSONS, Phase.INNER, "u", ("客商",), Reader(person="p"))


@pytest.mark.clause("S1-08")
async def test_an_investor_finds_what_society_reads_and_what_is_for_investors(house):
    held = {"unit": UNIT, "person_id": person(INVESTOR), "post": "investor"}
    await house.hear("catalog.post.assigned.v1", **held)
    public = await house.open_to("public", title="招商政策公开说明")
    party = await house.open_to("inner", scope="party", title="招商党内通报")
    unit = await house.open_to("inner", scope="unit", title="招商本单位通报")
    told = {"scope": "persons", "readers": ["客商"], "title": "招商企业座谈事项"}
    group = await house.open_to("inner", **told)
    named = {"scope": "persons", "readers": [person("named")], "title": "招商个别谈话"}
    other = await house.open_to("inner", **named)

    found = await house.page("/search?q=招商", INVESTOR)
    listed = await house.page("/?q=招商", INVESTOR)
    for page in (found, listed):
        assert f"/items/{public}" in page
        assert f"/items/{group}" in page
        for hidden in (party, unit, other):
            assert f"/items/{hidden}" not in page
    for matter, status in ((group, 200), (party, 404), (unit, 404), (other, 404)):
        assert (await house.get(f"/items/{matter}", INVESTOR)).status_code == status
    assert f"/items/{group}" not in await house.page("/search?q=招商")
    assert f"/items/{group}" not in await house.page("/search?q=招商", "stranger")
    assert (await house.get("/members", INVESTOR)).status_code == 200
