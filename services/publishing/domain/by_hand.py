"""亲手公开的事实 — what people show by hand: meetings, documents, sessions, visits, and links."""

from services.publishing.domain.course_words import CourseEvent
from services.publishing.domain.document_words import DocumentEvent
from services.publishing.domain.duty_report_words import DutyReportEvent
from services.publishing.domain.inquiry_words import InquiryEvent
from services.publishing.domain.joint_words import JointEvent
from services.publishing.domain.meeting_words import MeetingEvent
from services.publishing.domain.problem_words import ProblemEvent
from services.publishing.domain.reading_log import ReadingLogged
from services.publishing.domain.session_words import SessionEvent
from services.publishing.domain.sister_words import SisterEvent
from services.publishing.domain.visit_words import VisitEvent

HandEvent = (
    MeetingEvent
    | CourseEvent
    | DocumentEvent
    | ReadingLogged
    | InquiryEvent
    | SessionEvent
    | VisitEvent
    | SisterEvent
    | ProblemEvent
    | DutyReportEvent
    | JointEvent
)
