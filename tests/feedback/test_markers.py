"""What is sealed stands nowhere else: not in a database, a log, a view, a figure or a refusal."""

import logging

from prometheus_client import generate_latest

from tests.feedback.conftest import SCHOOL, letter
from tests.feedback.requesting import apply, school, ticket_of
from tests.feedback.speaking import send

__all__ = ["school"]

MARK = "Zq7f3a9"  # nobody writes this by chance
FORM = "/feedback/opinions"


def marked(what):
    return f"{MARK}{what}"


async def tell(county):
    """Say marked words at the doors of strangers, rightly and wrongly; return the answers."""
    await send(county, content=marked("内容"), name=marked("名"), contact=marked("电话"))
    asked = {each: marked(each) for each in ("subject", "purpose", "name", "contact")}
    ticket_of(await apply(county, **asked))  # it was taken
    topic = {"unit": SCHOOL, "title": "公开低保名单", "detail": marked("点题"), "signed": "true"}
    known = {"name": marked("附"), "contact": marked("附议")}
    wrong = [
        (FORM, letter(content=marked("无名"), name="", contact=marked("无名"))),
        (FORM, letter(content=marked("无此"), disclosure_id=marked("编号"))),
        ("/feedback/topics", {**topic, **known}),
        ("/feedback/topics/support", {"number": "DT-2026-1", **known}),
        ("/feedback/query", {"number": marked("号"), "query_code": marked("码")}),
        ("/feedback/requests", {"unit": SCHOOL, "subject": marked("申请"), **known}),
        ("/feedback/requests/query", {"number": marked("号"), "query_code": marked("码")}),
    ]
    async with county.browser() as browser:
        pages = [(await browser.post(path, data=data)).status_code for path, data in wrong]
    async with county.program() as program:
        told = [(await program.post(f"/feedback/api{path[9:]}", json=x)) for path, x in wrong]
    await county.followed()
    return pages, [each.status_code for each in told]


async def test_marked_words_are_found_in_no_file_no_log_and_no_refusal(school, settings, caplog):
    caplog.set_level(logging.DEBUG)
    pages, told = await tell(school)
    files = [each for each in settings.home.rglob("*") if each.is_file()]
    kept = {each.name: each.read_bytes() for each in files}

    assert {201, 404, 422} <= set(pages)
    assert 500 not in {*pages, *told}
    for fact in (b"feedback.opinion.received", b"feedback.request.received"):
        assert any(fact in each for each in kept.values())
    assert [name for name, each in kept.items() if MARK.encode() in each] == []
    assert MARK not in caplog.text
    assert MARK.encode() not in generate_latest()
    assert MARK not in str(await school.refusals())
