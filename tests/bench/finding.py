"""python -m tests.bench --only finding — 200,000 publications: searched, listed, over HTTP.

Facts are folded through the real views in bulk; pages are asked for at the real doors by a
citizen. Beside them stands what a database does by itself: LIKE over the same rows. The queries
are labelled by looking through every text: what is found must be exactly that.
"""

import asyncio
import gc
import random
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter, process_time
from urllib.parse import quote
from uuid import UUID, uuid5

from msgspec import json
from msgspec.structs import replace

from services.publishing.app import application_of, service_of
from services.publishing.domain.display_words import DisplayEnded
from services.publishing.views import portal
from shared.clock import Clock
from shared.seek import plain, sought
from shared.settings import Settings
from tests.bench.county import HEADS, Book
from tests.bench.county import name as name_of
from tests.bench.county import unit as unit_of
from tests.bench.doors import _served
from tests.bench.measure import Line, alone, folder
from tests.publishing.examples import ITEM, PUBLIC, REGISTERED

SPACE = UUID(int=0xF1)
START = datetime(2023, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 15, 2, tzinfo=UTC)
MOST = 50  # milliseconds
PHRASES = (
    *("应缴党费的党员共有", "本季度收缴情况如下", "经支部委员会讨论决定", "发展对象培养考察"),
    *("换届选举结果公示", "民主评议党员工作", "困难党员走访慰问", "主题党日活动安排"),
    *("干部任前公示名单", "巡察整改落实情况", "专项经费使用明细", "工程项目招标采购"),
    *("惠民补贴发放标准", "议事规则修订说明", "党组织关系转接办理", "意见建议办理结果"),
    *("责任清单逐项对照", "财务收支审计结论", "评优评先推荐对象", "年度工作报告摘要"),
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英䶮𠮷喆玥堃垚犇翀"
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
WORDS = {
    "2 characters": "党费 收缴 换届 公示 明细 采购 慰问 审计 补贴 议事",
    "3 characters": "任前公 党员工 委员会 主题党 整改落 转接办 清单逐 对照财",
    "4 characters": "换届选举 任前公示 民主评议 惠民补贴 工程项目 评优评先 主题党日",
    "1 character": "党 补 䶮",
}


def run(_postgres, *, publications=200_000, units=2_000, rounds=3):
    """Return the lines of search and of lists."""
    with folder() as home:
        house = service_of(Settings(home=home, secret=b"s" * 32), Clock(source=lambda: NOW))
        app, began = application_of(house), perf_counter()
        with _served(app) as port:
            book = Book(house.views, "publishing")
            texts = _fill(book, publications, units)
            loaded = perf_counter() - began
            _end(book, publications, publications // 20, units)
            section = f"{publications:,} publications of {units:,} units (publishing)"
            queries = _labelled(texts)
            gc.freeze()  # what the bench itself holds is not the house's to look through
            found, right = asyncio.run(_searched(port, queries, rounds))
            listed = asyncio.run(_listed(port, units, rounds * 20))
            former = _former(house.views)
        return [
            alone(section, "loading, folded through the real views", loaded, "s"),
            _right(section, right),
            *(_line(section, f"search page, {kind}", each, former) for kind, each in found.items()),
            *(_line(section, what, each, former) for what, each in listed.items()),
        ]


# ── a county's publications ──────────────────────────────────────────────────────────────────


def _fill(book, publications, units):
    dice, texts = random.Random(5), []
    step = (NOW - START) / (publications + 1)
    for n in range(publications):
        at = START + step * n
        texts += [_publish(book, n, n * 7 % units, at, dice)]
    book.fold()
    return texts


def _end(book, first, number, units):
    """Let some more have been displayed for a month of the first year."""
    dice = random.Random(7)
    for n in range(first, first + number):
        at = START + timedelta(minutes=n % 10_000)
        _publish(book, n, n * 7 % units, at, dice, duration_days=30)
        over = DisplayEnded(
            unit=unit_of(n * 7 % units),
            item_id=ITEM.item_id,
            disclosure_id=str(uuid5(SPACE, str(n))),
            version=1,
            last_day=(at + timedelta(days=30)).date(),
            ended_on=(at + timedelta(days=32)).date(),
        )
        book.write(over, uuid5(SPACE, f"display {n}"), 1, at + timedelta(days=32))
    book.fold()


def _publish(book, n, unit, at, dice, duration_days=None):
    head = HEADS[dice.randrange(len(HEADS))]
    who = dice.choice(FAMILY) + "".join(dice.choices(GIVEN, k=dice.randint(1, 2)))
    item = replace(
        ITEM, unit=unit_of(unit), unit_name=name_of(unit), level1=head, level2=f"{head}情况"
    )
    title = f"{dice.choice(PHRASES)}（第{n}件）"
    amount, rest = dice.randint(1_000, 99_999), "".join(dice.choices(PHRASES, k=4))
    basis = f"依据青组发〔{at.year}〕{n % 997}号文件"
    content = f"{rest}。\n经办人：{who}。{basis}，金额{amount:,}.00元。"
    shown = {"duration_days": duration_days}
    plan = replace(REGISTERED.plan, title=title, content=content, **shown)
    stream = uuid5(SPACE, str(n))
    told = {"unit": item.unit, "item_id": item.item_id}
    book.write(replace(REGISTERED, item=item, plan=plan, **told), stream, 1, at)
    named = {"unit_name": item.unit_name, "level1": head, "level2": item.level2}
    told |= {"opened_on": (at + timedelta(hours=8)).date()}
    opened = replace(PUBLIC, title=title, content=content, **told, **named, **shown)
    book.write(opened, stream, 2, at + timedelta(seconds=1))
    return plain(f"{title}\n{content}\n{item.unit_name}\n{item.level3}")


def _labelled(texts):
    """Return each query with the numbers of the texts in which it stands, by kind."""
    dice, kinds = random.Random(6), {kind: words.split() for kind, words in WORDS.items()}
    some = dice.sample(texts, 60)
    kinds["names"] = [each.partition("经办人:")[2].partition("。")[0] for each in some[:20]]
    kinds["amounts"] = [each.partition("金额")[2].partition(".")[0] for each in some[20:40]]
    kinds["document numbers"] = [
        each.partition("依据")[2].partition("文件")[0] for each in some[40:]
    ]
    return {
        kind: [(word, _holding(texts, word)) for word in words] for kind, words in kinds.items()
    }


def _holding(texts, word):
    [wanted] = sought(word)
    return [n for n, text in enumerate(texts) if wanted in text]


# ── asking ───────────────────────────────────────────────────────────────────────────────────


async def _searched(port, queries, rounds):
    """Return the seconds of each kind, and how many queries found all and nothing else."""
    line = await asyncio.open_connection("127.0.0.1", port)
    seconds, right, asked = {kind: [] for kind in queries}, 0, 0
    for labelled in queries.values():
        for word, numbers in labelled:
            told = json.decode(await _read(line, f"/api/disclosures?q={quote(word)}"))
            newest = [str(uuid5(SPACE, str(n))) for n in reversed(numbers[-20:])]
            exact = [each["disclosure_id"] for each in told["disclosures"]] == newest
            right, asked = right + (exact and told["total"] == len(numbers)), asked + 1
    await _read(line, "/search?q=a", "text/html")  # the first one compiles templates
    for _ in range(rounds):
        for kind, labelled in queries.items():
            for word, _ in labelled:
                seconds[kind].append(await _timed(line, f"/search?q={quote(word)}"))
    line[1].close()
    return seconds, (right, asked)


async def _listed(port, units, rounds):
    line, dice = await asyncio.open_connection("127.0.0.1", port), random.Random(8)
    seconds = {"list of a class": [], "list of a unit": [], "page 500 of a class": []}
    seconds |= {"list of a unit's class in a year": [], "one page of everything (API)": []}
    seconds["searched among what is no longer displayed"] = []
    await _read(line, "/?page=2", "text/html")
    await _read(line, "/expired", "text/html")
    for _ in range(rounds):
        head, unit = quote(dice.choice(HEADS)), unit_of(dice.randrange(units))
        paths = (
            f"/?level1={head}",
            f"/?unit={unit}",
            f"/?level1={head}&page=500",
            f"/?unit={unit}&level1={head}&time=2025",
            f"/api/disclosures?page={dice.randint(1, 1_000)}",
            f"/expired?q={quote(dice.choice(PHRASES)[:4])}",
        )
        for what, path in zip(seconds, paths, strict=True):
            seconds[what].append(await _timed(line, path))
    line[1].close()
    return seconds


async def _timed(line, path):
    """Return the seconds of a page, and those that the processor worked for it."""
    began, worked = perf_counter(), process_time()
    await _read(line, path, "text/html")
    return perf_counter() - began, process_time() - worked


async def _read(line, path, accept="application/json"):
    reader, writer = line
    writer.write(f"GET {path} HTTP/1.1\r\nhost: bench\r\naccept: {accept}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(each.split(b":")[1])
        for each in head.lower().split(b"\r\n")
        if each.startswith(b"content-length")
    )
    body = await reader.readexactly(length)
    if not head.startswith(b"HTTP/1.1 200"):
        raise AssertionError(path + head.decode() + body.decode())
    return body


def _former(views):
    """Return what one question costs a database that looks through the rows themselves."""
    c, seconds = portal.c, []
    for word in WORDS["2 characters"].split()[:5]:
        began = perf_counter()
        where = c.title.contains(word) | c.content.contains(word)
        views.select(portal, where, order=[c.shown_at.desc()], limit=20)
        views.count(portal, where)
        seconds.append(perf_counter() - began)
    return median(seconds) * 1_000


def _right(section, right):
    exact, asked = right
    what = f"{asked} labelled queries, each found exactly (recall and precision)"
    shown = f"{exact / asked:.3f}"
    return Line(section, what, shown, target="1.0", holds=exact == asked)


def _line(section, what, seconds, former):
    (middle, p99), (_, worked) = (_spread(each) for each in zip(*seconds, strict=True))
    shown = f"p50 {middle:.1f} ms · p99 {p99:.1f} ms · processor p99 {worked:.1f} ms"
    yardstick = f"LIKE over the rows {former:,.0f} ms"
    ratio = f"{former / p99:.1f}×"
    return Line(section, what, shown, yardstick, ratio, f"< {MOST} ms", p99 < MOST)


def _spread(seconds):
    """Return the median and the slowest of a hundred, in milliseconds."""
    ordered = sorted(seconds)
    slow = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    return median(ordered) * 1_000, slow * 1_000
