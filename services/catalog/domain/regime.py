"""制度 — registered with issuer, day and text; what it lacks and where two of them meet is told."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.catalog.domain.floor import day_of
from services.catalog.domain.regime_words import (
    RegimeChapter,
    RegimeCommand,
    RegimeEvent,
    RegimeRegistered,
    RegimeRepealed,
    RegisterRegime,
    RepealRegime,
)
from services.catalog.domain.taxonomy import RESEMBLES, share
from services.catalog.domain.words import heading, plain
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause, canonical

BYTES: Final = 45_000  # of all chapters, so that the record stays below the limit
CHAPTERED: Final = "议事决策规则"  # regimes of this name have the chapters the scheme asks for
SCOPE: Final = "范围"  # the chapter that says what a body decides
HEAD: Final = "党内制度建设情况"


class Regime(Struct, frozen=True, kw_only=True):
    """What must be remembered: whether it is in force."""

    registered: bool = False
    repealed: bool = False


class RegimeTitleError(InvalidError):
    """请填写制度名称。"""


class RegimeIssuerError(InvalidError):
    """请写明由谁印发。"""


class RegimeDayError(InvalidError):
    """请填写生效日期。"""


class RegimeTextError(InvalidError):
    """请写明制度内容，每章写章名和条文，全文不超过约一万五千字。"""


class RegimeTwiceError(RejectedError):
    """这项制度已经登记；修订的请先废止原来的一版。"""


class RegimeUnknownError(NotFoundError):
    """没有登记过这项制度，或者已经废止。"""


class RepealReasonError(InvalidError):
    """请写明为什么废止。"""


def regime_id_of(unit: str, title: str) -> UUID:
    """Return the stream of a regime: the same title in a unit is the same regime."""
    return uuid5(UUID(unit), f"regime/{heading(title)}")


def decide(command: RegimeCommand, regime: Regime, cause: Cause) -> list[RegimeEvent]:
    """Answer who registers or repeals a regime."""
    in_force = regime.registered and not regime.repealed
    match command:
        case RegisterRegime():
            if in_force:
                raise RegimeTwiceError(field="title")
            return [_registered(command, cause)]
        case RepealRegime(reason=reason):
            if not in_force:
                raise RegimeUnknownError
            if not reason.strip():
                raise RepealReasonError(field="reason")
            return [RegimeRepealed(unit=cause.unit, reason=reason.strip(), repealed_by=cause.actor)]


def _registered(command: RegisterRegime, cause: Cause) -> RegimeRegistered:
    if not plain(command.title):
        raise RegimeTitleError(field="title")
    if not command.issuer.strip():
        raise RegimeIssuerError(field="issuer")
    if command.effective is None:
        raise RegimeDayError(field="effective")
    chapters = tuple(each for each in command.chapters if each.title.strip() and each.text.strip())
    if not chapters or len(canonical(chapters)) > BYTES:
        raise RegimeTextError(field="chapters")
    return RegimeRegistered(
        unit=cause.unit,
        title=plain(command.title),
        fulfils=command.fulfils.strip(),
        issuer=command.issuer.strip(),
        number=command.number.strip(),
        effective=str(day_of(command.effective)),
        chapters=chapters,
        registered_by=cause.actor,
    )


def lacking(title: str, chapters: Iterable[RegimeChapter], wanted: Iterable[str]) -> list[str]:
    """Return the chapters that rules of procedure must have and this text has not (S4-60)."""
    if CHAPTERED not in title:
        return []
    known = [heading(each.title) for each in chapters]
    return [each for each in wanted if not any(heading(each) in title for title in known)]


def overlaps(one: Sequence[RegimeChapter], other: Sequence[RegimeChapter]) -> Iterator[str]:
    """Yield the matters that two rules of procedure both say their body decides (S4-61)."""
    theirs = list(_matters(other))
    for each in _matters(one):
        if any(min(share(each, known), share(known, each)) >= RESEMBLES for known in theirs):
            yield each


def _matters(chapters: Sequence[RegimeChapter]) -> Iterator[str]:
    for chapter in chapters:
        if SCOPE in chapter.title:
            text = chapter.text
            for mark in "；;。、，\n":
                text = text.replace(mark, "\0")
            yield from filter(None, (each.strip() for each in text.split("\0")))


def evolve(regime: Regime, event: RegimeEvent) -> Regime:
    """Return the regime after an event."""
    match event:
        case RegimeRegistered():
            return Regime(registered=True)
        case RegimeRepealed():
            return Regime(registered=regime.registered, repealed=True)


REGIME: Decider[RegimeCommand, Regime, RegimeEvent] = Decider(Regime(), decide, evolve)
