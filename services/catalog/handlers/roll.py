"""花名册 — everybody by name: names lie sealed on disk; opened ones are kept only in memory."""

from threading import Lock
from typing import Final

import sqlalchemy as sa
from msgspec import Struct, structs

from services.catalog.views import PersonRow, people
from shared.seal import Keyring, Sealed
from shared.view import Views

SIZE: Final = 50
AT_ONCE: Final = 500  # rows of one question
MOST_PAGES: Final = 1_000_000  # nobody turns so far


class Known(Struct, frozen=True, kw_only=True, order=True):
    """人员 — with the name, as far as its key still exists."""

    login: str
    person_id: str
    name: str


class Folk(Struct, frozen=True, kw_only=True):
    """查到的人员 — one page of them, by their logins."""

    rows: list[Known]
    total: int
    page: int
    pages: int


class Roll:
    """花名册 — a name opened once is not opened again until it is shown."""

    def __init__(self, views: Views, keyring: Keyring) -> None:
        self._views, self._keyring = views, keyring
        self._edition = views.editions.of([people.name])
        self._known: dict[str, Known] = {}
        self._order: list[Known] = []
        self._seen: int | None = None
        self._lock = Lock()

    def find(self, words: str, page: int = 1) -> Folk:
        """Return one page of those whose name or login has these words in it; all, for none.

        Who was erased since is found by no name, and shown by none.
        """
        words, everybody = words.strip(), self._everybody()
        found = [each for each in everybody if words in each.name or words in each.login]
        pages = max(-(-len(found) // SIZE), 1)
        page = min(max(page, 1), pages)
        shown = self._fresh(found[(page - 1) * SIZE : page * SIZE])
        rows = [each for each in shown if words in each.name or words in each.login]
        return Folk(rows=rows, total=len(found), page=page, pages=pages)

    def named(self, name: str) -> list[Known]:
        """Return everybody of exactly this name."""
        found = self._fresh([each for each in self._everybody() if each.name == name])
        return [each for each in found if each.name == name]

    def _everybody(self) -> list[Known]:
        """Return everybody by login, those who came since opened and put in their places."""
        with self._lock:
            now = self._edition()
            if now is None or now != self._seen:
                asked = sa.select(people.c.person_id)
                new = [row[0] for row in self._views.query(asked) if row[0] not in self._known]
                self._enter(new)
                self._seen = now
            return self._order

    def _enter(self, ids: list[str]) -> None:
        for start in range(0, len(ids), AT_ONCE):
            some = people.c.person_id.in_(ids[start : start + AT_ONCE])
            found = self._opened(self._views.select(people, some))
            self._known |= {each.person_id: each for each in found}
        self._order = sorted(self._known.values())

    def _fresh(self, found: list[Known]) -> list[Known]:
        """Open once more what is about to be shown: a key may have been destroyed meanwhile."""
        ids = [each.person_id for each in found]
        rows = self._views.select(people, people.c.person_id.in_(ids)) if ids else []
        now = {each.person_id: each for each in self._opened(rows)}
        return [now[each] for each in ids if each in now]

    def _opened(self, rows: list[PersonRow]) -> list[Known]:
        names = self._keyring.open_all([Sealed(**structs.asdict(row.sealed)) for row in rows])
        return [
            Known(login=row.login, person_id=row.person_id, name=name or "(姓名已删除)")
            for row, name in zip(rows, names, strict=True)
        ]
