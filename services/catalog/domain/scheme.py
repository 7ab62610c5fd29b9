"""实施方案 — the rules a unit has set itself: who checks, who approves, in which order."""

from msgspec import Struct

from services.catalog.domain.commands import AdoptScheme
from services.catalog.domain.events import SchemeAdopted
from services.catalog.domain.terms import Check, Rules
from shared.decider import Decider, InvalidError, RejectedError
from shared.record import Cause


class Schemes(Struct, frozen=True):
    """The latest version of each scheme of one unit."""

    versions: dict[str, int] = {}


class NotNextVersionError(RejectedError):
    """方案版本必须接着上一版。"""


class SecrecyCheckMissingError(InvalidError):
    """实施方案必须包含保密审查，任何单位不得取消。"""


class CheckTwiceError(InvalidError):
    """同一项审查只能规定一次。"""


def decide(command: AdoptScheme, schemes: Schemes, cause: Cause) -> list[SchemeAdopted]:
    """Answer a request about the scheme of the unit the cause names."""
    scheme = command.scheme
    if scheme.version != schemes.versions.get(scheme.id, 0) + 1:
        raise NotNextVersionError(scheme.version, field="version")
    _check_rules(scheme.rules)
    return [SchemeAdopted(unit=cause.unit, scheme=scheme)]


def _check_rules(rules: Rules) -> None:
    checks = [each.check for each in rules.checks]
    if Check.SECRECY not in checks:
        raise SecrecyCheckMissingError(field="checks")
    if len(set(checks)) < len(checks):
        raise CheckTwiceError(field="checks")


def evolve(schemes: Schemes, event: SchemeAdopted) -> Schemes:
    """Return the schemes after an event."""
    return Schemes(schemes.versions | {event.scheme.id: event.scheme.version})


SCHEME: Decider[AdoptScheme, Schemes, SchemeAdopted] = Decider(Schemes(), decide, evolve)
