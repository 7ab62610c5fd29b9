"""What auditors and operators are told: every refusal, and true figures of every service."""

import re
import sqlite3
from uuid import uuid4

from msgspec import json

from services.catalog.domain.terms import Post
from tests.stories.teller import Teller
from tests.stories.town import SERVICES, until

ADDRESS = {each: f"/{each}" for each in SERVICES} | {"publishing": ""}
NOWHERE = "00000000-0000-4000-8000-00000000dead"
SAMPLE = re.compile(r"^(gongkai_\w+)\{(.*)\} ([0-9.e+]+)$", re.MULTILINE)
LABEL = re.compile(r'(\w+)="([^"]*)"')


async def figures(http, service):
    """Return what a service counts: {(name, other labels): figure}."""
    answer = await http.get(f"{ADDRESS[service]}/metrics")
    assert answer.status_code == 200, answer.text
    found = {}
    for name, labels, figure in SAMPLE.findall(answer.text):
        told = dict(LABEL.findall(labels))
        assert told.pop("service") == service, (name, labels)
        found[name, *sorted(told.values())] = float(figure)
    return found


async def refused_everywhere(teller):
    """Let one thing be refused by every service; return the rules by service."""
    clerk = teller.who(Post.CLERK)
    asked = {
        "catalog": (clerk, "POST", "/catalog/api/units", UNIT),
        "workflow": (clerk, "POST", f"/workflow/api/proposals/{uuid4()}/return", REASON),
        "publishing": (clerk, "POST", f"/api/disclosures/{uuid4()}/open-inner", {}),
        "feedback": (clerk, "POST", f"/feedback/api/opinions/{uuid4()}/close", {}),
        "archive": (clerk, "GET", "/archive/facts", None),
    }
    rules = {}
    for service, (login, method, path, body) in asked.items():
        answer = await teller.folk.ask(login, path, body, method=method)
        assert answer.status_code in {403, 404}, (service, answer.status_code, answer.text)
        rules[service] = answer.json()["type"].removeprefix("urn:gongkai:")
    return rules


UNIT = {"unit_id": NOWHERE, "name": "不存在的单位", "kind": "党支部", "superior": NOWHERE}
REASON = {"reason": "金额与台账不符"}


async def test_every_service_s_refusals_reach_the_auditors_over_the_street(quick_house):
    teller = Teller(quick_house)
    before = {each: await figures(quick_house.http, each) for each in SERVICES}
    rules = await refused_everywhere(teller)

    async def arrived():
        answer = await teller.folk.look("auditor", "/archive/refusals")
        assert answer.status_code == 200, answer.text
        return archived(quick_house.settings) >= set(rules.items())

    await until(arrived, f"refusals {rules} in the archive", within=40)
    found = archived(quick_house.settings)
    assert found >= set(rules.items())
    facts = b"".join(body for each in SERVICES for body in stored(quick_house.settings, each))
    assert b"CommandRefused" not in facts
    assert b"refused" not in facts
    for service, rule in rules.items():
        key = ("gongkai_refusals_total", rule)
        now = await figures(quick_house.http, service)
        assert now[key] == before[service].get(key, 0) + 1, service


async def test_every_figure_is_true_after_a_story(quick_house):
    teller = Teller(quick_house)
    before = {each: await figures(quick_house.http, each) for each in SERVICES}
    items = await teller.folk.look("", f"/catalog/api/units/{quick_house.unit.id}/items")
    item = next(each for each in items.json() if each["scope"] == "society")
    plan = {
        "title": "主题党日活动情况",
        "content": "开展一次。",
        "scope": "society",
        "disclose_on": "2099-01-01",
        "duration_days": None,
        "channels": item["forms"][:1],
    }
    body = {"unit": quick_house.unit.id, "item_id": item["item_id"], "plan": plan}
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    digest = await teller.digest()
    review = {"check": "secrecy", "verdict": "pass", "digest": digest}
    for version, status in (("1", 201), ("1", 412)):
        login = teller.who(Post.SECRECY_REVIEWER)
        headers = await teller.folk.headers(login) | {"if-match": f'"{version}"'}
        answer = await teller.http.post(f"{teller.proposal}/reviews", json=review, headers=headers)
        assert answer.status_code == status, answer.text

    async def quiet():
        now = {each: await figures(quick_house.http, each) for each in SERVICES}
        lags = [
            figure
            for each in now.values()
            for (name, *_), figure in each.items()
            if name in {"gongkai_relay_lag", "gongkai_view_lag"}
        ]
        return not any(lags)

    await until(quiet, "all that was filed is carried and folded", within=20)
    now = {each: await figures(quick_house.http, each) for each in SERVICES}
    stored_now = {each: len(list(stored(quick_house.settings, each))) for each in SERVICES}
    grown = {
        name: now["workflow"].get(name, 0) - before["workflow"].get(name, 0)
        for name in now["workflow"]
    }
    assert grown["gongkai_commands_total", "filed"] == 2
    assert grown["gongkai_commands_total", "refused"] == 1
    assert grown["gongkai_conflicts_total",] == 1
    assert grown["gongkai_refusals_total", "StaleError"] == 1
    for service in SERVICES:
        told = now[service]
        assert told["gongkai_dead_letters",] == 0
        assert told["gongkai_queue_depth",] == 0
        assert told["gongkai_relay_lag", f"GK_{service.upper()}"] == 0
        assert told["gongkai_view_lag", service] == 0
        folded = told.get(("gongkai_view_position", service), 0)
        assert folded == stored_now[service], service
    for hearer, source in (("workflow", "catalog"), ("publishing", "workflow")):
        assert now[hearer]["gongkai_view_lag", source] == 0
        assert now[hearer]["gongkai_view_position", source] == stored_now[source], (hearer, source)


def stored(settings, service):
    """Return the bodies of a service's facts, whatever they say."""
    connection = sqlite3.connect(settings.home / service / "facts.db")
    try:
        return [body for (body,) in connection.execute(f"SELECT state FROM {service}_facts")]
    finally:
        connection.close()


def archived(settings):
    """Return who refused by which rule, as the archive keeps it, read by plain SQL."""
    connection = sqlite3.connect(settings.home / "archive" / "ledger.db")
    try:
        rows = connection.execute("SELECT service, body FROM archive_refusals").fetchall()
    finally:
        connection.close()
    return {(service, json.decode(body)["event"]["rule"]) for service, body in rows}
