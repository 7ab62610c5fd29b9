"""Texts that are the same words, near each other, or neither."""

import pytest

from shared.alike import WHOLE, bare, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("【2018】１０２号", "[2018]102号"),
        ("干部选拔、任用（科级）", " 干部 选拔任用(科级)。"),
        ("ＡＢ_c", "ab c"),
    ],
)
def test_the_same_words_typed_otherwise_are_the_same(one, other):
    assert bare(one) == bare(other)
    assert likeness(one, other) == WHOLE


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        ("干部选拔任用", "干部选拔任用情况", 99),  # one lies wholly in the other
        ("干部选拔任用", "干部任用", 50),
        ("学习教育", "主题教育", 33),
        ("机构", "机构编制", 50),  # two letters lie in too many texts
        ("学习", "财务", 0),
        ("", "、", WHOLE),
        ("", "财务", 0),
    ],
)
def test_how_near_two_texts_are_is_counted_both_ways(one, other, percent):
    assert likeness(one, other) == likeness(other, one) == percent
