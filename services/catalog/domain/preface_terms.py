"""方案序言 — what stands before a scheme's rules: why, on which bases, by whom, for how long."""

from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

from shared.alike import bare

DayText = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Number = Annotated[str, Meta(max_length=60)]


class Level(Enum):
    """依据的层级"""

    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    UNIT = "unit"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _LEVELS[self]


_LEVELS: Final = {
    Level.CENTRAL: "中央",
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "县",
    Level.UNIT: "本单位",
}


class Basis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """制定依据 — one document; ``number`` as printed (文号), ``date`` its day, if known."""

    title: Title
    level: Level = Level.CENTRAL
    number: Number = ""
    date: DayText = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return by what it is known: its title and, if it has one, its number."""
        return keys_of(self.title, self.number)


class Preface(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """序言 — no rule follows from it (S0-02); ``number`` is the scheme's own, as a document.

    ``issued_on`` is the day under the document, which is not the day it takes effect (S2-65).
    """

    text: Annotated[str, Meta(max_length=2_000)] = ""
    principles: Annotated[tuple[Title, ...], Meta(max_length=20)] = ()
    bases: Annotated[tuple[Basis, ...], Meta(max_length=20)] = ()
    number: Number = ""
    issuer: Annotated[str, Meta(max_length=200)] = ""
    issued_on: DayText = ""


class Pilot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """试点 — a scheme tried up to its last day; then the one before holds again (S0-84)."""

    goal: Annotated[str, Meta(max_length=500)] = ""
    until: DayText = ""


def keys_of(title: str, number: str = "") -> tuple[str, ...]:
    """Return the words by which a document is known, however its name was typed."""
    return tuple(filter(None, (bare(title), bare(number))))
