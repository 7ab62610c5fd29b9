"""Events of other services whose meaning the archive knows: only the fields it needs.

All other facts it keeps unopened. The owner's full event is in its golden file
under tests/contracts; a test proves that what is declared here can read it.
"""

from datetime import datetime

from msgspec import Struct

from shared.seal import Sealed


class UnitRegistered(Struct, frozen=True, tag="catalog.unit.registered.v1"):
    """单位已登记"""

    unit_id: str
    name: str


class UnitRenamed(Struct, frozen=True, tag="catalog.unit.renamed.v1"):
    """单位已更名"""

    unit_id: str
    name: str


class PersonRegistered(Struct, frozen=True, tag="catalog.person.registered.v1"):
    """人员已登记"""

    person_id: str
    sealed: Sealed


class PostAssigned(Struct, frozen=True, tag="catalog.post.assigned.v1"):
    """职务已任命"""

    unit: str
    person_id: str
    post: str


class PostVacated(Struct, frozen=True, tag="catalog.post.vacated.v1"):
    """职务已免去"""

    unit: str
    person_id: str
    post: str


class PostEntrusted(Struct, frozen=True, tag="catalog.post.entrusted.v1"):
    """职务已定期任命"""

    unit: str
    person_id: str
    post: str
    since: datetime | None = None
    until: datetime | None = None


class PostHanded(Struct, frozen=True, tag="catalog.post.handed.v1"):
    """职务已移交"""

    unit: str
    post: str
    giver: str
    taker: str
    until: datetime | None = None
