"""Use cases: take facts in and sign for them; look them up and prove them."""

from services.archive.gateways.bag import pieces
from services.archive.handlers.assessing import (
    Assessing,
    NoSuchIndicatorError,
    NoSuchSheetError,
    NoSuchUnitError,
    Sheet,
)
from services.archive.handlers.auditing import Audit, Moment, NotFoundInLogError
from services.archive.handlers.consulting import Consulting, Taken
from services.archive.handlers.counting import Counting
from services.archive.handlers.covering import Covering
from services.archive.handlers.flagging import Flagging
from services.archive.handlers.intake import Intake
from services.archive.handlers.names import Names
from services.archive.handlers.proving import NotYetLoggedError, Proofs
from services.archive.handlers.registering import Registering
from services.archive.handlers.volumes import Matter, Volumes, Wish
from services.archive.handlers.witnessing import Standing, Witnessing
from services.archive.handlers.yearly import Yearly

__all__ = [
    "Assessing",
    "Audit",
    "Consulting",
    "Counting",
    "Covering",
    "Flagging",
    "Intake",
    "Matter",
    "Moment",
    "Names",
    "NoSuchIndicatorError",
    "NoSuchSheetError",
    "NoSuchUnitError",
    "NotFoundInLogError",
    "NotYetLoggedError",
    "Proofs",
    "Registering",
    "Sheet",
    "Standing",
    "Taken",
    "Volumes",
    "Wish",
    "Witnessing",
    "Yearly",
    "pieces",
]
