"""Rules of documents, bulletins and circulars: who is told, who has signed, who answers."""

from datetime import date

import pytest
from msgspec.structs import replace

from services.publishing.domain.document import (
    DOCUMENT,
    BulletinNumberError,
    DocumentAgainError,
    DocumentKindError,
    DocumentUnknownError,
    GuideFileError,
    GuideNotPublicError,
    GuideOwnWordsError,
    NobodyUnreadError,
    NotAddressedError,
    ReadersMissingError,
    ReadersMixedError,
    ReadersTooManyError,
    ReportAnsweredError,
    ReportUnknownError,
    SignedAlreadyError,
    SignedByOtherError,
    UnitUnrelatedError,
    WaiverReasonError,
)
from services.publishing.domain.document_words import (
    AnswerReport,
    DocumentCompleted,
    DocumentIssued,
    DocumentReminded,
    FileReport,
    IssueDocument,
    ReceiptSigned,
    ReceiptWaived,
    RemindReaders,
    ReportAnswered,
    ReportFiled,
    SignReceipt,
    WaiveReceipt,
)
from services.publishing.domain.reading_log import READING, LogReading, ReadingLogged
from services.publishing.domain.showing import (
    FormBeyondApprovalError,
    NotRecorderError,
    TextMissingError,
)
from services.publishing.domain.showing_words import Addressee
from services.publishing.domain.terms import Attachment, Phase
from shared.calendar import chinese_calendar
from shared.record import SYSTEM
from shared.testing import UNIT, Given
from tests.publishing.by_hand import AS_PUBLISHER, MATTER, MINUTES, NOW

TERM = chinese_calendar().add_working_days(date(2025, 11, 3), 3)
ISSUE = IssueDocument(
    unit=UNIT,
    kind="document",
    number="青编办〔2025〕8号",
    title="第三季度党费收缴情况",
    text="应缴党员12名，无欠缴。",
    form="文件",
    matter=replace(MATTER, forms=("会议", "文件")),
    persons=("甲", "乙"),
    term=TERM,
    calendar="2025",
)
ISSUED = DocumentIssued(
    unit=UNIT,
    kind="document",
    number="青编办〔2025〕8号",
    title="第三季度党费收缴情况",
    text="应缴党员12名，无欠缴。",
    form="文件",
    file=None,
    disclosure_id=MATTER.disclosure_id,
    item_id=MATTER.item_id,
    version=1,
    meeting_id="",
    persons=("甲", "乙"),
    units=(),
    sign_by=date(2025, 11, 6),
    calendar="2025",
)
DOWN = replace(ISSUE, kind="circular", form="", matter=None, persons=(), units=("下级", "另一个"))
DOWN = replace(DOWN, related=("上级", "下级", "另一个"))
TOLD = replace(
    ISSUED,
    kind="circular",
    form="",
    persons=(),
    units=("下级", "另一个"),
    disclosure_id="",
    item_id="",
    version=0,
)
FIRST, SECOND = (ReceiptSigned(unit="", person=each) for each in ("甲", "乙"))


def me(name, unit="", post=""):
    return {"by": name, "unit": unit, "post": post, "at": NOW}


def test_a_document_goes_to_named_readers_with_a_term():
    Given(DOCUMENT).when(ISSUE, **AS_PUBLISHER).then(ISSUED)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"kind": "便条"}, DocumentKindError),
        ({"number": " "}, BulletinNumberError),
        ({"persons": ()}, ReadersMissingError),
        ({"persons": ("甲", "甲")}, ReadersMixedError),
        ({"units": ("下级",), "related": ("下级",)}, ReadersMixedError),
        ({"persons": tuple(map(str, range(1001)))}, ReadersTooManyError),
        ({"persons": (), "units": ("远亲",)}, UnitUnrelatedError),
        ({"text": "", "matter": None, "form": ""}, TextMissingError),
        ({"matter": MATTER}, FormBeyondApprovalError),
        ({"kind": "guide", "form": "", "text": ""}, GuideNotPublicError),
    ],
)
def test_a_document_is_refused_by_name(change, rule):
    Given(DOCUMENT).when(replace(ISSUE, **change), **AS_PUBLISHER).then_rejected(rule)


def test_nobody_else_issues_and_nothing_is_issued_twice():
    Given(DOCUMENT).when(ISSUE, **me("x", UNIT, "member")).then_rejected(NotRecorderError)
    Given(DOCUMENT, ISSUED).when(ISSUE, **AS_PUBLISHER).then_rejected(DocumentAgainError)


def guide(**change):
    matter = replace(MATTER, phase=Phase.PUBLIC, forms=("办事指南",))
    plain = replace(ISSUE, kind="guide", form="办事指南", matter=matter, persons=(), number="")
    return replace(plain, text="", title="自己写的标题", **change)


def test_a_guide_is_what_was_approved_and_nothing_else():
    issued = replace(ISSUED, kind="guide", form="办事指南", persons=(), number="", text="")
    issued = replace(issued, title=MATTER.title)
    Given(DOCUMENT).when(guide(), **AS_PUBLISHER).then(issued)


FILE = Attachment(name="指南.pdf", sha256="0" * 64, sm3="0" * 64, size=1, kind="application/pdf")


