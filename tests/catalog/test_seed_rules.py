"""What each plan's own words mean for its units: classes, periods, channels not yet known."""

import pytest
from msgspec.structs import replace

from services.catalog.domain.catalog import CATALOG
from services.catalog.domain.floor import BelowFloorError
from services.catalog.domain.particulars import DepartureOpenError
from services.catalog.domain.particulars_words import ApproveByScheme
from services.catalog.domain.scheme import SCHEME
from services.catalog.domain.terms import TimeLimit
from services.catalog.domain.yardstick import departures, preset
from shared.testing import Given
from tests.catalog.examples import APPROVER, DUES, drafted, screened
from tests.catalog.scheming import PERIOD, STANDARD, adopted, ask

STANDING, REGULAR = TimeLimit.LONG_TERM, TimeLimit.PERIODIC


def settings_of(seed):
    """Return the settings of a unit that follows a plan and chose nothing else."""
    [fact] = adopted(ask(seed=seed, effective="2026-01-01"))
    return fact.scheme.values


@pytest.mark.clause("S4-18", "S4-19")
@pytest.mark.parametrize(
    ("seed", "kind", "limit"),
    [
        ("S4", "议事规则", STANDING),
        ("S4", "领导分工", REGULAR),
        ("S0", "领导分工", STANDING),
        ("S0", "议事规则", STANDING),
    ],
)
def test_a_kind_of_matter_begins_with_the_class_of_its_units_plan(seed, kind, limit):
    assert preset(kind, settings_of(seed)) is limit


@pytest.mark.clause("S3-58")
def test_procedures_are_regular_under_s3_and_standing_only_with_a_reason():
    values = settings_of("S3")
    assert preset("机关办事程序", values) is REGULAR
    entry = replace(DUES, level3="机关办事程序", time_limit=STANDING)

    [found] = [each for each in departures(entry, values) if each.key == "class_rules"]
    assert found.message == "按方案，这类事项定期公开"
    waits = ApproveByScheme(values={"class_rules": values["class_rules"]})
    asked = Given(CATALOG, *drafted(entry), screened()).when(waits, by=APPROVER)
    asked.then_rejected(DepartureOpenError)
    regular = replace(entry, time_limit=REGULAR)
    assert "class_rules" not in {each.key for each in departures(regular, values)}


@pytest.mark.clause("S1-32")
def test_under_s1_no_other_period_than_a_quarter_is_adopted():
    monthly = {"values": {PERIOD: "monthly"}, "reasons": {PERIOD: "群众要求按月公开"}}
    refused = Given(SCHEME).when(ask(seed="S1", **monthly), by="a")
    assert "每季度" in refused.then_rejected(BelowFloorError, field=PERIOD).sentence

    assert settings_of("S1")[PERIOD] == "quarterly"
    [fact] = adopted(ask(seed="S2", effective="2026-01-01", **monthly))
    assert fact.scheme.values[PERIOD] == "monthly"


@pytest.mark.clause("S2-22")
def test_a_channel_that_the_plan_masks_is_listed_to_be_confirmed_and_not_guessed():
    point = STANDARD.by_key["channels.public"]
    listed = point.label(settings_of("S2")["channels.public"])

    assert "公开栏、办事指南" in listed
    assert "公开**（原文遮盖，待确认）" in listed
