"""What is wrong with what an operator chose, in words that say which variable and what to do."""

import os
import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from msgspec import MsgspecError, Struct, json

from shared.posts import POSTS

MOST_PORTS: Final = 65_535
ELSEWHERE: Final = frozenset(  # read by adapters, by the servers' own files, by tests
    {
        *("GK_WECHAT_APPID", "GK_WECHAT_SECRET", "GK_WECHAT_THUMB", "GK_WECHAT_NAME"),
        *("GK_NATS_STORE", "GK_NATS_ROUTES", "GK_NATS_NAME", "GK_NATS_LISTEN", "GK_NATS_CLUSTER"),
        "GK_REQUIRE_ALL",
    }
)
NEAR: Final = 0.75  # how alike two names are, of which one may be the other, mistyped
_AT: Final = re.compile(r" - at `\$\.(\w+)`")
_WAYS: Final[list[tuple[str, Callable[[re.Match[str]], str]]]] = [
    (r">= (-?\d+)", lambda m: f"不能小于 {m[1]}。"),
    (r"<= (-?\d+)", lambda m: f"不能大于 {m[1]}。"),
    (r"Expected `int`", lambda _: "应当是整数。"),
    (r"Expected `bool`", lambda _: "应当写 true 或者 false。"),
    (r"datetime|RFC3339", lambda _: "应当写成时间，例如 2026-07-01T09:30:00+08:00。"),
    (r"enum value '([^']*)'", lambda m: f"不能是“{m[1]}”，请改用说明里列出的写法。"),
]
_SITE: Final = {"name": "名称", "slogan": "标语", "nav": "导航", "footer": "页脚"}
_SHAPES: Final = {"str": "文字", "array": "列表", "object": "对象"}
_FAULTS: Final[list[tuple[str, Callable[[re.Match[str]], str]]]] = [
    (r"truncated", lambda _: "内容到一半就断了"),
    (r"\(byte (\d+)\)", lambda m: f"从第 {int(m[1]) + 1} 个字节起不是 JSON"),
    (r"of length (\d+)", lambda m: f"应当正好有 {m[1]} 项"),
    (r"Expected `(\w+)`", lambda m: f"应当是{_SHAPES.get(m[1], m[1])}"),
]
_ADDRESSES: Final = {
    "database": (
        r"postgresql://\S*\{service\}\S*",
        "应当写成 postgresql://用户@主机/库名_{service}，其中要有 {service}；用 SQLite 就空着。",
    ),
    "nats_url": (
        r"(nats|tls)://\S+",
        "应当写成 nats://主机:端口；用自带的消息总线就空着。",
    ),
    "files": (
        r"s3(\+http)?://\S+@\S+/\S+|(?!s3)[^:]*|[A-Za-z]:\\.*",
        "应当是一个目录，或者写成 s3://钥匙:密码@主机/桶名。",
    ),
    "scanner": (r"clamd://[^:/]+(:\d+)?/?", "应当写成 clamd://主机:端口；不扫描就空着。"),
    "origin": (r"https?://\S+", "应当写成 https://主机，就是人们输入的网址。"),
}


class Chosen(Struct, frozen=True, kw_only=True):
    """选定的设置 — as far as it can be looked at before anything is opened."""

    home: Path
    site_file: Path | None
    words: type[Struct]
    port: int
    second_factor: frozenset[str]
    addresses: dict[str, str]


def unreadable(message: str) -> str:
    """Return what a decoder complains of, as an operator understands it."""
    found = _AT.search(message)
    said = next((say(m) for how, say in _WAYS if (m := re.search(how, message))), "写法不对。")
    return f"环境变量 {f'GK_{found[1].upper()}' if found else 'GK_*'} 有误：{said}"


def unknown(given: Collection[str], known: Collection[str]) -> Iterator[str]:
    """Yield a notice of each variable that is ours by its name and that nobody reads."""
    for name in sorted({each for each in given if each.startswith("GK_")} - {*known, *ELSEWHERE}):
        near = get_close_matches(name, sorted(known), 1, NEAR)
        meant = f"，是不是 {near[0]}" if near else ""
        yield f"环境变量 {name} 没有起作用：没有这个设置{meant}。"


def wrong(chosen: Chosen) -> Iterator[str]:
    """Yield what cannot be used, and what to choose instead."""
    if not 0 <= chosen.port <= MOST_PORTS:
        yield f"环境变量 GK_PORT 有误：端口应当在 1 到 {MOST_PORTS} 之间，例如 GK_PORT=8801。"
    for name, text in chosen.addresses.items():
        shape, how = _ADDRESSES[name]
        if text and not re.fullmatch(shape, text):
            yield f"环境变量 GK_{name.upper()} 有误：{how}"
    if strange := sorted(chosen.second_factor - POSTS.keys()):
        yield f"环境变量 GK_SECOND_FACTOR 有误：没有“{'、'.join(strange)}”这种职务。"
    yield from _words(chosen)


def no_room(home: Path, error: OSError) -> str:
    """Return that nothing can be written where data is to lie."""
    return (
        f"数据目录 {home} 不能写入（{os.strerror(error.errno or 0)}）。"
        "请检查权限和剩余空间，或用环境变量 GK_HOME 另选一个目录。"
    )


def _words(chosen: Chosen) -> Iterator[str]:
    if chosen.site_file is None:
        return
    try:
        json.decode(chosen.site_file.read_bytes(), type=chosen.words)
    except OSError:
        yield f"环境变量 GK_SITE_FILE 有误：读不到文件 {chosen.site_file}。"
    except MsgspecError as error:
        yield f"环境变量 GK_SITE_FILE 有误：{chosen.site_file} 的内容不对（{_fault(str(error))}）。"


def _fault(message: str) -> str:
    """Return what is wrong in the file of words, and at which of its parts."""
    at = re.search(r"at `\$\.(\w+)", message)
    said = next((say(m) for how, say in _FAULTS if (m := re.search(how, message))), "写法不对")
    return f"{_SITE.get(at[1], at[1])}（{at[1]}）{said}" if at else said
