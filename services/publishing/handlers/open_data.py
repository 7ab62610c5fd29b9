"""开放数据 — everything that society reads, as files with a published schema and a digest."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Annotated, Any, Final, Literal

import sqlalchemy as sa
from msgspec import Meta, Struct, convert, json, structs

from services.publishing.domain.reading import CITIZEN
from services.publishing.domain.terms import Phase
from services.publishing.gateways.shelf import Shelf, Volume
from services.publishing.handlers.listing import Lists
from services.publishing.views import portal
from services.publishing.views.bulletins import bulletins
from services.publishing.views.findings import findings
from shared.view import Views

SOME: Final = 500  # rows in one question
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")  # with which spreadsheets begin a formula
CSV, JSON = "disclosures.csv", "disclosures.json"


class OpenRow(Struct, frozen=True, kw_only=True):
    """公开事项 — one matter that society reads, in its newest version; withdrawn: without text."""

    disclosure_id: Annotated[str, Meta(title="公开事项编号")]
    url: Annotated[str, Meta(title="事项页地址")]
    title: Annotated[str, Meta(title="标题")]
    content: Annotated[str, Meta(title="正文", description="撤回以后为空")]
    unit: Annotated[str, Meta(title="公开单位编号")]
    unit_name: Annotated[str, Meta(title="公开单位")]
    item_id: Annotated[str, Meta(title="目录条目编号")]
    level1: Annotated[str, Meta(title="目录一级")]
    level2: Annotated[str, Meta(title="目录二级")]
    level3: Annotated[str, Meta(title="目录三级")]
    time_limit: Annotated[str, Meta(title="公开时限")]
    channels: Annotated[tuple[str, ...], Meta(title="公开方式", description="CSV 中用顿号隔开")]
    version: Annotated[int, Meta(title="版本", ge=1)]
    state: Annotated[
        Literal["public", "withdrawn"], Meta(title="状态", description="公开中或者已撤回")
    ]
    explanation: Annotated[str, Meta(title="最近一次更正或者撤回的说明")]
    waiver: Annotated[str, Meta(title="不先在党内公开的理由")]
    digest: Annotated[str, Meta(title="批准文本的摘要", description="SHA-256，十六进制")]
    opened_at: Annotated[datetime, Meta(title="开始向社会公开的时间")]
    changed_at: Annotated[datetime, Meta(title="最近一次变动的时间")]
    shown_until: Annotated[date | None, Meta(title="展示的最后一天", description="空：没有期限")]
    proof_url: Annotated[str, Meta(title="存在证明的地址")]


class Count(Struct, frozen=True, kw_only=True):
    """一类的数目"""

    value: str
    name: str
    count: int


class Summary(Struct, frozen=True, kw_only=True):
    """公开数据的统计 — of what is on the live lists, and of what was withdrawn."""

    total: int
    corrected: int
    withdrawn: int
    units: list[Count]
    classes: list[Count]
    months: list[Count]


FIELDS: Final = tuple(each.name for each in structs.fields(OpenRow))


@dataclass(frozen=True)
class OpenData:
    """What anybody may take away whole."""

    views: Views
    shelf: Shelf
    origin: str

    def volume(self, name: str) -> Volume:
        """Return the newest edition of a file; it changes when what society reads changes."""
        make = self._csv if name == CSV else self._json
        return self.shelf.volume(name, self.edition(), make)

    def edition(self) -> int:
        """Return where the newest fact stands that society reads."""
        last = sa.select(sa.func.coalesce(sa.func.max(bulletins.c.position), 0))
        [(position,)] = self.views.query(last)
        return int(position)

    def schema(self) -> bytes:
        """Return the JSON Schema of the file."""
        told = json.schema(OpenRow)
        row = told["$defs"]["OpenRow"]
        whole = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{self.origin}/open-data/schema.json",
            "title": "公开数据",
            "type": "object",
            "required": ["schema", "edition", "disclosures"],
            "properties": {
                "schema": {"type": "string", "title": "本文件的格式说明"},
                "edition": {"type": "integer", "title": "编次，有变动才变"},
                "disclosures": {"type": "array", "items": row | {"additionalProperties": False}},
            },
        }
        return json.encode(whole)

    def summary(self, today: date) -> Summary:
        """Return how much of each kind there is to read for everybody on a day."""
        lists, c = Lists(self.views), findings.c
        anybody = structs.replace(CITIZEN, today=today)
        units = [Count(value=e.unit, name=e.name, count=e.count) for e in lists.units(anybody)]
        classes = [Count(value=e.name, name=e.name, count=e.count) for e in lists.tree(anybody)]
        months = sa.select(c.month, sa.func.count()).where(c.phase == Phase.PUBLIC)
        public = portal.c.phase == Phase.PUBLIC
        return Summary(
            total=sum(each.count for each in units),
            corrected=self.views.count(portal, public, portal.c.version > 1),
            withdrawn=self.views.count(portal, public, portal.c.withdrawn.is_(True)),
            units=units,
            classes=classes,
            months=[
                Count(value=month, name=month, count=n)
                for month, n in self.views.query(months.group_by(c.month).order_by(c.month.desc()))
            ],
        )

    def rows(self) -> Iterator[OpenRow]:
        """Yield all that society reads, some rows at a time, in the order of their ids."""
        last = ""
        while some := self.views.query(_after(last)):
            yield from (self._row(each) for each in some)
            last = some[-1].disclosure_id

    def _row(self, row: Any) -> OpenRow:
        told = {name: getattr(row, name) for name in FIELDS if hasattr(row, name)}
        return convert(
            told
            | {
                "url": f"{self.origin}/items/{row.disclosure_id}",
                "content": "" if row.withdrawn else row.content,
                "channels": json.decode(row.channels),
                "state": "withdrawn" if row.withdrawn else "public",
                "opened_at": row.public_opened_at,
                "proof_url": f"{self.origin}/archive/api/proofs/publishing/{row.public_position}",
            },
            OpenRow,
        )

    def _csv(self) -> Iterable[bytes]:
        yield b"\xef\xbb\xbf" + _line(FIELDS)  # spreadsheets know by these bytes that it is UTF-8
        for row in self.rows():
            yield _line([_cell(getattr(row, name)) for name in FIELDS])

    def _json(self) -> Iterable[bytes]:
        schema = json.encode(f"{self.origin}/open-data/schema.json")
        yield b'{"schema":%s,"edition":%d,"disclosures":[' % (schema, self.edition())
        comma = b"\n"
        for row in self.rows():
            yield comma + json.encode(row)
            comma = b",\n"
        yield b"\n]}\n"


def _after(last: str) -> sa.Select[Any]:
    c = portal.c
    wanted = {*FIELDS, "withdrawn", "public_opened_at", "public_position"}
    columns = [each for each in c if each.name in wanted]
    public = c.phase == Phase.PUBLIC, c.disclosure_id > last
    return sa.select(*columns).where(*public).order_by(c.disclosure_id).limit(SOME)


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        value = "、".join(value)
    if isinstance(value, datetime):
        value = value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def _line(cells: Iterable[str]) -> bytes:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()
