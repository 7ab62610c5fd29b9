"""What was made of rows is used again while they stay as they are, and not a moment longer."""

from shared.view.editions import Editions
from shared.view.memo import Memo


def test_what_was_made_holds_until_rows_are_changed():
    editions, made = Editions(), []
    memo = Memo(editions.of({"notes"}))

    def make():
        made.append(len(made))
        return made[-1]

    assert [memo.of("a", make), memo.of("a", make), memo.of("b", make)] == [0, 0, 1]
    with editions.turning({"others"}):
        assert memo.of("a", make) == 2  # nobody knows yet which rows are being changed
        assert memo.of("a", make) == 3
    assert memo.of("a", make) == 0
    with editions.turning({"notes"}):
        pass
    assert [memo.of("a", make), memo.of("a", make)] == [4, 4]


def test_what_changes_while_something_is_made_is_not_missed():
    editions, rows = Editions(), ["old"]
    memo = Memo(editions.of({"notes"}))

    def make():
        seen = rows[0]
        with editions.turning({"notes"}):
            rows[0] = "new"
        return seen

    assert memo.of("a", make) == "old"
    assert memo.of("a", make) == "new"


def test_old_notes_make_room():
    memo = Memo(Editions().of({"notes"}), most=2)
    for key in "abc":
        memo.of(key, lambda key=key: key)
    assert memo.of("c", lambda: "anew") == "c"
    assert memo.of("a", lambda: "anew") == "anew"


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
