"""A matter is filed as one package, which proves itself wherever it is opened."""

import io
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from zipfile import ZipFile

import pytest
from msgspec import json
from pypdf import PdfReader

from services.archive.domain.volume_words import Kind
from services.archive.verify.volume import examine
from shared.files import place_at
from shared.testing import UNIT
from tests.archive.conftest import DISCLOSURE, PLAN, PROPOSAL
from tests.archive.packages import edited, is_for_ever, run_elsewhere, without

OFFICE = "archivist"
TEXT = "支部党员大会会议记录".encode()
DIGEST = sha256(TEXT).hexdigest()
NONE = {"meeting": "没有召开会议", "media": "没有声像", "reply": "没有答复", "opinion": "没有意见"}
NONE |= {"approval": "另卷"}
SHOWN = "<!doctype html><h1>党费收缴使用情况</h1>".encode()  # what a platform really showed
SEEN = sha256(SHOWN).hexdigest()
NUMBER = "Z109-WS·2026-D30-BGS-0001"


@pytest.fixture
async def filed(town, tmp_path):
    """Return a town whose 编办 has an archivist and a settled fonds, and one attachment."""
    tag = "catalog.post.assigned.v1"
    await town.hear(tag, unit=UNIT, person_id=OFFICE, post="office")
    (tmp_path / "x").write_bytes(TEXT)
    place_at("", town.settings.home).keep(tmp_path / "x", DIGEST)
    await town.hear(
        "workflow.proposal.attached.v1",
        PROPOSAL,
        version=3,
        unit=UNIT,
        attached_by="clerk",
        attachments=[
            {"kind": "txt", "name": "会议/记录.txt", "sha256": DIGEST, "sm3": "", "size": 1}
        ],
    )
    (tmp_path / "page").write_bytes(SHOWN)
    place_at("", town.settings.home).keep(tmp_path / "page", SEEN)
    await town.hear(
        "publishing.capture.taken.v1",
        story=DISCLOSURE,
        form="公众号",
        name="公众号存照-20260701-1200.html",
        sha256=SEEN,
        url="https://mp.example/s/1",
        headers=[["content-type", "text/html"]],
        disclosure_id=str(DISCLOSURE),
    )
    await town.logged()
    answer = await ask(town, "put", "/api/fonds", fonds_of(UNIT))
    assert answer.status_code == 200, answer.text
    return town


def fonds_of(unit, code="Z109"):
    return {"fonds": code, "unit": unit, "pattern": "DA/T 22", "department": "BGS"}


async def ask(town, method, path, body=None, who=OFFICE):
    content = None if body is None else json.encode(body)
    headers = {**town.as_(who), "content-type": "application/json"}
    return await town.client.request(method, f"/archive{path}", content=content, headers=headers)


async def seal(town, **more):
    body = {"title": "党费收缴使用情况", "retention": "30年", "none": NONE, **more}
    return await ask(town, "post", f"/api/matters/{DISCLOSURE}/volume", body)


async def package(town, purpose="核对原文"):
    return await ask(town, "post", f"/api/volumes/{NUMBER}/consult", {"purpose": purpose})


@pytest.fixture
async def sealed(filed, tmp_path):
    """Return a town with one volume, and where its package was saved."""
    answer = await seal(filed)
    assert answer.status_code == 201, answer.text
    target = tmp_path / "volume.zip"
    target.write_bytes((await package(filed)).content)
    return filed, target


def keys(town):
    return town.service.signer.verifier


@pytest.mark.row("J1")
@pytest.mark.clause("S0-40")
async def test_a_matter_is_filed_with_each_kind_of_material_or_an_explicit_none(filed):
    draft = (await ask(filed, "get", f"/api/matters/{DISCLOSURE}")).json()
    refused = await seal(filed, none={})
    answer = await seal(filed)
    volume = (await ask(filed, "get", f"/api/volumes/{NUMBER}")).json()

    assert set(draft["missing"]) == {*NONE}
    assert {each["kind"]: each["count"] for each in draft["pieces"]}["proposal"] == 2
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:gongkai:KindMissingError")
    assert "“会议和活动记录”" in refused.json()["title"]
    assert answer.status_code == 201
    [version] = volume["versions"]
    told = {each["kind"]: (each["count"], each["none"]) for each in version["pieces"]}
    assert set(told) == {each.value for each in Kind}
    assert all(count or none for count, none in told.values())
    assert told["meeting"] == (0, "没有召开会议")
    assert told["original"][0] == 2  # the text shown to society, and the attachment


