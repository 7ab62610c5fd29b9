"""Content lists of the plans: read from print, taken up by a unit, and what it leaves out."""

import pytest

from services.catalog.domain.contents import (
    CONTENTS,
    Asked,
    HeadsMiscountedError,
    HeadTooLongError,
    ListEmptyError,
    read_list,
)
from services.catalog.domain.contents_words import ContentHead, ContentsListed, ListContents
from services.catalog.domain.placing import filled, placed, unexecuted
from services.catalog.domain.taxonomy import Classifier
from services.catalog.domain.terms import Scope
from services.catalog.gateways.taxonomy_file import read_taxonomy
from shared.testing import UNIT, Given, cause
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.test_doors import HERE, rule

CLASSIFIER = Classifier(read_taxonomy())
TAXONOMY = CLASSIFIER.taxonomy
ROWS = [(each.level1, each.level2, each.level3) for each in TAXONOMY.matters]
BODY = """1、党支部决定、决议及执行情况。学习贯彻党中央决策部署。
2、党的思想建设情况。
3、党支部管理情况。
4、党风廉政建设执行情况。执行廉洁自律规定情况。
5、联系和服务党员、群众情况。
6、党风廉政建设执行情况。执行廉洁自律规定。
7、其他应当公开的党务。"""
ANNEX = """4、领导班子建设情况。主要包括:领导班子职责分工。
干部选任和管理情况。主要包括:干部选拔任用、轮岗交流。
6、联系和服务党员、群众情况。"""


def classed(words, seed="S3"):
    return placed(CLASSIFIER, words, seed)


@pytest.mark.clause("S3-09")
def test_three_meetings_and_one_lesson_have_one_class_and_two_heads_of_the_plan():
    found = classed("三会一课")

    assert found.class_id
    assert found.heads == ("S3-body.2", "S3-annex1.2")


@pytest.mark.clause("S3-10")
def test_dues_are_of_the_class_of_dues():
    assert classed("党费").class_id == "M06"
    assert CLASSIFIER.class_of("", "", "党费收缴管理使用情况") == "M06"


@pytest.mark.clause("S3-38")
def test_petitions_are_classed_with_service_and_keep_the_head_of_the_plan():
    found = classed("信访办理")

    assert (found.class_id, found.heads) == ("M09", ("S3-annex1.8",))


@pytest.mark.clause("S3-31")
def test_rows_1_to_7_of_the_catalog_stand_under_the_first_head_of_the_annex():
    first = filled(CLASSIFIER, "S3-annex1", ROWS)[0]

    assert first.head.title == "党组织决议、决定及执行情况"
    assert list(first.entries) == [each[2] for each in ROWS[:7]]


def test_every_row_of_the_printed_catalog_stands_under_one_head_of_its_annex():
    found = filled(CLASSIFIER, "S3-annex1", ROWS)

    assert sorted(words for each in found for words in each.entries) == sorted(
        each[2] for each in ROWS
    )
    assert all(each.entries for each in found)


@pytest.mark.clause("S4-04")
def test_dues_and_the_funds_of_party_work_are_two_matters_of_the_county_s_plan():
    money = [
        element.words
        for head in TAXONOMY.heads
        if head.list == "S4"
        for element in head.elements
        if element.class_id == "M06"
    ]
    assert money == ["党费收缴、管理和使用", "党务工作经费管理和使用"]

    dues = [("", "", "党费收缴、管理和使用情况")]
    third = filled(CLASSIFIER, "S4", dues)[2]
    assert third.entries == ("党费收缴、管理和使用情况",)
    assert money[1] in third.lacking
    assert money[0] not in third.lacking
    both = [*dues, ("", "", "党务工作经费管理和使用情况")]
    assert len(filled(CLASSIFIER, "S4", both)[2].entries) == 2


@pytest.mark.clause("S3-33")
def test_a_plan_of_which_nothing_tells_what_became_of_it_is_flagged():
    plan, result = ("", "", "理论学习计划"), ("", "", "理论学习落实情况")

    assert list(unexecuted(CLASSIFIER, [plan])) == ["理论学习计划"]
    assert list(unexecuted(CLASSIFIER, [plan, result])) == []
    assert list(unexecuted(CLASSIFIER, [("", "", "理论学习计划及落实情况")])) == []


