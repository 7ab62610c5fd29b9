"""A PDF with an identity number, from its upload to the file that anybody may download (B5)."""

from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote
from uuid import uuid4

import pytest

from services.catalog.domain.terms import Post
from shared.calendar import beijing_date
from tests.stories.teller import Teller
from tests.stories.test_counted import stored
from tests.workflow.redaction_files import ONE, pages, remains, words

ENTRY = "研究制定贯彻落实县委、政策决策、决议的意见和措施"
ORIGINAL = pages(words(f"ID {ONE} sum 500"))


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.row("B5")
async def test_a_pdf_with_an_identity_number_goes_out_without_a_trace_of_it(quick_house):
    teller = Teller(quick_house)
    teller.clerk = teller.who(Post.CLERK)
    await it_is_proposed_with_a_file_that_names_somebody(teller)
    await it_is_flagged_and_sent_back(teller)
    await a_rendition_takes_its_place(teller)
    file = await anybody_downloads_it(teller)
    await nobody_finds_the_number(teller, file)


async def it_is_proposed_with_a_file_that_names_somebody(teller):
    upload, place = str(uuid4()), "/workflow/api/uploads"
    begun = {"name": f"名单{ONE}.pdf", "length": len(ORIGINAL)}
    await teller.done(teller.clerk, f"{place}/{upload}", begun)
    headers = await teller.folk.headers(teller.clerk)
    sent = await teller.http.patch(
        f"{place}/{upload}", content=ORIGINAL, headers={**headers, "Upload-Offset": "0"}
    )
    assert sent.status_code == 200, sent.text
    await teller.done(teller.clerk, f"{place}/{upload}/finish")
    here = f"/catalog/api/units/{teller.house.unit.id}/items"
    items = (await teller.folk.look(teller.clerk, here)).json()
    item = next(each for each in items if each["level3"] == ENTRY)
    plan = {
        "title": "困难党员慰问情况",
        "content": "本季度慰问困难党员，名单见附件。",
        "scope": "society",
        "disclose_on": beijing_date(datetime.now(UTC)).isoformat(),
        "duration_days": None,
        "channels": item["forms"],
        "waiver": "群众普遍关心，经批准直接向社会公开。",
    }
    body = {
        "unit": teller.house.unit.id,
        "item_id": item["item_id"],
        "plan": plan,
        "attachments": [upload],
    }
    await teller.done(teller.clerk, teller.proposal, body, "PUT")


async def it_is_flagged_and_sent_back(teller):
    reviewer = teller.who(Post.SECRECY_REVIEWER)
    found = await teller.folk.until(reviewer, f"{teller.proposal}/findings", bool)
    assert [each["kind"] for each in found["findings"]] == ["identity", "identity"]
    settled = {"numbers": [1, 2], "outcome": "mask", "digest": found["digest"], "reason": ""}
    await teller.done(reviewer, f"{teller.proposal}/findings", settled)
    digest = await teller.digest()
    verdict = {"check": "secrecy", "verdict": "pass", "digest": digest, "note": ""}
    rule, _ = await teller.refused(reviewer, f"{teller.proposal}/reviews", verdict)
    assert rule == "FindingsStandError"
    await teller.done(reviewer, f"{teller.proposal}/return", {"reason": "附件须脱密"})


async def a_rendition_takes_its_place(teller):
    order = {"attachment": sha256(ORIGINAL).hexdigest(), "kinds": ["identity"]}
    await teller.done(teller.clerk, f"{teller.proposal}/redactions", order)
    await teller.done(teller.clerk, f"{teller.proposal}/redactions/use")

    def proposed_again(seen):
        return seen["attachments"][0]["name"].startswith("脱密件-")

    await teller.folk.until(teller.clerk, teller.proposal, proposed_again)
    digest = await teller.pass_all()
    await teller.done(Post.APPROVER, f"{teller.proposal}/approve", {"digest": digest})


async def anybody_downloads_it(teller):
    await teller.folk.until(teller.who(Post.PUBLISHER), teller.here, lambda d: d["attachments"])
    await teller.done(Post.PUBLISHER, f"{teller.here}/open-public")
    shown = await teller.folk.until("", teller.here, lambda seen: seen["attachments"])
    (file,) = shown["attachments"]
    path = f"/items/{teller.matter}/files/{file['sha256']}/{quote(file['name'])}"
    given = await teller.folk.look("", path)
    assert given.status_code == 200
    assert sha256(given.content).hexdigest() == file["sha256"]
    assert given.content.count(b"%%EOF") == 1  # one revision
    assert remains(ORIGINAL, ONE) != []
    assert remains(given.content, ONE) == []
    return file


async def nobody_finds_the_number(teller, file):
    digest = sha256(ORIGINAL).hexdigest()
    for path in (f"/items/{teller.matter}", f"/search?q={ONE[:6]}", "/feed.atom", teller.here):
        answer = await teller.folk.look("", path)
        assert ONE not in answer.text
    for name in (file["name"], "a.pdf"):
        gone = await teller.folk.look("", f"/items/{teller.matter}/files/{digest}/{quote(name)}")
        assert gone.status_code == 404
    inner = f"/workflow/proposals/{teller.matter}/files/{digest}/a.pdf"
    assert (await teller.folk.look("", inner)).status_code in {401, 404}
    assert (await teller.folk.look(teller.clerk, inner)).content == ORIGINAL
    publishing = b"".join(stored(teller.house.settings, "publishing"))
    assert ONE.encode() not in publishing
    assert digest.encode() not in publishing
