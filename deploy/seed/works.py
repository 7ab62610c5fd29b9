"""What the demo county has under way: work in stages, and a disclosure that opens by itself."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, json

from deploy.seed.folk import Folk, fixed_id
from deploy.seed.load import SEED, Unit, county
from services.catalog.domain.terms import Post
from shared.calendar import BEIJING

HERE: Final = Path(__file__).parent


class Stage(Struct, frozen=True, kw_only=True):
    """阶段 — days are counted from the day of loading."""

    name: str
    planned: int
    finished: int | None = None


class Work(Struct, frozen=True, kw_only=True):
    """阶段性工作"""

    key: str
    unit: str
    item: str
    title: str
    starts: int
    stages: tuple[Stage, ...]


class Release(Struct, frozen=True, kw_only=True):
    """定时公开 — at this hour in Beijing, so many days ahead."""

    matter: str
    unit: str
    step: str
    days: int
    hour: int


class UnderWay(Struct, frozen=True, kw_only=True):
    """在办工作"""

    works: tuple[Work, ...]
    releases: tuple[Release, ...]


async def begin_all(folk: Folk, say: Callable[[str], None]) -> None:
    """Register the works and set the times; done again, it changes nothing.

    Raises:
        FolkError: something was refused; the message says what.

    """
    units, today = {each.key: each for each in county().units}, folk.today()
    under_way = json.decode((HERE / "works.json").read_bytes(), type=UnderWay)
    for work in under_way.works:
        say(f"阶段性工作：{work.title}")
        await _register(folk, units[work.unit], work, today)
    for release in under_way.releases:
        await _schedule(folk, units[release.unit], release, today)


async def _register(folk: Folk, unit: Unit, work: Work, today: date) -> None:
    clerk = unit.holder(Post.CLERK).login
    listed = await folk.until(clerk, f"/catalog/api/units/{unit.id}/items", bool)
    item = next(str(each["item_id"]) for each in listed if each["level3"] == work.item)
    body = {
        "item_id": item,
        "title": work.title,
        "starts_on": _day(today, work.starts),
        "stages": [
            {"name": each.name, "planned_on": _day(today, each.planned)} for each in work.stages
        ],
    }
    name = f"work/{work.key}"
    here = f"/workflow/api/works/{fixed_id(SEED, name)}"
    await folk.insist(clerk, here, body, name=name, method="PUT")
    for number, stage in enumerate(work.stages, 1):
        if stage.finished is not None:
            done: dict[str, Any] = {"number": number, "finished_on": _day(today, stage.finished)}
            await folk.insist(clerk, f"{here}/finish", done, name=f"{name}/{number}")


async def _schedule(folk: Folk, unit: Unit, release: Release, today: date) -> None:
    publisher = unit.holder(Post.PUBLISHER).login
    matter = fixed_id(SEED, f"matter/{release.matter}")
    here = f"/api/disclosures/{matter}/releases/{release.step}"
    if await _is_set(folk, publisher, f"/api/disclosures/{matter}/releases"):
        return
    at = datetime.combine(today + timedelta(release.days), time(release.hour), BEIJING)
    await folk.insist(publisher, here, {"at": at.isoformat()}, name=f"release/{release.matter}")


async def _is_set(folk: Folk, login: str, here: str) -> bool:
    answer = await folk.look(login, here)
    return answer.is_success and bool(answer.json())


def _day(today: date, days: int) -> str:
    return (today + timedelta(days)).isoformat()
