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
    while the Party has not disclosed it yet; ``owner`` is the unit that answers for the other
    system's matter, empty if it is the same.
    """

    unit: str
    item_id: str
    disclosure_id: str
    system: str
    title: str
    address: str
    disclosed_on: date | None
    owner: str = ""


class WithdrawSister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记衔接事项已撤 — the other system has taken it down."""

    on: date | None
    reason: str


class ApproveSister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核准衔接事项对外展示 — ``writer`` (a person id) typed what society may read from now on."""

    writer: str


class TellSister(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """告知衔接方 — the Party has corrected its own: the other side is to look at theirs."""

    disclosure_id: str
    version: int


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
    owner: str = ""


class SisterApproved(Struct, frozen=True, kw_only=True, tag="publishing.sister.approved.v1"):
    """衔接事项已核准对外展示"""

    unit: str


class SisterOutdated(Struct, frozen=True, kw_only=True, tag="publishing.sister.outdated.v1"):
    """衔接事项待同步 — the Party's version since which nobody has looked at the other's."""

    unit: str
    owner: str
    disclosure_id: str
    version: int


class SisterWithdrawn(Struct, frozen=True, kw_only=True, tag="publishing.sister.withdrawn.v1"):
    """衔接事项已撤"""

    unit: str
    on: date
    reason: str


class SisterChecked(Struct, frozen=True, kw_only=True, tag="publishing.sister.checked.v1"):
    """衔接事项已核对"""

    unit: str
    note: str


SisterCommand = LinkSister | ApproveSister | WithdrawSister | TellSister | CheckSister
SisterEvent = SisterLinked | SisterApproved | SisterWithdrawn | SisterOutdated | SisterChecked
