"""The wiring. The only module that knows every room."""

from pathlib import Path
from typing import Final

from litestar import Litestar
from litestar.di import Provide

from services.publishing import api, domain, pages
from services.publishing.domain.disclosure import disclosure
from services.publishing.domain.events import Event
from services.publishing.domain.letters import STREAM
from services.publishing.domain.seals import SEALS
from services.publishing.domain.terms import Post
from services.publishing.handlers import (
    County,
    Desk,
    Disclosures,
    Files,
    Front,
    Lists,
    LookingBack,
    Membership,
    Proofs,
    Readings,
    Releases,
    query_of,
)
from services.publishing.handlers.by_hand import hands_of
from services.publishing.handlers.calendars import LivingCalendar
from services.publishing.handlers.conveying import means_of
from services.publishing.handlers.courier import telling_of
from services.publishing.handlers.displays import Displays
from services.publishing.handlers.overseeing import counted
from services.publishing.handlers.places import places_of, reactions_of
from services.publishing.handlers.reposting import Reposting
from services.publishing.inbox import inbox
from services.publishing.pages.hand_forms import LABELS
from services.publishing.views import VIEWS, Outlet, subject_of
from services.publishing.views.by_hand import BY_HAND
from shared.alarm import alarm
from shared.clock import Clock
from shared.files import place_at
from shared.register import Holdings, Renewals
from shared.sealing import Sealer
from shared.service import Service
from shared.settings import Settings

HEARS: Final = ("catalog", "workflow", "archive", "feedback")
EVERY: Final = 20.0  # seconds between two looks at what is due
STAFF: Final = {"posts", "passwords"}
HIDDEN: Final = {"trials", "texts", "enclosed", "releases", "outbox_ends", "outbox"} | STAFF
PLACES: Final = {"boards", "sheets", "photos", "screens", "plays"}
INSIDE: Final = {each.name for each in BY_HAND} - {"sisters", "problems"}  # on no page that is kept
SHOWN: Final = {each.name for each in VIEWS} - HIDDEN - PLACES - INSIDE  # of society's pages
KEPT: Final = {"items": SHOWN, "lists": SHOWN - {"runs"}}
TEMPLATES: Final = Path(__file__).parent / "templates"


def service_of(settings: Settings, clock: Clock | None = None) -> Service:
    """Return what keeps, hears and shows the facts of publishing."""
    service = Service("publishing", settings, events=Event, views=VIEWS, hears=HEARS, clock=clock)
    service.carry(Outlet(service.views), STREAM, subject_of)
    Sealer(service, domain, Event, SEALS)
    return service


def application_of(service: Service, every: float = 0.0) -> Litestar:
    """Return the doors in front of a service; ``every``: seconds between rings of the alarm."""
    store, views, clock = service.store, service.views, service.clock
    calendar = LivingCalendar(views)
    decider = disclosure(calendar)
    disclosures = Disclosures(store, views, clock, decider)
    timetable = Releases(store, views, clock, calendar, decider)
    showing = Displays(store, views, clock)
    reposting = Reposting(store, views, clock)
    hands = hands_of(service, decider, calendar)
    if every:
        hands.keep(every)
        service.keep("releases", alarm(timetable.ring, every, lambda: not service.view_lag()))
        service.keep("displays", alarm(showing.ring, every, lambda: not service.view_lag()))
        service.keep("reposts", alarm(reposting.follow, every, lambda: not service.view_lag()))

    readings = Readings(views, service.refuse)
    holdings = Holdings(views, clock, counted, for_life=(Post.MEMBER.value,))
    place = place_at(service.settings.files, service.settings.home)

    app = service.application(
        [*api.handlers, *pages.handlers],
        dependencies={
            **places_of(service, readings, hands.gathering.names),
            **hands.doors,
            **telling_of(service, hands.keyring, every),
            "disclosures": disclosures,
            "timetable": timetable,
            **means_of(service, decider, every),
            "readings": readings,
            "files": Files(place, readings),
            "lists": Lists(views),
            "showing": showing,
            "reposting": reposting,
            "front": Front(views),
            "county": County(views, clock),
            "membership": Membership(views),
            "looking_back": LookingBack(store, views, readings),
            "proofs": Proofs(store, views),
            "desk": Desk(views, calendar, decider),
            "wanted": Provide(query_of, sync_to_thread=False),
            "origin": pages.Origin(service.settings.base_url),
        },
        posts=holdings.of,
        posts_at_hand=holdings.at_hand,
        renewals=Renewals(views),
        templates=[TEMPLATES],
        prefix="/",
        labels=LABELS,
        kept=KEPT,
        reactions=hands.react(reactions_of(service, inbox(disclosures, reposting))),
    )
    app.on_shutdown.append(hands.keyring.close)
    return app


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return publishing, ready to serve."""
    return application_of(service_of(settings, clock), EVERY)
