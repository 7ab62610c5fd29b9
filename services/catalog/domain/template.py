"""目录模板 — the catalog a superior hands down as a model, version after version (五(一)1, 四1)."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.batches import BYTES, TOGETHER
from services.catalog.domain.listing import MissingFieldError
from services.catalog.domain.template_words import (
    IssueTemplate,
    TemplateDrafted,
    TemplateEvent,
    TemplateIssued,
)
from services.catalog.domain.terms import Entry
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause, canonical

MOST = 5_000  # rows
Path = tuple[str, str, str]


class Template(Struct, frozen=True):
    """What must be remembered: which version is the last, and what it said."""

    version: int = 0
    entries: tuple[Entry, ...] = ()
    drafted: tuple[Entry, ...] = ()  # rows of a version that is being issued


class TemplateTitleError(InvalidError):
    """请填写模板名称，不超过200个字。"""


class TemplateEmptyError(InvalidError):
    """模板里没有条目，不能下发。"""


class TemplateTooLongError(InvalidError):
    """模板最多5000个条目。"""


class TemplateRowTwiceError(InvalidError):
    """模板里有两个完全相同的条目。"""


class TemplateUnchangedError(RejectedError):
    """模板内容和上一版完全相同，不需要再次下发。"""


def template_id_of(unit: str) -> UUID:
    """Return the stream of the template a unit hands down."""
    return uuid5(UUID(unit), "template")


def path_of(entry: Entry) -> Path:
    """Return the words by which a matter is known."""
    return (entry.level1, entry.level2, entry.level3)


def said_of(entry: Entry) -> tuple[object, ...]:
    """Return what an entry says about its matter."""
    return (entry.forms, entry.scope, entry.time_limit, entry.time_word)


def decide(command: IssueTemplate, state: Template, cause: Cause) -> list[TemplateEvent]:
    """Answer a superior that hands down the next version of its template."""
    _check_titled(command.title)
    entries = _numbered(command.entries)
    if [_whole(each) for each in entries] == [_whole(each) for each in state.entries]:
        raise TemplateUnchangedError
    version = state.version + 1
    issued = TemplateIssued(
        unit=cause.unit,
        version=version,
        title=command.title.strip(),
        note=command.note.strip(),
        rows=len(entries),
        issued_by=cause.actor,
    )
    return [*_drafted(entries, version, cause.unit), issued]


def evolve(state: Template, event: TemplateEvent) -> Template:
    """Return the template after an event."""
    match event:
        case TemplateDrafted(entries=entries):
            return replace(state, drafted=(*state.drafted, *entries))
        case TemplateIssued(version=version):
            return Template(version=version, entries=state.drafted)


TEMPLATE: Decider[IssueTemplate, Template, TemplateEvent] = Decider(Template(), decide, evolve)


def _check_titled(title: str) -> None:
    if not 0 < len(title.strip()) <= 200:  # noqa: PLR2004 — as the sentence says
        raise TemplateTitleError(field="title")


def _numbered(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return complete rows, numbered from 1, none of them twice."""
    if not entries:
        raise TemplateEmptyError(field="entries")
    if len(entries) > MOST:
        raise TemplateTooLongError(len(entries), field="entries")
    if len({path_of(each) for each in entries}) < len(entries):
        raise TemplateRowTwiceError(field="entries")
    for row, entry in enumerate(entries, 1):
        complete(entry, row)
    return tuple(
        replace(
            each, row=row, line=0, inherited=(), code=each.code or str(row), time_word=_word(each)
        )
        for row, each in enumerate(entries, 1)
    )


def _word(entry: Entry) -> str:
    return entry.time_word or (entry.time_limit.chinese if entry.time_limit else "")


def complete(entry: Entry, row: int) -> Entry:
    """Return an entry that says all four things it must (A1).

    Raises:
        MissingFieldError: one of them is missing; it is named, and the row.

    """
    given = {
        "公开内容": entry.level3.strip(),
        "公开形式": entry.forms,
        "公开范围": entry.scope,
        "公开时限": entry.time_limit,
    }
    for name, value in given.items():
        if not value:
            raise MissingFieldError(name, row, field="entries")
    return entry


def _whole(entry: Entry) -> tuple[object, ...]:
    return (path_of(entry), entry.code, said_of(entry))


def _drafted(entries: tuple[Entry, ...], version: int, unit: str) -> Iterator[TemplateDrafted]:
    """Yield the rows in facts that are small enough."""
    waiting: list[Entry] = []
    size = 0
    for entry in entries:
        weight = len(canonical(entry))
        if waiting and (len(waiting) == TOGETHER or size + weight > BYTES):
            yield TemplateDrafted(unit=unit, version=version, entries=tuple(waiting))
            waiting, size = [], 0
        waiting.append(entry)
        size += weight
    yield TemplateDrafted(unit=unit, version=version, entries=tuple(waiting))
