"""报告: drafted when its day is near, signed, sent in every form, received — or told of (K1–K3)."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.report import (
    REPORT,
    ProgressLineError,
    ProgressTableError,
    ReportAddresseeError,
    ReportChangedError,
    ReportFormError,
    ReportNotDueError,
    ReportNotSentError,
    ReportNotSignedError,
    ReportNumberError,
    ReportOwnHandError,
    ReportReasonError,
    ReportScanError,
    ReportSentAlreadyError,
    ReportSignerError,
    ReportTextError,
    ReportTwiceError,
    ReportUnknownError,
)
from services.workflow.domain.report_task import Edition, cut_off, editions, tasks_of
from services.workflow.domain.report_words import (
    DraftReport,
    EscalateReport,
    FillProgress,
    HandInReport,
    MissReport,
    Paper,
    Progress,
    ProgressFilled,
    ReceiveReport,
    ReportDrafted,
    ReportEdited,
    ReportEscalated,
    ReportFigures,
    ReportMissed,
    ReportReceived,
    ReportReturned,
    ReportSent,
    ReportSigned,
    ReturnReport,
    SendReport,
    SignReport,
    TaskLine,
    WriteReport,
)
from shared.testing import UNIT, Given

CITY = "00000000-0000-4000-8000-0000000000f0"
BOTH = (Paper.ELECTRONIC, Paper.FORMAL)
DUE = date(2026, 7, 10)
ON_TIME, AFTER = datetime(2026, 7, 10, 4, tzinfo=UTC), datetime(2026, 7, 11, 4, tzinfo=UTC)
LINES = tuple(TaskLine(name=f"任务{n}", status=Progress.GOING, person="李明") for n in (1, 2))
SCAN = Attachment(name="扫描件.pdf", sha256="a" * 64, sm3="b" * 64, size=9, kind="pdf")
DRAFT = DraftReport(
    unit=UNIT,
    kind="月报",
    period="2026年6月",
    title="2026年6月党务公开月报",
    first=date(2026, 6, 1),
    cutoff=date(2026, 6, 30),
    due=DUE,
    addressee=CITY,
    reviewers=("deputy_leader",),
    forms=BOTH,
    figures=ReportFigures(published=3),
    text="本月公开3件。",
    tasks=2,
)
DRAFTED = ReportDrafted(
    **{name: getattr(DRAFT, name) for name in DRAFT.__struct_fields__ if name != "table"},
    before=(),
)
FILLED = ProgressFilled(unit=UNIT, table=LINES)
WRITTEN = ReportEdited(unit=UNIT, text="本月公开3件，均按期。", edited_by="li")
DIGEST = REPORT.fold([DRAFTED, FILLED]).digest
SIGNED = ReportSigned(unit=UNIT, digest=DIGEST, signed_by="deputy")
READY = (DRAFTED, FILLED, SIGNED)
SENT = ReportSent(
    unit=UNIT,
    addressee=CITY,
    kind="月报",
    period="2026年6月",
    form=Paper.ELECTRONIC,
    number="",
    digest=DIGEST,
    scan=None,
    whole=False,
    days_late=0,
    sent_by="li",
)
FORMAL = replace(SENT, form=Paper.FORMAL, number="青公开〔2026〕8号", scan=SCAN, whole=True)
RECEIVED = ReportReceived(unit=UNIT, addressee=CITY, number="收12", received_by="city")
RETURNED = ReportReturned(unit=UNIT, addressee=CITY, reason="数字前后不一致。", returned_by="city")
MISSED = ReportMissed(unit=UNIT, kind="月报", period="2026年6月", due=DUE, sent=())
ESCALATED = ReportEscalated(unit=UNIT, kind="月报", period="2026年6月", due=DUE, above=CITY)


def when(*history, command, by="li", at=ON_TIME, unit=UNIT, post="clerk"):
    return Given(REPORT, *history).when(command, by=by, at=at, unit=unit, post=post)


def sign(*history, digest=DIGEST, by="deputy", post="deputy_leader", unit=UNIT):
    return when(*history, command=SignReport(digest=digest), by=by, post=post, unit=unit)


def send(*history, form=Paper.ELECTRONIC, number="", scan=None, at=ON_TIME):
    asked = SendReport(form=form, number=number)
    return when(*history, command=HandInReport(asked=asked, scan=scan), at=at)


def answer(*history, command, unit=CITY):
    return when(*history, command=command, by="city", unit=unit, post="office")


def test_a_draft_goes_on_with_the_table_of_the_month_before():
    when(command=DRAFT).then(DRAFTED)
    again = replace(DRAFTED, before=(Progress.GOING, Progress.GOING))
    when(command=replace(DRAFT, table=LINES)).then(again, FILLED)
    when(DRAFTED, command=DRAFT).then_rejected(ReportTwiceError)
    when(command=WriteReport(text="x")).then_rejected(ReportUnknownError)


def test_it_is_signed_by_the_named_post_on_the_very_text_and_not_by_its_own_hand():
    sign(DRAFTED, FILLED).then(SIGNED)
    sign(DRAFTED, FILLED, post="clerk").then_rejected(ReportSignerError)
    sign(DRAFTED, FILLED, unit=CITY).then_rejected(ReportSignerError)
    sign(DRAFTED, FILLED, digest="old").then_rejected(ReportChangedError)
    changed = REPORT.fold([DRAFTED, FILLED, WRITTEN]).digest
    sign(DRAFTED, FILLED, WRITTEN, digest=changed, by="li").then_rejected(ReportOwnHandError)
    sign(DRAFTED, digest=REPORT.fold([DRAFTED]).digest).then_rejected(ProgressTableError)


def test_whatever_is_changed_is_signed_anew():
    when(*READY, command=WriteReport(text=WRITTEN.text)).then(WRITTEN)
    send(*READY, WRITTEN).then_rejected(ReportNotSignedError)
    when(*READY, command=WriteReport(text=" ")).then_rejected(ReportTextError, field="text")
    when(*READY, SENT, command=WriteReport(text="又改一次。")).then_rejected(ReportSentAlreadyError)


def test_a_table_has_as_many_lines_as_the_scheme_says_each_with_a_person():
    when(DRAFTED, command=FillProgress(table=LINES)).then(FILLED)
    when(DRAFTED, command=FillProgress(table=LINES[:1])).then_rejected(ProgressTableError)
    bare = (replace(LINES[0], person=" "), LINES[1])
    when(DRAFTED, command=FillProgress(table=bare)).then_rejected(ProgressLineError)
    done = (replace(LINES[0], status=Progress.DONE), LINES[1])
    when(DRAFTED, command=FillProgress(table=done)).then_rejected(ProgressLineError, field="table")


def test_it_is_sent_once_signed_in_each_form_and_whole_with_the_last():
    send(DRAFTED, FILLED).then_rejected(ReportNotSignedError)
    send(*READY).then(SENT)
    send(*READY, SENT).then_rejected(ReportFormError, field="form")
    paper = {"form": Paper.FORMAL, "number": FORMAL.number}
    send(*READY, SENT, **paper, scan=SCAN).then(FORMAL)
    send(*READY, SENT, **paper, scan=SCAN, at=AFTER).then(replace(FORMAL, days_late=1))
    send(*READY, **paper).then_rejected(ReportScanError, field="scan")
    wrong = {**paper, "number": "青公开[2026]8号"}
    send(*READY, **wrong, scan=SCAN).then_rejected(ReportNumberError, field="number")


def test_who_it_was_sent_to_takes_it_or_gives_it_back():
    whole = (*READY, SENT, FORMAL)
    answer(*whole, command=ReceiveReport(number="收12")).then(RECEIVED)
    answer(*whole, command=ReceiveReport(), unit=UNIT).then_rejected(ReportAddresseeError)
    answer(*READY, SENT, command=ReceiveReport()).then_rejected(ReportNotSentError)
    answer(*whole, command=ReturnReport(reason=RETURNED.reason)).then(RETURNED)
    answer(*whole, command=ReturnReport()).then_rejected(ReportReasonError, field="reason")
    send(*whole, RETURNED).then_rejected(ReportNotSignedError)


def test_it_is_told_of_on_its_day_and_missed_after_it_each_once():
    when(*READY, command=EscalateReport(above=CITY)).then(ESCALATED)
    when(*READY, ESCALATED, command=EscalateReport()).then_rejected(ReportNotDueError)
    when(*READY, SENT, FORMAL, command=EscalateReport()).then_rejected(ReportNotDueError)
    when(*READY, command=MissReport()).then_rejected(ReportNotDueError)
    when(*READY, command=MissReport(), at=AFTER).then(MISSED)
    part = replace(MISSED, sent=(Paper.ELECTRONIC,))
    when(*READY, SENT, command=MissReport(), at=AFTER).then(part)
    when(*READY, MISSED, command=MissReport(), at=AFTER).then_rejected(ReportNotDueError)
    whole = (*READY, SENT, FORMAL, RECEIVED)
    when(*whole, command=MissReport(), at=AFTER).then_rejected(ReportNotDueError)


# ── what a scheme asks for ───────────────────────────────────────────────────────────────────

S4 = (
    "月报=每月10日/分管领导/双份/进度表",
    "半年总结=6月10日/主要领导/双份",
    "年度总结=12月10日/主要领导/双份",
)
S2 = ("专题报告=12月31日/主要领导/电子版/报乡纪委", "情况报告=每季10日/电子版", "写错了=随便")
KINDS = ("月报", "半年总结", "年度总结", "专题报告", "情况报告", "写错了")


def test_the_days_of_a_year_are_those_of_the_scheme():
    found = sorted(
        (each.due, task.kind, each.period, each.first, each.last)
        for task in tasks_of(S4, KINDS)
        for each in editions(task, date(2026, 1, 1), date(2026, 12, 31))
    )
    assert len(found) == 14
    assert found[0] == (
        date(2026, 1, 10),
        "月报",
        "2025年12月",
        date(2025, 12, 1),
        date(2025, 12, 31),
    )
    fixed = [each[:3] for each in found if each[1] != "月报"]
    assert fixed == [
        (date(2026, 6, 10), "半年总结", "2026年上半年"),
        (date(2026, 12, 10), "年度总结", "2026年度"),
    ]
    special, quarterly = tasks_of(S2, KINDS)
    assert (special.to, special.principal, special.forms) == ("乡纪委", True, BOTH[:1])
    quarters = [each.period for each in editions(quarterly, date(2026, 1, 1), date(2026, 12, 31))]
    assert quarters == [
        "2025年第4季度",
        "2026年第1季度",
        "2026年第2季度",
        "2026年第3季度",
    ]
    assert not list(tasks_of(S4, ("年度工作",)))


def test_a_draft_before_the_end_of_its_period_knows_only_yesterday():
    half = Edition(
        period="x", first=date(2026, 1, 1), last=date(2026, 6, 30), due=date(2026, 6, 10)
    )
    assert cut_off(half, date(2026, 6, 8)) == date(2026, 6, 7)
    assert cut_off(half, date(2026, 7, 8)) == date(2026, 6, 30)
