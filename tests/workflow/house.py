"""A whole workflow in one process: real doors, SQLite, facts of others handed in by hand."""

from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from litestar.testing import AsyncTestClient
from msgspec import json

from services.workflow.app import application_of, service_of
from shared.auth import Sessions
from shared.clock import Clock
from shared.record import Letter, canonical, id_at
from shared.seal import Keyring
from shared.testing import NOON, UNIT, cause
from tests.workflow.examples import CHEN, DISCLOSURE, ITEM, LI, OPINION, SUN, WANG, ZHAO

OTHER = "00000000-0000-4000-8000-0000000000bb"
PARTY_ITEM = "44444444-4444-4444-8444-444444444444"
FORMS = ("会议", "文件", "公开栏", "网站")
NAMES = {
    LI: "李明",
    WANG: "王芳",
    ZHAO: "赵刚",
    SUN: "孙丽",
    CHEN: "陈静",
    "auditor": "周审",
    "stranger": "吴生",
    "both": "郑全",
}
POSTS = [
    (LI, UNIT, "clerk"),
    (WANG, UNIT, "secrecy_reviewer"),
    (ZHAO, UNIT, "reviewer"),
    (SUN, UNIT, "approver"),
    ("auditor", UNIT, "auditor"),
    (CHEN, UNIT, "member"),
    ("stranger", OTHER, "clerk"),
    ("stranger", OTHER, "reviewer"),
    *(("both", UNIT, post) for post in ("clerk", "secrecy_reviewer", "reviewer", "approver")),
]
SCHEME = {
    "id": "S3",
    "version": 1,
    "title": "党务公开实施方案",
    "effective": "2026-01-01",
    "rules": {
        "checks": [
            {"check": "secrecy", "posts": ["secrecy_reviewer"]},
            {"check": "necessity", "posts": ["reviewer"]},
            {"check": "accuracy", "posts": ["reviewer"]},
        ],
        "approvers": ["approver"],
        "inner_first": True,
        "min_inner_working_days": 1,
    },
}
PLAN = {
    "title": "2026年上半年党费收缴使用情况",
    "content": "应缴党员12名，实缴2190.00元，无欠缴。",
    "scope": "society",
    "disclose_on": "2026-07-10",
    "duration_days": 30,
    "channels": ["会议", "网站"],
}
ASK = {"unit": UNIT, "item_id": ITEM, "plan": PLAN}


