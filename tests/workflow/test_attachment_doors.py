"""Attachments at the doors: taken in piece by piece, bound to verdicts, for the unit alone."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from docx import Document
from msgspec.structs import replace

from services.workflow.app import enclosures_of
from shared.clock import Clock
from shared.testing import NOON
from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, SUN, WANG
from tests.workflow.house import ASK, PLAN, House

PDF = b"%PDF-1.7\n" + b"0123456789" * 5_000
TEXT = "本季度党费收缴明细：应缴12名，实缴12名。\n".encode()
OTHER = "本季度党费收缴明细：应缴12名，实缴11名。\n".encode()
OFFSET = "Upload-Offset"


def docx(*lines):
    document, out = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def address(upload_id):
    return f"/workflow/api/uploads/{upload_id}"


async def begin(house, data, name="明细.txt", upload_id=None, who=LI):
    upload_id = upload_id or uuid4()
    body = {"name": name, "length": len(data)}
    answer = await house.client.post(address(upload_id), json=body, headers=house.as_(who))
    return upload_id, answer


async def send(house, upload_id, data, offset=0, who=LI):
    headers = house.as_(who, **{OFFSET: str(offset), "Content-Type": "application/octet-stream"})
    return await house.client.patch(address(upload_id), content=data, headers=headers)


async def finish(house, upload_id, who=LI):
    url = f"{address(upload_id)}/finish"
    return await house.client.post(url, headers=house.as_(who))


async def uploaded(house, data=TEXT, name="明细.txt", who=LI):
    """Return the id of an upload that is whole and kept."""
    upload_id, answer = await begin(house, data, name, who=who)
    assert answer.status_code == 201, answer.text
    assert (await send(house, upload_id, data, who=who)).status_code == 200
    answer = await finish(house, upload_id, who)
    assert answer.status_code == 200, answer.text
    return str(upload_id)


def kept(settings, data):
    """Return the path of a file as the house keeps it."""
    digest = sha256(data).hexdigest()
    return settings.home / "files" / digest[:2] / digest


# ── uploads ──────────────────────────────────────────────────────────────────────────────────


async def test_an_upload_is_taken_in_pieces_and_kept(house, settings):
    upload_id, answer = await begin(house, TEXT)
    assert (answer.status_code, answer.headers[OFFSET]) == (201, "0")

    half = len(TEXT) // 2
    assert (await send(house, upload_id, TEXT[:half])).headers[OFFSET] == str(half)
    head = await house.client.head(address(upload_id), headers=house.as_(LI))
    assert (head.status_code, head.headers[OFFSET]) == (200, str(half))
    await send(house, upload_id, TEXT[half:], half)
    told = (await finish(house, upload_id)).json()

    assert told["attachment"]["sha256"] == sha256(TEXT).hexdigest()
    assert (told["attachment"]["kind"], told["attachment"]["size"]) == ("txt", len(TEXT))
    assert kept(settings, TEXT).read_bytes() == TEXT


async def test_what_does_not_go_on_where_it_stopped_is_refused_and_says_so(house):
    upload_id, _ = await begin(house, TEXT)
    await send(house, upload_id, TEXT[:10])

    wrong = await send(house, upload_id, TEXT, 0)
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:gongkai:OffsetError")
    assert (await finish(house, upload_id)).status_code == 409
    again = (await begin(house, TEXT, upload_id=upload_id))[1]
    assert again.headers[OFFSET] == "10"
    assert (await send(house, upload_id, TEXT[10:], 10)).status_code == 200
    assert (await finish(house, upload_id)).status_code == 200


async def test_only_a_clerk_uploads_and_only_the_owner_goes_on(house):
    assert (await begin(house, TEXT, who=CHEN))[1].status_code == 403
    nobody = await house.client.post(address(uuid4()), json={"name": "a.txt", "length": 3})
    assert nobody.status_code == 401
    upload_id, _ = await begin(house, TEXT)
    assert (await send(house, upload_id, TEXT, who="stranger")).status_code == 404
    assert (await finish(house, upload_id, "stranger")).status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "rule"),
    [
        (b"MZ\x90\x00" + b"\x00" * 100, "说明.pdf", "FileKindError"),
        (b"<html><script>alert(1)</script>", "说明.txt", "FileKindError"),
    ],
)
async def test_a_file_is_what_it_holds_whatever_it_is_called(house, data, name, rule):
    upload_id, _ = await begin(house, data, name)
    await send(house, upload_id, data)

    answer = await finish(house, upload_id)

    assert (answer.status_code, answer.json()["type"]) == (422, f"urn:gongkai:{rule}")


async def test_too_large_and_empty_files_are_refused_before_a_byte_comes(settings):
    async with House(replace(settings, file_limit=1_000)).open() as house:
        await house.settle()
        for data, status in ((b"x" * 1_001, 413), (b"", 422)):
            assert (await begin(house, data))[1].status_code == status
        upload_id, _ = await begin(house, b"x" * 10)
        assert (await send(house, upload_id, b"x" * 11)).status_code == 413


async def test_an_upload_goes_on_after_the_house_was_killed(settings):
    data = PDF
    async with House(settings).open() as house:
        await house.settle()
        upload_id, _ = await begin(house, data, "说明.pdf")
        await send(house, upload_id, data[:30_000])
    async with House(settings).open() as house:  # another process on the same disk
        told = await house.client.get(address(upload_id), headers=house.as_(LI))
        assert told.json()["received"] == 30_000
        await send(house, upload_id, data[30_000:], 30_000)
        assert (await finish(house, upload_id)).json()["attachment"]["kind"] == "pdf"


async def test_uploads_nobody_went_on_with_are_cleared_away(house, settings):
    upload_id, _ = await begin(house, TEXT)
    folder = settings.home / "workflow" / "uploads"

    assert await enclosures_of(settings, house.clock).ring() == 0
    assert (folder / f"{upload_id}.part").exists()
    later = Clock(source=lambda: NOON + timedelta(days=3))
    assert await enclosures_of(settings, later).ring() == 1
    assert list(folder.iterdir()) == []
    assert (await send(house, upload_id, TEXT)).status_code == 404


# ── proposals with files ─────────────────────────────────────────────────────────────────────


async def with_file(house, data=TEXT, name="明细.txt"):
    return {**ASK, "attachments": [await uploaded(house, data, name)]}


async def test_a_proposal_carries_its_files_and_its_digest_is_over_them(house):
    plain, bare = await house.submitted()
    proposal, digest = await house.submitted(await with_file(house))

    told = (await house.get(WANG, f"/api/proposals/{proposal}")).json()

    assert [each["name"] for each in told["attachments"]] == ["明细.txt"]
    assert digest != bare
    tags = [record.tag for record in house.service.store.load(proposal)]
    assert tags == ["workflow.proposal.attached.v1", "workflow.proposal.submitted.v1"]
    assert [r.tag for r in house.service.store.load(plain)] == ["workflow.proposal.submitted.v1"]


async def test_one_other_byte_is_another_digest(house):
    _, one = await house.submitted(await with_file(house, TEXT))
    _, other = await house.submitted(await with_file(house, OTHER))

    assert one != other


async def test_another_file_voids_what_was_passed_and_the_same_file_does_not(house):
    proposal, digest = await house.submitted(await with_file(house))
    await house.passed(proposal, digest)
    await house.post(WANG, proposal, "return", {"reason": "请核对附件"})

    same = await house.post(LI, proposal, "resubmit", {"plan": PLAN})
    assert same.status_code == 201, same.text
    assert await house.digest(proposal) == digest
    shown = (await house.get(WANG, f"/api/proposals/{proposal}")).json()
    assert len(shown["reviews"]) == 3

    await house.post(WANG, proposal, "return", {"reason": "请再核对附件"})
    body = {"plan": PLAN, "attachments": [await uploaded(house, OTHER)]}
    assert (await house.post(LI, proposal, "resubmit", body)).status_code == 201
    shown = (await house.get(WANG, f"/api/proposals/{proposal}")).json()
    assert shown["reviews"] == []
    stale = await house.post(SUN, proposal, "approve", {"digest": digest})
    assert stale.json()["type"] == "urn:gongkai:StaleTextError"


async def test_a_file_changed_on_disk_is_neither_passed_nor_approved_nor_given_out(house, settings):
    proposal, digest = await house.submitted(await with_file(house))
    verdict = {"check": "secrecy", "verdict": "pass", "digest": digest}
    file = kept(settings, TEXT)
    file.chmod(0o640)
    file.write_bytes(TEXT[:-2] + b"!\n")

    for who, step, body in (
        (WANG, "reviews", verdict),
        (SUN, "approve", {"digest": digest}),
    ):
        answer = await house.post(who, proposal, step, body)
        assert answer.json()["type"] == "urn:gongkai:AttachmentChangedError"
        assert "明细.txt" in answer.json()["title"]
    file.write_bytes(TEXT)
    await house.passed(proposal, digest)
    assert (await house.post(SUN, proposal, "approve", {"digest": digest})).status_code == 201


async def test_nobody_attaches_what_is_not_theirs(house):
    mine = await uploaded(house)
    body = {**ASK, "attachments": [mine]}
    for refs in ([str(uuid4())], ["../../keys/session.key"], [sha256(TEXT).hexdigest()]):
        answer = await house.put(LI, {**ASK, "attachments": refs})
        assert (answer.status_code, answer.json()["field"]) == (422, "attachments")
    answer = await house.put("both", body)
    assert answer.json()["type"] == "urn:gongkai:AttachmentUnknownError"
    unfinished, _ = await begin(house, TEXT)
    answer = await house.put(LI, {**ASK, "attachments": [str(unfinished)]})
    assert answer.status_code == 422


async def test_fifty_files_are_carried_and_one_more_is_refused(house):
    refs = [await uploaded(house, f"第{n}份明细".encode(), f"明细{n}.txt") for n in range(51)]

    answer = await house.put(LI, {**ASK, "attachments": refs})
    assert answer.json()["title"] == "一份方案最多带50个附件。"
    proposal, _ = await house.submitted({**ASK, "attachments": refs[:50]})
    told = (await house.get(WANG, f"/api/proposals/{proposal}")).json()
    assert [each["name"] for each in told["attachments"]] == [f"明细{n}.txt" for n in range(50)]


async def test_the_same_file_twice_is_carried_once(house):
    refs = [await uploaded(house), await uploaded(house, name="另一份.txt")]

    proposal, _ = await house.submitted({**ASK, "attachments": refs})

    told = (await house.get(WANG, f"/api/proposals/{proposal}")).json()
    assert [each["name"] for each in told["attachments"]] == ["明细.txt"]


async def test_what_a_file_says_is_screened_and_shown_with_its_name(house):
    data = docx("困难党员张建国，身份证号11010519491231002X。")
    proposal, digest = await house.submitted(await with_file(house, data, "名单.docx"))

    found = (await house.get(WANG, f"/api/proposals/{proposal}/findings")).json()

    assert any(each["place"].startswith("附件“名单.docx”") for each in found["findings"])
    assert "11010519491231002X" not in str(found)
    verdict = {"check": "secrecy", "verdict": "pass", "digest": digest}
    answer = await house.post(WANG, proposal, "reviews", verdict)
    assert answer.json()["type"] == "urn:gongkai:FindingsUnsettledError"


async def test_a_damaged_file_is_refused_by_name(house):
    answer = await house.put(LI, await with_file(house, PDF, "坏的.pdf"))

    assert answer.status_code == 422
    assert answer.json()["title"].startswith("附件“坏的.pdf”：")


async def test_a_withdrawal_carries_no_files(house):
    await house.disclose()
    body = {
        "unit": ASK["unit"],
        "item_id": ITEM,
        "kind": "withdraw",
        "disclosure_id": DISCLOSURE,
        "explanation": "重复公开，予以撤回。",
        "attachments": [await uploaded(house)],
    }
    answer = await house.put(LI, body)
    assert answer.json()["type"] == "urn:gongkai:AttachmentsOnWithdrawalError"
