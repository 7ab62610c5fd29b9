"""Filing a command so that who asked sees its effect in what they read next."""

from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views


async def filed(store: "Store[object]", views: Views, *tasks: Task, cause: Cause) -> Receipt:
    """File tasks together and wait a little until the views reflect them."""
    receipt = await store.file(*tasks, cause=cause)
    await views.reached(store.name, receipt.position)
    return receipt
