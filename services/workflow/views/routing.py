"""What decides who must consent: reserved classes, makers of catalogs, matters on their way."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.commands import Item
from services.workflow.domain.events import (
    ProposalApproved,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
)
from services.workflow.domain.route import Route
from services.workflow.domain.route_words import (
    ProposalConsented,
    ProposalEscalated,
    ProposalRouted,
)
from services.workflow.domain.terms import Scope
from services.workflow.heard import (
    AuthorityReleased,
    AuthorityReserved,
    LikenessJudged,
    TemplateCopied,
)
from services.workflow.views.board import ProposalRow, advanced, board
from services.workflow.views.register import ItemRow
from shared.alike import bare
from shared.record import Record
from shared.view import Rows, View

FORMS: Final = (
    *("会议", "文件", "公开栏", "网站", "简报", "通报", "解答"),
    *("公众号", "微博", "彩信", "电视台", "广播", "报纸", "局域网", "电子显示屏", "其他形式"),
)
OUTSIDE: Final = "目录外事项"
WITH_BODY: Final = "waiting"
ELSEWHERE: Final = "preparing"
CLOSED: Final = "closed"


class ReservedRow(Struct, frozen=True, kw_only=True):
    """上收的审批权限 — a heading under which this unit itself must approve."""

    key: str
    unit: str
    matter: str


class RulingRow(Struct, frozen=True, kw_only=True):
    """相近标题的认定 — whether it is the same class of matters."""

    key: str
    same: bool


class MakerRow(Struct, frozen=True, kw_only=True):
    """目录编制单位 — whose template a unit's catalog was begun from."""

    unit: str
    maker: str


class MatterRow(Struct, frozen=True, kw_only=True):
    """目录外事项 — what has been proposed though no catalog lists it."""

    item_id: str
    unit: str
    title: str

    def limits(self) -> Item:
        """Return what the domain asks about a matter: no catalog narrows its forms or scope."""
        return Item(unit=self.unit, forms=FORMS, scope=Scope.SOCIETY)


def outside(matter: MatterRow) -> ItemRow:
    """Return a matter outside the catalog as pages show an item."""
    return ItemRow(
        item_id=matter.item_id,
        unit=matter.unit,
        code="",
        path=OUTSIDE,
        title=matter.title,
        forms=FORMS,
        scope=Scope.SOCIETY,
        time_limit="",
        catalog=None,
    )


class RoutedRow(Struct, frozen=True, kw_only=True):
    """须经批准的方案 — ``state``: preparing, waiting (for the body), or closed."""

    proposal_id: UUID
    unit: str
    body: str
    route: Route
    title: str
    reason: str
    state: str
    changed_at: datetime
    minutes: str = ""


reserved: Final = View("reserved", ReservedRow, key="key", indexes=(("unit",),))
rulings: Final = View("likeness_rulings", RulingRow, key="key")
makers: Final = View("makers", MakerRow, key="unit")
matters: Final = View("matters", MatterRow, key="item_id", indexes=(("unit",),))
routed: Final = View(
    "routed",
    RoutedRow,
    key="proposal_id",
    indexes=(("body", "state", "changed_at"), ("unit", "state", "changed_at")),
)


def reserved_key(unit: str, matter: str) -> str:
    """Return the key of a heading that a unit has reserved."""
    return f"{unit}/{bare(matter)}"


def ruling_key(unit: str, matter: str, heading: str) -> str:
    """Return the key of what a unit says on a heading that resembles one it has reserved."""
    return f"{unit}/{bare(matter)}/{bare(heading)}"


@reserved.on(AuthorityReserved)
def _(rows: Rows[ReservedRow], record: Record[AuthorityReserved]) -> None:
    event = record.event
    key = reserved_key(event.unit, event.matter)
    rows.put(ReservedRow(key=key, unit=event.unit, matter=event.matter))


@rulings.on(LikenessJudged)
def _(rows: Rows[RulingRow], record: Record[LikenessJudged]) -> None:
    event = record.event
    key = ruling_key(event.unit, event.matter, event.heading)
    rows.put(RulingRow(key=key, same=event.same))


@reserved.on(AuthorityReleased)
def _(rows: Rows[ReservedRow], record: Record[AuthorityReleased]) -> None:
    rows.drop(reserved_key(record.event.unit, record.event.matter))


@makers.on(TemplateCopied)
def _(rows: Rows[MakerRow], record: Record[TemplateCopied]) -> None:
    rows.put(MakerRow(unit=record.event.unit, maker=record.event.issuer))


@matters.on(ProposalRouted)
def _(rows: Rows[MatterRow], record: Record[ProposalRouted]) -> None:
    event = record.event
    if event.way.off_catalog and rows.get(event.item_id) is None:
        rows.put(MatterRow(item_id=event.item_id, unit=event.unit, title=event.title))


@routed.on(ProposalRouted)
def _(rows: Rows[RoutedRow], record: Record[ProposalRouted]) -> None:
    event = record.event
    rows.put(
        RoutedRow(
            proposal_id=record.stream_id,
            unit=event.unit,
            body=event.route.body,
            route=event.route,
            title=event.title,
            reason=event.reason,
            state=WITH_BODY if event.route.body == event.unit else ELSEWHERE,
            changed_at=record.cause.at,
        )
    )


@routed.on(ProposalEscalated)
def _(rows: Rows[RoutedRow], record: Record[ProposalEscalated]) -> None:
    rows.change(record.stream_id, state=WITH_BODY, changed_at=record.cause.at)


@routed.on(ProposalConsented)
def _(rows: Rows[RoutedRow], record: Record[ProposalConsented]) -> None:
    rows.change(record.stream_id, minutes=record.event.minutes)


@routed.on(ProposalReturned)
def _(rows: Rows[RoutedRow], record: Record[ProposalReturned]) -> None:
    rows.change(record.stream_id, state=ELSEWHERE, changed_at=record.cause.at)


@routed.on(ProposalResubmitted)
def _(rows: Rows[RoutedRow], record: Record[ProposalResubmitted]) -> None:
    row = rows.get(record.stream_id)
    if row is not None and (row.body == row.unit or row.route.vacant):
        rows.put(replace(row, state=WITH_BODY, changed_at=record.cause.at))


@routed.on(ProposalApproved, ProposalRejected)
def _(rows: Rows[RoutedRow], record: Record[ProposalApproved | ProposalRejected]) -> None:
    rows.change(record.stream_id, state=CLOSED, changed_at=record.cause.at)


@board.on(ProposalRouted, ProposalEscalated, ProposalConsented)
def _(rows: Rows[ProposalRow], record: Record[Any]) -> None:
    if row := rows.get(record.stream_id):
        rows.put(advanced(row, record, *_told(record.event)))


def _told(event: ProposalRouted | ProposalEscalated | ProposalConsented) -> tuple[str, str]:
    match event:
        case ProposalRouted(route=route, reason=reason):
            return f"须经{route.decider}批准", reason
        case ProposalEscalated(note=note):
            return "报批", note
        case ProposalConsented(minutes=minutes, ballot=ballot):
            votes = f"到会{ballot.present}人，同意{ballot.favour}人" if ballot else ""
            return "有权机关同意", "；".join(each for each in (minutes, votes) if each)
