"""What a service or an adapter that has turned bad can do with its own key: nothing to others."""

import asyncio

import nats
import pytest
from msgspec import json
from nats.js.errors import APIError

from deploy.nats.map import CHANNELS, HEARS, SERVICES, facts
from shared.record import subject_of
from tests.shared.nats_fixtures import letters

OWN = "facts.workflow.proposal.submitted.v1.u"
SEQUENCES = json.encode({"seq": 1, "batch": 10})
PULL = json.encode({"batch": 10, "expires": 1_000_000_000})


@pytest.fixture
async def before(bus_of):
    """Return what lies in each stream; three letters in every one."""
    catalog, workflow = await bus_of("catalog"), await bus_of("workflow")
    await catalog.carry("GK_CATALOG", letters(3), subject_of)
    await workflow.carry("GK_WORKFLOW", letters(3, story="二"), lambda _: OWN)
    return await _everything(bus_of)


async def _everything(bus_of):
    archive = await bus_of("archive")
    return {each: await archive.read(each, facts(each), 0, 100) for each in SERVICES}


async def _settled(client):
    """Wait until the server has heard all of this, and all that followed from it."""
    for _ in range(3):
        await client.flush()
        await asyncio.sleep(0.05)


async def test_a_service_may_not_even_ask(before, bus_of, stranger):
    workflow, answers = await stranger("workflow"), []

    async def keep(answer):
        answers.append(answer)

    inbox = workflow.new_inbox()
    await workflow.subscribe(inbox, cb=keep)
    for subject in (
        "facts.catalog.item.listed.v1.u",
        "facts.publishing.public.opened.v1.u",
        "refusals.catalog.u",
        "channels.portal.society.u",
        "$JS.API.STREAM.DELETE.GK_CATALOG",
        "$JS.API.STREAM.DELETE.GK_WORKFLOW",
        "$JS.API.STREAM.PURGE.GK_WORKFLOW",
        "$JS.API.STREAM.UPDATE.GK_WORKFLOW",
        "$JS.API.STREAM.MSG.DELETE.GK_WORKFLOW",
        "$JS.API.STREAM.MSG.GET.GK_CATALOG",
        "$JS.API.CONSUMER.CREATE.GK_WORKFLOW.mine",
        "$JS.API.CONSUMER.DELETE.GK_CATALOG.archive",
        "JS.catalog.STREAM.DELETE.GK_CATALOG",
        "JS.catalog.STREAM.INFO.GK_CATALOG",
        "JS.catalog.CONSUMER.MSG.NEXT.GK_CATALOG.archive",
        "JS.catalog.DIRECT.GET.GK_CATALOG_REFUSALS",
        "JS.archive.DIRECT.GET.GK_ARCHIVE",
        "$JS.ACK.GK_CATALOG.archive.1.1.1.1.0",
        "$JS.API.INFO",
        "$SYS.REQ.SERVER.PING",
    ):
        await workflow.publish(subject, b"{}", reply=inbox)
        await _settled(workflow)
        assert f'"{subject.lower()}"' in workflow.complaints[-1]

    assert answers == []
    assert await _everything(bus_of) == before


async def test_a_chosen_reply_subject_reaches_nobody(before, bus_of, stranger):
    workflow = await stranger("workflow")

    for reply in (
        "$JS.API.STREAM.PURGE.GK_WORKFLOW",
        "$JS.API.STREAM.DELETE.GK_WORKFLOW",
        "$JS.API.STREAM.DELETE.GK_CATALOG",
        "$JS.API.CONSUMER.DELETE.GK_WORKFLOW.archive",
        "facts.catalog.item.listed.v1.u",
        "facts.workflow.proposal.approved.v1.u",
        "JS.catalog.CONSUMER.MSG.NEXT.GK_CATALOG.archive",
    ):
        for subject, body in (
            ("JS.workflow.STREAM.INFO.GK_WORKFLOW", b""),
            ("JS.workflow.DIRECT.GET.GK_WORKFLOW", SEQUENCES),
            ("JS.catalog.DIRECT.GET.GK_CATALOG", SEQUENCES),
            ("JS.catalog.CONSUMER.INFO.GK_CATALOG.workflow", b""),
            ("JS.catalog.CONSUMER.MSG.NEXT.GK_CATALOG.workflow", PULL),
            ("$JS.ACK.GK_CATALOG.workflow.1.1.1.1.0", b"+NXT"),
        ):
            await workflow.publish(subject, body, reply=reply)
        await _settled(workflow)

        assert await _everything(bus_of) == before, reply


