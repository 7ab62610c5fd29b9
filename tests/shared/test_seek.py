"""Any part of a text is found, however short; how it was typed does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.seek import Piece, grams, marked, phrase, plain, snippet, sought

TEXTS = st.text(st.sampled_from("党费收缴12,.〔〕 　\n𠮷A"), max_size=40)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("２０２６年", "2026年度"),
        ("2190", "实缴2,190.00元"),
        ("2,190.00", "实缴2190.00元"),
        ("[2026]6号", "青组发〔2026〕6号"),
        ("张三", "张　三"),
        ("a4", "Ａ４纸"),
        ("𠮷", "𠮷林"),
        ("葛", "葛󠄀城"),  # with a selector of its variant
        ("䶮", "陈䶮同志"),
    ],
)
def test_how_it_was_typed_does_not_matter(typed, written):
    [word] = sought(typed)
    assert word in plain(written)
    assert any(each.hit for each in marked(written, [word]))


def test_words_are_parted_by_blanks_and_told_once():
    assert sought(" 党费　收缴\x00党费 ") == ("党费", "收缴")


def test_what_stands_over_a_line_end_is_not_one_word():
    assert "党费" not in plain("党\n费")
    assert "党费" not in grams(plain("党\n费"))


@given(TEXTS)
def test_every_part_of_a_text_is_among_its_pairs_in_order(text):
    whole, cut = plain(text), f" {' '.join(grams(plain(text)))} "
    for run in whole.split():
        for start in range(len(run)):
            for end in range(start + 1, len(run) + 1):
                assert f" {' '.join(phrase(run[start:end]))} " in cut


@given(TEXTS)
def test_marking_leaves_the_text_as_it_is(text):
    pieces = marked(text, sought("党费 12"))

    assert "".join(each.text for each in pieces) == text
    hits = [each for each in pieces if each.hit]
    assert bool(hits) == any(each in plain(text) for each in ("党费", "12"))


def test_a_snippet_shows_where_it_was_found_and_little_more():
    found = snippet("开头\n" + "前" * 99 + "党费" + "后" * 99 + "\n结尾", ("党费",))

    assert Piece("党费", hit=True) in found
    assert found[0].text == "…" + "前" * 36
    assert found[-1].text == "后" * 72 + "…"
    assert snippet("没有", ("党费",)) == ()
