"""Registering units, persons, posts and schemes."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from services.catalog.domain.commands import (
    AdoptScheme,
    AssignPost,
    MoveUnit,
    RegisterPerson,
    RegisterUnit,
    RenameUnit,
    VacatePost,
)
from services.catalog.domain.person import PERSON
from services.catalog.domain.post import POST, administered
from services.catalog.domain.scheme import SCHEME
from services.catalog.domain.terms import (
    UNITS_ID,
    Login,
    Post,
    Sealed,
    person_id_of,
    posts_id_of,
    scheme_id_of,
)
from services.catalog.domain.tree import Tree
from services.catalog.domain.unit import UNIT
from services.catalog.handlers.access import Access
from services.catalog.handlers.filing import filed
from shared.auth import Credentials, check_password
from shared.decider import RejectedError
from shared.record import Cause
from shared.seal import Keyring
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller


class NewPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """新人员 — login name, real name, first password."""

    login: Login
    name: Annotated[str, Meta(min_length=1, max_length=50)]
    password: str


class AlreadyBegunError(RejectedError):
    """已经有单位和管理员，不能再次初始化。"""


@dataclass(frozen=True)
class Register:
    """登记处"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    credentials: Credentials
    access: Access

    async def register_unit(self, command: RegisterUnit, caller: Caller) -> Receipt:
        """File a new unit, asked by an admin of its superior or above."""
        cause = self.access.ruling(caller, command.superior)
        return await self._file(Task(UNIT, UNITS_ID, command), cause=cause)

    async def rename_unit(self, command: RenameUnit, caller: Caller) -> Receipt:
        """File a unit's new name."""
        cause = self.access.ruling(caller, command.unit_id)
        return await self._file(Task(UNIT, UNITS_ID, command), cause=cause)

    async def move_unit(self, command: MoveUnit, caller: Caller) -> Receipt:
        """File a unit's new superior, asked by an admin above both places."""
        self.access.ruling(caller, command.superior)
        cause = self.access.ruling(caller, command.unit_id)
        return await self._file(Task(UNIT, UNITS_ID, command), cause=cause)

    async def register_person(self, new: NewPerson, caller: Caller) -> tuple[str, Receipt]:
        """File a person, name sealed, and keep their password; return their id."""
        cause = self.access.administering(caller)
        check_password(new.password, login=new.login)
        person_id, task = await asyncio.to_thread(self.registration, new)
        receipt = await self._file(task, cause=cause)
        await self.keep_password(new.login, person_id, new.password)
        return person_id, receipt

    def registration(self, new: NewPerson) -> tuple[str, Task]:
        """Return a person's id and the task that registers them."""
        stream = person_id_of(new.login)
        sealed = self.keyring.seal(str(stream), new.name)
        command = RegisterPerson(
            person_id=str(stream), login=new.login, sealed=Sealed(**structs.asdict(sealed))
        )
        return str(stream), Task(PERSON, stream, command)

    async def keep_password(self, login: str, person_id: str, password: str) -> None:
        """Let a person log in with this password and no other."""
        await asyncio.to_thread(self.credentials.keep, login, person_id, password)

    async def vacate_post(self, unit: str, command: VacatePost, caller: Caller) -> Receipt:
        """File who holds a post in a unit no longer.

        Raises:
            LastAdministratorError: the county would be left without an administrator.

        """
        cause = self.access.ruling(caller, unit)
        at_version = await asyncio.to_thread(self._administered, unit, command, cause)
        return await self._file(Task(POST, posts_id_of(unit), command, at_version), cause=cause)

    async def adopt_scheme(self, unit: str, command: AdoptScheme, caller: Caller) -> Receipt:
        """File the rules a unit goes by from now on."""
        cause = self.access.ruling(caller, unit)
        return await self._file(Task(SCHEME, scheme_id_of(unit), command), cause=cause)

    def _administered(self, unit: str, command: VacatePost, cause: Cause) -> int | None:
        """Return at which version the county keeps an administrator; None: it is not asked."""
        tree: Tree = self.store.state(UNIT, UNITS_ID)[0]
        if command.post is not Post.ADMIN or tree.nodes[unit].superior:
            return None
        posts, version = self.store.state(POST, posts_id_of(unit))
        administered(posts, command.person_id, cause.at)
        return version

    async def _file(self, *tasks: Task, cause: Cause) -> Receipt:
        return await filed(self.store, self.views, *tasks, cause=cause)


async def bootstrap_admin(
    register: Register, new: NewPerson, *, county: RegisterUnit, cause: Cause
) -> str:
    """Register the county and its first admin, only while there is nothing; return their id.

    Raises:
        AlreadyBegunError: a unit exists, and with it somebody who may register others.

    """
    tree: Tree = register.store.state(UNIT, UNITS_ID)[0]
    if tree.nodes:
        raise AlreadyBegunError
    check_password(new.password, login=new.login)
    person_id, registration = register.registration(new)
    await register.store.file(
        Task(UNIT, UNITS_ID, county),
        registration,
        Task(POST, posts_id_of(county.unit_id), AssignPost(person_id=person_id, post=Post.ADMIN)),
        cause=structs.replace(cause, unit=county.unit_id),
    )
    await register.keep_password(new.login, person_id, new.password)
    return person_id
