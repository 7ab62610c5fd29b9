"""Files of a disclosure: given out to exactly those who read the page, as they were approved."""

from hashlib import new, sha256
from urllib.parse import quote
from uuid import UUID

import pytest
from msgspec import json

from services.archive.domain.openness import openness
from services.archive.domain.terms import Openness
from services.publishing.domain.attachments import listed
from services.publishing.domain.events import AttachmentsListed
from services.publishing.domain.terms import Attachment
from services.publishing.views import Outlet
from services.workflow.domain import terms as workflow
from services.workflow.domain.attachment_words import Attachment as Sent
from tests.publishing.examples import APPROVAL, ITEM
from tests.publishing.house import PLAN, UNIT, digest_of, person
from tests.publishing.test_visibility import PHASES, SCOPES, STAFF, VISITORS

TEXT = "2026年第三季度党费收缴明细\n".encode()
NEWER = "2026年第三季度党费收缴明细（更正）\n".encode()


def keep(house, data, name="明细.txt", kind="txt"):
    """Put a file where files are kept; return how facts speak of it."""
    digest = sha256(data).hexdigest()
    place = house.service.settings.home / "files" / digest[:2] / digest
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    sm3 = new("sm3", data).hexdigest()
    return {"name": name, "sha256": digest, "sm3": sm3, "size": len(data), "kind": kind}


def path(disclosure, file, version=0):
    edition = f"/versions/{version}" if version else ""
    return f"/items/{disclosure}{edition}/files/{file['sha256']}/{quote(file['name'])}"


def events(house, tag):
    found = [each["event"] for each in house.facts()]
    return [each for each in found if each["type"] == tag]


LISTED = "publishing.attachments.listed.v1"


async def test_the_page_lists_the_files_and_gives_them_out(house):
    file = keep(house, TEXT)
    disclosure = await house.open_to("public", files=[file])

    page = await house.page(f"/items/{disclosure}")
    assert all(each in page for each in ("附件（1）", "明细.txt", "文本文件", file["sha256"]))
    assert path(disclosure, file) in page
    given = await house.get(path(disclosure, file))

    assert (given.status_code, given.content) == (200, TEXT)
    assert given.headers["content-type"] == "text/plain; charset=utf-8"
    assert given.headers["content-disposition"].startswith("inline; filename=")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["etag"] == f'"{file["sha256"]}"'
    assert (
        (await house.get(f"{path(disclosure, file)}?download=true"))
        .headers["content-disposition"]
        .startswith("attachment;")
    )
    told = (await house.get(f"/api/disclosures/{disclosure}", accept="application/json")).json()
    assert told["attachments"] == [file]
    assert (await house.get(path(disclosure, file, 1))).content == TEXT
    assert "附件（1）" in await house.page(f"/items/{disclosure}/versions/1")


async def test_what_society_reads_stands_in_an_open_fact_and_what_it_does_not_is_sealed(house):
    file = keep(house, TEXT)
    await house.open_to("public", files=[file])

    inner, public = events(house, LISTED)

    assert (inner["public"], public["public"]) == (False, True)
    assert public["attachments"] == [file]
    assert openness(LISTED, inner) is Openness.SEALED
    assert openness(LISTED, public) is Openness.OPEN


async def test_a_disclosure_without_files_says_nothing_of_files(house):
    disclosure = await house.open_to("public")

    assert events(house, LISTED) == []
    assert "附件（" not in await house.page(f"/items/{disclosure}")


async def test_the_digest_is_computed_anew_over_the_files_that_were_heard(house):
    file = keep(house, TEXT)
    proposal, _ = await house.submit(files=[file])
    other = dict(file, sha256=sha256(NEWER).hexdigest())
    await house.approve(proposal, digest_of(PLAN, "", [other]), days=0)  # other files than heard
    await house.approve(proposal, digest_of(PLAN, ""), days=0)  # no files at all

    assert events(house, "publishing.disclosure.registered.v1") == []
    assert {r.event.rule for r in house.refusals()} == {"NotAsApprovedError"}


