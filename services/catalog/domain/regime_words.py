"""制度 — a standing rule of a unit: its text by chapters, who issued it, since when (S4 二(五))."""

from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.scheme_terms import Day

Name = Annotated[str, Meta(max_length=200)]
Number = Annotated[str, Meta(max_length=60)]


class RegimeChapter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """一章"""

    title: Annotated[str, Meta(max_length=60)]
    text: Annotated[str, Meta(max_length=4_000)] = ""


class RegisterRegime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记制度 — ``fulfils``: which of the regimes that the scheme asks for it is, if any."""

    title: Name = ""
    fulfils: Name = ""
    issuer: Name = ""
    number: Number = ""
    effective: Day | None = None
    chapters: Annotated[tuple[RegimeChapter, ...], Meta(max_length=20)] = ()


class RepealRegime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """废止制度"""

    reason: Annotated[str, Meta(max_length=500)] = ""


class RegimeRegistered(Struct, frozen=True, kw_only=True, tag="catalog.regime.registered.v1"):
    """制度已登记"""

    unit: str
    title: str
    fulfils: str
    issuer: str
    number: str
    effective: str
    chapters: tuple[RegimeChapter, ...]
    registered_by: str


class RegimeRepealed(Struct, frozen=True, kw_only=True, tag="catalog.regime.repealed.v1"):
    """制度已废止"""

    unit: str
    reason: str
    repealed_by: str


RegimeCommand = RegisterRegime | RepealRegime
RegimeEvent = RegimeRegistered | RegimeRepealed
