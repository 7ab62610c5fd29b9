"""What follows from a scheme's settings: who checks and approves, and when things are due."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from services.catalog.domain.points import Relation, Standard
from services.catalog.domain.scheme_terms import (
    MONTHLY,
    CheckRule,
    Periodic,
    Rules,
    Staged,
    Standing,
    Term,
    TimeLimits,
    Value,
)
from services.catalog.domain.terms import Check, Post, TimeLimit

MONTHS: Final[Mapping[str, tuple[int, ...]]] = {
    "monthly": MONTHLY,
    "quarterly": (3, 6, 9, 12),
    "half_yearly": (6, 12),
    "yearly": (12,),
}
COUNTY: Final = "县级底线"
INNER_FIRST: Final = {"inner_first_strict", "inner_first_default"}


def rules_of(values: Mapping[str, Value], clauses: tuple[str, ...] = ()) -> Rules:
    """Return who checks and approves under these settings, all of them checked before."""
    first = values["ordering.policy"] in INNER_FIRST
    return Rules(
        checks=tuple(
            CheckRule(check=check, posts=_posts_of(check, values))
            for check in Check
            if check.value in _words(values["review.checks"])
        ),
        approvers=_posts(values["routes.in_catalog.approver"]),
        inner_first=first,
        min_inner_working_days=_number(values["ordering.min_inner_days"]) if first else 0,
        clauses=clauses,
    )


def raised(
    values: Mapping[str, Value], standard: Standard
) -> tuple[dict[str, Value], dict[str, str]]:
    """Return settings with what the county has as its least, and why each was raised (S1-05)."""
    found, reasons = dict(values), {}
    for rule in standard.county_floor:
        if rule.floor and rule.floor.relation is Relation.INCLUDES and rule.key in found:
            if rule.floor.keeps(found[rule.key]):
                continue
            found[rule.key] = (*_all(rule.floor.value), *_all(found[rule.key]))
            reasons[rule.key] = f"{COUNTY}：{rule.rule}"
    return found, reasons


def raised_rules(rules: Rules) -> Rules:
    """Return rules with the check that no unit can do without, marked 县级底线 (S1-05)."""
    if any(each.check is Check.SECRECY for each in rules.checks):
        return rules
    least = CheckRule(check=Check.SECRECY, posts=(Post.SECRECY_REVIEWER,), clauses=(COUNTY,))
    return replace(rules, checks=(least, *rules.checks))


def _all(value: Value) -> tuple[str | int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _posts_of(check: Check, values: Mapping[str, Value]) -> tuple[Post, ...]:
    if check is Check.SECRECY:
        return (Post.SECRECY_REVIEWER,)
    return _posts(values["review.posts"])


def limits_of(values: Mapping[str, Value]) -> TimeLimits:
    """Return when things are due under these settings, all of them checked before."""

    def term(key: str, *, working: bool = True) -> Term:
        return Term(days=_number(values[f"time_limits.{key}"]), working=working)

    return TimeLimits(
        classes=tuple(each for each in TimeLimit if each.value in _words(values["time_limits"])),
        periodic=_periodic(values["time_limits.periodic.period"], term("periodic.due_days")),
        staged=Staged(
            due=term("staged.due_days", working=False),
            summary=values["time_limits.staged.summary"] is True,
        ),
        annual=term("staged.annual_days", working=False),
        immediate=term("immediate.max_delay"),
        long_term=term("long_term.change_days"),
        standing=Standing(
            due=term("long_term.first_days"),
            review_months=_number(values["time_limits.long_term.review_months"]),
        ),
        notice=term("notice.days"),
        reminders=_numbers(values["time_limits.reminders"]),
    )


def _periodic(period: Value, due: Term) -> Periodic:
    if isinstance(period, tuple):
        return Periodic(period="months", months=_numbers(period), due=due)
    return Periodic(period=str(period), months=MONTHS[str(period)], due=due)


def _words(value: Value) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()


def _posts(value: Value) -> tuple[Post, ...]:
    return tuple(Post(each) for each in _words(value))


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _numbers(value: Value) -> tuple[int, ...]:
    return (
        tuple(each for each in value if isinstance(each, int)) if isinstance(value, tuple) else ()
    )
