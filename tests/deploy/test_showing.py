"""What the demo county shows is there to be shown, and nobody shows another's picture."""

from msgspec import json

from deploy.seed.load import HERE, county
from deploy.seed.matters import matters
from deploy.seed.showing import Showing, painted
from services.publishing.domain.subscription import address_of
from services.publishing.domain.subscription_words import Rhythm

TOLD = json.decode((HERE / "showing.json").read_bytes(), type=Showing)
OCCASIONS = (*TOLD.meetings, *TOLD.documents, *TOLD.sessions, *TOLD.visits)


def test_what_is_shown_exists_and_was_approved_for_it():
    units, known = (
        {each.key: each for each in county().units},
        {each.key: each for each in matters()},
    )
    boards = {each.key for each in TOLD.boards}
    for sheet in TOLD.sheets:
        assert sheet.board in boards
        assert known[sheet.matter].unit == sheet.unit
        assert "公开栏" in known[sheet.matter].channels
    for each in OCCASIONS:
        shown = [*each.matters, *filter(None, [each.matter])]
        assert shown
        assert {known[name].unit for name in shown} == {each.unit}
        people = {one.login for one in units[each.unit].people}
        assert {
            *each.due,
            *each.present,
            *each.persons,
            *filter(None, [each.spokesperson]),
        } <= people
        assert set(each.present) <= set(each.due)
    for each in (*TOLD.boards, *TOLD.screens):
        assert units[each.unit].scheme
    for poster in TOLD.posters:
        matter = known[poster.matter]
        assert matter.unit == poster.unit
        assert matter.reaches("public")  # nothing is printed before it is disclosed
    for reader in TOLD.readers:
        assert address_of(reader.address) == reader.address
        assert not reader.unit or reader.unit in units
        assert Rhythm(reader.rhythm)


def test_every_proof_is_a_picture_of_its_own():
    names = [each.board for each in TOLD.sheets] + [each.key for each in OCCASIONS]
    assert len({painted(name) for name in names}) == len(names)
    assert painted(names[0]) == painted(names[0])
