"""What a view is: a row, its key, and how each fact changes it. No database is touched."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Generic, Protocol, TypeVar, Union, get_args, get_origin
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct, json
from msgspec.structs import astuple, fields, replace

from shared import seek
from shared.record import Record, canonical, tag_of
from shared.view.words import Words

Row = TypeVar("Row", bound=Struct)
Other = TypeVar("Other", bound=Struct)
Fold = Callable[["Rows[Any]", Record[Any]], None]


class Book(Protocol):
    """Where rows are while a batch is folded."""

    position: int

    def get(self, view: "View[Any]", key: Any) -> Any:
        """Return a row or None."""

    def put(self, view: "View[Any]", key: Any, row: Any) -> None:
        """Set a row; None drops it."""


class Rows(Generic[Row]):
    """The rows of one view, as the facts folded so far have left them."""

    def __init__(self, view: "View[Row]", book: Book) -> None:
        self._view, self._book = view, book

    @property
    def position(self) -> int:
        """Return the place of the fact that is being folded, in its service's total order."""
        return self._book.position

    def get(self, key: Any) -> Row | None:
        """Return a row by its key."""
        row: Row | None = self._book.get(self._view, self._view.encode_key(key))
        return row

    def put(self, row: Row) -> None:
        """Write a row, new or changed."""
        self._book.put(self._view, self._view.key_of(row), row)

    def change(self, key: Any, **changes: Any) -> None:
        """Change fields of a row; a row that is not there stays away."""
        if row := self.get(key):
            self.put(replace(row, **changes))

    def drop(self, key: Any) -> None:
        """Remove a row."""
        self._book.put(self._view, self._view.encode_key(key), None)

    def of(self, view: "View[Other]") -> "Rows[Other]":
        """Return the rows of another view of this service, as of this fact."""
        return Rows(view, self._book)


class View(Generic[Row]):
    """A table of rows and the facts that write it.

    ``edition`` is raised when the folding changes without a change of fields;
    ``keep`` marks what must never be folded anew, because it has left the house;
    ``streams`` tells that the key is the stream of the facts: rows are then read ahead;
    ``words`` are the fields by which rows are searched (``Views.search``).
    """

    def __init__(  # noqa: PLR0913 — a declaration names each thing once
        self,
        name: str,
        row: type[Row],
        *,
        key: str,
        indexes: Sequence[Sequence[str]] = (),
        edition: int = 1,
        keep: bool = False,
        streams: bool = False,
        words: Words | None = None,
    ) -> None:
        self.name, self.row, self.key, self.keep = name, row, key, keep
        self.streams, self.words = streams, words
        self.indexes, self.edition = tuple(tuple(each) for each in indexes), edition
        self.folds: dict[str, list[Fold]] = {}
        self.events: dict[str, type[Any]] = {}
        self._columns = [_Column(each.name, each.type) for each in fields(row)]
        self._names = [each.name for each in self._columns]
        self._values = attrgetter(*self._names, self._names[0])  # never a single value
        self._encoded = _coded([each.encode for each in self._columns])
        self._decoded = _coded([each.decode for each in self._columns])
        self._place = self._names.index(key)
        self._key = self._columns[self._place]
        self._besides = [each for each in self._encoded if each[0] != self._place]
        self.table = self.table_named(name)

    @property
    def c(self) -> Any:
        """Return the columns, for conditions and order."""
        return self.table.c

    def on(self, *event_types: type[Any]) -> Callable[[Fold], Fold]:
        """Fold these events, own or heard, with the function below."""

        def register(fold: Fold) -> Fold:
            for each in event_types:
                self.folds.setdefault(tag_of(each), []).append(fold)
                self.events[tag_of(each)] = each
            return fold

        return register

    @property
    def fingerprint(self) -> str:
        """Return what must stay the same for old rows to be readable."""
        shape = [(each.name, str(each.type)) for each in self._columns]
        facts = [self.key, shape, self.indexes, self.edition, sorted(self.folds)]
        if self.words:
            facts += [seek.EDITION, *astuple(self.words)]
        return hashlib.sha256(canonical(facts)).hexdigest()

    def table_named(self, name: str) -> sa.Table:
        """Return the table under another name, for folding anew beside the old one."""
        columns: list[Any] = [
            sa.Column(each.name, each.sql, primary_key=each.name == self.key)
            for each in self._columns
        ]
        return sa.Table(name, sa.MetaData(), *columns)

    def encode_key(self, key: Any) -> Any:
        """Return a key as the database holds it."""
        return self._key.encode(key)

    def asked(self, key: Any) -> Any:
        """Return a key as the database holds it, whichever way a caller has it."""
        return key if isinstance(key, int) else _bound(key)

    def key_of(self, row: Row) -> Any:
        """Return a row's key as the database holds it."""
        return self._key.encode(getattr(row, self.key))

    def encode(self, row: Row) -> tuple[Any, ...]:
        """Return a row as the database holds it."""
        return self.encode_under(self.key_of(row), row)

    def encode_under(self, key: Any, row: Row) -> tuple[Any, ...]:
        """Return a row whose key is already as the database holds it."""
        values = list(self._values(row))
        values.pop()
        values[self._place] = key
        for place, code in self._besides:
            values[place] = code(values[place])
        return tuple(values)

    def decode(self, values: Sequence[Any]) -> Row:
        """Return a row from what the database holds."""
        found = list(values)
        for place, code in self._decoded:
            found[place] = code(found[place])
        return self.row(**dict(zip(self._names, found, strict=True)))


def _same(value: Any) -> Any:
    return value


def _coded(codes: Sequence[Callable[[Any], Any]]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return the places of values that the database does not hold as they are."""
    return [(place, code) for place, code in enumerate(codes) if code is not _same]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _bound(value: Any) -> str | None:
    match value:
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case _:
            return None if value is None else str(value)


class _Plain(sa.types.TypeDecorator[Any]):
    """Text in which ids, dates and words of the domain can be compared as they are."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        del dialect
        return _bound(value)


class _Column:
    """One field: how the database holds it, there and back."""

    def __init__(self, name: str, kind: Any) -> None:
        self.name, self.type = name, kind
        optional, inner = _unwrap(kind)
        self.sql, encode, decode = _codec(inner)
        self.encode = _or_none(encode) if optional else encode
        self.decode = _or_none(decode) if optional else decode


def _unwrap(kind: Any) -> tuple[bool, Any]:
    if get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind):
        inner = [each for each in get_args(kind) if each is not NoneType]
        return True, inner[0] if len(inner) == 1 else kind
    return False, kind


def _or_none(code: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return code if code is _same else lambda value: None if value is None else code(value)


_CODECS: dict[Any, tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]] = {
    bool: (sa.Boolean(), _same, bool),
    int: (sa.BigInteger(), _same, _same),
    str: (_Plain(), _same, _same),
    UUID: (_Plain(), str, UUID),
    datetime: (_Plain(), _moment, datetime.fromisoformat),
    date: (_Plain(), date.isoformat, date.fromisoformat),
}


def _codec(kind: Any) -> tuple[Any, Callable[[Any], Any], Callable[[Any], Any]]:
    if kind in _CODECS:
        return _CODECS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _Plain(), lambda value: value.value, kind
    decoder: json.Decoder[Any] = json.Decoder(kind)
    return sa.Text(), lambda value: canonical(value).decode(), decoder.decode
