"""衔接的词 — the same matter in the disclosure of government, school or village: linked, apart."""

from datetime import date
from typing import Final

from msgspec import Struct

SYSTEMS: Final = {
    "government": "政务公开",
    "school": "校务公开",
    "village": "村务公开",
    "enterprise": "厂务公开",
}


class LinkSister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """衔接 — a matter of the Party's catalog, and where another system has disclosed it.

    ``address`` is a web address or the number of a document; ``disclosure_id`` is empty
    while the Party has not disclosed it yet.
    """

    unit: str
    item_id: str
    disclosure_id: str
    system: str
    title: str
    address: str
    disclosed_on: date | None


class WithdrawSister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记衔接事项已撤 — the other system has taken it down."""

    on: date | None
    reason: str


class CheckSister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核对衔接事项 — what was done about it on our side."""

    note: str


class SisterLinked(Struct, frozen=True, kw_only=True, tag="publishing.sister.linked.v1"):
    """衔接事项已登记"""

    unit: str
    item_id: str
    disclosure_id: str
    system: str
    title: str
    address: str
    disclosed_on: date


class SisterWithdrawn(Struct, frozen=True, kw_only=True, tag="publishing.sister.withdrawn.v1"):
    """衔接事项已撤"""

    unit: str
    on: date
    reason: str


class SisterChecked(Struct, frozen=True, kw_only=True, tag="publishing.sister.checked.v1"):
    """衔接事项已核对"""

    unit: str
    note: str


SisterCommand = LinkSister | WithdrawSister | CheckSister
SisterEvent = SisterLinked | SisterWithdrawn | SisterChecked
