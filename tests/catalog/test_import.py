"""The real catalog of 36 matters, read from three kinds of file, resolves to the same."""

import json
from pathlib import Path

import pytest

from services.catalog.domain.importing import draft
from services.catalog.domain.terms import Field, Form, Kind, Scope, TimeLimit
from services.catalog.gateways.reading import read
from tests.catalog.files import CATALOG_36, COLUMNS, csv_of, document, printed, workbook

EXPECTED = json.loads((Path(__file__).parent / "expected/catalog_36.json").read_text("utf-8"))
LEVELS = {Field.LEVEL1, Field.LEVEL2}
WORDS = {
    "固定": TimeLimit.LONG_TERM,
    "定期": TimeLimit.PERIODIC,
    "随时": TimeLimit.IMMEDIATE,
}
ROW = ["组织建设", "党员管理", "党员发展情况", "会议 公开栏", "社会", "定期"]


def imported(data, limit=30_000):
    return draft(read(data), limit=limit)


def one(*cells):
    return imported(csv_of([cells]))


def simple(entry):
    return {
        "row": entry.row,
        "code": entry.code,
        "level1": entry.level1,
        "level2": entry.level2,
        "level3": entry.level3,
        "forms": [form.value for form in entry.forms],
        "scope": entry.scope.chinese,
        "time_word": entry.time_word,
        "inherited": [simple_mark(each) for each in entry.inherited],
    }


def simple_mark(mark):
    shown = {"field": mark.field.value, "from_row": mark.from_row}
    if mark.field not in LEVELS:
        shown |= {"evidence": mark.evidence.value, "confidence": mark.confidence.value}
    return shown


FILES = {
    "csv": CATALOG_36.read_bytes,
    "xlsx": lambda: workbook(*printed()),
    "docx": lambda: document(*printed()),
}


@pytest.mark.row("A2")
@pytest.mark.clause("S3-40", "S3-41", "S3-45")
@pytest.mark.parametrize("kind", FILES)
def test_the_county_catalog_resolves_to_its_36_entries_with_every_inherited_value_marked(kind):
    entries = imported(FILES[kind]()).entries

    assert [simple(entry) for entry in entries] == EXPECTED
    assert len(entries) == 36
    assert len({(entry.level1, entry.level2) for entry in entries}) == 19
    assert len({entry.level1 for entry in entries}) == 6
    assert all(entry.time_limit is WORDS[entry.time_word] for entry in entries)


@pytest.mark.row("A2")
@pytest.mark.clause("S3-44")
@pytest.mark.parametrize("kind", FILES)
def test_what_a_person_must_decide_in_the_county_catalog_is_listed(kind):
    doubts = imported(FILES[kind]()).doubts

    assert [(doubt.row, doubt.field, doubt.kind) for doubt in doubts] == [
        (2, Field.LEVEL3, Kind.MISPRINT),
        (4, Field.LEVEL2, Kind.NORMALIZED),
        (8, Field.SCOPE, Kind.LOW_CONFIDENCE),
        (9, Field.SCOPE, Kind.LOW_CONFIDENCE),
        (12, Field.FORMS, Kind.CONTRADICTION),
        (18, Field.FORMS, Kind.CONTRADICTION),
        (25, Field.LEVEL2, Kind.MISPRINT),
        (25, Field.FORMS, Kind.CONTRADICTION),
        (32, Field.LEVEL2, Kind.NORMALIZED),
    ]


def test_merged_levels_are_told_from_blank_ones():
    merged = {
        (entry.row, mark.field.value)
        for entry in imported(FILES["xlsx"]()).entries
        for mark in entry.inherited
        if mark.evidence.value == "merged"
    }

    assert (2, "level1") in merged
    assert (2, "scope") not in merged


@pytest.mark.row("A2")
@pytest.mark.parametrize("column", COLUMNS[2:])
def test_a_cell_with_nothing_above_it_is_listed_and_stays_empty(column):
    cells = [cell if name != column else "" for name, cell in zip(COLUMNS, ROW, strict=True)]

    read_ = one(*cells)

    [entry], [doubt] = read_.entries, read_.doubts
    assert (doubt.row, doubt.field.chinese, doubt.kind) == (1, column, Kind.UNRESOLVED)
    assert not getattr(entry, doubt.field.value)


