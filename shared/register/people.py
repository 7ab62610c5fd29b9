"""人员簿 — the sealed names of people; a keyring opens them, for whoever may see them."""

from typing import Final

from msgspec import Struct

from shared.record import Record
from shared.register.facts import PersonRegistered
from shared.seal import Sealed
from shared.view import Rows, View


class PersonRow(Struct, frozen=True, kw_only=True):
    """人员 — an opaque id and a sealed name."""

    person_id: str
    sealed: Sealed


people: Final = View("people", PersonRow, key="person_id")


@people.on(PersonRegistered)
def _(rows: Rows[PersonRow], record: Record[PersonRegistered]) -> None:
    rows.put(PersonRow(person_id=record.event.person_id, sealed=record.event.sealed))
