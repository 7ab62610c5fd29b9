"""What a unit's scheme says of opinions: through which channels, who assigns, who is told."""

import pytest

from services.feedback.domain.by_scheme import GroupReportOwedError, assigners, labelled, opened
from services.feedback.domain.commands import CloseOpinion
from services.feedback.domain.handling_words import GroupNotified
from services.feedback.domain.opinion import OPINION
from services.feedback.domain.terms import CHANNELS, Channel
from shared.testing import Given
from tests.feedback import test_opinion as told

ANSWERED = (told.SIGNED, told.ASSIGNED, told.CONCLUDED, told.REPLIED)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (("意见箱", "12345热线"), {Channel.BOX, Channel.HOTLINE}),
        (("热线电话",), {Channel.HOTLINE, Channel.PHONE}),
        (("各种渠道", "监督员转交"), set(Channel)),
        (("听证会", "座谈会", "个别走访"), {Channel.FORUM, Channel.VISIT}),
        ((), set()),
    ],
)
def test_a_scheme_s_own_words_open_channels(said, found):
    assert opened(said) == found


def test_a_form_offers_the_scheme_s_channels_first_and_marks_the_others():
    offered = labelled(("电子邮箱",))

    assert next(iter(offered)) is Channel.EMAIL
    assert offered[Channel.EMAIL] == "电子邮箱"
    assert offered[Channel.BOX] == "意见箱（方案没有列）"
    assert labelled(()) == CHANNELS


def test_who_assigns_is_what_the_scheme_says_or_either():
    assert assigners("专人转相关部门") == ("handler", "office")
    assert assigners("领导小组办公室办理") == ("office",)
    assert assigners("") == ("handler", "office")


def test_where_the_leading_group_is_told_too_nothing_rests_before_it_was():
    close = CloseOpinion(report=True)
    Given(OPINION, *ANSWERED).when(close, by="陈静").then_rejected(GroupReportOwedError)

    reported = GroupNotified(report="已报领导小组")
    Given(OPINION, *ANSWERED, reported).when(close, by="陈静").then(told.CLOSED)
