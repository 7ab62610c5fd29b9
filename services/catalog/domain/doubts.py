"""What contradicts itself in an entry, or stands in a catalog twice."""

from collections.abc import Iterable, Iterator
from typing import Final

from services.catalog.domain.terms import Doubt, Entry, Field, Form, Kind, Scope

OUTWARD: Final = frozenset({Form.BOARD, Form.WEBSITE})
INWARD: Final = frozenset({Form.MEETING, Form.DOCUMENT})


def contradictions(entry: Entry) -> Iterator[Doubt]:
    """Yield a doubt where scope and forms do not fit together."""
    if message := _contradiction(entry):
        yield Doubt(
            row=entry.row,
            field=Field.FORMS,
            kind=Kind.CONTRADICTION,
            message=message,
            line=entry.line,
        )


def _contradiction(entry: Entry) -> str:
    forms = frozenset(entry.forms)
    if entry.scope is Scope.PARTY and forms & OUTWARD:
        names = "、".join(form.value for form in entry.forms if form in OUTWARD)
        return f"范围是党内，形式却有面向社会的{names}；须限定为党员可见，否则剔除。"
    if entry.scope is Scope.SOCIETY and forms and forms <= INWARD:
        names = "、".join(form.value for form in entry.forms)
        return f"范围是社会，形式却只有{names}，社会公众看不到。"
    return ""


def duplicates(entries: Iterable[Entry]) -> Iterator[Doubt]:
    """Yield a doubt for each entry that repeats the words of an earlier one."""
    first: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        path = (entry.level1, entry.level2, entry.level3)
        earlier = first.setdefault(path, entry.row)
        if earlier != entry.row and entry.level3:
            yield Doubt(
                row=entry.row,
                field=Field.LEVEL3,
                kind=Kind.DUPLICATE,
                message=f"与第{earlier}条的三级目录完全相同。",
                line=entry.line,
            )


def settles(field: Field, entry: Entry | None, doubt: Doubt) -> bool:
    """Tell whether a decision on a field, after which the entry stands so, ends a doubt of its row.

    A decision on the forms ends a contradiction whatever it says: a person has
    looked at it. Another scope ends it only if scope and forms then agree.
    """
    if entry is None:
        return True
    solved = doubt.kind is Kind.CONTRADICTION and not any(contradictions(entry))
    return doubt.kind.blocking and (doubt.field is field or solved)


def answered(doubts: frozenset[Doubt], row: int, field: Field) -> frozenset[Doubt]:
    """Return the doubts of a row that a decision on this field may answer."""
    return frozenset(
        doubt
        for doubt in doubts
        if doubt.row == row
        and doubt.kind.blocking
        and (doubt.field is field or (doubt.kind is Kind.CONTRADICTION and field is Field.SCOPE))
    )


def remaining(
    doubts: frozenset[Doubt], row: int, field: Field, entry: Entry | None
) -> frozenset[Doubt]:
    """Return the doubts that a decision on a row's field leaves open."""
    return frozenset(
        doubt for doubt in doubts if doubt.row != row or not settles(field, entry, doubt)
    )


def raised(
    doubts: frozenset[Doubt], entry: Entry | None, known: frozenset[Doubt]
) -> Iterator[Doubt]:
    """Yield the contradiction a decision has newly made; a known one is not raised again."""
    if entry is None:
        return
    own = {*known, *(doubt for doubt in doubts if doubt.row == entry.row)}
    if not any(doubt.kind is Kind.CONTRADICTION for doubt in own):
        yield from contradictions(entry)
