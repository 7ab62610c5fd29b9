"""The door for facts of others: a fact becomes a command. No rules."""

from services.catalog.handlers.orders import Orders
from services.catalog.heard import MandateLifted
from shared.clock import Clock
from shared.record import Record
from shared.service import Reactions


def inbox(orders: Orders, clock: Clock) -> Reactions:
    """Return what the catalog does because of facts it hears."""
    reactions = Reactions()

    @reactions.on(MandateLifted)
    async def lifted(record: Record[MandateLifted]) -> None:
        await orders.release(record, clock.now())

    return reactions
