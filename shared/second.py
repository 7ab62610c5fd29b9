"""第二重验证 — a code from a device that a person keeps, beside the password (RFC 6238).

The secret lies sealed under the person's own key, apart from all facts; recovery codes are kept
only as digests and open once each. A code that was used opens nothing a second time.
"""

from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import choice, token_bytes
from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from itsdangerous import BadSignature, Signer
from msgspec import DecodeError, Struct, json
from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from shared.clock import Clock
from shared.decider import RejectedError
from shared.seal import Keyring, Sealed

STEP: Final = 30  # seconds for which a device shows a code
DRIFT: Final = 1  # steps by which a device's clock may be early or late
DIGITS: Final = 6
SPARE: Final = 10  # recovery codes handed out together
HALF: Final = timedelta(minutes=10)  # between the password and the code
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that nobody mistakes
ISSUER: Final = "党务公开"


class WrongCodeError(RejectedError):
    """动态口令或者恢复码不对，或者已经用过，请等待下一个口令再试。"""

    status = 401


class CodeNeededError(RejectedError):
    """请输入动态口令：这个账号已经登记第二重验证。"""

    status = 401


class HalfwayOverError(RejectedError):
    """输入动态口令的时间已过，请重新输入登录名和密码。"""

    status = 401


class AlreadyEnrolledError(RejectedError):
    """已经登记第二重验证；设备丢失的，请安全管理员重置后再登记。"""


class NotEnrolledError(RejectedError):
    """这个账号没有登记第二重验证。"""


class NotBegunError(RejectedError):
    """还没有开始登记第二重验证，请先取得密钥。"""


class Half(Struct, frozen=True):
    """半程 — who has given the right password and not yet the code."""

    person: str
    name: str
    at: datetime


