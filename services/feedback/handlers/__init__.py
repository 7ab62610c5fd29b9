"""Use cases: gather what a decision needs, let the domain decide, file it."""

from services.feedback.handlers.desk import Desk, Dossier, Inquiry, Tray
from services.feedback.handlers.gate import Gate, TooManyLettersError
from services.feedback.handlers.intake import Intake, Letter, Ticket, reader_of
from services.feedback.handlers.opinions import (
    Answer,
    Assignment,
    Conclusion,
    Opinions,
    Summary,
)
from services.feedback.handlers.passing import Passing

__all__ = [
    "Answer",
    "Assignment",
    "Conclusion",
    "Desk",
    "Dossier",
    "Gate",
    "Inquiry",
    "Intake",
    "Letter",
    "Opinions",
    "Passing",
    "Summary",
    "Ticket",
    "TooManyLettersError",
    "Tray",
    "reader_of",
]