def test_both_services_compute_the_same_digest():
    file = {"name": "明细.txt", "sha256": "a" * 64, "sm3": "b" * 64, "size": 3, "kind": "txt"}
    plan = workflow.Plan(**{**PLAN, "scope": workflow.Scope(PLAN["scope"]), "readers": ()})
    ours = digest_of(json.decode(json.encode(plan)), "", [file])

    assert workflow.digest_of(plan, "", (Sent(**file),)) == ours


async def test_every_file_of_every_scope_is_for_exactly_the_readers_of_its_page(house):
    file = keep(house, TEXT)
    for scope in SCOPES:
        readers = [person("named")] if scope in {"persons", "applicant"} else []
        for phase in PHASES:
            if phase == "public" and scope != "society":
                continue
            at = "inner" if phase == "withdrawn" else phase
            disclosure = await house.open_to(at, scope, files=[file], readers=readers)
            if phase == "withdrawn":
                await house.change("withdraw", disclosure, "重复公开，予以撤回。", scope=scope)
            for visitor, inner in VISITORS.items():
                may = visitor in STAFF or phase == "public"
                may = may or (phase in {"inner", "withdrawn"} and scope in inner)
                page = (await house.get(f"/items/{disclosure}", visitor)).status_code
                assert (page == 200) is may, (scope, phase, visitor)
                gone = phase == "withdrawn" and visitor not in STAFF
                wanted = (410 if gone else 200) if may else 404
                for address in (path(disclosure, file), path(disclosure, file, 1)):
                    answer = await house.get(address, visitor)
                    assert answer.status_code == wanted, (scope, phase, visitor, answer.text)
                    assert (TEXT in answer.content) is (wanted == 200)


async def test_a_withdrawn_file_is_gone_with_an_explanation(house):
    file = keep(house, TEXT)
    disclosure = await house.open_to("public", files=[file])
    await house.change("withdraw", disclosure, "重复公开，予以撤回。")

    answer = await house.get(path(disclosure, file))

    assert answer.status_code == 410
    assert "该事项已经撤回，附件不再提供" in answer.text
    page = await house.page(f"/items/{disclosure}")
    assert "明细.txt" not in page
    assert file["sha256"] not in page
    told = (await house.get(f"/api/disclosures/{disclosure}", accept="application/json")).json()
    assert told["attachments"] == []
    assert (await house.get(path(disclosure, file), "auditor")).content == TEXT


async def test_a_file_replaced_before_society_read_it_never_leaks(house):
    old, new_ = keep(house, TEXT), keep(house, NEWER, "明细二.txt")
    disclosure = await house.open_to("inner", files=[old])
    await house.change("revise", disclosure, "附件有误，现予更正。", files=[new_])
    await house.step(disclosure, "public")

    for number in (0, 1, 2):
        assert (await house.get(path(disclosure, old, number))).status_code == 404
    assert (await house.get(path(disclosure, new_))).content == NEWER
    page = await house.page(f"/items/{disclosure}")
    assert (old["name"] in page, new_["name"] in page) == (False, True)
    seen = [e["attachments"] for e in events(house, LISTED) if e["public"]]
    assert seen == [[new_]]
    assert (await house.get(path(disclosure, old, 1), "member")).content == TEXT


async def test_a_revision_for_society_lists_its_own_files_at_once(house):
    old, new_ = keep(house, TEXT), keep(house, NEWER)
    disclosure = await house.open_to("public", files=[old])
    await house.change("revise", disclosure, "附件有误，现予更正。", files=[new_])

    assert (await house.get(path(disclosure, new_))).content == NEWER
    assert (await house.get(path(disclosure, old))).status_code == 404
    assert (await house.get(path(disclosure, old, 1))).content == TEXT  # society had read it
    await house.change("revise", disclosure, "不再附明细。")
    assert (await house.get(path(disclosure, new_))).status_code == 404
    assert "附件（" not in await house.page(f"/items/{disclosure}")


