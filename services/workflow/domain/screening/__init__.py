"""公开前筛查 — finding what may not be meant for everybody before people read it (三(一), B5)."""

from services.workflow.domain.screening.cells import over_cells
from services.workflow.domain.screening.masking import masked
from services.workflow.domain.screening.screen import hits, screen
from services.workflow.domain.screening.terms import (
    FINDING_KINDS,
    SEVERITIES,
    Finding,
    FindingKind,
    Hit,
    Piece,
    Severity,
)

__all__ = [
    "FINDING_KINDS",
    "SEVERITIES",
    "Finding",
    "FindingKind",
    "Hit",
    "Piece",
    "Severity",
    "hits",
    "masked",
    "over_cells",
    "screen",
]
