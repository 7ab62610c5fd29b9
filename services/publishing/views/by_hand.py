"""What is shown by hand, as readers see it: the views of this subject, in order."""

from typing import Final

from services.publishing.views.courses import courses
from services.publishing.views.documents import documents, logged, recipients, reports
from services.publishing.views.duty_reports import duty_reports
from services.publishing.views.joints import joints
from services.publishing.views.meetings import inquiries, meetings, sessions
from services.publishing.views.problems import problems
from services.publishing.views.visits import sisters, visits
from shared.register import people

BY_HAND: Final = (
    people,
    courses,
    meetings,
    sessions,
    inquiries,
    documents,
    recipients,
    reports,
    logged,
    visits,
    sisters,
    problems,
    duty_reports,
    joints,
)
