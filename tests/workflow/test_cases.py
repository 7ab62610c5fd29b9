"""责任追究: opened by faults, on those who held the posts that day; criticised, pursued."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from services.workflow.domain.case import (
    CASE,
    CaseArticleError,
    CaseBodyError,
    CaseClosedError,
    CaseDayError,
    CaseDueError,
    CaseEventsError,
    CaseGroundError,
    CaseMeasureError,
    CaseNotDueError,
    CaseNotOrderedError,
    CaseNotPursuedError,
    CaseNotRectifiedError,
    CaseNotSeriousError,
    CaseOrderError,
    CasePersonsError,
    CasePlaceError,
    CaseTwiceError,
    CaseUnknownError,
    CaseWordsError,
)
from services.workflow.domain.case_words import (
    Answerable,
    Blame,
    CaseClosed,
    CaseCriticized,
    CaseGraded,
    CaseMissed,
    CaseOpened,
    CaseOrdered,
    CasePursued,
    CaseRectified,
    CloseCase,
    CriticizeCase,
    Fault,
    GradeCase,
    LaunchCase,
    MissCase,
    OpenCase,
    OrderCase,
    PursueCase,
    RectifyCase,
)
from shared.record import SYSTEM
from shared.testing import NOON, UNIT, Given
from tests.workflow.reporting import (
    CITY,
)

LATER = datetime(2026, 9, 1, 4, tzinfo=UTC)
DAY, DUE = date(2026, 3, 3), date(2026, 8, 1)
HEAD = Answerable(person="head", post="leader", blame=Blame.LEADER)
HAND = Answerable(person="hand", post="clerk", blame=Blame.DIRECT)
ASKED = OpenCase(
    body=CITY,
    unit=UNIT,
    fault=Fault.INSPECTION,
    ground="弄虚作假",
    fault_on=DAY,
    what="公开的数字与台账不符。",
    article="第三条",
)
LAUNCH = LaunchCase(
    asked=ASKED, answerable=(HEAD, HAND), grounds=("弄虚作假",), regime="责任追究办法"
)
OPENED = CaseOpened(
    body=CITY,
    unit=UNIT,
    fault=Fault.INSPECTION,
    ground="弄虚作假",
    fault_on=DAY,
    what=ASKED.what,
    loss="",
    events=(),
    answerable=(HEAD, HAND),
    regime="责任追究办法",
    article="第三条",
    warned=False,
    opened_by="city",
)
HERE = {"body": CITY, "unit": UNIT}
CRITICIZED = CaseCriticized(**HERE, note="已约谈主要负责人。", criticized_by="city")
ORDERED = CaseOrdered(**HERE, due=DUE, note="请全部核对更正。", ordered_by="city")
RECTIFIED = CaseRectified(**HERE, proof="整改报告3号。", days_late=0, rectified_by="li")
SERIOUS = CaseGraded(**HERE, serious=True, reason="影响恶劣，群众反映强烈。", graded_by="city")
PURSUED = CasePursued(
    **HERE, persons=("head",), measure="通报批评", reference="青纪〔2026〕5号", pursued_by="city"
)
CLOSED = CaseClosed(**HERE, serious=True, note="处理已经落实。", closed_by="city")
CLOSE = CloseCase(note=CLOSED.note)


def step(*history, command, by="city", unit=CITY, at=NOON):
    return Given(CASE, *history).when(command, by=by, unit=unit, at=at)


def launched(command=LAUNCH, **fields):
    return step(command=replace(command, asked=replace(command.asked, **fields)))


def test_a_case_names_a_fault_its_day_and_the_article_that_is_in_force():
    step(command=LAUNCH).then(OPENED)
    step(OPENED, command=LAUNCH).then_rejected(CaseTwiceError)
    step(command=CLOSE).then_rejected(CaseUnknownError)
    launched(fault_on=None).then_rejected(CaseDayError, field="fault_on")
    launched(fault_on=date(2026, 7, 2)).then_rejected(CaseDayError)
    launched(ground="走过场").then_rejected(CaseGroundError, field="ground")
    launched(what=" ").then_rejected(CaseWordsError, field="what")
    launched(fault=Fault.BYPASS).then_rejected(CaseEventsError, field="events")
    launched(article="").then_rejected(CaseArticleError, field="article")
    launched(replace(LAUNCH, allowed=False)).then_rejected(CasePlaceError, field="body")
    none = replace(OPENED, regime="", article="", warned=True)
    launched(replace(LAUNCH, regime=""), article="").then(none)


def test_what_the_clock_opens_is_cited_with_the_first_step():
    bare = replace(LAUNCH, asked=replace(ASKED, article=""))
    uncited = replace(OPENED, article="", opened_by=SYSTEM)
    step(command=bare, by=SYSTEM).then(uncited)
    criticism = CriticizeCase(note=CRITICIZED.note)
    step(uncited, command=criticism).then_rejected(CaseArticleError, field="article")
    cited = replace(criticism, article="第三条")
    step(uncited, command=cited).then(replace(CRITICIZED, article="第三条"))


def test_criticism_comes_first_then_a_day_until_which_it_is_put_right():
    order = OrderCase(due=DUE, note=ORDERED.note)
    step(OPENED, command=order).then_rejected(CaseOrderError)
    step(OPENED, command=CriticizeCase(note=CRITICIZED.note)).then(CRITICIZED)
    step(OPENED, command=CriticizeCase()).then_rejected(CaseWordsError, field="note")
    step(OPENED, command=CriticizeCase(note="xxxxx"), unit=UNIT).then_rejected(CaseBodyError)
    begun = OPENED, CRITICIZED
    step(*begun, command=order).then(ORDERED)
    step(*begun, command=replace(order, due=None)).then_rejected(CaseDueError, field="due")
    rectify = RectifyCase(proof=RECTIFIED.proof)
    step(*begun, ORDERED, command=rectify, by="li", unit=UNIT).then(RECTIFIED)
    late = replace(RECTIFIED, days_late=31)
    step(*begun, ORDERED, command=rectify, by="li", unit=UNIT, at=LATER).then(late)
    step(*begun, command=rectify, unit=UNIT).then_rejected(CaseNotOrderedError)
    step(*begun, ORDERED, command=rectify).then_rejected(CaseBodyError)
    step(*begun, ORDERED, command=CLOSE).then_rejected(CaseNotRectifiedError)
    step(OPENED, command=CLOSE).then_rejected(CaseNotRectifiedError)
    mild = replace(CLOSED, serious=False)
    step(*begun, ORDERED, RECTIFIED, command=CLOSE).then(mild)


def test_a_serious_case_is_not_closed_without_named_persons_and_a_measure():
    begun = OPENED, CRITICIZED
    grade = GradeCase(serious=True, reason=SERIOUS.reason)
    step(OPENED, command=grade).then_rejected(CaseOrderError)
    step(*begun, command=grade).then(SERIOUS)
    pursue = PursueCase(persons=("head",), measure="通报批评", reference="青纪〔2026〕5号")
    step(*begun, command=pursue).then_rejected(CaseNotSeriousError)
    step(*begun, SERIOUS, command=CLOSE).then_rejected(CaseNotPursuedError)
    nobody = replace(pursue, persons=())
    step(*begun, SERIOUS, command=nobody).then_rejected(CasePersonsError, field="persons")
    other = replace(pursue, persons=("somebody",))
    step(*begun, SERIOUS, command=other).then_rejected(CasePersonsError)
    step(*begun, SERIOUS, command=replace(pursue, measure="")).then_rejected(CaseMeasureError)
    step(*begun, SERIOUS, command=replace(pursue, reference="")).then_rejected(CaseMeasureError)
    step(*begun, SERIOUS, command=pursue).then(PURSUED)
    step(*begun, SERIOUS, PURSUED, command=CLOSE).then(CLOSED)
    step(*begun, SERIOUS, PURSUED, CLOSED, command=CLOSE).then_rejected(CaseClosedError)


def test_what_is_not_put_right_by_its_day_is_told_of_once():
    missed = CaseMissed(**HERE, due=DUE, above="above")
    miss, begun = MissCase(above="above"), (OPENED, CRITICIZED, ORDERED)
    step(*begun, command=miss, at=LATER).then(missed)
    step(*begun, command=miss).then_rejected(CaseNotDueError)
    step(*begun, missed, command=miss, at=LATER).then_rejected(CaseNotDueError)
    step(*begun, RECTIFIED, command=miss, at=LATER).then_rejected(CaseNotDueError)
