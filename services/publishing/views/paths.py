"""公开程序 — the way a matter took to its readers: each step, when, in which post; no names."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from services.publishing.domain.events import (
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.publishing.heard import (
    ProposalApproved,
    ProposalResubmitted,
    ProposalReviewed,
    ProposalSubmitted,
)
from shared.record import Record
from shared.view import Rows, View


class PathStep(Struct, frozen=True, kw_only=True):
    """一步 — ``what`` was done; a review says which ``check`` it was."""

    what: str
    at: datetime
    post: str = ""
    check: str = ""


class PathRow(Struct, frozen=True, kw_only=True):
    """一件方案走过的程序 — a first proposal's path goes on with the phases it opened."""

    proposal_id: UUID
    steps: tuple[PathStep, ...] = ()


paths: Final = View("paths", PathRow, key="proposal_id", streams=True)


@paths.on(ProposalSubmitted, ProposalResubmitted)
def _(rows: Rows[PathRow], record: Record[Any]) -> None:
    """Begin: what was returned before was another text."""
    rows.put(PathRow(proposal_id=record.stream_id, steps=(_step(record, "submitted"),)))


@paths.on(ProposalReviewed)
def _(rows: Rows[PathRow], record: Record[ProposalReviewed]) -> None:
    if record.event.verdict != "fail":
        _goes_on(rows, record, "reviewed", check=record.event.check)


@paths.on(ProposalApproved)
def _(rows: Rows[PathRow], record: Record[ProposalApproved]) -> None:
    _goes_on(rows, record, "approved")


@paths.on(InnerOpened)
def _(rows: Rows[PathRow], record: Record[InnerOpened]) -> None:
    _goes_on(rows, record, "inner")


@paths.on(PublicOpened)
def _(rows: Rows[PathRow], record: Record[PublicOpened]) -> None:
    _goes_on(rows, record, "public")


@paths.on(DisclosureRevised)
def _(rows: Rows[PathRow], record: Record[DisclosureRevised]) -> None:
    _goes_on(rows, record, "revised")


@paths.on(DisclosureWithdrawn)
def _(rows: Rows[PathRow], record: Record[DisclosureWithdrawn]) -> None:
    _goes_on(rows, record, "withdrawn")


def _goes_on(rows: Rows[PathRow], record: Record[Any], what: str, check: str = "") -> None:
    if row := rows.get(record.stream_id):
        step = _step(record, what, check)
        rows.change(record.stream_id, steps=(*row.steps, step))


def _step(record: Record[Any], what: str, check: str = "") -> PathStep:
    return PathStep(what=what, at=record.cause.at, post=record.cause.post, check=check)
