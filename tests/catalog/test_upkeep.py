"""What stands before a scheme's rules, and what becomes of it: bases, last day, trial, readers."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from services.catalog.domain.floor import BelowFloorError, DayInvalidError
from services.catalog.domain.preface_terms import Basis, Level, Pilot, Preface
from services.catalog.domain.scheme import (
    SCHEME,
    LastDayError,
    PilotBaseError,
    PilotUnclearError,
)
from services.catalog.domain.upkeep import (
    UPKEEP,
    BasisNamelessError,
    BasisTwiceError,
    ExtensionDayError,
    Notifying,
    NotNotifiedError,
    Superseding,
    UpkeepReasonError,
)
from services.catalog.domain.upkeep_words import (
    AcknowledgeScheme,
    BasisSuperseded,
    ExtendScheme,
    Fate,
    ReviewScheme,
    SchemeExtended,
    SchemeNotified,
    SchemeRead,
    SchemeReviewed,
    SupersedeBasis,
)
from services.catalog.domain.versions import in_force
from shared.alike import bare
from shared.testing import UNIT, Given
from tests.catalog.scheming import FIRST, IN_JUNE, STANDARD, adopted, ask, numbered

NEW_YEAR = datetime(2026, 12, 31, 17, tzinfo=UTC)  # 1 a.m. in Beijing on 1 January
GOAL = Pilot(goal="试行网上公开栏", until="2026-12-31")
PERIOD = "time_limits.periodic.period"
TRIAL = ask(
    values={PERIOD: "monthly"}, reasons={PERIOD: "试点"}, effective="2026-07-01", pilot=GOAL
)


def in_force_on(facts, day):
    return in_force(numbered(facts), date.fromisoformat(day)).scheme


# ── preface ──────────────────────────────────────────────────────────────────────────────────


def test_a_scheme_that_follows_a_plan_begins_with_its_preface():
    (fact,) = adopted(FIRST)
    levels = [each.level for each in fact.scheme.preface.bases]

    assert levels == [Level.CENTRAL, Level.PROVINCE, Level.CITY, Level.COUNTY]
    assert "双示范" in fact.scheme.preface.text
    assert len(fact.scheme.preface.principles) == 5


def test_a_later_version_keeps_the_preface_unless_it_says_another():
    other = Preface(text="新的序言", bases=(Basis(title="新办法", level=Level.COUNTY),))
    first, kept, changed = adopted(
        FIRST,
        ask(title="改名", effective="2026-07-01"),
        ask(preface=other, effective="2026-08-01"),
    )

    assert kept.scheme.preface == first.scheme.preface
    assert changed.scheme.preface == other
    assert (changed.scheme.version, changed.scheme.values) == (3, first.scheme.values)


@pytest.mark.parametrize(
    "typed", ["平党办发【2018】102号", "平党办发[2018]１０２号", "平党办发〔2018〕102 号"]
)
def test_a_document_is_known_however_its_number_was_typed(typed):
    assert bare(typed) == "平党办发2018102号"


@pytest.mark.clause("S0-79")
@pytest.mark.parametrize("left", [["责任主体", "直接责任人"], ["第一责任人"]])
def test_a_scheme_after_s0_without_its_three_answering_roles_is_refused(left):
    key = "roles.responsibility"
    asked = ask(seed="S0", values={key: left}, reasons={key: "精简"})

    refusal = Given(SCHEME).when(asked, by="a").then_rejected(BelowFloorError, field=key)
    assert "第一责任人" in refusal.sentence
    assert adopted(ask(seed="S3"))  # another plan names others


# ── last day ─────────────────────────────────────────────────────────────────────────────────


def test_a_yearly_scheme_ends_with_its_year_and_another_when_it_says():
    (yearly,) = adopted(ask(seed="S1", effective="2026-03-01"))
    (lasting,) = adopted(FIRST)
    (campaign,) = adopted(ask(seed="S2", effective="2026-03-01", until="2026-11-30"))

    untils = [each.scheme.until for each in (yearly, lasting, campaign)]
    assert untils == ["2026-12-31", "", "2026-11-30"]


@pytest.mark.parametrize(
    ("until", "rule"), [("2026-02-01", LastDayError), ("2026-02-30", DayInvalidError)]
)
def test_no_scheme_ends_before_it_begins(until, rule):
    asked = ask(seed="S0", effective="2026-07-01", until=until)

    Given(SCHEME).when(asked, by="a", at=IN_JUNE).then_rejected(rule)


def test_a_scheme_is_prolonged_with_a_reason_for_a_year_at_most():
    extension = ExtendScheme(until="2027-03-31", reason=" 新方案尚在征求意见 ")
    Given(UPKEEP).when(extension, by="a", at=NEW_YEAR).then(
        SchemeExtended(unit=UNIT, until="2027-03-31", reason="新方案尚在征求意见", extended_by="a")
    )
    for until in ("2027-01-01", "2028-01-03", "", "2027-02-30"):
        wrong = replace(extension, until=until)
        refused = Given(UPKEEP).when(wrong, by="a", at=NEW_YEAR)
        refused.then_rejected(ExtensionDayError, field="until")
    blank = Given(UPKEEP).when(replace(extension, reason=" "), by="a", at=NEW_YEAR)
    blank.then_rejected(UpkeepReasonError, field="reason")


# ── trials ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-84")
def test_a_trial_that_nobody_decides_on_falls_back_to_the_scheme_before_it():
    facts = adopted(FIRST, TRIAL)

    assert in_force_on(facts, "2026-06-30").values[PERIOD] == "quarterly"
    assert in_force_on(facts, "2026-12-31").values[PERIOD] == "monthly"
    assert in_force_on(facts, "2026-12-31").pilot == GOAL
    after = in_force_on(facts, "2027-01-01")
    assert (after.values, after.pilot, after.restores) == (facts[0].scheme.values, None, "S0/1")


def test_a_trial_that_proved_itself_is_adopted_before_it_ends_and_stays():
    keep = ask(values={PERIOD: "monthly"}, reasons={PERIOD: "试点有效"}, effective="2026-12-01")
    facts = adopted(FIRST, TRIAL, keep)

    assert in_force_on(facts, "2027-01-01").values[PERIOD] == "monthly"
    assert in_force_on(facts, "2027-01-01").pilot is None


def test_a_trial_needs_a_scheme_below_it_a_goal_and_a_last_day():
    Given(SCHEME).when(ask(seed="S0", pilot=GOAL), by="a").then_rejected(PilotBaseError)
    early, endless = (replace(GOAL, until=day) for day in ("2026-06-30", "2027-12-31"))
    for pilot in (Pilot(goal=" ", until="2026-12-31"), Pilot(goal="试行"), early, endless):
        asked = ask(effective="2026-07-01", pilot=pilot)
        refused = Given(SCHEME, *adopted(FIRST)).when(asked, by="a", at=IN_JUNE)
        refused.then_rejected(PilotUnclearError, field="pilot")


# ── bases that fall, readers ─────────────────────────────────────────────────────────────────

FALLEN = SupersedeBasis(title="县全面深化党务公开工作实施方案", reason="县委发文废止")


def superseded(citing=(), **said):
    told = {"title": FALLEN.title, "number": "", "fate": Fate.REPEALED, "successor": ""}
    told |= {"unit": UNIT, "reason": FALLEN.reason, "superseded_by": "a"} | said
    return BasisSuperseded(citing=tuple(citing), **told)


def test_a_basis_falls_once_and_every_citing_unit_is_told_in_facts_that_fit_a_record():
    units = tuple(f"{n:036}" for n in range(2_000))
    judged = Superseding(asked=FALLEN, citing=units)

    Given(UPKEEP).when(judged, by="a").then(
        superseded(units[:800]), superseded(units[800:1600]), superseded(units[1600:])
    )
    again = Given(UPKEEP, superseded()).when(Superseding(asked=FALLEN), by="a")
    again.then_rejected(BasisTwiceError, field="title")
    revised = Superseding(asked=replace(FALLEN, fate=Fate.REVISED))
    for _ in range(2):
        told = superseded(fate=Fate.REVISED)
        Given(UPKEEP, told).when(revised, by="a").then(told)


def test_a_basis_has_a_name_and_its_fall_a_ground():
    nameless = Superseding(asked=replace(FALLEN, title="《》"))
    Given(UPKEEP).when(nameless, by="a").then_rejected(BasisNamelessError, field="title")
    groundless = Superseding(asked=replace(FALLEN, reason=" "))
    Given(UPKEEP).when(groundless, by="a").then_rejected(UpkeepReasonError, field="reason")


def test_a_scheme_is_looked_through_with_a_reason_and_read_once():
    review = ReviewScheme(basis=FALLEN.title, reason="只是改名")
    Given(UPKEEP).when(review, by="a").then(
        SchemeReviewed(unit=UNIT, basis=FALLEN.title, reason="只是改名", reviewed_by="a")
    )
    told = SchemeNotified(unit=UNIT, departments=("x", "y"))
    Given(UPKEEP).when(Notifying(departments=("x", "y")), by="a").then(told)
    read = SchemeRead(unit=UNIT, department="x", read_by="b")
    Given(UPKEEP, told).when(AcknowledgeScheme(department="x"), by="b").then(read)
    for facts, department in (((told, read), "x"), ((told,), "z")):
        asked = Given(UPKEEP, *facts).when(AcknowledgeScheme(department=department), by="b")
        asked.then_rejected(NotNotifiedError, field="department")


def test_every_basis_of_the_five_plans_is_known_by_its_name():
    bases = [each for plan in STANDARD.schemes for each in plan.preface.bases]

    assert len(bases) >= 14
    assert all(each.keys for each in bases)
