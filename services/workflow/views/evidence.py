"""等待凭据 — disclosures for members that count when their forms are proved, not when opened."""

from typing import Final

from msgspec import Struct

from services.workflow.heard import EvidenceAwaited
from shared.record import Record
from shared.view import Rows, View


class WaitingRow(Struct, frozen=True):
    """等待凭据的公开事项"""

    disclosure_id: str


waiting: Final = View("waiting", WaitingRow, key="disclosure_id")


@waiting.on(EvidenceAwaited)
def _(rows: Rows[WaitingRow], record: Record[EvidenceAwaited]) -> None:
    rows.put(WaitingRow(record.event.disclosure_id))
