"""Use cases: gather what a decision needs, let the domain decide, file it."""

from services.workflow.handlers.agenda import Agenda
from services.workflow.handlers.answering import Answering
from services.workflow.handlers.calendars import Calendars
from services.workflow.handlers.consultations import Consultations
from services.workflow.handlers.corrections import Corrections, NotYetHeardError
from services.workflow.handlers.desk import Desk, Work
from services.workflow.handlers.enclosures import Enclosures
from services.workflow.handlers.ledger import Board, Ledger
from services.workflow.handlers.names import Names
from services.workflow.handlers.obligations import Alarm
from services.workflow.handlers.offers import Offer, offers
from services.workflow.handlers.overview import Heat, Overdue, Overview
from services.workflow.handlers.postings import Postings
from services.workflow.handlers.postman import Postman
from services.workflow.handlers.proposals import Proposals
from services.workflow.handlers.reminders import Reminders
from services.workflow.handlers.screenings import Screenings
from services.workflow.handlers.staged import Staged
from services.workflow.handlers.standing import Standings
from services.workflow.handlers.todo import Todo

__all__ = [
    "Agenda",
    "Alarm",
    "Answering",
    "Board",
    "Calendars",
    "Consultations",
    "Corrections",
    "Desk",
    "Enclosures",
    "Heat",
    "Ledger",
    "Names",
    "NotYetHeardError",
    "Offer",
    "Overdue",
    "Overview",
    "Postings",
    "Postman",
    "Proposals",
    "Reminders",
    "Screenings",
    "Staged",
    "Standings",
    "Todo",
    "Work",
    "offers",
]