async def test_a_file_changed_on_disk_is_not_given_out(house):
    file = keep(house, TEXT)
    disclosure = await house.open_to("public", files=[file])
    keep(house, TEXT)
    place = house.service.settings.home / "files" / file["sha256"][:2] / file["sha256"]
    place.write_bytes(TEXT[:-1] + b"!")

    answer = await house.get(path(disclosure, file))

    assert answer.status_code == 404
    assert TEXT[:-1] not in answer.content


async def test_fifty_files_with_long_names_fit_into_one_fact(house):
    files = [keep(house, f"第{n}份".encode(), f"{n:02}{'很' * 94}.txt") for n in range(50)]
    disclosure = await house.open_to("public", files=files)

    assert (await house.get(path(disclosure, files[49]))).status_code == 200
    assert f"{files[0]['name']}" in await house.page(f"/items/{disclosure}")


async def test_the_version_on_the_desk_is_the_one_after_its_files(house):
    disclosure = await house.open_to("inner", files=[keep(house, TEXT)])
    newest = house.service.store.load(UUID(disclosure))[-1].version

    stale = await house.step(disclosure, "public", **{"If-Match": f'"{newest - 1}"'})
    assert stale.status_code == 412
    done = await house.step(disclosure, "public", **{"If-Match": f'"{newest}"'})
    assert done.status_code == 201


@pytest.mark.parametrize("address", ["../../keys/session.key", "0" * 64, "x"])
async def test_no_other_address_gives_anything_out(house, address):
    disclosure = await house.open_to("public", files=[keep(house, TEXT)])

    answer = await house.get(f"/items/{disclosure}/files/{quote(address, safe='')}/x.txt")

    assert answer.status_code == 404


def test_nothing_is_listed_where_there_is_nothing():
    file = Attachment(name="a.txt", sha256="a" * 64, sm3="b" * 64, size=1, kind="txt")

    assert listed((), ITEM, APPROVAL, 1, public=True) == []
    assert listed((file,), ITEM, APPROVAL, 2, public=True) == [
        AttachmentsListed(
            unit=UNIT,
            item_id=ITEM.item_id,
            version=2,
            digest=APPROVAL.digest,
            attachments=(file,),
            public=True,
        )
    ]


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ({"range": "bytes=4-9"}, 206, TEXT[4:10]),
        ({"range": "bytes=-5"}, 206, TEXT[-5:]),
        ({"range": "bytes=4-9", "if-range": '"another file"'}, 200, TEXT),
        ({"range": "bytes=0-1,3-4"}, 200, TEXT),
        ({"range": "bytes=9999-"}, 416, b""),
    ],
)
async def test_a_download_goes_on_where_it_broke_off(house, asked, status, got):
    file = keep(house, TEXT)
    disclosure = await house.open_to("public", files=[file])
    answer = await house.client.get(path(disclosure, file), headers=asked)
    assert (answer.status_code, answer.content) == (status, got)
    if status == 206:
        assert int(answer.headers["content-length"]) == len(got)
        assert answer.headers["content-range"].endswith(f"/{len(TEXT)}")
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(TEXT)}"


def letters(house):
    """Return what the channels were told: what became of it, and its files by name."""
    outlet = Outlet(house.service.views)
    told = [json.decode(each.body) for each in outlet.after(0, 100)]
    return [
        (each["type"].split(".")[3], [f["name"] for f in each["data"]["attachments"]])
        for each in told
        if each["subject"].startswith("portal.society")
    ]


async def test_letters_for_the_channels_list_the_files(house):
    old, new_ = keep(house, TEXT), keep(house, NEWER, "明细二.txt")
    disclosure = await house.open_to("public", files=[old])
    await house.change("revise", disclosure, "附件有误，现予更正。", files=[new_])
    await house.change("revise", disclosure, "不再附明细。")
    await house.change("withdraw", disclosure, "不再需要。")
    assert letters(house) == [
        ("opened", ["明细.txt"]),
        ("revised", ["明细二.txt"]),
        ("revised", []),
        ("withdrawn", []),
    ]
    first = json.decode(Outlet(house.service.views).after(0, 1)[0].body)["data"]["attachments"]
    assert first[0]["sha256"] == old["sha256"]
    url = path(disclosure, old, 1)
    assert [each["url"] for each in first] == [url]
