"""渠道的用具 — everything that the doors of deliveries and channels ask for, put together once."""

from typing import Any

from services.publishing.gateways.adapters import Roster
from services.publishing.handlers.delivering import Deliveries
from services.publishing.handlers.reporting import Reports
from shared.service import Service


def means_of(service: Service) -> dict[str, Any]:
    """Return the use cases of deliveries and channels, by the names under which doors ask."""
    store, views, clock = service.store, service.views, service.clock
    sending = Deliveries(store, views, clock)
    roster = Roster(service.settings.home)
    return {
        "sending": sending,
        "reports": Reports(sending, roster, views),
    }
