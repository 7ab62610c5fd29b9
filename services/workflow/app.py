"""The wiring. The only module that knows every room."""

from pathlib import Path

from litestar import Litestar
from litestar.di import Provide

from services.workflow import api, pages
from services.workflow.domain.events import Event
from services.workflow.handlers import Corrections, Desk, Names, Proposals
from services.workflow.inbox import inbox
from services.workflow.views import VIEWS, held
from shared.auth import Held
from shared.clock import Clock
from shared.seal import Keyring
from shared.service import Service
from shared.settings import Settings

HEARS = ("catalog", "publishing", "feedback")
TEMPLATES = Path(__file__).parent / "templates"


def service_of(settings: Settings, clock: Clock | None = None) -> Service:
    """Return what keeps, hears and shows the facts of the workflow."""
    return Service("workflow", settings, events=Event, views=VIEWS, hears=HEARS, clock=clock)


def application_of(service: Service) -> Litestar:
    """Return the doors in front of a service."""
    store, views, clock = service.store, service.views, service.clock
    keyring = Keyring(service.settings.keys_url(), clock)

    def posts(person: str) -> tuple[Held, ...]:
        return held(views, person)

    app = service.application(
        [*api.handlers, *pages.handlers],
        dependencies={
            "proposals": Proposals(store, views),
            "desk": Desk(views),
            "names": Names(views, keyring),
            "views": views,
            "counter": Provide(pages.counter_of, sync_to_thread=False),
        },
        posts=posts,
        templates=[TEMPLATES],
        reactions=inbox(Corrections(store, views, clock)),
    )
    app.on_shutdown.append(keyring.close)
    return app


def build(settings: Settings, clock: Clock | None = None) -> Litestar:
    """Return the workflow, ready to serve."""
    return application_of(service_of(settings, clock))
