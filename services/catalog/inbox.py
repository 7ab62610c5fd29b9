"""The door for facts of others: a fact becomes a command. No rules."""

from services.catalog.handlers.appointing import Appointing
from services.catalog.handlers.orders import Orders
from services.catalog.heard import MandateLifted, SupervisorAppointed, SupervisorDismissed
from shared.clock import Clock
from shared.record import Record
from shared.service import Reactions


def inbox(orders: Orders, appointing: Appointing, clock: Clock) -> Reactions:
    """Return what the catalog does because of facts it hears."""
    reactions = Reactions()

    @reactions.on(MandateLifted)
    async def lifted(record: Record[MandateLifted]) -> None:
        await orders.release(record, clock.now())

    @reactions.on(SupervisorAppointed)
    async def appointed(record: Record[SupervisorAppointed]) -> None:
        await appointing.appointed(record)

    @reactions.on(SupervisorDismissed)
    async def dismissed(record: Record[SupervisorDismissed]) -> None:
        await appointing.dismissed(record)

    return reactions
