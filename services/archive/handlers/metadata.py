"""元数据 — how a volume describes itself: to archivists (DA/T 46), programs and people."""

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from msgspec import json

from services.archive.domain.materials import kind_of
from services.archive.domain.volume_words import KINDS, Piece
from shared.calendar import BEIJING, beijing_date

if TYPE_CHECKING:
    from services.archive.handlers.auditing import Moment
    from services.archive.handlers.names import Names
    from services.archive.handlers.volumes import Matter, Wish

Say = Callable[["Moment"], tuple[str, str, list[tuple[str, str]]]]
"""Returns what a fact is called, who did it, and what it says in lines of label and value."""

_STYLE: Final = (
    "body{font:18px/1.8 serif;max-width:48em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3em .6em;"
    "text-align:left;vertical-align:top}pre{white-space:pre-wrap;word-break:break-all}"
)


def metadata(
    matter: "Matter", wish: "Wish", number: str, pieces: tuple[Piece, ...], unit: str, at: datetime
) -> bytes:
    """Return the volume's metadata as XML, in the terms of DA/T 46."""
    fonds, _, rest = number.partition("-")
    told = {
        "聚合层次": "案卷",
        "档号": number,
        "全宗号": fonds,
        "立档单位名称": unit or matter.unit,
        "电子文件号": str(matter.id),
        "类别号": rest.partition("·")[0],
        "年度": str(matter.year),
        "保管期限": wish.retention.value,
        "题名": wish.title,
        "日期": beijing_date(at).isoformat(),
        "密级": "无",
        "责任者": unit or matter.unit,
        "件数": str(sum(each.count for each in pieces)),
        "格式信息": "BagIt 1.0; JSON; XML; HTML; PDF/A-2a",
        "固化信息": "SHA-512; SM3; C2SP tlog-tiles",
    }
    root = ET.Element("电子档案")
    for name, value in told.items():
        ET.SubElement(root, name).text = value
    actions = ET.SubElement(root, "业务行为")
    for each in matter.moments:
        moment = each.at.isoformat() if each.at else ""
        ET.SubElement(actions, "行为", 时间=moment, 类型=each.fact.tag)
    body: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def table_of(
    matter: "Matter", wish: "Wish", number: str, pieces: tuple[Piece, ...], key: str
) -> bytes:
    """Return the table of contents for programs."""
    return json.format(
        json.encode(
            {
                "number": number,
                "title": wish.title,
                "matter": matter.id,
                "unit": matter.unit,
                "retention": wish.retention,
                "key": key,
                "pieces": [
                    {"kind": p.kind, "name": KINDS[p.kind], "count": p.count, "none": p.none}
                    for p in pieces
                ],
                "facts": [
                    {
                        "index": m.fact.index,
                        "service": m.fact.service,
                        "position": m.fact.position,
                        "tag": m.fact.tag,
                        "at": m.at,
                        "kind": kind_of(m.fact.tag),
                    }
                    for m in matter.moments
                ],
                "files": matter.sheets,
            }
        ),
        indent=1,
    )


def page_of(
    matter: "Matter", wish: "Wish", number: str, pieces: tuple[Piece, ...], names: "Names"
) -> bytes:
    """Return the volume as one page that needs nothing else to be read."""
    kinds = "".join(
        f"<tr><td>{KINDS[p.kind]}</td><td>{p.count or '无'}</td><td>{escape(p.none)}</td></tr>"
        for p in pieces
    )
    told = "".join(_moment(each, names) for each in matter.moments)
    files = "".join(
        f"<li>{escape(each.name or each.sha256)}（{KINDS[each.kind]}）</li>"
        for each in matter.sheets
    )
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(wish.title)}'
        f"</title><style>{_STYLE}</style></head><body><h1>{escape(wish.title)}</h1>"
        f"<p>档号：{number}　保管期限：{wish.retention.value}</p>"
        f"<h2>卷内材料</h2><table><tr><th>种类</th><th>件数</th><th>说明</th></tr>{kinds}</table>"
        f"<h2>附件</h2><ul>{files or '<li>无</li>'}</ul><h2>经过</h2>{told}</body></html>"
    ).encode()


def _moment(each: "Moment", names: "Names") -> str:
    who = names.person(each.cause.actor) if each.cause else ""
    when = each.at.isoformat() if each.at else ""
    text = escape(json.format(json.encode(each.event), indent=1).decode())
    return f"<h3>{escape(each.fact.tag)}</h3><p>{when}　{escape(who)}</p><pre>{text}</pre>"


def record_of(
    matter: "Matter",
    wish: "Wish",
    number: str,
    pieces: tuple[Piece, ...],
    unit: str,
    say: Say,
    at: datetime,
) -> dict[str, Any]:
    """Return all that is printed of a volume's record."""
    day = beijing_date(at)
    files = [(each.name or "未命名", KINDS[each.kind], each.sha256) for each in matter.sheets]
    cover = {
        "档号": number,
        "立档单位": unit or matter.unit,
        "年度": str(matter.year),
        "保管期限": wish.retention.value,
        "立卷日期": f"{day.year}年{day.month}月{day.day}日",
    }
    return {
        "number": number,
        "title": wish.title,
        "unit": unit or matter.unit,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "cover": list(cover.items()),
        "kinds": [(KINDS[each.kind], str(each.count or "无"), each.none) for each in pieces],
        "files": files,
        "moments": [_printed(each, say) for each in matter.moments],
    }


def _printed(each: "Moment", say: Say) -> dict[str, Any]:
    name, who, lines = say(each)
    when = each.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S") if each.at else ""
    return {"name": name, "who": who, "at": when, "index": each.fact.index, "lines": lines}


def readme(number: str, title: str) -> bytes:
    """Return what a person reads first."""
    return (
        f"党务公开案卷 {number}\n{title}\n\n"
        "page.html        全卷内容，用浏览器打开即可阅读，不需要任何系统\n"
        "record.pdf       全卷内容，供打印和长期保存（PDF/A-2a）\n"
        "metadata.xml     元数据（DA/T 46）\n"
        "volume.json      卷内目录，供程序读取\n"
        "facts/           每一条记录的原始字节（.json）、在公开日志中的存在证明（.proof）\n"
        "                 和承诺值的盐（.salt，只有不公开的记录才有）\n"
        "files/           附件原件，文件夹名是 SHA-256 摘要\n"
        "../manifest-*    每个文件的 SHA-512、SM3 摘要（BagIt 1.0）\n\n"
        "检测：gongkai-volume 案卷包 --key 日志核验公钥\n"
    ).encode()
