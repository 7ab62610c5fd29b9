"""Clauses of the plans whose whole check is carried out at the doors of the catalog."""

from datetime import date

import pytest

from services.catalog.domain.preface_terms import Preface
from services.catalog.domain.terms import person_id_of
from services.catalog.domain.versions import in_force
from tests.catalog.conftest import login_of
from tests.catalog.scheming import adopted, ask, numbered
from tests.catalog.test_doors import DECISIONS, HERE, approved, get, rule, send, uploaded


@pytest.mark.clause("S3-46")
@pytest.mark.parametrize("decision", [("forms", "会议 文件 公开栏"), ("scope", "党内")])
async def test_row_12_needs_a_public_channel_or_the_party_as_its_scope(
    bureau, catalog_36, decision
):
    assert (await uploaded(bureau, catalog_36)).status_code == 201
    for row, field, value in DECISIONS:
        if row != 12:
            body = {"row": row, "field": field, "value": value, "reason": "编办支委会研究"}
            assert (await send(bureau, "clerk", "doubts", body)).status_code == 201
    passed = await send(bureau, "secrecy_reviewer", "screening", {"verdict": "pass"})
    assert passed.status_code == 201
    book = (await get(bureau, login_of("clerk"), f"{HERE}/catalog/1")).json()
    [left] = [each for each in book["doubts"] if each["open"] and each["blocking"]]
    assert (left["row"], "社会公众看不到" in left["message"]) == (12, True)
    refused = await send(bureau, "approver", "approval", {})
    assert rule(refused) == "DoubtsOpenError"

    field, value = decision
    body = {"row": 12, "field": field, "value": value, "reason": "编办支委会研究"}
    assert (await send(bureau, "clerk", "doubts", body)).status_code == 201
    await approved(bureau)


@pytest.mark.clause("S3-29")
async def test_a_unit_without_a_responsible_person_is_marked_in_the_county_s_table(bureau):
    async def lacking():
        async with bureau.browser() as browser:
            page = (await browser.get("/coverage")).text
        cell = page.partition('data-h="没有责任人"><div class="num">')[2].partition("</div>")[0]
        return cell.strip()

    assert "class=" in await lacking()
    async with bureau.client("admin") as admin:
        body = {"person_id": str(person_id_of(login_of("approver"))), "post": "first_responsible"}
        assert (await admin.post(f"{HERE}/posts", json=body)).status_code == 201
    assert await lacking() == "0"


@pytest.mark.clause("S3-02")
def test_the_preface_of_a_replaced_version_appears_at_an_old_date():
    first, second = (Preface(text=each) for each in ("旧的指导思想", "新的指导思想"))
    facts = adopted(
        ask(seed="S3", effective="2026-01-01", preface=first),
        ask(effective="2026-07-01", preface=second),
    )

    def preface(day):
        return in_force(numbered(facts), day).scheme.preface.text

    assert preface(date(2026, 6, 30)) == "旧的指导思想"
    assert preface(date(2026, 7, 1)) == "新的指导思想"
