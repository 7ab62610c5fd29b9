"""意见登记簿 — one unit's register of one year: numbers without a gap, none given twice."""

import unicodedata
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct

from services.feedback.domain.commands import NumberOpinion
from services.feedback.domain.events import OpinionNumbered
from shared.decider import Decider, RejectedError
from shared.record import Cause

REGISTERS: Final = UUID("6f1f0f5e-8a0b-5f53-9d5c-0a3f3a0a7c11")
BEIJING: Final = ZoneInfo("Asia/Shanghai")


class Register(Struct, frozen=True, kw_only=True):
    """What must be remembered to give the next number."""

    year: int = 0
    last: int = 0


class OtherYearError(RejectedError):
    """登记簿只登记本年度的意见，请重新提交。"""


def decide(command: NumberOpinion, register: Register, cause: Cause) -> list[OpinionNumbered]:
    """Return the next number; the year is that of Beijing, where the letters are read."""
    year = year_of(cause.at)
    if register.last and register.year != year:
        raise OtherYearError(register.year)
    return [
        OpinionNumbered(
            unit=command.unit,
            year=year,
            number=register.last + 1,
            opinion_id=command.opinion_id,
        )
    ]


def evolve(_: Register, event: OpinionNumbered) -> Register:
    """Return the register with one more line."""
    return Register(year=event.year, last=event.number)


def year_of(moment: datetime) -> int:
    """Return the year in which a moment falls in Beijing."""
    return moment.astimezone(BEIJING).year


def register_id(unit: str, year: int) -> UUID:
    """Return where the register of a unit and a year stands."""
    return uuid5(REGISTERS, f"{unit}/{year}")


def numeral(year: int, number: int) -> str:
    """Return a number as people read it: 意见编号 YJ-2026-0001."""
    return f"YJ-{year}-{number:04d}"


def typed(number: str) -> str:
    """Return a number as it is kept, however somebody typed it."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return "".join(each for each in plain if not each.isspace()).replace("—", "-")


REGISTER: Final[Decider[Any, Register, Any]] = Decider(
    initial=Register(), decide=decide, evolve=evolve
)
