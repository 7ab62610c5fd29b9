"""从前 — the views of a service as they stood at a moment, in a file of their own (J6)."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct, json

from deploy.nats.map import HEARS
from deploy.progress import ComplaintError
from deploy.upkeep import called, reading, stored, views_of
from shared.record import Letter
from shared.settings import Settings
from shared.view import Views

BEIJING = ZoneInfo("Asia/Shanghai")


class _When(Struct, frozen=True):
    at: datetime


class _Dated(Struct, frozen=True):
    cause: _When


_dated = json.Decoder(_Dated)


def past(settings: Settings, service: str, moment: datetime, file: Path) -> dict[str, int]:
    """Fold a service's views into a new SQLite file, of facts up to a moment in Beijing.

    Returns how many rows each view has, by what people call it. The service may go on
    working meanwhile.
    """
    if file.exists():
        raise ComplaintError(f"{file} 已经存在;请换一个文件名。")
    until = (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(UTC)
    then = Views(service, f"sqlite:///{file}", views_of(service))
    then.open()
    try:
        asyncio.run(_fold(settings, service, then, until))
        return {called(each): then.count(each) for each in then.views if not each.keep}
    finally:
        then.close()


async def _fold(settings: Settings, service: str, then: Views, until: datetime) -> None:
    now = Views(service, settings.views_url(service), views_of(service))
    now.open()

    def counts(letter: Letter) -> bool:
        return _dated.decode(letter.body).cause.at <= until

    try:
        async with AsyncExitStack() as stack:
            read = {
                source: await reading(stack, settings, service, source) for source in HEARS[service]
            }
            read[service] = await stored(stack, settings, service)
            await now.retell(then, read, counts)
    finally:
        now.close()
