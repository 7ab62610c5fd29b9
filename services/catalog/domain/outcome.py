"""What would be filed: what a file says, as a person has decided about it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from services.catalog.domain.doubts import contradictions, duplicates, settles
from services.catalog.domain.importing import REMARKS
from services.catalog.domain.printing import text_of
from services.catalog.domain.terms import Confidence, Doubt, Draft, Entry, Field, Inherited, Kind
from services.catalog.domain.worksheet import Worksheet, corrected, key_of
from shared.decider import RejectedError

ACCEPTABLE: Final = frozenset(
    {Kind.LOW_CONFIDENCE, Kind.CONTRADICTION, Kind.MASKED, Kind.FORMULA, Kind.CONTINUED}
)
_COMPUTED_AGAIN: Final = frozenset({Kind.CONTRADICTION, Kind.DUPLICATE})


class AllDroppedError(RejectedError):
    """全部条目都剔除了，没有可以登记的内容。"""


def outcome(draft: Draft, sheet: Worksheet) -> Draft:
    """Return the entries as decided, and the doubts that are still open.

    Raises:
        AllDroppedError: nothing is left.

    """
    after = {entry.row: corrected(entry, sheet) for entry in draft.entries}
    entries = tuple(
        replace(after[entry.row], inherited=tuple(_marks(entry, after)))
        for entry in draft.entries
        if entry.row not in sheet.dropped
    )
    doubts = (*_open(draft, sheet, after), *_renewed(entries, sheet))
    doubts = tuple(sorted(doubts, key=lambda each: (each.row, each.line)))
    return replace(draft, entries=entries, doubts=doubts)


def _marks(entry: Entry, after: Mapping[int, Entry]) -> Iterator[Inherited]:
    """Yield the marks that still tell the truth: the value is what stands where it came from."""
    for mark in entry.inherited:
        source = after.get(mark.from_row, entry)
        if text_of(after[entry.row], mark.field) == text_of(source, mark.field):
            yield mark


def _open(draft: Draft, sheet: Worksheet, after: Mapping[int, Entry]) -> Iterator[Doubt]:
    for doubt in draft.doubts:
        again = doubt.kind in _COMPUTED_AGAIN
        if not again and doubt.row not in sheet.dropped and not _settled(doubt, sheet, after):
            yield doubt


def _settled(doubt: Doubt, sheet: Worksheet, after: Mapping[int, Entry]) -> bool:
    key = key_of(doubt.row, doubt.field)
    if doubt.kind in ACCEPTABLE and key in sheet.accepted:
        return True
    return key in sheet.values and settles(doubt.field, after[doubt.row], doubt)


def _renewed(entries: tuple[Entry, ...], sheet: Worksheet) -> Iterator[Doubt]:
    """Yield what contradicts itself or stands twice now, unless a person has looked at it."""
    for entry in entries:
        forms = key_of(entry.row, Field.FORMS)
        if forms not in sheet.values and forms not in sheet.accepted:
            yield from contradictions(entry)
    yield from duplicates(entries)


def filed_as(draft: Draft, sheet: Worksheet) -> Draft:
    """Return the outcome as it is filed, with a note for every decision taken.

    Raises:
        AllDroppedError: nothing is left.

    """
    result = outcome(draft, sheet)
    if not result.entries:
        raise AllDroppedError
    before = {entry.row: entry for entry in draft.entries}
    after = {entry.row: entry for entry in result.entries}
    notes = (
        *_dropped_notes(sheet, before),
        *_counted(result, sheet),
        *_corrections(sheet, before, after),
        *_acceptances(draft, sheet, after),
    )
    return replace(result, doubts=(*notes, *result.doubts))


def _corrections(
    sheet: Worksheet, before: Mapping[int, Entry], after: Mapping[int, Entry]
) -> Iterator[Doubt]:
    for row, entry in after.items():
        for field in Field:
            found = sheet.values.get(key_of(row, field))
            if found is None:
                continue
            old, new = text_of(before[row], field), text_of(entry, field)
            message = f"“{field.chinese}”由“{old}”更正为“{new}”。理由：{found.reason}"
            yield _note(Kind.CORRECTED, row, field, message[:600], entry.line)


def _acceptances(draft: Draft, sheet: Worksheet, after: Mapping[int, Entry]) -> Iterator[Doubt]:
    """Yield a note for every doubt that was settled by accepting what it doubts."""
    said: dict[tuple[int, Field], list[Doubt]] = {}
    for doubt in draft.doubts:
        looked = key_of(doubt.row, doubt.field) in sheet.accepted
        if looked and doubt.kind in ACCEPTABLE and doubt.row in after:
            said.setdefault((doubt.row, doubt.field), []).append(doubt)
    for (row, field), doubts in said.items():
        reason = sheet.accepted[key_of(row, field)]
        about = "".join(f"{each.kind.chinese}：{each.message}" for each in doubts)
        why = f"理由：{reason}" if reason else ""
        yield _note(
            Kind.ACCEPTED, row, field, f"{about[:500]}经核对，保留现值。{why}", doubts[0].line
        )


def _dropped_notes(sheet: Worksheet, before: Mapping[int, Entry]) -> Iterator[Doubt]:
    rows = sorted(sheet.dropped)
    for row in rows[:REMARKS]:
        words = before[row].level3[:60]
        message = f"原第{row}条“{words}”已剔除。理由：{sheet.dropped[row][:100]}"
        yield _note(Kind.DROPPED, 0, Field.LEVEL3, message, before[row].line)
    if rest := rows[REMARKS:]:
        message = f"另有{len(rest)}条也已剔除（原第{rest[0]}条至第{rest[-1]}条之间）。"
        yield _note(Kind.DROPPED, 0, Field.LEVEL3, message, 0)


def _counted(result: Draft, sheet: Worksheet) -> Iterator[Doubt]:
    """Yield one note of how many inherited values a person has looked at, by confidence."""
    looked, rest = counted(result, sheet)
    if looked:
        said = "、".join(
            f"把握{each.chinese}的{looked[each]}处" for each in Confidence if looked[each]
        )
        left = f"，另有{rest.total()}处没有逐一核对" if rest else ""
        yield _note(Kind.ACCEPTED, 0, Field.LEVEL1, f"承继的值已核对：{said}{left}。", 0)


def counted(result: Draft, sheet: Worksheet) -> tuple[Counter[Confidence], Counter[Confidence]]:
    """Return how many inherited values were accepted, and how many were not looked at."""
    looked: Counter[Confidence] = Counter()
    rest: Counter[Confidence] = Counter()
    for entry in result.entries:
        for mark in entry.inherited:
            seen = key_of(entry.row, mark.field) in sheet.accepted
            (looked if seen else rest)[mark.confidence] += 1
    return looked, rest


def _note(kind: Kind, row: int, field: Field, message: str, line: int) -> Doubt:
    return Doubt(row=row, field=field, kind=kind, message=message, line=line)
