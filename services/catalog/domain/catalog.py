"""目录 — what one unit must disclose: drafted, its doubts settled, screened, approved."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.amendment_words import ApplyAmendment
from services.catalog.domain.batches import batch, drafted
from services.catalog.domain.catalog_refusals import (
    ApprovedByDrafterError,
    ApprovedByScreenerError,
    DoubtsOpenError,
    DraftOpenError,
    EmptyCatalogError,
    ImposedBySuperiorError,
    ItemNotListedError,
    NoDraftError,
    NoSuchDoubtError,
    NotScreenedError,
    ReasonMissingError,
    ScreenedByDrafterError,
)
from services.catalog.domain.commands import (
    AddEntry,
    ApproveCatalog,
    CatalogCommand,
    ImportCatalog,
    ScreenCatalog,
    SettleDoubt,
)
from services.catalog.domain.doubts import answered, contradictions, raised, remaining
from services.catalog.domain.drafting import Draft, completed, decide_draft
from services.catalog.domain.events import (
    CatalogApproved,
    CatalogDrafted,
    CatalogEvent,
    CatalogScreened,
    DoubtSettled,
    EntriesDrafted,
    ItemListed,
    ItemRetired,
)
from services.catalog.domain.listing import items_of, passed, relisted, retired, unscreened
from services.catalog.domain.mandate import impose, release, without
from services.catalog.domain.mandate_words import (
    EntryImposed,
    EntryReleased,
    ImposeEntry,
    ReleaseEntry,
)
from services.catalog.domain.openings import departure
from services.catalog.domain.particulars import (
    Notes,
    Page,
    altered,
    attribute,
    by_scheme,
    consent,
    examine,
    explain,
    noted,
    scheduling,
)
from services.catalog.domain.particulars_words import (
    ApproveByScheme,
    AttributeEntry,
    ConsentScope,
    ExamineCatalog,
    ExplainDeparture,
    ParticularsCommand,
)
from services.catalog.domain.rewriting import EntryTwiceError
from services.catalog.domain.rewriting_words import EntryAmended
from services.catalog.domain.settling import amended, decided
from services.catalog.domain.template import path_of
from services.catalog.domain.template_words import (
    EntryOmitted,
    EntryRevised,
    TemplateAnswered,
    TemplateCopied,
)
from services.catalog.domain.terms import Doubt, Entry, Field, Source, Verdict, item_id_of
from services.catalog.domain.timing import settled
from services.catalog.domain.timing_words import EntryScheduled, ScheduleEntry
from shared.decider import Decider
from shared.record import Cause


class Catalog(Struct, frozen=True):
    """What must be remembered to judge the next command.

    ``version`` counts drafts; while ``open`` the last of them waits for approval.
    ``drafters`` have imported, added or settled anything in it.
    """

    version: int = 0
    open: bool = False
    rows: Mapping[int, Entry] = {}
    doubts: frozenset[Doubt] = frozenset()
    drafters: frozenset[str] = frozenset()
    screened_by: str = ""
    screened: Mapping[int, Entry] = {}  # the rows of the last screening that passed
    listed: Mapping[UUID, Entry] = {}
    imposed: Mapping[UUID, Entry] = {}  # by a superior
    orders: Mapping[UUID, UUID] = {}  # the item that each order in force asks for
    own: Mapping[UUID, Entry] = {}  # what the last approved version itself lists
    notes: Notes = Notes()


def decide(  # noqa: C901, PLR0911 — one line for each command
    command: CatalogCommand, catalog: Catalog, cause: Cause
) -> list[CatalogEvent]:
    """Answer a request about the catalog of the unit the cause names."""
    match command:
        case ImportCatalog():
            return _import(command, catalog, cause)
        case AddEntry():
            return _add(command, catalog, cause)
        case SettleDoubt():
            return [_settle(command, catalog, cause)]
        case ScreenCatalog():
            return [_screen(command, catalog, cause)]
        case ApproveCatalog():
            return _approve(catalog, cause)
        case ApplyAmendment():
            return _amend(command, catalog, cause)
        case ImposeEntry():
            return impose(command, catalog.listed, cause)
        case ReleaseEntry():
            return release(command, catalog.orders, catalog.listed, catalog.own, catalog.version)
        case _ if isinstance(command, ParticularsCommand):
            return _noting(command, catalog, cause)
        case _:
            return decide_draft(command, _draft_of(catalog), cause)


def _draft_of(catalog: Catalog) -> Draft:
    return Draft(catalog.version, catalog.open, catalog.rows)


def _noting(command: ParticularsCommand, catalog: Catalog, cause: Cause) -> list[CatalogEvent]:
    _check_draft(catalog)
    page = page_of(catalog, cause.unit)
    match command:
        case AttributeEntry():
            return [attribute(command, page, cause)]
        case ConsentScope():
            return [consent(command, page, cause)]
        case ExplainDeparture():
            return [explain(command, page, cause)]
        case ExamineCatalog():
            return [examine(command, page, cause)]
        case ScheduleEntry():
            return [scheduling(command, page, cause)]
        case ApproveByScheme():
            return [*by_scheme(command, page, cause), *_approve(catalog, cause)]


def page_of(catalog: Catalog, unit: str) -> Page:
    """Return the draft and its notes, as they are held against a scheme."""
    return Page(
        unit=unit,
        version=catalog.version,
        rows=catalog.rows,
        drafters=catalog.drafters,
        listed=catalog.listed,
        notes=catalog.notes,
    )


def _import(command: ImportCatalog, catalog: Catalog, cause: Cause) -> list[CatalogEvent]:
    draft = command.draft
    return drafted(catalog.version + 1, cause, draft.entries, draft.doubts, command.source)


def _add(command: AddEntry, catalog: Catalog, cause: Cause) -> list[CatalogEvent]:
    entry = completed(command, max(catalog.rows, default=0) + 1)
    if any(path_of(each) == path_of(entry) for each in catalog.rows.values()):
        raise EntryTwiceError(*path_of(entry), field="level3")
    doubts = (*contradictions(entry), *departure(command.opening, entry, command.reason))
    if catalog.open:
        return [batch([entry], doubts, catalog.version, cause)]
    return drafted(catalog.version + 1, cause, (*catalog.rows.values(), entry), doubts, Source())


def _settle(command: SettleDoubt, catalog: Catalog, cause: Cause) -> DoubtSettled:
    _check_draft(catalog)
    doubts = answered(catalog.doubts, command.row, command.field)
    if not doubts:
        raise NoSuchDoubtError(command.row, field="row")
    if not command.reason.strip():
        raise ReasonMissingError(field="reason")
    entry = decided(catalog.rows[command.row], command.field, command.value.strip())
    _check_single(entry, catalog)
    return DoubtSettled(
        unit=cause.unit,
        version=catalog.version,
        row=command.row,
        field=command.field,
        value=command.value.strip(),
        reason=command.reason.strip(),
        settled_by=cause.actor,
        entry=entry,
        raised=tuple(raised(catalog.doubts, entry, doubts)),
    )


def _check_single(entry: Entry | None, catalog: Catalog) -> None:
    others = (each for row, each in catalog.rows.items() if entry and row != entry.row)
    if entry and any(path_of(each) == path_of(entry) for each in others):
        raise EntryTwiceError(*path_of(entry), field="value")


def _screen(command: ScreenCatalog, catalog: Catalog, cause: Cause) -> CatalogScreened:
    _check_draft(catalog)
    if cause.actor in catalog.drafters:
        raise ScreenedByDrafterError(cause.actor)
    if command.verdict is Verdict.FAIL and not command.note.strip():
        raise ReasonMissingError(field="note")
    return CatalogScreened(
        unit=cause.unit,
        version=catalog.version,
        verdict=command.verdict,
        note=command.note.strip(),
        screened_by=cause.actor,
    )


def _approve(catalog: Catalog, cause: Cause) -> list[CatalogEvent]:
    _check_draft(catalog)
    _check_ready(catalog)
    _check_separate(catalog, cause.actor)
    approved = CatalogApproved(unit=cause.unit, version=catalog.version, approved_by=cause.actor)
    items = items_of(cause.unit, catalog.rows, catalog.imposed)
    version, listed = catalog.version, catalog.listed
    timed = settled(catalog.notes.schedule, items, listed, version, cause)
    changes = relisted(items, listed, version, cause.unit)
    return [approved, *timed, *changes, *retired(items, listed, version, cause.unit)]


def _check_draft(catalog: Catalog) -> None:
    if not catalog.open:
        raise NoDraftError


def _check_ready(catalog: Catalog) -> None:
    if not catalog.rows:
        raise EmptyCatalogError
    if still_open := [doubt.field for doubt in catalog.doubts if doubt.kind.blocking]:
        columns = (each.chinese for each in Field if each in still_open)
        raise DoubtsOpenError(len(still_open), *columns)
    if not catalog.screened_by:
        raise NotScreenedError(*unscreened(catalog.rows, catalog.screened))


def _check_separate(catalog: Catalog, actor: str) -> None:
    if actor == catalog.screened_by:
        raise ApprovedByScreenerError(actor)
    if actor in catalog.drafters:
        raise ApprovedByDrafterError(actor)


def _amend(command: ApplyAmendment, catalog: Catalog, cause: Cause) -> list[CatalogEvent]:
    """Return a new version in which one item says something else, or stands no more."""
    if catalog.open:
        raise DraftOpenError
    if command.item_id in catalog.imposed:
        raise ImposedBySuperiorError(command.item_id, field="item_id")
    if command.item_id not in catalog.listed:
        raise ItemNotListedError(command.item_id, field="item_id")
    version, rows = catalog.version + 1, dict(catalog.rows)
    row = next(n for n, each in rows.items() if item_id_of(cause.unit, each) == command.item_id)
    if command.wanted is None:
        del rows[row]
    else:
        rows[row] = amended(rows[row], command.wanted)
    items = items_of(cause.unit, rows, catalog.imposed)
    return [
        *drafted(version, cause, rows.values(), (), Source()),
        CatalogScreened(
            unit=cause.unit,
            version=version,
            verdict=Verdict.PASS,
            note="",
            screened_by=command.screened_by,
        ),
        CatalogApproved(unit=cause.unit, version=version, approved_by=command.approved_by),
        *relisted(items, catalog.listed, version, cause.unit),
        *retired(items, catalog.listed, version, cause.unit),
    ]


def evolve(catalog: Catalog, event: CatalogEvent) -> Catalog:  # noqa: C901, PLR0911 — one a fact
    """Return the catalog after an event; any change of a draft voids its screening."""
    match event:
        case CatalogDrafted():
            return _begun(catalog, event)
        case EntriesDrafted(entries=entries, drafted_by=drafter):
            return replace(
                catalog,
                rows={**catalog.rows, **{each.row: each for each in entries}},
                doubts=catalog.doubts | set(event.doubts),
                drafters=catalog.drafters | {drafter},
                screened_by="",
                notes=altered(catalog.notes, event.unit),
            )
        case DoubtSettled():
            return _settled(catalog, event)
        case CatalogScreened(verdict=verdict, screened_by=screener):
            return replace(catalog, **passed(catalog.rows, screener, verdict))
        case CatalogApproved(unit=unit):
            return _listing(catalog, unit)
        case ItemListed() | ItemRetired() | TemplateCopied() | TemplateAnswered():
            return catalog
        case EntryRevised() | EntryOmitted() | EntryAmended():
            return _redrafted(catalog, event)
        case EntryImposed():
            return _imposed(catalog, event)
        case EntryReleased():
            return _released(catalog, event)
        case _:
            by = {event.scheduled_by} if isinstance(event, EntryScheduled) else set()
            notes = noted(catalog.notes, event)
            return replace(catalog, notes=notes, drafters=catalog.drafters | by)


def _listing(catalog: Catalog, unit: str) -> Catalog:
    own = items_of(unit, catalog.rows, {})
    return replace(catalog, open=False, listed={**own, **catalog.imposed}, own=own)


def _begun(catalog: Catalog, event: CatalogDrafted) -> Catalog:
    return Catalog(
        version=event.version,
        open=True,
        doubts=frozenset(event.doubts),
        drafters=frozenset({event.drafted_by}),
        listed=catalog.listed,
        imposed=catalog.imposed,
        orders=catalog.orders,
        own=catalog.own,
        notes=altered(catalog.notes, event.unit),
    )


def _imposed(catalog: Catalog, event: EntryImposed) -> Catalog:
    new = {event.item_id: event.entry}
    return replace(
        catalog,
        imposed={**catalog.imposed, **new},
        listed={**catalog.listed, **new},
        orders={**catalog.orders, event.mandate_id: event.item_id},
    )


def _released(catalog: Catalog, event: EntryReleased) -> Catalog:
    own, before = catalog.own, (catalog.orders, catalog.imposed, catalog.listed)
    orders, imposed, listed = without(event, own, *before)
    return replace(catalog, orders=orders, imposed=imposed, listed=listed)


def _redrafted(catalog: Catalog, event: EntryRevised | EntryOmitted | EntryAmended) -> Catalog:
    """Return the catalog with other rows; what was doubtful about the row is settled by it."""
    raised: tuple[Doubt, ...] = ()
    match event:
        case EntryAmended(entry=entry, amended_by=person, raised=raised):
            row, rows = entry.row, {**catalog.rows, entry.row: entry}
        case EntryRevised(entry=entry, revised_by=person):
            row, rows = entry.row, {**catalog.rows, entry.row: entry}
        case EntryOmitted(row=row, omitted_by=person):
            rows = {key: each for key, each in catalog.rows.items() if key != row}
    return replace(
        catalog,
        rows=rows,
        doubts=frozenset(each for each in catalog.doubts if each.row != row) | set(raised),
        drafters=catalog.drafters | {person},
        screened_by="",
        notes=altered(catalog.notes, event.unit, rows.get(row)),
    )


def _settled(catalog: Catalog, event: DoubtSettled) -> Catalog:
    rows = {row: each for row, each in catalog.rows.items() if row != event.row}
    if event.entry is not None:
        rows = {**catalog.rows, event.row: event.entry}
    return replace(
        catalog,
        rows=rows,
        doubts=remaining(catalog.doubts, event.row, event.field, event.entry) | set(event.raised),
        drafters=catalog.drafters | {event.settled_by},
        screened_by="",
        notes=altered(catalog.notes, event.unit, event.entry),
    )


CATALOG: Decider[CatalogCommand, Catalog, CatalogEvent] = Decider(Catalog(), decide, evolve)
