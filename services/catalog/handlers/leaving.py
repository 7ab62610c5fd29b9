"""退出登录 — the session in which it is done ends in every service; other devices stay."""

import logging
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.catalog.domain.commands import EndSession
from services.catalog.domain.person import PERSON
from services.catalog.handlers.filing import filed
from shared.auth import Sessions, Visit
from shared.decider import RejectedError
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

LOG: Final = logging.getLogger("gongkai.catalog.leaving")


@dataclass(frozen=True)
class Leaving:
    """退出登录"""

    store: Store[Any]
    views: Views
    sessions: Sessions

    async def leave(self, visit: Visit, caller: Caller) -> None:
        """End a session: here at once, elsewhere when the fact is heard.

        Whoever leaves is let go even where nothing can be filed now.
        """
        session = visit.session
        if session is None or visit.state != "known":
            return
        self.sessions.revoke(session)
        command = EndSession(session=session.mark, until=self.sessions.ends_at(session))
        task = Task(PERSON, UUID(session.person), command)
        try:
            await filed(self.store, self.views, task, cause=caller.personally())
        except RejectedError as refusal:
            LOG.warning("a session ended in this service alone: %s", refusal.code)
