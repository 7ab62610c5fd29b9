"""Rules of meetings and of what they prove: given, when, then."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from services.publishing.domain.course import COURSE, NEED_EVIDENCE, awaited
from services.publishing.domain.course_words import (
    AwaitEvidence,
    DisclosureEvidenced,
    EvidenceAwaited,
    EvidenceFiled,
    FileEvidence,
)
from services.publishing.domain.disclosure import NotYetError, WithdrawnError
from services.publishing.domain.meeting import (
    MEETING,
    AttendanceLongError,
    AttendanceMissingError,
    AttendanceStrangerError,
    MeetingAgainError,
    MeetingAheadError,
    MeetingDateError,
    MeetingKindError,
    MinutesMissingError,
    NothingDisclosedError,
)
from services.publishing.domain.meeting_words import MeetingRecorded, RecordMeeting
from services.publishing.domain.showing import (
    FormBeyondApprovalError,
    LineMissingError,
    NotRecorderError,
    OtherUnitsMatterError,
)
from services.publishing.domain.showing_words import Evidence
from services.publishing.domain.terms import Scope
from shared.testing import UNIT, Given
from tests.publishing.by_hand import AS_PUBLISHER, HELD, MATTER, MINUTES, NOW, TWELVE

MEET = RecordMeeting(
    unit=UNIT,
    kind="congress",
    title="支部党员大会",
    place="二楼会议室",
    held_at=HELD,
    due=TWELVE,
    present=TWELVE[:11],
    minutes=MINUTES,
    matters=(MATTER,),
)
MET = MeetingRecorded(
    unit=UNIT,
    kind="congress",
    title="支部党员大会",
    place="二楼会议室",
    held_at=HELD,
    due=TWELVE,
    absent=TWELVE[11:],
    minutes=MINUTES,
    disclosures=(MATTER.disclosure_id,),
)


def test_a_meeting_tells_who_ought_to_have_come_and_who_did_not():
    Given(MEETING).when(MEET, **AS_PUBLISHER).then(MET)


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"held_at": None}, MeetingDateError, "held_at"),
        ({"held_at": NOW + timedelta(minutes=1)}, MeetingAheadError, "held_at"),
        ({"due": (), "present": ()}, AttendanceMissingError, "due"),
        ({"present": ()}, AttendanceMissingError, "present"),
        ({"present": ("外人",)}, AttendanceStrangerError, "present"),
        ({"due": (*TWELVE, TWELVE[0])}, AttendanceStrangerError, "present"),
        ({"due": tuple(map(str, range(1001))), "present": ("1",)}, AttendanceLongError, "due"),
        ({"minutes": None}, MinutesMissingError, "minutes"),
        ({"matters": ()}, NothingDisclosedError, "disclosures"),
        ({"kind": "茶话会"}, MeetingKindError, "kind"),
        ({"title": " "}, LineMissingError, "title"),
        ({"place": "长" * 201}, LineMissingError, "place"),
        ({"matters": (replace(MATTER, forms=("文件",)),)}, FormBeyondApprovalError, "form"),
        ({"matters": (replace(MATTER, unit="他"),)}, OtherUnitsMatterError, "disclosures"),
        ({"matters": (replace(MATTER, withdrawn=True),)}, WithdrawnError, ""),
        ({"matters": (replace(MATTER, disclose_on=date(2025, 11, 4)),)}, NotYetError, ""),
    ],
)
def test_a_meeting_is_refused_by_name(change, rule, field):
    Given(MEETING).when(replace(MEET, **change), **AS_PUBLISHER).then_rejected(rule, field=field)


@pytest.mark.parametrize("who", [{"post": "member"}, {"post": "approver"}, {"unit": "other"}])
def test_a_meeting_is_recorded_by_those_who_publish_for_the_unit(who):
    Given(MEETING).when(MEET, **(AS_PUBLISHER | who)).then_rejected(NotRecorderError)


def test_a_meeting_is_recorded_once():
    Given(MEETING, MET).when(MEET, **AS_PUBLISHER).then_rejected(MeetingAgainError)


# ── what it proves ───────────────────────────────────────────────────────────────────────────

ABOUT = {"disclosure_id": MATTER.disclosure_id, "unit": UNIT, "item_id": MATTER.item_id}
AWAITED = EvidenceAwaited(**ABOUT, forms=("会议", "文件"))


def proof(form, on):
    record, what = str(uuid4()), {"form": form, "sha256": MINUTES.sha256, "on": on}
    return FileEvidence(**ABOUT, evidence=Evidence(record=record, **what), due=12, reached=12)


def said(command):
    return EvidenceFiled(**ABOUT, evidence=command.evidence, due=12, reached=12)


def test_a_disclosure_counts_when_each_of_its_forms_is_proved():
    meeting, papers = proof("会议", date(2025, 10, 10)), proof("文件", date(2025, 10, 13))
    Given(COURSE, AWAITED).when(meeting, **AS_PUBLISHER).then(said(meeting))
    both = (meeting.evidence, papers.evidence)
    Given(COURSE, AWAITED, said(meeting)).when(papers, **AS_PUBLISHER).then(
        said(papers), DisclosureEvidenced(**ABOUT, on=date(2025, 10, 13), evidence=both)
    )


def test_what_is_proved_twice_counts_once():
    meeting = proof("会议", date(2025, 10, 10))
    Given(COURSE, AWAITED, said(meeting)).when(meeting, **AS_PUBLISHER).then()


def test_nothing_is_waited_for_twice_and_nothing_if_no_form_needs_evidence():
    wanted = AwaitEvidence(**ABOUT, forms=("会议", "文件"))
    Given(COURSE).when(wanted, **AS_PUBLISHER).then(AWAITED)
    Given(COURSE, AWAITED).when(wanted, **AS_PUBLISHER).then()
    Given(COURSE).when(replace(wanted, forms=()), **AS_PUBLISHER).then()


def test_evidence_for_what_nobody_waits_for_is_kept_and_fulfils_nothing():
    meeting = proof("会议", date(2025, 10, 10))
    Given(COURSE).when(meeting, **AS_PUBLISHER).then(said(meeting))


def test_what_society_reads_needs_no_evidence_of_meetings():
    forms = ("会议", "公开栏", "文件")

    assert awaited(Scope.PARTY, forms, NEED_EVIDENCE) == ("会议", "文件")
    assert awaited(Scope.SOCIETY, forms, NEED_EVIDENCE) == ()
