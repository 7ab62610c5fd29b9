"""重大决策案卷 — a matter from research to the vote of the body that decides it (S4 四(二))."""

from typing import Any, Final

from services.workflow.domain import dossier_preparing as preparing
from services.workflow.domain.dossier_following import FOLLOWING
from services.workflow.domain.dossier_following_words import DossierCommand, DossierEvent
from services.workflow.domain.dossier_preparing import DossierUnknownError
from services.workflow.domain.dossier_state import Dossier, evolve
from services.workflow.domain.dossier_terms import Stand
from services.workflow.domain.dossier_words import BeginDossier
from shared.decider import Decider
from shared.record import Cause

_RULES: Final[dict[type[Any], Any]] = {**preparing.PREPARING, **FOLLOWING}


def decide(command: DossierCommand, state: Dossier, cause: Cause) -> list[DossierEvent]:
    """Judge one command; every refusal is a rule of this room."""
    if isinstance(command, BeginDossier):
        return [preparing.begun(command, state)]
    if state.stand is Stand.NONE:
        raise DossierUnknownError
    return [_RULES[type(command)](command, state, cause)]


DOSSIER: Final = Decider[DossierCommand, Dossier, DossierEvent](
    initial=Dossier(), decide=decide, evolve=evolve
)
