"""登记的事实 — what the catalog says of units, people and posts: only what the register keeps.

The owner's full fact is in its golden file under tests/contracts; a test proves that what is
declared here can read it. Services that hear the catalog say these in their ``heard`` again.
"""

from datetime import datetime

from msgspec import Struct

from shared.seal import Sealed

__all__ = [
    "PasswordChanged",
    "PersonRegistered",
    "PostAssigned",
    "PostEntrusted",
    "PostHanded",
    "PostVacated",
    "SessionEnded",
    "UnitDissolved",
    "UnitMerged",
    "UnitMoved",
    "UnitRegistered",
    "UnitRenamed",
]


class UnitRegistered(Struct, frozen=True, kw_only=True, tag="catalog.unit.registered.v1"):
    """单位已登记 — ``superior`` is empty at the top."""

    unit_id: str
    name: str
    kind: str = ""
    superior: str = ""


class UnitRenamed(Struct, frozen=True, kw_only=True, tag="catalog.unit.renamed.v1"):
    """单位已更名"""

    unit_id: str
    name: str


class UnitMoved(Struct, frozen=True, kw_only=True, tag="catalog.unit.moved.v1"):
    """隶属关系已调整"""

    unit_id: str
    superior: str


class UnitMerged(Struct, frozen=True, kw_only=True, tag="catalog.unit.merged.v1"):
    """单位已合并"""

    unit_id: str
    successor: str


class UnitDissolved(Struct, frozen=True, kw_only=True, tag="catalog.unit.dissolved.v1"):
    """单位已撤销"""

    unit_id: str
    successor: str


class PersonRegistered(Struct, frozen=True, kw_only=True, tag="catalog.person.registered.v1"):
    """人员已登记"""

    person_id: str
    sealed: Sealed


class PasswordChanged(Struct, frozen=True, kw_only=True, tag="catalog.password.changed.v1"):
    """密码已更改"""

    person_id: str


class SessionEnded(Struct, frozen=True, kw_only=True, tag="catalog.session.ended.v1"):
    """登录已退出"""

    person_id: str
    session: str
    until: datetime


class PostAssigned(Struct, frozen=True, kw_only=True, tag="catalog.post.assigned.v1"):
    """职务已任命"""

    unit: str
    person_id: str
    post: str


class PostEntrusted(Struct, frozen=True, kw_only=True, tag="catalog.post.entrusted.v1"):
    """职务已定期任命"""

    unit: str
    person_id: str
    post: str
    since: datetime | None = None
    until: datetime | None = None


class PostHanded(Struct, frozen=True, kw_only=True, tag="catalog.post.handed.v1"):
    """职务已移交"""

    unit: str
    post: str
    giver: str
    taker: str
    until: datetime | None = None


class PostVacated(Struct, frozen=True, kw_only=True, tag="catalog.post.vacated.v1"):
    """职务已免去"""

    unit: str
    person_id: str
    post: str
