"""What was made of rows is told again until the rows change."""

from shared.view.memo import Memo


def test_a_note_holds_until_the_rows_change_and_none_while_they_do():
    turns, made = [1], iter(range(10))
    memo = Memo(lambda: turns[0])
    assert memo.at_hand("a") is None
    assert [memo.of("a", lambda: next(made)) for _ in range(2)] == [0, 0]
    assert memo.at_hand("a") == 0
    turns[0] = None
    assert memo.at_hand("a") is None
    assert memo.of("a", lambda: next(made)) == 1
    turns[0] = 2
    assert memo.at_hand("a") is None
    assert memo.of("a", lambda: next(made)) == 2
