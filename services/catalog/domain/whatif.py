"""假设推演 — the same facts under another scheme: which deadlines and checks would differ.

A pure function over what the catalog knows: its items, schemes and calendar. What was
proposed and disclosed is known to other services and is not judged here.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.events import ItemListed, ItemRetired
from services.catalog.domain.periods import due, periods
from services.catalog.domain.scheme_terms import Rules, Scheme, TimeLimits
from services.catalog.domain.terms import TimeLimit
from services.catalog.domain.versions import Adopted, in_force, limits_on
from shared.calendar import BEIJING, Calendar
from shared.record import Record

ItemFact = Record[ItemListed] | Record[ItemRetired]


class Matter(Struct, frozen=True, kw_only=True):
    """事项 — an item and the days on which it stood in the catalog."""

    item_id: UUID
    name: str
    time_limit: TimeLimit
    listed: date
    retired: date | None = None


class Deadline(Struct, frozen=True, kw_only=True):
    """到期 — one disclosure that an item calls for."""

    item_id: UUID
    name: str
    first: date
    last: date
    due: date


class Changed(Struct, frozen=True, kw_only=True):
    """变化 — an item's deadlines in the period, as it was and as it would have been."""

    item_id: UUID
    name: str
    before: tuple[Deadline, ...]
    after: tuple[Deadline, ...]


class RuleChange(Struct, frozen=True, kw_only=True):
    """规则变化 — a rule in words, as it was and as it would have been."""

    name: str
    before: str
    after: str
    items: int = 0


class Replay(Struct, frozen=True, kw_only=True):
    """推演结果"""

    first: date
    last: date
    before: int
    after: int
    deadlines: tuple[Changed, ...]
    rules: tuple[RuleChange, ...]
    verdicts: tuple[RuleChange, ...]


def matters(facts: Iterable[ItemFact]) -> list[Matter]:
    """Return the items a unit's catalog has had, each for as long as it said the same."""
    found: list[Matter] = []
    open_: dict[UUID, int] = {}
    for fact in facts:
        day = fact.cause.at.astimezone(BEIJING).date()
        item_id = fact.event.item_id
        if item_id in open_:
            at = open_.pop(item_id)
            found[at] = _ended(found[at], day)
        if isinstance(fact.event, ItemListed):
            open_[item_id] = len(found)
            found.append(_begun(fact.event, day))
    return found


def _begun(event: ItemListed, day: date) -> Matter:
    return Matter(item_id=event.item_id, name=event.level3, time_limit=event.time_limit, listed=day)


def _ended(matter: Matter, day: date) -> Matter:
    return Matter(
        item_id=matter.item_id,
        name=matter.name,
        time_limit=matter.time_limit,
        listed=matter.listed,
        retired=day,
    )


def deadlines(
    matter: Matter,
    span: tuple[date, date],
    limits: Callable[[date], TimeLimits],
    calendar: Calendar,
) -> tuple[Deadline, ...]:
    """Return what a matter calls for by itself within a span of days.

    Long-term and periodic matters have deadlines of their own; staged and immediate
    ones wait for what happens.
    """
    if matter.time_limit is TimeLimit.LONG_TERM:
        found = [(matter.listed, matter.listed, matter.listed)]
        term = limits(matter.listed).long_term
        found = [(first, last, due(last, term, calendar)) for first, last, _ in found]
    elif matter.time_limit is TimeLimit.PERIODIC:
        start = date(matter.listed.year, 1, 1)
        each = periods(start, span[1], limits, calendar)
        found = [(one.first, one.last, one.due) for one in each if one.last >= matter.listed]
    else:
        found = []
    return tuple(
        Deadline(item_id=matter.item_id, name=matter.name, first=first, last=last, due=day)
        for first, last, day in found
        if span[0] <= day <= span[1] and (matter.retired is None or first < matter.retired)
    )


def replay(
    facts: Iterable[ItemFact],
    adopted: Sequence[Adopted],
    other: Scheme,
    span: tuple[date, date],
    calendar: Calendar,
) -> Replay:
    """Return what would have differed in a span of days under another scheme."""
    known = matters(facts)

    def was(day: date) -> TimeLimits:
        return limits_on(adopted, day)

    def would(day: date) -> TimeLimits:
        del day
        return other.time_limits or TimeLimits()

    pairs = [
        Changed(
            item_id=each.item_id,
            name=each.name,
            before=deadlines(each, span, was, calendar),
            after=deadlines(each, span, would, calendar),
        )
        for each in known
    ]
    now = in_force(adopted, span[1])
    standing = [each for each in known if each.retired is None or each.retired > span[0]]
    return Replay(
        first=span[0],
        last=span[1],
        before=sum(len(each.before) for each in pairs),
        after=sum(len(each.after) for each in pairs),
        deadlines=tuple(each for each in pairs if each.before != each.after),
        rules=tuple(_rule_changes(now.scheme if now else None, other, was(span[1]), standing)),
        verdicts=tuple(_verdicts(was(span[1]), would(span[1]), standing)),
    )


def _rule_changes(
    now: Scheme | None, other: Scheme, was: TimeLimits, standing: Sequence[Matter]
) -> Iterable[RuleChange]:
    """Yield each rule that would be another, with the items it concerns."""
    would = other.time_limits or TimeLimits()
    counts = {kind: sum(each.time_limit is kind for each in standing) for kind in TimeLimit}
    pairs = [
        (*_spoken(now.rules if now else None, other.rules, name, said), len(standing))
        for name, said in _RULES.items()
    ]
    pairs += [
        ("即时公开", was.immediate.chinese, would.immediate.chinese, counts[TimeLimit.IMMEDIATE]),
        ("分期公开", was.staged.due.chinese, would.staged.due.chinese, counts[TimeLimit.STAGED]),
        ("年度结果", was.annual.chinese, would.annual.chinese, counts[TimeLimit.STAGED]),
        ("公示期", was.notice.chinese, would.notice.chinese, counts[TimeLimit.IMMEDIATE]),
    ]
    for name, before, after, items in pairs:
        if before != after:
            yield RuleChange(name=name, before=before, after=after, items=items)


def _spoken(
    before: Rules | None, after: Rules, name: str, said: Callable[[Rules], str]
) -> tuple[str, str, str]:
    return (name, said(before) if before else "没有方案", said(after))


def _checks(rules: Rules) -> str:
    return "、".join(_CHECKS[each.check.value] for each in rules.checks)


def _approvers(rules: Rules) -> str:
    return "、".join(each.chinese for each in rules.approvers)


def _order(rules: Rules) -> str:
    days = rules.min_inner_working_days
    return f"先党内，至少{days}个工作日" if rules.inner_first else "不要求先党内"


_CHECKS = {"secrecy": "保密", "necessity": "必要", "accuracy": "准确"}
_RULES: dict[str, Callable[[Rules], str]] = {
    "逐件审查": _checks,
    "审批人": _approvers,
    "先党内后党外": _order,
}


def _verdicts(
    was: TimeLimits, would: TimeLimits, standing: Sequence[Matter]
) -> Iterable[RuleChange]:
    """Yield the kinds of time limit that one of the schemes does not know."""
    for kind in TimeLimit:
        items = sum(each.time_limit is kind for each in standing)
        if items and (kind in was.classes) != (kind in would.classes):
            yield RuleChange(
                name=f"{kind.chinese}公开",
                before="有这一类" if kind in was.classes else "没有这一类",
                after="有这一类" if kind in would.classes else "没有这一类",
                items=items,
            )
