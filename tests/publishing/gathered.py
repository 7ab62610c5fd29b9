"""A house whose people have names, and what they do by hand at its doors."""

from contextlib import asynccontextmanager
from uuid import uuid4

from msgspec import json

from shared.record import canonical
from shared.seal import Keyring
from shared.testing import UNIT
from tests.publishing.house import OTHER, POSTS, House, person

BELOW = "00000000-0000-4000-8000-0000000000cc"
PLAIN = "会议记录\n应到12人，实到12人。\n".encode()


class Hall(House):
    """The service with named members, and files to show for what was done."""

    def __init__(self, settings):
        super().__init__(settings)
        self.keyring = Keyring(settings.keys_url(), self.clock)

    @asynccontextmanager
    async def open(self):
        async with super().open():
            for name in {each for each, _, _ in POSTS}:
                await self.name(name)
            below = {"unit_id": BELOW, "name": "机关党支部", "kind": "", "superior": UNIT}
            await self.hear("catalog.unit.registered.v1", BELOW, **below)
            await self.post("below", BELOW, "office")
            yield self
        self.keyring.close()

    async def name(self, name):
        """Let a person of this name be registered."""
        sealed = json.decode(canonical(self.keyring.seal(person(name), name)))
        tag = "catalog.person.registered.v1"
        await self.hear(tag, None, person_id=person(name), login=name, sealed=sealed)

    async def post(self, name, unit, post):
        """Let somebody be registered and take a post."""
        await self.name(name)
        held = {"unit": unit, "person_id": person(name), "post": post}
        await self.hear("catalog.post.assigned.v1", **held)

    async def members(self, count):
        """Let so many members join the branch; return their ids."""
        names = [f"党员{n:02}" for n in range(1, count + 1)]
        for each in names:
            await self.post(each, UNIT, "member")
        return [person(each) for each in names]

    async def paper(self, name="publisher", data=PLAIN, called="会议记录.txt"):
        """Let somebody upload a file; return how facts speak of it."""
        headers = self.as_(name) | {"content-type": "application/octet-stream"}
        url = f"/api/papers?name={called}"
        answer = await self.client.post(url, content=data, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def put(self, path, body, name="publisher"):
        """Let somebody record something under a new id; return the answer and the id."""
        key = uuid4()
        url = f"/api/{path}/{key}"
        return await self.client.put(url, json=body, headers=self.as_(name)), str(key)

    async def made(self, path, body, name="publisher"):
        """Let somebody record something; return its id."""
        answer, key = await self.put(path, body, name)
        assert answer.status_code == 201, answer.text
        return key

    async def ask(self, path, body=None, name="publisher"):
        """Let somebody ask something of what is there."""
        return await self.client.post(f"/api/{path}", json=body or {}, headers=self.as_(name))

    async def done(self, path, body=None, name="publisher"):
        """Let somebody do something that must succeed."""
        answer = await self.ask(path, body, name)
        assert answer.status_code == 201, answer.text
        await self.settled()

    async def see(self, path, name="publisher"):
        """Return what somebody is told, who must be told."""
        answer = await self.get(f"/api/{path}", name, "application/json")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def said(self, tag):
        """Return own facts of one kind."""
        return [each["event"] for each in self.facts() if each["event"]["type"] == tag]

    async def proved(self, disclosure):
        """Return the evidence with which a disclosure counts, once it does."""
        tag = "publishing.disclosure.evidenced.v1"
        await self.settled()
        found = [each for each in self.said(tag) if each["disclosure_id"] == disclosure]
        return found[0]["evidence"] if found else None


def meeting(due, present, minutes, *disclosures, **more):
    """Return a meeting as it is handed in."""
    return {
        "unit": UNIT,
        "kind": "congress",
        "title": "2026年9月支部党员大会",
        "place": "二楼会议室",
        "held_at": "2026-09-24T08:30",
        "due": due,
        "present": present,
        "minutes": minutes,
        "disclosures": list(disclosures),
        **more,
    }


def rule(answer):
    return answer.json()["type"].removeprefix("urn:gongkai:")


__all__ = ["BELOW", "OTHER", "PLAIN", "Hall", "meeting", "person", "rule"]
