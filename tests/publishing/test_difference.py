"""What a revision took out and put in, word by word."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from services.publishing.domain.difference import Change, Piece, difference

TEXTS = st.text(st.sampled_from("应缴党费12名,。\n "), max_size=60)


def lines(text):
    return [each.strip() for each in text.splitlines() if each.strip()]


def kept(paragraphs, without):
    found = ("".join(p.text for p in pieces if p.change is not without) for pieces in paragraphs)
    return [each for each in found if each]


def test_a_number_is_replaced_as_a_whole():
    assert difference("应缴党员12名", "应缴党员13名") == (
        (
            Piece(Change.SAME, "应缴党员"),
            Piece(Change.OUT, "12"),
            Piece(Change.IN, "13"),
            Piece(Change.SAME, "名"),
        ),
    )


def test_a_paragraph_that_is_new_or_gone_is_shown_whole():
    assert difference("甲\n乙", "甲") == ((Piece(Change.SAME, "甲"),), (Piece(Change.OUT, "乙"),))
    assert difference("", "丙") == ((Piece(Change.IN, "丙"),),)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(before, after):
    paragraphs = difference(before, after)

    assert kept(paragraphs, Change.IN) == lines(before)
    assert kept(paragraphs, Change.OUT) == lines(after)


def test_the_longest_texts_are_compared_while_a_reader_waits():
    before = "\n".join(f"第{n}段:{'党费收缴使用情况' * 20}" for n in range(120))
    began = process_time()
    difference(before, before.replace("收缴", "收取"))

    assert process_time() - began < 10
    whole = "党" * 20_000
    assert len(difference(whole, whole.replace("党", "团"))[0]) == 2
