"""A plan on opinions begins with figures; a plan on a case names the document that ended it."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.workflow.domain.commands import Item
from services.workflow.domain.procedure import CaseReferenceMissingError, in_order
from services.workflow.domain.terms import Procedure, Scope
from shared.testing import UNIT
from tests.workflow.examples import LI, PLAN, RULES
from tests.workflow.house import FORMS

HEARD = str(uuid4())


async def voice(house, finding=""):
    opinion = str(uuid4())
    await house.hear(
        "feedback.opinion.received.v1",
        opinion,
        unit=UNIT,
        disclosure_id="d-1",
        channel="web",
    )
    if finding:
        await house.hear(
            "feedback.opinion.concluded.v1",
            opinion,
            unit=UNIT,
            disclosure_id="d-1",
            finding=finding,
            remedy="none",
        )


@pytest.mark.clause("S3-36", "S4-07")
async def test_a_plan_on_opinions_heard_and_adopted_begins_with_its_figures(house):
    await house.list_item(HEARD, "听取、反映和采纳党员群众意见建议情况", "society")
    for number in range(20):
        finding = "adopted" if number < 5 else "declined"
        await voice(house, finding if number < 12 else "")

    form = (await house.get(LI, f"/items/{HEARD}/propose")).text
    assert "收到意见20件，办结12件，其中采纳5件。" in form
    other = (await house.get(LI, f"/items/{await dues(house)}/propose")).text
    assert "收到意见" not in other


async def dues(house):
    item_id = str(uuid4())
    await house.list_item(item_id, "党费收缴使用情况", "society")
    return item_id


@pytest.mark.clause("S4-08")
def test_a_plan_on_an_offender_s_case_names_the_document_that_concluded_it():
    rules = replace(RULES, procedure=Procedure(cases=("处理违纪",)))
    item = Item(unit=UNIT, forms=FORMS, scope=Scope.PARTY, levels=("党风廉政", "处理违纪党员"))

    with pytest.raises(CaseReferenceMissingError) as refused:
        in_order(rules, PLAN, item)
    assert refused.value.field == "content"
    for told in ("青纪处〔2026〕3号", "青纪处[2026] 第12号", "（2026）7号决定"):
        in_order(rules, replace(PLAN, content=f"依据{told}，给予处分。"), item)
    in_order(rules, PLAN, replace(item, levels=("党费",)))
    in_order(RULES, PLAN, item)
