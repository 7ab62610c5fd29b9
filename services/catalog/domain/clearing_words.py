"""清理职权 — a unit's clean-up of its powers: whose lists, which flaws, by whom, until when."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from services.catalog.domain.withheld_words import DayText

Short = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=1_000)]


class Holder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """行使主体 — a body, or the post of one person (``individual``)."""

    name: Short
    individual: bool = False


class HolderList(Struct, frozen=True, kw_only=True):
    """职权清单 — of one holder: how many powers, how many of them confirmed."""

    holder: Short
    powers: int
    confirmed: int


class OpenClearing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始清理"""

    title: Short = ""
    holders: Annotated[tuple[Holder, ...], Meta(max_length=200)] = ()


class CloseClearing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """结束清理 — ``lists``: what the register holds of each."""

    lists: tuple[HolderList, ...] = ()


class FindFlaw(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记问题 — ``flaw``: one that the scheme knows; ``handler``: the post that puts it right."""

    flaw: Short = ""
    powers: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()
    detail: Words = ""
    handler: Short = ""
    due: DayText = ""


class RecordFlaw(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记问题和处理办法 — with what the scheme says is done about such a flaw."""

    asked: FindFlaw
    measure: Short


class CloseFlaw(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办结问题 — ``border``: how the powers are bounded from now on."""

    number: int
    border: Words = ""


class ClearingOpened(Struct, frozen=True, kw_only=True, tag="catalog.clearing.opened.v1"):
    """职权清理已开始"""

    unit: str
    round: int
    title: str
    holders: tuple[Holder, ...]
    opened_by: str


class ClearingClosed(Struct, frozen=True, kw_only=True, tag="catalog.clearing.closed.v1"):
    """职权清理已结束"""

    unit: str
    round: int
    lists: tuple[HolderList, ...]
    closed_by: str


class FlawRegistered(Struct, frozen=True, kw_only=True, tag="catalog.flaw.registered.v1"):
    """职权问题已登记"""

    unit: str
    number: int
    flaw: str
    measure: str
    powers: tuple[UUID, ...]
    detail: str
    handler: str
    due: str
    found_by: str


class FlawClosed(Struct, frozen=True, kw_only=True, tag="catalog.flaw.closed.v1"):
    """职权问题已办结"""

    unit: str
    number: int
    border: str
    closed_by: str


ClearingCommand = OpenClearing | CloseClearing | RecordFlaw | CloseFlaw
ClearingEvent = ClearingOpened | ClearingClosed | FlawRegistered | FlawClosed
