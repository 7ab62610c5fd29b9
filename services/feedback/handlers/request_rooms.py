"""申请的各室 — put together once, so that whoever wires the service need not know them all."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid5

from services.feedback.domain.request import REQUEST
from services.feedback.domain.request_commands import RecountRequest
from services.feedback.domain.request_events import RequestErased
from services.feedback.domain.request_words import OPEN
from services.feedback.domain.request_writing import PARTS
from services.feedback.handlers.gate import Gate
from services.feedback.handlers.request_desk import RequestDesk
from services.feedback.handlers.request_files import RequestFiles
from services.feedback.handlers.request_intake import RequestIntake
from services.feedback.handlers.request_mine import MyRequests
from services.feedback.handlers.request_work import RequestWork
from services.feedback.handlers.rules import RuleBook
from services.feedback.heard import CalendarAdopted
from services.feedback.views.requests import RequestRow, requests
from shared.clock import Clock
from shared.files import Arriving, place_at, scanner_at
from shared.record import Record, because
from shared.seal import Keyring
from shared.service import Service
from shared.store import Store, Task
from shared.view import Views

LABELS: Final[Mapping[str, str]] = {
    **PARTS,
    "standing": "申请人身份",
    "document": "证件种类",
    "intake": "申请方式",
    "outcome": "答复结果",
    "ground": "理由类别",
    "checked": "身份核验方式",
    "consent": "第三方意见",
    "verdict": "复核决定",
    "body": "向谁提出",
    "complaint": "不同意的理由",
    "pages": "公开的页",
    "file": "文件",
    "step": "办理",
}


def request_rooms(house: Service, keyring: Keyring, rules: RuleBook) -> dict[str, Any]:
    """Return what the doors of requests ask for, by name."""
    settings = house.settings
    intake = RequestIntake(
        store=house.store,
        views=house.views,
        keyring=keyring,
        gate=Gate(),
        secret=settings.secret,
        rules=rules,
    )
    place = place_at(settings.files, settings.home)
    arriving = Arriving(
        settings.home / "feedback" / "uploads",
        place,
        limit=settings.file_limit,
        scanner=scanner_at(settings.scanner),
    )
    return {
        "request_intake": intake,
        "request_work": RequestWork(intake),
        "request_desk": RequestDesk(intake),
        "my_requests": MyRequests(intake),
        "request_files": RequestFiles(arriving, place, house.refuse, keyring),
    }


@dataclass(frozen=True)
class Recount:
    """重新计算 — open terms by a calendar announced meanwhile (D7); and keys to be destroyed."""

    store: Store[Any]
    views: Views
    rules: RuleBook
    clock: Clock
    keyring: Keyring

    async def erased(self, record: Record[RequestErased]) -> None:
        """Destroy the key, should the house have stopped between the fact and its doing."""
        await asyncio.to_thread(self.keyring.erase, str(record.stream_id))

    async def announced(self, record: Record[CalendarAdopted]) -> None:
        """Count every open request anew."""
        rows = await asyncio.to_thread(self._open)
        calendar = self.rules.calendar()
        command, cause = RecountRequest(calendar=calendar), because(record, self.clock.now())
        for row in rows:
            asked, _ = await asyncio.to_thread(self.store.state, REQUEST, row.request_id)
            if not REQUEST.decide(command, asked, cause):
                continue  # it ends on the same day
            await self.store.file(
                Task(REQUEST, row.request_id, command),
                cause=cause,
                command_id=uuid5(record.id, f"recounted/{row.request_id}"),
            )

    def _open(self) -> list[RequestRow]:
        open_ = requests.c.status.in_([each.value for each in OPEN])
        return self.views.select(requests, open_)
