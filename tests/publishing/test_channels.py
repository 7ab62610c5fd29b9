"""What the channels are told: complete, within the scope, once, in order, by contract."""

from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
from msgspec import json

from services.publishing.domain.letters import CHANNELS, Channel, CloudEvent, carriers
from services.publishing.domain.terms import Scope
from services.publishing.gateways.channels import asyncapi
from services.publishing.views import Outlet, subject_of
from shared.testing import UNIT
from tests.publishing.house import PLAN, person

DOCUMENT = Path(__file__).parents[2] / "docs/asyncapi.json"
ALL_FORMS = tuple(CHANNELS)


def told(house):
    """Return the letters so far as (subject, event)."""
    letters = Outlet(house.service.views).after(0, 1000)
    assert [each.position for each in letters] == list(range(1, len(letters) + 1))
    return [(subject_of(each), json.decode(each.body, type=CloudEvent)) for each in letters]


def subjects(house):
    return [subject.removesuffix(f".{UNIT}") for subject, _ in told(house)]


async def test_each_channel_of_the_plan_is_told_once_first_inside_then_outside(house):
    await house.open_to("public")

    assert subjects(house) == [
        "channels.meeting.party",
        "channels.board.party",
        "channels.meeting.society",
        "channels.board.society",
        "channels.portal.society",
    ]


async def test_a_letter_is_complete_and_says_where_its_proof_is(house):
    disclosure = await house.open_to("public")
    _, event = told(house)[-1]

    assert event.specversion == "1.0"
    assert event.type.value == "cn.gongkai.disclosure.opened.v1"
    assert event.data.content == PLAN["content"]
    assert event.data.content_sha256 == sha256(PLAN["content"].encode()).hexdigest()
    assert (event.data.unit_name, event.data.version) == ("青岚县委编办", 1)
    assert event.data.url == f"/items/{disclosure}"
    position = int(event.data.proof.removeprefix("/archive/api/proofs/publishing/"))
    [fact] = house.service.store.after(position - 1, 1)
    assert fact.tag == "publishing.public.opened.v1"
    assert str(fact.stream_id) == disclosure


async def test_inside_letters_name_no_proof_of_society(house):
    await house.open_to("inner")

    assert {event.data.proof for _, event in told(house)} == {""}


async def test_a_revision_and_a_withdrawal_reach_everybody_who_was_told(house):
    disclosure = await house.open_to("public")
    before = len(told(house))
    await house.change("revise", disclosure, "人数有误。", content="应缴党员13名。")
    await house.change("withdraw", disclosure, "予以撤回。")
    after = told(house)[before:]

    assert [(event.type.name, event.data.audience.value) for _, event in after] == [
        *[("REVISED", "party")] * 2,
        *[("REVISED", "society")] * 3,
        *[("WITHDRAWN", "party")] * 2,
        *[("WITHDRAWN", "society")] * 3,
    ]
    assert {e.data.content for _, e in after[:5]} == {"应缴党员13名。"}
    assert {(e.data.content, e.data.explanation) for _, e in after[5:]} == {("", "予以撤回。")}
    for _, event in after:
        if event.data.audience is Scope.SOCIETY:
            position = int(event.data.proof.rpartition("/")[2])
            assert house.service.store.after(position - 1, 1)[0].tag.startswith(
                f"publishing.disclosure.{event.type.name.lower()}"
            )


async def test_what_nobody_has_read_yet_is_told_to_nobody(house):
    disclosure = await house.register()
    await house.change("revise", disclosure, "更正", content="新内容")
    await house.change("withdraw", disclosure, "撤回")

    assert told(house) == []


@pytest.mark.parametrize("scope", [each.value for each in Scope if each is not Scope.SOCIETY])
async def test_what_is_for_some_never_goes_to_a_channel_of_all(house, scope):
    await house.open_to("inner", scope, channels=list(ALL_FORMS), readers=[person("named")])

    assert {event.data.audience.value for _, event in told(house)} == {scope}
    assert not any(".portal." in each or ".society" in each for each in subjects(house))


async def test_a_letter_names_no_person(house):
    await house.open_to("inner", "persons", readers=[person("named")])
    bodies = b"".join(each.body for each in Outlet(house.service.views).after(0, 100))

    assert person("named").encode() not in bodies
    assert person("publisher").encode() not in bodies


async def test_letters_are_numbered_on_whoever_asks_and_never_share_an_id(house):
    await house.open_to("public")
    await house.open_to("public", title="另一件")
    outlet = Outlet(house.service.views)

    assert outlet.last() == len(outlet.after(0, 100)) == 10
    assert [each.position for each in outlet.after(3, 2)] == [4, 5]
    assert len({each.id for each in outlet.after(0, 100)}) == 10
    assert [json.decode(each.body)["id"] for each in outlet.after(0, 100)] == [
        str(each.id) for each in outlet.after(0, 100)
    ]


def test_every_form_of_the_catalog_has_its_channel():
    from services.catalog.domain.terms import Form

    assert {each.value for each in Form} == set(CHANNELS)
    assert set(carriers(ALL_FORMS, Scope.SOCIETY)) == set(Channel)


def test_the_contract_in_the_documents_is_that_of_the_code():
    assert DOCUMENT.read_bytes() == asyncapi()


async def test_every_letter_keeps_the_contract(house):
    shape = json.decode(DOCUMENT.read_bytes())["components"]["schemas"]["channels:Message:Payload"]
    disclosure = await house.open_to("public")
    await house.change("withdraw", disclosure, "予以撤回。")

    for letter in Outlet(house.service.views).after(0, 100):
        jsonschema.validate(json.decode(letter.body), shape)