class House:
    """The service, its doors, and a hand that gives it other services' facts."""

    def __init__(self, settings, clock=None):
        noon = Clock(source=lambda: NOON)
        self.clock = clock or noon
        self.service = service_of(settings, self.clock)
        self.app = application_of(self.service)
        self.keyring = Keyring(settings.keys_url(), noon)
        self.sessions = Sessions(settings.secret, noon)
        self.letters = {}

    @asynccontextmanager
    async def open(self):
        async with AsyncTestClient(self.app, base_url="http://testserver.local") as client:
            self.client = client
            yield self
        self.keyring.close()

    async def hear(self, tag, stream_id, *, told_at=NOON, **fields):
        """Let one fact of another service arrive."""
        source = tag.partition(".")[0]
        kept = self.letters.setdefault(source, [])
        stream = UUID(str(stream_id)) if stream_id else uuid4()
        event = {"type": tag, **fields}
        place = {"id": id_at(tag, stream, 1), "stream_id": stream, "version": 1}
        body = canonical({**place, "cause": cause("x", at=told_at), "event": event})
        position = len(kept) + 1
        kept.append(Letter(position=position, stream_id=stream, version=1, tag=tag, body=body))
        await self.service.hear(source, kept[-1:])
        return kept[-1]

    async def settle(self):
        """Let the town be known: two units, people, posts, one scheme, two items."""
        for unit, name in ((UNIT, "县委编办"), (OTHER, "县招商局")):
            await self.hear("catalog.unit.registered.v1", unit, unit_id=unit, name=name, kind="")
        for person, name in NAMES.items():
            sealed = json.decode(canonical(self.keyring.seal(person, name)))
            tag = "catalog.person.registered.v1"
            await self.hear(tag, None, person_id=person, login=person, sealed=sealed)
        for person, unit, post in POSTS:
            tag = "catalog.post.assigned.v1"
            await self.hear(tag, None, unit=unit, person_id=person, post=post)
        await self.hear("catalog.scheme.adopted.v1", None, unit=UNIT, scheme=SCHEME)
        await self.approve_catalog(1)
        await self.list_item(ITEM, "党费收缴", "society")
        await self.list_item(PARTY_ITEM, "党内表彰", "party")

    async def approve_catalog(self, version, unit=UNIT):
        """Let both decisions on a version of a catalog be heard."""
        told = {"unit": unit, "version": version}
        tag = "catalog.catalog.screened.v1"
        await self.hear(tag, None, **told, verdict="pass", note="", screened_by=WANG)
        await self.hear("catalog.catalog.approved.v1", None, **told, approved_by=SUN)

    async def list_item(self, item_id, title, scope, unit=UNIT, version=1):
        await self.hear(
            "catalog.item.listed.v1",
            item_id,
            item_id=item_id,
            unit=unit,
            catalog_version=version,
            code="A-01",
            level1="党的组织建设",
            level2="党员队伍建设",
            level3=title,
            forms=FORMS,
            scope=scope,
            time_limit="periodic",
            inherited=[],
        )

    async def disclose(self, disclosure_id=DISCLOSURE, item_id=ITEM, unit=UNIT):
        await self.hear(
            "publishing.disclosure.registered.v1",
            disclosure_id,
            unit=unit,
            item_id=item_id,
            proposal_id=str(uuid4()),
            version=1,
            plan=PLAN,
            digest="",
        )

    async def uphold(self, opinion_id=OPINION, **fields):
        """Let feedback find an opinion right."""
        about = {"unit": UNIT, "disclosure_id": DISCLOSURE, "item_id": ITEM, "conclusion": ""}
        told = {"finding": "upheld", "remedy": "revise", **about, **fields}
        heard = await self.hear("feedback.opinion.concluded.v1", opinion_id, **told)
        store, views = self.service.store, self.service.views
        assert await views.reached("workflow", store.last())  # the demand that follows from it
        return heard

    # ── at the doors ─────────────────────────────────────────────────────────────────────────

    def as_(self, person, **headers):
        token = self.sessions.issue(person, NAMES.get(person, person))
        return {"Authorization": f"Bearer {token}", **headers}

    async def put(self, person, body=None, proposal_id=None, **headers):
        url = f"/workflow/api/proposals/{proposal_id or uuid4()}"
        answer = await self.client.put(url, json=body or ASK, headers=self.as_(person, **headers))
        await self._settled(answer)
        return answer

    async def post(self, person, proposal_id, step, body, **headers):
        url = f"/workflow/api/proposals/{proposal_id}/{step}"
        answer = await self.client.post(url, json=body, headers=self.as_(person, **headers))
        await self._settled(answer)
        return answer

    async def get(self, person, url, **headers):
        return await self.client.get(f"/workflow{url}", headers=self.as_(person, **headers))

    async def page(self, person, url):
        return await self.get(person, url, Accept="text/html")

    async def send(self, person, url, **fields):
        """Send a form as a browser does."""
        headers = self.as_(person, Accept="text/html")
        return await self.client.post(
            f"/workflow{url}", data=fields, headers=headers, follow_redirects=False
        )

    async def submitted(self, body=None, by=LI):
        """Return the id and digest of a proposal that is under review."""
        proposal_id = uuid4()
        answer = await self.put(by, body, proposal_id)
        assert answer.status_code == 201, answer.text
        return proposal_id, await self.digest(proposal_id)

    async def digest(self, proposal_id):
        return (await self.get("auditor", f"/api/proposals/{proposal_id}")).json()["digest"]

    async def passed(self, proposal_id, digest, checks=("secrecy", "necessity", "accuracy")):
        for check in checks:
            who = WANG if check == "secrecy" else ZHAO
            body = {"check": check, "verdict": "pass", "digest": digest}
            answer = await self.post(who, proposal_id, "reviews", body)
            assert answer.status_code == 201, answer.text

    async def approved(self, body=None):
        proposal_id, digest = await self.submitted(body)
        await self.passed(proposal_id, digest)
        answer = await self.post(SUN, proposal_id, "approve", {"digest": digest})
        assert answer.status_code == 201, answer.text
        return proposal_id

    async def refused_rules(self):
        """Return the rules that have refused somebody, as auditors read them."""
        letters = self.service.refusals.after(0, 1_000)
        return [json.decode(each.body)["event"]["rule"] for each in letters]

    async def _settled(self, answer):
        if answer.status_code == 201:
            position = answer.json()["position"]
            assert await self.service.views.reached("workflow", position)
