"""渠道的用具 — everything that the doors of deliveries and channels ask for, put together once."""

from os import getpid
from platform import node
from typing import Any, Final

from services.publishing.gateways.adapters import Roster
from services.publishing.gateways.fetching import Fetcher
from services.publishing.gateways.pushing import Postman
from services.publishing.handlers.capturing import Captures
from services.publishing.handlers.comparing import Comparer
from services.publishing.handlers.delivering import Deliveries
from services.publishing.handlers.noting import Noting
from services.publishing.handlers.pushing import Webhooks
from services.publishing.handlers.recording import Register
from services.publishing.handlers.reporting import Reports
from services.publishing.handlers.tending import Tending
from services.publishing.handlers.trying import Trying
from services.publishing.handlers.vouching import Vouching
from services.publishing.handlers.witness import Witness
from shared.alarm import alarm
from shared.files import Arriving, place_at, scanner_at
from shared.service import Service

SELDOM: Final = 600.0  # seconds between two looks whether tonight's comparison is still to be done


def means_of(service: Service, decider: Any, every: float = 0.0) -> dict[str, Any]:
    """Return the use cases of deliveries and channels, by the names under which doors ask.

    ``every``: seconds between two looks at what is to be compared and pushed, 0: by hand only.
    """
    store, views, clock, settings = service.store, service.views, service.clock, service.settings
    sending, roster = Deliveries(store, views, clock), Roster(settings.home)
    place = place_at(settings.files, settings.home)
    captures = Captures(store, place, settings.home / "publishing" / "captures")
    comparer = Comparer(store, views, clock, decider, Fetcher(settings.base_url), captures)
    worker = f"{node()}/{getpid()}"  # started anew under the same name, it goes on with its turn
    webhooks = Webhooks(store, views, clock, settings.secret, Postman(), worker)
    if every:
        service.keep("comparison", alarm(comparer.ring, SELDOM, lambda: not service.view_lag()))
        service.keep("webhooks", alarm(webhooks.ring, every, lambda: not service.view_lag()))
    return {
        "sending": sending,
        "vouching": Vouching(store, views),
        "witness": Witness(sending, _arriving(service, place), place),
        "reports": Reports(sending, roster, views),
        "comparer": comparer,
        "webhooks": webhooks,
        "noting": Noting(store, views),
        "register": Register(store, views, decider),
        "tending": Tending(views, roster),
        "trying": Trying(store, views),
    }


def _arriving(service: Service, place: Any) -> Arriving:
    settings = service.settings
    return Arriving(
        settings.home / "publishing" / "uploads",
        place,
        limit=settings.file_limit,
        scanner=scanner_at(settings.scanner),
    )
