"""实施方案 — the rules a unit has set itself: who checks, who approves, in which order, by when."""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from services.catalog.domain.commands import AdoptScheme, PrepareScheme
from services.catalog.domain.events import SchemeAdopted
from services.catalog.domain.floor import Binding, check_floors, day_of, plan_bindings
from services.catalog.domain.points import Standard, checked
from services.catalog.domain.preface_terms import Pilot, Preface
from services.catalog.domain.scheme_rules import limits_of, raised, raised_rules, rules_of
from services.catalog.domain.scheme_terms import Rules, Scheme, Value
from shared.calendar import beijing_date
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause, canonical

OWN: Final = "OWN"  # id of a scheme that follows none of the five plans
REASON: Final = 500  # characters of one reason
YEARLY: Final = "当年"  # a scheme that is valid for one calendar year (S1-01)
LONGEST_PILOT: Final = 366  # days
BYTES: Final = 50_000  # of a whole scheme, so that its record stays below the limit


class Schemes(Struct, frozen=True):
    """The latest version of each scheme of one unit, and the last one adopted."""

    versions: dict[str, int] = {}
    last: Scheme | None = None


class Prepared(Struct, frozen=True, kw_only=True):
    """拟采用的新版 — what was asked, the points it is judged by, the floors that bind it."""

    asked: PrepareScheme
    standard: Standard
    floors: tuple[Binding, ...] = ()


class NotNextVersionError(RejectedError):
    """方案版本必须接着上一版。"""


class CheckTwiceError(InvalidError):
    """同一项审查只能规定一次。"""


class SettingsElsewhereError(InvalidError):
    """各项设置要逐项核对，请从“拟订新版方案”提交。"""


class PlanUnknownError(InvalidError):
    """没有这份原方案。"""


class TitleMissingError(InvalidError):
    """请写明方案名称。"""


class BackdatedError(RejectedError):
    """新版方案的生效日期不能早于采用之日，以前的事项仍按原来的规定办。"""


class DeviationUnexplainedError(InvalidError):
    """与原方案不同的设置要写明理由。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the point."""
        return f"“{self.args[0]}”与原方案不同，请写明理由。"


class ReasonTooLongError(InvalidError):
    """理由太长了。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the point."""
        return f"“{self.args[0]}”的理由请写在{REASON}字以内。"


class SchemeTooLongError(InvalidError):
    """方案的文字太多了，请缩短理由。"""


class LastDayError(InvalidError):
    """方案的截止日期不能早于生效日期。"""


class PilotBaseError(RejectedError):
    """试点要在已经采用的实施方案上进行，请先采用一版方案。"""


class PilotUnclearError(InvalidError):
    """试点要写明目标和截止日期，截止日期不能早于生效日期，试点最长366天。"""


class NothingChangedError(RejectedError):
    """这一版与上一版完全相同，不用重新采用。"""


def decide(command: AdoptScheme | Prepared, schemes: Schemes, cause: Cause) -> list[SchemeAdopted]:
    """Answer a request about the scheme of the unit the cause names."""
    if isinstance(command, Prepared):
        scheme = _prepared(command, schemes, cause)
        versions = [scheme, *_after_pilot(scheme, schemes)]
        return [SchemeAdopted(unit=cause.unit, scheme=each) for each in versions]
    scheme = command.scheme
    if scheme.version != schemes.versions.get(scheme.id, 0) + 1:
        raise NotNextVersionError(scheme.version, field="version")
    if scheme.values or scheme.reasons or scheme.time_limits:
        raise SettingsElsewhereError(field="values")
    day_of(scheme.effective)
    _check_rules(scheme.rules)
    least = raised_rules(scheme.rules)
    return [SchemeAdopted(unit=cause.unit, scheme=replace(scheme, rules=least))]


def _check_rules(rules: Rules) -> None:
    checks = [each.check for each in rules.checks]
    if len(set(checks)) < len(checks):
        raise CheckTwiceError(field="checks")


def _prepared(command: Prepared, schemes: Schemes, cause: Cause) -> Scheme:
    today = str(beijing_date(cause.at))
    scheme, last = drafted(command, schemes, today), schemes.last
    if last and scheme.effective < today:
        raise BackdatedError(scheme.effective, field="effective")
    if last and last.values and _said(last) == _said(scheme):
        raise NothingChangedError
    check_days(scheme, schemes)
    day = max(scheme.effective, today)  # a first version, backdated, escapes no floor
    check_floors(command.floors, command.standard, scheme.values, day)
    own = plan_bindings(command.standard, scheme.seed)
    check_floors(own, command.standard, scheme.values, day)
    _check_rules(scheme.rules)
    if len(canonical(scheme)) > BYTES:
        raise SchemeTooLongError(field="reasons")
    return scheme


def _said(scheme: Scheme) -> tuple[object, ...]:
    return (
        *(scheme.id, scheme.title, scheme.values, scheme.reasons, scheme.effective),
        *(scheme.preface, scheme.until, scheme.pilot),
    )


