"""申请登记簿 — one unit's requests of one year: one series for all ways in which they come (F1)."""

from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.register import OtherYearError, year_of
from services.feedback.domain.request_commands import NumberRequest
from services.feedback.domain.request_events import RequestNumbered
from shared.decider import Decider
from shared.record import Cause

REGISTERS: Final = UUID("b0a1c7d8-52a4-5c0e-9f5e-6b6f4a5d2e11")


class RequestRegister(Struct, frozen=True, kw_only=True):
    """What must be remembered to give the next number."""

    year: int = 0
    last: int = 0


def decide(
    command: NumberRequest, register: RequestRegister, cause: Cause
) -> list[RequestNumbered]:
    """Return the next number of the year in Beijing.

    Raises:
        OtherYearError: this register is that of another year.

    """
    year = year_of(cause.at)
    if register.last and register.year != year:
        raise OtherYearError(register.year)
    number = register.last + 1
    return [
        RequestNumbered(unit=command.unit, year=year, number=number, request_id=command.request_id)
    ]


def evolve(_: RequestRegister, event: RequestNumbered) -> RequestRegister:
    """Return the register with one more line."""
    return RequestRegister(year=event.year, last=event.number)


def register_of(unit: str, year: int) -> UUID:
    """Return where a unit's register of requests of a year stands."""
    return uuid5(REGISTERS, f"{unit}/{year}")


def numeral_of(year: int, number: int) -> str:
    """Return a number as people read it: 申请编号 YSQ-2025-007."""
    return f"YSQ-{year}-{number:03d}"


REQUESTS: Final[Decider[Any, RequestRegister, Any]] = Decider(
    initial=RequestRegister(), decide=decide, evolve=evolve
)
