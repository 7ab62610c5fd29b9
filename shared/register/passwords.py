"""密码更改 — since when a person's password is another: sessions begun before end in every service.

Nothing of the password is known here, only the moment (decision 0039).
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from shared.record import Record
from shared.register.facts import PasswordChanged
from shared.view import Rows, View, Views


class PasswordRow(Struct, frozen=True, kw_only=True):
    """密码更改 — ``changed_at``: when a person's password became another, the last time."""

    person_id: str
    changed_at: datetime


passwords: Final = View("passwords", PasswordRow, key="person_id")


@passwords.on(PasswordChanged)
def _(rows: Rows[PasswordRow], record: Record[PasswordChanged]) -> None:
    rows.put(PasswordRow(person_id=record.event.person_id, changed_at=record.cause.at))


class Renewals:
    """密码更改情况 — remembered until anybody's password changes."""

    def __init__(self, views: Views) -> None:
        self._views, self._memo = views, views.memo(passwords)

    def of(self, person: str) -> datetime | None:
        """Return when a person's password became another; None if it never did."""
        found: tuple[datetime | None] = self._memo.of(person, lambda: self._rows(person))
        return found[0]

    def at_hand(self, person: str) -> tuple[datetime | None] | None:
        """Return the same where nothing need be read for it."""
        found: tuple[datetime | None] | None = self._memo.at_hand(person)
        return found

    def _rows(self, person: str) -> tuple[datetime | None]:
        row = self._views.get(passwords, person)
        return (row.changed_at if row else None,)
