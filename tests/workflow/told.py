"""A workflow whose posts are filled, so that somebody hears its reminders."""

from msgspec import json

from services.workflow.handlers import Names, Postman, Reminders
from shared.auth import Sessions
from shared.mail import Letterbox
from shared.record import canonical
from shared.testing import UNIT
from tests.workflow.examples import CHEN, LI, SUN
from tests.workflow.house import NAMES, OTHER
from tests.workflow.test_obligation_alarm import Year

DEN = "den.gang"
DIRECTOR = "superior"
POSTS = (
    (LI, UNIT, "clerk"),
    (SUN, UNIT, "approver"),
    (DEN, UNIT, "office"),
    (DIRECTOR, OTHER, "office"),
    (CHEN, UNIT, "member"),
)


class Told(Year):
    """A house whose posts are filled, with a postman."""

    def __init__(self, settings):
        super().__init__(settings)
        self.settings = settings
        self.sessions = Sessions(settings.secret, self.clock)

    async def settle(self):
        await self.begin()
        for person, unit, post in POSTS:
            sealed = json.decode(canonical(self.keyring.seal(person, NAMES.get(person, person))))
            tag = "catalog.person.registered.v1"
            await self.hear(tag, None, person_id=person, login=person, sealed=sealed)
            tag = "catalog.post.assigned.v1"
            await self.hear(tag, None, unit=unit, person_id=person, post=post)

    def postman(self):
        service, keyring = self.service, self.keyring
        letterbox = Letterbox(self.settings)
        reminders = Reminders(service.store, service.views, keyring, letterbox.is_open)
        names = Names(service.views, keyring)
        return Postman(
            service.store,
            service.views,
            self.clock,
            reminders,
            names,
            letterbox,
            "https://gk.example.org",
        )

    async def tray(self, person, everything=""):
        answer = await self.get(person, f"/api/notices?everything={everything or 'false'}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def offsets(self, person):
        """Return the reminders a person was sent, by days after the due day, earliest first."""
        shown = (await self.tray(person, "true"))["notices"]
        told = [each["notice"] for each in shown if each["notice"]["kind"] == "reminded"]
        return [each["offset"] for each in reversed(told)]
