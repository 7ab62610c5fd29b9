"""A school that is asked for disclosure: how a test applies, and takes a step at its desk."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from services.feedback import heard
from tests.feedback.asking import BASIS, OWN, REASON
from tests.feedback.conftest import BUREAU, SCHOOL, person

NUMBER, CODE = re.compile(r'id="number">([^<]+)<'), re.compile(r'id="query-code">([^<]+)<')
CARD = "330421199003070030"
MARK = "2025年4月谈话记录全文"


@pytest.fixture
async def school(county):
    """Return the county once the school has a scheme, and the bureau above it an office."""
    values = {"routes.application.filing": True, "application.decide_days": 15}
    scheme = heard.HeardScheme(id="S0", version=1, effective=date(2026, 1, 1), values=values)
    await county.hear(
        "catalog",
        (UUID(SCHOOL), heard.UnitMoved(unit_id=SCHOOL, superior=BUREAU)),
        (UUID(SCHOOL), heard.SchemeAdopted(unit=SCHOOL, scheme=scheme)),
        (UUID(BUREAU), heard.PostAssigned(unit=BUREAU, person_id=person("赵局"), post="office")),
    )
    return county


def form(**changes):
    return {
        "unit": SCHOOL,
        "standing": "群众",
        "subject": f"请公开{MARK}",
        "purpose": "了解处理经过",
        "form": "电子文件",
        "name": "章禾",
        "document": "id_card",
        "number": CARD,
        "contact": "13909520001",
        "intake": "online",
        "command_id": str(uuid4()),
    } | changes


async def apply(county, name="", **changes):
    async with county.browser(name) as browser:
        answer = await browser.post("/feedback/requests", data=form(**changes))
    await county.settle()
    return answer


def ticket_of(answer):
    assert answer.status_code == 201, answer.text
    return NUMBER.search(answer.text)[1], CODE.search(answer.text)[1]


async def newest(county):
    facts = [
        f for f in await county.facts() if f["event"]["type"] == "feedback.request.received.v1"
    ]
    return facts[-1]["stream_id"]


async def step(county, name, word, **fields):
    """Let somebody take a step with the newest request, as the page's form sends it."""
    async with county.browser(name) as browser:
        here = f"/feedback/requests/{await newest(county)}/steps"
        answer = await browser.post(here, data={"step": word, **fields})
    await county.settle()
    return answer


async def done(county, name, word, **fields):
    answer = await step(county, name, word, **fields)
    assert answer.status_code == 303, answer.text


def told(county):
    now = county.clock.now() + timedelta(hours=8)
    return {
        "explanation": OWN,
        "how": "phone",
        "delivered_at": now.strftime("%Y-%m-%dT%H:%M"),
        "evidence": "当面签收",
    }


async def studied(county, **changes):
    ticket = ticket_of(await apply(county, **changes))
    await done(county, "李敏", "accept", checked="number")
    await done(county, "李敏", "study", opinion="谈话记录不能公开，结论已经公布。")
    return ticket


REFUSAL = {"outcome": "cannot", "ground": "工作过程材料", "basis": BASIS, "reason": REASON}


async def refused(county, **changes):
    ticket = await studied(county, **changes)
    await done(county, "王校长", "decide", **REFUSAL)
    await done(county, "李敏", "explain", **told(county))
    return ticket
