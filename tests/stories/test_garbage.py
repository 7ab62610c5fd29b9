"""Whatever anybody sends to any address of any service: an answer in words, never an accident."""

import re
from itertools import cycle
from random import Random

import pytest
from msgspec import json

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller
from tests.stories.town import SERVICES

ADDRESS = {each: f"/{each}" for each in SERVICES} | {"publishing": ""}
OTHERS = ("/login", "/logout", "/metrics", "/health/live", "/health/ready")
HAN = re.compile(r"[\u4e00-\u9fff]")
METHODS = ("get", "post", "put", "patch", "delete")
ROUNDS, WRECKS = 3, 1  # bodies for each address that takes one: likely ones, broken ones
UUIDS = ("00000000-0000-4000-8000-000000000001", "not-an-id", "%00", "\U0001f600", "0" * 300)
WORDS = ("", " ", "\x00", "\U0001f600", "<b>", "'--", "公" * 70_000, "x" * 300, "../../etc")
WORDS += ("2026-02-30", "9" * 400, "-1", "society", "clerk")
THINGS = (None, True, False, 0, -1, 2**63, 2**80, 1.5, 1e308, [], {}, [[]], [None], {"a": {}})
BROKEN = (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"a":', b'"text"', b"{" * 5_000, b"[" * 100_000)


def addresses(description):
    """Return each operation: its method, path, parameters, and what its body may be."""
    for path, item in description["paths"].items():
        for method in METHODS:
            if method in item and not path.endswith(OTHERS):
                content = item[method].get("requestBody", {}).get("content", {})
                yield method, path, item[method].get("parameters", []), content


def guess(schema, description, dice, depth=0):
    """Return something that fits a schema here and there, and is garbage elsewhere."""
    if depth > 5 or dice.random() < 0.12:
        return dice.choice((*THINGS, *WORDS))

    def inner(each):
        return guess(each, description, dice, depth + 1)

    if "$ref" in schema:
        return inner(description["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if either := next((schema[each] for each in ("oneOf", "anyOf") if each in schema), None):
        return inner(dice.choice(either))
    if schema.get("type") == "object":
        made = {name: inner(each) for name, each in schema.get("properties", {}).items()}
        return {name: each for name, each in made.items() if dice.random() < 0.9}
    if schema.get("type") == "array":
        return [inner(schema.get("items", {})) for _ in range(dice.randrange(3))]
    plain = {"integer": (0, 1, 2, -1, 10**9), "boolean": (True, False)}
    kind = schema.get("type")
    known = plain.get(kind) if isinstance(kind, str) else None
    return dice.choice(schema.get("enum") or known or (*WORDS, UUIDS[0], "2026-07-01", "青岚县"))


def filled(path, dice):
    return re.sub(r"\{[^}]*\}", lambda _: dice.choice(UUIDS), path)


def asked(parameters, dice):
    return {
        each["name"]: str(dice.choice((*WORDS[:6], "1", "-1", "9" * 30)))
        for each in parameters
        if each["in"] == "query" and dice.random() < 0.7
    }


def judge(answer):
    """Whatever the answer is: no accident, and a refusal is a document in Chinese."""
    assert answer.status_code < 500 or answer.status_code == 503, answer.text[:300]
    if answer.status_code < 400:
        return
    kind = answer.headers.get("content-type", "")
    assert kind.startswith("application/problem+json"), (answer.status_code, kind)
    problem = answer.json()
    assert HAN.search(problem["title"]), problem
    assert problem["status"] == answer.status_code
    if problem["type"].endswith(":InvalidInput"):
        assert problem["errors"], problem
        assert all(HAN.search(each["sentence"]) for each in problem["errors"]), problem


def fault_of(answer, asked_for):
    """Return what is wrong with an answer, empty if nothing is."""
    try:
        judge(answer)
    except AssertionError as error:
        return f"{asked_for}: {error}"
    return ""


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_no_garbage_at_any_address_is_an_accident(quick_house):
    teller, dice = Teller(quick_house), Random(20260701)
    who = cycle([teller.who(Post.CLERK), "admin", teller.who(Post.APPROVER), "auditor", ""])
    tried, amiss = dict.fromkeys(SERVICES, 0), {}
    for service in SERVICES:
        found = await quick_house.http.get(f"{ADDRESS[service]}/schema/openapi.json")
        assert found.status_code == 200, (service, found.status_code)
        description = found.json()
        for method, path, parameters, content in addresses(description):
            bodies = [None] * 2
            if content:
                told = next(iter(content.values()))
                bodies = [
                    json.encode(guess(told.get("schema", {}), description, dice))
                    for _ in range(ROUNDS)
                ]
                bodies += dice.sample(BROKEN, WRECKS)
            for body in bodies:
                headers = await teller.folk.headers(next(who))
                headers["if-match"] = dice.choice(('"1"', "*", "x", "", '"0"'))
                if body is not None:
                    headers["content-type"] = "application/json"
                address = filled(path, dice)
                answer = await quick_house.http.request(
                    method,
                    address,
                    params=asked(parameters, dice),
                    content=body,
                    headers=headers,
                )
                tried[service] += 1
                where = f"{method} {path}"
                amiss[where] = amiss.get(where) or fault_of(answer, f"{address[:90]} {body!r:.300}")
    assert not any(amiss.values()), "\n".join(f"{x}: {y}" for x, y in amiss.items() if y)
    assert min(tried.values()) >= 3, tried
    for service in SERVICES:
        ready = await quick_house.http.get(f"{ADDRESS[service]}/health/ready")
        assert ready.status_code == 200, (service, ready.text)
