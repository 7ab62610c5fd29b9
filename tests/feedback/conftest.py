"""A feedback service with its doors open, in a county it has heard of."""

import asyncio
from uuid import UUID, uuid4, uuid5

import httpx
import pytest
from msgspec import json

from services.feedback import heard
from services.feedback.app import doors, service
from shared.auth import Sessions
from shared.clock import Clock
from shared.record import Letter, file
from shared.seal import Keyring
from shared.testing import NOON, cause

SCHOOL, BUREAU = str(UUID(int=0xA1)), str(UUID(int=0xB2))
LIST, MINUTES, DRAFT = UUID(int=0xD1), UUID(int=0xD2), UUID(int=0xD3)  # disclosures
PROPOSAL = UUID(int=0xE1)


def person(name):
    """Return the id of a person of this county."""
    return str(uuid5(UUID(int=0), name))


STAFF = {
    "陈静": (SCHOOL, "handler"),
    "马兰": (SCHOOL, "handler"),
    "周明": (SCHOOL, "office"),
    "李敏": (SCHOOL, "clerk"),
    "王校长": (SCHOOL, "approver"),
    "叶老师": (SCHOOL, "member"),
    "赵局": (BUREAU, "handler"),
}


class Stopwatch:
    """A clock the tests wind on."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at


class County:
    """The service, its doors, and the facts of others it is told."""

    def __init__(self, settings):
        self.watch = Stopwatch()
        self.clock = Clock(source=self.watch)
        self.keyring = Keyring(settings.keys_url(), self.clock)
        self.service = service(settings, self.clock)
        self.app = doors(self.service)
        self.sessions = Sessions(settings.secret, self.clock)
        self._heard = {}
        self._letters = {}
        self._versions = {}

    async def hear(self, source, *facts, times=1):
        """Let the service hear facts: (stream, event, actor)."""
        letters = [self._letter(source, *each) for each in facts]
        self._letters.setdefault(source, []).extend(letters)
        for _ in range(times):
            await self.service.hear(source, letters)

    def _letter(self, source, stream_id, event, actor="somebody"):
        self._heard[source] = self._heard.get(source, 0) + 1
        key = (source, stream_id)
        self._versions[key] = self._versions.get(key, 0) + 1
        record = file(
            event,
            stream_id=stream_id,
            version=self._versions[key],
            cause=cause(actor, at=self.clock.now()),
        )
        return Letter(
            position=self._heard[source],
            stream_id=stream_id,
            version=record.version,
            tag=record.tag,
            body=record.body,
        )

    def heard_again(self, source):
        """Return how to read again what was heard."""

        async def read(after, limit):
            return self._letters[source][after : after + limit]

        return read

    async def settle(self):
        """Wait until the service's own views know its last fact."""
        assert await self.service.views.reached("feedback", self.service.store.last())

    async def followed(self):
        """Wait until everything that follows from facts has followed."""
        known = -1
        while known != self.service.store.last():
            known = self.service.store.last()
            await self.settle()
            while self.service.views.position("reactions:feedback") < self.last_reaction():
                await asyncio.sleep(0.01)

    def last_reaction(self):
        """Return the place of the last own fact from which a step follows."""
        letters = self.service.store.after(0, 10_000)
        steps = self.service.reactions.steps
        return max((each.position for each in letters if each.tag in steps), default=0)

    def browser(self, name="", **headers):
        """Return somebody's browser; nobody's name is a citizen."""
        cookies = {"gk_session": self.sessions.issue(person(name), name)} if name else {}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url="http://county.test",
            cookies=cookies,
            headers={"accept": "text/html", **headers},
        )

    def program(self, name=""):
        """Return somebody's program."""
        return self.browser(name, accept="application/json")

    async def facts(self):
        """Return every fact the service has filed, opened."""
        return [json.decode(each.body) for each in self.service.store.after(0, 1_000)]

    async def refusals(self):
        """Return the rules that said no, in order."""
        found = self.service.refusals.after(0, 1_000)
        return [json.decode(each.body)["event"]["rule"] for each in found]

    async def populate(self):
        """Tell of units, people, posts, proposals and disclosures."""
        await self.hear(
            "catalog",
            (UUID(SCHOOL), heard.UnitRegistered(unit_id=SCHOOL, name="河湾乡中心小学")),
            (UUID(BUREAU), heard.UnitRegistered(unit_id=BUREAU, name="县教育局")),
            *((UUID(person(n)), self._registered(n)) for n in STAFF),
            *(
                (UUID(unit), heard.PostAssigned(unit=unit, person_id=person(n), post=post))
                for n, (unit, post) in STAFF.items()
            ),
        )
        await self.hear(
            "workflow",
            (PROPOSAL, heard.ProposalSubmitted(), person("李敏")),
            (PROPOSAL, heard.ProposalReviewed(), person("马兰")),
            (PROPOSAL, heard.ProposalApproved(), person("王校长")),
        )
        await self.hear(
            "publishing",
            (LIST, self._disclosed("2025年度优秀共产党员拟表彰名单公示", "society")),
            (LIST, heard.InnerOpened(version=1)),
            (LIST, heard.PublicOpened(version=1)),
            (MINUTES, self._disclosed("支部委员会会议纪要", "party")),
            (MINUTES, heard.InnerOpened(version=1)),
            (DRAFT, self._disclosed("未公开的草稿", "society")),
        )

    def _registered(self, name):
        sealed = self.keyring.seal(person(name), name)
        return heard.PersonRegistered(person_id=person(name), sealed=sealed)

    def _disclosed(self, title, scope):
        return heard.DisclosureRegistered(
            unit=SCHOOL,
            item_id="i-1",
            proposal_id=str(PROPOSAL),
            version=1,
            plan=heard.Plan(title=title, scope=scope),
        )


@pytest.fixture
async def county(settings):
    """Return the service, running, with its county heard of."""
    made = County(settings)
    async with made.service.running():
        await made.populate()
        yield made
    made.keyring.close()


def letter(**changes):
    """Return a signed opinion on the list, as the portal's form sends it."""
    return {
        "disclosure_id": str(LIST),
        "version": "1",
        "content": "叶舒白同志支教实为一学期，不是一年。",
        "signed": "true",
        "name": "钟慧玲",
        "contact": "13909520001",
        "command_id": str(uuid4()),
    } | changes


MORE = {"组长": "leader", "李书记": "secretary", "王建国": "member", "刘群众": ""}


@pytest.fixture
async def more(county):
    """Return the county with a leader, a secretary and people without posts."""
    await county.hear(
        "catalog",
        *((UUID(person(n)), county._registered(n)) for n in MORE),
        *(
            (UUID(SCHOOL), heard.PostAssigned(unit=SCHOOL, person_id=person(n), post=post))
            for n, post in MORE.items()
            if post
        ),
    )
    return county
