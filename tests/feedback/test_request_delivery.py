"""What is disclosed to an applicant alone, complained of, and erased in the end (F5)."""

from io import BytesIO
from uuid import UUID

import pypdf
import pytest

from services.feedback import heard
from tests.feedback.asking import OWN
from tests.feedback.conftest import BUREAU, person
from tests.feedback.papers import SECRETS, four_pages
from tests.feedback.requesting import (
    CARD,
    MARK,
    REFUSAL,
    done,
    newest,
    refused,
    school,
    step,
    studied,
    told,
)

__all__ = ["school"]


@pytest.mark.row("F5")
@pytest.mark.clause("S0-65")
async def test_pages_1_and_3_of_4_are_read_by_the_applicant_alone(school):
    discipline = UUID(int=0xC3)
    await school.hear(
        "catalog",
        (
            discipline,
            heard.UnitRegistered(
                unit_id=str(discipline), name="县纪委", superior=BUREAU, kind="纪委"
            ),
        ),
        (
            discipline,
            heard.PostAssigned(unit=str(discipline), person_id=person("纪书记"), post="secretary"),
        ),
    )
    number, code = await studied(school, name="叶老师")
    request_id = await newest(school)
    here = f"/feedback/requests/{request_id}"
    await done(school, "李敏", "consult", party="被谈话人")
    await done(school, "李敏", "heard", consent="partly", said="第2、4页涉及本人隐私")
    paper = {"file": ("谈话记录.pdf", four_pages(), "application/pdf")}
    async with school.browser("李敏") as clerk:
        wrong = await clerk.post(f"{here}/releases", files=paper, data={"pages": "1,5"})
        assert "共4页" in wrong.text
        named = {"file": ("章禾申请的谈话记录.pdf", four_pages(), "application/pdf")}
        assert "不能出现" in (await clerk.post(f"{here}/releases", files=named)).text
        put = await clerk.post(f"{here}/releases", files=paper, data={"pages": "1,3"})
        assert put.status_code == 303, put.text
    await school.settle()
    await done(school, "王校长", "decide", **REFUSAL | {"outcome": "partly", "ground": "个人隐私"})
    await done(school, "李敏", "explain", **told(school))
    asked = {"number": number, "query_code": code}
    async with school.program("叶老师") as applicant:
        mine = (await applicant.post("/feedback/api/requests/query", json=asked)).json()
        [release] = mine["releases"]
        assert (release["pages"], release["of"]) == ([1, 3], 4)
        wanted = {"sha256": release["sha256"]}
        by_code = await applicant.post("/feedback/api/requests/file", json=asked | wanted)
        by_login = {"request_id": request_id} | wanted
        own = await applicant.post("/feedback/api/requests/file", json=by_login)
        page = await applicant.get(
            f"/feedback/requests/mine/{request_id}", headers={"accept": "text/html"}
        )
    assert by_code.content == own.content
    assert "谈话记录.pdf" in page.text
    assert all(each not in own.content for each in SECRETS)
    texts = [each.extract_text().strip() for each in pypdf.PdfReader(BytesIO(own.content)).pages]
    assert texts == ["page one", "page three"]
    await nobody_else(school, request_id, by_login)
    await it_comes_back_with_a_decision(school, asked, "superior", "赵局", "uphold")
    await it_comes_back_with_a_decision(school, asked, "discipline", "纪书记", "change")
    opened = [f for f in await school.facts() if f["event"]["type"].endswith("delivery.opened.v1")]
    assert len(opened) == 2


async def it_comes_back_with_a_decision(county, asked, body, name, verdict):
    async with county.program() as citizen:
        words = asked | {"body": body, "complaint": "第2、4页没有涉及他人。"}
        sent = await citizen.post("/feedback/api/requests/recheck", json=words)
        assert sent.is_success, sent.text
    await county.settle()
    wrong = await step(county, "周明", "conclude", verdict=verdict, verdict_reason="维持。")
    assert wrong.status_code == 403
    await done(county, name, "conclude", verdict=verdict, verdict_reason="已经复核。")
    async with county.program() as citizen:
        mine = (await citizen.post("/feedback/api/requests/query", json=asked)).json()
    assert (mine["verdict"], mine["verdict_reason"]) == (verdict, "已经复核。")


