"""给谁看 — whether a place may show a matter: never to more people than may read it (公开范围)."""

from typing import Final

from services.publishing.domain.terms import Phase, Scope

WIDTH: Final = {Scope.UNIT: 1, Scope.PARTY: 2, Scope.SOCIETY: 3}  # places for single persons: none


def may_show(audience: Scope, place_unit: str, unit: str, scope: Scope, phase: Phase) -> bool:
    """Tell whether those who stand before a place of this audience may read a matter.

    A matter for single persons is for no place at all; one for its own unit only for places of
    that unit (S3-49: the scope beats the form).
    """
    reach = _reach(scope, phase)
    if reach is Scope.UNIT and place_unit != unit:
        return False
    return 0 < WIDTH.get(audience, 0) <= WIDTH.get(reach, 0) if reach else False


def _reach(scope: Scope, phase: Phase) -> Scope | None:
    if phase is Phase.PUBLIC:
        return Scope.SOCIETY
    if phase is not Phase.INNER:
        return None
    return Scope.PARTY if scope is Scope.SOCIETY else scope
