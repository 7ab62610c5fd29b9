"""What may stand in an opinion: any text a person can write, and nothing that hides."""

import pkgutil
from importlib import import_module

import pytest
from msgspec import Struct

from services.feedback import handlers
from services.feedback.domain.writing import (
    ControlCharacterError,
    Identity,
    IdentityRevealedError,
    SignedNeedsContactError,
    SignedNeedsNameError,
    TextMissingError,
    TextTooLongError,
    identity,
    without_identity,
    written,
)
from services.feedback.handlers.labels import LABELS

ZHONG = Identity(name="钟 慧玲", contact="139 0952-0001，zhong@example.cn")


@pytest.mark.parametrize(
    "text",
    [
        "支教实为一学期。",
        "👨‍👩‍👧 赞成 👍🏽",
        "𠮷野家的𪚥字",  # extension B
        "\U000323af",  # extension H, younger than this Python
        "<script>alert('意见')</script><b>粗体</b>",
        "第一行\n\t第二行",
        "字" * 5_000,
    ],
)
def test_what_a_person_writes_is_kept_as_written(text):
    assert written(text, "content") == text


def test_line_ends_of_a_browser_become_one_character():
    assert written("一\r\n二\r三 ", "content") == "一\n二\n三"


@pytest.mark.parametrize("text", ["", "   ", "\n\t　 "])
def test_nothing_is_not_an_opinion(text):
    with pytest.raises(TextMissingError) as refusal:
        written(text, "content")
    assert refusal.value.field == "content"
    assert refusal.value.sentence == "意见内容不能为空，也不能只有空格。"


@pytest.mark.parametrize("length", [5_001, 20_000])
def test_five_thousand_characters_are_the_limit(length):
    with pytest.raises(TextTooLongError) as refusal:
        written("字" * length, "content")
    assert refusal.value.field == "content"
    assert refusal.value.sentence == f"意见内容最多5000字，现有{length}字，请删减后再提交。"


@pytest.mark.parametrize(
    ("character", "code"),
    [("\x00", "U+0000"), ("\x1b", "U+001B"), ("\u202e", "U+202E"), ("\ud800", "U+D800")],
)
def test_characters_that_hide_are_refused_by_name(character, code):
    with pytest.raises(ControlCharacterError) as refusal:
        written(f"看{character}不见", "content")
    assert refusal.value.field == "content"
    assert refusal.value.sentence == f"意见内容含有看不见的控制字符（{code}），请删除后再提交。"


def test_a_name_has_one_line():
    with pytest.raises(ControlCharacterError) as refusal:
        written("钟慧玲\n管理员", "name")
    assert refusal.value.sentence.startswith("姓名含有看不见的控制字符")


def test_an_anonymous_opinion_keeps_no_identity_even_if_one_was_typed():
    assert identity(signed=False, name="钟慧玲", contact="13909520001") is None


def test_a_signed_opinion_keeps_name_and_contact():
    assert identity(signed=True, name=" 钟慧玲 ", contact="13909520001") == Identity(
        name="钟慧玲", contact="13909520001"
    )


def test_a_signed_opinion_needs_a_name():
    with pytest.raises(SignedNeedsNameError) as refusal:
        identity(signed=True, name=" ", contact="13909520001")
    assert refusal.value.field == "name"


def test_a_signed_opinion_needs_a_way_to_answer():
    with pytest.raises(SignedNeedsContactError) as refusal:
        identity(signed=True, name="钟慧玲", contact="")
    assert refusal.value.field == "contact"


@pytest.mark.parametrize(
    "text",
    [
        "感谢钟慧玲同志",
        "感谢钟　慧 玲同志",
        "已电话13909520001告知",
        "电话139-0952-0001",
        "见ZHONG@example.cn",
    ],
)
def test_a_public_text_names_nobody(text):
    with pytest.raises(IdentityRevealedError) as refusal:
        without_identity(text, ZHONG, "summary")
    assert refusal.value.field == "summary"


@pytest.mark.parametrize("text", ["值守缺两周，已补。", "钟楼慧园路口", "文号〔2025〕6号"])
def test_a_text_that_names_nobody_may_be_public(text):
    assert without_identity(text, ZHONG, "summary") == text


def test_an_anonymous_opinion_has_nobody_to_reveal():
    assert without_identity("钟慧玲", None, "summary") == "钟慧玲"


def forms():
    """Return every form that somebody fills in."""
    home = "services.feedback.handlers."
    rooms = [import_module(x.name) for x in pkgutil.iter_modules(handlers.__path__, home)]
    things = [thing for room in rooms for thing in vars(room).values() if isinstance(thing, type)]
    made = {x for x in things if issubclass(x, Struct) and x.__module__.startswith(home)}
    return [each for each in made if each.__struct_config__.forbid_unknown_fields]


def test_every_field_of_every_form_has_a_name_that_people_know():
    fields = {(form.__name__, name) for form in forms() for name in form.__struct_fields__}
    assert len(fields) > 100
    assert {each for each in fields if each[1] not in LABELS} == set()
