"""草稿条目的修改 — an entry says something else; pure. What was screened must be screened anew."""

from collections.abc import Mapping

from msgspec.structs import replace

from services.catalog.domain.doubts import contradictions
from services.catalog.domain.listing import MissingFieldError
from services.catalog.domain.rewriting_words import AmendEntry, EntryAmended
from services.catalog.domain.template import path_of
from services.catalog.domain.terms import Entry, Field, Form, Inherited
from services.catalog.domain.words import plain
from shared.decider import InvalidError, NotFoundError, RejectedError
from shared.record import Cause


class EntryTwiceError(RejectedError):
    """目录里已有完全相同的条目。"""


class RowUnknownError(NotFoundError):
    """目录里没有这一条。"""


class NothingAmendedError(InvalidError):
    """这一条没有改动，不必保存。"""


class AmendReasonMissingError(InvalidError):
    """请写明修改理由，不能空白。"""


def amend(
    command: AmendEntry, rows: Mapping[int, Entry], version: int, cause: Cause
) -> EntryAmended:
    """Return the fact that an entry of a draft was changed.

    Raises:
        RowUnknownError: the draft has no such row.
        MissingFieldError: one of the four fields would be empty.
        AmendReasonMissingError: nobody says why.
        NothingAmendedError: nothing is different.
        EntryTwiceError: another row says the same.

    """
    if command.row not in rows:
        raise RowUnknownError(command.row, field="row")
    before = rows[command.row]
    entry = _rewritten(before, command)
    changed = _changed(before, entry)
    _check(command, entry, changed, rows)
    return EntryAmended(
        unit=cause.unit,
        version=version,
        entry=entry,
        changed=changed,
        reason=command.reason.strip(),
        amended_by=cause.actor,
        raised=tuple(contradictions(entry)) if {Field.FORMS, Field.SCOPE} & {*changed} else (),
    )


def _check(
    command: AmendEntry, entry: Entry, changed: tuple[Field, ...], rows: Mapping[int, Entry]
) -> None:
    if not command.reason.strip():
        raise AmendReasonMissingError(field="reason")
    if not changed:
        raise NothingAmendedError(field="row")
    if any(path_of(each) == path_of(entry) for row, each in rows.items() if row != entry.row):
        raise EntryTwiceError(*path_of(entry), field="level3")


def _rewritten(before: Entry, command: AmendEntry) -> Entry:
    if not plain(command.level3):
        raise MissingFieldError("公开内容", field="level3")
    if command.scope is None:
        raise MissingFieldError("公开范围", field="scope")
    if not command.forms:
        raise MissingFieldError("公开形式", field="forms")
    if command.time_limit is None:
        raise MissingFieldError("公开时限", field="time_limit")
    entry = replace(
        before,
        level1=plain(command.level1),
        level2=plain(command.level2),
        level3=plain(command.level3),
        forms=tuple(form for form in Form if form in command.forms),
        scope=command.scope,
        time_limit=command.time_limit,
        time_word=command.time_word or _word(before, command),
    )
    return replace(entry, inherited=_kept(before, entry))


def _word(before: Entry, command: AmendEntry) -> str:
    """Return how the time limit is called: as before if it is the same one."""
    if command.time_limit is before.time_limit:
        return before.time_word
    return command.time_limit.chinese if command.time_limit else ""


def _changed(before: Entry, entry: Entry) -> tuple[Field, ...]:
    changed = [field for field in Field if _differs(before, entry, field)]
    if before.time_word != entry.time_word and Field.TIME_LIMIT not in changed:
        changed.append(Field.TIME_LIMIT)
    return tuple(changed)


def _kept(before: Entry, entry: Entry) -> tuple[Inherited, ...]:
    """Return the marks of inheritance that still hold: those of fields that say the same."""
    return tuple(mark for mark in before.inherited if not _differs(before, entry, mark.field))


def _differs(before: Entry, entry: Entry, field: Field) -> bool:
    if field is Field.FORMS:
        return frozenset(before.forms) != frozenset(entry.forms)
    return bool(getattr(before, field.value) != getattr(entry, field.value))
