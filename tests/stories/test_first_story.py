"""One whole disclosure: from a real catalog to a page, a complaint, a revision, a verified record.

It is told at the doors of all five services, over a real bus, on either database.
"""

import asyncio
import re
import subprocess
import sys
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec import json

from services.catalog.domain.terms import Post
from shared.calendar import beijing_date
from tests.stories.teller import (
    MENDED,
    PHRASE,
    SEED_FOLDER,
    Teller,
    hidden,
    lines_of,
    send,
    until_heard,
    until_ok,
    verifying,
)


@pytest.mark.timeout(300)
@pytest.mark.slow
@pytest.mark.row("B6", "C4", "G3")
async def test_the_first_story(county_house):
    teller = Teller(county_house)
    await the_inner_phase_comes_first(teller)
    item = await a_plan_is_proposed_on_a_listed_entry(teller)
    await three_reviews_and_an_approval_by_different_people(teller)
    await what_is_inner_stays_inner_until_society_may_read(teller)
    await the_page_is_in_the_record(teller)
    opinion = await a_signed_opinion_is_upheld_and_answered(teller)
    await an_anonymous_opinion_is_answered_in_public(teller)
    await the_upheld_opinion_leads_to_a_revision(teller, item, opinion)
    await an_adapter_is_told_and_resumes(teller)
    await a_withdrawal_explains_itself_and_its_page_stays(teller, item)
    await auditors_see_everything_and_others_do_not(teller)
    await the_record_is_verified_and_a_flipped_byte_is_named(teller)


async def the_inner_phase_comes_first(teller):
    schemes = json.decode((SEED_FOLDER / "schemes.json").read_bytes())
    scheme = next(each for each in schemes if each["id"] == "S3")
    scheme["version"] = 2
    scheme["rules"] |= {"inner_first": True, "min_inner_working_days": 0}
    unit = teller.house.unit.id
    told = await teller.done("admin", f"/catalog/api/units/{unit}/scheme", {"scheme": scheme})
    for path in ("", "/workflow"):  # each goes by the scheme it knows
        await until_heard(teller, path, "catalog", told["position"])


async def a_plan_is_proposed_on_a_listed_entry(teller):
    unit = teller.house.unit
    items = (
        await teller.folk.look(teller.who(Post.CLERK), f"/catalog/api/units/{unit.id}/items")
    ).json()
    assert len(items) == 36
    item = next(each for each in items if each["level3"] == "党员参加组织活动情况")
    assert (item["scope"], item["time_limit"]) == ("society", "immediate")
    teller.plan = {
        "title": "第三季度主题党日活动情况",
        "content": f"编办党支部开展主题党日活动。{PHRASE}。",
        "scope": "society",
        "disclose_on": beijing_date(datetime.now(UTC)).isoformat(),
        "duration_days": None,
        "channels": ["公开栏", "网站"],
    }
    body = {"unit": unit.id, "item_id": item["item_id"], "plan": teller.plan}
    stranger = teller.house.other.holder(Post.CLERK).login
    await teller.done(Post.CLERK, teller.proposal, body, "PUT")
    rule, _ = await teller.refused(
        stranger, f"/workflow/api/proposals/{uuid4()}", body, method="PUT"
    )
    assert rule == "WrongPostError"
    rule, problem = await teller.refused(
        teller.who(Post.CLERK),
        f"/workflow/api/proposals/{uuid4()}",
        body | {"plan": teller.plan | {"title": " "}},
        method="PUT",
    )
    assert (rule, problem["field"]) == ("TitleMissingError", "title")
    return item


async def three_reviews_and_an_approval_by_different_people(teller):
    digest = await teller.digest()
    secrecy = {"check": "secrecy", "verdict": "pass", "digest": digest}
    await teller.done(Post.SECRECY_REVIEWER, f"{teller.proposal}/reviews", secrecy)
    rule, _ = await teller.refused(teller.who(Post.CLERK), f"{teller.proposal}/reviews", secrecy)
    assert rule == "WrongPostError"
    rule, _ = await teller.refused(
        teller.who(Post.APPROVER), f"{teller.proposal}/approve", {"digest": digest}
    )
    assert rule == "NecessityMissingError"

    back = {"reason": "请核对次数,活动应为三次。"}
    await teller.done(Post.REVIEWER, f"{teller.proposal}/return", back)
    seen = (await teller.folk.look(teller.who(Post.CLERK), teller.proposal)).json()
    assert seen["state"] == "returned"
    assert back["reason"] in json.encode(seen["history"]).decode()
    teller.plan["content"] += "应到36人次。"
    await teller.done(Post.CLERK, f"{teller.proposal}/resubmit", {"plan": teller.plan})
    rule, _ = await teller.refused(
        teller.who(Post.APPROVER), f"{teller.proposal}/approve", {"digest": await teller.digest()}
    )
    assert rule == "SecrecyMissingError"  # the text has changed: the earlier pass is void

    digest = await teller.pass_all()
    for post in (Post.CLERK, Post.REVIEWER):
        rule, _ = await teller.refused(
            teller.who(post), f"{teller.proposal}/approve", {"digest": digest}
        )
        assert rule == "WrongPostError"
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})


