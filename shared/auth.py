"""Who is asking: sessions that are signed, passwords that are never kept, tries that are counted.

Nothing here knows which posts exist; a service looks them up in its own view.
A session is a signed cookie without server-side state. It dies ``hours`` after
the login and after ``idle_hours`` without use, and is renewed while it is used.
Logging out ends the session in which it is done, and no other; a new password ends whatever was
begun with the old one: here at once, elsewhere when the fact is heard (``shared.register``).
"""

import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from threading import BoundedSemaphore, Lock
from typing import ClassVar, Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from itsdangerous import BadSignature, Signer
from msgspec import DecodeError, Struct, json
from sqlalchemy import Column, Engine, MetaData, String, Table, delete, insert, select, update

from shared.clock import Clock
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.posts import CALLED, named

SHORTEST: Final = 10  # characters of a password
LONGEST: Final = 200  # beyond this, hashing would be work for an attacker's pleasure
HASHER: PasswordHasher = PasswordHasher()  # argon2id, at the cost its makers advise
AT_ONCE: Final = 2  # hashes computed at the same time; each takes 64 MiB
ROTATE_AFTER: Final = timedelta(hours=1)
REVOKED_AT_MOST: Final = 10_000


class Held(Struct, frozen=True):
    """任职 — one post held in one unit, by opaque id and value."""

    unit: str
    post: str


class NotLoggedInError(RejectedError):
    """请先登录再办理。"""

    status = 401


class SessionExpiredError(NotLoggedInError):
    """登录已过期，请重新登录。"""


class WrongPasswordError(RejectedError):
    """登录名或密码不对。"""

    status = 401


class WrongPostError(ForbiddenError):
    """您在这个单位没有办理这件事的职务。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the posts in which it is done."""
        posts = dict.fromkeys(word for each in self.args if (word := named(each)) in CALLED)
        if not posts:
            return super().sentence
        return f"您在这个单位没有办理这件事的职务；这件事由{'、'.join(posts)}办理。"


class SecondFactorMissingError(ForbiddenError):
    """这个职务须经第二重验证才能办理，请先登记动态口令，再用动态口令登录。"""


class TooManyTriesError(RejectedError):
    """登录尝试过多，请稍后再试。"""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"请在 {seconds} 秒后再试", field="password")
        self.retry_after = seconds


class PasswordTooShortError(InvalidError):
    """密码太短，请用更长的密码。"""


class PasswordTooLongError(InvalidError):
    """密码太长，最多 200 个字符。"""


class PasswordTooPlainError(InvalidError):
    """密码太容易猜，不能与登录名相同或只由一两种字符组成。"""


class Session(Struct, frozen=True, kw_only=True):
    """会话 — what the cookie says. ``begun`` is the login, ``issued`` the last renewal.

    ``second`` is when a second factor was shown (L2); None: the password alone.
    """

    id: str
    person: str
    name: str
    begun: datetime
    issued: datetime
    second: datetime | None = None

    @property
    def mark(self) -> str:
        """Return what stands for this session in facts: nobody tells its id from it."""
        return sha256(self.id.encode()).hexdigest()[:32]


class Visit(Struct, frozen=True, kw_only=True):
    """来访 — what became of the cookie or token a request brought, if it brought one."""

    state: Literal["none", "known", "expired", "forged"] = "none"
    session: Session | None = None

    def known(self) -> Session:
        """Return the session.

        Raises:
            NotLoggedInError: there is none, or it was not signed here.
            SessionExpiredError: it was signed here and its time is over.

        """
        if self.state == "expired":
            raise SessionExpiredError
        if self.session is None:
            raise NotLoggedInError
        return self.session


