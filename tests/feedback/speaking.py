"""How a test speaks at the doors of feedback: who sends, asks and concludes what."""

import re
from datetime import timedelta

from services.feedback.domain.register import BEIJING
from tests.feedback.conftest import letter, person

NUMBER, CODE = re.compile(r'id="number">([^<]+)<'), re.compile(r'id="query-code">([^<]+)<')


async def send(county, name="", **changes):
    """Send a letter by the form; return its number and code."""
    async with county.browser(name) as browser:
        answer = await browser.post("/feedback/opinions", data=letter(**changes))
    assert answer.status_code == 201, answer.text
    await county.settle()
    return NUMBER.search(answer.text)[1], CODE.search(answer.text)[1]


async def ask(county, name, step, data=None, method="POST", **headers):
    """Let somebody take a step with the only opinion there is."""
    opinion_id = (await opinion(county))["stream_id"]
    async with county.browser(name) as browser:
        address = f"/feedback/opinions/{opinion_id}{step}"
        answer = await browser.request(method, address, data=data, headers=headers)
    await county.settle()
    return answer


async def opinion(county):
    return next(
        f for f in await county.facts() if f["event"]["type"] == "feedback.opinion.received.v1"
    )


async def tags(county):
    return [f["event"]["type"].split(".", 1)[1] for f in await county.facts()]


def beijing(county, **back):
    return (county.clock.now() - timedelta(**back)).astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


CONCLUSION = {"finding": "upheld", "conclusion": "经核实，支教实为一学期。", "remedy": "revise"}


async def concluded(county, **changes):
    """Bring an opinion to its conclusion by Chen Jing."""
    ticket = await send(county, **changes)
    given = await ask(county, "周明", "/assign", {"handler": person("陈静")})
    assert given.status_code == 303, given.text
    found = await ask(county, "陈静", "/conclude", CONCLUSION)
    assert found.status_code == 303, found.text
    return ticket


FIND = {"finding": "upheld", "conclusion": "经核实，情况属实。", "remedy": "none"}


async def post(county, name, path, data=None, status=303):
    """Let somebody send a form, and expect this answer."""
    async with county.browser(name) as browser:
        answer = await browser.post(f"/feedback{path}", data=data or {})
    await county.settle()
    assert answer.status_code == status, answer.text
    return answer.text


async def page(county, name, path, status=200):
    """Return what somebody reads at an address."""
    async with county.browser(name) as browser:
        answer = await browser.get(f"/feedback{path}")
    assert answer.status_code == status, answer.text
    return answer.text