@pytest.mark.clause("S3-13")
def test_a_head_that_stands_twice_is_one_head_with_both_numbers_and_a_remark():
    heads, remarks = read_list(BODY)

    [twice] = [each for each in heads if len(each.numbers) > 1]
    assert (twice.title, twice.numbers) == ("党风廉政建设执行情况", (4, 6))
    assert len(heads) == 6
    assert remarks == ("第6项与第4项“党风廉政建设执行情况”相同，只列一次。",)
    assert classed(twice.title).class_id == "M10"


@pytest.mark.clause("S3-35")
def test_the_head_without_a_number_between_4_and_6_becomes_5_and_is_remarked():
    heads, remarks = read_list(ANNEX)

    assert [each.numbers for each in heads] == [(4,), (5,), (6,)]
    assert heads[1].title == "干部选任和管理情况"
    assert remarks == ("原文缺少编号的一项，按前后编号补为第5项。",)


@pytest.mark.parametrize(
    ("mark", "number"),
    [("12.", 12), ("（三）", 3), ("十、", 10), ("十二、", 12), ("二十一、", 21), ("７．", 7)],
)
def test_numbers_are_read_as_plans_print_them(mark, number):
    [head] = read_list(f"{mark}其他应当公开的党务")[0]

    assert head == ContentHead(numbers=(number,), title="其他应当公开的党务")


def asked(text, expected=0, reason=""):
    return Asked(asked=ListContents(title="清单", text=text, reason=reason), expected=expected)


def test_a_list_is_filed_with_what_was_put_right():
    heads, remarks = read_list(BODY)
    filed = ContentsListed(
        unit=UNIT,
        version=1,
        title="清单",
        heads=heads,
        remarks=remarks,
        reason="",
        listed_by="clerk",
    )
    Given(CONTENTS).when(asked(BODY, expected=6), by="clerk").then(filed)


def test_a_list_of_another_number_of_heads_than_the_scheme_says_needs_a_reason():
    Given(CONTENTS).when(asked(BODY, expected=8), by="clerk").then_rejected(
        HeadsMiscountedError, field="reason"
    )
    command = asked(BODY, expected=8, reason="正文第6项重复")
    [filed] = CONTENTS.decide(command, CONTENTS.initial, cause("clerk"))
    assert filed.reason == "正文第6项重复"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", ListEmptyError),
        ("\n".join(f"{n}、第{n}项" for n in range(1, 42)), ListEmptyError),
        ("长" * 201, HeadTooLongError),
    ],
)
def test_what_is_no_list_is_refused(text, error):
    Given(CONTENTS).when(asked(text), by="clerk").then_rejected(error, field="text")


@pytest.mark.clause("S3-11")
async def test_a_unit_lists_its_contents_and_sees_what_its_scheme_presets(bureau):
    async with bureau.client("admin") as admin:
        plan = {"seed": "S3", "effective": "2026-01-01"}
        assert (await admin.post(f"{HERE}/scheme/versions", json=plan)).status_code == 201
    async with bureau.client(login_of("clerk")) as clerk:
        short = {"text": ANNEX}
        refused = await clerk.post(f"{HERE}/contents", json=short)
        assert (refused.status_code, rule(refused)) == (422, "HeadsMiscountedError")
        listed = await clerk.post(f"{HERE}/contents", json={"title": "正文", "text": BODY})
        assert listed.status_code == 201, listed.text
        clean = {"words": "执行廉洁自律规定情况"}
        preset = (await clerk.get(f"{HERE}/presets", params=clean)).json()
        annex = (await clerk.get(f"{HERE}/coverage/S3-annex1")).json()
        assert (await clerk.get(f"{HERE}/coverage/S9")).status_code == 404
    async with bureau.browser(login_of("clerk")) as browser:
        shown = (await browser.get(f"/units/{OFFICE}/coverage")).text
        form = (await browser.get(f"/units/{OFFICE}/presets", params=clean)).text

    assert (preset["content_class"]["id"], preset["scope"]) == ("M10", Scope.PARTY.value)
    assert '<option value="party" selected' in form
    assert len(annex["heads"]) == 9
    assert "第6项与第4项“党风廉政建设执行情况”相同，只列一次。" in shown
    assert "清单里有、目录里没有的" in shown
