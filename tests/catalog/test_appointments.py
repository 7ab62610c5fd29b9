"""The post of a supervisor follows from the appointment, and from nothing else."""

from datetime import date
from uuid import UUID

from services.catalog.domain.terms import person_id_of
from services.catalog.heard import SupervisorAppointed, SupervisorDismissed
from shared.record import Letter, file
from shared.testing import cause
from tests.catalog.conftest import OFFICE, login_of

WHO = str(person_id_of(login_of("member")))
STREAM = UUID(int=0x5E)


async def hear(county, *events):
    """Let the catalog hear what feedback said, one fact after another."""
    for event in events:
        place = county.service.views.position("feedback") + 1
        record = file(event, stream_id=STREAM, version=place, cause=cause("office", unit="other"))
        letter = Letter(
            position=place, stream_id=STREAM, version=place, tag=record.tag, body=record.body
        )
        await county.service.hear("feedback", [letter])


def appointed(since, until):
    return SupervisorAppointed(unit=OFFICE, person_id=WHO, since=since, until=until)


def posts_of(county):
    """Return what was said of the post: participle, from when, until when."""
    found = [each["event"] for each in county.facts() if ".post." in each["event"]["type"]]
    mine = [each for each in found if each.get("post") == "supervisor"]
    return [(x["type"].split(".")[2], x.get("since"), x.get("until")) for x in mine]


async def test_an_appointment_gives_the_post_for_its_term_and_a_dismissal_takes_it(county):
    await hear(county, appointed(date(2027, 1, 1), date(2028, 12, 31)))
    term = ("entrusted", "2026-12-31T16:00:00Z", "2028-12-31T16:00:00Z")  # midnight in Beijing
    assert posts_of(county) == [term]
    await hear(county, appointed(date(2029, 1, 1), date(2030, 12, 31)))
    assert posts_of(county)[1:] == [
        ("vacated", None, None),
        ("entrusted", None, "2030-12-31T16:00:00Z"),
    ]
    gone = SupervisorDismissed(unit=OFFICE, person_id=WHO)
    await hear(county, gone, gone)
    assert [each[0] for each in posts_of(county)[3:]] == ["vacated"]
