"""全宗 — one unit's holdings: which numbers have been given, which volumes lie there."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import asdict, replace

from services.archive.domain.volume_words import (
    KINDS,
    ConsultVolume,
    FondsSettled,
    Kind,
    OriginalRegistered,
    PaperRegistered,
    Pattern,
    RecordCheck,
    RegisterOriginal,
    RegisterPaper,
    Retention,
    SealVolume,
    SettleFonds,
    VolumeChecked,
    VolumeCommand,
    VolumeConsulted,
    VolumeEvent,
    VolumeSealed,
)
from shared.decider import Decider, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

_FONDS: Final = uuid5(UUID(int=0), "archive.fonds")


class Held(Struct, frozen=True, kw_only=True):
    """A volume as the fonds remembers it."""

    number: str
    version: int
    serial: int
    facts: int


class Fonds(Struct, frozen=True, kw_only=True):
    """全宗 — ``serials`` are the last numbers given, by year and retention."""

    fonds: str = ""
    unit: str = ""
    pattern: Pattern = Pattern.DAT22
    department: str = ""
    kinds: tuple[Kind, ...] = ()
    serials: Mapping[tuple[int, str], int] = {}
    volumes: Mapping[UUID, Held] = {}
    originals: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()


class FondsNotSettledError(RejectedError):
    """本单位还没有设定全宗（fonds），不能立卷。"""


class FondsTakenError(RejectedError):
    """全宗号（fonds）已由其他单位使用。"""


class PatternFixedError(RejectedError):
    """档号编制规则（pattern）和部门代码（department）在编出第一个档号之后不能改变。"""


class KindMissingError(InvalidError):
    """每一种材料（pieces）都要有件数；没有的，要写明“无”的原因。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the kinds of which there is nothing."""
        return f"卷内没有{'、'.join(f'“{each}”' for each in self.args)}，要分别写明没有的原因。"


class NumberChangedError(RejectedError):
    """档号（number）在打包期间已被占用，请重新立卷。"""


class AdditionReasonError(InvalidError):
    """案卷已经封存，补充材料要写明原因（reason）。"""


class NothingNewError(RejectedError):
    """案卷封存之后没有新的材料（facts），不需要再立卷。"""


class NoSuchVolumeError(NotFoundError):
    """没有这个档号（volume）的案卷。"""


class OriginalKnownError(RejectedError):
    """原件编号（number）已经登记过。"""


class PlaceMissingError(InvalidError):
    """纸质档案要写明存放位置：库房（room）、架（shelf）、盒（box）。"""


class NoSuchOriginalError(NotFoundError):
    """没有这个编号（original）的纸质原件。"""


def decide(command: VolumeCommand, fonds: Fonds, _: Cause) -> list[VolumeEvent]:
    """Return what follows from a command, or refuse it."""
    if isinstance(command, SettleFonds):
        return _settle(command, fonds)
    if not fonds.fonds:
        raise FondsNotSettledError
    match command:
        case SealVolume():
            return _seal(command, fonds)
        case RegisterOriginal():
            return _register(command, fonds)
        case RegisterPaper():
            return _shelve(command, fonds)
        case ConsultVolume():
            return _consult(command, fonds)
        case RecordCheck():
            _must_hold(command.volume, fonds)
            return [VolumeChecked(fonds=fonds.fonds, **asdict(command))]


def _settle(command: SettleFonds, fonds: Fonds) -> list[VolumeEvent]:
    if fonds.unit not in {"", command.unit}:
        raise FondsTakenError(command.fonds, field="fonds")
    same = (fonds.pattern, fonds.department) == (command.pattern, command.department)
    if fonds.serials and not same:
        raise PatternFixedError(field="pattern")
    return [FondsSettled(**asdict(command))]


def _seal(command: SealVolume, fonds: Fonds) -> list[VolumeEvent]:
    held = fonds.volumes.get(command.matter)
    if held and not command.reason.strip():
        raise AdditionReasonError(field="reason")
    if held and held.facts == command.facts:
        raise NothingNewError(field="facts")
    _must_account_for_all(command, fonds)
    number = number_for(fonds, command.matter, command.year, command.retention)
    if number != command.number:
        raise NumberChangedError(number, field="number")
    return [
        VolumeSealed(
            fonds=fonds.fonds,
            unit=fonds.unit,
            serial=held.serial if held else _next(fonds, command.year, command.retention),
            version=held.version + 1 if held else 1,
            **asdict(command),
        )
    ]


def _must_account_for_all(command: SealVolume, fonds: Fonds) -> None:
    told = {each.kind for each in command.pieces if each.count or each.none.strip()}
    missing = [KINDS[kind] for kind in fonds.kinds if kind not in told]
    if missing:
        raise KindMissingError(*missing, field="pieces")


def _register(command: RegisterOriginal, fonds: Fonds) -> list[VolumeEvent]:
    _must_hold(command.volume, fonds)
    if command.number in fonds.originals:
        raise OriginalKnownError(command.number, field="number")
    return [OriginalRegistered(fonds=fonds.fonds, **asdict(command))]


def _shelve(command: RegisterPaper, fonds: Fonds) -> list[VolumeEvent]:
    for place in ("room", "shelf", "box"):
        if not getattr(command, place).strip():
            raise PlaceMissingError(field=place)
    serial = _next(fonds, command.year, command.retention)
    number = _code(fonds, command.year, command.retention, serial)
    told = {**asdict(command), "unit": fonds.unit}
    return [PaperRegistered(fonds=fonds.fonds, number=number, serial=serial, **told)]


def _consult(command: ConsultVolume, fonds: Fonds) -> list[VolumeEvent]:
    _must_hold(command.volume, fonds)
    if command.original and command.original not in fonds.originals:
        raise NoSuchOriginalError(command.original, field="original")
    return [VolumeConsulted(fonds=fonds.fonds, **asdict(command))]


def _must_hold(number: str, fonds: Fonds) -> None:
    if number not in fonds.papers | {each.number for each in fonds.volumes.values()}:
        raise NoSuchVolumeError(number, field="volume")


def number_for(fonds: Fonds, matter: UUID, year: int, retention: Retention) -> str:
    """Return a matter's reference code (档号): its own, or the next one that is free."""
    if held := fonds.volumes.get(matter):
        return held.number
    return _code(fonds, year, retention, _next(fonds, year, retention))


