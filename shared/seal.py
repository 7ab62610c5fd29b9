"""Personal data is sealed with a key per person, so that erasing a person destroys one key.

The sealed box stands in facts for ever and no proof over it ever breaks; without
its key it says nothing. Keys live in a database of their own, apart from all
facts and from their backups.
"""

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hmac import compare_digest
from os import urandom
from threading import Lock
from typing import Any, Final, TypeVar, overload

from cryptography.exceptions import InvalidTag
from msgspec import Struct, json
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql as postgres
from sqlalchemy.dialects import sqlite as lite
from sqlalchemy.exc import OperationalError

from shared.ciphers import AES, CIPHERS, LABEL, NATIONAL, Cipher
from shared.clock import Clock
from shared.decider import RejectedError
from shared.record import canonical

T = TypeVar("T")

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12

PATIENCE_MS: Final = 5_000  # how long new readers of keys may wait for those who read already
_OLDER = text(  # whoever in this database still sees what was before the present moment
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL"
    " AND age(backend_xmin) > 0"
)

_metadata = MetaData()
_keys = Table(
    "keys",
    _metadata,
    Column("subject", String(200), primary_key=True),
    Column("key", LargeBinary, nullable=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("erased_at", DateTime(timezone=True), nullable=True),
)
_FIND = select(_keys.c.key).where(_keys.c.subject == bindparam("who"))
_FIND_ALL = select(_keys.c.subject, _keys.c.key).where(
    _keys.c.subject.in_(bindparam("who", expanding=True))
)


class SubjectErasedError(RejectedError):
    """这个人的资料已经删除，不能再登记。"""


class BrokenSealError(Exception):
    """密封件已损坏或被替换。The box does not fit its key, its person or its field."""


class NotScrubbedError(Exception):
    """密钥已停用，但旧字节尚未从磁盘日志中清除。Somebody is reading the keys: erase again."""


class Sealed(Struct, frozen=True, kw_only=True):
    """密封件 — personal data that only the holder of the person's key can read.

    ``commitment`` binds the key, which GCM by itself does not, and tells which cipher
    made the box; all but ``subject`` is base64.
    """

    subject: str
    nonce: str
    box: str
    commitment: str


class Keyring:
    """钥匙串 — one key per person. Synchronous and safe from several threads.

    ``national``: new boxes are made with SM4; those of either cipher can be opened.
    """

    def __init__(self, url: str, clock: Clock | None = None, *, national: bool = False) -> None:
        self._clock = clock or Clock()
        self._cipher: Cipher = NATIONAL if national else AES
        self._waiting: list[_Wish] = []
        self._waiting_lock, self._cutting = Lock(), Lock()
        self._engine = create_engine(url, hide_parameters=True)  # keys are for no log
        if self._is_sqlite:
            event.listen(self._engine, "connect", _careful)
        _metadata.create_all(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def seal(self, subject: str, data: object, *, field: str = "") -> Sealed:
        """Return data, whatever msgspec can encode, readable only with the person's key.

        ``field`` names the place it is meant for; it opens in no other.

        Raises:
            SubjectErasedError: this person has been erased.

        """
        return _boxed(self._cipher, subject, self._key_for(subject), data, field)

    def prepare(self, subjects: Collection[str]) -> "Bunch":
        """Return the keys of several people, new ones as a rule: put on disk all at once."""
        now = self._clock.now()
        wishes = [_Wish(each, now) for each in subjects]
        if wishes:
            with self._cutting:
                self._put(wishes)
        return Bunch({each.subject: each.key for each in wishes}, self._cipher)

    @overload
    def open(self, sealed: Sealed, *, field: str = "") -> str | None: ...

    @overload
    def open(self, sealed: Sealed, kind: type[T], *, field: str = "") -> T | None: ...

    def open(self, sealed: Sealed, kind: Any = str, *, field: str = "") -> Any:
        """Return what was sealed, or None once the person has been erased.

        Raises:
            BrokenSealError: the box was altered, or put in another place.

        """
        key = self._key_of(sealed.subject)
        if key is None:
            return None
        try:
            data = _unbox(sealed, key, _place(sealed.subject, field))
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError(sealed.subject) from error
        return json.decode(data, type=kind)

    def open_all(self, boxes: Sequence[Sealed], *, field: str = "") -> list[str | None]:
        """Return what each box holds, all keys fetched in one question.

        Raises:
            BrokenSealError: a box was altered, or put in another place.

        """
        with self._engine.connect() as connection:
            asked = {"who": [each.subject for each in boxes]}
            keys = {row.subject: row.key for row in connection.execute(_FIND_ALL, asked)}
        held = ((each, keys.get(each.subject)) for each in boxes)
        return [_opened(each, key, field) if key else None for each, key in held]

    def erase(self, subject: str) -> None:
        """Destroy a person's key for ever; that it once was, and when it ended, remains.

        Raises:
            NotScrubbedError: nobody can open anything with it, but its bytes still lie somewhere.

        """
        now = self._clock.now()
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(_keys).where(_keys.c.subject == subject).values(key=None, erased_at=now)
            )
            if not changed.rowcount:
                connection.execute(
                    insert(_keys).values(subject=subject, created_at=now, erased_at=now)
                )
        self._scrub()

    def _key_of(self, subject: str) -> bytes | None:
        with self._engine.connect() as connection:
            found = _find(connection, subject)
        return found[0] if found else None

    def _key_for(self, subject: str) -> bytes:
        with self._engine.connect() as connection:
            found = _find(connection, subject)
        if found is None:
            return self._cut(subject, self._clock.now())
        if found[0] is None:
            raise SubjectErasedError(subject)
        return found[0]

    def _cut(self, subject: str, now: datetime) -> bytes:
        """Cut a key; what several threads want at once is put on disk together."""
        wish = _Wish(subject, now)
        with self._waiting_lock:
            self._waiting.append(wish)
        with self._cutting:
            with self._waiting_lock:
                wishes, self._waiting = self._waiting, []
            if wishes:
                self._put(wishes)
        if not wish.served:  # another put it on disk, and failed
            return self._cut(subject, now)
        if wish.key is None:
            raise SubjectErasedError(subject)
        return wish.key

    def _put(self, wishes: "list[_Wish]") -> None:
        kind = lite.insert(_keys) if self._is_sqlite else postgres.insert(_keys)
        with self._engine.begin() as connection:
            # where another has just cut one, theirs is as good
            connection.execute(kind.on_conflict_do_nothing(), [each.row for each in wishes])
            asked = {"who": [each.subject for each in wishes]}
            keys = {row.subject: row.key for row in connection.execute(_FIND_ALL, asked)}
        for each in wishes:
            each.key, each.served = keys[each.subject], True

    def _scrub(self) -> None:
        """Overwrite the freed bytes; otherwise a key would live on in log or dead row."""
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with alone.connect() as connection:
            if not self._is_sqlite:
                _write_anew(connection)
            elif connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar():
                raise NotScrubbedError

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"


def _write_anew(connection: Connection) -> None:
    """Let PostgreSQL write all keys into a new file: a plain VACUUM leaves freed bytes in pages.

    For somebody who still reads as of an earlier moment it would keep the dead row.
    """
    older = connection.execute(_OLDER).scalar()
    connection.execute(text(f"SET lock_timeout = '{PATIENCE_MS}ms'"))
    try:
        connection.execute(text("VACUUM FULL keys"))
    except OperationalError as error:
        raise NotScrubbedError from error
    finally:
        connection.execute(text("RESET lock_timeout"))
    if older:
        raise NotScrubbedError


def _opened(sealed: Sealed, key: bytes, field: str) -> str:
    try:
        data = _unbox(sealed, key, _place(sealed.subject, field))
    except (InvalidTag, ValueError) as error:
        raise BrokenSealError(sealed.subject) from error
    return json.decode(data, type=str)


class _Wish:
    """A key that somebody waits for; None when it comes to an erased person."""

    __slots__ = ("key", "row", "served", "subject")

    def __init__(self, subject: str, now: datetime) -> None:
        self.subject, self.served = subject, False
        self.row = {"subject": subject, "key": urandom(KEY_BYTES), "created_at": now}
        self.key: bytes | None = None


class Bunch:
    """一把钥匙 — keys that are at hand for a moment, of people who are being written down."""

    def __init__(self, keys: Mapping[str, bytes | None], cipher: Cipher = AES) -> None:
        self._keys, self._cipher = keys, cipher

    def seal(self, subject: str, data: object, *, field: str = "") -> Sealed:
        """Return data readable only with the person's key.

        Raises:
            SubjectErasedError: this person has been erased.

        """
        key = self._keys[subject]
        if key is None:
            raise SubjectErasedError(subject)
        return _boxed(self._cipher, subject, key, data, field)


def _boxed(cipher: Cipher, subject: str, key: bytes, data: object, field: str) -> Sealed:
    nonce = urandom(NONCE_BYTES)
    box = cipher.encrypt(key, nonce, json.encode(data), _place(subject, field))
    return Sealed(
        subject=subject,
        nonce=b64encode(nonce).decode(),
        box=b64encode(box).decode(),
        commitment=b64encode(cipher.commitment(key)).decode(),
    )


def _find(connection: Connection, subject: str) -> tuple[bytes | None] | None:
    row = connection.execute(_FIND, {"who": subject}).first()
    return None if row is None else (row.key,)


def _careful(connection: Any, _: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _unbox(sealed: Sealed, key: bytes, place: bytes) -> bytes:
    bound = b64decode(sealed.commitment)
    for cipher in CIPHERS:
        if compare_digest(bound, cipher.commitment(key)):
            return cipher.decrypt(key, b64decode(sealed.nonce), b64decode(sealed.box), place)
    raise InvalidTag


def _place(subject: str, field: str) -> bytes:
    return LABEL + canonical([subject, field])
