"""Every page of the house is looked at: no page may be new without somebody having looked."""

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path

import httpx
import pytest
from litestar import Router

from deploy.seed.load import county
from services.archive import pages as archive
from services.catalog import pages as catalog
from services.catalog.domain.terms import Post, person_id_of
from services.feedback import pages as feedback
from services.publishing import pages as publishing
from services.workflow import pages as workflow
from shared.calendar import beijing_date
from tests.browser.eyes import Examiner
from tests.browser.house import PASSWORD
from tests.browser.laid import LAID
from tests.browser.pageless import NO_PAGE
from tests.browser.ways import ELSEWHERE, WALK

ROOMS = {
    "/catalog": catalog.routes,
    "/workflow": workflow.handlers,
    "/": publishing.handlers,
    "/feedback": feedback.routes,
    "/archive": archive.handlers,
}
PART = re.compile(r"\\{\w+:(\w+)\\}")
KINDS = {"uuid": "[0-9a-f-]{36}", "int": r"\d+", "str": "[^/]+"}
COUNTY = county()
SOON = str(date.today() + timedelta(days=60))
TODAY = str(beijing_date(datetime.now(UTC)))
CLERK = str(person_id_of("fanzhongshu"))
PLACES = {"county": COUNTY.id, "soon": SOON, "today": TODAY, "clerk": CLERK}
PLACES |= {each.key: each.id for each in COUNTY.units}
CHOSEN = re.compile(
    rf"/(?:workflow/.*|api/joint-inspections)/{KINDS['uuid']}$"
)  # who asks has chosen the id
PLACE = re.compile(r"\{([a-z-]+)\}")
PATIENCE = 15  # seconds a page may take on a busy machine


def pages():
    """Return the addresses of all pages, as the doors declare them."""
    return {
        route.path
        for prefix, handlers in ROOMS.items()
        for route in Router(prefix, route_handlers=list(handlers)).routes
        for handler in getattr(route, "route_handlers", ())
        if "GET" in handler.http_methods and "/api/" not in route.path
    }


def page_of(way, declared):
    """Return which declared page an address leads to; the plainest, where two would do."""
    path = way.partition("?")[0].format(**PLACES)
    fits = (each for each in declared if shape(each).fullmatch(path.rstrip("/") or "/"))
    return min(fits, key=lambda each: (each.count("{"), each), default=None)


def reached(way, declared):
    """Return the declared page at the end of a way."""
    start, *then = way.split(" > ")
    return then[-1] if then else page_of(start, declared)


def shape(page):
    return re.compile(PART.sub(lambda part: KINDS[part[1]], re.escape(page)))


def test_no_page_is_forgotten():
    declared = pages()
    walked = {reached(way, declared) for _, way in WALK}
    known = walked | ELSEWHERE.keys() | NO_PAGE.keys()

    assert sorted(declared - known) == [], "说明由谁看：写进 tests/browser/ways.py 或 pageless.py"


def test_what_is_said_of_pages_is_true():
    declared, here = pages(), Path(__file__).parent

    assert sorted((ELSEWHERE.keys() | NO_PAGE.keys()) - declared) == []
    assert [each for each in set(ELSEWHERE.values()) if "faults" not in seen(here / each)] == []
    assert sorted(ELSEWHERE.keys() & NO_PAGE.keys()) == []


def seen(file):
    return file.read_text().replace("Examiner", "faults")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_page_is_for_everybody(house, open_context):
    with httpx.Client(base_url=house, timeout=PATIENCE) as http:
        lay(http)
        page, examine, declared = open_context().new_page(), Examiner(), pages()
        for who, ways in groupby(sorted(WALK), key=lambda each: each[0]):
            sit(page, http, who)
            for _, way in ways:
                go(page, house, way, declared)
                examine(page, f"{who} {way}")
    assert examine.amiss == [], "\n".join(examine.amiss)


def lay(http):
    """Enter what some pages show and the demo county has not."""
    for who, path, body in LAID:
        method = "PUT" if CHOSEN.search(path) else "POST"
        filled = json.loads(PLACE.sub(lambda each: PLACES[each[1]], json.dumps(body)))
        headers = pass_of(http, who)
        ask = partial(http.request, method, path.format(**PLACES), json=filled, headers=headers)
        answer = heard(ask)
        assert answer.is_success, (path, answer.text)


def heard(ask):
    """Ask again for a while: what one room has filed, another may not have heard yet."""
    until = time.monotonic() + PATIENCE
    answer = ask()
    while answer.status_code == httpx.codes.NOT_FOUND and time.monotonic() < until:
        answer = ask()
    return answer


def sit(page, http, who):
    """Take somebody's place at the browser."""
    page.context.clear_cookies()
    token = pass_of(http, who)["authorization"].removeprefix("Bearer ")
    cookie = {"name": "gk_session", "value": token, "url": str(http.base_url)}
    page.context.add_cookies([cookie])


def pass_of(http, who, kept={}):  # noqa: B006 — one session for each person and house
    key = (str(http.base_url), who)
    if key not in kept:
        asked = {"login": login_of(who), "password": PASSWORD}
        kept[key] = http.post("/catalog/api/login", json=asked).json()["token"]
    return {"authorization": f"Bearer {kept[key]}"}


def login_of(who):
    """Return the login behind `unit.post`; of the county only the admin and the auditor."""
    unit, post = who.split(".")
    if unit == "county":
        return {"admin": COUNTY.admin, "auditor": COUNTY.people[0]}[post].login
    people = COUNTY.unit(unit).people
    return next(each.login for each in people if Post(post) in each.posts)


def go(page, house, way, declared):
    """Go to an address; each `> page` goes on by the first link to such a page."""
    start, *then = way.split(" > ")
    _open(page, house + start.format(**PLACES))
    for step in then:
        links = page.get_by_role("main").locator("a[href^='/']")
        known = links.evaluate_all("all => all.map(each => each.getAttribute('href'))")
        onward = next((each for each in known if page_of(each, declared) == step), None)
        assert onward, f"{way}: no such link among {known}"
        _open(page, house + onward)


def _open(page, address):
    answer = page.goto(address)
    assert answer.status == 200, (address, answer.status)
