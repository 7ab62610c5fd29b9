"""Two texts side by side: phrases that differ, unchanged paragraphs left out."""

from hypothesis import given
from hypothesis import strategies as st

from services.workflow.domain.difference import LONGEST, Change, sides


def told(pieces):
    """Write what differs in brackets."""
    return "".join(f"[{p.text}]" if p.change is Change.CHANGED else p.text for p in pieces)


def rows(before, after):
    return [(told(each.before), told(each.after), each.skipped) for each in sides(before, after)]


def test_numbers_and_words_are_compared_whole():
    assert rows("实缴2190.00元，无欠缴。", "实缴2180.00元，欠缴1名。") == [
        ("实缴[2190.00]元，[无]欠缴。", "实缴[2180.00]元，欠缴[1名]。", 0)
    ]


def test_a_single_character_between_two_changes_is_part_of_the_change():
    [(before, after, _)] = rows("由张三和李四负责", "由王五和赵六负责")

    assert (before, after) == ("由[张三和李四]负责", "由[王五和赵六]负责")


def test_what_came_and_what_went_stands_on_its_own_side():
    assert rows("第一段\n第二段", "第一段") == [("第一段", "第一段", 0), ("[第二段]", "", 0)]
    assert rows("第一段", "第一段\n第二段") == [("第一段", "第一段", 0), ("", "[第二段]", 0)]


def test_of_what_did_not_change_only_the_neighbourhood_is_shown():
    before = [f"第{n}段没有改动" for n in range(9)]
    after = [*before[:4], "第4段改动了", *before[5:]]

    found = rows("\n".join(before), "\n".join(after))

    assert [each[2] for each in found] == [3, 0, 0, 0, 3]
    assert found[1][0] == before[3]


def test_equal_texts_are_one_gap():
    assert rows("甲\n乙", "甲\n乙") == [("", "", 2)]
    assert rows("", "") == []


def test_a_long_paragraph_is_compared_sentence_by_sentence():
    before = "".join(f"第{n}句话说的是一件事。" for n in range(100))
    after = before.replace("第50句话说的是一件事", "第50句话说的是两件事")
    assert len(before) > LONGEST

    found = rows(before, after)

    assert [each[2] for each in found] == [49, 0, 0, 0, 48 + 0]
    assert found[2][:2] == ("第50句话说的是[一]件事。", "第50句话说的是[两]件事。")


texts = st.text(alphabet="党务公开123.。！\n ab", max_size=80)


@given(texts, texts)
def test_nothing_is_lost_or_made_up(before, after):
    found = sides(before, after)
    if any(each.skipped for each in found):
        return
    for text, side in ((before, "before"), (after, "after")):
        shown = "".join(piece.text for pair in found for piece in getattr(pair, side))
        assert shown == "".join(line.strip() for line in text.splitlines())
