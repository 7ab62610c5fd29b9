"""Who answers is shown to everybody by post; who does what, with its gaps, to staff; 四公开."""

import pytest

from services.catalog.domain.terms import person_id_of
from tests.catalog.conftest import OFFICE, SCHOOL, login_of
from tests.catalog.test_catalog_clauses import own
from tests.catalog.test_doors import HERE, approved, send

PLAN = {"seed": "S0", "effective": "2026-01-01"}
CHAIN = ("first_responsible", "directly_responsible", "secretary", "leader", "office")
BRANCH = {"unit_id": SCHOOL, "name": "机关党支部", "kind": "党支部", "superior": OFFICE}


async def seen(county, login, path):
    async with county.browser(login) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
async def answering(bureau):
    """Return a bureau after S0, and a branch below it that has a plan and nobody yet."""
    async with bureau.client("admin") as admin:
        assert (await admin.post("/api/units", json=BRANCH)).status_code == 201
        for unit in (OFFICE, SCHOOL):
            adopted = await admin.post(f"/api/units/{unit}/scheme/versions", json=PLAN)
            assert adopted.status_code == 201, adopted.text
        for post in CHAIN:
            body = {"person_id": str(person_id_of(login_of("reviewer"))), "post": post}
            assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201
    return bureau


@pytest.mark.clause("S0-79")
async def test_who_answers_is_shown_to_everybody_by_post_and_never_by_name(answering):
    page = await seen(answering, "", f"/units/{OFFICE}/responsibilities")
    for word in ("责任主体", "第一责任人", "直接责任人", "支部书记", "专人"):
        assert f'<td data-h="责任">{word}</td>' in page
    assert "空缺" not in page
    assert "周明" not in page  # who holds them
    assert "逐级分解" not in page
    assert "/responsibilities" in await seen(answering, "", f"/units/{OFFICE}")
    assert "空缺" in await seen(answering, "", f"/units/{SCHOOL}/responsibilities")
    async with answering.client() as citizen:
        chain = (await citizen.get(f"/api/units/{SCHOOL}/responsibilities")).json()
        inner = await citizen.get(f"/api/units/{OFFICE}/responsibilities/below")
    assert {each["filled"] for each in chain} == {False}
    assert inner.status_code == 401


@pytest.mark.clause("S0-82", "S0-16")
async def test_body_by_category_by_role_with_its_gaps_and_the_four_columns(answering):
    society = {**own("党员发展情况"), "forms": ["网站"]}
    party = own("党费收缴情况", scope="party")
    for entry in (society, {**party, "time_limit": "long_term", "time_word": ""}):
        drafted = await send(answering, "clerk", "entries", entry)
        assert drafted.status_code == 201, drafted.text
    await approved(answering)

    table = await seen(answering, login_of("member"), f"/units/{OFFICE}/responsibilities")
    assert f"{society['level1']}（2项）" in table
    for role in ("承办", "审核", "审批", "第一责任人", "直接责任人"):
        assert f'<th scope="col">{role}</th>' in table
    assert "机关党支部" in table
    assert "缺口：承办人、" in table

    inside = await seen(answering, login_of("member"), f"/units/{OFFICE}/openings")
    outside = await seen(answering, "", f"/units/{OFFICE}/openings")
    for limit in ("固定内容长期公开", "常规工作定期公开", "重点事项分期公开", "热点问题即时公开"):
        assert limit in inside
    assert "固定内容长期公开（1项）" in inside
    assert "固定内容长期公开（0项）" in outside
    assert "党费收缴情况" not in outside
