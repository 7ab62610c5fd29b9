"""谁能看 — the one rule by which every reading path lets somebody in or not (条例 公开范围)."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct

from services.publishing.domain.terms import Phase, Plan, Scope


class Reader(Struct, frozen=True, kw_only=True):
    """读者 — ``person`` is empty for a citizen.

    ``units`` are those in which any post is held (whoever holds one is a member, 党员);
    ``staffed`` those whose preparations this person may read; ``today`` is the day in Beijing
    on which they look, by which live lists leave out what is no longer displayed (期满).
    ``groups`` are the audiences beside the Party to which they belong (客商, S1-08): what names
    one of them as its readers is for them, and nothing else inside is.
    """

    person: str = ""
    units: frozenset[str] = frozenset()
    staffed: frozenset[str] = frozenset()
    today: date | None = None
    groups: frozenset[str] = frozenset()


CITIZEN = Reader()
GUESTS = {"investor": "客商"}  # posts that make nobody a member, with the audience they stand for
NOWHERE = ""  # the unit of such a post: it is held in none
MEETING_ALONE = ("会议",)


def opened_inside(plan: Plan | None) -> Phase:
    """Return the phase of what is opened to members: for a meeting alone it is on no page.

    S3 附件2 第7行: 会议 only, no text on any site; minutes prove it.
    """
    if plan is None or plan.channels != MEETING_ALONE or plan.scope is Scope.SOCIETY:
        return Phase.INNER
    return Phase.SPOKEN


def may_read(
    scope: Scope, phase: Phase, unit: str, readers: Collection[str], reader: Reader
) -> bool:
    """Tell whether this reader may see a disclosure, or even that there is one."""
    if phase is Phase.PUBLIC or unit in reader.staffed:
        return True
    return phase is Phase.INNER and _inside(scope, unit, readers, reader)


def _inside(scope: Scope, unit: str, readers: Collection[str], reader: Reader) -> bool:
    match scope:
        case Scope.SOCIETY | Scope.PARTY:
            return bool(reader.units)
        case Scope.UNIT:
            return unit in reader.units
        case Scope.PERSONS | Scope.APPLICANT:
            named = bool(reader.person) and reader.person in readers
            return named or not reader.groups.isdisjoint(readers)
