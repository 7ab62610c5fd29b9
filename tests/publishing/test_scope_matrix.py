"""谁能看 — every address of publishing, asked by every kind of visitor, for every scope and phase.

The addresses are those of the application itself: a door that is added is asked too, or this
test fails and says which part of its address it cannot fill in. Insiders ask first, so that
whatever is kept between two readers would be found with the second.
"""

from collections import defaultdict
from itertools import product
from urllib.parse import quote, unquote

import pytest
from litestar.routes import HTTPRoute

from services.publishing.domain.terms import Scope
from tests.publishing.house import OTHER, UNIT, person
from tests.publishing.test_attachments import keep

SCOPES = [each.value for each in Scope]
PHASES = ["registered", "inner", "public", "withdrawn"]
VISITORS = {  # who reads what is inner, by scope; insiders first
    "publisher": set(SCOPES),
    "auditor": set(SCOPES),
    "member": {"society", "party", "unit"},
    "named": {"society", "party", "persons", "applicant"},
    "stranger": {"society", "party"},
    "nobody": set(),
    "": set(),
}
STAFF = {"publisher", "auditor"}
THOROUGH = ("named", "")  # ask every address; of others each kind of address is enough
LATER = "2026-09-24T01:30Z"  # when everything had been filled in
MISSING = "99999999-9999-4999-8999-999999999999"
NEUTRAL = ("/look", "/schema", "/health", "/metrics")  # know of no disclosure; all may keep them
PRINTED = ("unit", "inner")  # one matter is printed too: a PDF takes its time

# what addresses ask for beside disclosures: other registers have scopes and tests of their own
ELSEWHERE = {
    "year:int": "2026",
    "unit:str": UNIT,
    "token:str": "0" * 40,
    "path:str": "openapi.json",
    "step:str": "x",
}
QUESTIONS = {
    "wanted": [
        *(f"scope={each}" for each in SCOPES),
        *(f"phase={each}" for each in PHASES),
        *(
            f"unit={UNIT}",
            f"unit={OTHER}",
            f"level1={quote('党组织建设情况')}",
            "time=2026",
            "page=2",
        ),
        f"q={quote('密语')}",
    ],
    "q": [f"q={quote('密语')}", f"q={quote('密')}"],
    "at": [f"at={LATER}"],
}


def secret(scope, phase):
    return f"密语{scope}{phase}"


async def fill(house):
    """Bring one disclosure of each scope to each phase, each with a file of its own."""
    found = {}
    for scope, phase in product(SCOPES, PHASES):
        if phase == "public" and scope != "society":
            continue
        house.later(minutes=1)
        word = secret(scope, phase)
        file = keep(house, f"{word}附件".encode(), f"{word}.txt")
        plan = {
            "title": f"{word}标题",
            "content": f"{word}正文",
            "readers": [person("named")] if scope in {"persons", "applicant"} else [],
            "files": [file],
        }
        at = "inner" if phase == "withdrawn" else phase
        disclosure = await house.open_to(at, scope, **plan)
        found[scope, phase] = (disclosure, file)
        if phase == "withdrawn":
            await house.change("withdraw", disclosure, f"{word}说明", scope=scope, **plan)
    return found


def addresses(app, matters):
    """Yield (address, matter or None) for every door that can be read, filled in."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and "GET" in route.methods:
            about = matters if "{disclosure_id:uuid}" in route.path else [None]
            yield from ((each, key) for key in about for each in _asked(route, matters, key))


def _asked(route, matters, key):
    paper = "notice.pdf" if key == PRINTED else "none.pdf"
    path = _filled(route.path, paper, *matters.get(key, (MISSING, None)))
    named = {n for each in route.route_handlers for n in each.parsed_fn_signature.parameters}
    yield path
    yield from (
        f"{path}?{each}" for name in sorted(named & set(QUESTIONS)) for each in QUESTIONS[name]
    )
    if path == "/search":
        yield from (f"{path}?q={quote(secret(*each))}" for each in matters)


def _filled(path, paper, disclosure, file):
    known = {"disclosure_id:uuid": disclosure, "number:int": "1", "name:str": paper, **ELSEWHERE}
    if file:
        known |= {"digest:str": file["sha256"]}
        known |= {"name:str": quote(file["name"])} if "/files/" in path else {}
    if "/look/" in path:
        known["name:str"] = "gk.css"
    parts = path.split("{")
    for part in parts[1:]:
        wanted = part.partition("}")[0]
        filled = known.get(wanted, MISSING if wanted.endswith(":uuid") else None)
        filled = "0" * 64 if filled is None and wanted == "sha256:str" else filled
        assert filled is not None, f"say in ELSEWHERE what stands for {{{wanted}}} in {path}"
        path = path.replace(f"{{{wanted}}}", filled)
    return path


def allowed(name, scope, phase):
    if phase == "public" or name in STAFF:
        return True
    return phase != "registered" and scope in VISITORS[name]


def without_question(text, url):
    """Leave out the reader's own words, which a search page repeats."""
    own = unquote(url.partition("q=")[2])
    for around in ('value="{}"', "检索：{} ", "next={}"):
        text = text.replace(around.format(own), "") if own else text
    return text


