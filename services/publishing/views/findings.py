"""检索 — what lists and searches find a disclosure by, and how many there are of each kind.

A finding stands for a disclosure on the live lists: opened, neither withdrawn nor cancelled,
its display not over. It is folded with the disclosure itself, so that a search is correct at once.
"""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2s
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.display_words import DisplayEnded
from services.publishing.domain.events import (
    AttachmentsListed,
    DisclosureCancelled,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.publishing.domain.reading import Reader
from services.publishing.domain.terms import Phase, Scope
from services.publishing.views.portal import (
    PortalRow,
    VersionRow,
    portal,
    version_key,
    versions,
    visible_to,
)
from shared.calendar import beijing_date
from shared.pinyin import sounds
from shared.record import Record
from shared.seek import plain
from shared.view import Rows, View, Words

WIDE: Final = (Scope.SOCIETY, Scope.PARTY)  # what every member reads while it is inner
OPEN: Final = (Phase.INNER, Phase.PUBLIC)
PLACES: Final = 40  # bits for the place of a fact; a day stands before them


class FindingRow(Struct, frozen=True, kw_only=True):
    """检索条目 — ``number``: where the fact that opened it stands: what was opened later is higher.

    ``month`` is that of the opening in Beijing, such as 2026-09.
    """

    disclosure_id: UUID
    number: int
    title: str
    unit: str
    unit_name: str
    level1: str
    level2: str
    level3: str
    time_limit: str
    scope: Scope
    phase: Phase
    readers: tuple[str, ...]
    shown_at: datetime
    month: str
    shown_until: date | None
    text: str
    marks: tuple[str, ...]


class TallyRow(Struct, frozen=True, kw_only=True):
    """计数 — of the findings that the same readers may read, of one class or of one unit.

    The unit of a class is told only where it decides who reads.
    """

    id: str
    kind: str
    level1: str = ""
    level2: str = ""
    unit: str = ""
    unit_name: str = ""
    scope: Scope
    phase: Phase
    readers: tuple[str, ...]
    count: int = 0


findings: Final = View(
    "findings",
    FindingRow,
    key="disclosure_id",
    indexes=(
        # each holds all that is asked, so that no text is read to find a row
        (
            "number",
            "phase",
            "scope",
            "unit",
            "readers",
            "level1",
            "level2",
            "time_limit",
            "month",
            "disclosure_id",
            "shown_until",
        ),
        ("shown_until",),
        ("shown_at", "phase", "scope", "unit", "readers", "shown_until"),
    ),
    edition=2,  # found by how they sound
    words=Words(number="number", text="text", marks="marks"),
)
tallies: Final = View("tallies", TallyRow, key="id", indexes=(("kind", "phase"),))
# what is no longer displayed, the last to go first
past: Final = View(
    "past",
    FindingRow,
    key="disclosure_id",
    indexes=(("number", "disclosure_id"),),
    words=Words(number="number", text="text", marks="marks"),
)


@findings.on(InnerOpened, PublicOpened)
def _(rows: Rows[FindingRow], record: Record[Any]) -> None:
    settle(rows, record, record.stream_id)


@findings.on(AttachmentsListed, DisclosureRevised, DisclosureWithdrawn, DisclosureCancelled)
def _(rows: Rows[FindingRow], record: Record[Any]) -> None:
    before = rows.get(record.stream_id)
    settle(rows, record, record.stream_id, before.number if before else 0)


@findings.on(DisplayEnded)
def _(rows: Rows[FindingRow], record: Record[DisplayEnded]) -> None:
    settle(rows, record, UUID(record.event.disclosure_id))


def settle(rows: Rows[FindingRow], record: Record[Any], about: UUID, number: int = 0) -> None:
    """Let a finding say what the portal says; ``number`` 0: it is (again) the newest."""
    row, before = rows.of(portal).get(about), rows.get(about)
    shown = row is not None and row.phase in OPEN and not row.withdrawn
    over = row is not None and row.over(beijing_date(record.cause.at))
    version = rows.of(versions).get(version_key(about, row.version)) if row else None
    finding = _finding(row, version, number or rows.position) if row and shown else None
    now = None if over else finding
    _lay(rows, about, now)
    _lay(rows.of(past), about, _past(finding) if over else None)
    _count(rows.of(tallies), before, -1)
    _count(rows.of(tallies), now, 1)


def marks_for(reader: Reader) -> tuple[str, ...]:
    """Return the marks of which a finding bears one if this reader may read it: ``may_read``."""
    wide = ("vparty",) if reader.units else ()
    units = [token("vunit", each) for each in sorted(reader.units)]
    staffed = [token("unit", each) for each in sorted(reader.staffed)]
    names = filter(None, (reader.person, *sorted(reader.groups)))
    named = [token("vnamed", each) for each in names]
    return ("vpublic", *wide, *units, *staffed, *named)


def token(kind: str, *values: str) -> str:
    """Return a mark that stands for a value, whatever signs are in it."""
    return kind + blake2s("\n".join(values).encode(), digest_size=8).hexdigest()


def readable(reader: Reader, view: View[Any]) -> Any:
    """Return ``may_read`` as a condition on the rows of findings or tallies."""
    return visible_to(reader, view.c)


def live(reader: Reader) -> Any:
    """Return the condition that a display is not over on the reader's day."""
    until = findings.c.shown_until
    return sa.true() if reader.today is None else sa.or_(until.is_(None), until >= reader.today)


def ended(reader: Reader) -> Any:
    """Return the condition that it is, though the clock has not told it yet."""
    return sa.false() if reader.today is None else findings.c.shown_until < reader.today


def _lay(rows: Rows[FindingRow], about: UUID, finding: FindingRow | None) -> None:
    if finding:
        rows.put(finding)
    elif rows.get(about):
        rows.drop(about)


def _past(finding: FindingRow | None) -> FindingRow | None:
    """Return a finding by its last day, and among those of one day by when it was opened."""
    if finding is None or finding.shown_until is None:
        return None
    return replace(finding, number=finding.shown_until.toordinal() << PLACES | finding.number)


def _finding(row: PortalRow, version: VersionRow | None, number: int) -> FindingRow:
    names = [each.name for each in version.attachments] if version else []
    words = "\n".join((row.title, row.content, row.unit_name, row.level3, *names))
    finding = FindingRow(
        disclosure_id=row.disclosure_id,
        number=number,
        title=row.title,
        unit=row.unit,
        unit_name=row.unit_name,
        level1=row.level1,
        level2=row.level2,
        level3=row.level3,
        time_limit=row.time_limit,
        scope=row.scope,
        phase=row.phase,
        readers=row.readers,
        shown_at=row.shown_at,
        month=f"{beijing_date(row.shown_at):%Y-%m}",
        shown_until=row.shown_until,
        text=plain(words),
        marks=(),
    )
    heard = sorted(sounds(row.title) | sounds(row.unit_name) | sounds(row.level3))
    return replace(finding, marks=(*_readers_of(finding), *_kinds_of(finding), *heard))


def _kinds_of(row: FindingRow) -> Iterable[str]:
    yield token("unit", row.unit)
    yield token("class", row.level1)
    yield token("branch", row.level2)
    yield token("limit", row.time_limit)
    yield token("scope", row.scope.value)
    yield token("phase", row.phase.value)
    yield token("time", row.month[:4])
    yield token("time", row.month)


def _readers_of(row: FindingRow) -> Iterable[str]:
    """Yield who may read it, besides the staff of its unit."""
    if row.phase is Phase.PUBLIC:
        yield "vpublic"
    elif row.scope in WIDE:
        yield "vparty"
    elif row.scope is Scope.UNIT:
        yield token("vunit", row.unit)
    else:
        yield from (token("vnamed", each) for each in row.readers if each)


def _count(rows: Rows[TallyRow], finding: FindingRow | None, step: int) -> None:
    if finding is None:
        return
    for kind in (_class_of(finding), _unit_of(finding)):
        row = rows.get(kind.id) or kind
        if row.count + step:
            rows.put(replace(row, count=row.count + step))
        else:
            rows.drop(kind.id)


def _class_of(row: FindingRow) -> TallyRow:
    wide = row.phase is Phase.PUBLIC or row.scope in WIDE  # whose staff reads, is a member
    unit = "" if wide else row.unit
    tally = _tally("class", row, row.level1, row.level2, unit)
    return replace(tally, level1=row.level1, level2=row.level2, unit=unit)


def _unit_of(row: FindingRow) -> TallyRow:
    return replace(
        _tally("unit", row, row.unit, row.unit_name), unit=row.unit, unit_name=row.unit_name
    )


def _tally(kind: str, row: FindingRow, *of: str) -> TallyRow:
    key = token(kind, *of, row.scope.value, row.phase.value, *row.readers)
    return TallyRow(id=key, kind=kind, scope=row.scope, phase=row.phase, readers=row.readers)
