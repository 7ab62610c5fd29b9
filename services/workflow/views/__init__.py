"""What readers see. Every row can be thrown away and folded again from facts."""

from typing import Final

from services.workflow.views.board import (
    CorrectionRow,
    HistoryLine,
    ProposalRow,
    ReviewLine,
    board,
    corrections,
)
from services.workflow.views.register import (
    DisclosureRow,
    ItemRow,
    PersonRow,
    PostRow,
    SchemeRow,
    UnitRow,
    disclosures,
    held,
    items,
    people,
    posts,
    schemes,
    units,
)

VIEWS: Final = (units, people, posts, schemes, items, disclosures, board, corrections)

__all__ = [
    "VIEWS",
    "CorrectionRow",
    "DisclosureRow",
    "HistoryLine",
    "ItemRow",
    "PersonRow",
    "PostRow",
    "ProposalRow",
    "ReviewLine",
    "SchemeRow",
    "UnitRow",
    "board",
    "corrections",
    "disclosures",
    "held",
    "items",
    "people",
    "posts",
    "schemes",
    "units",
]
