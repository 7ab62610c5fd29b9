"""How the demo county decides and is held to account: dossiers, a power that runs, a case."""

import re
from asyncio import gather
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, json

from deploy.seed.folk import Folk, fixed_id
from deploy.seed.load import SEED, Unit, county
from services.catalog.domain.power import power_id_of
from services.catalog.domain.terms import Post, person_id_of

HERE: Final = Path(__file__).parent
PLACE: Final = re.compile(r"\{(\w+)(?::([^{}]+))?\}")


class Step(Struct, frozen=True, kw_only=True):
    """一步 — who asks what at which door; ``path`` may begin with a method, else it is POST.

    ``done``: what a citizen can read once the step is taken, where it cannot be asked twice.
    """

    who: Post
    path: str
    body: dict[str, Any]
    done: str = ""


class Chain(Struct, frozen=True, kw_only=True):
    """一件事 — its steps rest on each other; chains that share a power come in their order."""

    title: str
    unit: str
    steps: tuple[Step, ...]


class Governing(Struct, frozen=True, kw_only=True):
    """决策和监督"""

    chains: tuple[Chain, ...]


async def govern_all(folk: Folk, say: Callable[[str], None]) -> None:
    """Take every step of every chain; done again, it changes nothing.

    Raises:
        FolkError: something was refused; the message says what.

    """
    told = json.decode((HERE / "governing.json").read_bytes(), type=Governing)
    units = {each.key: each for each in county().units}
    for chain in told.chains:
        say(chain.title)
    await gather(*(Clerk(folk, units, each).carry() for each in told.chains))


class Clerk:
    """经办 — fills in ids and days as they are today, and asks as the people of the unit."""

    def __init__(self, folk: Folk, units: Mapping[str, Unit], chain: Chain) -> None:
        self._folk, self._units, self._chain = folk, units, chain
        self._unit = units[chain.unit]
        self._items: dict[str, str] = {}

    async def carry(self) -> None:
        """Take one step after the other."""
        here, anybody = f"/catalog/api/units/{self._unit.id}/items", self._unit.people[0].login
        listed = await self._folk.until(anybody, here, bool)
        self._items = {each["level3"]: str(each["item_id"]) for each in listed}
        for number, step in enumerate(self._chain.steps, 1):
            if step.done and (await self._folk.look("", self._filled(step.done))).is_success:
                continue
            method, _, path = self._filled(step.path).rpartition(" ")
            body = json.decode(self._filled(json.encode(step.body).decode()))
            who, name = self._unit.holder(step.who).login, f"{self._chain.title} {number}"
            await self._folk.insist(who, path, body, name=name, method=method or "POST")

    def _filled(self, text: str) -> str:
        return PLACE.sub(lambda found: self._meant(found[1], found[2] or ""), text)

    def _meant(self, kind: str, name: str) -> str:
        if kind == "unit":
            return self._units[name or self._chain.unit].id
        if kind == "item":
            return self._items[name]
        if kind == "power":
            owner, _, title = name.partition("/")
            return str(power_id_of(self._unit.id, owner, title))
        if kind == "person":
            return str(person_id_of(name))
        if kind == "day":
            return (self._folk.today() + timedelta(int(name))).isoformat()
        return str(fixed_id(SEED, f"{kind}/{name}"))
