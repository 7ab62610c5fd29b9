"""草稿 — what somebody has typed and not yet submitted: no fact, theirs alone, gone when it is.

Each draft is sealed with its writer's own key, so that nobody reads it in the database
and erasing the person erases it. It lies beside the views, in a file or table of its own.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct, json

from shared.decider import InvalidError, RejectedError
from shared.seal import Keyring, Sealed
from shared.view.ledger import engine_at, writing

KEPT: Final = timedelta(days=90)
EACH: Final = 100  # forms of one person; the oldest makes room
LARGEST: Final = 200_000  # characters of all that is typed into one form
NAMES: Final = 200  # characters of a form's name

_metadata = sa.MetaData()
_table = sa.Table(
    "workflow_drafts",
    _metadata,
    sa.Column("person", sa.String(200), primary_key=True),
    sa.Column("form", sa.String(NAMES), primary_key=True),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=True),
    sa.Column("closed", sa.String(40), nullable=False),  # the command that submitted it
)


class DraftTooLargeError(InvalidError):
    """草稿太长，没有保存，请先精简内容。"""


class DraftOfNoFormError(InvalidError):
    """没有写明草稿属于哪张表，没有保存。"""


class DraftElsewhereError(RejectedError):
    """这张表另有一份没有提交的内容，请先选择接着填写或者不要了；现在填的内容还在本机。"""


class Draft(Struct, frozen=True, kw_only=True):
    """草稿 — fields as they were typed; ``turn`` counts how often it was saved."""

    fields: tuple[tuple[str, str], ...]
    saved_at: datetime
    turn: int


class Drafts:
    """草稿夹 — one draft for each person and form. Synchronous and safe from several threads."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self._keyring = keyring
        self._engine = engine_at(url.replace("views.db", "drafts.db"))
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _careful)
        _metadata.create_all(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def find(self, person: str, form: str) -> Draft | None:
        """Return what a person last typed into a form and did not submit."""
        row = self._row(person, form)
        return self._opened(row) if row and row.sealed else None

    def closed(self, person: str, form: str) -> str:
        """Return the id of the command that submitted a form last; "": typed in since, or never."""
        row = self._row(person, form)
        return str(row.closed) if row else ""

    def save(
        self,
        person: str,
        form: str,
        fields: Sequence[tuple[str, str]],
        *,
        at: datetime,
        command: str = "",
        known: int | None = None,
    ) -> int:
        """Keep what was typed; return its turn, 0 if the form has been submitted meanwhile.

        ``command`` is the id with which the form will be submitted; ``known`` the turn that
        the writer's page shows (None: whatever is there).

        Raises:
            DraftOfNoFormError: the form has no name.
            DraftTooLargeError: more was typed than anybody could submit.
            DraftElsewhereError: a draft is there that the writer's page does not show.

        """
        _fitting(form, fields)
        with writing(self._engine, "workflow_drafts") as connection:
            row = connection.execute(sa.select(_table).where(*_of(person, form))).first()
            if row and command and row.closed == command:
                return 0
            if row and row.sealed and known is not None and row.turn != known:
                raise DraftElsewhereError
            turn = row.turn + 1 if row else 1
            self._put(connection, person, form, fields, turn=turn, at=at)
            _sweep(connection, person, at)
        return turn

    def erase(self, person: str, form: str, *, at: datetime, command: str = "") -> None:
        """Forget a draft; what a slow connection still brings of it is not kept either."""
        gone = {"sealed": None, "saved_at": at, "closed": command}
        with writing(self._engine, "workflow_drafts") as connection:
            found = connection.execute(sa.update(_table).where(*_of(person, form)).values(**gone))
            if not found.rowcount and command:
                row = {"person": person, "form": form, "turn": 0, **gone}
                connection.execute(sa.insert(_table).values(**row))

    def _row(self, person: str, form: str) -> Any:
        with self._engine.connect() as connection:
            return connection.execute(sa.select(_table).where(*_of(person, form))).first()

    def _put(
        self,
        connection: sa.Connection,
        person: str,
        form: str,
        fields: Sequence[tuple[str, str]],
        *,
        turn: int,
        at: datetime,
    ) -> None:
        box = json.encode(self._keyring.seal(person, list(fields), field=f"draft/{form}"))
        row = {"sealed": box, "turn": turn, "saved_at": at, "closed": ""}
        connection.execute(sa.delete(_table).where(*_of(person, form)))
        connection.execute(sa.insert(_table).values(person=person, form=form, **row))

    def _opened(self, row: Any) -> Draft | None:
        sealed = json.decode(row.sealed, type=Sealed)
        kind = tuple[tuple[str, str], ...]
        fields = self._keyring.open(sealed, kind, field=f"draft/{row.form}")
        if fields is None:
            return None
        at = row.saved_at if row.saved_at.tzinfo else row.saved_at.replace(tzinfo=UTC)
        return Draft(fields=fields, saved_at=at, turn=row.turn)


def _of(person: str, form: str) -> tuple[Any, Any]:
    return _table.c.person == person, _table.c.form == form


def _fitting(form: str, fields: Sequence[tuple[str, str]]) -> None:
    if not form or len(form) > NAMES:
        raise DraftOfNoFormError(field="form")
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        raise DraftTooLargeError(LARGEST)


def _sweep(connection: sa.Connection, person: str, at: datetime) -> None:
    """Forget what is old, and the oldest of too many."""
    connection.execute(sa.delete(_table).where(_table.c.saved_at < at - KEPT))
    mine = sa.select(_table.c.form).where(_table.c.person == person)
    latest = mine.order_by(_table.c.saved_at.desc(), _table.c.form).offset(EACH)
    beyond = [row.form for row in connection.execute(latest)]
    here = _table.c.person == person, _table.c.form.in_(beyond)
    connection.execute(sa.delete(_table).where(*here))


def _careful(connection: Any, _: object) -> None:
    connection.execute("PRAGMA secure_delete=ON")
