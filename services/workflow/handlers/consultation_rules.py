"""预公开的规则 — what a unit's scheme says of plans that touch the interests of the masses."""

from datetime import date
from typing import Final

from services.workflow.domain.duty import Term
from services.workflow.domain.tally import ConsultationRule
from services.workflow.views.register import SchemeRow

UNUSED: Final = "不实行"
DAYS: Final = "pre_disclosure.days"
COUNTED: Final = "pre_disclosure.counting"
NAMED: Final = "pre_disclosure.items"
GROUPS: Final = "pre_disclosure.groups"
REGIMES: Final = "democracy.regimes"
HEARINGS: Final = "听证咨询"
ASKING: Final = "重大决策征求意见"
PLAIN: Final = "自然日"
TOGETHER: Final = "一并计算"


def rule_of(scheme: SchemeRow | None, day: date) -> ConsultationRule:
    """Return the rule on a day; the county's where the scheme says nothing."""
    county = ConsultationRule()
    if scheme is None:
        return county
    period = Term(
        days=_number(scheme, DAYS, day, county.period.days),
        working=scheme.setting(COUNTED, day) != PLAIN,
    )
    return ConsultationRule(
        period=period,
        majority=_number(scheme, "dissent.threshold", day, county.majority),
        serious=_number(scheme, "dissent.serious", day, county.serious),
        least=_number(scheme, "dissent.min_stances", day, county.least),
        anonymous=scheme.setting("dissent.anonymous", day) == TOGETHER,
        groups=_words(scheme, GROUPS, day) or county.groups,
    )


def used(scheme: SchemeRow | None, day: date) -> bool:
    """Tell whether a unit shows plans before their decision at all (S1-22)."""
    return scheme is None or scheme.setting("guarantees.pre_disclosure", day) != UNUSED


def named(scheme: SchemeRow | None, day: date, title: str) -> bool:
    """Tell whether the scheme itself names such matters, so that no reason need be given."""
    return scheme is not None and any(each in title for each in _words(scheme, NAMED, day))


def held_from(scheme: SchemeRow | None, regime: str, day: date) -> date | None:
    """Return from when on a unit uses a regime of inner-party democracy (S0 六4).

    A scheme that names none uses all of them. ``听证咨询：2026-10-01`` begins on that day,
    ``听证咨询`` at once; what is not named is not used, ``date.max`` (None: it is used today).
    """
    said = _words(scheme, REGIMES, day) if scheme else ()
    if not said:
        return None
    found = [_begun(each) for each in said if each.startswith(regime)]
    since = min(found, default=date.max)
    return None if since <= day else since


def _begun(entry: str) -> date:
    _, _, typed = entry.replace(":", "：").partition("：")
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else date.min
    except ValueError:
        return date.max


def _words(scheme: SchemeRow, key: str, day: date) -> tuple[str, ...]:
    value = scheme.setting(key, day)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _number(scheme: SchemeRow, key: str, day: date, otherwise: int) -> int:
    value = scheme.setting(key, day)
    return value if isinstance(value, int) and value > 0 else otherwise