def test_a_second_level_is_not_carried_into_another_first_level():
    second = ["作风建设", "", "整改情况", "会议 网站", "社会", "定期"]

    [doubt] = imported(csv_of([ROW, second])).doubts

    assert (doubt.row, doubt.field, doubt.kind) == (2, Field.LEVEL2, Kind.UNRESOLVED)


def test_columns_stand_in_any_order_under_any_usual_name():
    headings = ["公开时间", "公开对象", "公开方式", "公开内容", "二级目录", "一级 目录"]

    [entry] = imported(csv_of([ROW[::-1]], headings=headings)).entries

    assert (entry.level1, entry.level3) == ("组织建设", "党员发展情况")
    assert entry.forms == (Form.MEETING, Form.BOARD)
    assert (entry.scope, entry.time_limit) == (Scope.SOCIETY, TimeLimit.PERIODIC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_usual_encoding(encoding):
    [entry] = imported(csv_of([ROW], encoding=encoding)).entries

    assert entry.level3 == "党员发展情况"


def test_a_title_above_and_a_remark_below_are_no_entries_and_the_remark_is_listed():
    rows = [ROW, ["以上内容由办公室负责解释"] * 6]
    data = workbook(rows, title="党务公开目录")

    read_ = imported(data)

    assert [entry.level3 for entry in read_.entries] == ["党员发展情况"]
    assert [doubt.kind for doubt in read_.doubts] == [Kind.PASSED_OVER]


def test_more_remarks_than_one_fact_can_hold_are_counted():
    remarks = [[f"第{number}页"] * 6 for number in range(80)]

    doubts = imported(csv_of([ROW, *remarks])).doubts

    assert len(doubts) == 51
    assert doubts[-1].message == "另有30行横跨全表的文字，也没有作为条目。"


def test_a_header_repeated_on_a_new_page_is_no_entry():
    assert len(imported(csv_of([ROW, COLUMNS, [*ROW[:2], "党费收缴", *ROW[3:]]])).entries) == 2


@pytest.mark.parametrize(
    "forms", ["会议、网站", "会议\n网站", "网站会议", "会议,网站", "会议　网站"]
)
def test_forms_are_told_apart_however_they_are_written(forms):
    assert one(*ROW[:3], forms, *ROW[4:]).entries[0].forms == (Form.MEETING, Form.WEBSITE)


@pytest.mark.parametrize(
    ("word", "limit"),
    [
        ("固定", TimeLimit.LONG_TERM),
        ("长期公开", TimeLimit.LONG_TERM),
        ("每季度", TimeLimit.PERIODIC),
        ("分期", TimeLimit.STAGED),
        ("即时", TimeLimit.IMMEDIATE),
        ("随时", TimeLimit.IMMEDIATE),
    ],
)
def test_a_time_limit_keeps_the_word_of_the_file(word, limit):
    [entry] = one(*ROW[:5], word).entries

    assert (entry.time_limit, entry.time_word) == (limit, word)


@pytest.mark.parametrize(("column", "word"), [(3, "会议 口头"), (4, "大家"), (5, "有空时")])
def test_an_unknown_word_is_listed_not_guessed(column, word):
    read_ = one(*ROW[:column], word, *ROW[column + 1 :])

    [doubt] = [each for each in read_.doubts if each.kind is Kind.UNKNOWN_WORD]
    assert doubt.field is (Field.FORMS, Field.SCOPE, Field.TIME_LIMIT)[column - 3]
    assert word.split()[-1] in doubt.message


def test_the_same_matter_twice_is_a_doubt():
    [doubt] = imported(csv_of([ROW, ROW])).doubts

    assert (doubt.row, doubt.kind) == (2, Kind.DUPLICATE)


def test_a_matter_for_society_that_society_cannot_see_must_be_settled():
    doubts = imported(FILES["csv"]()).doubts
    [doubt] = [each for each in doubts if each.row == 12 and each.kind is Kind.CONTRADICTION]

    assert doubt.kind.blocking
    assert "社会公众看不到" in doubt.message
