"""The front door: a request becomes a cause, an error a sentence, a row a page. No rules."""

from shared.auth import Held
from shared.web.application import application
from shared.web.arrival import fields_of, is_derived
from shared.web.caller import CITIZEN, Caller
from shared.web.handed import Upload
from shared.web.look import LOGIN, LOGOUT, local_path
from shared.web.pages import Enclosed, Filled, Page, again, page, see_other
from shared.web.problems import BadRequestError, CrossOriginError, Problem
from shared.web.replies import etag, filed, tagged
from shared.web.room import Room

__all__ = [
    "CITIZEN",
    "LOGIN",
    "LOGOUT",
    "BadRequestError",
    "Caller",
    "CrossOriginError",
    "Enclosed",
    "Filled",
    "Held",
    "Page",
    "Problem",
    "Room",
    "Upload",
    "again",
    "application",
    "etag",
    "fields_of",
    "filed",
    "is_derived",
    "local_path",
    "page",
    "see_other",
    "tagged",
]
