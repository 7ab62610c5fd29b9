"""Advice: what may be for show only, out of proportion or unsuited is said, and refuses nothing."""

import re

import pytest
from msgspec.structs import replace

from services.workflow.domain.advice import Matter, advice, suited
from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.terms import Scope
from shared.testing import UNIT
from tests.workflow.examples import DISCLOSURE, ITEM, LI, ZHAO
from tests.workflow.examples import PLAN as EXAMPLE
from tests.workflow.house import SCHEME
from tests.workflow.test_attachment_pages import png
from tests.workflow.test_attachment_pages import proposed as with_files
from tests.workflow.test_pages import proposed

PICTURE = Attachment(name="扫描件.png", sha256="a" * 64, sm3="b" * 64, size=9, kind="png")
PDF = replace(PICTURE, name="原件.pdf", kind="pdf")
MATTER = Matter(plan=replace(EXAMPLE, content="已办结。"), title="重要工作", time_limit="periodic")
VALUES = {
    "review.least_characters": 30,
    "display.bounds": ["社会=5", "即时＝5-10", "说不清", "党内=很久"],
    "forms.unsuited": ["会议纪要=彩信、微博"],
    "forms.suited": ["表彰=会议、公开栏"],
    "channels.retired": ["飞信"],
}


def said(values=VALUES, matter=MATTER, **plan):
    return advice(replace(matter, plan=replace(matter.plan, **plan)), values)


@pytest.mark.parametrize(
    ("length", "files", "found"),
    [(29, (), True), (30, (), False), (3, (PDF,), False), (3, (PICTURE, PDF), False)],
)
def test_few_words_without_an_attachment_may_be_for_show(length, files, found):
    told = said(matter=replace(MATTER, files=files), content="字 " * length, duration_days=None)
    assert any("疑似流于形式" in each for each in told) is found
    assert not any("缺少文字版" in each for each in told)


def test_what_stands_in_pictures_alone_lacks_its_words():
    scanned = replace(MATTER, files=(PICTURE, PICTURE))
    assert any("缺少文字版" in each for each in said(matter=scanned))
    assert not any("缺少文字版" in each for each in said(matter=scanned, scope=Scope.PARTY))
    assert not any("缺少文字版" in each for each in said(matter=scanned, content="字" * 30))


@pytest.mark.clause("S4-17")
@pytest.mark.parametrize(
    ("limit", "days", "scope", "words"),
    [
        ("periodic", 4, Scope.SOCIETY, ["社会公开的应当展示至少5天"]),
        ("periodic", 5, Scope.SOCIETY, []),
        ("immediate", 11, Scope.PARTY, ["即时公开的应当展示5至10天"]),
        ("immediate", 2, Scope.SOCIETY, ["社会公开的应当展示至少5天", "即时公开的应当展示5至10天"]),
        ("immediate", 10, Scope.PARTY, []),
        ("immediate", None, Scope.SOCIETY, []),
    ],
)
def test_a_display_beyond_the_bounds_of_class_or_scope_is_warned_of(limit, days, scope, words):
    matter = replace(MATTER, time_limit=limit)
    told = said(matter=matter, content="字" * 30, duration_days=days, scope=scope)
    assert len(told) == len(words)
    assert all(word in line for word, line in zip(words, told, strict=True))


@pytest.mark.clause("S4-21")
def test_a_form_that_does_not_suit_its_matter_is_warned_of_and_so_is_a_retired_one():
    minutes = replace(MATTER, title="常委会会议纪要")
    told = said(matter=minutes, content="字" * 30, duration_days=None, channels=("彩信", "网站"))
    assert told == ["会议纪要不适合用彩信公开，请换一种公开形式。"]
    gone = said(content="字" * 30, duration_days=None, channels=("飞信",))
    assert gone == ["公开形式飞信已经停用，批准以后也不能用它公开。"]


def test_a_scheme_that_says_nothing_advises_nothing():
    assert said(values={}, matter=replace(MATTER, files=(PICTURE,)), duration_days=1) == []
    assert suited("表彰", ("会议",), {}) == []


async def adopted(house):
    scheme = SCHEME | {"version": 2, "values": VALUES}
    await house.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=scheme)


@pytest.mark.clause("S1-42", "S3-24")
async def test_who_enters_and_who_reviews_a_plan_read_the_same_advice(house):
    await adopted(house)
    url, page = await proposed(house, content="已办结。", duration_days="1")
    for shown in (page, (await house.page(ZHAO, url)).text):
        advice_ = shown.partition('id="advice"')[2].partition("</div>")[0]
        assert "疑似流于形式：公开内容只有4个字，也没有附件。" in advice_
        assert "展示1天与方案不相适应：社会公开的应当展示至少5天。" in advice_

    assert 'id="advice"' not in (await proposed(house, content="字" * 30, duration_days="30"))[1]


@pytest.mark.clause("S2-20")
async def test_the_forms_that_the_scheme_proposes_for_the_matter_are_ticked(house):
    await house.list_item(ITEM, "先进典型表彰", "society")
    before = (await house.page(LI, f"/items/{ITEM}/propose")).text
    assert set(ticked(before)) == {"会议", "文件", "公开栏", "网站"}
    await adopted(house)
    assert set(ticked((await house.page(LI, f"/items/{ITEM}/propose")).text)) == {"会议", "公开栏"}


def ticked(page):
    """Return the forms that are ticked when the form is opened."""
    boxes = [box for box in re.findall("<input[^>]*>", page) if 'name="channels"' in box]
    return [re.search('value="([^"]*)"', box)[1] for box in boxes if " checked" in box]


@pytest.mark.clause("S2-23")
async def test_a_reviewer_reads_that_a_public_matter_stands_in_a_picture_alone(house, tmp_path):
    await adopted(house)
    scan = ("扫描件.png", png(tmp_path / "a.png"))
    url, _ = await with_files(house, scan, content="详见图片。", duration_days="30")
    shown = (await house.page(ZHAO, url)).text
    advice_ = shown.partition('id="advice"')[2].partition("</div>")[0]

    assert "缺少文字版" in advice_
    assert "疑似流于形式" not in advice_


@pytest.mark.clause("S2-09")
async def test_who_chooses_forms_reads_what_each_came_to_last_year(house):
    for number, form in enumerate(("会议", "会议", "公开栏")):
        told = {"unit": UNIT, "form": form, "disclosure_id": DISCLOSURE, "version": 1}
        shown = {"shown_at": f"2025-0{number + 1}-10T01:00:00Z"}
        await house.hear("publishing.delivery.delivered.v1", None, **told, **shown)
    old = {"unit": UNIT, "form": "会议", "shown_at": "2024-03-10T01:00:00Z"}
    await house.hear("publishing.delivery.delivered.v1", None, **old)
    page = (await house.page(LI, f"/items/{ITEM}/propose")).text
    told = page.partition('id="effects"')[2].partition("</ul>")[0]

    assert "会议：用了 0 件，到位 2 次" in told
    assert "公开栏：用了 0 件，到位 1 次" in told
    assert "网站" not in told