def check_days(scheme: Scheme, schemes: Schemes) -> None:
    """Let only versions go on whose last day and trial fit the day they take effect.

    Raises:
        LastDayError: it would end before it begins.
        PilotBaseError: there is no scheme to fall back to.
        PilotUnclearError: the trial has no goal or no fitting last day.

    """
    if scheme.until and str(day_of(scheme.until)) < scheme.effective:
        raise LastDayError(scheme.until, field="until")
    if scheme.pilot is None:
        return
    if schemes.last is None:
        raise PilotBaseError(field="pilot")
    if not _clear(scheme.pilot, scheme.effective):
        raise PilotUnclearError(field="pilot")


def _clear(pilot: Pilot, first: str) -> bool:
    if not pilot.goal.strip() or not pilot.until:
        return False
    return 0 <= (day_of(pilot.until) - date.fromisoformat(first)).days <= LONGEST_PILOT


def _after_pilot(scheme: Scheme, schemes: Schemes) -> list[Scheme]:
    """Return the version that holds again once a trial is over and nobody decided otherwise.

    It is adopted together with the trial, so that all who read schemes need know of no trials.
    """
    before = schemes.last
    if scheme.pilot is None or before is None:
        return []
    versions = schemes.versions | {scheme.id: scheme.version}
    again = replace(
        before,
        version=versions[before.id] + 1,
        effective=str(day_of(scheme.pilot.until) + timedelta(days=1)),
        pilot=None,
        restores=f"{before.id}/{before.version}",
    )
    return [again]


def drafted(command: Prepared, schemes: Schemes, today: str) -> Scheme:
    """Return the version that was asked for: what is not said stays as it was.

    What the county has as its least is added where a plan or a unit lacks it (S1-05).

    Raises:
        PlanUnknownError: there is no such plan.
        ValueRefusedError: a value does not fit its point.
        DeviationUnexplainedError: a value differs from the plan's, and nobody says why.

    """
    asked, standard = command.asked, command.standard
    seed = _seed(asked, standard, schemes)
    base = _base(schemes, seed)
    said = {**standard.seeded(seed), **(base.values if base else {}), **_values(asked, standard)}
    values, added = raised(said, standard)
    name = seed or (schemes.last.id if schemes.last and asked.seed is None else OWN)
    effective = str(day_of(asked.effective or today))
    return Scheme(
        id=name,
        version=schemes.versions.get(name, 0) + 1,
        title=_title(asked, standard, schemes, seed),
        effective=effective,
        rules=raised_rules(rules_of(said, _clauses(standard, seed))),
        time_limits=limits_of(values),
        values=values,
        reasons=_reasons(command, values, {**(base.reasons if base else {}), **added}, seed),
        seed=seed,
        preface=asked.preface or (base.preface if base else None) or _preface(standard, seed),
        until=asked.until or (f"{effective[:4]}-12-31" if values["validity"] == YEARLY else ""),
        pilot=asked.pilot,
    )


def _preface(standard: Standard, seed: str) -> Preface | None:
    plan = standard.plan(seed)
    return plan.preface if plan else None


def _seed(asked: PrepareScheme, standard: Standard, schemes: Schemes) -> str:
    if asked.seed is None:
        last = schemes.last
        return (last.seed or (last.id if standard.plan(last.id) else "")) if last else ""
    if asked.seed and standard.plan(asked.seed) is None:
        raise PlanUnknownError(asked.seed, field="seed")
    return asked.seed


def _base(schemes: Schemes, seed: str) -> Scheme | None:
    """Return the version before, if it follows the same plan."""
    last = schemes.last
    return last if last and last.values and last.seed == seed else None


def _title(asked: PrepareScheme, standard: Standard, schemes: Schemes, seed: str) -> str:
    plan, last = standard.plan(seed), schemes.last
    stays = last.title if last and asked.seed in (None, last.seed) else ""
    title = asked.title.strip() or stays or (plan.title if plan else "")
    if not title:
        raise TitleMissingError(field="title")
    return title


def _values(asked: PrepareScheme, standard: Standard) -> dict[str, Value]:
    return {key: checked(standard.point(key), each) for key, each in asked.values.items()}


def _reasons(
    command: Prepared, values: dict[str, Value], before: dict[str, str], seed: str
) -> dict[str, str]:
    """Return why each value is not the plan's; what is the plan's needs no reason."""
    given = {**before, **{key: each.strip() for key, each in command.asked.reasons.items()}}
    for key in command.asked.reasons:
        command.standard.point(key)
    reasons = {}
    for point in command.standard.points:
        reason = given.get(point.key, "")
        if len(reason) > REASON:
            raise ReasonTooLongError(point.name, field=point.key)
        differs = values[point.key] != point.seeded(seed)
        if differs and not reason:
            raise DeviationUnexplainedError(point.name, field=point.key)
        if differs:
            reasons[point.key] = reason
    return reasons


def _clauses(standard: Standard, seed: str) -> tuple[str, ...]:
    keys = ("review.checks", "routes.in_catalog.approver", "ordering.policy")
    said = (standard.point(key).says.get(seed) for key in keys)
    return tuple(dict.fromkeys(clause for each in said if each for clause in each.clauses))


def evolve(schemes: Schemes, event: SchemeAdopted) -> Schemes:
    """Return the schemes after an event."""
    versions = schemes.versions | {event.scheme.id: event.scheme.version}
    return Schemes(versions, event.scheme)


SCHEME: Decider[AdoptScheme | Prepared, Schemes, SchemeAdopted] = Decider(Schemes(), decide, evolve)
