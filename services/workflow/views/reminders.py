"""提醒 — one row for each post that an obligation's fact names, and what became of it."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.case_words import CaseOrdered
from services.workflow.domain.duty import Recipient
from services.workflow.domain.obligation_events import (
    ObligationDemanded,
    ObligationPrompted,
    ObligationReminded,
)
from services.workflow.domain.reminder_words import (
    MailboxNamed,
    ReminderBounced,
    ReminderMailed,
    ReminderRead,
    Sealed,
)
from services.workflow.domain.report_words import ReportEscalated
from services.workflow.heard import (
    DocumentReminded,
    PostHanded,
    StaffReminded,
    UnitDissolved,
    UnitMerged,
)
from services.workflow.views.duties import duties
from services.workflow.views.reports import reports
from shared.record import Record
from shared.register import units
from shared.view import Rows, View

PROMPTED, REMINDED, DEMANDED = "prompted", "reminded", "demanded"
HANDED, INHERITED, UNREAD, OWED = "handed", "inherited", "unread", "owed"
WARNED = "warned"
SAYS: Final = {
    PROMPTED: "请提出公开方案",
    DEMANDED: "责成提出公开方案",
    HANDED: "职务已移交给您，未办事项一并移交",
    INHERITED: "单位合并或者撤销，未办事项由本单位承接",
    UNREAD: "请阅读并签收文件",
    OWED: "请抓紧办理",
    WARNED: "超时预警，请处置",
}
GOING_ON: Final = ("clerk", "approver", "office")  # who hears that another unit's work is theirs


class NoticeRow(Struct, frozen=True, kw_only=True):
    """提醒 — to whoever holds ``post`` in ``unit``, or to ``person`` of them alone.

    ``offset``: days after the due day; ``owner``: the unit whose work it is about; what is
    about no single obligation has none, and no due day.
    """

    notice_id: UUID
    unit: str
    post: str
    kind: str
    owner: str
    at: datetime
    obligation_id: UUID | None = None
    title: str = ""
    matter: str = ""
    due: date | None = None
    person: str = ""
    giver: str = ""
    offset: int = 0
    answer_by: date | None = None
    note: str = ""
    link: str = ""

    @property
    def headline(self) -> str:
        """Return what it says, in one line."""
        about = f"{self.title}（{self.matter}）" if self.matter else self.title
        return f"{_said(self)}：{about}" if about else _said(self)

    @property
    def href(self) -> str:
        """Return where it is dealt with."""
        if self.link:
            return self.link
        return f"/workflow/duties/{self.obligation_id}" if self.obligation_id else "/workflow/"


class ReceiptRow(Struct, frozen=True, kw_only=True):
    """回执 — of one reminder with one person."""

    key: str
    notice_id: UUID
    person: str
    read_at: datetime | None = None
    mailed_at: datetime | None = None
    bounced: int = 0


class MailboxRow(Struct, frozen=True):
    """提醒邮箱 — ``since``: no mail of what was before."""

    person: str
    sealed: Sealed
    since: datetime


notices: Final = View(
    "notices", NoticeRow, key="notice_id", indexes=(("unit", "post", "at"), ("obligation_id",))
)
receipts: Final = View(
    "receipts", ReceiptRow, key="key", indexes=(("person", "notice_id"), ("notice_id",))
)
mailboxes: Final = View("mailboxes", MailboxRow, key="person")


@notices.on(ObligationPrompted)
def _(rows: Rows[NoticeRow], record: Record[ObligationPrompted]) -> None:
    _tell(rows, record, PROMPTED)


@notices.on(ObligationReminded)
def _(rows: Rows[NoticeRow], record: Record[ObligationReminded]) -> None:
    _tell(rows, record, REMINDED, offset=record.event.offset)


@notices.on(ObligationDemanded)
def _(rows: Rows[NoticeRow], record: Record[ObligationDemanded]) -> None:
    event = record.event
    _tell(rows, record, DEMANDED, answer_by=event.answer_by, note=event.note)


@receipts.on(ReminderRead)
def _(rows: Rows[ReceiptRow], record: Record[ReminderRead]) -> None:
    _mark(rows, record, read_at=record.cause.at)


@receipts.on(ReminderMailed)
def _(rows: Rows[ReceiptRow], record: Record[ReminderMailed]) -> None:
    _mark(rows, record, mailed_at=record.cause.at)


@receipts.on(ReminderBounced)
def _(rows: Rows[ReceiptRow], record: Record[ReminderBounced]) -> None:
    _mark(rows, record, bounced=record.event.code)


@mailboxes.on(MailboxNamed)
def _(rows: Rows[MailboxRow], record: Record[MailboxNamed]) -> None:
    event = record.event
    if event.sealed is None:
        rows.drop(event.person_id)
    else:
        rows.put(MailboxRow(event.person_id, event.sealed, record.cause.at))


def standing() -> Any:
    """Return the condition that what a reminder is about is still owed."""
    owed = sa.select(duties.c.obligation_id).where(duties.c.state.in_(["open", "overdue"]))
    return sa.or_(notices.c.obligation_id.is_(None), notices.c.obligation_id.in_(owed))


@notices.on(PostHanded)
def _(rows: Rows[NoticeRow], record: Record[PostHanded]) -> None:
    event, to = record.event, Recipient(unit=record.event.unit, post=record.event.post)
    at = record.cause.at
    row = NoticeRow(
        notice_id=_id(record, to), unit=to.unit, post=to.post, kind=HANDED, owner=to.unit, at=at
    )
    rows.put(replace(row, person=event.taker, giver=event.giver))


@notices.on(DocumentReminded)
def _(rows: Rows[NoticeRow], record: Record[DocumentReminded]) -> None:
    """Tell each reader who has not signed for a document."""
    _pass_on(rows, record, UNREAD, f"/documents/{record.stream_id}")


@notices.on(StaffReminded)
def _(rows: Rows[NoticeRow], record: Record[StaffReminded]) -> None:
    """Tell those who owe an answer to the people."""
    _pass_on(rows, record, OWED, record.event.link)


@notices.on(UnitMerged, UnitDissolved)
def _(rows: Rows[NoticeRow], record: Record[UnitMerged | UnitDissolved]) -> None:
    """Tell those who go on with the work; who that is, the rows of units know."""
    over, unit = rows.of(units).get(record.event.unit_id), record.event.unit_id
    for post in GOING_ON if over and over.heir else ():
        to = Recipient(unit=over.heir if over else "", post=post)
        rows.put(
            NoticeRow(
                notice_id=_id(record, to),
                unit=to.unit,
                post=to.post,
                kind=INHERITED,
                owner=unit,
                at=record.cause.at,
            )
        )


@notices.on(ReportEscalated)
def _(rows: Rows[NoticeRow], record: Record[ReportEscalated]) -> None:
    """Tell who prepares and signs a report, and who waits for it, that its day has come."""
    event, report = record.event, rows.of(reports).get(record.stream_id)
    if report is None:
        return
    own = {*GOING_ON[::2], *report.reviewers}
    for unit, post in (*((event.unit, each) for each in sorted(own)), (event.above, "office")):
        _put(
            rows, record, Recipient(unit=unit, post=post), f"{report.title}到期没有报齐", "reports"
        )


@notices.on(CaseOrdered)
def _(rows: Rows[NoticeRow], record: Record[CaseOrdered]) -> None:
    """Tell the unit until when it is to put right what a case is about."""
    due = record.event.due
    for post in GOING_ON:
        to = Recipient(unit=record.event.unit, post=post)
        _put(rows, record, to, f"责令整改，期限{due.year}年{due.month}月{due.day}日", "cases")


def _put(rows: Rows[NoticeRow], record: Record[Any], to: Recipient, title: str, where: str) -> None:
    rows.put(
        NoticeRow(
            notice_id=_id(record, to),
            unit=to.unit,
            post=to.post,
            kind=OWED,
            owner=record.event.unit,
            title=title,
            link=f"/workflow/{where}/{record.stream_id}",
            at=record.cause.at,
        )
    )


def _said(row: NoticeRow) -> str:
    if row.kind in SAYS:
        return SAYS[row.kind]
    if row.offset < 0:
        return f"还有{-row.offset}天到期"
    return f"已逾期{row.offset}天" if row.offset else "今天到期"


def _tell(rows: Rows[NoticeRow], record: Record[Any], kind: str, **more: Any) -> None:
    duty = rows.of(duties).get(record.stream_id)
    if duty is None:
        return
    for to in record.event.to:
        rows.put(
            NoticeRow(
                notice_id=_id(record, to),
                unit=to.unit,
                post=to.post,
                kind=kind,
                obligation_id=record.stream_id,
                owner=duty.unit,
                title=duty.title,
                matter=duty.matter,
                due=duty.due,
                at=record.cause.at,
                **more,
            )
        )


def _pass_on(
    rows: Rows[NoticeRow],
    record: Record[DocumentReminded] | Record[StaffReminded],
    kind: str,
    link: str,
) -> None:
    """Tell what another house says, to those whom it names."""
    for to in record.event.to:
        rows.put(
            NoticeRow(
                notice_id=uuid5(record.id, f"{to['unit']}/{to['post']}/{to.get('person', '')}"),
                unit=to["unit"],
                post=to["post"],
                person=to.get("person", ""),
                kind=kind,
                owner=record.cause.unit,
                title=record.event.title,
                link=link,
                at=record.cause.at,
            )
        )


def _id(record: Record[Any], to: Recipient) -> UUID:
    return uuid5(record.id, f"{to.unit}/{to.post}")


def _mark(rows: Rows[ReceiptRow], record: Record[Any], **changes: Any) -> None:
    notice, person = record.event.notice_id, record.event.person_id
    key = f"{notice}/{person}"
    if rows.get(key) is None:
        rows.put(ReceiptRow(key=key, notice_id=notice, person=person))
    rows.change(key, **changes)
