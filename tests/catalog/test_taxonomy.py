"""Content classes: every head of every list has one, and a unit sees what it leaves out."""

import csv

import pytest

from services.catalog.domain.taxonomy import (
    RESEMBLES,
    Classifier,
    Texts,
    coverage,
    faults,
    share,
)
from services.catalog.gateways.taxonomy_file import read_taxonomy
from tests.catalog.conftest import OFFICE, login_of
from tests.catalog.files import CATALOG_36
from tests.catalog.test_doors import ENTRY, approved, send

TAXONOMY = read_taxonomy()
CLASSIFIER = Classifier(TAXONOMY)
NAMES = {each.name: each.id for each in TAXONOMY.classes}


def test_the_county_s_list_agrees_with_itself():
    assert list(faults(TAXONOMY)) == []
    assert len(TAXONOMY.classes) == 12


@pytest.mark.parametrize(
    ("name", "heads"),
    [("S0", 8), ("S1", 7), ("S2", 7), ("S3-body", 7), ("S3-annex1", 9), ("S4", 8)],
)
def test_every_head_of_a_seed_maps_to_one_class(name, heads):
    found = [each for each in TAXONOMY.heads if each.list == name]

    assert len(found) == heads
    assert {each.class_id for each in found} <= set(NAMES.values())


def test_every_entry_of_the_printed_catalog_has_the_class_a_person_gave_it():
    with CATALOG_36.open(encoding="utf-8", newline="") as file:
        level3 = [row["三级目录"] for row in csv.DictReader(file)]
    classes = [
        CLASSIFIER.class_of(each.level1, each.level2, each.level3) for each in TAXONOMY.matters
    ]

    assert len(level3) == 36
    assert classes == [each.class_id for each in TAXONOMY.matters]
    assert all(CLASSIFIER.class_of("", "", each) for each in level3 if each)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("党费收缴、使用和管理情况", "党费与党务经费"),
        ("本年度发展党员及转正情况", "党员发展与党员管理"),
        ("领导班子职责分工", "领导班子建设"),
    ],
)
def test_an_entry_of_other_words_takes_the_class_of_what_it_resembles(words, name):
    assert CLASSIFIER.class_of("", "", words) == NAMES[name]


def test_what_resembles_nothing_has_no_class_and_is_listed():
    report = coverage(CLASSIFIER, [("", "", "食堂菜谱")])

    assert report.unclassed == ("食堂菜谱",)
    assert len(report.missing) == 12


def test_a_report_counts_entries_and_names_the_classes_without_one():
    report = coverage(CLASSIFIER, [("", "", "党费收缴管理使用情况")] * 2)

    assert [(each.content_class.name, each.entries) for each in report.classes if each.entries] == [
        ("党费与党务经费", 2)
    ]
    assert "党费与党务经费" not in {each.name for each in report.missing}
    assert len(report.missing) == 11


@pytest.mark.row("A3")
async def test_the_five_lists_are_loaded_and_a_unit_s_report_names_what_it_leaves_out(bureau):
    await send(bureau, "clerk", "entries", ENTRY)
    await approved(bureau)
    async with bureau.client(login_of("clerk")) as clerk:
        lists = (await clerk.get("/api/classes")).json()
        report = (await clerk.get(f"/api/units/{OFFICE}/coverage")).json()
    async with bureau.browser() as browser:
        shown = await browser.get(f"/units/{OFFICE}/coverage")
        classes = await browser.get("/classes")

    known = {each["id"] for each in lists["classes"]}
    assert {each["seed"] for each in lists["lists"]} == {"S0", "S1", "S2", "S3", "S4"}
    assert all(each["class_id"] in known for each in lists["heads"])
    missing = {each["name"] for each in report["missing"]}
    assert missing == set(NAMES) - {"党员发展与党员管理"}
    assert "没有条目的类别（11）" in shown.text
    assert "党内制度与办事程序" in shown.text
    assert "归入" in classes.text


def test_the_index_finds_just_what_resembles():
    texts = [each.words for head in CLASSIFIER.taxonomy.heads for each in head.elements]
    found = Texts(texts)
    for words in (*texts, "", "党", "党费收缴和使用", "无人写过的字句"):
        like = [n for n, text in enumerate(texts) if share(text, words) >= RESEMBLES]
        assert sorted(found.like(words)) == like
