"""The door for facts of others: every letter, unopened, into the ledger; no rules."""

from collections.abc import Awaitable, Callable, Sequence

from services.archive.domain.terms import ARCHIVE, SERVICES
from services.archive.gateways.ledger import Ledger
from shared.aside import aside
from shared.bus import Bus
from shared.record import Letter

Listener = Callable[[], Awaitable[None]]


def refusal_listeners(bus: Bus, ledger: Ledger) -> dict[str, Listener]:
    """Return what hears the refusals of every service, the archive's own among them."""
    return {each: _listener(bus, ledger, each) for each in (*SERVICES, ARCHIVE)}


def _listener(bus: Bus, ledger: Ledger, owner: str) -> Listener:
    async def apply(letters: Sequence[Letter]) -> None:
        await aside(ledger.refused, owner, letters)

    async def listen() -> None:
        stream = f"GK_{owner.upper()}_REFUSALS"
        await bus.listen(owner, stream, ARCHIVE, lambda: ledger.last_refusal(owner), apply)

    return listen
