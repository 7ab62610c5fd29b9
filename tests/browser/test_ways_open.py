"""Nobody is shown a way that is closed to him: every link on every page he comes to is open."""

import re
from collections import deque
from functools import partial
from html.parser import HTMLParser

import httpx
import pytest

from tests.browser.test_every_page import heard, pass_of

PLACE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|(?<=/)\d+")
PAGE = "text/html"
WALKERS = (
    "establishment.clerk",
    "establishment.approver",
    "establishment.handler",
    "county.admin",
)


class Ways(HTMLParser):
    """The links of a page that lead on in this house; what is taken away is no way on."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        way = said.get("href", "").partition("#")[0]
        if tag == "a" and "download" not in said and way.startswith(("/", "?")):
            self.found.append(way)


def kind(way):
    """Return which page an address leads to, whatever it is a page of."""
    path, _, query = way.partition("?")
    return PLACE.sub("*", path), tuple(sorted(each.split("=")[0] for each in query.split("&")))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("who", WALKERS)
def test_every_way_that_somebody_is_shown_is_open(house, who):
    closed, seen, ahead = [], {kind("/")}, deque([("/", "")])
    with httpx.Client(base_url=house, timeout=30, headers={"accept": PAGE}) as http:
        http.headers.update(pass_of(http, who))
        while ahead:
            way, shown_on = ahead.popleft()
            answer = heard(partial(http.get, way, follow_redirects=True))
            if answer.is_error:
                closed.append(f"{answer.status_code} {way} <- {shown_on}")
            if not answer.headers.get("content-type", "").startswith(PAGE):
                continue
            for each in Ways(answer.text).found:
                onward = str(answer.url.join(each).raw_path, "ascii")
                if kind(onward) not in seen:
                    seen.add(kind(onward))
                    ahead.append((onward, way))
    assert closed == [], "\n".join(closed)
