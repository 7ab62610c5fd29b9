"""意见专人 — who collects and sorts what people say while something is disclosed (S2-27)."""

from datetime import datetime
from typing import Final

from services.publishing.handlers.rules import RuleBook
from services.publishing.views import PortalRow
from shared.calendar import beijing_date
from shared.decider import RejectedError
from shared.register import posts
from shared.view import Views

REQUIRED: Final = "feedback.clerk_required"  # T351
CLERK: Final = "handler"


class NobodyAttendsError(RejectedError):
    """公开期间没有专人收集、整理意见，也没有人替补，不能发布；请先任命意见承办人。"""


def attended(views: Views, row: PortalRow, at: datetime) -> None:
    """Let nothing be released while nobody collects opinions, where the scheme asks for it.

    Raises:
        NobodyAttendsError: neither a clerk nor a substitute holds the post at this moment.

    """
    said = RuleBook(views).values(row.unit, beijing_date(at)).get(REQUIRED)
    if said is True and not clerks_of(views, row.unit, at):
        raise NobodyAttendsError(row.unit)


def clerks_of(views: Views, unit: str, at: datetime) -> list[str]:
    """Return who collects opinions in a unit at a moment, substitutes with them."""
    rows = views.select(posts, posts.c.unit == unit, posts.c.post == CLERK)
    return sorted(each.person for each in rows if each.holds(at))