@pytest.mark.row("J3")
async def test_a_volume_bears_its_code_its_metadata_and_a_page_that_needs_nothing_else(sealed):
    town, target = sealed
    with ZipFile(target) as opened:
        names = opened.namelist()
        metadata = opened.read("data/metadata.xml").decode()
        shown = opened.read("data/page.html").decode()
        kept = opened.read(f"data/files/{DIGEST}/会议_记录.txt")
        record = opened.read("data/record.pdf")
        seen = opened.read(f"data/files/{SEEN}/公众号存照-20260701-1200.html")
    other = await ask(town, "put", "/api/fonds", {**fonds_of(UNIT), "pattern": "DA/T 13"})
    again = await seal(town, reason="再封一次")
    third = await seal(town, retention="二十年")

    assert f"<档号>{NUMBER}</档号>" in metadata
    assert "<保管期限>30年</保管期限>" in metadata
    assert "<立档单位名称>县委编办</立档单位名称>" in metadata
    assert kept == TEXT
    assert seen == SHOWN  # it renders offline: what it shows is in it
    assert "党费收缴" in shown
    assert not any(each in shown for each in ("href=", "<script", "src=", "<link", "url("))
    assert "data/readme.txt" in names
    said = re.sub(
        r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(record)).pages)
    )
    assert all(
        each in said for each in (NUMBER, PLAN["title"], PLAN["content"], "方案已提出", "李明")
    )
    assert said.count("没有召开会议") == 1
    is_for_ever(record)
    assert other.json()["type"] == "urn:gongkai:PatternFixedError"
    assert again.json()["type"] == "urn:gongkai:NothingNewError"
    assert third.status_code == 422


@pytest.mark.row("J4")
async def test_a_package_proves_itself_on_a_machine_without_the_system(sealed, tmp_path):
    town, target = sealed
    digest = sha256(target.read_bytes()).hexdigest()
    clean = run_elsewhere(tmp_path, target, keys(town), "--digest", digest)
    flipped = bytearray(target.read_bytes())
    at = flipped.index(TEXT) + 5
    flipped[at] ^= 1
    (tmp_path / "flipped.zip").write_bytes(flipped)
    spoilt = run_elsewhere(tmp_path, tmp_path / "flipped.zip", keys(town))
    bare = without(target, tmp_path / "bare.zip", "data/metadata.xml")
    lacking = run_elsewhere(tmp_path, bare, keys(town))

    with ZipFile(target) as opened:
        opened.extractall(tmp_path / "bag")
    for program in (
        ["sha512sum", "--quiet", "--strict", "-c", "manifest-sha512.txt"],
        ["sha512sum", "--quiet", "--strict", "-c", "tagmanifest-sha512.txt"],
        [sys.executable, "-m", "bagit", "--quiet", "--validate", "."],  # by the Library of Congress
    ):
        subprocess.run(program, cwd=tmp_path / "bag", check=True)

    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert clean.stdout.count("：合格") == 4
    assert spoilt.returncode == 1
    assert f"真实性：不合格\n  文件内容被改动：data/files/{DIGEST}/会议_记录.txt" in spoilt.stdout
    assert lacking.returncode == 1
    assert "完整性：不合格\n  缺少文件：data/metadata.xml" in lacking.stdout


HARM = [
    ("data/readme.txt", lambda _: b"x", "authenticity", "data/readme.txt"),
    ("data/volume.json", lambda _: b"{", "usability", "卷内目录无法解读"),
    (
        "data/volume.json",
        edited(lambda told: told["pieces"][0].update(count=0, none="")),
        "completeness",
        "没有“公开申请和方案”",
    ),
    (
        "data/volume.json",
        edited(lambda told: told["facts"][-1].update(position=9)),
        "authenticity",
        "存在证明不成立",
    ),
    ("data/metadata.xml", lambda _: b"<a>", "usability", "元数据无法解读"),
    ("data/metadata.xml", lambda _: "<电子档案/>".encode(), "completeness", "元数据缺少“档号”"),
    ("data/metadata.xml", lambda _: b"<!DOCTYPE a><a/>", "safety", "实体声明"),
    ("manifest-sha512.txt", None, "completeness", "manifest-sha512.txt"),
    ("bagit.txt", None, "completeness", "bagit.txt"),
    ("data/page.html", lambda _: b"\xff", "usability", "data/page.html"),
]


