"""Logging in: a login and a password become a person with a name."""

from dataclasses import dataclass

from msgspec import Struct, structs

from services.catalog.views import people
from shared.auth import Credentials, WrongPasswordError
from shared.record import SYSTEM
from shared.seal import Keyring, Sealed
from shared.throttle import Throttle, one_try
from shared.view import Views


class Who(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登录 — ``code``: of the second factor, for who has enrolled one."""

    login: str
    password: str
    code: str = ""


class Welcome(Struct, frozen=True, kw_only=True):
    """登录结果 — ``token`` goes into ``Authorization: Bearer …``."""

    token: str
    person_id: str
    name: str


@dataclass(frozen=True)
class Logins:
    """登录处"""

    views: Views
    keyring: Keyring
    credentials: Credentials
    throttle: Throttle

    def enter(self, who: Who, client: tuple[str, int] | None) -> tuple[str, str]:
        """Return the id and name of who proves who they are. Slow on purpose.

        ``client`` is where they come from, as far as the server in front tells.

        Raises:
            WrongPasswordError: the login or the password is wrong; which, is not said.
            TooManyTriesError: this login or address must wait.

        """
        with one_try(self.throttle, who.login, client[0] if client else ""):
            person = self.credentials.check(who.login, who.password)
            if person is None:
                raise WrongPasswordError(field="password")
        return person, self.name_of(person)

    def name_of(self, person_id: str) -> str:
        """Return a person's name; of who was erased or is unknown, that they were."""
        row = self.views.get(people, person_id)
        if row is None:
            return "系统" if person_id == SYSTEM else "未登记人员"
        sealed = Sealed(**structs.asdict(row.sealed))
        return self.keyring.open(sealed) or "(姓名已删除)"
