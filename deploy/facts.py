"""docs/facts.md, written from the code, and golden files, written once for ever."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin
from uuid import UUID

from msgspec import Struct, json
from msgspec.structs import fields

from deploy import words
from shared.record import canonical, tag_of

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "facts.md"
GOLDEN: Final = ROOT / "tests" / "contracts" / "golden"
HEAD: Final = """# 事实总表 · All facts

由 `make facts` 从代码生成,请勿手改。Generated from the code by `make facts`; do not edit.

事实一经归档,永不修改、永不删除。带问号的字段可以没有;旧记录里没有的新字段取默认值。
A tag is a fact's name for ever; a field with a question mark may be missing.
"""

SAMPLES: Final[dict[Any, Any]] = {
    bool: True,
    int: 1,
    bytes: b"gongkai",
    datetime: datetime(2026, 7, 1, 1, 30, tzinfo=UTC),
    date: date(2026, 7, 1),
    UUID: UUID("11111111-1111-4111-8111-111111111111"),
    Any: "示例",
}
ID: Final = "11111111-1111-4111-8111-111111111111"
DIGEST: Final = "ab" * 32
DAY: Final = "2026-07-01"
TEXTS: Final = ("示例", "sample", DAY, ID, DIGEST, "A" * 43 + "=", "1.1.1", "示例文字" * 5)
TEXT_OF: Final = {  # how the last word of a field's name is written
    **dict.fromkeys(("id", "unit", "by", "handler", "superior", "readers", "subject"), ID),
    **dict.fromkeys(("digest", "sha256", "sm3", "root", "archived", "heard"), DIGEST),
    **dict.fromkeys(("on", "effective", "date", "until"), DAY),
}


class NoSampleError(Exception):
    """No example can be made of a field; write the golden file by hand."""


def page() -> str:
    """Return docs/facts.md as the code says it today."""
    hearers = words.hearers()
    parts = [HEAD]
    for service in words.names():
        rows = [_row(each, hearers) for each in words.events(service)]
        table = ["| 标签 tag | 中文 | 字段 fields | 谁读取 read by |", "| --- | --- | --- | --- |"]
        kinds = [_kind(each) for each in words.parts(words.events(service))]
        parts.append("\n".join([f"## {service}", "", *table, *rows, "", *kinds, ""]))
    return "\n".join(parts)


def golden_file(event: type[Struct]) -> Path:
    """Return where an event's golden file lies."""
    return GOLDEN / f"{tag_of(event)}.json"


def write_golden() -> list[Path]:
    """Write the golden files that are missing; those that are there are frozen."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    return [written for service in words.names() for written in _write(words.events(service))]


def example(event: type[Struct]) -> bytes:
    """Return an example of an event, every field filled, in canonical JSON.

    Raises:
        NoSampleError: a field accepts none of the examples known here.

    """
    return canonical(_sample(event, event.__name__))


def _write(events: list[type[Struct]]) -> Iterator[Path]:
    for event in events:
        file = golden_file(event)
        if not file.exists():
            file.write_bytes(example(event) + b"\n")
            yield file


def _row(event: type[Struct], hearers: dict[str, list[str]]) -> str:
    shape = ", ".join(f"`{each}`" for each in words.fields(event)).replace("|", "\\|") or "—"
    who = ", ".join(hearers.get(tag_of(event), [])) or "—"
    return f"| `{tag_of(event)}` | {words.chinese(event)} | {shape} | {who} |"


def _kind(kind: type) -> str:
    if issubclass(kind, Struct):
        told = ", ".join(f"`{each}`" for each in words.fields(kind))
    else:
        told = " ".join(f"`{each.value}`" for each in kind)  # type: ignore[attr-defined]
    return f"- **{kind.__name__}** {words.chinese(kind)}:{told}"


def _sample(kind: Any, where: str) -> Any:
    if get_origin(kind) is not None:
        return _compound(kind, where)
    if kind in SAMPLES:
        return SAMPLES[kind]
    if kind is str:
        return TEXT_OF.get(where.replace(".", "_").rpartition("_")[2], TEXTS[0])
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind(
            **{each.name: _sample(each.type, f"{where}.{each.name}") for each in fields(kind)}
        )
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    raise NoSampleError(where)


def _compound(kind: Any, where: str) -> Any:
    inside, origin = get_args(kind), get_origin(kind)
    if hasattr(kind, "__metadata__"):
        return _allowed(kind, inside[0], where)
    if origin in {tuple, list, set, frozenset}:
        return origin(_sample(each, where) for each in inside if each is not Ellipsis)
    if origin is dict:
        return {_sample(inside[0], where): _sample(inside[1], where)}
    if origin is Literal:
        return inside[0]
    return _sample(inside[0], where)  # the first of a union


def _allowed(kind: Any, plain: Any, where: str) -> Any:
    for each in (_sample(plain, where), *(TEXTS if plain is str else (0, 2026))):
        try:
            return json.decode(json.encode(each), type=kind)
        except ValueError:
            continue
    raise NoSampleError(where)
