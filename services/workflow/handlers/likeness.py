"""请上级认定 — a heading that is only near a reserved class is put to who reserved it, once."""

import asyncio
from contextlib import suppress
from typing import Any, Final
from uuid import UUID, uuid5

from services.workflow.domain.commands import SubmitProposal
from services.workflow.domain.errand import ERRAND
from services.workflow.domain.errand_words import DispatchErrand, ErrandKind, SendErrand
from shared.decider import RejectedError
from shared.record import Cause
from shared.store import Store, Task

LINE: Final = 150  # characters of a title


async def told(
    store: Store[Any], asked: SubmitProposal, resembles: tuple[str, ...], cause: Cause
) -> None:
    """Ask the superior whether a heading is of the class it has reserved, if nobody has yet."""
    heading, matter, _, body = resembles
    command = DispatchErrand(
        asked=SendErrand(
            unit=asked.unit,
            body=body,
            kind=ErrandKind.SUGGESTION,
            title=f"请认定“{heading}”是不是“{matter}”"[:LINE],
            content=f"本单位目录的“{heading}”与上收审批权限的“{matter}”相近，请在“审批权限”里认定。",
            about=asked.item_id,
        )
    )
    errand_id = uuid5(UUID(asked.unit), f"likeness/{body}/{matter}/{heading}")
    _, version = await asyncio.to_thread(store.state, ERRAND, errand_id)
    if version:
        return
    with suppress(RejectedError):  # somebody else has just asked the same
        await store.file(Task(ERRAND, errand_id, command), cause=cause, command_id=errand_id)
