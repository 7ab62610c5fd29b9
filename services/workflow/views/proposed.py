"""义务的方案 — which proposal answers an obligation, until it is refused or no longer approved."""

from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.events import ProposalRejected, ProposalSubmitted
from services.workflow.domain.revocation_words import ProposalRevoked
from services.workflow.views.duties import DutyRow, duties, entries, noted
from shared.record import Record
from shared.view import Rows, View

WAITING: Final = {"open", "overdue"}


class AnswerRow(Struct, frozen=True):
    """方案与义务 — of a proposal: what it is to fulfil; of an obligation: its newest proposal."""

    one: UUID
    other: UUID


answers: Final = View("answers", AnswerRow, key="one")


@duties.on(ProposalSubmitted)
def _(rows: Rows[DutyRow], record: Record[ProposalSubmitted]) -> None:
    """A proposal answers the obligation it names, or the earliest that nobody has proposed yet."""
    named, cause = record.event.obligation_id, record.cause
    entry = rows.of(entries).get(record.event.item_id)
    found = [row for each in (entry.open if entry else ()) if (row := rows.get(each))]
    fitting = [row for row in found if not named or str(row.obligation_id) == named]
    waiting = sorted((row for row in fitting if named or not row.proposed), key=lambda row: row.due)
    for row in waiting[:1]:
        _bind(rows.of(answers), record.stream_id, row.obligation_id)
        if not row.proposed:
            noted(rows, replace(row, proposed=True, proposed_at=cause.at, proposed_by=cause.actor))


@duties.on(ProposalRejected, ProposalRevoked)
def _(rows: Rows[DutyRow], record: Record[ProposalRejected | ProposalRevoked]) -> None:
    """What was refused, or is approved no longer, proposes nothing: it is to be proposed anew."""
    row = rows.get(_other(rows.of(answers), record.stream_id))
    newest = row and _other(rows.of(answers), row.obligation_id) == record.stream_id
    if row and newest and row.state in WAITING:
        noted(rows, replace(row, proposed=False, proposed_at=None, proposed_by=""))


def _bind(rows: Rows[AnswerRow], proposal: UUID, obligation: UUID) -> None:
    rows.put(AnswerRow(proposal, obligation))
    rows.put(AnswerRow(obligation, proposal))


def _other(rows: Rows[AnswerRow], one: UUID) -> UUID:
    known = rows.get(one)
    return known.other if known else UUID(int=0)
