"""How Chinese sounds, and how letters are read."""

import pytest

from shared.pinyin import LONGEST, readings, sounds


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("第三季度党费收缴", "dangfei"),
        ("第三季度党费收缴", "jidudangfeishoujiao"),
        ("党费收缴", "dfsj"),
        ("重庆银行", "chongqing"),
        ("重庆银行", "yinhang"),
        ("试行方案", "fangan"),
        ("试行方案", "fang'an"),
        ("西安市", "xian"),
        ("西安市", "xi'an"),
        ("绿化面积", "lvhua"),
    ],
)
def test_a_text_is_known_by_its_sounds(text, typed):
    assert any(sounds(text) >= {*reading} for reading in readings(typed))


@pytest.mark.parametrize(
    ("text", "typed"),
    [("试行方案", "fangang"), ("党费。收缴", "feishou"), ("重庆", "zhongqing"), ("先", "xian")],
)
def test_what_is_not_said_is_not_heard(text, typed):
    assert not any(sounds(text) >= {*reading} for reading in readings(typed))


def test_fang_an_is_not_fan_gan():
    assert sounds("反感").isdisjoint(sounds("方案") - {"zfg"})


@pytest.mark.parametrize("typed", ["", "a", "12", "党费", "dang fei", "'df", "é", "a" * 41])
def test_what_is_no_letters_has_no_reading(typed):
    assert readings(typed) == ()


def test_letters_that_fall_into_no_syllables_cost_nothing():
    hopeless = "a" * (LONGEST - 1) + "v"
    assert len(readings(hopeless)) == 1  # first letters
