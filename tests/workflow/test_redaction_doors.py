"""脱密处理 at the doors: flagged, made anew, put in the original's place, passed and approved."""

from hashlib import sha256

import pytest

from tests.workflow.examples import CHEN, LI, SUN, WANG, ZHAO
from tests.workflow.house import ASK, PLAN
from tests.workflow.redaction_files import ONE, pages, remains, words
from tests.workflow.screening_files import document, pdf, photo
from tests.workflow.test_attachment_doors import kept, uploaded
from tests.workflow.test_screening_doors import found, passes, settle

TEXT = f"困难党员张建国，身份证号{ONE}，发放500元。"
RETURN = {"reason": "请把附件脱密后再提出"}


async def with_file(house, data, name="名单.docx"):
    body = {**ASK, "attachments": [await uploaded(house, data, name)]}
    proposal_id, _ = await house.submitted(body)
    return proposal_id, sha256(data).hexdigest()


async def redact(house, proposal_id, digest, person=LI, **more):
    body = {"attachment": digest, "kinds": ["identity"], **more}
    return await house.post(person, proposal_id, "redactions", body)


async def renditions(house, proposal_id, person=WANG):
    return (await house.get(person, f"/api/proposals/{proposal_id}/redactions")).json()


async def opened(house, person, proposal_id, file):
    url = f"/proposals/{proposal_id}/files/{file['sha256']}/{file['name']}"
    return await house.get(person, url)


@pytest.mark.clause("S3-19")
async def test_a_pdf_with_an_identity_number_is_flagged_redacted_and_approved_without_a_trace(
    house, settings
):
    original = pages(words(f"ID {ONE} sum 500"))
    proposal_id, digest = await with_file(house, original, f"名单{ONE}.pdf")

    flagged = [each["kind"] for each in (await found(house, proposal_id))["findings"]]
    await settle(house, proposal_id, *range(1, len(flagged) + 1), outcome="mask")
    blocked = await passes(house, proposal_id)
    unpassed = await house.post(
        SUN, proposal_id, "approve", {"digest": await house.digest(proposal_id)}
    )
    await house.post(WANG, proposal_id, "return", RETURN)
    made = await redact(house, proposal_id, digest)
    as_before = await house.post(LI, proposal_id, "resubmit", {"plan": PLAN})
    used = await house.post(LI, proposal_id, "redactions/use", {})
    after = await house.digest(proposal_id)
    await house.passed(proposal_id, after)
    approved = await house.post(SUN, proposal_id, "approve", {"digest": after})

    assert flagged == ["identity", "identity"]
    assert blocked.json()["type"] == "urn:gongkai:FindingsStandError"
    assert unpassed.json()["type"] == "urn:gongkai:SecrecyMissingError"
    assert (made.status_code, used.status_code, approved.status_code) == (201, 201, 201), used.text
    assert as_before.json()["type"] == "urn:gongkai:OriginalEnclosedError"
    told = (await house.get(WANG, f"/api/proposals/{proposal_id}")).json()
    (file,) = told["attachments"]
    public = kept_bytes(settings, file["sha256"])
    assert file["name"] == f"脱密件-{file['sha256'][:8]}.pdf"
    assert remains(original, ONE) != []
    assert remains(public, ONE) == []
    assert (await found(house, proposal_id))["findings"] == []
    assert kept(settings, original).read_bytes() == original


def kept_bytes(settings, digest):
    return (settings.home / "files" / digest[:2] / digest).read_bytes()


@pytest.mark.parametrize("at", ["property", "note", "attachment", "revision"])
async def test_what_a_pdf_keeps_in_its_corners_is_gone_from_what_goes_out(house, settings, at):
    proposal_id, digest = await with_file(house, pdf(ONE, at=at), "说明.pdf")
    assert (await found(house, proposal_id))["findings"] != []

    await redact(house, proposal_id, digest, WANG)

    (made,) = await renditions(house, proposal_id)
    assert remains(kept_bytes(settings, made["rendition"]["sha256"]), ONE) == []


async def test_no_fact_and_no_refusal_says_what_was_removed(house):
    proposal_id, digest = await with_file(house, document(TEXT), f"名单{ONE}.docx")
    more = {"phrases": ["张建国"], "boxes": []}

    await redact(house, proposal_id, digest, **more)
    await redact(house, proposal_id, digest, phrases=["x"])

    told = [each for each in house.service.store.after(0, 100) if "redacted" in each.tag]
    screened = [each for each in house.service.store.after(0, 100) if "screened" in each.tag]
    refusals = house.service.refusals.after(0, 100)
    assert [len(each) for each in (told, screened, refusals)] == [1, 1, 1]
    assert all(ONE not in each.body.decode() for each in (*told, *screened, *refusals))
    assert all("张建国" not in each.body.decode() for each in (*told, *refusals))