class Sessions:
    """会话签发处 — issues, reads and renews sessions; who logs out does so in the whole process."""

    _revoked: ClassVar[OrderedDict[str, datetime]] = OrderedDict()
    _ended: ClassVar[OrderedDict[tuple[bytes, str], datetime]] = OrderedDict()
    _lock: ClassVar[Lock] = Lock()

    def __init__(self, secret: bytes, clock: Clock, hours: int = 12, idle_hours: int = 4) -> None:
        self._signer = Signer(
            secret, salt="gongkai.session.v1", key_derivation="hmac", digest_method=sha256
        )
        self._house = sha256(secret).digest()
        self._clock = clock
        self._life = timedelta(hours=hours)
        self._idle = timedelta(hours=idle_hours)

    @property
    def seconds(self) -> int:
        """Return the longest life of a session."""
        return int(self._life.total_seconds())

    def issue(
        self, person: str, name: str, *, second: bool = False, begun: datetime | None = None
    ) -> str:
        """Return the token of a new session of a person who has just proved who they are.

        ``second``: they did so by a second factor as well. ``begun``: when they began to prove
        it; a password that became another since proves nothing.

        Raises:
            SessionExpiredError: the password is another since they began.

        """
        now = self._clock.now()
        begun = begun or now
        if begun < self._since(person, begun):
            raise SessionExpiredError
        return self._sign(
            Session(
                id=token_urlsafe(18),
                person=person,
                name=name,
                begun=begun,
                issued=now,
                second=now if second else None,
            )
        )

    def visit(self, token: str | None) -> Visit:
        """Return who comes with this token; never raises, whatever the token is."""
        if not token:
            return Visit()
        session = self._unsign(token)
        if session is None:
            return Visit(state="forged")
        if self._is_over(session):
            return Visit(state="expired", session=session)
        return Visit(state="known", session=session)

    def read(self, token: str | None) -> Session:
        """Return the session of a token.

        Raises:
            NotLoggedInError: there is no token, or it was not signed here.
            SessionExpiredError: it was signed here and its time is over.

        """
        return self.visit(token).known()

    def ends_at(self, session: Session) -> datetime:
        """Return when a session is over, however much it is used."""
        return session.begun + self._life

    def renewed(self, session: Session) -> str | None:
        """Return a fresh token for a session that was issued over an hour ago."""
        now = self._clock.now()
        if now - session.issued < ROTATE_AFTER:
            return None
        return self._sign(
            Session(
                id=session.id,
                person=session.person,
                name=session.name,
                begun=session.begun,
                issued=now,
                second=session.second,
            )
        )

    def revoke(self, session: Session) -> None:
        """Refuse this session from now on in this process."""
        with self._lock:
            self._revoked[session.id] = session.begun
            while len(self._revoked) > REVOKED_AT_MOST:
                self._revoked.popitem(last=False)

    def end(self, person: str) -> None:
        """Refuse every session that this person has begun before now, in this process."""
        with self._lock:
            self._ended.pop((self._house, person), None)
            self._ended[self._house, person] = self._clock.now()
            while len(self._ended) > REVOKED_AT_MOST:
                self._ended.popitem(last=False)

    def _is_over(self, session: Session) -> bool:
        now = self._clock.now()
        return (
            now - session.begun >= self._life
            or now - session.issued >= self._idle
            or session.id in self._revoked
            or session.begun < self._since(session.person, session.begun)
        )

    def _since(self, person: str, otherwise: datetime) -> datetime:
        return self._ended.get((self._house, person), otherwise)

    def _sign(self, session: Session) -> str:
        return self._signer.sign(urlsafe_b64encode(json.encode(session))).decode()

    def _unsign(self, token: str) -> Session | None:
        try:
            body = self._signer.unsign(token)
            if self._signer.sign(body).decode() != token:
                return None  # base64 leaves spare bits: one signature, one spelling
            return json.decode(urlsafe_b64decode(body), type=Session)
        except (BadSignature, DecodeError, ValueError):
            return None


def check_password(password: str, *, login: str = "", least: int = SHORTEST) -> str:
    """Return a password in the form in which it is kept, if it is good enough.

    Raises:
        InvalidError: too short, too long or too plain; the field is ``password``.

    """
    password = _normal(password)
    if len(password) < least:
        raise PasswordTooShortError(f"至少 {least} 个字符", field="password")
    if len(password) > LONGEST:
        raise PasswordTooLongError(field="password")
    if password.casefold() == as_login(login) or len(set(password)) < 3:  # noqa: PLR2004
        raise PasswordTooPlainError(field="password")
    return password


_decoy = cache(lambda hasher: str(hasher.hash(token_hex(16))))  # compared where nobody has a login


class Credentials:
    """登录凭据 — which login belongs to whom, and the argon2id hash of the password.

    Hashing takes a tenth of a second on purpose: call it from a worker thread.
    """

    def __init__(self, engine: Engine, hasher: PasswordHasher | None = None) -> None:
        self._engine = engine
        self._hasher = hasher or HASHER
        self._decoy = _decoy(self._hasher)
        self._desks = BoundedSemaphore(AT_ONCE)
        metadata = MetaData()
        self._table = Table(
            "credentials",
            metadata,
            Column("login", String(200), primary_key=True),
            Column("person", String(200), nullable=False, index=True),
            Column("hash", String(500), nullable=False),
        )
        metadata.create_all(engine)

    @property
    def engine(self) -> Engine:
        """Return where they are kept: what proves who somebody is lies together."""
        return self._engine

    def keep(self, login: str, person: str, password: str, *, least: int = SHORTEST) -> None:
        """Let a person log in with this password and with no other.

        Raises:
            InvalidError: the password is not good enough.

        """
        self.made(login, person, password, least=least)()

    def made(
        self, login: str, person: str, password: str, *, least: int = SHORTEST
    ) -> Callable[[], None]:
        """Return how to keep a password, the slow part of it done.

        Raises:
            InvalidError: the password is not good enough.

        """
        password = check_password(password, login=login, least=least)
        with self._desks:
            kept = self._hasher.hash(password)
        return partial(self._put, as_login(login), person, kept)

    def check(self, login: str, password: str) -> str | None:
        """Return whose login and password these are, or None; equally slow for both."""
        login, password = as_login(login), _normal(password)[: LONGEST + 1]
        with self._engine.connect() as connection:
            found = connection.execute(
                select(self._table.c.person, self._table.c.hash).where(self._table.c.login == login)
            ).first()
        if not self._fits(found.hash if found else self._decoy, password) or found is None:
            return None
        if self._hasher.check_needs_rehash(found.hash):
            self._put(login, found.person, self._hasher.hash(password))
        return str(found.person)

    def forget(self, person: str) -> None:
        """Let a person log in no more."""
        with self._engine.begin() as connection:
            connection.execute(delete(self._table).where(self._table.c.person == person))

    def _fits(self, kept: str, password: str) -> bool:
        try:
            with self._desks:
                return self._hasher.verify(kept, password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    def _put(self, login: str, person: str, kept: str) -> None:
        row = {"login": login, "person": person, "hash": kept}
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(self._table).where(self._table.c.login == login).values(row)
            )
            if not changed.rowcount:
                connection.execute(insert(self._table).values(row))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def as_login(login: str) -> str:
    """Return a login as it is compared, however it was typed."""
    return unicodedata.normalize("NFKC", login).strip().casefold()
