"""条目归属和对照方案 — what is said of an entry, and what stands in the way of approval."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.particulars_words import (
    ApproveByScheme,
    AttributeEntry,
    CatalogExamined,
    CatalogPassed,
    ConsentScope,
    DepartureExplained,
    EntryAttributed,
    ExamineCatalog,
    ExplainDeparture,
    Particulars,
    ParticularsEvent,
    ScopeConsented,
)
from services.catalog.domain.rewriting import RowUnknownError
from services.catalog.domain.sitting_words import SittingRecorded
from services.catalog.domain.terms import Entry, Scope, Verdict, item_id_of
from services.catalog.domain.timing import Schedule, schedule, scheduled
from services.catalog.domain.timing_words import EntryScheduled, ItemScheduled, ScheduleEntry
from services.catalog.domain.yardstick import (
    IN_MEETING,
    Departure,
    Values,
    departures,
    examinations,
    gap,
)
from shared.decider import InvalidError, RejectedError
from shared.record import Cause

NOTHING = Particulars()


class Notes(Struct, frozen=True, kw_only=True):
    """What a catalog remembers of its entries beside their fields; by item, through all versions.

    ``examined`` alone is of one draft: any change of it asks for another look.
    """

    particulars: Mapping[UUID, Particulars] = {}
    consented: frozenset[UUID] = frozenset()
    explained: frozenset[tuple[UUID, str]] = frozenset()
    examined: frozenset[str] = frozenset()
    examiners: frozenset[str] = frozenset()
    schedule: Schedule = Schedule()


class Page(Struct, frozen=True, kw_only=True):
    """What of a catalog is needed here: its draft, and its notes."""

    unit: str
    version: int
    rows: Mapping[int, Entry]
    drafters: frozenset[str]
    listed: Mapping[UUID, Entry] = {}
    notes: Notes


class ScopeReasonMissingError(InvalidError):
    """既不涉及群众生产生活，也不涉及党员权利义务的，要写明公开范围的理由。"""


class RoomBlankError(InvalidError):
    """请至少标明一项归属。"""


class ConsentReasonMissingError(InvalidError):
    """涉及群众生产生活的事项不向社会公开，要写明理由。"""


class NoConsentNeededError(RejectedError):
    """这一条不需要负责人同意：它不涉及群众生产生活，或者已经向社会公开。"""


class DepartureReasonMissingError(InvalidError):
    """与方案不同，要写明理由。"""


class ExaminationNoteMissingError(InvalidError):
    """核查不通过，要写明问题。"""


class ExaminedByDrafterError(RejectedError):
    """编制目录的人不能核查自己编的目录。"""


class ParticularsMissingError(RejectedError):
    """条目的归属没有标明，目录不能审批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the row and what is missing."""
        return f"第{self.args[0]}条{self.args[1]}，目录不能审批。"


class ConsentMissingError(RejectedError):
    """涉及群众生产生活的事项不向社会公开，须经负责人同意。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the row."""
        return f"第{self.args[0]}条涉及群众生产生活却不向社会公开，须经负责人写明理由同意。"


class DepartureOpenError(RejectedError):
    """条目与实施方案不同，还没有说明理由，目录不能审批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the row and what the scheme says."""
        return f"第{self.args[0]}条与实施方案不同，还没有说明理由：{self.args[1]}。"


class NotExaminedError(RejectedError):
    """方案规定的核查没有通过，目录不能审批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the examination."""
        return f"实施方案规定的“{self.args[0]}”没有通过，目录不能审批。"


class ApprovedByExaminerError(RejectedError):
    """核查目录的人不能审批同一版目录。"""


class MeetingMissingError(InvalidError):
    """方案规定目录由会议通过，请写明会议名称和日期。"""


def attribute(command: AttributeEntry, page: Page, cause: Cause) -> EntryAttributed:
    """Answer who says whose matter an entry is, who handles it, and whom it concerns."""
    entry = _entry(page, command.row)
    said = _said(command)
    if said == NOTHING:
        raise RoomBlankError(field="body")
    if said.livelihood is False and said.duties is False and not said.reason:
        raise ScopeReasonMissingError(field="reason")
    return EntryAttributed(
        unit=page.unit,
        version=page.version,
        row=command.row,
        item_id=item_id_of(page.unit, entry),
        particulars=said,
        attributed_by=cause.actor,
    )


def _said(command: AttributeEntry) -> Particulars:
    return Particulars(
        body=command.body.strip(),
        room=command.room.strip(),
        audience=command.audience.strip(),
        cadre=command.cadre.strip(),
        origin=command.origin,
        livelihood=command.livelihood,
        duties=command.duties,
        headings=command.headings,
        reason=command.reason.strip(),
    )


def consent(command: ConsentScope, page: Page, cause: Cause) -> ScopeConsented:
    """Answer the head who consents that a matter of people's life stays among fewer (S3-06)."""
    entry = _entry(page, command.row)
    item_id = item_id_of(page.unit, entry)
    if not _narrowed(entry, page.notes.particulars.get(item_id, NOTHING)):
        raise NoConsentNeededError(command.row, field="row")
    if not command.reason.strip():
        raise ConsentReasonMissingError(field="reason")
    return ScopeConsented(
        unit=page.unit,
        version=page.version,
        row=command.row,
        item_id=item_id,
        reason=command.reason.strip(),
        consented_by=cause.actor,
    )


