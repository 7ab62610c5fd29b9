"""A county whose days a story can turn: time runs on as it does, and leaps when it is told to."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from shared.clock import Clock
from tests.stories.teller import county_in

BEIJING = ZoneInfo("Asia/Shanghai")
BEGINNING = datetime(2025, 6, 27, 9, tzinfo=BEIJING)  # a Friday, before the third quarter
BUILDING = timedelta(minutes=5)  # the county is built in
LOOKS = 0.2  # seconds between two looks at what is due


class Days:
    """The hands of the clock, as people in the county read it."""

    def __init__(self, beginning):
        self._at, self._since = beginning.astimezone(UTC), time.monotonic()

    def now(self):
        return self._at + timedelta(seconds=time.monotonic() - self._since)

    def turn(self, year, month, day, hour=9, minute=0):
        """Let it become this minute in Beijing."""
        later = datetime(year, month, day, hour, minute, tzinfo=BEIJING).astimezone(UTC)
        assert later > self.now(), "time does not go back"
        self._at, self._since = later, time.monotonic()


class Calendar(SimpleNamespace):
    """The house, and the hands of its clock."""

    def turn(self, *day):
        """Let it become this minute; who was logged in logs in anew."""
        self.days.turn(*day)
        self.folk._tokens.clear()


@pytest.fixture
async def dated_house(open_house, settings, monkeypatch):
    """The county at the end of June 2025; its alarms look often, for the days are short here."""
    monkeypatch.setattr("services.workflow.app.EVERY", LOOKS)
    days = Days(BEGINNING - BUILDING)
    begun = replace(settings, clock=BEGINNING.astimezone(UTC))
    async with county_in(open_house, begun, clock=Clock(source=days.now)) as house:
        days.turn(*BEGINNING.timetuple()[:5])
        yield Calendar(**vars(house), days=days)
