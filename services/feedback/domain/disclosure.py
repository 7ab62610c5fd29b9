"""公开事项 — what feedback knows of a disclosure, and who may give an opinion on it."""

from enum import Enum
from typing import Final

from msgspec import Struct

from shared.decider import NotFoundError, RejectedError


class Scope(Enum):
    """公开范围 — whom a disclosure is for."""

    SOCIETY = "society"
    PARTY = "party"
    UNIT = "unit"
    PERSONS = "persons"
    APPLICANT = "applicant"


TECHNICAL: Final = frozenset({"admin", "security_admin"})  # who keeps the machine running


class Reader(Struct, frozen=True, kw_only=True):
    """读者 — a citizen (no person, no posts) or somebody who is logged in."""

    person: str = ""
    posts: frozenset[tuple[str, str]] = frozenset()  # (unit, post)


CITIZENS: Final = Reader()


class Disclosure(Struct, frozen=True, kw_only=True):
    """What is needed to judge who may read it; a version of 0 was never shown there."""

    unit: str
    scope: Scope
    inner_version: int = 0
    society_version: int = 0
    withdrawn: bool = False
    persons: frozenset[str] = frozenset()


class DisclosureUnknownError(NotFoundError):
    """没有找到您要反映的公开事项。"""


class DisclosureWithdrawnError(RejectedError):
    """该公开事项已经撤回，请就现行的公开事项提出意见。"""


class VersionUnknownError(RejectedError):
    """您填写的版本还没有公开，请刷新页面后再提交。"""


def shown(disclosure: Disclosure, reader: Reader) -> int:
    """Return the newest version this reader may see, 0 for none."""
    if _within(disclosure, reader):
        return max(disclosure.inner_version, disclosure.society_version)
    return disclosure.society_version if disclosure.scope is Scope.SOCIETY else 0


def heard(disclosure: Disclosure | None, version: int, reader: Reader) -> Disclosure:
    """Return the disclosure an opinion may be given on.

    Raises:
        DisclosureUnknownError: unknown, or not for this reader: the answer is the
            same, so that nobody learns of what is not theirs to read.
        DisclosureWithdrawnError: no longer disclosed.
        VersionUnknownError: a version that was never shown to this reader.

    """
    if disclosure is None or not (newest := shown(disclosure, reader)):
        raise DisclosureUnknownError(field="disclosure_id")
    if disclosure.withdrawn:
        raise DisclosureWithdrawnError(field="disclosure_id")
    if not 1 <= version <= newest:
        raise VersionUnknownError(version, field="version")
    return disclosure


def _within(disclosure: Disclosure, reader: Reader) -> bool:
    match disclosure.scope:
        case Scope.SOCIETY | Scope.PARTY:
            return any(post not in TECHNICAL for _, post in reader.posts)
        case Scope.UNIT:
            return any(unit == disclosure.unit for unit, _ in reader.posts)
        case Scope.PERSONS | Scope.APPLICANT:
            return reader.person in disclosure.persons
