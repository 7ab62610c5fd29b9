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


class Phase(Enum):
    """公开阶段 — how far a disclosure has come."""

    REGISTERED = "registered"
    INNER = "inner"
    PUBLIC = "public"
    WITHDRAWN = "withdrawn"


PARTY_POSTS: Final = frozenset(
    {
        "member",
        "clerk",
        "secrecy_reviewer",
        "reviewer",
        "approver",
        "office",
        "publisher",
        "handler",
        "supervisor",
    }
)


class Reader(Struct, frozen=True, kw_only=True):
    """读者 — a citizen (no person, no posts) or somebody who is logged in."""

    person: str = ""
    posts: frozenset[tuple[str, str]] = frozenset()  # (unit, post)


class Disclosure(Struct, frozen=True, kw_only=True):
    """What is needed to judge who may read it."""

    unit: str
    scope: Scope
    phase: Phase
    version: int
    persons: frozenset[str] = frozenset()


class DisclosureUnknownError(NotFoundError):
    """没有找到您要反映的公开事项。"""


class DisclosureWithdrawnError(RejectedError):
    """该公开事项已经撤回，请就现行的公开事项提出意见。"""


class VersionUnknownError(RejectedError):
    """您填写的版本还没有公开，请刷新页面后再提交。"""


def readable(disclosure: Disclosure, reader: Reader) -> bool:
    """Tell whether this reader may see the disclosure at all (S0 scopes)."""
    if disclosure.phase is Phase.REGISTERED:
        return False
    if disclosure.scope is Scope.SOCIETY and disclosure.phase is not Phase.INNER:
        return True
    match disclosure.scope:
        case Scope.SOCIETY | Scope.PARTY:
            return any(post in PARTY_POSTS for _, post in reader.posts)
        case Scope.UNIT:
            return any(unit == disclosure.unit for unit, _ in reader.posts)
        case Scope.PERSONS | Scope.APPLICANT:
            return bool(reader.person) and reader.person in disclosure.persons


def heard(disclosure: Disclosure | None, version: int, reader: Reader) -> Disclosure:
    """Return the disclosure an opinion may be given on.

    Raises:
        DisclosureUnknownError: unknown, or not for this reader: the answer is the
            same, so that nobody learns of what is not theirs to read.
        DisclosureWithdrawnError: no longer disclosed.
        VersionUnknownError: a version that was never shown.

    """
    if disclosure is None or not readable(disclosure, reader):
        raise DisclosureUnknownError(field="disclosure_id")
    if disclosure.phase is Phase.WITHDRAWN:
        raise DisclosureWithdrawnError(field="disclosure_id")
    if not 1 <= version <= disclosure.version:
        raise VersionUnknownError(version, field="version")
    return disclosure
