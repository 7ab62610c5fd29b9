"""列席旁听 — seats at a meeting: let out by another, asked for, drawn by lot (S4-47)."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, convert
from msgspec.structs import asdict, replace

from services.feedback.domain import sitting_words
from services.feedback.domain.let_out import APPROVERS, NothingWaitsError
from services.feedback.domain.likeness import sender_of
from services.feedback.domain.sitting import SITTING, SittingUnknownError, applicant_id
from services.feedback.domain.terms import Sealed
from services.feedback.domain.writing import Identity, identity
from services.feedback.handlers.gate import Gate
from services.feedback.handlers.let_out import told
from services.feedback.handlers.opinions import OFFICE, to_open
from services.feedback.views.assembly import (
    SeatRow,
    SittingDraft,
    SittingRow,
    seats,
    sitting_drafts,
    sittings,
)
from shared.calendar import beijing_date
from shared.decider import InvalidError
from shared.record import Cause, Record
from shared.seal import Keyring, NotScrubbedError
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

PAGE: Final = 50


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """旁听公告 — points open to guests one a line."""

    held_on: date
    apply_by: date
    unit: str = ""
    title: str = ""
    places: int = 0
    agenda: str = ""


class Back(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回的理由"""

    reason: str = ""


class Guest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """旁听报名"""

    name: str = ""
    contact: str = ""


