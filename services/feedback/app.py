"""The wiring. The only module that knows every room."""

from pathlib import Path
from typing import Final

from litestar import Litestar

from services.feedback import api, domain, pages
from services.feedback.domain.events import Event
from services.feedback.domain.seals import SEALS
from services.feedback.handlers import Desk, Gate, Intake, Opinions, Passing
from services.feedback.handlers.labels import LABELS
from services.feedback.handlers.opinion_rooms import keep_watch, opinion_rooms
from services.feedback.handlers.overseeing import counted
from services.feedback.handlers.request_rooms import Recount, request_rooms
from services.feedback.handlers.rules import RuleBook
from services.feedback.handlers.topics import TopicDesk
from services.feedback.handlers.visitors import Visitors
from services.feedback.inbox import drafting, forgetting, inbox, recounting, visiting
from services.feedback.views import VIEWS
from shared.clock import Clock
from shared.register import Holdings, Renewals
from shared.seal import Keyring
from shared.sealing import Sealer
from shared.service import Service
from shared.settings import Settings

EVERY: Final = 2.0  # seconds between looks at what nobody has taken in hand
HEARS = ("catalog", "publishing", "workflow")


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """Return the service's stores and views, not yet opened."""
    house = Service(
        "feedback",
        settings,
        events=Event,
        views=VIEWS,
        hears=HEARS,
        clock=clock,
    )
    Sealer(house, domain, Event, SEALS)
    return house


def doors(house: Service, every: float = 0.0) -> Litestar:
    """Return the application in front of a service; ``every``: seconds between its rings."""
    national = house.settings.national_ciphers
    keyring = Keyring(house.settings.keys_url(), house.clock, national=national)
    rules = RuleBook(house.views)
    desk_work = Opinions(store=house.store, views=house.views, keyring=keyring, rules=rules)
    desk = Desk(views=house.views, keyring=keyring, secret=house.settings.secret)
    holdings = Holdings(house.views, house.clock, counted)
    passing = Passing(house.store, house.views, house.clock)
    recount = Recount(house.store, house.views, rules, house.clock, keyring)
    intake = Intake(
        store=house.store,
        views=house.views,
        keyring=keyring,
        gate=Gate(secret=house.settings.secret),
        secret=house.settings.secret,
        rules=rules,
    )
    rooms = opinion_rooms(house, keyring, rules, desk, intake)
    followed = drafting(
        inbox(desk_work, passing, rooms["following"], house.clock), rooms["outcome_drafting"]
    )
    if every:
        keep_watch(house, rooms, intake, every)
    app = house.application(
        [*api.routes, *pages.routes],
        dependencies={
            "intake": intake,
            "topic_desk": TopicDesk(
                store=house.store,
                views=house.views,
                keyring=keyring,
                gate=Gate(),
                secret=house.settings.secret,
            ),
            "desk_work": desk_work,
            "desk": desk,
            **rooms,
            **request_rooms(house, keyring, rules),
            "views": house.views,
        },
        posts=holdings.of,
        posts_at_hand=holdings.at_hand,
        renewals=Renewals(house.views),
        templates=[Path(__file__).parent / "templates"],
        reactions=visiting(
            forgetting(recounting(followed, recount), rooms["sittings"]),
            Visitors(intake, keyring, house.clock),
        ),
        labels=LABELS,
    )
    app.on_shutdown.append(keyring.close)
    return app


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return the whole service as one application."""
    return doors(service(settings, clock), EVERY)
