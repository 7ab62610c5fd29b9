"""Use cases: gather what a decision needs, let the domain decide, file it; look up what is read."""

from services.publishing.handlers.carrying import Disclosures, NotYetHeardError
from services.publishing.handlers.county import County
from services.publishing.handlers.desk import Desk, Tray, Waiting
from services.publishing.handlers.front import Front
from services.publishing.handlers.giving import Files
from services.publishing.handlers.listing import Listing, Lists, Query, query_of
from services.publishing.handlers.looking_back import LookingBack, Then, moment_of
from services.publishing.handlers.membership import Membership
from services.publishing.handlers.overseeing import reader_of
from services.publishing.handlers.proofs import Proof, Proofs
from services.publishing.handlers.reading import Readings, Shown
from services.publishing.handlers.releasing import Releases

__all__ = [
    "County",
    "Desk",
    "Disclosures",
    "Files",
    "Front",
    "Listing",
    "Lists",
    "LookingBack",
    "Membership",
    "NotYetHeardError",
    "Proof",
    "Proofs",
    "Query",
    "Readings",
    "Releases",
    "Shown",
    "Then",
    "Tray",
    "Waiting",
    "moment_of",
    "query_of",
    "reader_of",
]