async def what_is_inner_stays_inner_until_society_may_read(teller):
    publisher, member = teller.who(Post.PUBLISHER), teller.who(Post.MEMBER)
    await teller.folk.until(publisher, teller.here, bool)
    await hidden(teller, "", PHRASE)
    await hidden(teller, member, PHRASE)
    rule, _ = await teller.refused(publisher, f"{teller.here}/open-public")
    assert rule == "InnerFirstError"

    await teller.done(Post.PUBLISHER, f"{teller.here}/open-inner")
    await hidden(teller, "", PHRASE)
    assert (await teller.folk.look(member, teller.here)).json()["phase"] == "inner"
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    seen = (await teller.folk.look("", teller.here)).json()
    assert PHRASE in seen["content"]
    for path in ("/", "/search?q=主题党日", "/feed.atom", "/api/disclosures"):
        text = re.sub("</?mark>", "", (await teller.http.get(path)).text)  # hits are marked
        assert teller.plan["title"] in text, path
    page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
    assert (page.status_code, PHRASE in page.text) == (200, True)


async def the_page_is_in_the_record(teller):
    seen = (await teller.folk.look("", teller.here)).json()
    proof = await until_ok(teller, seen["proof_url"])
    magic, index, *_ = proof.splitlines()
    assert magic == "c2sp.org/tlog-proof@v1"
    number = index.removeprefix("index ")
    entry = (await teller.http.get(f"/archive/api/entries/{number}")).json()
    assert entry["event"]["content"] == seen["content"]
    assert entry["event"]["digest"] == seen["digest"]
    checkpoint = (await teller.http.get("/archive/checkpoint")).text
    assert checkpoint.splitlines()[0] == proof.partition("\n\n")[2].splitlines()[0]


async def a_signed_opinion_is_upheld_and_answered(teller):
    ticket, here = await send(
        teller,
        content="活动次数写错了,应为四次。",
        signed=True,
        name="贺小满",
        contact="13800000002",
    )
    query = {"number": ticket["number"], "query_code": ticket["query_code"]}
    standing = await teller.done("", "/feedback/api/query", query)
    assert standing["status"] == "assigned"
    wrong = query | {"query_code": "AAAA-AAAA"}
    answer = await teller.folk.ask("", "/feedback/api/query", wrong)
    assert answer.status_code in {404, 422}

    body = {"finding": "upheld", "remedy": "revise", "conclusion": "经核实,活动应为四次。"}
    await teller.done(Post.HANDLER, f"{here}/conclude", body)
    rule, _ = await teller.refused(teller.who(Post.HANDLER), f"{here}/close")
    assert "Repl" in rule
    told = {
        "how": "phone",
        "delivered_at": datetime.now(UTC).isoformat(),
        "reply": "您反映的情况属实,正在更正。",
        "evidence": "通话记录0701",
    }
    await teller.done(Post.HANDLER, f"{here}/reply", told)
    rule, problem = await teller.refused(
        teller.who(Post.HANDLER), f"{here}/publish", {"summary": "贺小满反映次数有误,属实。"}
    )
    assert problem["field"] == "summary", rule  # no name in what everybody reads
    summary = {"summary": "群众反映活动次数有误,经核实属实,已更正。"}
    await teller.done(Post.HANDLER, f"{here}/publish", summary)
    await teller.done(Post.APPROVER, f"{here}/outcome/approve")
    await teller.done(Post.HANDLER, f"{here}/close")
    standing = await teller.done("", "/feedback/api/query", query | {"number": ticket["number"]})
    assert standing["reply"] == told["reply"]
    return ticket["opinion_id"]


async def an_anonymous_opinion_is_answered_in_public(teller):
    _ticket, here = await send(teller, content="建议附上活动照片。")
    body = {"finding": "unfounded", "remedy": "none", "conclusion": "照片涉及个人,不宜公开。"}
    await teller.done(Post.HANDLER, f"{here}/conclude", body)
    summary = {"summary": "建议附照片。照片涉及个人,不宜公开。"}
    await teller.done(Post.HANDLER, f"{here}/publish", summary)
    await teller.done(Post.OFFICE, f"{here}/outcome/approve")
    outcomes = f"/feedback/api/outcomes?disclosure={teller.matter}"
    found = await teller.folk.until("", outcomes, lambda seen: len(seen) == 2)
    assert {each["summary"] for each in found} >= {summary["summary"]}
    assert "贺小满" not in json.encode(found).decode()


