"""重要文件 — checked by offices, passed by meetings, issued in all names, then filed (S4 六1)."""

import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.instrument_words import (
    AmendInstrument,
    CheckInstrument,
    InstrumentAmended,
    InstrumentChecked,
    InstrumentCommand,
    InstrumentEvent,
    InstrumentIssued,
    InstrumentKind,
    InstrumentPassed,
    InstrumentRegistered,
    IssueInstrument,
    LayInstrument,
    PassInstrument,
)
from shared.decider import Decider, ForbiddenError, InvalidError, NotFoundError, RejectedError
from shared.record import Cause

LEAST: Final = 5  # characters of a title, a text, a note
NUMBER: Final = re.compile(r"^[^〔〕]{1,30}〔\d{4}〕\d{1,5}号$")


class Instrument(Struct, frozen=True, kw_only=True):
    """What must be remembered: its stations, and which of them it has passed."""

    unit: str = ""
    kind: InstrumentKind = InstrumentKind.PLAN
    title: str = ""
    checks: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    issued: bool = False

    def lacking(self, stations: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of these stations that it has not passed."""
        return tuple(each for each in stations if each not in self.passed)


class InstrumentUnknownError(NotFoundError):
    """没有找到这份重要文件。"""


class InstrumentTwiceError(RejectedError):
    """这份重要文件已经登记。"""


class InstrumentIssuedError(RejectedError):
    """这份重要文件已经印发，不能再改动。"""


class InstrumentWordsError(InvalidError):
    """请写明文件的标题和内容，都不少于5个字；审核不通过要写明意见。"""


class StationUnknownError(InvalidError):
    """实施方案没有规定这个审核单位或者会议。"""


class StationPassedError(RejectedError):
    """这一站已经通过。"""


class StationsSkippedError(RejectedError):
    """前面的审核或者会议还没有通过，不能进入下一步。"""

    @property
    def sentence(self) -> str:
        """Name what is lacking."""
        return f"{'、'.join(map(str, self.args))}还没有通过，不能进入下一步。"


class StationOfficeError(ForbiddenError):
    """审核意见由负责审核的单位自己登记。"""


class MinutesNumberError(InvalidError):
    """会议通过要写明会议纪要的编号。"""


class JointNamesError(InvalidError):
    """印发名义和实施方案规定的不一致，缺少一个或者多出一个。"""


class JointNumberError(InvalidError):
    """每个印发名义都要写文号，年份用六角括号，例如“青委发〔2026〕8号”。"""


def decide(
    command: InstrumentCommand, instrument: Instrument, cause: Cause
) -> list[InstrumentEvent]:
    """Judge one step; every refusal is a rule of this room."""
    if isinstance(command, LayInstrument):
        return [_register(command, instrument, cause)]
    if not instrument.unit:
        raise InstrumentUnknownError
    if instrument.issued:
        raise InstrumentIssuedError
    match command:
        case CheckInstrument():
            return [_check(command, instrument, cause)]
        case PassInstrument():
            return [_pass(command, instrument, cause)]
        case AmendInstrument(text=text):
            text = _said(text, "text")
            return [InstrumentAmended(unit=instrument.unit, text=text, amended_by=cause.actor)]
        case IssueInstrument():
            return [_issue(command, instrument, cause)]


def _register(command: LayInstrument, instrument: Instrument, cause: Cause) -> InstrumentRegistered:
    if instrument.unit:
        raise InstrumentTwiceError
    asked = command.asked
    return InstrumentRegistered(
        unit=asked.unit,
        kind=asked.kind,
        title=_said(asked.title, "title"),
        text=_said(asked.text, "text"),
        checks=command.checks,
        meetings=command.meetings,
        issuers=command.issuers,
        registered_by=cause.actor,
    )


def _check(command: CheckInstrument, instrument: Instrument, cause: Cause) -> InstrumentChecked:
    _stops(command.station, instrument.checks, instrument)
    note = command.note.strip() if command.passed else _said(command.note, "note")
    return InstrumentChecked(
        unit=instrument.unit,
        station=command.station,
        passed=command.passed,
        note=note,
        checked_by=cause.actor,
    )


def _pass(command: PassInstrument, instrument: Instrument, cause: Cause) -> InstrumentPassed:
    _stops(command.station, instrument.meetings, instrument)
    if lacking := instrument.lacking(instrument.checks):
        raise StationsSkippedError(*lacking)
    if not command.minutes.strip():
        raise MinutesNumberError(field="minutes")
    return InstrumentPassed(
        unit=instrument.unit,
        station=command.station,
        minutes=command.minutes.strip(),
        passed_by=cause.actor,
    )


def _stops(station: str, stations: tuple[str, ...], instrument: Instrument) -> None:
    if station not in stations:
        raise StationUnknownError(station, field="station")
    if station in instrument.passed:
        raise StationPassedError(station)


def _issue(command: IssueInstrument, instrument: Instrument, cause: Cause) -> InstrumentIssued:
    if lacking := instrument.lacking((*instrument.checks, *instrument.meetings)):
        raise StationsSkippedError(*lacking)
    names = tuple(each.name for each in command.signatures)
    if not names or (instrument.issuers and sorted(names) != sorted(instrument.issuers)):
        raise JointNamesError(field="signatures")
    for each in command.signatures:
        if not NUMBER.match(each.number.strip()):
            raise JointNumberError(each.name, field="signatures")
    return InstrumentIssued(
        unit=instrument.unit,
        kind=instrument.kind,
        title=instrument.title,
        signatures=command.signatures,
        issued_by=cause.actor,
    )


def _said(text: str, field: str) -> str:
    if len(text.strip()) < LEAST:
        raise InstrumentWordsError(field=field)
    return text.strip()


def evolve(instrument: Instrument, event: InstrumentEvent) -> Instrument:
    """Remember what happened; an amended text is checked and debated anew."""
    match event:
        case InstrumentRegistered():
            return Instrument(
                unit=event.unit,
                kind=event.kind,
                title=event.title,
                checks=event.checks,
                meetings=event.meetings,
                issuers=event.issuers,
            )
        case InstrumentChecked(passed=False):
            return instrument
        case InstrumentChecked(station=station) | InstrumentPassed(station=station):
            return replace(instrument, passed=(*instrument.passed, station))
        case InstrumentAmended():
            return replace(instrument, passed=())
        case InstrumentIssued():
            return replace(instrument, issued=True)


INSTRUMENT: Final = Decider[InstrumentCommand, Instrument, InstrumentEvent](
    initial=Instrument(), decide=decide, evolve=evolve
)