async def test_no_header_makes_a_stream_forget(before, bus_of, stranger):
    workflow = await stranger("workflow")

    for headers in (
        {"Nats-Rollup": "all"},
        {"Nats-Rollup": "sub"},
        {"Nats-TTL": "1s"},
        {"Nats-Expected-Last-Sequence": "0"},
        {"Nats-Schedule": "@at 2030-01-01T00:00:00Z", "Nats-Schedule-Target": OWN},
    ):
        answer = await workflow.request(OWN, b"{}", headers=headers, timeout=5)

        assert "error" in json.decode(answer.data), headers
    assert await _everything(bus_of) == before


async def test_nobody_overhears_what_is_not_addressed_to_them(bus_of, stranger):
    workflow, heard = await stranger("workflow"), []

    async def overhear(message):
        heard.append(message)

    for subject in (">", "facts.>", "_INBOX_catalog.>", "$JS.EVENT.>", "_R_.>"):
        await workflow.subscribe(subject, cb=overhear)
    catalog = await bus_of("catalog")
    await catalog.carry("GK_CATALOG", letters(3), subject_of)
    await catalog.read("catalog", "GK_CATALOG", 0, 3)
    await _settled(workflow)

    assert heard == []
    assert sum("subscription" in each for each in workflow.complaints) == 5


async def test_a_service_reads_those_it_hears_and_nobody_else(stranger):
    for reader in SERVICES:
        client = await stranger(reader)
        for owner in SERVICES:
            subject = f"JS.{owner}.DIRECT.GET.{facts(owner)}"
            if owner in {reader, *HEARS[reader]}:
                answer = await client.request(subject, SEQUENCES, timeout=5)
                assert answer.headers["Status"] == "404"  # nothing there yet
            else:
                with pytest.raises(nats.errors.TimeoutError):
                    await client.request(subject, SEQUENCES, timeout=0.2)


async def test_not_even_a_provisioner_deletes_or_speaks(before, bus_of, stranger):
    client = await stranger("catalog-provisioner")
    manager = client.jetstream(timeout=0.3)

    for attempt in (
        lambda: manager.delete_stream("GK_CATALOG"),
        lambda: manager.purge_stream("GK_CATALOG"),
        lambda: manager.delete_msg("GK_CATALOG", 1),
        lambda: manager.publish("facts.catalog.forged.v1.u", b"{}"),
    ):
        with pytest.raises((nats.errors.TimeoutError, APIError)):
            await attempt()

    assert await _everything(bus_of) == before


async def test_an_adapter_sees_its_own_channel_and_nothing_else(bus_of, stranger):
    publishing = await bus_of("publishing")
    audiences = ["society", "party", "society", "unit"]
    sent = letters(4)
    await publishing.carry(
        CHANNELS, sent, lambda each: f"channels.portal.{audiences[each.position - 1]}.u"
    )
    adapter = await stranger("adapter-print")

    own = "JS.publishing.CONSUMER.MSG.NEXT.GK_CHANNELS.print"
    inbox = await adapter.subscribe(adapter.new_inbox())
    for _ in range(2):
        await adapter.publish(own, json.encode({"batch": 1}), reply=inbox.subject)
    seen = []
    for _ in range(2):
        message = await inbox.next_msg(timeout=5)
        seen.append(message.data)
        await adapter.publish(message.reply, b"+ACK")

    assert seen == [sent[0].body, sent[2].body]
    for subject in (
        "JS.publishing.DIRECT.GET.GK_CHANNELS",
        "JS.publishing.DIRECT.GET.GK_PUBLISHING",
        "JS.publishing.CONSUMER.MSG.NEXT.GK_PUBLISHING.archive",
        "$JS.API.DIRECT.GET.GK_CHANNELS",
        "$JS.API.CONSUMER.CREATE.GK_CHANNELS.mine",
        "channels.portal.society.u",
    ):
        with pytest.raises((nats.errors.TimeoutError, nats.errors.NoRespondersError)):
            await adapter.request(subject, SEQUENCES, timeout=0.2)
