"""Powers: confirmed with a basis, charted step by step, their risks rated, published unblocked."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from services.catalog.domain.controls import ControlsTooFewError, check_least
from services.catalog.domain.power import (
    ATTRIBUTES,
    POWER,
    BasisMissingError,
    ChartEmptyError,
    Claim,
    NotConfirmedError,
    PowerBlockedError,
    PowerConfirmedBeforeError,
    PowerFieldError,
    PowerPublishedBeforeError,
    PowerTwiceError,
    PowerUnchangedError,
    PowerUnknownError,
    PriorityUnratedError,
    StepIncompleteError,
    UnchartedError,
    crossing,
    unseparated,
)
from services.catalog.domain.power_state import Power
from services.catalog.domain.power_words import (
    ConfirmPower,
    CorrectPower,
    DrawChart,
    EnterPower,
    LegalBasis,
    PowerCharted,
    PowerConfirmed,
    PowerEntered,
    PowerKind,
    PowerPublished,
    PowerStep,
    PublishPower,
)
from services.catalog.domain.risk import (
    OwnRatingError,
    RatingReasonError,
    RiskBeforePowerError,
    RiskPublishedBeforeError,
    RiskSettledError,
    RiskUnconfirmedError,
    RiskUnknownError,
    StepUnknownError,
)
from services.catalog.domain.risk_words import (
    ConfirmRisk,
    PublishRisk,
    RateRisk,
    RiskConfirmed,
    RiskExcepted,
    RiskLevel,
    RiskPublished,
    RiskRated,
    WithholdRisk,
)
from services.catalog.domain.tidying import PlacementMissingError, SettlementMissingError
from services.catalog.domain.tidying_words import (
    BorderPower,
    FlagPower,
    PlacePower,
    PowerBordered,
    PowerFlagged,
    PowerPlaced,
    SettlePower,
)
from services.catalog.domain.withheld import GroundMissingError
from services.catalog.domain.withheld_words import Ground
from services.catalog.views.powers import PowerRow
from shared.testing import UNIT, Given

BASIS = LegalBasis(document="中国共产党章程", article="第三十条")
POWER_ID = UUID(int=7)
ASKED = EnterPower(
    title="重大项目决定权",
    matter="重大项目",
    kind=PowerKind.DECIDE,
    group="县委常委会",
    owner="县委常委会",
    bases=(BASIS,),
)
ENTERED = PowerEntered(
    unit=UNIT,
    title=ASKED.title,
    matter=ASKED.matter,
    kind=PowerKind.DECIDE,
    group=ASKED.group,
    owner=ASKED.owner,
    bases=(BASIS,),
    entered_by="clerk",
)
STEP = PowerStep(
    name="提出",
    subject="分管领导",
    condition="有论证",
    goal="形成议题",
    limit="5日",
    requirement="书面",
)
DRAWN = PowerCharted(unit=UNIT, version=1, steps=(STEP,), drawn_by="clerk")
RATING = RateRisk(
    step=1,
    dimension="操作风险",
    level=RiskLevel.HIGH,
    reason="涉及资金大",
    controls=("集体研究",),
)
RATED = RiskRated(
    unit=UNIT,
    step=1,
    dimension="操作风险",
    level=RiskLevel.HIGH,
    reason="涉及资金大",
    controls=("集体研究",),
    rated_by="clerk",
)
AGREED = RiskConfirmed(
    unit=UNIT,
    chart=1,
    step=1,
    dimension="操作风险",
    level=RiskLevel.HIGH,
    before="",
    confirmed_by="head",
)
SHOWN = RiskPublished(
    unit=UNIT, step=1, dimension="操作风险", level=RiskLevel.HIGH, published_by="head"
)
AT = {"step": 1, "dimension": "操作风险"}
CONFIRMED = PowerConfirmed(unit=UNIT, warnings=(), confirmed_by="head")
PUBLISHED = PowerPublished(unit=UNIT, published_by="head")
ISSUED = Power(charts=1, steps=(STEP,)).course(ENTERED)


def given(*facts):
    return Given(POWER, *facts)


def test_a_power_is_entered_charted_rated_confirmed_and_published():
    given().when(ASKED, by="clerk").then(ENTERED)
    given(ENTERED).when(DrawChart(steps=(STEP,)), by="clerk").then(DRAWN)
    given(ENTERED, DRAWN).when(RATING, by="clerk").then(RATED)
    given(ENTERED).when(ConfirmPower(), by="head").then(CONFIRMED)
    given(ENTERED, DRAWN, CONFIRMED).when(PublishPower(), by="head").then(PUBLISHED, ISSUED)
    twice = given(ENTERED, DRAWN, CONFIRMED, PUBLISHED)
    twice.when(PublishPower(), by="head").then_rejected(PowerPublishedBeforeError)
    twice.when(ConfirmPower(), by="head").then_rejected(PowerConfirmedBeforeError)


@pytest.mark.clause("S4-35")
def test_a_power_without_a_legal_basis_is_not_confirmed():
    bare = replace(ENTERED, bases=())

    given(bare).when(ConfirmPower(), by="head").then_rejected(BasisMissingError, field="bases")
    given(bare).when(ASKED, by="clerk").then(ENTERED)  # its basis is found
    given().when(replace(ASKED, bases=()), by="clerk").then_rejected(
        BasisMissingError, field="bases"
    )


@pytest.mark.clause("S4-40")
@pytest.mark.parametrize("field", ATTRIBUTES)
def test_a_step_without_one_of_its_five_attributes_is_refused_by_its_name(field):
    chart = DrawChart(steps=(STEP, replace(STEP, **{field: " "})))

    told = given(ENTERED).when(chart, by="clerk").then_rejected(StepIncompleteError, field=field)
    assert told.sentence == f"流程图第2个环节缺少“{ATTRIBUTES[field]}”。"


@pytest.mark.clause("S4-54")
def test_a_high_risk_without_a_control_is_refused():
    bare = replace(RATING, controls=(" ",))

    told = (
        given(ENTERED, DRAWN)
        .when(bare, by="clerk")
        .then_rejected(ControlsTooFewError, field="controls")
    )
    assert told.sentence == "风险等级为高的，至少要有1项防控措施。"


@pytest.mark.parametrize(
    ("facts", "command", "error"),
    [
        ((), DrawChart(steps=(STEP,)), PowerUnknownError),
        ((ENTERED,), DrawChart(), ChartEmptyError),
        ((ENTERED,), RATING, StepUnknownError),
        ((ENTERED, DRAWN), replace(RATING, reason=""), RatingReasonError),
        ((ENTERED,), SettlePower(), SettlementMissingError),
        ((ENTERED,), PublishPower(), NotConfirmedError),
        ((ENTERED, CONFIRMED), PublishPower(), UnchartedError),
        ((ENTERED, DRAWN, CONFIRMED), PublishPower(blocked="职能交叉"), PowerBlockedError),
        ((ENTERED, CONFIRMED), PublishPower(priority=True), PriorityUnratedError),
        ((ENTERED,), ASKED, PowerTwiceError),
        ((), replace(ASKED, owner=""), PowerFieldError),
        ((), replace(ASKED, kind=None), PowerFieldError),
        ((), replace(ASKED, matter=" "), PowerFieldError),
    ],
)
def test_what_is_out_of_turn_or_incomplete_is_refused(facts, command, error):
    given(*facts).when(command, by="head").then_rejected(error)


def test_a_new_chart_asks_for_new_ratings():
    before = (ENTERED, DRAWN, RATED, AGREED, CONFIRMED)
    high = replace(ISSUED, high=(1,))
    first = PublishPower(priority=True)
    given(*before).when(first, by="head").then(PUBLISHED, high, SHOWN)
    given(ENTERED, DRAWN, RATED, CONFIRMED).when(first, by="head").then_rejected(
        PriorityUnratedError
    )
    anew = replace(DRAWN, version=2)

    given(*before, anew).when(first, by="head").then_rejected(PriorityUnratedError)


def test_another_level_needs_a_reason_and_somebody_else_who_approves_it():
    facts = ENTERED, DRAWN, RATED
    given(*facts).when(ConfirmRisk(**AT), by="clerk").then_rejected(OwnRatingError)
    given(*facts).when(ConfirmRisk(**AT), by="head").then(AGREED)
    given(*facts, AGREED).when(ConfirmRisk(**AT), by="head").then_rejected(RiskSettledError)
    lower = replace(RATED, level=RiskLevel.LOW, reason="程序已经改进")
    given(*facts, AGREED).when(replace(RATING, reason=" "), by="clerk").then_rejected(
        RatingReasonError, field="reason"
    )
    then = replace(AGREED, level=RiskLevel.LOW, before="high")
    given(*facts, AGREED, lower).when(ConfirmRisk(**AT), by="head").then(then)
    strange = ConfirmRisk(step=1, dimension="绩效风险")
    given(*facts).when(strange, by="head").then_rejected(RiskUnknownError)


def test_a_level_is_published_once_approved_or_withheld_on_a_ground():
    facts = ENTERED, DRAWN, RATED, AGREED, CONFIRMED
    given(*facts[:3]).when(PublishRisk(**AT), by="head").then_rejected(RiskUnconfirmedError)
    given(*facts).when(PublishRisk(**AT), by="head").then_rejected(RiskBeforePowerError)
    given(*facts, PUBLISHED).when(PublishRisk(**AT), by="head").then(SHOWN)
    shown = given(*facts, PUBLISHED, SHOWN).when(PublishRisk(**AT), by="head")
    shown.then_rejected(RiskPublishedBeforeError)
    bare = WithholdRisk(**AT, withheld_id=POWER_ID)
    given(*facts).when(bare, by="clerk").then_rejected(GroundMissingError, field="ground")
    hidden = RiskExcepted(
        unit=UNIT, **AT, ground=Ground.PRIVACY, withheld_id=POWER_ID, withheld_by="clerk"
    )
    given(*facts).when(replace(bare, ground=Ground.PRIVACY), by="clerk").then(hidden)
    given(*facts, hidden).when(PublishPower(), by="head").then(
        PUBLISHED, replace(ISSUED, high=(1,))
    )


def test_a_flagged_power_waits_for_its_border_and_an_unlinked_one_for_a_reason():
    flagged = PowerFlagged(unit=UNIT, number=3, flaw="职能交叉")
    bordered = PowerBordered(unit=UNIT, number=3, flaw="职能交叉", border="只决定，不执行")
    facts = ENTERED, DRAWN, CONFIRMED
    given(*facts).when(FlagPower(number=3, flaw="职能交叉"), by="clerk").then(flagged)
    told = given(*facts, flagged).when(PublishPower(), by="head").then_rejected(PowerBlockedError)
    assert "第3号" in told.sentence
    mark = BorderPower(number=3, flaw="职能交叉", border="只决定，不执行")
    given(*facts, flagged).when(mark, by="head").then(bordered)
    given(*facts, flagged, bordered).when(PublishPower(), by="head").then(PUBLISHED, ISSUED)
    given(ENTERED).when(PlacePower(), by="clerk").then_rejected(PlacementMissingError)
    placed = PowerPlaced(unit=UNIT, item_id="", reason="涉密", placed_by="clerk")
    given(ENTERED).when(PlacePower(reason="涉密"), by="clerk").then(placed)


def test_who_decides_and_carries_out_is_warned_of_and_who_shares_a_matter_crosses():
    one = Claim("重大项目", PowerKind.DECIDE, "县委常委会", "甲")
    same = Claim("重大 项目", PowerKind.EXECUTE, "县委常委会", "乙")
    other = Claim("重大项目", PowerKind.DECIDE, "县政府常务会议", "丙")

    assert list(unseparated(one, [same])) == ["决策执行未分离：县委常委会对“重大项目”既决策又执行"]
    assert list(unseparated(one, [other])) == []
    assert crossing(one, [other]).startswith("职能交叉")
    assert crossing(one, [same]) == ""
    assert crossing(replace(one, settled=True), [other]) == ""


KINDS = ("分权防控", "程序防控")


@pytest.mark.parametrize(
    ("words", "said", "told"),
    [
        (("高=2",), KINDS[:1], "至少要有2项"),
        (("中=1", "高＝每种"), KINDS[:1], "还缺少程序防控"),
    ],
)
def test_a_scheme_says_how_many_controls_a_level_needs(words, said, told):
    check_least(RiskLevel.LOW, words, KINDS, said)
    check_least(RiskLevel.HIGH, words, KINDS, KINDS)
    with pytest.raises(ControlsTooFewError) as refused:
        check_least(RiskLevel.HIGH, words, KINDS, said)
    assert told in refused.value.sentence
    assert refused.value.field == "controls"


def test_what_is_said_of_a_power_is_corrected_and_then_confirmed_and_published_anew():
    asked = CorrectPower(
        matter=ASKED.matter,
        kind=ASKED.kind,
        group=ASKED.group,
        bases=ASKED.bases,
        responsible="分管副县长",
    )
    corrected = replace(ENTERED, responsible="分管副县长")
    Given(POWER).when(asked, by="clerk").then_rejected(PowerUnknownError)
    known = Given(POWER, ENTERED, DRAWN, CONFIRMED)
    known.when(asked, by="clerk").then(corrected)
    known.when(replace(asked, responsible=""), by="clerk").then_rejected(PowerUnchangedError)
    bare = replace(asked, bases=())
    known.when(bare, by="clerk").then_rejected(BasisMissingError, field="bases")
    again = Given(POWER, ENTERED, DRAWN, CONFIRMED, corrected)
    again.when(PublishPower(), by="head").then_rejected(NotConfirmedError)
    again.when(ConfirmPower(), by="head").then(CONFIRMED)


def test_a_settled_overlap_stays_settled_through_a_correction_about_the_same_matter():
    told = {"power_id": UUID(int=1), "unit": UNIT, "title": "t", "group": "g", "owner": "o"}
    before = PowerRow(**told, matter="m", kind=PowerKind.DECIDE, resolution="r", chart=2)
    same = PowerRow(**told, matter="m", kind=PowerKind.DECIDE, office="f").after(before)
    other = PowerRow(**told, matter="n", kind=PowerKind.DECIDE).after(before)

    assert (same.resolution, same.chart, same.office) == ("r", 2, "f")
    assert (other.resolution, other.chart) == ("", 2)
