"""One story from its facts: who did what, when, in every service, in one order."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct, json

from deploy import words
from deploy.progress import ComplaintError
from shared.record import Cause, Letter, tag_of
from shared.settings import Settings
from shared.store.vault import vault_at

BEIJING: Final = ZoneInfo("Asia/Shanghai")
PAGE: Final = 2_000
LATEST: Final = 20
EXAMPLE: Final = UUID(int=0x6F0F2D5E0F0C4A379D0F6D1C6A3D2A11)
ID: Final = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]+(-\d+)+")
GROUND: Final = frozenset({"catalog", "archive"})  # in every story, and no story of their own


class Told(Struct, frozen=True, kw_only=True):
    """所记 — a record, read without knowing its event's class."""

    id: UUID
    stream_id: UUID
    version: int
    cause: Cause
    event: dict[str, Any]

    @property
    def tag(self) -> str:
        """Return the name of the event's shape."""
        return str(self.event["type"])

    @property
    def service(self) -> str:
        """Return the service that says so."""
        return self.tag.partition(".")[0]

    def mentions(self) -> set[str]:
        """Return every name under which this record may be looked for."""
        places = {str(self.id), str(self.stream_id), str(self.cause.correlation_id)}
        return places | {each for each in self.event.values() if isinstance(each, str)}


_reader: json.Decoder[Told] = json.Decoder(Told)


def stores(settings: Settings) -> dict[str, str]:
    """Return where the facts of each service lie, for services that have filed any."""
    urls = {name: settings.store_url(name) for name in words.names()}
    return {name: url for name, url in urls.items() if _present(url)}


def letters(url: str, service: str) -> Iterator[Letter]:
    """Read all facts of one service, oldest first."""
    vault = vault_at(url, service)
    vault.open()
    try:
        position = 0
        while page := vault.after(position, PAGE):
            yield from page
            position = page[-1].position
    finally:
        vault.close()


def tell(settings: Settings, identity: str) -> Iterator[str]:
    """Tell all that belongs to one thing, person's request or record, oldest first.

    Raises:
        ComplaintError: what is given is no id, nor a number such as a receipt bears.

    """
    if not ID.fullmatch(identity):
        raise ComplaintError(
            f"“{identity}”不是编号：请给出像 {EXAMPLE} 这样的编号，"
            "或者回执上的编号，例如 YJ-2026-0001。"
        )
    every = _every(settings)
    named = [each for each in every if identity in each.mentions()]
    if not named:
        yield f"没有找到 {identity}。"
        return
    own = {str(each.stream_id) for each in every if each.service not in GROUND}
    streams = own & {word for each in named for word in each.mentions()}
    requests = {each.cause.correlation_id for each in named}
    names = _names()
    for each in every:
        if str(each.stream_id) in streams or each.cause.correlation_id in requests:
            yield from _lines(each, names)


def recent(settings: Settings) -> Iterator[str]:
    """List the things that were last touched, newest first."""
    names = _names()
    last: dict[UUID, Told] = {}
    for each in _every(settings):
        if each.service not in GROUND:
            last.pop(each.stream_id, None)
            last[each.stream_id] = each
    if not last:
        yield "还没有记录。"
    for each in list(reversed(last.values()))[:LATEST]:
        yield f"{each.stream_id}  {_when(each)}  {names.get(each.tag, each.tag)}"


def _present(url: str) -> bool:
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


def _every(settings: Settings) -> list[Told]:
    told = [
        _reader.decode(letter.body)
        for name, url in stores(settings).items()
        for letter in letters(url, name)
    ]
    return sorted(told, key=lambda each: each.cause.at)


def _names() -> dict[str, str]:
    return {tag_of(each): words.chinese(each) for s in words.names() for each in words.events(s)}


def _lines(told: Told, names: dict[str, str]) -> Iterator[str]:
    by = f"{told.cause.actor} {told.cause.post}".strip()
    yield f"{_when(told)}  {names.get(told.tag, told.tag)}  〔{by}〕"
    for name, value in told.event.items():
        if name != "type" and value not in ("", None, [], ()):
            yield f"    {name}: {value if isinstance(value, str) else json.encode(value).decode()}"


def _when(told: Told) -> str:
    return f"{told.cause.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
