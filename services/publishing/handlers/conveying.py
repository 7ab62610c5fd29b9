"""渠道的用具 — everything that the doors of deliveries and channels ask for, put together once."""

from typing import Any

from services.publishing.gateways.adapters import Roster
from services.publishing.handlers.delivering import Deliveries
from services.publishing.handlers.reporting import Reports
from services.publishing.handlers.witness import Witness
from shared.files import Arriving, place_at, scanner_at
from shared.service import Service


def means_of(service: Service) -> dict[str, Any]:
    """Return the use cases of deliveries and channels, by the names under which doors ask."""
    store, views, clock = service.store, service.views, service.clock
    sending = Deliveries(store, views, clock)
    settings = service.settings
    roster, place = Roster(settings.home), place_at(settings.files, settings.home)
    arriving = Arriving(
        settings.home / "publishing" / "uploads",
        place,
        limit=settings.file_limit,
        scanner=scanner_at(settings.scanner),
    )
    return {
        "sending": sending,
        "witness": Witness(sending, arriving, place),
        "reports": Reports(sending, roster, views),
    }
