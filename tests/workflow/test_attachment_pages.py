"""Attachments on pages: an ordinary form with files, reviewed and opened by the unit's staff."""

import re
from hashlib import sha256
from html import unescape
from uuid import uuid4

import pytest
from PIL import Image

from services.workflow.domain.attachment import file_name
from shared.testing import UNIT
from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, WANG
from tests.workflow.house import PLAN
from tests.workflow.test_attachment_doors import OTHER, PDF, TEXT, docx, kept, uploaded
from tests.workflow.test_pages import FORM, hidden, reviewed

PROPOSE = f"/items/{ITEM}/propose"


def png(path):
    Image.new("RGB", (20, 10), "red").save(path)
    return path.read_bytes()


async def brought(house, url, *files, who=LI, **fields):
    """Send a form with files, as a browser without JavaScript does."""
    data = {**FORM, "command_id": str(uuid4()), **fields}
    sent = [("files", (name, content)) for name, content in files]
    return await house.client.post(
        f"/workflow{url}",
        data=data,
        files=sent or [("files", ("", b""))],
        headers=house.as_(who, Accept="text/html"),
        follow_redirects=False,
    )


async def proposed(house, *files, **fields):
    """Propose with files; return the address of the proposal and its page."""
    answer = await brought(house, PROPOSE, *files, **fields)
    if foretold := re.search(r'name="seen" value="([^"]+)"', answer.text):
        kept_files = ticked(answer.text)
        answer = await brought(
            house, PROPOSE, **fields, seen=foretold.group(1), attached=kept_files
        )
    assert answer.status_code == 303, answer.text
    url = answer.headers["location"].removeprefix("/workflow")
    return url, (await house.page(LI, url)).text


def links(html):
    """Return the addresses of files on a page."""
    found = re.findall(r'<a href="/workflow(/proposals/[^"]+/files/[^"?]+)"', html)
    return [unescape(each) for each in found]


def ticked(html):
    """Return which files a form has."""
    return re.findall(r'name="attached" value="([^"]+)" checked', html)


async def test_files_come_with_the_form_and_stand_on_the_review_page(house):
    form = (await house.page(LI, PROPOSE)).text
    assert 'enctype="multipart/form-data"' in form
    assert "每个最多 50.0 MB，最多 50 个，合计最多 200.0 MB" in form

    _, html = await proposed(house, ("明细.txt", TEXT), ("说明.docx", docx("党费收缴说明")))

    assert "附件（2）" in html
    assert all(each in html for each in ("明细.txt", "DOCX 文档", sha256(TEXT).hexdigest(), "SM3"))
    assert len(links(html)) == 2


async def test_staff_open_and_download_a_file_and_nobody_else_learns_of_it(house):
    url, html = await proposed(house, ("明细 一.txt", TEXT))
    [address] = links(html)

    shown = await house.get(WANG, address)
    assert (shown.status_code, shown.content) == (200, TEXT)
    assert shown.headers["content-type"] == "text/plain; charset=utf-8"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert (
        "filename*=UTF-8''%E6%98%8E%E7%BB%86%20%E4%B8%80.txt"
        in shown.headers["content-disposition"]
    )
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    tag = shown.headers["etag"]
    assert (await house.get(WANG, address, **{"If-None-Match": tag})).status_code == 304
    saved = await house.get(WANG, f"{address}?download=true")
    assert saved.headers["content-disposition"].startswith("attachment;")

    for who, status in ((CHEN, 404), ("stranger", 404), ("auditor", 200)):
        assert (await house.get(who, address)).status_code == status
    assert (await house.client.get(f"/workflow{address}")).status_code == 401
    unknown = f"{url}/files/{'0' * 64}/x.txt"
    assert (await house.get(WANG, unknown)).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind", "how"),
    [
        ("图.png", "image/png", "inline"),
        ("表.docx", "application/vnd.openxmlformats-officedocument", "attachment"),
    ],
)
async def test_pictures_open_in_the_browser_and_documents_are_saved(
    house, tmp_path, name, kind, how
):
    data = png(tmp_path / "a.png") if name.endswith("png") else docx("说明")
    _, html = await proposed(house, (name, data))
    [address] = links(html)

    given = await house.get(WANG, address)

    assert given.headers["content-type"].startswith(kind)
    assert given.headers["content-disposition"].startswith(how)
    assert given.content == data


async def test_a_refused_form_keeps_its_files(house):
    answer = await brought(house, PROPOSE, ("明细.txt", TEXT), title="")
    assert answer.status_code == 422
    refs = ticked(answer.text)
    assert len(refs) == 1
    assert "明细.txt" in answer.text

    url, html = await proposed(house, attached=refs)
    assert "附件（1）" in html
    assert len(links((await house.page(WANG, url)).text)) == 1


async def test_an_unticked_file_is_left_out(house):
    answer = await brought(house, PROPOSE, ("一.txt", TEXT), ("二.txt", OTHER), title="")
    _, html = await proposed(house, attached=ticked(answer.text)[1:])

    assert "二.txt" in html
    assert "一.txt" not in html


