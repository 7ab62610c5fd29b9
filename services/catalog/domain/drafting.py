"""编制 — a draft copied from a template, and its rows changed, left out, or taken over from it."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain import sitting
from services.catalog.domain.batches import batch, drafted
from services.catalog.domain.commands import AddEntry
from services.catalog.domain.doubts import contradictions
from services.catalog.domain.events import CatalogEvent
from services.catalog.domain.listing import MissingFieldError
from services.catalog.domain.openings import limit_of
from services.catalog.domain.rewriting import RowUnknownError, amend
from services.catalog.domain.rewriting_words import AmendEntry
from services.catalog.domain.sitting_words import RecordSitting
from services.catalog.domain.template import path_of
from services.catalog.domain.template_words import (
    AnswerTemplate,
    CopyTemplate,
    EntryOmitted,
    EntryRevised,
    OmitEntry,
    ReviseEntry,
    RowsCommand,
    TemplateAnswered,
    TemplateCopied,
)
from services.catalog.domain.terms import Entry, Form, Source
from services.catalog.domain.words import plain
from shared.decider import InvalidError, RejectedError
from shared.record import Cause

SHOWN: Final = 100  # rows named in one fact at most


class Draft(Struct, frozen=True):
    """草稿 — a unit's rows as they stand, and whether they may be changed without a new version."""

    version: int
    open: bool
    rows: Mapping[int, Entry]


class CatalogBegunError(RejectedError):
    """本单位已经有目录，不能再从模板开始；模板的内容可以在模板页逐条采纳。"""


class NoOpenDraftError(RejectedError):
    """没有待审批的目录草稿，不能修改条目；现行目录的调整请走目录调整程序。"""


class NothingRevisedError(InvalidError):
    """请写明公开形式、公开范围和公开时限。"""


class NothingAnsweredError(InvalidError):
    """请对模板新版的差异逐条选择采纳或者不采纳。"""


def decide_draft(command: RowsCommand, draft: Draft, cause: Cause) -> list[CatalogEvent]:
    """Answer a request that changes rows of a draft; an approved version is left as it is."""
    match command:
        case CopyTemplate():
            return _copy(command, draft, cause)
        case ReviseEntry():
            return _revise(command, draft, cause)
        case OmitEntry():
            return _omit(command, draft, cause)
        case AmendEntry():
            return [_amend(command, draft, cause)]
        case AnswerTemplate():
            return _answer(command, draft, cause)
        case RecordSitting():
            return _sit(command, draft, cause)


def completed(command: AddEntry, row: int) -> Entry:
    """Return the entry asked for, once its four fields are there (S3-附件2, A1)."""
    if not plain(command.level3):
        raise MissingFieldError("公开内容", field="level3")
    if command.scope is None:
        raise MissingFieldError("公开范围", field="scope")
    if not command.forms:
        raise MissingFieldError("公开形式", field="forms")
    limit = limit_of(command.opening, command.time_limit, command.time_word, command.reason)
    if limit is None:
        raise MissingFieldError("公开时限", field="time_limit")
    return Entry(
        row=row,
        code=str(row),
        level1=plain(command.level1),
        level2=plain(command.level2),
        level3=plain(command.level3),
        forms=tuple(form for form in Form if form in command.forms),
        scope=command.scope,
        time_limit=limit,
        time_word=command.time_word or limit.chinese,
    )


def _sit(command: RecordSitting, draft: Draft, cause: Cause) -> list[CatalogEvent]:
    sitting.checked(command, cause)
    first = max(draft.rows, default=0) + 1
    entries = [completed(each, first + at) for at, each in enumerate(sitting.asked(command))]
    sitting.new(entries, draft.rows)
    opened, version = _opened(draft, cause)
    doubts = tuple(doubt for each in entries for doubt in contradictions(each))
    added = batch(entries, doubts, version, cause)
    return [*opened, added, *sitting.owned(command, entries, version, cause)]


