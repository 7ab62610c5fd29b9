"""归拢 — what the rules of showing by hand ask of the house: matters, files, persons, times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from services.publishing.domain.disclosure import NotRegisteredError
from services.publishing.domain.letters import content_sha256
from services.publishing.domain.reading import Reader, may_read
from services.publishing.domain.showing import RECORDERS
from services.publishing.domain.showing_words import Matter
from services.publishing.domain.terms import Attachment, Phase
from services.publishing.handlers.names import Names
from services.publishing.handlers.overseeing import reader_for
from services.publishing.handlers.rules import RuleBook
from services.publishing.views import PortalRow, items, portal
from services.publishing.views.courses import CourseRow, courses
from shared.calendar import BEIJING, Counted, Counting
from shared.decider import InvalidError
from shared.files import Arriving, Place
from shared.record import Cause
from shared.register import DEEPEST, above, units
from shared.view import Views
from shared.web import Caller

STAFFED: Final = (*RECORDERS, "approver", "reviewer", "secretary")  # who sees who has not signed
OFFERED: Final = 200  # matters to choose from


class PaperGoneError(InvalidError):
    """没有找到这个文件，请重新上传。"""


class WhenUnreadableError(InvalidError):
    """时间要写成年月日和时分，例如 2025-11-03T16:00，按北京时间。"""


class DayUnreadableError(InvalidError):
    """请按“年-月-日”填写日期，例如 2025-11-03。"""


class PersonUnknownError(InvalidError):
    """所选人员里有没有登记的人。"""


@dataclass(frozen=True)
class Papers:
    """纸件 — minutes, transcripts, scans: taken in, kept under their digest."""

    arriving: Arriving
    place: Place

    def take(self, name: str, data: bytes) -> Attachment:
        """Keep a file.

        Raises:
            FileEmptyError, FileTooLargeError, FileKindError, FileInfectedError: it is not taken.

        """
        from shared.files import FileEmptyError, FileTooLargeError  # noqa: PLC0415

        if not data:
            raise FileEmptyError(field="file")
        if len(data) > self.arriving.limit:
            raise FileTooLargeError(self.arriving.limit)
        kept = self.arriving.keep(data)
        plain = " ".join(name.replace("/", " ").replace("\\", " ").split())[:120] or "文件"
        return Attachment(
            name=plain, sha256=kept.sha256, sm3=kept.sm3, size=kept.size, kind=kept.kind
        )

    def known(self, paper: Attachment | None, field: str) -> Attachment | None:
        """Return a file that is really here.

        Raises:
            PaperGoneError: it is not.

        """
        if paper is not None and not self._here(paper.sha256):
            raise PaperGoneError(paper.name, field=field)
        return paper

    def _here(self, digest: str) -> bool:
        plain = len(digest) == 64 and digest.isalnum()  # noqa: PLR2004 — hexadecimal digits
        return plain and self.place.has(digest)


@dataclass(frozen=True)
class Gathering:
    """What is known beside the command itself."""

    views: Views
    names: Names
    papers: Papers
    rules: RuleBook
    calendar: Counting

    def row(self, disclosure_id: str) -> PortalRow:
        """Return a disclosure.

        Raises:
            NotRegisteredError: there is none.

        """
        row = self.views.get(portal, _uuid(disclosure_id))
        if row is None:
            raise NotRegisteredError(disclosure_id)
        return row

    def matter(self, disclosure_id: str, caller: Caller) -> Matter:
        """Return a disclosure as the rules ask about it, if this person may know of it.

        Raises:
            NotRegisteredError: there is none, or it is none of this person's business.

        """
        row = self.row(disclosure_id)
        mine = caller.holds(row.unit, *RECORDERS)
        if not mine and not row.may_be_read_by(reader_for(self.views, caller, row.unit)):
            raise NotRegisteredError(disclosure_id)
        return matter_of(row)

    def matters(self, ids: Iterable[str], caller: Caller) -> tuple[Matter, ...]:
        """Return disclosures as the rules ask about them."""
        return tuple(self.matter(each, caller) for each in dict.fromkeys(ids))

    def beyond(
        self, persons: Sequence[str], matters: Sequence[Matter], at: datetime
    ) -> tuple[str, ...]:
        """Return which of these persons may not know of one of these matters.

        Raises:
            PersonUnknownError: one is nobody.

        """
        for each in persons:
            if not self.names.known(each):
                raise PersonUnknownError(field="persons")
        rows = [self.row(each.disclosure_id) for each in matters]
        return tuple(p for p in persons if not all(self._inside(p, row, at) for row in rows))

    def term(self, unit: str, key: str, on: date, otherwise: int) -> Counted:
        """Return by when, so many working days after a day as the unit's scheme says."""
        return self.calendar.add_working_days(on, self.rules.number(unit, key, on, otherwise))

    def related(self, unit: str) -> tuple[str, ...]:
        """Return the units above and below one: those with whom it exchanges circulars."""
        return (*above(self.views, unit), *self._below([unit]))

    def below(self, unit: str) -> list[str]:
        """Return all units below one."""
        return self._below([unit])

    def offers(self, unit: str, form: str, *, public: bool = False) -> list[tuple[str, str]]:
        """Return what a unit may show, newest first: by an approved form, or what is public."""
        c = portal.c
        rows = self.views.select(
            portal,
            c.unit == unit,
            c.withdrawn.is_(False),
            *((c.phase == Phase.PUBLIC,) if public else ()),
            order=[c.registered_at.desc()],
            limit=OFFERED,
        )
        fitting = [each for each in rows if not form or form in each.channels]
        return [(str(each.disclosure_id), each.title) for each in fitting]

    def entries(self, unit: str) -> list[tuple[str, str]]:
        """Return the entries of a unit's catalog."""
        rows = self.views.select(items, items.c.unit == unit, order=[items.c.level3])
        return [(each.item_id, each.level3) for each in rows]

    def waiting(self, units: Sequence[str]) -> list[tuple[CourseRow, PortalRow]]:
        """Return what some units have disclosed that still needs evidence."""
        c = courses.c
        mine = c.unit.in_(units), c.complete_on.is_(None)
        rows = self.views.select(courses, *mine, limit=OFFERED)
        found = [(each, self.views.get(portal, UUID(each.disclosure_id))) for each in rows]
        return [(each, row) for each, row in found if row and each.missing and not row.withdrawn]

    def manages(self, unit: str, caller: Caller) -> bool:
        """Tell whether this person sees to what a unit sends, or oversees it."""
        if caller.holds(unit, *STAFFED):
            return True
        return unit in reader_for(self.views, caller, unit).staffed

    def _inside(self, person: str, row: PortalRow, at: datetime) -> bool:
        reader = Reader(person=person, units=self.names.units_of(person, at))
        return may_read(row.scope, Phase.INNER, row.unit, row.readers, reader)

    def _below(self, tops: list[str]) -> list[str]:
        found, layer = list[str](), tops
        for _ in range(DEEPEST):
            rows = self.views.select(units, units.c.superior.in_(layer)) if layer else []
            layer = [each.unit_id for each in rows if not each.ended]
            found += layer
        return found


def matter_of(row: PortalRow) -> Matter:
    """Return a disclosure as the rules ask about it."""
    return Matter(
        disclosure_id=str(row.disclosure_id),
        unit=row.unit,
        item_id=row.item_id,
        title=row.title,
        version=row.version,
        forms=row.channels,
        scope=row.scope,
        phase=row.phase,
        disclose_on=row.disclose_on,
        withdrawn=row.withdrawn,
        sha256=content_sha256(row.content),
    )


def moment(text: str, field: str) -> datetime | None:
    """Return a time that somebody typed, Beijing's if it does not say; None if nothing was.

    Raises:
        WhenUnreadableError: it is no time.

    """
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WhenUnreadableError(field=field) from None
    return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(UTC)


def day(text: str, field: str) -> date | None:
    """Return a day that somebody typed; None if nothing was.

    Raises:
        DayUnreadableError: it is no day.

    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DayUnreadableError(field=field) from None


def recording(caller: Caller, unit: str) -> Cause:
    """Return the cause of what this person records for a unit.

    Raises:
        NotLoggedInError, WrongPostError: they may not.

    """
    return caller.acting(unit, *RECORDERS)


def _uuid(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        raise NotRegisteredError(text) from None
