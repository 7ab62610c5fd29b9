"""人员 — somebody who can log in; the name stands in facts only sealed."""

from msgspec import Struct

from services.catalog.domain.commands import (
    ChangePassword,
    EndSession,
    PersonCommand,
    RegisterPerson,
)
from services.catalog.domain.events import (
    PasswordChanged,
    PersonEvent,
    PersonRegistered,
    SessionEnded,
)
from services.catalog.domain.factors import decide_factor
from services.catalog.domain.terms import person_id_of
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class Person(Struct, frozen=True):
    """Whether somebody has this login yet."""

    person_id: str = ""


class LoginTakenError(RejectedError):
    """这个登录名已经有人使用。"""


class WrongPersonIdError(InvalidError):
    """人员编号与登录名不符。"""


class PersonUnknownError(NotFoundError):
    """没有登记过这个人。"""


def decide(command: PersonCommand, person: Person, cause: Cause) -> list[PersonEvent]:
    """Answer a request about one person."""
    if isinstance(command, RegisterPerson):
        return [_registered(command, person)]
    if not person.person_id:
        raise PersonUnknownError
    match command:
        case ChangePassword():
            return [PasswordChanged(person_id=person.person_id)]
        case EndSession(session=session, until=until):
            return [SessionEnded(person_id=person.person_id, session=session, until=until)]
        case _:
            return [decide_factor(command, person.person_id, cause)]


def _registered(command: RegisterPerson, person: Person) -> PersonRegistered:
    person_id, login, sealed = command.person_id, command.login, command.sealed
    if person.person_id:
        raise LoginTakenError(login, field="login")
    if person_id != str(person_id_of(login)) or sealed.subject != person_id:
        raise WrongPersonIdError(person_id, field="person_id")
    return PersonRegistered(person_id=person_id, login=login, sealed=sealed)


def evolve(person: Person, event: PersonEvent) -> Person:
    """Return the person after an event."""
    match event:
        case PersonRegistered(person_id=person_id):
            return Person(person_id)
        case _:
            return person


PERSON: Decider[PersonCommand, Person, PersonEvent] = Decider(Person(), decide, evolve)
