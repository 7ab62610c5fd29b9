"""典型做法: told with proofs, marked by a superior, learned by others as a draft (S0-87)."""

import pytest

from services.catalog.domain.practice import (
    PRACTICE,
    Commending,
    CommendPractice,
    NotSuperiorError,
    PracticeCommended,
    PracticeCommendedError,
    PracticeLinksError,
    PracticeNameError,
    PracticeRegistered,
    PracticeStoryError,
    PracticeTwiceError,
    PracticeUnknownError,
    Telling,
    TellPractice,
)
from services.catalog.domain.terms import person_id_of
from shared.testing import UNIT, Given
from tests.catalog.conftest import COUNTY, OFFICE, SCHOOL, login_of
from tests.catalog.test_doors import rule

SAID = {"name": "支部公开日", "story": "每月5日，书记当面说、党员当场问。", "links": ("/items/1",)}
TOLD = PracticeRegistered(unit=UNIT, **SAID, scheme=2, told_by="li")
MARK = Commending(asked=CommendPractice(note="值得推广 "), superiors=frozenset({"county"}))


def tell(*history, **changes):
    command = Telling(asked=TellPractice(**SAID | changes), scheme=2)
    return Given(PRACTICE, *history).when(command, by="li", unit=UNIT, post="office")


def mark(*history, unit="county"):
    return Given(PRACTICE, *history).when(MARK, by="gu", unit=unit, post="office")


def test_a_practice_is_told_once_with_what_proves_it():
    tell().then(TOLD)
    tell(TOLD).then_rejected(PracticeTwiceError)
    tell(name=" ").then_rejected(PracticeNameError, field="name")
    tell(story="").then_rejected(PracticeStoryError, field="story")
    for wrong in ((), ("javascript:x",), ("https://a",) * 21):
        tell(links=wrong).then_rejected(PracticeLinksError, field="links")


def test_a_superior_marks_it_once():
    marked = PracticeCommended(
        unit=UNIT, commended_by_unit="county", note="值得推广", commended_by="gu"
    )
    mark(TOLD).then(marked)
    mark(TOLD, marked).then_rejected(PracticeCommendedError)
    mark().then_rejected(PracticeUnknownError)
    mark(TOLD, unit=UNIT).then_rejected(NotSuperiorError)


PERIOD = "time_limits.periodic.period"


@pytest.mark.clause("S0-87")
async def test_another_unit_learns_the_settings_of_a_model_as_a_draft(county):
    await county.staff(OFFICE, ["approver", "publisher"])
    await county.staff(SCHOOL, [])
    scheme = {
        "seed": "S0",
        "effective": "2026-01-01",
        "values": {PERIOD: "monthly"},
        "reasons": {PERIOD: "群众要求按月公开"},
    }
    async with county.client("admin") as admin:
        adopted = await admin.post(f"/api/units/{OFFICE}/scheme/versions", json=scheme)
        assert adopted.status_code == 201, adopted.text
    teller, head = login_of("approver"), login_of("publisher")
    async with county.client("admin") as admin:
        for login, unit in ((teller, OFFICE), (head, COUNTY)):
            body = {"person_id": str(person_id_of(login)), "post": "office"}
            made = await admin.post(f"/api/units/{unit}/posts", json=body)
            assert made.status_code == 201, made.text
    async with county.client(teller) as office:
        told = await office.post(f"/api/units/{OFFICE}/practices", json=SAID)
        assert told.status_code == 201, told.text
        where = f"/api/practices/{told.json()['stream_id']}"
        own = await office.post(f"{where}/commend", json={})
        assert (own.status_code, rule(own)) == (403, "NotSuperiorError")
    async with county.client(head) as above:
        assert (await above.post(f"{where}/commend", json={"note": "好"})).status_code == 201
    async with county.client("") as anybody:  # nobody has approved it for society
        assert (await anybody.get("/api/practices?models=true")).status_code == 401
        assert (await anybody.get(where)).status_code == 401
    async with county.client("admin") as other:
        [row] = (await other.get("/api/practices?models=true")).json()["rows"]
        assert (row["name"], row["unit"], row["model"]) == ("支部公开日", OFFICE, True)

    async with county.client("admin") as admin:
        drafts = f"/api/units/{SCHOOL}/scheme/drafts/{row['practice_id']}"
        draft = (await admin.get(drafts)).json()
        assert (draft["seed"], draft["values"][PERIOD]) == ("S0", "monthly")
        page = await admin.get(
            f"/units/{SCHOOL}/scheme/new/{row['practice_id']}", headers={"accept": "text/html"}
        )
        assert page.status_code == 200, page.text
        assert "群众要求按月公开" in page.text
        done = await admin.post(
            f"/api/units/{SCHOOL}/scheme/versions", json=draft | {"effective": "2026-01-01"}
        )
        assert done.status_code == 201, done.text
        now = (await admin.get(f"/api/units/{SCHOOL}/scheme?on=2026-09-01")).json()
        assert now["scheme"]["values"][PERIOD] == "monthly"