async def test_a_wrong_file_is_named_and_the_right_one_is_kept(house):
    answer = await brought(house, PROPOSE, ("程序.pdf", b"MZ\x90\x00x"), ("明细.txt", TEXT))

    assert answer.status_code == 422
    assert "文件“程序.pdf”：只能上传 PDF" in answer.text
    assert len(ticked(answer.text)) == 1
    assert PLAN["title"] in answer.text
    damaged = await brought(house, PROPOSE, ("坏的.pdf", PDF))
    assert "附件“坏的.pdf”：" in damaged.text


async def test_the_same_form_sent_twice_brings_its_files_once(house, settings):
    command = str(uuid4())
    first = await brought(house, PROPOSE, ("明细.txt", TEXT), command_id=command)
    again = await brought(house, PROPOSE, ("明细.txt", TEXT), command_id=command)

    assert first.headers["location"] == again.headers["location"]
    assert len(list((settings.home / "workflow" / "uploads").glob("*.json"))) == 1


async def test_what_a_file_says_is_foretold_before_it_is_proposed(house):
    secret = docx("联系人身份证号11010519491231002X")
    answer = await brought(house, PROPOSE, ("名单.docx", secret))

    assert answer.status_code == 422
    assert "附件“名单.docx”" in answer.text
    assert "11010519491231002X" not in answer.text
    _, html = await proposed(house, attached=ticked(answer.text), seen=hidden(answer.text, "seen"))
    assert "公开前筛查" in html


async def test_a_returned_proposal_is_sent_again_with_other_files(house):
    url, _ = await proposed(house, ("一.txt", TEXT))
    await reviewed(house, url, WANG, "secrecy")
    page = (await house.page(WANG, url)).text
    await house.send(
        WANG, f"{url}/return", reason="附件有误，请更换", expected=hidden(page, "expected")
    )
    form = (await house.page(LI, f"{url}/resubmit")).text
    assert ticked(form) == [sha256(TEXT).hexdigest()]

    answer = await brought(
        house, f"{url}/resubmit", ("二.txt", OTHER), expected=hidden(form, "expected")
    )

    assert answer.status_code == 303, answer.text
    html = (await house.page(WANG, url)).text
    assert [each.endswith("%E4%BA%8C.txt") for each in links(html)] == [True]
    assert "待审核" in html


async def test_a_revision_begins_with_the_files_in_force(house):
    await house.disclose()
    file = {"name": "明细.txt", "sha256": sha256(TEXT).hexdigest(), "sm3": "0" * 64}
    await house.hear(
        "publishing.attachments.listed.v1",
        DISCLOSURE,
        unit=UNIT,
        item_id=ITEM,
        version=1,
        digest="",
        attachments=[{**file, "size": len(TEXT), "kind": "txt"}],
        public=True,
    )
    await uploaded(house)  # the file itself is where files are kept
    form = (await house.page(LI, f"/disclosures/{DISCLOSURE}/revise")).text
    assert ticked(form) == [sha256(TEXT).hexdigest()]

    answer = await brought(
        house,
        f"/disclosures/{DISCLOSURE}/revise",
        ("二.txt", OTHER),
        attached=ticked(form),
        explanation="补充明细。",
    )

    assert answer.status_code == 303, answer.text
    html = (await house.page(WANG, answer.headers["location"].removeprefix("/workflow"))).text
    assert len(links(html)) == 2


async def test_a_file_changed_on_disk_is_not_given_out(house, settings):
    _, html = await proposed(house, ("明细.txt", TEXT))
    file = kept(settings, TEXT)
    file.chmod(0o640)
    file.write_bytes(OTHER)

    answer = await house.page(WANG, links(html)[0])

    assert answer.status_code == 404
    assert "没有找到这个文件，或者文件已经损坏" in answer.text


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("明细.txt", "txt", "明细.txt"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\桌面\\名单.docx", "docx", "名单.docx"),
        ("报表\u202excod.pdf", "pdf", "报表xcod.pdf"),
        ("a\x00b\r\n\u200bc.pdf", "pdf", "abc.pdf"),
        ("程序.exe", "pdf", "程序.exe.pdf"),
        ("照片.JPEG", "jpg", "照片.JPEG"),
        ('引"号<b>|?*.png', "png", "引_号_b____.png"),
        ("", "pdf", "附件.pdf"),
        ("...", "pdf", "附件.pdf"),
        (".pdf", "pdf", "附件.pdf"),
        ("  空  格 .txt", "txt", "空 格.txt"),
        ("é.txt", "txt", "é.txt"),
        ("很" * 300 + ".xlsx", "xlsx", "很" * 95 + ".xlsx"),
    ],
)
def test_a_name_says_nothing_but_a_name(given, kind, name):
    assert file_name(given, kind) == name
    assert file_name(name, kind) == name


async def test_a_very_long_chinese_name_is_carried_and_given_out(house):
    _, html = await proposed(house, ("党" * 250 + ".txt", TEXT))

    [address] = links(html)
    assert (await house.get(WANG, address)).content == TEXT
    assert "党" * 96 + ".txt" in html
