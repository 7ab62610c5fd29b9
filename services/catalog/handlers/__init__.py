"""Use cases: gather what a decision needs, let the domain decide, file it."""

from services.catalog.handlers.access import Access
from services.catalog.handlers.catalogs import Catalogs, Preview
from services.catalog.handlers.login import Logins, Welcome, Who
from services.catalog.handlers.reading import Book, Reader
from services.catalog.handlers.register import (
    AlreadyBegunError,
    NewPerson,
    Register,
    bootstrap_admin,
)

__all__ = [
    "Access",
    "AlreadyBegunError",
    "Book",
    "Catalogs",
    "Logins",
    "NewPerson",
    "Preview",
    "Reader",
    "Register",
    "Welcome",
    "Who",
    "bootstrap_admin",
]
