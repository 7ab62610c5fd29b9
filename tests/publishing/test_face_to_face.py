"""Rules of questions, press sessions, visits and links to sister disclosures."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.publishing.domain.inquiry import (
    INQUIRY,
    AnsweredAlreadyError,
    AnswererMissingError,
    AskerMissingError,
    InquiryAgainError,
    InquiryUnknownError,
    OccasionUnknownError,
)
from services.publishing.domain.inquiry_words import (
    AnswerInquiry,
    InquiryAnswered,
    InquiryAssigned,
    InquiryRaised,
    RaiseInquiry,
)
from services.publishing.domain.session import (
    SESSION,
    NotApproverError,
    NothingToApproveError,
    NotPublicYetError,
    OwnWordsError,
    SessionAgainError,
    SessionDateError,
    SessionUnknownError,
    SpokespersonMissingError,
    TranscriptMissingError,
)
from services.publishing.domain.session_words import (
    ApproveSession,
    HoldSession,
    SessionApproved,
    SessionHeld,
)
from services.publishing.domain.showing import (
    NotRecorderError,
    OtherUnitsMatterError,
    TextMissingError,
)
from services.publishing.domain.showing_words import Addressee
from services.publishing.domain.sister import (
    SISTER,
    LinkedAlreadyError,
    NothingToCheckError,
    NotSisterApproverError,
    OwnSisterError,
    SisterApprovedAlreadyError,
    SisterDateError,
    SisterGoneError,
    SisterUnknownError,
    SystemUnknownError,
    sister_id_of,
)
from services.publishing.domain.sister_words import (
    ApproveSister,
    CheckSister,
    LinkSister,
    SisterApproved,
    SisterChecked,
    SisterLinked,
    SisterWithdrawn,
    WithdrawSister,
)
from services.publishing.domain.terms import Phase
from services.publishing.domain.visit import (
    VISIT,
    NothingShownError,
    PlaceKindError,
    ReachedError,
    RemarkElsewhereError,
    ShownNotPublicError,
    VisitAgainError,
    VisitClosedError,
    VisitDateError,
    VisitUnknownError,
)
from services.publishing.domain.visit_words import (
    CloseVisit,
    NoteRemark,
    RegisterVisit,
    RemarkNoted,
    Sealed,
    VisitClosed,
    VisitRegistered,
)
from shared.calendar import chinese_calendar
from shared.testing import UNIT, Given
from tests.publishing.by_hand import AS_PUBLISHER, HELD, MATTER, MINUTES, NOW

TODAY = date(2025, 11, 3)
TERM = chinese_calendar().add_working_days(TODAY, 5)
HANDLER = Addressee(unit=UNIT, post="office", person="综合室")
ASK = RaiseInquiry(
    unit=UNIT,
    occasion="meeting",
    occasion_id="33333333-3333-4333-8333-333333333333",
    question="为什么不选报价最低的另一家？",
    asker="党员03",
    to=HANDLER,
    term=TERM,
    calendar="2025",
)
RAISED = InquiryRaised(
    unit=UNIT,
    occasion="meeting",
    occasion_id=ASK.occasion_id,
    question=ASK.question,
    asker="党员03",
    outlet="",
)
ASSIGNED = InquiryAssigned(
    unit=UNIT,
    question=ASK.question,
    to=HANDLER,
    due=date(2025, 11, 10),
    days=TERM.counted,
    calendar="2025",
)
ANSWERED = InquiryAnswered(
    unit=UNIT, text="比选表已张贴。", on=TODAY, on_the_spot=True, days_late=0
)
PUBLIC = replace(MATTER, phase=Phase.PUBLIC)


def by(name, post="member", at=NOW):
    return {"by": name, "post": post, "at": at}


def test_a_question_is_answered_on_the_spot_or_has_a_day():
    Given(INQUIRY).when(ASK, **AS_PUBLISHER).then(RAISED, ASSIGNED)
    spot = replace(ASK, answer="比选表已张贴。", to=None, term=None)
    Given(INQUIRY).when(spot, **AS_PUBLISHER).then(RAISED, ANSWERED)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"to": None}, AnswererMissingError),
        ({"asker": ""}, AskerMissingError),
        ({"occasion": "路上"}, OccasionUnknownError),
        ({"question": " "}, TextMissingError),
    ],
)
def test_a_question_is_refused_by_name(change, rule):
    Given(INQUIRY).when(replace(ASK, **change), **AS_PUBLISHER).then_rejected(rule)


def test_a_question_is_recorded_once_and_by_the_unit():
    Given(INQUIRY, RAISED).when(ASK, **AS_PUBLISHER).then_rejected(InquiryAgainError)
    Given(INQUIRY).when(ASK, **by("党员03")).then_rejected(NotRecorderError)


def test_an_answer_comes_from_who_owes_it_and_knows_how_late_it_is():
    late = replace(ANSWERED, on=date(2025, 11, 12), on_the_spot=False, days_late=2, file=MINUTES)
    answer = AnswerInquiry(text="比选表已张贴。", file=MINUTES)
    then = NOW + timedelta(days=9)
    given = Given(INQUIRY, RAISED, ASSIGNED)
    given.when(answer, **by("综合室", "office", then)).then(late)
    given.when(answer, **by("党员05")).then_rejected(NotRecorderError)
    again = Given(INQUIRY, RAISED, ASSIGNED, late)
    again.when(answer, **by("综合室", "office")).then_rejected(AnsweredAlreadyError)
    Given(INQUIRY).when(answer, **AS_PUBLISHER).then_rejected(InquiryUnknownError)


# ── the spokesperson ─────────────────────────────────────────────────────────────────────────

HOLD = HoldSession(
    unit=UNIT,
    title="第三季度新闻发布会",
    place="新闻发布厅",
    held_at=HELD,
    spokesperson="发言人",
    transcript=MINUTES,
    matters=(PUBLIC,),
)
SPOKEN = SessionHeld(
    unit=UNIT,
    title="第三季度新闻发布会",
    place="新闻发布厅",
    held_at=HELD,
    spokesperson="发言人",
    transcript=MINUTES,
    disclosures=(MATTER.disclosure_id,),
)


def test_a_press_session_is_recorded_with_its_transcript():
    Given(SESSION).when(HOLD, **AS_PUBLISHER).then(SPOKEN)
    Given(SESSION, SPOKEN).when(HOLD, **AS_PUBLISHER).then_rejected(SessionAgainError)
    Given(SESSION).when(HOLD, **by("党员03")).then_rejected(NotRecorderError)


def test_what_was_said_is_read_by_society_when_somebody_else_has_approved_it():
    read = ApproveSession(unit=UNIT, answers=("答一",), writers=frozenset({"publisher"}))
    shown = SessionApproved(unit=UNIT, answers=("答一",))
    more = SessionApproved(unit=UNIT, answers=("答二",))
    office = by("综合室", "office")
    Given(SESSION).when(read, **office).then_rejected(SessionUnknownError)
    Given(SESSION, SPOKEN).when(read, **office).then(shown)
    Given(SESSION, SPOKEN).when(read, **AS_PUBLISHER).then_rejected(NotApproverError)
    Given(SESSION, SPOKEN).when(read, **by("publisher", "office")).then_rejected(OwnWordsError)
    Given(SESSION, SPOKEN, shown).when(read, **office).then_rejected(NothingToApproveError)
    both = replace(read, answers=("答一", "答二"))
    Given(SESSION, SPOKEN, shown).when(both, **office).then(more)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"held_at": None}, SessionDateError),
        ({"held_at": NOW + timedelta(minutes=1)}, SessionDateError),
        ({"transcript": None}, TranscriptMissingError),
        ({"spokesperson": ""}, SpokespersonMissingError),
        ({"matters": (MATTER,)}, NotPublicYetError),
        ({"matters": (replace(PUBLIC, unit="他"),)}, OtherUnitsMatterError),
    ],
)
def test_a_press_session_is_refused_by_name(change, rule):
    Given(SESSION).when(replace(HOLD, **change), **AS_PUBLISHER).then_rejected(rule)


# ── visits ───────────────────────────────────────────────────────────────────────────────────

GO = RegisterVisit(
    unit=UNIT,
    kind="village",
    place="河湾村村委会",
    on=TODAY,
    topics="讲解第三季度党务公开内容。",
    reached=46,
    matters=(PUBLIC,),
)
WENT = VisitRegistered(
    unit=UNIT,
    kind="village",
    place="河湾村村委会",
    on=TODAY,
    topics="讲解第三季度党务公开内容。",
    reached=46,
    disclosures=(MATTER.disclosure_id,),
)
OPINION = "44444444-4444-4444-8444-444444444444"
BOX = Sealed(subject=OPINION, nonce="n", box="b", commitment="c")
HEARD = RemarkNoted(
    unit=UNIT,
    place="河湾村村委会",
    opinion_id=OPINION,
    disclosure_id=MATTER.disclosure_id,
    item_id=MATTER.item_id,
    version=1,
    content=BOX,
)
NOTE = NoteRemark(opinion_id=OPINION, matter=PUBLIC, content=BOX)


def test_a_visit_shows_public_matters_and_brings_opinions_home():
    Given(VISIT).when(GO, **AS_PUBLISHER).then(WENT)
    Given(VISIT, WENT).when(NOTE, **AS_PUBLISHER).then(HEARD)
    Given(VISIT, WENT, HEARD).when(NOTE, **AS_PUBLISHER).then()
    done = VisitClosed(unit=UNIT, opinions=1)
    Given(VISIT, WENT, HEARD).when(CloseVisit(), **AS_PUBLISHER).then(done)
    Given(VISIT, WENT, done).when(NOTE, **AS_PUBLISHER).then_rejected(VisitClosedError)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "moon"}, PlaceKindError),
        ({"on": None}, VisitDateError),
        ({"on": date(2025, 11, 4)}, VisitDateError),
        ({"reached": -1}, ReachedError),
        ({"matters": ()}, NothingShownError),
        ({"matters": (MATTER,)}, ShownNotPublicError),
        ({"matters": (replace(PUBLIC, unit="他"),)}, OtherUnitsMatterError),
    ],
)
def test_a_visit_is_refused_by_name(change, rule):
    Given(VISIT).when(replace(GO, **change), **AS_PUBLISHER).then_rejected(rule)


def test_a_visit_is_registered_once_and_opinions_are_about_what_was_shown():
    Given(VISIT, WENT).when(GO, **AS_PUBLISHER).then_rejected(VisitAgainError)
    Given(VISIT).when(NOTE, **AS_PUBLISHER).then_rejected(VisitUnknownError)
    other = replace(NOTE, matter=replace(PUBLIC, disclosure_id="别的"))
    Given(VISIT, WENT).when(other, **AS_PUBLISHER).then_rejected(RemarkElsewhereError)
    Given(VISIT, WENT).when(NOTE, **by("x")).then_rejected(NotRecorderError)


# ── sisters ──────────────────────────────────────────────────────────────────────────────────

LINK = LinkSister(
    unit=UNIT,
    item_id=MATTER.item_id,
    disclosure_id=MATTER.disclosure_id,
    system="government",
    title="办公设备政府采购结果公告",
    address="https://www.example.gov.cn/cg/1",
    disclosed_on=TODAY,
)
LINKED = SisterLinked(
    unit=UNIT,
    item_id=MATTER.item_id,
    disclosure_id=MATTER.disclosure_id,
    system="government",
    title="办公设备政府采购结果公告",
    address="https://www.example.gov.cn/cg/1",
    disclosed_on=TODAY,
)
GONE = SisterWithdrawn(unit=UNIT, on=TODAY, reason="采购项目终止")


def test_a_matter_is_linked_once_whatever_its_address_looks_like():
    Given(SISTER).when(LINK, **AS_PUBLISHER).then(LINKED)
    Given(SISTER, LINKED).when(LINK, **AS_PUBLISHER).then_rejected(LinkedAlreadyError)
    here = sister_id_of(MATTER.item_id, LINK.address)
    assert sister_id_of(MATTER.item_id, " HTTPS://www.example.gov.cn/cg/1/ ") == here
    assert sister_id_of(MATTER.item_id, "http://www.example.gov.cn/cg/1") == here
    assert sister_id_of("another", LINK.address) != here


def test_a_link_needs_a_system_and_a_day():
    odd = replace(LINK, system="club")
    Given(SISTER).when(odd, **AS_PUBLISHER).then_rejected(SystemUnknownError)
    for day in (None, date(2025, 11, 4)):
        ahead = replace(LINK, disclosed_on=day)
        Given(SISTER).when(ahead, **AS_PUBLISHER).then_rejected(SisterDateError)


def test_society_reads_a_link_when_somebody_else_has_approved_it():
    approve, approved = ApproveSister(writer="who linked it"), SisterApproved(unit=UNIT)
    as_approver = {"by": "x", "unit": UNIT, "post": "approver", "at": NOW}
    own, above = as_approver | {"by": "who linked it"}, as_approver | {"unit": "上级"}
    Given(SISTER, LINKED).when(approve, **as_approver).then(approved)
    Given(SISTER, LINKED).when(approve, **own).then_rejected(OwnSisterError)
    for other in (AS_PUBLISHER, above):
        Given(SISTER, LINKED).when(approve, **other).then_rejected(NotSisterApproverError)
    again = Given(SISTER, LINKED, approved)
    again.when(approve, **as_approver).then_rejected(SisterApprovedAlreadyError)
    Given(SISTER, LINKED, GONE).when(approve, **as_approver).then_rejected(SisterGoneError)
    Given(SISTER).when(approve, **as_approver).then_rejected(SisterUnknownError)


def test_what_was_withdrawn_there_waits_until_somebody_has_looked_here():
    withdraw = WithdrawSister(on=TODAY, reason="采购项目终止")
    checked = SisterChecked(unit=UNIT, note="已核对，本方公开内容不变。")
    check = CheckSister(note="已核对，本方公开内容不变。")
    Given(SISTER, LINKED).when(withdraw, **AS_PUBLISHER).then(GONE)
    Given(SISTER, LINKED, GONE).when(withdraw, **AS_PUBLISHER).then_rejected(SisterGoneError)
    Given(SISTER, LINKED, GONE).when(check, **AS_PUBLISHER).then(checked)
    Given(SISTER, LINKED, GONE).when(LINK, **AS_PUBLISHER).then(LINKED)  # put up again, or mended
    Given(SISTER, LINKED).when(check, **AS_PUBLISHER).then_rejected(NothingToCheckError)
    Given(SISTER).when(check, **AS_PUBLISHER).then_rejected(SisterUnknownError)
    Given(SISTER, LINKED).when(withdraw, **by("x")).then_rejected(NotRecorderError)