def test_words_and_files_that_nobody_reviewed_are_no_guide():
    file, text = guide(file=FILE), replace(guide(), text="带介绍信。")
    Given(DOCUMENT).when(file, **AS_PUBLISHER).then_rejected(GuideFileError)
    Given(DOCUMENT).when(text, **AS_PUBLISHER).then_rejected(GuideOwnWordsError)


def test_each_signs_and_the_last_one_completes_it():
    Given(DOCUMENT, ISSUED).when(SignReceipt(person="甲"), **me("甲")).then(FIRST)
    done = DocumentCompleted(unit=UNIT, due=2, signed=2)
    Given(DOCUMENT, ISSUED, FIRST).when(SignReceipt(person="乙"), **me("乙")).then(SECOND, done)


def test_a_signature_is_given_once_and_by_its_owner():
    mine = SignReceipt(person="甲")
    given = Given(DOCUMENT, ISSUED, FIRST)
    given.when(mine, **me("甲")).then_rejected(SignedAlreadyError)
    Given(DOCUMENT, ISSUED).when(mine, **me("乙")).then_rejected(SignedByOtherError, field="paper")
    given.when(SignReceipt(person="丙"), **me("丙")).then_rejected(NotAddressedError)
    Given(DOCUMENT).when(mine, **me("甲")).then_rejected(DocumentUnknownError)


def test_a_signature_on_paper_is_entered_by_the_office_with_its_scan():
    paper = SignReceipt(person="甲", paper=MINUTES)
    signed = replace(FIRST, paper=MINUTES)
    Given(DOCUMENT, ISSUED).when(paper, **AS_PUBLISHER).then(signed)
    Given(DOCUMENT, ISSUED).when(paper, **me("乙")).then_rejected(NotRecorderError)


def test_who_has_left_is_excused_with_a_reason_and_does_not_count_as_signed():
    gone = ReceiptWaived(unit="", person="乙", reason="已调离本支部")
    waive = WaiveReceipt(person="乙", reason="已调离本支部")
    done = DocumentCompleted(unit=UNIT, due=2, signed=1)
    Given(DOCUMENT, ISSUED, FIRST).when(waive, **AS_PUBLISHER).then(gone, done)
    short = replace(waive, reason="走了")
    Given(DOCUMENT, ISSUED).when(short, **AS_PUBLISHER).then_rejected(WaiverReasonError)
    Given(DOCUMENT, ISSUED).when(waive, **me("甲")).then_rejected(NotRecorderError)
    Given(DOCUMENT, ISSUED, gone).when(waive, **AS_PUBLISHER).then_rejected(SignedAlreadyError)


def test_readers_are_reminded_by_the_unit_or_by_the_clock_while_somebody_has_not_signed():
    to = (Addressee(unit=UNIT, post="member", person="乙"),)
    told = DocumentReminded(unit=UNIT, title=ISSUED.title, to=to, sign_by=date(2025, 11, 6))
    Given(DOCUMENT, ISSUED, FIRST).when(RemindReaders(to=to), **AS_PUBLISHER).then(told)
    Given(DOCUMENT, ISSUED).when(RemindReaders(to=to), **me(SYSTEM, UNIT, SYSTEM)).then(told)
    all_ = Given(DOCUMENT, ISSUED, FIRST, SECOND)
    all_.when(RemindReaders(to=to), **AS_PUBLISHER).then_rejected(NobodyUnreadError)
    Given(DOCUMENT, ISSUED).when(RemindReaders(to=to), **me("甲")).then_rejected(NotRecorderError)


def test_below_reports_and_above_answers_once():
    report = FileReport(unit="下级", text="学习室缺少座位。")
    said = ReportFiled(unit="下级", number=1, text="学习室缺少座位。")
    Given(DOCUMENT, TOLD).when(report, **me("x", "下级", "clerk")).then(said)
    stranger = replace(report, unit="远亲")
    Given(DOCUMENT, TOLD).when(stranger, **me("x")).then_rejected(NotAddressedError)

    answer = AnswerReport(number=1, text="本月补齐。")
    back = ReportAnswered(unit=UNIT, number=1, text="本月补齐。")
    Given(DOCUMENT, TOLD, said).when(answer, **AS_PUBLISHER).then(back)
    again = Given(DOCUMENT, TOLD, said, back)
    again.when(answer, **AS_PUBLISHER).then_rejected(ReportAnsweredError)
    Given(DOCUMENT, TOLD).when(answer, **AS_PUBLISHER).then_rejected(ReportUnknownError)
    by_below = Given(DOCUMENT, TOLD, said)
    by_below.when(answer, **me("x", "下级", "clerk")).then_rejected(NotRecorderError)


def test_a_unit_signs_for_itself():
    mine = ReceiptSigned(unit="下级", person="")
    signed = SignReceipt(unit="下级")
    Given(DOCUMENT, TOLD).when(signed, **me("x", "下级", "clerk")).then(mine)
    other = me("x", "另一个", "clerk")
    Given(DOCUMENT, TOLD).when(signed, **other).then_rejected(SignedByOtherError)


def test_every_reading_in_the_reading_room_is_logged():
    logged = ReadingLogged(unit=UNIT, document_id="d", person="甲")
    Given(READING, logged).when(LogReading(unit=UNIT, document_id="d"), **me("甲")).then(logged)
