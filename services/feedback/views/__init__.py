"""What readers see. Every row can be thrown away and folded again from facts."""

from services.feedback.views.appraisals import APPRAISALS
from services.feedback.views.assembly import ASSEMBLY
from services.feedback.views.consultations import asked, stances
from services.feedback.views.courses import courses
from services.feedback.views.examining import EXAMINING
from services.feedback.views.opinions import (
    DisclosureRow,
    OpinionRow,
    OutcomeRow,
    disclosures,
    involved,
    opinions,
    outcomes,
)
from services.feedback.views.outcome_waits import outcome_waits
from services.feedback.views.oversight import OVERSIGHT
from services.feedback.views.requests import requests
from services.feedback.views.rules import schemes, years
from services.feedback.views.supervision import SUPERVISION
from services.feedback.views.topics import topics
from shared.register import passwords, people, posts, units

VIEWS = (
    units,
    people,
    posts,
    passwords,
    schemes,
    years,
    disclosures,
    involved,
    opinions,
    outcomes,
    courses,
    *SUPERVISION,
    *APPRAISALS,
    outcome_waits,
    topics,
    asked,
    stances,
    requests,
    *OVERSIGHT,
    *ASSEMBLY,
    *EXAMINING,
)

__all__ = [
    "VIEWS",
    "DisclosureRow",
    "OpinionRow",
    "OutcomeRow",
    "disclosures",
    "involved",
    "opinions",
    "outcomes",
]