def explain(command: ExplainDeparture, page: Page, cause: Cause) -> DepartureExplained:
    """Answer who says why an entry is otherwise than the scheme has it."""
    entry = _entry(page, command.row)
    if not command.reason.strip():
        raise DepartureReasonMissingError(field="reason")
    return DepartureExplained(
        unit=page.unit,
        version=page.version,
        row=command.row,
        item_id=item_id_of(page.unit, entry),
        key=command.key,
        reason=command.reason.strip(),
        explained_by=cause.actor,
    )


def examine(command: ExamineCatalog, page: Page, cause: Cause) -> CatalogExamined:
    """Answer who has looked the draft through as the scheme asks (V07)."""
    if cause.actor in page.drafters:
        raise ExaminedByDrafterError(cause.actor)
    if command.verdict is Verdict.FAIL and not command.note.strip():
        raise ExaminationNoteMissingError(field="note")
    return CatalogExamined(
        unit=page.unit,
        version=page.version,
        examination=command.examination,
        verdict=command.verdict,
        note=command.note.strip(),
        examined_by=cause.actor,
    )


def scheduling(command: ScheduleEntry, page: Page, cause: Cause) -> EntryScheduled:
    """Answer who says that an entry comes first, or is disclosed from a later day on (S0 一)."""
    item_id = item_id_of(page.unit, _entry(page, command.row))
    known, listed = page.notes.schedule, item_id in page.listed
    return schedule(command, known, item_id, page.version, cause, listed=listed)


def open_departures(page: Page, values: Values) -> Iterator[Departure]:
    """Yield what in a draft departs from the scheme and nobody has explained."""
    for entry in page.rows.values():
        for each in departures(entry, values):
            if (item_id_of(page.unit, entry), each.key) not in page.notes.explained:
                yield each


def gaps(page: Page, values: Values) -> Iterator[tuple[int, str]]:
    """Yield the rows of a draft that lack a particular the scheme asks for, and which."""
    for row, entry in page.rows.items():
        if missing := gap(entry, _noted_of(entry, page), values):
            yield row, missing


def _noted_of(entry: Entry, page: Page) -> Particulars:
    known = page.notes.particulars  # an id of each entry is dear, where nothing is said of any
    return known.get(item_id_of(page.unit, entry), NOTHING) if known else NOTHING


def unconsented(page: Page) -> Iterator[int]:
    """Yield the rows whose narrow scope the head has not consented to (S3-06)."""
    for row, entry in page.rows.items():
        narrowed = _narrowed(entry, _noted_of(entry, page))
        if narrowed and item_id_of(page.unit, entry) not in page.notes.consented:
            yield row


def by_scheme(command: ApproveByScheme, page: Page, cause: Cause) -> list[ParticularsEvent]:
    """Let a draft go on that is as the scheme says; return where it was passed, if so asked.

    Raises:
        NotExaminedError: an examination that the scheme asks for was not passed.
        ParticularsMissingError: an entry lacks its room, its body or its audience.
        ConsentMissingError: the head has not consented to a narrow scope.
        DepartureOpenError: an entry is otherwise than the scheme says, and nobody said why.
        MeetingMissingError: the scheme asks for a meeting, and none is named.

    """
    for each in examinations(command.values):
        if each not in page.notes.examined:
            raise NotExaminedError(each)
    if cause.actor in page.notes.examiners:
        raise ApprovedByExaminerError(cause.actor)
    for row, missing in gaps(page, command.values):
        raise ParticularsMissingError(row, missing)
    for row in unconsented(page):
        raise ConsentMissingError(row)
    for found in open_departures(page, command.values):
        raise DepartureOpenError(found.row, found.message, field=found.field.value)
    return _passed(command, page)


def _passed(command: ApproveByScheme, page: Page) -> list[ParticularsEvent]:
    body, meeting = str(command.values.get("catalog.approver", "")), command.meeting.strip()
    if body not in IN_MEETING:
        return []
    if not meeting:
        raise MeetingMissingError(field="meeting")
    return [CatalogPassed(unit=page.unit, version=page.version, body=body, meeting=meeting)]


def _narrowed(entry: Entry, said: Particulars) -> bool:
    return said.livelihood is True and entry.scope is not Scope.SOCIETY


def _entry(page: Page, row: int) -> Entry:
    if row not in page.rows:
        raise RowUnknownError(row, field="row")
    return page.rows[row]


def noted(notes: Notes, event: ParticularsEvent | SittingRecorded) -> Notes:
    """Return the notes after an event."""
    match event:
        case EntryAttributed(item_id=item_id, particulars=said):
            return replace(notes, particulars={**notes.particulars, item_id: said})
        case ScopeConsented(item_id=item_id):
            return replace(notes, consented=notes.consented | {item_id})
        case DepartureExplained(item_id=item_id, key=key):
            return replace(notes, explained=notes.explained | {(item_id, key)})
        case CatalogExamined():
            return _examined(notes, event)
        case EntryScheduled() | ItemScheduled():
            return replace(notes, schedule=scheduled(notes.schedule, event))
        case CatalogPassed() | SittingRecorded():
            return notes


def _examined(notes: Notes, event: CatalogExamined) -> Notes:
    passed = event.verdict is Verdict.PASS
    left = notes.examined - {event.examination}
    return replace(
        notes,
        examined=left | {event.examination} if passed else left,
        examiners=notes.examiners | {event.examined_by},
    )


def altered(notes: Notes, unit: str, entry: Entry | None = None) -> Notes:
    """Return the notes of a changed draft: examined anew, its changed entry explained anew."""
    item_id = item_id_of(unit, entry) if entry else None
    return replace(
        notes,
        examined=frozenset(),
        examiners=frozenset(),
        consented=notes.consented - {item_id},
        explained=frozenset(each for each in notes.explained if each[0] != item_id),
    )