class Halfway:
    """半程凭证 — signed, short of life, and good for nothing but the second step."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._signer = Signer(
            secret, salt="gongkai.halfway.v1", key_derivation="hmac", digest_method=sha256
        )
        self._clock = clock

    def ticket(self, person: str, name: str, began: datetime | None = None) -> str:
        """Return the ticket of somebody whose password was right when they began."""
        half = Half(person, name, began or self._clock.now())
        return self._signer.sign(urlsafe_b64encode(json.encode(half))).decode()

    def read(self, ticket: str) -> Half:
        """Return who holds a ticket.

        Raises:
            HalfwayOverError: it was not signed here, or its time is over.

        """
        try:
            half = json.decode(urlsafe_b64decode(self._signer.unsign(ticket)), type=Half)
        except (BadSignature, DecodeError, ValueError):
            raise HalfwayOverError from None
        if not timedelta() <= self._clock.now() - half.at < HALF:
            raise HalfwayOverError
        return half


class SecondFactors:
    """第二重验证登记处 — secrets of devices and digests of recovery codes."""

    def __init__(self, engine: Engine, keyring: Keyring, clock: Clock) -> None:
        self._engine, self._keyring, self._clock = engine, keyring, clock
        metadata = MetaData()
        self._devices = Table(
            "second_factors",
            metadata,
            Column("person", String(200), primary_key=True),
            Column("sealed", LargeBinary, nullable=False),
            Column("confirmed", Boolean, nullable=False),
            Column("last_step", Integer, nullable=False),
        )
        self._codes = Table(
            "recovery_codes",
            metadata,
            Column("digest", String(64), primary_key=True),
            Column("person", String(200), nullable=False, index=True),
        )
        metadata.create_all(engine)

    def enrolled(self, person: str) -> bool:
        """Tell whether a person has a device that has proved itself."""
        found = self._device(person)
        return bool(found and found.confirmed)

    def begin(self, person: str) -> None:
        """Make a new secret for a person who has none that is in use.

        Raises:
            AlreadyEnrolledError: a device is in use.

        """
        if self.enrolled(person):
            raise AlreadyEnrolledError
        sealed = json.encode(self._keyring.seal(person, b32encode(token_bytes(20)).decode()))
        fresh = {"person": person, "sealed": sealed, "confirmed": False, "last_step": 0}
        with self._engine.begin() as connection:
            connection.execute(delete(self._devices).where(self._devices.c.person == person))
            connection.execute(insert(self._devices).values(fresh))

    def secret(self, person: str) -> str:
        """Return the secret of an enrolment that is under way, in base 32; "": there is none."""
        found = self._device(person)
        return self._opened(found.sealed) if found and not found.confirmed else ""

    def address(self, secret: str, name: str) -> str:
        """Return what a device reads from the QR code."""
        account = name.replace(":", " ")
        return _totp(secret).get_provisioning_uri(account, ISSUER)

    def confirm(self, person: str, code: str) -> None:
        """Let a device prove itself that is not in use yet.

        Raises:
            AlreadyEnrolledError: a device is in use.
            NotBegunError: no secret was given out.
            WrongCodeError: the device shows something else.

        """
        found = self._device(person)
        if found is None:
            raise NotBegunError
        if found.confirmed:
            raise AlreadyEnrolledError
        if not self._fits(person, code):
            raise WrongCodeError(field="code")

    def take(self, person: str) -> list[str]:
        """Take a device into use that has proved itself; return the recovery codes, once."""
        codes = ["-".join(_letters(4) for _ in range(4)) for _ in range(SPARE)]
        rows = [{"digest": _digest(person, each), "person": person} for each in codes]
        devices = self._devices
        with self._engine.begin() as connection:
            connection.execute(
                update(devices).where(devices.c.person == person).values(confirmed=True)
            )
            connection.execute(delete(self._codes).where(self._codes.c.person == person))
            connection.execute(insert(self._codes), rows)
        return codes

    def check(self, person: str, code: str) -> str:
        """Return how a person proved to have the device: ``totp``, or ``recovery`` (a spare code).

        Raises:
            WrongCodeError: the code is wrong, or was used before.

        """
        if self._fits(person, code):
            return "totp"
        here = self._codes.c.digest == _digest(person, code)
        with self._engine.begin() as connection:
            if connection.execute(delete(self._codes).where(here)).rowcount:
                return "recovery"
        raise WrongCodeError(field="code")

    def left(self, person: str) -> int:
        """Return how many recovery codes are left."""
        mine = select(func.count()).where(self._codes.c.person == person)
        with self._engine.connect() as connection:
            return int(connection.execute(mine).scalar_one())

    def forget(self, person: str) -> None:
        """Take a lost device and its recovery codes out of use."""
        with self._engine.begin() as connection:
            for table in (self._devices, self._codes):
                connection.execute(delete(table).where(table.c.person == person))

    def _device(self, person: str) -> Row[Any] | None:
        with self._engine.connect() as connection:
            return connection.execute(
                select(self._devices).where(self._devices.c.person == person)
            ).first()

    def _fits(self, person: str, code: str) -> bool:
        """Tell whether a code is one of now that was not used yet, and use it up."""
        found, digits = self._device(person), "".join(code.split())
        secret = self._opened(found.sealed) if found else ""
        if not secret or not digits.isascii() or not digits.isdigit():
            return False
        now = int(self._clock.now().timestamp()) // STEP
        matching = [n for n in range(now - DRIFT, now + DRIFT + 1) if _shows(secret, digits, n)]
        return any(self._use(person, step) for step in matching)

    def _use(self, person: str, step: int) -> bool:
        devices = self._devices
        mine = (devices.c.person == person, devices.c.last_step < step)
        with self._engine.begin() as connection:
            done = connection.execute(update(devices).where(*mine).values(last_step=step))
            return done.rowcount == 1

    def _opened(self, sealed: bytes) -> str:
        return self._keyring.open(json.decode(sealed, type=Sealed)) or ""


def code_at(secret: str, moment: datetime) -> str:
    """Return the code that a device with this secret shows at a moment."""
    return _totp(secret).generate(int(moment.timestamp())).decode()


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303 — what devices know


def _shows(secret: str, code: str, step: int) -> bool:
    try:
        _totp(secret).verify(code.encode(), step * STEP)
    except InvalidToken:
        return False
    return True


def _letters(count: int) -> str:
    return "".join(choice(LETTERS) for _ in range(count))


def _digest(person: str, code: str) -> str:
    """Return what is kept of a recovery code: 80 random bits need no slow hash."""
    plain = "".join(each for each in code.upper() if each in LETTERS)
    return sha256(f"{person}/{plain}".encode()).hexdigest()
