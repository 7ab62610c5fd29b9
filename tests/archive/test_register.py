"""Electronic and paper files have one sequence of numbers and stand in one list."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from services.archive.domain.fonds import FONDS, FondsNotSettledError, PlaceMissingError
from services.archive.domain.volume_words import (
    ConsultVolume,
    PaperRegistered,
    RegisterPaper,
    Retention,
    VolumeConsulted,
)
from shared.testing import UNIT, Given
from tests.archive.conftest import AUDITOR, CLERK, DISCLOSURE
from tests.archive.test_fonds import SETTLE, WHY, after, seal
from tests.archive.test_volumes import NUMBER, OFFICE, filed
from tests.archive.test_volumes import seal as seal_volume
from tests.archive.test_yearly import caught_up

__all__ = ["filed"]

PAPER = RegisterPaper(
    unit="bianban",
    title="2026年党费收缴登记册",
    year=2026,
    retention=Retention.THIRTY,
    category="党费",
    pages=40,
    room="档案室",
    shelf="3排2柜",
    box="第5盒",
)
FORM = {name: getattr(PAPER, name) for name in PAPER.__struct_fields__}
FORM |= {"unit": UNIT, "retention": "30年"}


@pytest.mark.clause("S4-15")
def test_a_paper_file_takes_the_next_number_of_all_files_and_says_where_it_stands():
    fonds, given = after(SETTLE), []
    volume = iter((UUID(int=1), UUID(int=3)))
    ten = replace(PAPER, retention=Retention.TEN)

    for wanted in ("electronic", PAPER, "electronic", ten, PAPER):
        command = seal(fonds, next(volume)) if wanted == "electronic" else wanted
        [event] = FONDS.decide(command, fonds, WHY)
        fonds, given = FONDS.evolve(fonds, event), [*given, event.number]

    code = "Z109-WS·2026-D30-BGS"
    thirty = [f"{code}-{number:04d}" for number in (1, 2, 3, 4)]
    assert given == [*thirty[:3], "Z109-WS·2026-D10-BGS-0001", thirty[3]]
    [settled] = FONDS.decide(SETTLE, FONDS.initial, WHY)
    for place in ("room", "shelf", "box"):
        nowhere = replace(PAPER, **{place: " "})
        Given(FONDS, settled).when(nowhere, by="x").then_rejected(PlaceMissingError, field=place)
    Given(FONDS).when(PAPER, by="x").then_rejected(FondsNotSettledError)


def test_a_paper_file_is_consulted_on_record_too():
    [settled] = FONDS.decide(SETTLE, FONDS.initial, WHY)
    told = {name: getattr(PAPER, name) for name in PAPER.__struct_fields__}
    number = "Z109-WS·2026-D30-BGS-0001"
    paper = PaperRegistered(**{**told, "fonds": "Z109", "number": number, "serial": 1})

    Given(FONDS, settled).when(PAPER, by="x").then(paper)
    Given(FONDS, settled, paper).when(ConsultVolume(volume=number, purpose="查"), by="x").then(
        VolumeConsulted(fonds="Z109", volume=number, purpose="查")
    )


@pytest.mark.clause("S4-16")
async def test_a_query_by_year_and_class_finds_electronic_and_paper_files_in_one_list(filed):
    town = filed
    shown = {"item": {"level1": "党费", "level2": "收缴"}, "unit": UNIT, "plan": {"title": "x"}}
    await town.hear("publishing.disclosure.registered.v1", DISCLOSURE, version=3, **shown)
    await town.logged()
    assert (await seal_volume(town)).status_code == 201
    original = {"number": "原-7", "name": "签字原件", "pages": 3, "shelf": "4排1柜"}
    place = f"/archive/api/volumes/{NUMBER}/originals"
    await town.client.post(place, json=original, headers=town.as_(OFFICE))

    for form in (FORM, FORM | {"category": "干部"}, FORM | {"year": 2025}):
        answer = await town.client.post(
            "/archive/register",
            data={"command_id": str(uuid4()), **form},
            headers={**town.as_(OFFICE), "Accept": "text/html"},
            follow_redirects=False,
        )
        assert answer.status_code == 303
    nowhere = await town.client.post(
        "/archive/register",
        data={"command_id": str(uuid4()), **FORM, "box": ""},
        headers=town.as_(OFFICE),
    )
    await caught_up(town)

    page = (await town.page("/register?year=2026&category=党费", OFFICE)).text
    found = (await town.get("/api/register?year=2026&category=党费", AUDITOR)).json()
    every = (await town.get("/api/register", AUDITOR)).json()
    other = await town.get("/api/register", CLERK)

    assert [(each["carrier"], each["number"]) for each in found] == [
        ("电子案卷", NUMBER),
        ("纸质档案", NUMBER.replace("0001", "0002")),
        ("纸质原件", "原-7"),
    ]
    for text in ("电子案卷", "纸质档案", "档案室 3排2柜 第5盒", "签字原件", "共 3 件"):
        assert text in page
    assert len(every) == 5
    assert other.json() == []
    assert (nowhere.status_code, nowhere.json()["type"]) == (422, "urn:gongkai:PlaceMissingError")
    number = NUMBER.replace("0001", "0002")
    taken = [
        await town.client.post(
            "/archive/register/uses",
            data={"command_id": str(uuid4()), "number": each, "purpose": "核对签字"},
            headers={**town.as_(who), "Accept": "text/html"},
            follow_redirects=False,
        )
        for each, who in ((number, OFFICE), (NUMBER, OFFICE), (number, CLERK))
    ]
    assert [each.status_code for each in taken] == [303, 404, 404]
    again = (await town.page(f"/register?q={number}", OFFICE)).text
    assert "已取阅 1 次" in again
    assert "核对签字" in again
    assert "没有找到档案" in (await town.page("/register?q=没有这个", OFFICE)).text
