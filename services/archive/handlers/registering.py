"""统一登记 — paper files take the next number of all files; one list shows them all."""

from dataclasses import dataclass

from msgspec import Struct

from services.archive.domain.fonds import FONDS, FondsNotSettledError, fonds_of
from services.archive.domain.volume_words import ConsultVolume, RegisterPaper
from services.archive.handlers.volumes import AUDITOR, OFFICE, PAGE, Volumes, may_read, reading
from services.archive.views.register import Carrier, RegisterRow, register, shelves
from shared.aside import aside
from shared.decider import NotFoundError
from shared.store import Receipt, Task
from shared.web import Caller


class Sought(Struct, frozen=True, kw_only=True):
    """查找条件 — a year (0: every year), a class and words; empty finds everything."""

    year: int = 0
    category: str = ""
    words: str = ""


class NoSuchPaperError(NotFoundError):
    """没有这个档号（number）的纸质档案，或者您无权取阅。"""


@dataclass(frozen=True)
class Registering:
    """登记簿 — of the units in whose office somebody is; auditors see everybody's."""

    volumes: Volumes

    async def shelve(self, command: RegisterPaper, caller: Caller) -> Receipt:
        """Register a file that is on paper alone; it takes the next number of all files.

        Raises:
            FondsNotSettledError: the unit has no fonds yet.

        """
        cause = caller.acting(command.unit, OFFICE)
        settled = await aside(self.volumes.settings, command.unit)
        if not settled.fonds:
            raise FondsNotSettledError
        return await self.volumes.store.file(
            Task(FONDS, fonds_of(settled.fonds), command), cause=cause
        )

    async def consult(self, number: str, purpose: str, caller: Caller) -> Receipt:
        """Put on record what a paper file is taken out for.

        Raises:
            NoSuchPaperError: there is none of this number for this person.

        """
        caller.known()
        row = await aside(self.volumes.views.get, register, number)
        if row is None or row.carrier is not Carrier.PAPER or not may_read(row.unit, caller):
            raise NoSuchPaperError(number, field="number")
        command = ConsultVolume(volume=number, purpose=purpose)
        fonds = await aside(self.volumes.settings, row.unit)
        task = Task(FONDS, fonds_of(fonds.fonds), command)
        return await self.volumes.store.file(task, cause=reading(row.unit, caller))

    def found(self, wanted: Sought, page: int, caller: Caller) -> tuple[list[RegisterRow], int]:
        """Return one page of the register: electronic and paper files in one list."""
        table = register.c
        here = [table.year == wanted.year] if wanted.year else []
        here += [table.category == wanted.category] if wanted.category else []
        if not caller.units(AUDITOR):
            here.append(table.unit.in_(caller.units(OFFICE)))
        if text := wanted.words.strip():
            titled = table.title.contains(text, autoescape=True)
            here.append(titled | table.number.contains(text, autoescape=True))
        rows = self.volumes.views.select(
            register,
            *here,
            order=[table.year.desc(), table.number],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return rows, self.volumes.views.count(register, *here)

    def fonds(self, unit: str) -> str:
        """Return the code of a unit's fonds; empty if it has none."""
        return self.volumes.settings(unit).fonds

    def categories(self, caller: Caller) -> list[str]:
        """Return the classes of the files that somebody may see."""
        wanted = [] if caller.units(AUDITOR) else [shelves.c.unit.in_(caller.units(OFFICE))]
        return sorted({each.category for each in self.volumes.views.select(shelves, *wanted)})
