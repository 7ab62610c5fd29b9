"""人员 — the sealed names of persons; a keyring opens them (staff and members alone see them)."""

from typing import Final

from msgspec import Struct

from services.publishing.heard import PersonRegistered
from shared.record import Record
from shared.seal import Sealed
from shared.view import Rows, View


class PersonRow(Struct, frozen=True):
    """人员"""

    person_id: str
    sealed: Sealed


people: Final = View("people", PersonRow, key="person_id")


@people.on(PersonRegistered)
def _(rows: Rows[PersonRow], record: Record[PersonRegistered]) -> None:
    rows.put(PersonRow(record.event.person_id, record.event.sealed))
