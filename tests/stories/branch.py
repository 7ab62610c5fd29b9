"""A branch of twelve, and what its publisher does by hand: meetings, documents, receipts."""

from uuid import uuid4

from services.catalog.domain.terms import Post, person_id_of
from tests.stories.teller import PASSWORD, until_heard

JOINED = (("wenruolan", "温若兰"), ("jiangyiming", "江一鸣"), ("shenzhiyuan", "沈致远"))
MINUTES = "支部党员大会记录\n应到12人，会议通报了本次公开的事项。\n"


class Branch:
    """支部 — twelve members; the supervisor of the unit is none of them."""

    def __init__(self, teller):
        self.teller, self.unit = teller, teller.house.unit
        inside = [each.login for each in self.unit.people if Post.SUPERVISOR not in each.posts]
        self.logins = [*inside, *(login for login, _ in JOINED)]

    @property
    def members(self):
        return [str(person_id_of(each)) for each in self.logins]

    async def gather(self):
        """Let three more join, so that there are twelve."""
        for login, name in JOINED:
            person = {"login": login, "name": name, "password": PASSWORD}
            await self.teller.done("admin", "/catalog/api/people", person)
            post = {"person_id": str(person_id_of(login)), "post": "member"}
            told = await self.teller.done("admin", f"/catalog/api/units/{self.unit.id}/posts", post)
        await until_heard(self.teller, "", "catalog", told["position"])
        assert len(self.logins) == 12

    async def paper(self, text=MINUTES, name="会议记录.txt", login=""):
        """Upload a file; return how facts speak of it."""
        headers = await self.teller.folk.headers(login or self.teller.who(Post.PUBLISHER))
        headers |= {"content-type": "application/octet-stream"}
        answer = await self.teller.http.post(
            f"/api/papers?name={name}", content=text.encode(), headers=headers
        )
        assert answer.status_code == 201, answer.text
        return answer.json()

    def meeting(self, minutes, held_at, *disclosures, absent=0):
        """Return a meeting as it is handed in; so many of the last were absent."""
        return {
            "unit": self.unit.id,
            "kind": "congress",
            "title": "支部党员大会",
            "place": "二楼会议室",
            "held_at": held_at,
            "due": self.members,
            "present": self.members[: 12 - absent],
            "minutes": minutes,
            "disclosures": [str(each) for each in disclosures],
        }

    async def put(self, what, body, post=Post.PUBLISHER):
        """Record something under a new id; return the id."""
        key = uuid4()
        await self.teller.done(post, f"/api/{what}/{key}", body, "PUT")
        return key

    async def sign(self, document, *logins):
        """Let members sign for a document."""
        for each in logins:
            await self.teller.done(each, f"/api/documents/{document}/receipts", {})