async def nobody_else(county, request_id, wanted):
    """Another login finds nothing and is noted; a citizen finds how many there were."""
    async with county.program("赵局") as other:
        for way in ("mine/", ""):
            path = f"/feedback/requests/{way}{request_id}"
            answer = await other.get(path, headers={"accept": "text/html"})
            assert answer.status_code == (404 if way else 200)  # the superior's office reads it
    async with county.program("李敏") as other:
        path = f"/feedback/requests/mine/{request_id}"
        assert (await other.get(path)).status_code == 404
        assert (await other.post("/feedback/api/requests/file", json=wanted)).status_code == 404
    assert (await county.refusals()).count("RequestUnknownError") >= 3
    async with county.program() as citizen:
        wrong = {"number": "YSQ-2026-001", "query_code": "AAAA-BBBB-CCCC"}
        assert (await citizen.post("/feedback/api/requests/query", json=wrong)).status_code == 404
        public = "/feedback/requests/statistics", "/feedback/requests", "/feedback/"
        pages = [(await citizen.get(path, headers={"accept": "text/html"})).text for path in public]
    assert "受理1件、公开1件" in pages[0]
    assert all(each not in "".join(pages) for each in (MARK, "章禾", "谈话记录"))


async def test_what_an_applicant_wrote_is_erased_and_its_course_stays(school):
    number, code = await refused(school)
    ground = {"erasure": "《中华人民共和国个人信息保护法》第四十七条"}
    await done(school, "李敏", "close")
    assert (await step(school, "李敏", "erase", **ground)).status_code == 403
    await done(school, "周明", "erase", **ground)
    async with school.browser("陈静") as handler:
        here = f"/feedback/requests/{await newest(school)}"
        texts = [(await handler.get(here)).text, (await handler.post(f"{here}/applicant")).text]
    async with school.browser() as citizen:
        key = {"number": number, "query_code": code}
        texts.append((await citizen.post("/feedback/requests/query", data=key)).text)
    assert all("已按规定删除" in each for each in texts)
    assert all(each not in "".join(texts) for each in (MARK, "章禾", CARD, OWN))


async def test_a_file_for_an_applicant_lies_sealed_and_is_gone_with_the_key(school):
    number, code = await studied(school, name="叶老师")
    request_id = await newest(school)
    words = "只给申请人看的标记文字𠮷".encode()
    async with school.browser("李敏") as clerk:
        paper = {"file": ("答复.txt", words, "text/plain")}
        put = await clerk.post(f"/feedback/requests/{request_id}/releases", files=paper)
        assert put.status_code == 303, put.text
    await school.settle()
    assert words not in everything(school)
    await done(school, "王校长", "decide", **REFUSAL | {"outcome": "partly", "ground": "个人隐私"})
    await done(school, "李敏", "explain", **told(school))
    key = {"number": number, "query_code": code}
    async with school.program() as applicant:
        mine = (await applicant.post("/feedback/api/requests/query", json=key)).json()
        wanted = key | {"sha256": mine["releases"][0]["sha256"]}
        read = await applicant.post("/feedback/api/requests/file", json=wanted)
        assert read.content == words
        await done(school, "李敏", "close")
        backup = everything(school)
        await done(school, "周明", "erase", erasure="《中华人民共和国个人信息保护法》第四十七条")
        gone = await applicant.post("/feedback/api/requests/file", json=wanted)
    assert gone.status_code == 404
    assert "没有找到这个文件" in gone.text
    assert words not in backup + everything(school)


def everything(county):
    """Return all bytes that lie on the disk of a house."""
    home = county.service.settings.home
    return b"".join(each.read_bytes() for each in home.rglob("*") if each.is_file())
