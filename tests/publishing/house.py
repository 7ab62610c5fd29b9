"""A whole publishing in one process: real doors, SQLite, facts of others handed in by hand."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4, uuid5

from litestar.testing import AsyncTestClient
from msgspec import json

from services.publishing.app import application_of, service_of
from shared.auth import Sessions
from shared.clock import Clock
from shared.record import Letter, canonical, id_at
from shared.testing import UNIT, cause

OTHER = "00000000-0000-4000-8000-0000000000bb"
ITEM = "11111111-1111-4111-8111-111111111111"
PATIENCE = 20  # seconds that rows may take on a machine with other work
THURSDAY = datetime(2026, 9, 24, 1, tzinfo=UTC)  # 9 o'clock in Beijing, before Mid-Autumn


def person(name):
    """Return the id of a person of this county."""
    return str(uuid5(UUID(int=7), name))


POSTS = [
    ("publisher", UNIT, "publisher"),
    ("office", UNIT, "office"),
    ("auditor", UNIT, "auditor"),
    ("member", UNIT, "member"),
    ("clerk", UNIT, "clerk"),
    ("stranger", OTHER, "member"),
    ("other publisher", OTHER, "publisher"),
    ("other auditor", OTHER, "auditor"),
    ("named", OTHER, "member"),
    ("admin", UNIT, "admin"),
]
PLAN = {
    "title": "2026年第三季度党费收缴情况",
    "content": "应缴党员12名，本季应缴1095.00元。\n\n实缴1095.00元，无欠缴。",
    "scope": "society",
    "disclose_on": "2026-09-24",
    "duration_days": None,
    "channels": ["会议", "公开栏", "网站"],
    "readers": [],
    "waiver": "",
}


class House:
    """The service, its doors, a clock to wind on, and a hand that brings others' facts."""

    def __init__(self, settings):
        self.at = THURSDAY
        self.clock = Clock(source=lambda: self.at)
        self.service = service_of(settings, self.clock)
        self.app = application_of(self.service)
        self.sessions = Sessions(settings.secret, self.clock)
        self.letters = {}
        self.versions = {}

    @asynccontextmanager
    async def open(self):
        async with AsyncTestClient(self.app, base_url="http://testserver.local") as client:
            self.client = client
            await self.begin()
            yield self

    async def hear(self, tag, stream_id=None, **fields):
        """Let one fact of another service arrive."""
        source = tag.partition(".")[0]
        kept = self.letters.setdefault(source, [])
        stream = UUID(str(stream_id)) if stream_id else uuid4()
        version = self.versions[stream] = self.versions.get(stream, 0) + 1
        body = {
            "id": id_at(tag, stream, version),
            "stream_id": stream,
            "version": version,
            "cause": cause("somebody", at=self.clock.now()),
            "event": {"type": tag, **fields},
        }
        letter = Letter(
            position=len(kept) + 1,
            stream_id=stream,
            version=version,
            tag=tag,
            body=canonical(body),
        )
        kept.append(letter)
        await self.service.hear(source, [letter])
        await self.settled()

    async def settled(self):
        """Wait until the rows show everything that was filed."""
        last = self.service.store.last()
        assert await self.service.views.reached("publishing", last, within=PATIENCE)

    async def submit(
        self, kind="disclose", *, proposal=None, explanation="", about="", files=(), **plan
    ):
        """Let a plan be submitted and reviewed; return the proposal and the digest of its text."""
        proposal = proposal or str(uuid4())
        text = PLAN | plan
        digest = digest_of(text, explanation, files)
        if files:
            tag = "workflow.proposal.attached.v1"
            await self.hear(tag, proposal, unit=UNIT, attachments=files, attached_by="somebody")
        await self.hear(
            "workflow.proposal.submitted.v1",
            proposal,
            unit=UNIT,
            item_id=ITEM,
            kind=kind,
            plan=text,
            digest=digest,
            explanation=explanation,
            disclosure_id=about,
        )
        await self.hear("workflow.proposal.reviewed.v1", proposal, check="secrecy", digest=digest)
        return proposal, digest

    async def approve(self, proposal, digest, kind="disclose", about="", days=2, **rest):
        """Let a proposal be approved."""
        await self.hear(
            "workflow.proposal.approved.v1",
            proposal,
            unit=UNIT,
            item_id=ITEM,
            kind=kind,
            digest=digest,
            disclosure_id=about,
            min_inner_working_days=days,
            **rest,
        )

    async def register(self, days=2, **plan):
        """Let a plan be approved, so that it is registered; return the disclosure."""
        proposal, digest = await self.submit(**plan)
        await self.approve(proposal, digest, days=days)
        return proposal

    async def change(self, kind, about, explanation, opinion="", **plan):
        """Let a revision or a withdrawal be approved."""
        proposal, digest = await self.submit(
            kind, about=str(about), explanation=explanation, **plan
        )
        await self.approve(proposal, digest, kind, str(about), opinion_id=opinion)
        return proposal

    async def revoke(self, proposal, reason):
        """Let an approval be taken back."""
        await self.hear(
            "workflow.proposal.revoked.v1", proposal, unit=UNIT, kind="disclose", reason=reason
        )

    async def open_to(self, phase, scope="society", **plan):
        """Bring a disclosure to a phase; return its id."""
        disclosure = await self.register(days=0, scope=scope, **plan)
        steps = {"registered": [], "inner": ["inner"], "public": ["inner", "public"]}[phase]
        for step in steps:
            answer = await self.step(disclosure, step)
            assert answer.status_code == 201, answer.text
        await self.settled()
        return disclosure

    async def step(self, disclosure, step, name="publisher", **headers):
        """Let somebody open a phase."""
        url = f"/api/disclosures/{disclosure}/open-{step}"
        return await self.client.post(url, headers=self.as_(name) | headers)

    def as_(self, name):
        """Return the headers of somebody; of a citizen if there is no name."""
        if not name:
            return {}
        return {"authorization": f"Bearer {self.sessions.issue(person(name), name)}"}

    async def get(self, url, name="", accept="text/html"):
        """Let somebody look."""
        return await self.client.get(
            url, headers=self.as_(name) | {"accept": accept}, follow_redirects=False
        )

    async def page(self, url, name=""):
        """Return a page that must be there."""
        answer = await self.get(url, name)
        assert answer.status_code == 200, answer.text
        return answer.text

    def later(self, **ahead):
        """Wind the clock on."""
        self.at += timedelta(**ahead)

    def refusals(self):
        """Return what was refused so far."""
        store = self.service.refusals
        return [store.load(each.stream_id)[0] for each in store.after(0, 1000)]

    def facts(self):
        """Return own facts as JSON values."""
        return [json.decode(each.body) for each in self.service.store.after(0, 1000)]

    async def begin(self):
        """Let the county arrive: its units, their posts, a catalog."""
        for unit, name in ((UNIT, "青岚县委编办"), (OTHER, "青岚县招商局")):
            await self.hear(
                "catalog.unit.registered.v1", unit, unit_id=unit, name=name, kind="", superior=""
            )
        for name, unit, post in POSTS:
            await self.hear(
                "catalog.post.assigned.v1", unit=unit, person_id=person(name), post=post
            )
        await self.hear_catalog(1)

    async def hear_catalog(self, version, scope="society", *, screened=True, approved=True):
        """Let a version of the unit's catalog arrive, with the decisions that were taken on it."""
        if screened:
            await self.hear(
                "catalog.catalog.screened.v1", unit=UNIT, version=version, verdict="pass"
            )
        if approved:
            await self.hear("catalog.catalog.approved.v1", unit=UNIT, version=version)
        await self.hear(
            "catalog.item.listed.v1",
            ITEM,
            item_id=ITEM,
            unit=UNIT,
            catalog_version=version,
            level1="党组织建设情况",
            level2="党费收缴管理",
            level3="党费收缴、使用和管理情况",
            time_limit="periodic",
            scope=scope,
        )


def digest_of(plan, explanation, files=()):
    """Compute the digest of a text as the workflow does."""
    told = {key: value for key, value in plan.items() if key != "summary" or value}
    text = {"attachments": files, "explanation": explanation, "plan": told}
    return sha256(canonical(text)).hexdigest()
