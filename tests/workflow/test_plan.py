"""What a plan must say, and what the catalog entry lets it say."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from services.workflow.domain import plan as rules
from services.workflow.domain.commands import Grounded
from services.workflow.domain.proposal import PROPOSAL
from services.workflow.domain.terms import Scope, digest_of
from shared.record import LIMIT, file
from shared.testing import NOON, STORY, Given, cause
from tests.workflow.examples import ASKED, BASIS, LI, LISTED, PLAN, SUBMITTED


def propose(item=LISTED, at=NOON, strangers=(), **fields):
    asked = replace(ASKED, plan=replace(PLAN, **fields))
    basis = replace(BASIS, item=item, strangers=strangers)
    command = Grounded(asked=asked, basis=basis)
    return Given(PROPOSAL).when(command, by=LI, post="clerk", at=at)


@pytest.mark.parametrize(
    ("fields", "rule", "field"),
    [
        ({"title": " "}, rules.TitleMissingError, "title"),
        ({"title": "长" * 201}, rules.TitleTooLongError, "title"),
        ({"content": "\n"}, rules.ContentMissingError, "content"),
        ({"content": "长" * 20_001}, rules.ContentTooLongError, "content"),
        ({"content": "😀" * 20_000}, rules.PlanTooLargeError, "content"),
        ({"duration_days": 0}, rules.DurationError, "duration_days"),
        ({"duration_days": -3}, rules.DurationError, "duration_days"),
        ({"duration_days": 36_501}, rules.DurationError, "duration_days"),
        ({"disclose_on": date(2026, 6, 30)}, rules.DateHasPassedError, "disclose_on"),
        ({"channels": ()}, rules.ChannelsMissingError, "channels"),
        ({"channels": ("会议", "简报")}, rules.ChannelNotListedError, "channels"),
        ({"scope": Scope.PARTY}, rules.WebsiteBeyondScopeError, "channels"),
        ({"readers": ("p1",)}, rules.ReadersWithoutPersonsError, "readers"),
        ({"scope": Scope.PERSONS, "channels": ("会议",)}, rules.ReadersMissingError, "readers"),
        ({"waiver": "长" * 501}, rules.WaiverTooLongError, "waiver"),
        (
            {"scope": Scope.PARTY, "channels": ("会议",), "waiver": "紧急事项"},
            rules.WaiverWithoutSocietyError,
            "waiver",
        ),
    ],
)
def test_a_plan_that_lacks_or_exceeds_something_is_refused_by_field(fields, rule, field):
    propose(**fields).then_rejected(rule, field=field)


def test_the_largest_plan_fits_into_one_record():
    fields = {"title": "长" * 200, "content": "长" * 20_000, "waiver": "长" * 250}
    [event] = propose(**fields)._decide()

    assert len(file(event, stream_id=STORY, version=1, cause=cause(LI)).body) <= LIMIT


def test_a_plan_may_be_disclosed_on_the_very_day_it_is_submitted():
    today = replace(PLAN, disclose_on=date(2026, 7, 1))

    propose(disclose_on=date(2026, 7, 1)).then(
        replace(SUBMITTED, plan=today, digest=digest_of(today, ""))
    )


def test_today_is_today_in_beijing():
    after_midnight_in_beijing = datetime(2026, 7, 9, 16, 1, tzinfo=UTC)

    propose(disclose_on=date(2026, 7, 9), at=after_midnight_in_beijing).then_rejected(
        rules.DateHasPassedError
    )


WIDER = [(plan, item) for place, item in enumerate(Scope) for plan in list(Scope)[:place]]


@pytest.mark.parametrize(("plan", "item"), WIDER, ids=lambda scope: scope.value)
def test_a_plan_does_not_reach_more_people_than_its_entry_allows(plan, item):
    propose(item=replace(LISTED, scope=item), scope=plan, channels=("会议",)).then_rejected(
        rules.ScopeTooWideError, field="scope"
    )


def test_a_plan_may_reach_fewer_people_than_its_entry_allows():
    inner = replace(PLAN, scope=Scope.PARTY, channels=("会议",))

    propose(scope=Scope.PARTY, channels=("会议",)).then(
        replace(SUBMITTED, plan=inner, digest=digest_of(inner, ""))
    )


def test_persons_are_named_from_the_register():
    fields = {"scope": Scope.PERSONS, "channels": ("会议",), "readers": ("p1", "p9")}

    refusal = propose(**fields, strangers=("p9",)).then_rejected(rules.UnknownReaderError)

    assert refusal.args == ("p9",)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一个标题"},
        {"content": "改了一个字"},
        {"scope": Scope.PARTY},
        {"disclose_on": date(2026, 7, 11)},
        {"duration_days": None},
        {"channels": ("网站", "会议")},
        {"readers": ("p1",)},
        {"waiver": "紧急事项"},
    ],
)
def test_every_field_of_a_plan_is_under_its_digest(change):
    assert digest_of(replace(PLAN, **change), "") != digest_of(PLAN, "")


def test_the_explanation_is_under_the_digest_as_well():
    assert digest_of(PLAN, "甲") != digest_of(PLAN, "乙")


def test_a_digest_is_the_same_for_ever():
    assert digest_of(PLAN, "") == (
        "cb7106d4b515ad5512bc505a4846cf74f6bc6a173790693a5f2999738f95ab76"
    )