def _code(fonds: Fonds, year: int, retention: Retention, serial: int) -> str:
    join = "·" if fonds.pattern is Pattern.DAT13 else "-"
    return f"{fonds.fonds}-WS·{year}{join}{retention.code}{join}{fonds.department}-{serial:04d}"


def _next(fonds: Fonds, year: int, retention: Retention) -> int:
    return fonds.serials.get((year, retention.value), 0) + 1


def evolve(fonds: Fonds, event: VolumeEvent) -> Fonds:
    """Remember settings, numbers and originals."""
    match event:
        case FondsSettled():
            return replace(fonds, **asdict(event))
        case VolumeSealed():
            return _with(fonds, event)
        case OriginalRegistered():
            return replace(fonds, originals=fonds.originals | {event.number})
        case PaperRegistered():
            serials = _counted(fonds, event)
            return replace(fonds, papers=fonds.papers | {event.number}, serials=serials)
        case _:
            return fonds


def _with(fonds: Fonds, event: VolumeSealed) -> Fonds:
    held = Held(number=event.number, version=event.version, serial=event.serial, facts=event.facts)
    volumes = {**fonds.volumes, event.matter: held}
    return replace(fonds, serials=_counted(fonds, event), volumes=volumes)


def _counted(fonds: Fonds, event: VolumeSealed | PaperRegistered) -> dict[tuple[int, str], int]:
    key = (event.year, event.retention.value)
    return {**fonds.serials, key: max(event.serial, fonds.serials.get(key, 0))}


def fonds_of(code: str) -> UUID:
    """Return the stream of a fonds."""
    return uuid5(_FONDS, code)


FONDS = Decider(initial=Fonds(), decide=decide, evolve=evolve)