class Lot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽签种子号"""

    seed: str = ""


class Present(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """到场 — numbers of applications, blanks or commas between them."""

    numbers: str = ""


class Invitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """列席旁听的邀请 — how those who were drawn were told."""

    note: str = ""


class Remark(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """旁听意见 — of one who came, by the number of the application."""

    numbers: str = ""
    remark: str = ""


class Erased(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """删除报名人的信息 — ``numbers`` empty: of all of them, once the meeting is over."""

    ground: str = ""
    numbers: str = ""


class NumbersUnclearError(InvalidError):
    """到场的报名号请用数字填写，用空格或者逗号隔开。"""


@dataclass(frozen=True)
class Sittings:
    """列席旁听"""

    store: Store[Any]
    views: Views
    keyring: Keyring
    gate: Gate
    secret: bytes

    async def announce(self, given: Notice, caller: Caller) -> Receipt:
        """Propose a meeting with its places and the points open to guests (S4-47)."""
        return await self._propose(uuid5(caller.command_id, "sitting"), given.unit, given, caller)

    async def again(self, sitting_id: UUID, given: Notice, caller: Caller) -> Receipt:
        """Propose what was returned anew."""
        row = await asyncio.to_thread(self._draft, sitting_id)
        return await self._propose(sitting_id, row.unit, given, caller)

    async def approve(self, sitting_id: UUID, caller: Caller) -> Receipt:
        """Let strangers read a notice, by somebody who has not typed it (row B4)."""
        cause = caller.acting(await asyncio.to_thread(self._waiting, sitting_id), *APPROVERS)
        return await self._file(sitting_id, sitting_words.ApproveSitting(), cause)

    async def give_back(self, sitting_id: UUID, given: Back, caller: Caller) -> Receipt:
        """Return a notice to whoever typed it, with the reason."""
        cause = caller.acting(await asyncio.to_thread(self._waiting, sitting_id), *APPROVERS)
        command = sitting_words.ReturnSitting(reason=given.reason)
        return await self._file(sitting_id, command, cause)

    async def apply(self, sitting_id: UUID, given: Guest, caller: Caller, address: str) -> int:
        """Take an application; return its number, by which alone the lot knows it."""
        command = await asyncio.to_thread(self._applying, sitting_id, given)
        self.gate.enter(address, caller.at)
        await self._file(sitting_id, command, caller.citizen())
        state, _ = await asyncio.to_thread(self.store.state, SITTING, sitting_id)
        return state.applicants.index(command.applicant) + 1

    async def draw(self, sitting_id: UUID, given: Lot, caller: Caller) -> Receipt:
        """Draw the seats by a seed; anybody can draw again and finds the same."""
        cause = await self._acting(sitting_id, caller)
        return await self._file(sitting_id, sitting_words.DrawSeats(seed=given.seed), cause)

    async def attend(self, sitting_id: UUID, given: Present, caller: Caller) -> Receipt:
        """Keep who came."""
        cause = await self._acting(sitting_id, caller)
        command = sitting_words.RecordAttendance(numbers=_numbers(given.numbers))
        return await self._file(sitting_id, command, cause)

    async def invite(self, sitting_id: UUID, given: Invitation, caller: Caller) -> Receipt:
        """Keep that those who were drawn were asked to come, and how."""
        cause = await self._acting(sitting_id, caller)
        command = sitting_words.InviteGuests(note=given.note)
        return await self._file(sitting_id, command, cause)

    async def remark(self, sitting_id: UUID, given: Remark, caller: Caller) -> Receipt:
        """Keep what one who came had to say."""
        cause = await self._acting(sitting_id, caller)
        (number, *_) = _numbers(given.numbers)
        command = sitting_words.RecordRemark(number=number, remark=given.remark)
        return await self._file(sitting_id, command, cause)

    async def erase(self, sitting_id: UUID, given: Erased, caller: Caller) -> Receipt:
        """Destroy the keys of who applied: on their wish, or of all once the meeting is over."""
        cause = await self._acting(sitting_id, caller)
        numbers = _numbers(given.numbers) if given.numbers.strip() else ()
        command = sitting_words.EraseGuests(ground=given.ground, numbers=numbers)
        receipt = await self._file(sitting_id, command, cause)
        with suppress(NotScrubbedError):  # the key is gone; what follows the fact scrubs again
            await self.forget(sitting_id, numbers)
        return receipt

    async def erased(self, record: Record[sitting_words.GuestsErased]) -> None:
        """Destroy the keys, also if the house fell silent right after the decision was filed."""
        await self.forget(record.stream_id, record.event.numbers)

    async def forget(self, sitting_id: UUID, numbers: Collection[int]) -> None:
        """Destroy the keys of these applications, or of all.

        Raises:
            NotScrubbedError: all keys are gone, but their bytes must be scrubbed again.

        """
        state, _ = await asyncio.to_thread(self.store.state, SITTING, sitting_id)
        chosen = frozenset(numbers) or state.erased
        subjects = [
            str(applicant_id(sitting_id, applicant))
            for number, applicant in enumerate(state.applicants, 1)
            if number in chosen
        ]
        await asyncio.to_thread(self._forget, subjects)

    def _forget(self, subjects: Sequence[str]) -> None:
        left = None
        for each in subjects:
            try:
                self.keyring.erase(each)
            except NotScrubbedError as busy:
                left = busy
        if left:
            raise left

    def all(self, caller: Caller, page: int = 1) -> list[SittingRow]:
        """Return the meetings open to guests, the latest first: what staff noted, to its office."""
        rows = self.views.select(
            sittings, order=[sittings.c.held_on.desc()], limit=PAGE, offset=(page - 1) * PAGE
        )
        return [
            each if caller.holds(each.unit, OFFICE) else replace(each, remarks=(), invitation="")
            for each in rows
        ]

    def drafts(self, caller: Caller) -> list[SittingDraft]:
        """Return the notices of this person's units that nobody has let out yet, newest first."""
        here = sitting_drafts.c.unit.in_(caller.units(*APPROVERS))
        order = [sitting_drafts.c.returned, sitting_drafts.c.at.desc()]  # what waits comes first
        return self.views.select(sitting_drafts, here, order=order, limit=PAGE)

    def pages(self) -> int:
        """Return how many pages all these meetings fill."""
        return -(-self.views.count(sittings) // PAGE)

    def drawn(self, row: SittingRow, caller: Caller) -> list[tuple[int, str]]:
        """Return who was drawn, by name, to the office that lets them in."""
        if not row.numbers or not caller.holds(row.unit, OFFICE):
            return []
        here = seats.c.sitting_id == seats.encode_key(row.sitting_id)
        rows = self.views.select(seats, here, seats.c.number.in_(row.numbers))
        return [(each.number, self._name(each)) for each in rows]

    def _name(self, row: SeatRow) -> str:
        who = self.keyring.open(to_open(row.identity), Identity, field="identity")
        return who.name if who else "（已按规定删除）"

    def _applying(self, sitting_id: UUID, given: Guest) -> sitting_words.ApplyForSeat:
        who = identity(signed=True, name=given.name, contact=given.contact)
        applicant = sender_of(self.secret, f"{given.name.strip()}/{given.contact.strip()}")
        subject = str(applicant_id(sitting_id, applicant))
        box = self.keyring.seal(subject, who, field="identity")
        return sitting_words.ApplyForSeat(
            applicant=applicant, identity=convert(asdict(box), Sealed)
        )

    async def _propose(self, sitting_id: UUID, unit: str, given: Notice, caller: Caller) -> Receipt:
        cause = caller.acting(unit, OFFICE)
        command = sitting_words.AnnounceSitting(
            unit=unit,
            title=given.title,
            held_on=given.held_on,
            apply_by=given.apply_by,
            places=given.places,
            agenda=tuple(given.agenda.splitlines()),
        )
        waits = told(
            sitting_id,
            unit,
            "有一份列席旁听公告等待核准",
            "/feedback/sittings",
            on=beijing_date(cause.at),
            by=caller.command_id,
        )
        return await self.store.file(waits, Task(SITTING, sitting_id, command), cause=cause)

    def _waiting(self, sitting_id: UUID) -> str:
        """Return whose notice waits, or did: a second click is known again further in."""
        state, _ = self.store.state(SITTING, sitting_id)
        known = state.waits.unit if state.waits else state.unit
        return known or self._draft(sitting_id).unit

    def _draft(self, sitting_id: UUID) -> SittingDraft:
        row = self.views.get(sitting_drafts, sitting_id)
        if row is None:
            raise NothingWaitsError
        return row

    async def _acting(self, sitting_id: UUID, caller: Caller) -> Cause:
        state, _ = await asyncio.to_thread(self.store.state, SITTING, sitting_id)
        if not state.unit:
            raise SittingUnknownError(sitting_id)
        return caller.acting(state.unit, OFFICE)

    async def _file(self, sitting_id: UUID, command: Any, cause: Cause) -> Receipt:
        return await self.store.file(Task(SITTING, sitting_id, command), cause=cause)


def _numbers(typed: str) -> tuple[int, ...]:
    parts = typed.replace("，", " ").replace(",", " ").replace("、", " ").split()
    if not parts or not all(each.isascii() and each.isdigit() for each in parts):
        raise NumbersUnclearError(typed[:40], field="numbers")
    return tuple(map(int, parts))
