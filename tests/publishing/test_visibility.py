"""Nobody is told what is not for them; every address is asked in test_scope_matrix.py."""

import re
import uuid
from itertools import product
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.publishing.domain.disclosure import Disclosure
from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.terms import Approval, Phase, Scope
from services.publishing.views import PortalRow, portal, visible_to
from services.publishing.views.findings import _finding, marks_for
from shared.testing import NOON
from shared.view import Views
from tests.publishing.house import OTHER, UNIT, person

SCOPES = [each.value for each in Scope]
PHASES = ["registered", "inner", "public", "withdrawn"]
VISITORS = {  # who reads what is inner, by scope; staff of the unit reads always
    "": set(),
    "nobody": set(),
    "stranger": {"society", "party"},
    "other publisher": {"society", "party"},
    "other auditor": {"society", "party"},
    "named": {"society", "party", "persons", "applicant"},
    "member": {"society", "party", "unit"},
    "clerk": {"society", "party", "unit"},
    "publisher": set(SCOPES),
    "office": set(SCOPES),
    "auditor": set(SCOPES),
}
STAFF = {"publisher", "office", "auditor"}


@pytest.mark.row("C2")
@pytest.mark.parametrize("scope", SCOPES)
async def test_to_an_outsider_what_is_inner_looks_like_what_is_not_there(house, scope):
    hidden = await house.open_to("inner", scope, readers=[person("named")])
    missing = "99999999-9999-4999-8999-999999999999"
    for path in ("/items/{}", "/items/{}/versions/1", "/api/disclosures/{}"):
        there, nowhere = [await house.get(path.format(each)) for each in (hidden, missing)]

        assert there.status_code == nowhere.status_code == 404
        assert comparable(there.text, hidden) == comparable(nowhere.text, missing)


def comparable(text, own):
    return re.sub(r'value="[0-9a-f-]{36}"', "", text.replace(own, ""))


@pytest.mark.row("C2")
async def test_a_person_who_looks_where_they_may_not_is_told_nothing_and_it_is_kept(house):
    hidden = await house.open_to("inner", "unit")
    assert (await house.get(f"/items/{hidden}")).status_code == 404
    assert (await house.get(f"/items/{hidden}", "stranger")).status_code == 404

    [refused] = house.refusals()
    assert refused.event.rule == "OutsideScopeError"
    assert refused.cause.actor == person("stranger")
    assert hidden in refused.event.asked
    assert (await house.get(f"/items/{hidden}", "admin")).status_code == 404  # no member by that


@pytest.mark.row("M1")
async def test_a_phrase_of_an_inner_item_gives_an_outsider_no_hit_facet_or_snippet(house):
    await house.open_to("inner", "party", title="支部换届方案", content="凤凰计划的全部细节")
    outside = await house.page(f"/search?q={quote('凤凰计划')}")
    assert "没有找到您要的内容" in outside
    assert "支部换届方案" not in outside
    assert "党组织建设情况" not in outside
    told = (await house.get("/api/disclosures?q=凤凰计划", accept="application/json")).json()
    assert told["total"] == 0

    assert "支部换届方案" in await house.page(f"/search?q={quote('凤凰计划')}", "member")


@pytest.mark.parametrize("sign", ["%", "_", "%%", "'", '"', "\\", "\x07", "a" * 5000])
async def test_a_search_takes_every_sign_for_itself(house, sign):
    await house.open_to("public", content="没有那个符号")
    found = await house.get(f"/api/disclosures?q={quote(sign)}", accept="application/json")

    assert found.status_code == 200
    assert found.json()["total"] == (1 if sign == "\x07" else 0)  # nothing printable: all of it


async def test_a_text_that_society_never_read_stays_hidden_when_its_correction_is_public(house):
    disclosure = await house.open_to("inner", content="初稿里的错误数字")
    await house.change("revise", disclosure, "内部说明", content="更正后的数字")
    assert (await house.step(disclosure, "public")).status_code == 201

    for url in ("/items/{}", "/items/{}/versions/2", "/api/disclosures/{}/versions"):
        page = await house.page(url.format(disclosure))
        assert "更正后的数字" in page
        assert "错误数字" not in page
    assert (await house.get(f"/items/{disclosure}/versions/1")).status_code == 404
    assert "错误数字" in await house.page(f"/items/{disclosure}/versions/1", "member")


# ── the rule and its condition in the database are one ───────────────────────────────────────

READERS = st.builds(
    Reader,
    person=st.sampled_from(["", person("named"), person("other"), "%", "_"]),
    units=st.frozensets(st.sampled_from([UNIT, OTHER])),
    staffed=st.frozensets(st.sampled_from([UNIT, OTHER])),
)
NAMED = [(), (person("named"),), (person("other"), person("named"))]


@pytest.fixture
def shelf(tmp_path):
    views = Views("visibility", f"sqlite:///{tmp_path / 'views.db'}", [portal])
    views.open()
    with views._writing() as connection:
        rows = [portal.encode(each) for each in every_row()]
        columns = [each.name for each in portal.table.columns]
        connection.execute(
            portal.table.insert(), [dict(zip(columns, row, strict=True)) for row in rows]
        )
    yield views
    views.close()


def every_row():
    kinds = product(Scope, [Phase.REGISTERED, Phase.INNER, Phase.PUBLIC], [UNIT, OTHER], NAMED)
    for number, (scope, phase, unit, readers) in enumerate(kinds):
        yield PortalRow(
            disclosure_id=uuid.UUID(int=number),
            unit=unit,
            unit_name="",
            item_id="",
            level1="",
            level2="",
            level3="",
            time_limit="",
            scope=scope,
            phase=phase,
            withdrawn=False,
            version=1,
            title="",
            content="",
            readers=readers,
            channels=(),
            waiver="",
            digest="",
            approval=Approval(
                proposal_id="",
                digest="",
                submitted_on=NOON.date(),
                reviewed_on=NOON.date(),
                approved_on=NOON.date(),
            ),
            disclose_on=NOON.date(),
            registered_at=NOON,
            shown_at=NOON,
            changed_at=NOON,
            record_version=1,
            state=Disclosure(),
        )


@given(READERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_list_shows_exactly_what_the_rule_of_reading_allows(shelf, reader):
    found = {each.disclosure_id for each in shelf.select(portal, visible_to(reader))}

    assert found == {
        each.disclosure_id
        for each in every_row()
        if may_read(each.scope, each.phase, each.unit, each.readers, reader)
    }


@given(READERS)
@settings(deadline=None)
def test_what_is_searched_bears_a_mark_of_exactly_those_who_may_read_it(reader):
    member = replace(reader, units=reader.units | reader.staffed)  # staff hold a post there
    for row in every_row():
        if row.phase is Phase.REGISTERED:
            continue
        marks = set(_finding(row, None, 1).marks)
        allowed = may_read(row.scope, row.phase, row.unit, row.readers, member)
        assert bool(marks & set(marks_for(member))) == allowed
