"""Which version of a unit's scheme is in force on a day, and what two versions differ in."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from services.catalog.domain.points import Point, Standard
from services.catalog.domain.scheme_terms import Scheme, TimeLimits, Value


class Adopted(Struct, frozen=True, kw_only=True):
    """已采用的一版 — ``number`` counts the adoptions of one unit from 1."""

    number: int
    scheme: Scheme


class Difference(Struct, frozen=True, kw_only=True):
    """差别 — one setting that two versions say differently."""

    point: Point
    before: Value | None
    after: Value | None
    reason: str = ""

    @property
    def before_label(self) -> str:
        """Return the earlier value as a person reads it."""
        return "" if self.before is None else self.point.label(self.before)

    @property
    def after_label(self) -> str:
        """Return the later value as a person reads it."""
        return "" if self.after is None else self.point.label(self.after)


def in_force(adopted: Iterable[Adopted], day: date) -> Adopted | None:
    """Return the version in force on a day: of those in effect, the one adopted last.

    A later decision goes before an earlier one from its own first day on (N4).
    """
    effective = (each for each in adopted if each.scheme.effective <= day.isoformat())
    return max(effective, key=lambda each: each.number, default=None)


def limits_on(adopted: Iterable[Adopted], day: date) -> TimeLimits:
    """Return the time limits in force on a day: the county's where the unit has none."""
    found = in_force(adopted, day)
    return (found.scheme.time_limits if found else None) or TimeLimits()


def spans(adopted: Sequence[Adopted]) -> list[tuple[Adopted, str, str]]:
    """Return each version with its first day in force and the first day no longer ("": open).

    A version that never came into force is not among them.
    """
    days = sorted({each.scheme.effective for each in adopted})
    found: list[tuple[Adopted, str, str]] = []
    for day in days:
        now = in_force(adopted, date.fromisoformat(day))
        if now is None or (found and found[-1][0] == now):
            continue
        if found:
            found[-1] = (*found[-1][:2], day)
        found.append((now, day, ""))
    return found


def differences(before: Scheme | None, after: Scheme, standard: Standard) -> list[Difference]:
    """Return what a version says differently from another, point by point."""
    old = settled(before, standard) if before else {}
    new = settled(after, standard)
    return [
        Difference(
            point=point,
            before=old.get(point.key),
            after=new.get(point.key),
            reason=after.reasons.get(point.key, ""),
        )
        for point in standard.points
        if old.get(point.key) != new.get(point.key)
    ]


def settled(scheme: Scheme, standard: Standard) -> dict[str, Value]:
    """Return all settings of a version; of one adopted before they existed, its plan's.

    A point that was added later than the version stands at what its plan says, too.
    """
    return {**standard.seeded(scheme.seed or scheme.id), **scheme.values}