async def the_upheld_opinion_leads_to_a_revision(teller, item, opinion):
    clerk = teller.who(Post.CLERK)
    await teller.folk.until(clerk, "/workflow/api/tasks", lambda tasks: opinion in str(tasks))
    revision = f"/workflow/api/proposals/{uuid4()}"
    plan = teller.plan | {"content": teller.plan["content"].replace(PHRASE, MENDED)}
    body = {
        "unit": teller.house.unit.id,
        "item_id": item["item_id"],
        "kind": "revise",
        "disclosure_id": str(teller.matter),
        "opinion_id": opinion,
        "plan": plan,
        "explanation": "活动次数应为四次。",
    }
    rule, problem = await teller.refused(clerk, revision, body | {"explanation": ""}, "PUT")
    assert problem["field"] == "explanation", rule
    await teller.done(Post.CLERK, revision, body, "PUT")
    digest = await teller.pass_all(revision)
    before = (await teller.folk.look("", teller.here)).json()
    assert PHRASE in before["content"]  # nothing changes before it is approved anew
    await teller.done(Post.APPROVER, f"{revision}/approve", {"digest": digest})

    seen = await teller.folk.until("", teller.here, lambda now: now["version"] == 2)
    assert MENDED in seen["content"]
    versions = (await teller.folk.look("", f"{teller.here}/versions")).json()
    assert sorted(each["number"] for each in versions) == [1, 2]
    old = (await teller.folk.look("", f"{teller.here}/versions/1")).json()
    assert PHRASE in old["content"]
    page = (await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})).text
    assert "活动次数应为四次。" in page
    handler = teller.who(Post.HANDLER)
    await teller.folk.until(
        handler,
        f"/feedback/api/opinions/{opinion}",
        lambda seen: seen["opinion"]["revised_version"] == 2,
    )
    teller.plan = plan


async def an_adapter_is_told_and_resumes(teller):
    settings = teller.house.settings
    key = settings.nats_key("adapter-print")
    command = [
        sys.executable,
        "-m",
        "deploy.examples.print_adapter",
        settings.nats_url,
        str(key),
    ]
    told = await lines_of(command, 2)
    assert "opened" in told[0]
    assert "revised" in told[1]
    teller.adapter = command


async def a_withdrawal_explains_itself_and_its_page_stays(teller, item):
    proposal = f"/workflow/api/proposals/{uuid4()}"
    body = {
        "unit": teller.house.unit.id,
        "item_id": item["item_id"],
        "kind": "withdraw",
        "disclosure_id": str(teller.matter),
        "explanation": "与县委统一发布的内容重复。",
    }
    rule, problem = await teller.refused(
        teller.who(Post.CLERK), proposal, body | {"explanation": " "}, "PUT"
    )
    assert problem["field"] == "explanation", rule
    await teller.done(Post.CLERK, proposal, body, "PUT")
    digest = await teller.pass_all(proposal)
    await teller.done(Post.APPROVER, f"{proposal}/approve", {"digest": digest})
    seen = await teller.folk.until("", teller.here, lambda now: now["withdrawn"])
    assert seen["withdrawal"] == body["explanation"]
    page = await teller.http.get(f"/items/{teller.matter}", headers={"accept": "text/html"})
    assert (page.status_code, body["explanation"] in page.text) == (200, True)
    [told] = await lines_of(teller.adapter, 1)
    assert "withdrawn" in told  # the adapter goes on where it stopped


async def auditors_see_everything_and_others_do_not(teller):
    as_page = {"accept": "text/html"}
    clerk = await teller.folk.headers(teller.who(Post.CLERK)) | as_page
    auditor = await teller.folk.headers("auditor") | as_page
    for path in ("/archive/facts", "/archive/refusals", f"/archive/stories/{teller.matter}"):
        assert (await teller.http.get(path, headers=clerk)).status_code == 403, path
        assert (await teller.http.get(path, headers=as_page)).status_code in {303, 401}, path
        assert (await teller.http.get(path, headers=auditor)).status_code == 200, path
    story = (await teller.http.get(f"/archive/stories/{teller.matter}", headers=auditor)).text
    for words in ("方案已提出", "方案已退回", "方案已批准", "社会公开已开始", "公开事项已撤回"):
        assert words in story
    async with asyncio.timeout(20):
        while True:
            page = (await teller.http.get("/archive/refusals", headers=auditor)).text
            if "InnerFirstError" in page or "应当先在党内公开" in page:
                break
            await asyncio.sleep(0.05)


async def the_record_is_verified_and_a_flipped_byte_is_named(teller):
    settings = teller.house.settings
    folder = settings.home / "archive"
    command = verifying(settings)
    told = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr

    bundle = max((folder / "log" / "tile" / "entries").rglob("*"), key=lambda f: f.is_file())
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.chmod(0o644)
    bundle.write_bytes(data)
    told = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert told.returncode == 1
    assert "entries" in told.stdout or "条目" in told.stdout