def _copy(command: CopyTemplate, draft: Draft, cause: Cause) -> list[CatalogEvent]:
    if draft.rows:
        raise CatalogBegunError
    version = draft.version + 1
    copied = TemplateCopied(
        unit=cause.unit,
        version=version,
        issuer=command.issuer,
        template_version=command.template_version,
        copied_by=cause.actor,
    )
    return [*drafted(version, cause, command.entries, (), Source()), copied]


def _revise(command: ReviseEntry, draft: Draft, cause: Cause) -> list[CatalogEvent]:
    before = _row(draft, command.row)
    if not command.forms or command.scope is None or command.time_limit is None:
        raise NothingRevisedError(field="forms")
    entry = replace(
        before,
        forms=tuple(form for form in Form if form in command.forms),
        scope=command.scope,
        time_limit=command.time_limit,
        time_word=command.time_word or command.time_limit.chinese,
        inherited=(),
    )
    opened, version = _opened(draft, cause)
    return [
        *opened,
        EntryRevised(unit=cause.unit, version=version, entry=entry, revised_by=cause.actor),
    ]


def _amend(command: AmendEntry, draft: Draft, cause: Cause) -> CatalogEvent:
    if not draft.open:
        raise NoOpenDraftError
    return amend(command, draft.rows, draft.version, cause)


def _omit(command: OmitEntry, draft: Draft, cause: Cause) -> list[CatalogEvent]:
    entry = _row(draft, command.row)
    opened, version = _opened(draft, cause)
    return [*opened, _omitted(entry, command.reason.strip(), version, cause)]


def _answer(command: AnswerTemplate, draft: Draft, cause: Cause) -> list[CatalogEvent]:
    if not (command.take or command.drop or command.kept):
        raise NothingAnsweredError(field="take")
    dropped = [_row(draft, row) for row in command.drop]
    opened: list[CatalogEvent] = []
    version = draft.version
    if command.take or dropped:
        opened, version = _opened(draft, cause)
    changes = [
        *_taken(command.take, draft.rows, version, cause),
        *(_omitted(each, "按模板新版", version, cause) for each in dropped),
    ]
    answered = TemplateAnswered(
        unit=cause.unit,
        version=version,
        issuer=command.issuer,
        template_version=command.template_version,
        taken=tuple(each.level3 for each in command.take[:SHOWN]),
        dropped=tuple(each.level3 for each in dropped[:SHOWN]),
        kept=command.kept,
        answered_by=cause.actor,
    )
    return [*opened, *changes, answered]


def _taken(
    take: Iterable[Entry], rows: Mapping[int, Entry], version: int, cause: Cause
) -> list[CatalogEvent]:
    """Return what the template says in place of the unit's own words, and what is new to it."""
    known = {path_of(each): row for row, each in rows.items()}
    found: list[CatalogEvent] = []
    last = max(rows, default=0)
    for entry in take:
        row = known.get(path_of(entry))
        if row is not None:
            said = replace(entry, row=row, code=rows[row].code)
            found.append(
                EntryRevised(unit=cause.unit, version=version, entry=said, revised_by=cause.actor)
            )
            continue
        last += 1
        added = replace(entry, row=last, code=str(last))
        found.append(batch([added], tuple(contradictions(added)), version, cause))
    return found


def _row(draft: Draft, row: int) -> Entry:
    if row not in draft.rows:
        raise RowUnknownError(row, field="row")
    return draft.rows[row]


def _opened(draft: Draft, cause: Cause) -> tuple[list[CatalogEvent], int]:
    """Return the facts that open a next version of the same rows, if none is open."""
    if draft.open:
        return [], draft.version
    version = draft.version + 1
    return drafted(version, cause, draft.rows.values(), (), Source()), version


def _revised(entry: Entry, version: int, cause: Cause) -> EntryRevised:
    return EntryRevised(unit=cause.unit, version=version, entry=entry, revised_by=cause.actor)


def _omitted(entry: Entry, reason: str, version: int, cause: Cause) -> EntryOmitted:
    return EntryOmitted(
        unit=cause.unit,
        version=version,
        row=entry.row,
        level3=entry.level3,
        reason=reason,
        omitted_by=cause.actor,
    )
