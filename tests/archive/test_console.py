"""What auditors look at first, and the log of acts that they take along."""

import csv
import io

from services.archive.domain.exceptions import EXCEPTIONS
from services.archive.pages.words import TAGS
from tests.archive.conftest import AUDITOR, DISCLOSURE


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_exceptions_stand_apart_by_kind(either_town):
    town = either_town
    await town.hear("publishing.disclosure.withdrawn.v1", DISCLOSURE, version=3, reason="有误")
    every = (await town.page("/exceptions", AUDITOR)).text
    taken_back = (await town.page("/exceptions?group=撤回和更正", AUDITOR)).text
    late = (await town.page("/exceptions?group=逾期和催办", AUDITOR)).text
    other = await town.page("/exceptions", "clerk")

    assert "公开事项已撤回" in every
    assert "公开事项已撤回" in taken_back
    assert "没有例外" in late
    assert "方案已提出" not in every
    assert other.status_code == 403


def test_every_exception_has_a_name():
    assert {tag for tags in EXCEPTIONS.values() for tag in tags} <= set(TAGS)


async def test_the_log_of_acts_says_who_when_what_and_whether(either_town):
    town = either_town
    found = rows(await town.get("/audit.csv", AUDITOR))
    none = rows(await town.get("/audit.csv?until=2026-01-01", AUDITOR))
    on_the_day = rows(await town.get("/audit.csv?since=2026-07-01&until=2026-07-01", AUDITOR))
    wrong = await town.get("/audit.csv?since=gestern", AUDITOR)

    submitted = next(each for each in found if each["操作"] == "方案已提出")
    assert submitted["人员"] == "李明"
    assert submitted["职务"] == "承办人"
    assert submitted["结果"] == "成功"
    assert submitted["日志序号"].isdecimal()
    assert submitted["时间（北京）"].startswith("2026-07-01 ")
    assert none == []
    assert len(on_the_day) == len(found)
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:gongkai:DayError")
    assert (await town.get("/audit.csv", "clerk")).status_code == 403


async def test_a_refusal_is_in_the_log_of_acts_and_no_cell_is_a_formula(town):
    refusal = town.letter("house.command.refused.v1")
    body = refusal.body.replace(
        b'"type":"house.command.refused.v1"',
        '"asked":"=HYPERLINK(1)","sentence":"不可以。","type":"house.command.refused.v1"'.encode(),
    )
    letter = type(refusal)(
        position=1, stream_id=refusal.stream_id, version=1, tag=refusal.tag, body=body
    )
    town.service.ledger.refused("workflow", [letter])
    found = rows(await town.get("/audit.csv", AUDITOR))

    [refused] = [each for each in found if each["结果"] == "拒绝"]
    assert refused["操作"] == "'=HYPERLINK(1)"
    assert refused["说明"] == "不可以。"