async def test_the_original_is_opened_by_staff_only(house):
    proposal_id, digest = await with_file(house, document(TEXT))
    await redact(house, proposal_id, digest)
    await house.post(WANG, proposal_id, "return", RETURN)
    await house.post(LI, proposal_id, "redactions/use", {})
    (made,) = await renditions(house, proposal_id)

    for file in (made["original"], made["rendition"]):
        codes = [
            (await opened(house, person, proposal_id, file)).status_code
            for person in (LI, ZHAO, CHEN, "stranger")
        ]
        assert codes == [200, 200, 404, 404]
    assert (await house.get(CHEN, f"/api/proposals/{proposal_id}/redactions")).status_code == 404


async def test_earlier_verdicts_do_not_hold_for_the_rendition(house):
    proposal_id, digest = await with_file(house, document("没有号码"))
    before = await house.digest(proposal_id)
    body = {"check": "necessity", "verdict": "pass", "digest": before}
    await house.post(ZHAO, proposal_id, "reviews", body)
    await house.post(WANG, proposal_id, "return", RETURN)

    await redact(house, proposal_id, digest, kinds=[], phrases=["没有"])
    await house.post(LI, proposal_id, "redactions/use", {})

    assert await house.digest(proposal_id) != before
    assert (await house.get(WANG, f"/api/proposals/{proposal_id}")).json()["reviews"] == []


@pytest.mark.parametrize(
    ("order", "rule"),
    [
        ({"kinds": []}, "NothingRedactedError"),
        ({"phrases": ["一"]}, "PhraseError"),
        ({"boxes": [{"left": 5, "top": 5, "right": 5, "bottom": 9}]}, "BoxError"),
        ({"attachment": "ab" * 32}, "AttachmentUnknownError"),
    ],
)
async def test_an_order_that_says_nothing_or_the_impossible_is_refused(house, order, rule):
    proposal_id, digest = await with_file(house, document(TEXT))

    answer = await redact(house, proposal_id, **{"digest": digest, **_renamed(order)})

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:gongkai:{rule}")


def _renamed(order):
    return {"digest" if key == "attachment" else key: value for key, value in order.items()}


async def test_who_neither_proposes_nor_reviews_secrecy_makes_no_rendition(house):
    proposal_id, digest = await with_file(house, document(TEXT))

    answers = [await redact(house, proposal_id, digest, who) for who in (ZHAO, CHEN, "stranger")]

    assert [each.status_code for each in answers] == [403, 404, 404]


async def test_nothing_is_made_of_what_is_decided_and_nothing_twice(house):
    proposal_id, digest = await with_file(house, document(TEXT))
    first = await redact(house, proposal_id, digest)
    second = await redact(house, proposal_id, digest)
    await house.post(SUN, proposal_id, "reject", {"reason": "涉及个人隐私"})
    late = await redact(house, proposal_id, digest, kinds=["mobile"])

    assert first.status_code == 201
    assert second.json()["type"] == "urn:gongkai:AlreadyRedactedError"
    assert late.json()["type"] == "urn:gongkai:RedactionClosedError"


# ── pages ────────────────────────────────────────────────────────────────────────────────────


async def test_a_person_makes_and_uses_a_rendition_by_the_page_of_findings(house):
    proposal_id, digest = await with_file(house, photo(text=ONE), "照片.jpg")
    url = f"/proposals/{proposal_id}"
    page = await house.page(LI, f"{url}/findings")
    assert "附件脱密处理" in page.text
    assert 'value="identity" checked' in page.text
    form = {"attachment": digest, "kinds": "identity", "phrases": ""}

    wrong = await house.send(LI, f"{url}/redactions", **form, boxes="1 2 3")
    made = await house.send(LI, f"{url}/redactions", **form, boxes="1 100 100 500 500")
    await house.post(WANG, proposal_id, "return", RETURN)
    shown = await house.page(LI, f"{url}/findings")
    used = await house.send(LI, f"{url}/redactions/use")

    assert wrong.status_code == 422
    assert "涂黑位置写成“页 左 上 右 下”" in wrong.text
    assert (made.status_code, used.status_code) == (303, 303)
    assert "居民身份证号码，涂黑1处" in shown.text
    assert "用脱密件替换原件，重新提出" in shown.text
    told = (await house.get(LI, f"/api/proposals/{proposal_id}")).json()
    assert told["attachments"][0]["name"].startswith("脱密件-")
    assert "附件脱密处理" not in (await house.page("auditor", f"{url}")).text