async def test_what_is_wrong_with_a_package_is_named(sealed, tmp_path):
    town, target = sealed
    for name, edit, which, word in HARM:
        found = examine(without(target, tmp_path / "w.zip", name, edit), keys(town))
        assert any(word in each for each in getattr(found, which)), (name, word, found)


async def test_no_damage_of_a_package_is_an_accident_and_nothing_stands_there_twice(
    sealed, tmp_path
):
    town, target = sealed
    raw, broken = target.read_bytes(), tmp_path / "broken.zip"
    for at in range(0, len(raw), len(raw) // 40):
        broken.write_bytes(raw[:at] + bytes(40) + raw[at + 40 :])
        examine(broken, keys(town))
        broken.write_bytes(raw[:at])
        assert examine(broken, keys(town)).sentences
    for told in ({"facts": [{"index": "x"}]}, {"facts": 3}, {"pieces": [{}]}, {"pieces": [1]}):
        edit = edited(lambda content, told=told: content.update(told))
        found = examine(without(target, broken, "data/volume.json", edit), keys(town))
        assert "卷内目录无法解读：data/volume.json" in found.usability
    shutil.copy(target, broken)
    with ZipFile(broken, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("data/page.html", opened.read("data/page.html"))
    assert "同名文件多于一个：data/page.html" in examine(broken, keys(town)).authenticity


async def test_a_package_is_never_opened_into_harm(sealed, tmp_path):
    town, target = sealed
    shutil.copy(target, tmp_path / "w.zip")
    with ZipFile(tmp_path / "w.zip", "a") as opened:
        opened.writestr("../outside.txt", b"x")
        opened.writestr("data/files/aa/tool.pdf", b"MZ\x90")
    found = examine(tmp_path / "w.zip", keys(town))
    (tmp_path / "no.zip").write_bytes(b"no zip")
    nothing = examine(tmp_path / "no.zip", keys(town))
    stranger = examine(target, keys(town).replace("+", "x+", 1))
    other = examine(target, keys(town), "00" * 32)

    assert any("路径越出案卷包" in each for each in found.safety)
    assert any("可执行的文件" in each for each in found.safety)
    assert any("文件格式与名称不符" in each for each in found.usability)
    assert any("多出没有登记的文件" in each for each in found.authenticity)
    assert not nothing.usable
    assert not stranger.authentic
    assert other.authenticity == ["案卷包与封存时的摘要不符：volume.zip"]


@pytest.mark.row("J2")
@pytest.mark.clause("S0-41")
async def test_a_paper_original_is_found_by_its_number_and_every_use_is_on_record(sealed):
    town, _ = sealed
    paper = {
        "number": "纸-2026-7",
        "name": "审批表",
        "pages": 2,
        "shelf": "3排2柜5层",
        "twin": DIGEST,
    }
    strange = {**paper, "twin": "0" * 64}
    refused = await ask(town, "post", f"/api/volumes/{NUMBER}/originals", strange)
    assert (refused.status_code, refused.json()["field"]) == (422, "twin")
    assert (await ask(town, "post", f"/api/volumes/{NUMBER}/originals", paper)).status_code == 201
    twice = await ask(town, "post", f"/api/volumes/{NUMBER}/originals", paper)
    aimless = await package(town, purpose="")
    used = {"purpose": "纪委核查", "original": "纸-2026-7"}
    await ask(town, "post", f"/api/volumes/{NUMBER}/consult", used, who="auditor")
    await ask(town, "post", f"/api/volumes/{NUMBER}/checks", {"stage": "移交"})
    found = (await ask(town, "get", "/api/volumes?q=纸-2026-7")).json()
    volume = (await ask(town, "get", f"/api/volumes/{NUMBER}")).json()
    page = (await town.page(f"/volumes/{NUMBER}", OFFICE)).text

    assert twice.json()["type"] == "urn:gongkai:OriginalKnownError"
    assert aimless.status_code == 422
    assert [each["number"] for each in found] == [NUMBER]
    [original] = volume["originals"]
    assert (original["shelf"], original["twin"]) == ("3排2柜5层", DIGEST)
    uses = [(each["by"], each["purpose"], each["original"]) for each in volume["uses"]]
    assert sorted(uses) == sorted(
        [
            (OFFICE, "核对原文", ""),
            ("auditor", "纪委核查", "纸-2026-7"),
            (OFFICE, "移交检测：四性合格", ""),
        ]
    )
    assert "3排2柜5层" in page
    assert 'data-h="电子件"><div>会议/记录.txt<' in page
    assert "纪委核查" in page


async def test_later_material_is_a_second_version_and_the_first_stays(sealed):
    town, _ = sealed
    await town.hear("publishing.disclosure.withdrawn.v1", DISCLOSURE, version=3, reason="有误")
    await town.logged()
    silent = await seal(town)
    answer = await seal(town, reason="补充撤回记录")
    versions = (await ask(town, "get", f"/api/volumes/{NUMBER}")).json()["versions"]

    assert silent.json()["type"] == "urn:gongkai:AdditionReasonError"
    assert answer.status_code == 201
    assert [(each["version"], each["newest"], each["reason"]) for each in versions] == [
        (2, True, "补充撤回记录"),
        (1, False, ""),
    ]
    assert versions[0]["facts"] == versions[1]["facts"] + 1


async def test_a_volume_whose_package_cannot_be_kept_is_not_sealed(filed):
    folder = filed.settings.home / "archive" / "volumes"
    folder.write_text("in the way")
    answer = await seal(filed)
    folder.unlink()
    listed = (await ask(filed, "get", "/api/volumes")).json()

    assert (answer.status_code, listed) == (500, [])
    assert (await seal(filed)).status_code == 201


@pytest.mark.parametrize("who", ["clerk", "citizen.else"])
async def test_volumes_are_not_there_for_others(sealed, who):
    town, _ = sealed
    seen = [
        (await ask(town, "get", path, who=who)).status_code
        for path in (f"/api/volumes/{NUMBER}", f"/api/matters/{DISCLOSURE}")
    ]
    taken = await ask(town, "post", f"/api/volumes/{NUMBER}/consult", {"purpose": "看看"}, who=who)
    made = await ask(town, "put", "/api/fonds", fonds_of(UNIT, "Z7"), who=who)
    listed = (await ask(town, "get", "/api/volumes", who=who)).json()

    assert (seen, taken.status_code, made.status_code, listed) == ([404, 404], 404, 403, [])
    assert (await town.get("/api/volumes")).status_code == 401


async def test_the_pages_lead_from_a_matter_to_its_volume_by_hand(filed):
    form = {**filed.as_(OFFICE), "content-type": "application/x-www-form-urlencoded"}
    told = {"unit": UNIT, "proposal_id": str(PROPOSAL), "plan": PLAN}
    await filed.hear("publishing.disclosure.registered.v1", DISCLOSURE, version=3, **told)
    opened = {"version": 4, "unit": UNIT, "opened_on": "2026-07-01"}
    await filed.hear("publishing.inner.opened.v1", DISCLOSURE, **opened)
    empty = (await filed.page("/volumes", OFFICE)).text
    assert f'href="/archive/matters/{DISCLOSURE}/volume"' in empty
    matter = (await filed.page(f"/matters/{DISCLOSURE}/volume", OFFICE)).text
    sent = {"title": "党费收缴使用情况", "retention": "30年", **NONE}
    answer = await filed.client.post(
        f"/archive/matters/{DISCLOSURE}/volume", data=sent, headers=form, follow_redirects=False
    )
    shown = (await filed.page(answer.headers["location"].removeprefix("/archive"), OFFICE)).text
    found = (await filed.page("/volumes?q=党费", OFFICE)).text
    assert "公开过的事项都已立卷" in found
    taken = await filed.client.post(
        f"/archive/volumes/{NUMBER}/consult", data={"purpose": "核对"}, headers=form
    )

    assert "还没有立卷" in empty
    assert "没有“会议和活动记录”的原因" in matter
    assert answer.status_code == 303
    assert NUMBER in shown
    assert NUMBER in found
    assert ZipFile(io.BytesIO(taken.content)).testzip() is None
    assert "no-store" in taken.headers["cache-control"]
