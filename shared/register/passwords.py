"""登录的终止 — since when a person's password is another, and which sessions they logged out of.

Both end sessions in every service (decision 0039). Nothing of a password is known here, only the
moment; of a session only its mark.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from shared.auth import Session
from shared.record import Record
from shared.register.facts import PasswordChanged, SessionEnded
from shared.view import Rows, View, Views


class EndedSession(Struct, frozen=True, kw_only=True):
    """已退出的登录 — ``until``: when it would have ended by itself."""

    mark: str
    until: datetime


class PasswordRow(Struct, frozen=True, kw_only=True):
    """登录的终止 — ``changed_at``: when a person's password became another, the last time."""

    person_id: str
    changed_at: datetime | None = None
    ended: tuple[EndedSession, ...] = ()

    def ends(self, session: Session) -> bool:
        """Tell whether a session of this person is over before its time."""
        changed = self.changed_at is not None and session.begun < self.changed_at
        return changed or any(each.mark == session.mark for each in self.ended)


passwords: Final = View("passwords", PasswordRow, key="person_id")


@passwords.on(PasswordChanged)
def _(rows: Rows[PasswordRow], record: Record[PasswordChanged]) -> None:
    rows.put(PasswordRow(person_id=record.event.person_id, changed_at=record.cause.at))


@passwords.on(SessionEnded)
def _(rows: Rows[PasswordRow], record: Record[SessionEnded]) -> None:
    event, now = record.event, record.cause.at
    row = rows.get(event.person_id) or PasswordRow(person_id=event.person_id)
    lasting = [each for each in row.ended if each.until > now and each.mark != event.session]
    ended = (*lasting, EndedSession(mark=event.session, until=event.until))
    rows.put(PasswordRow(person_id=row.person_id, changed_at=row.changed_at, ended=ended))


class Renewals:
    """登录的终止情况 — remembered until anybody's password changes or anybody logs out."""

    def __init__(self, views: Views) -> None:
        self._views, self._memo = views, views.memo(passwords)

    def end(self, session: Session) -> bool:
        """Tell whether a session was ended before its time."""
        return self._memo.of(session.person, lambda: self._row(session.person)).ends(session)

    def at_hand(self, session: Session) -> bool | None:
        """Return the same where nothing need be read for it, else None."""
        row: PasswordRow | None = self._memo.at_hand(session.person)
        return None if row is None else row.ends(session)

    def _row(self, person: str) -> PasswordRow:
        return self._views.get(passwords, person) or PasswordRow(person_id=person)
