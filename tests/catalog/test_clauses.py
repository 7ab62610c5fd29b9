"""Clauses of the plans whose whole check is carried out at the doors of the catalog."""

import pytest

from tests.catalog.conftest import login_of
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
