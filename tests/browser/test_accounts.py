"""向上级报告、备案登记、重要文件、责任追究: each page with everything on it, on a phone."""

import asyncio
import threading
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
import uvicorn

from tests.browser.eyes import faults
from tests.workflow.reporting import COUNTY, do, listed, on, settle, signed, table
from tests.workflow.test_case_doors import ABOVE, opened
from tests.workflow.test_clearance_doors import who
from tests.workflow.test_obligation_alarm import Year

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLERK = who(COUNTY, "clerk")


async def furnished(house):
    """Let there be a report, an act, a key document and a case; yield who looks at what."""
    await settle(house)
    await on(house, date(2026, 7, 11))
    report = next(
        row["report_id"]
        for row in (await listed(house, CLERK))["rows"]
        if row["due"] == "2026-07-10"
    )
    await do(house, CLERK, f"reports/{report}/table", table=table(50, done=9))
    yield who(COUNTY, "deputy_leader"), f"reports/{report}"
    yield CLERK, f"reports/{report}"
    await signed(house, COUNTY, report, "deputy_leader")
    yield CLERK, "reports"
    case, _ = await opened(house)
    await do(house, ABOVE, f"cases/{case}/criticize", note="已约谈主要负责人。")
    await do(house, ABOVE, f"cases/{case}/grade", serious=True, reason="影响恶劣，反映强烈。")
    yield ABOVE, f"cases/{case}"
    yield ABOVE, "cases/new"
    asked = {"unit": COUNTY, "kind": "plan", "title": "党务公开实施方案", "text": "一、总则。"}
    paper = f"instruments/{uuid4()}"
    url = f"/workflow/api/{paper}"
    laid = await house.client.put(url, json=asked, headers=house.as_(CLERK))
    assert laid.status_code == 201, laid.text
    yield who(COUNTY, "office"), paper
    yield CLERK, "instruments"
    yield CLERK, f"acts/one?act_id={COUNTY}/scheme/S0/1"


@contextmanager
def served(settings):
    """Serve the furnished workflow in a thread; yield its address, and who looks at what."""
    told, ready, over = {}, threading.Event(), None

    async def serve():
        nonlocal over
        async with Year(settings).open() as house:
            pages = [
                (house.sessions.issue(person, "某人"), way)
                async for person, way in furnished(house)
            ]
            server = uvicorn.Server(
                uvicorn.Config(house.app, port=0, lifespan="off", log_config=None)
            )
            serving = asyncio.create_task(server.serve())
            async with asyncio.timeout(30):
                while not server.started:
                    await asyncio.sleep(0.05)
            over = server
            port = server.servers[0].sockets[0].getsockname()[1]
            told.update(address=f"http://127.0.0.1:{port}", pages=pages)
            ready.set()
            await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(120)
    yield told["address"], told["pages"]
    over.should_exit = True
    thread.join(30)


@pytest.mark.browser
@pytest.mark.slow
def test_what_is_told_to_superiors_is_for_everybody(settings, open_context):
    amiss = []
    with served(settings) as (address, pages):
        context = open_context(**PHONE)
        page = context.new_page()
        for token, way in pages:
            context.add_cookies([{"name": "gk_session", "value": token, "url": address}])
            answer = page.goto(f"{address}/workflow/{way}")
            assert answer.status == 200, way
            amiss += [f"{way}: {each}" for each in faults(page)]
    assert amiss == [], "\n".join(amiss)
