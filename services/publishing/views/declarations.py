"""要件 — what was said of a matter beside its text, as its page shows it (S0-18, S2-16, S3-32)."""

from typing import Final
from uuid import UUID

from msgspec import Struct

from services.publishing.heard import HeardDeclared, ProposalDeclared
from shared.record import Record
from shared.view import Rows, View


class DeclarationRow(Struct, frozen=True, kw_only=True):
    """要件说明 — of a first disclosure, which bears the id of its proposal."""

    disclosure_id: UUID
    item_id: str
    declared: HeardDeclared


declarations: Final = View("declarations", DeclarationRow, key="disclosure_id")


@declarations.on(ProposalDeclared)
def _(rows: Rows[DeclarationRow], record: Record[ProposalDeclared]) -> None:
    event = record.event
    rows.put(
        DeclarationRow(
            disclosure_id=record.stream_id, item_id=event.item_id, declared=event.declared
        )
    )
