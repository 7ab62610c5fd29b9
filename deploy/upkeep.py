"""Looking after views: folding them again, and what could not be read."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from importlib import import_module
from typing import Any

import click

from deploy import words
from deploy.nats.map import HEARS
from deploy.progress import ComplaintError
from shared.bus import Bus
from shared.record import Letter
from shared.settings import Settings
from shared.store.vault import vault_at
from shared.view import View, Views

Read = Callable[[int, int], Awaitable[list[Letter]]]


def rebuild(settings: Settings, service: str, name: str | None) -> None:
    """Fold the views of a service again, with a progress bar, while it goes on serving.

    Views of one service may read one another, so all are folded together; a name
    that is given must be one of them.
    """
    views = views_of(service)
    names = [called(each) for each in views]
    if name and name not in {each.name for each in views}:
        known = "、".join(names) or "没有视图"
        raise ComplaintError(f"没有视图“{name}”;{service} 有:{known}。")
    asyncio.run(_rebuild(settings, service, views))
    click.echo(f"已由事实重新生成 {service} 的视图:{'、'.join(names)}。")


def dead_letters(settings: Settings, service: str | None, *, again: bool) -> Iterator[str]:
    """List the letters that could not be read, after another try if asked."""
    for name in [service] if service else words.names():
        views = Views(name, settings.views_url(name), views_of(name))
        views.open()
        for letter in views.dead():
            solved = again and views.try_again(letter)
            state = "已读懂" if solved else letter.error
            yield f"{name} ← {letter.source} 第 {letter.position} 封 {letter.tag}:{state}"
        views.close()


def called(view: View[Any]) -> str:
    """Return what people call a view, and the name by which it is asked for."""
    return f"{words.chinese(view.row)}（{view.name}）"


def views_of(service: str) -> list[View[Any]]:
    """Return the views a service declares, in the order in which each fact is folded."""
    if service not in words.names():
        raise ComplaintError(f"没有“{service}”这个服务;有:{'、'.join(words.names())}。")
    room = import_module(f"services.{service}.views")
    return list(room.VIEWS)


async def _rebuild(settings: Settings, service: str, declared: list[View[Any]]) -> None:
    views = Views(service, settings.views_url(service), declared)
    views.open()
    async with AsyncExitStack() as stack:
        read = {
            source: await reading(stack, settings, service, source) for source in HEARS[service]
        }
        read[service] = await stored(stack, settings, service)
        with click.progressbar(length=1, label=f"重建 {service}") as bar:

            def progress(done: int, total: int) -> None:
                bar.length = max(total, 1)
                bar.update(done - bar.pos)

            await views.rebuild(read, progress)
    views.close()


async def reading(stack: AsyncExitStack, settings: Settings, service: str, source: str) -> Read:
    """Read another's facts from the bus; in a house on one machine, from where they lie."""
    if not settings.nats_url:
        return await stored(stack, settings, source)
    bus = Bus(settings, service)
    await bus.open()
    stack.push_async_callback(bus.close)

    async def read(position: int, limit: int) -> list[Letter]:
        return await bus.read(source, f"GK_{source.upper()}", position, limit)

    return read


async def stored(stack: AsyncExitStack, settings: Settings, source: str) -> Read:
    """Read facts from where their own service keeps them."""
    vault = vault_at(settings.store_url(source), source)
    await asyncio.to_thread(vault.open)
    stack.callback(vault.close)

    async def read(position: int, limit: int) -> list[Letter]:
        return await asyncio.to_thread(vault.after, position, limit)

    return read
