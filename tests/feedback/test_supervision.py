"""Collections, digests, supervisors and appraisals. No database, no clock: given, when, then."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec import structs
from msgspec.structs import replace

from services.feedback.domain import appraisal as ap
from services.feedback.domain import supervisor as sv
from services.feedback.domain.collection import (
    COLLECTION,
    CloseCollection,
    CollectionClosed,
    CollectionTwiceError,
    CountMismatchError,
    Counts,
    MonthRunningError,
    MonthUnclearError,
)
from services.feedback.domain.digest import (
    DIGEST,
    LINES,
    DigestLine,
    DigestRead,
    DigestReadTwiceError,
    DigestUnknownError,
    IssueDigest,
    PeriodReversedError,
    ReadDigest,
)
from services.feedback.domain.masking import hidden, masked
from services.feedback.domain.terms import Satisfaction, Status
from shared.testing import NOON, UNIT, Given
from tests.feedback.test_opinion import BOX

JUNE_ENDS = NOON - timedelta(days=1)
TODAY = date(2026, 7, 1)
TWO = Counts(received=2, signed=1, concluded=2, published=2)
CLOSE = CloseCollection(unit=UNIT, month="2026-06", declared=2, counts=TWO)


def test_a_month_is_closed_once_from_its_last_day_on_with_all_that_came_in():
    closed = CollectionClosed(unit=UNIT, month="2026-06", counts=TWO)
    Given(COLLECTION).when(CLOSE, by="陈静", at=JUNE_ENDS).then(closed)
    early = JUNE_ENDS - timedelta(days=1)
    Given(COLLECTION).when(CLOSE, by="陈静", at=early).then_rejected(MonthRunningError)
    Given(COLLECTION, closed).when(CLOSE, by="陈静").then_rejected(CollectionTwiceError)


@pytest.mark.clause("S2-07")
def test_nothing_that_came_in_is_left_out_of_the_counts():
    fewer = replace(CLOSE, declared=1)
    Given(COLLECTION).when(fewer, by="陈静").then_rejected(CountMismatchError, field="declared")


@pytest.mark.clause("S2-55")
def test_a_month_in_which_nothing_came_in_is_closed_as_such():
    nothing = replace(CLOSE, declared=0, counts=Counts())
    none = CollectionClosed(unit=UNIT, month="2026-06", counts=Counts())
    Given(COLLECTION).when(nothing, by="陈静").then(none)


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "六月", "2026-06-01"])
def test_a_month_is_a_month(month):
    unclear = replace(CLOSE, month=month)
    Given(COLLECTION).when(unclear, by="陈静").then_rejected(MonthUnclearError, field="month")


def line(n):
    return DigestLine(
        number=f"YJ-2026-{n:04d}",
        opinion_id=UUID(int=n),
        status=Status.CLOSED,
        kind=None,
        topic="",
        finding=None,
        major=False,
        public=n % 2 == 0,
        late=False,
    )


def test_a_long_digest_is_several_facts_and_is_read_once():
    many = tuple(map(line, range(LINES + 1)))
    issue = IssueDigest(unit=UNIT, first=date(2026, 6, 1), last=date(2026, 6, 30), lines=many)
    parts = Given(DIGEST).when(issue, by="周明")._decide()
    assert [(p.number, p.part, p.parts, len(p.lines), p.total) for p in parts] == [
        (1, 1, 2, LINES, LINES + 1),
        (1, 2, 2, 1, LINES + 1),
    ]
    read = DigestRead(unit=UNIT, number=1, note="")
    here = Given(DIGEST, *parts)
    here.when(ReadDigest(number=1), by="组长").then(read)
    here.when(ReadDigest(number=2), by="组长").then_rejected(DigestUnknownError)
    again = Given(DIGEST, *parts, read)
    again.when(ReadDigest(number=1), by="组长").then_rejected(DigestReadTwiceError)
    backwards = replace(issue, first=date(2026, 7, 2))
    here.when(backwards, by="周明").then_rejected(PeriodReversedError)


def test_a_digest_of_nothing_says_so():
    issue = IssueDigest(unit=UNIT, first=date(2026, 6, 1), last=date(2026, 6, 30), lines=())
    (only,) = Given(DIGEST).when(issue, by="周明")._decide()
    assert (only.total, only.parts, only.lines) == (0, 1, ())


@pytest.mark.parametrize(
    ("name", "shown"), [("王建国", "王某某"), ("李敏", "李某"), ("欧阳静", "欧阳某")]
)
def test_names_are_published_as_somebody(name, shown):
    assert hidden(name) == shown
    assert masked(f"经查，{name}同志值守缺位。", [name]) == f"经查，{shown}同志值守缺位。"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("电话13909520001核实", "电话139****0001核实"),
        ("电话139-0952-0001核实", "电话139****0001核实"),
        ("身份证640221197001012345。", "身份证640221********2345。"),
        ("座机0952-3012345", "座机0952****2345"),
        ("共13909520001234件", "共13909520001234件"),
    ],
)
def test_numbers_that_lead_to_somebody_are_masked(said, shown):
    assert masked(said, []) == shown


APPOINT = sv.AppointSupervisor(
    unit=UNIT,
    person_id="s-1",
    certificate="督字第7号",
    since=date(2026, 1, 1),
    until=date(2026, 7, 1),
    duties=("对公开内容、形式、时限提出建议",),
)
APPOINTED = sv.SupervisorAppointed(
    unit=UNIT,
    person_id="s-1",
    certificate="督字第7号",
    since=date(2026, 1, 1),
    until=date(2026, 7, 1),
    duties=APPOINT.duties,
    term=1,
)
SUGGEST = sv.FileSuggestion(
    suggestion_id=UUID(int=5),
    subject=sv.Subject.FORM,
    content=BOX,
    due=date(2026, 7, 22),
)
SUGGESTED = sv.SuggestionFiled(
    unit=UNIT,
    person_id="s-1",
    suggestion_id=UUID(int=5),
    subject=sv.Subject.FORM,
    content=BOX,
    due=date(2026, 7, 22),
)


def test_a_supervisor_is_appointed_for_a_term_as_long_and_as_often_as_the_scheme_says():
    Given(sv.SUPERVISOR).when(APPOINT, by="周明").then(APPOINTED)
    long = replace(APPOINT, until=date(2028, 2, 1))
    Given(sv.SUPERVISOR).when(long, by="周明").then_rejected(sv.TermTooLongError)
    backwards = replace(APPOINT, until=APPOINT.since)
    Given(sv.SUPERVISOR).when(backwards, by="周明").then_rejected(sv.TermReversedError)
    dutiless = replace(APPOINT, duties=(" ",))
    Given(sv.SUPERVISOR).when(dutiless, by="周明").then_rejected(sv.DutiesMissingError)
    here = Given(sv.SUPERVISOR, APPOINTED)
    here.when(APPOINT, by="周明").then_rejected(sv.StillServingError)
    second = replace(APPOINT, since=date(2026, 7, 2), until=date(2027, 7, 1))
    later = NOON + timedelta(days=1)
    appointed = replace(APPOINTED, since=second.since, until=second.until, term=2)
    here.when(second, by="周明", at=later).then(appointed)
    twice = Given(sv.SUPERVISOR, APPOINTED, appointed)
    third = replace(second, since=date(2027, 7, 2), until=date(2028, 7, 1))
    much_later = NOON + timedelta(days=400)
    twice.when(third, by="周明", at=much_later).then_rejected(sv.TermsUsedUpError)


@pytest.mark.clause("S2-51")
def test_a_term_ends_with_its_last_day_for_every_step():
    find = sv.RecordFinding(matter="6月意见公开", verdict=sv.Verdict.AGREES)
    log = sv.LogActivity(
        kind=sv.Activity.PUBLICITY, held_on=TODAY, place="河湾村", topic="公开目录"
    )
    found = sv.SupervisorFindingRecorded(
        unit=UNIT, person_id="s-1", matter="6月意见公开", verdict=sv.Verdict.AGREES, note=""
    )
    here = Given(sv.SUPERVISOR, APPOINTED)
    here.when(find, by="s-1").then(found)
    next_day = NOON + timedelta(days=1)
    for each in (find, log, SUGGEST):
        here.when(each, by="s-1", at=next_day).then_rejected(sv.NotServingError)
        Given(sv.SUPERVISOR).when(each, by="s-1").then_rejected(sv.NotServingError)
    gone = sv.SupervisorDismissed(unit=UNIT, person_id="s-1", reason="工作调动")
    here.when(sv.DismissSupervisor(reason="工作调动"), by="周明").then(gone)
    Given(sv.SUPERVISOR, APPOINTED, gone).when(find, by="s-1").then_rejected(sv.NotServingError)
    tomorrow = replace(log, held_on=date(2026, 7, 2))
    here.when(tomorrow, by="s-1").then_rejected(sv.ActivityFutureError)


def test_a_suggestion_is_answered_once():
    Given(sv.SUPERVISOR, APPOINTED).when(SUGGEST, by="s-1").then(SUGGESTED)
    answer = sv.AnswerSuggestion(suggestion_id=UUID(int=5), reply="采纳，下月改用公开栏。")
    answered = sv.SuggestionAnswered(unit=UNIT, suggestion_id=UUID(int=5), reply=answer.reply)
    Given(sv.SUPERVISOR, APPOINTED, SUGGESTED).when(answer, by="周明").then(answered)
    done = Given(sv.SUPERVISOR, APPOINTED, SUGGESTED, answered)
    done.when(answer, by="周明").then_rejected(sv.SuggestionUnknownError)


OPEN = ap.OpenAppraisal(
    unit=UNIT,
    title="2026年上半年党务公开评议",
    questions=("您对党务公开总体是否满意",),
    first=TODAY,
    last=date(2026, 7, 10),
    electors=(ap.Electors(group=ap.Group.MEMBERS, size=10),),
    allowed=frozenset(ap.Group),
)
OPENED = ap.AppraisalOpened(
    unit=UNIT,
    title=OPEN.title,
    questions=OPEN.questions,
    first=OPEN.first,
    last=OPEN.last,
    electors=OPEN.electors,
    publish_days=7,
    least=5,
)
PROPOSED = ap.AppraisalProposed(writer="周明", **structs.asdict(OPENED))
MARK = ap.MarkVoter(
    appraisal_id=UUID(int=9),
    group=ap.Group.MEMBERS,
    electorate=frozenset({ap.Group.MEMBERS}),
    first=TODAY,
    last=date(2026, 7, 10),
    closed=False,
)


def test_who_appraises_is_what_the_scheme_says():
    Given(ap.APPRAISAL).when(OPEN, by="周明").then(PROPOSED)
    masses = (ap.Electors(group=ap.Group.MASSES, size=9),)
    members_only = replace(OPEN, electors=masses, allowed=frozenset({ap.Group.MEMBERS}))
    Given(ap.APPRAISAL).when(members_only, by="周明").then_rejected(ap.ElectorateError)
    nobody = replace(OPEN, electors=())
    Given(ap.APPRAISAL).when(nobody, by="周明").then_rejected(ap.ElectorsError)
    nothing = replace(OPEN, questions=("",))
    Given(ap.APPRAISAL).when(nothing, by="周明").then_rejected(ap.QuestionsError)
    over = replace(OPEN, first=date(2026, 6, 1), last=date(2026, 6, 30))
    Given(ap.APPRAISAL).when(over, by="周明").then_rejected(ap.PeriodError)
    Given(ap.APPRAISAL, OPENED).when(OPEN, by="周明").then_rejected(ap.AppraisalTwiceError)


def test_each_votes_once_while_the_vote_is_open_and_only_who_belongs_to_it():
    marked = ap.VoterMarked(appraisal_id=UUID(int=9), group=ap.Group.MEMBERS)
    Given(ap.VOTER).when(MARK, by="citizen").then(marked)
    Given(ap.VOTER, marked).when(MARK, by="citizen").then_rejected(ap.VotedAlreadyError)
    outsider = replace(MARK, group=ap.Group.MASSES)
    Given(ap.VOTER).when(outsider, by="citizen").then_rejected(ap.NotElectorError)
    for at in (NOON - timedelta(days=1), NOON + timedelta(days=10)):
        Given(ap.VOTER).when(MARK, by="citizen", at=at).then_rejected(ap.NotOpenError)
    Given(ap.VOTER).when(replace(MARK, closed=True), by="citizen").then_rejected(ap.NotOpenError)


@pytest.mark.clause("S1-07")
def test_three_rates_stand_apart_and_too_few_answers_are_not_shown():
    def votes(group, *answers):
        return [ap.Ballot(group=group, answers=(each,)) for each in answers]

    yes, fair, no = Satisfaction
    ballots = [
        *votes(ap.Group.MEMBERS, yes, yes, yes, fair, no),
        *votes(ap.Group.MASSES, yes, yes, yes, yes, yes, no),
        *votes(ap.Group.SOCIETY, yes, no, no),
    ]
    electors = tuple(ap.Electors(group=each, size=10) for each in ap.Group)
    members, masses, society = ap.counted(ballots, electors, 1, 5)
    assert members.answers == (ap.QuestionTally(satisfied=3, fair=1, unsatisfied=1),)
    assert masses.answers == (ap.QuestionTally(satisfied=5, fair=0, unsatisfied=1),)
    assert (society.voted, society.answers) == (3, ())


@pytest.mark.clause("S0-74")
def test_results_are_counted_after_the_last_day_and_published_by_their_own():
    results = ap.counted([], OPEN.electors, 1, 5)
    close = ap.CloseAppraisal(results=results)
    here = Given(ap.APPRAISAL, OPENED)
    last = NOON + timedelta(days=9)
    here.when(close, by="周明", at=last).then_rejected(ap.StillOpenError)
    here.when(ap.PublishResults(), by="周明").then_rejected(ap.NotClosedError)
    closed = ap.AppraisalClosed(unit=UNIT, results=results, publish_by=date(2026, 7, 18))
    here.when(close, by="周明", at=last + timedelta(days=1)).then(closed)
    published = ap.AppraisalPublished(unit=UNIT, note="")
    counted = Given(ap.APPRAISAL, OPENED, closed)
    counted.when(ap.PublishResults(), by="周明").then(published)
    counted.when(close, by="周明", at=last).then_rejected(ap.AlreadyClosedError)
    done = Given(ap.APPRAISAL, OPENED, closed, published)
    done.when(ap.PublishResults(), by="周明").then_rejected(ap.AlreadyPublishedError)