def told(answer, url, matters):
    """Return the matters of which an answer holds a word."""
    kind = answer.headers.get("content-type", "")
    binary = kind.startswith(("application/pdf", "image/", "application/vnd"))
    text = "" if binary else without_question(answer.text, url)
    return {each for each in matters if secret(*each) in text}


@pytest.mark.row("C2")
async def test_no_address_tells_anybody_a_word_that_is_not_for_them(house):
    matters = await fill(house)
    house.later(hours=1)
    urls = list(addresses(house.app, matters))
    assert len(urls) > 250
    tags, seen = defaultdict(set), defaultdict(set)
    for name, (url, about) in product(VISITORS, urls):
        if not _asks(name, url, about):
            continue
        accept = "application/json" if url.startswith("/api/") else "text/html"
        headers = house.as_(name) | {"accept": accept}
        if not name:
            headers["if-none-match"] = ", ".join(tags[url])  # those of insiders
        answer = await house.client.get(url, headers=headers, follow_redirects=False)
        words = told(answer, url, matters)
        where = f"{url} for {name or 'a citizen'}: {answer.status_code} {words}"
        assert answer.status_code < 500, where
        assert all(allowed(name, *each) for each in words), where
        refused = answer.status_code in {303, 401, 403, 404, 422}
        assert not about or allowed(name, *about) or refused, where
        seen[name] |= words
        tags[url] |= {answer.headers.get("etag", "")}
        _kept_by_nobody_else(answer, name, url, where)
    for name, words in seen.items():
        assert words == {each for each in matters if allowed(name, *each)}, name


def _asks(name, url, about):
    if url.startswith(NEUTRAL):
        return not name
    whole = "?" not in url or f"?q={quote('密语')}" in url
    few = about in {None, ("society", "registered"), ("unit", "inner"), ("persons", "withdrawn")}
    page = url.count("/") == 2  # /items/{id}
    return name in THOROUGH or (whole and (few or page))


def _kept_by_nobody_else(answer, name, url, where):
    """No cache between the house and a reader may keep what is not for everybody."""
    if url.startswith(NEUTRAL):
        return
    caching = answer.headers.get("cache-control", "")
    assert "no-cache" in caching or "no-store" in caching, (where, caching)
    assert not any(each in caching for each in ("public", "s-maxage", "immutable")), where
    assert not name or "private" in caching or "no-store" in caching, (where, caching)
    assert "Cookie" in answer.headers.get("vary", "") or caching == "no-store", where


@pytest.mark.row("C2")
async def test_pages_kept_for_strangers_hold_nothing_of_insiders_who_come_with_a_cookie(house):
    inner = await house.open_to("inner", title="密语党内标题")
    token = house.as_("member")["authorization"].removeprefix("Bearer ")
    paths = (
        "/",
        "/units",
        f"/units/{UNIT}",
        "/tree",
        f"/items/{inner}",
        "/feed.atom",
        "/sitemap.xml",
    )
    for _ in range(2):
        for path in paths:
            cookie = {"cookie": f"gk_session={token}", "accept": "text/html"}
            inside = await house.client.get(path, headers=cookie)
            outside = await house.get(path)
            assert "private" in inside.headers["cache-control"], path
            assert "密语党内标题" not in outside.text, path
        assert "密语党内标题" in (await house.client.get("/", headers=cookie)).text
