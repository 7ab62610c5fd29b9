"""The archive with its doors open, in a town where everybody is known."""

import asyncio
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import pytest
from litestar.testing import AsyncTestClient
from msgspec import json

from services.archive.app import application_of, service_of
from shared.auth import Sessions
from shared.clock import Clock
from shared.record import Letter, canonical, id_at
from shared.seal import Keyring
from shared.testing import NOON, STORY, UNIT, cause

AUDITOR, CLERK = "auditor", "clerk"
NAMES = {AUDITOR: "周审", CLERK: "李明"}
PLAN = {"title": "2026年上半年党费收缴使用情况", "content": "应缴党员12名，实缴2190.00元。"}
DISCLOSURE = UUID("22222222-2222-4222-8222-222222222222")
PROPOSAL = UUID("33333333-3333-4333-8333-333333333333")


class Town:
    """The archive, its doors, and a hand that gives it other services' facts."""

    def __init__(self, settings):
        self.settings = settings
        self.clock = Clock(source=lambda: NOON)
        self.service = service_of(settings, self.clock)
        self.app = application_of(self.service)
        self.keyring = Keyring(settings.keys_url(), self.clock)
        self.sessions = Sessions(settings.secret, self.clock)
        self.said = {}

    @asynccontextmanager
    async def open(self):
        async with AsyncTestClient(self.app, base_url="http://testserver.local") as client:
            self.client = client
            yield self
        self.keyring.close()

    def letter(self, tag, stream_id=None, *, version=1, story=STORY, **fields):
        """Write the next letter of a service; nobody has heard it yet."""
        source = tag.partition(".")[0]
        kept = self.said.setdefault(source, [])
        stream = stream_id or uuid4()
        why = {**json.decode(canonical(cause(CLERK, post="clerk"))), "correlation_id": story}
        body = canonical(
            {
                "id": id_at(tag, stream, version),
                "stream_id": stream,
                "version": version,
                "cause": why,
                "event": {"type": tag, **fields},
            }
        )
        letter = Letter(
            position=len(kept) + 1, stream_id=stream, version=version, tag=tag, body=body
        )
        kept.append(letter)
        return letter

    async def hear(self, tag, stream_id=None, **fields):
        """Let one fact of another service arrive."""
        letter = self.letter(tag, stream_id, **fields)
        await self.service.hear(tag.partition(".")[0], [letter])
        return letter

    async def settle(self):
        """Let units, people and posts be known, and one disclosure be public."""
        await self.hear("catalog.unit.registered.v1", unit_id=UNIT, name="县委编办")
        for person, name in NAMES.items():
            sealed = json.decode(canonical(self.keyring.seal(person, name)))
            tag = "catalog.person.registered.v1"
            await self.hear(tag, person_id=person, login=person, sealed=sealed)
            tag = "catalog.post.assigned.v1"
            await self.hear(tag, unit=UNIT, person_id=person, post=person)
        await self.hear("workflow.proposal.submitted.v1", PROPOSAL, unit=UNIT, plan=PLAN)
        await self.hear(
            "workflow.proposal.reviewed.v1",
            PROPOSAL,
            version=2,
            story=uuid4(),
            check="secrecy",
            verdict="pass",
            note="不涉密",
        )
        await self.hear(
            "publishing.disclosure.registered.v1", DISCLOSURE, proposal_id=str(PROPOSAL), plan=PLAN
        )
        await self.hear("publishing.public.opened.v1", DISCLOSURE, version=2, plan=PLAN)
        await self.logged()

    async def logged(self):
        """Wait until everything kept is in the published log, and said so in a fact."""
        async with asyncio.timeout(10):
            while self.service.intake.waiting or not self.service.store.last():
                await asyncio.sleep(0.01)
            while self.checkpointed() != self.service.log.size:
                await asyncio.sleep(0.01)

    async def witnessed(self):
        """Hold a round of witnesses where the service lives: its lock belongs to that loop."""
        portal = self.client.blocking_portal
        await asyncio.wrap_future(portal.start_task_soon(self.service.witnessing.hold))

    def checkpointed(self):
        """Return the size that the newest checkpoint on file names."""
        own = self.service.store.after(0, self.service.store.last())
        signed = [each for each in own if each.tag == "archive.checkpoint.signed.v1"]
        return json.decode(signed[-1].body)["event"]["size"] if signed else 0

    def latest_own(self):
        [letter] = self.service.store.after(self.service.store.last() - 1, 1)
        return letter

    def as_(self, person, **headers):
        token = self.sessions.issue(person, NAMES.get(person, person))
        return {"Authorization": f"Bearer {token}", **headers}

    async def get(self, path, person="", **headers):
        headers = self.as_(person, **headers) if person else headers
        return await self.client.get(f"/archive{path}", headers=headers, follow_redirects=False)

    async def page(self, path, person=""):
        return await self.get(path, person, Accept="text/html")


@pytest.fixture
async def town(settings):
    """Return the archive."""
    async with Town(settings).open() as opened:
        await opened.settle()
        yield opened


@pytest.fixture
async def either_town(either_settings):
    """Return the archive on SQLite, then on PostgreSQL."""
    async with Town(either_settings).open() as opened:
        await opened.settle()
        yield opened
