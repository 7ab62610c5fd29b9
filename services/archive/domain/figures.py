"""考核指标 — figures of a unit in a span of days: whole numbers, and each case behind them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

FEW: Final = 15  # cases of a figure that a self-check names
HUNDRED: Final = 100  # points and shares are told in hundredths, so that nothing is rounded twice


class Item(Struct, frozen=True, kw_only=True):
    """目录事项 — to be disclosed from ``since`` until ``until``; ``fact``: its place in the log."""

    id: str
    fact: int = -1
    unit: str
    title: str
    since: date
    until: date | None = None

    def active(self, day: date) -> bool:
        """Tell whether the entry is in effect on a day (S0 一)."""
        return self.since <= day and (self.until is None or day < self.until)


class Shown(Struct, frozen=True, kw_only=True):
    """公开 — of one item, from when to when."""

    id: str
    item: str = ""
    opened: date | None = None
    ended: date | None = None

    def live(self, day: date) -> bool:
        """Tell whether it is shown on a day."""
        begun = self.opened is not None and self.opened <= day
        return begun and (self.ended is None or day < self.ended)


class Duty(Struct, frozen=True, kw_only=True):
    """公开义务 — ``done`` is the day on which it was fulfilled."""

    id: str
    item: str = ""
    unit: str
    title: str
    due: date
    done: date | None = None
    excused: bool = False


class Opinion(Struct, frozen=True, kw_only=True):
    """意见 — with the day on which it was first replied to; ``lapsed``: due before that."""

    id: str
    unit: str
    title: str
    received: date
    replied: date | None = None
    lapsed: date | None = None


class Order(Struct, frozen=True, kw_only=True):
    """整改 — to be done by a day; ``reported`` is when it was last reported as done."""

    id: str
    unit: str
    task: str
    ordered: date
    due: date
    reported: date | None = None
    passed: bool = False


class Act(Struct, frozen=True, kw_only=True):
    """一次行使权利 — somebody read, or a supervisor filed what was found."""

    id: str
    unit: str
    day: date


class Book(Struct, frozen=True, kw_only=True):
    """账册 — all that indicators count, as facts on record tell it."""

    items: tuple[Item, ...] = ()
    shown: tuple[Shown, ...] = ()
    duties: tuple[Duty, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    orders: tuple[Order, ...] = ()
    readings: tuple[Act, ...] = ()
    findings: tuple[Act, ...] = ()


class Span(Struct, frozen=True, kw_only=True):
    """统计期 — from a day to a day, both included."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


class Case(Struct, frozen=True, kw_only=True):
    """一件 — one thing that was counted; ``good`` tells whether it counts for the unit.

    ``fact`` is the place of its fact in the log where it has no story of its own, else -1.
    """

    id: str
    title: str
    day: date
    good: bool
    word: str
    fact: int = -1


Cases = Iterator[Case]
Count = Callable[[Book, str, Span], Cases]


class Right(Enum):
    """权利 — of members (S3 一(二))."""

    KNOW = "知情权"
    TAKE_PART = "参与权"
    SUPERVISE = "监督权"


class Indicator(Struct, frozen=True, kw_only=True):
    """指标 — its name, how it is reckoned in words, which right it serves, and the counting."""

    name: str
    formula: str
    right: Right
    count: Count


class Figure(Struct, frozen=True, kw_only=True):
    """数字 — so many of so many; every case is kept."""

    name: str
    formula: str
    right: str
    good: int
    of: int
    cases: tuple[Case, ...]

    @property
    def share(self) -> str:
        """Return the share in percent, two digits, rounded down; a dash if nothing was due."""
        return hundredths(HUNDRED * HUNDRED * self.good // self.of) + "%" if self.of else "—"

    @property
    def lost(self) -> tuple[Case, ...]:
        """Return what was late or is missing."""
        return tuple(each for each in self.cases if not each.good)


def hundredths(number: int) -> str:
    """Return hundredths as people write them: 7512 is 75.12."""
    return f"{number // HUNDRED}.{number % HUNDRED:02d}"


def _coverage(book: Book, unit: str, span: Span) -> Cases:
    live = {each.item for each in book.shown if each.live(span.last)}
    for each in book.items:
        if unit in {"", each.unit} and each.active(span.last):
            good = each.id in live
            word = "正在公开" if good else "没有正在公开的内容"
            yield Case(
                id=each.id,
                title=each.title,
                day=each.since,
                good=good,
                word=word,
                fact=each.fact,
            )


def _on_time(book: Book, unit: str, span: Span) -> Cases:
    for each in book.duties:
        if unit in {"", each.unit} and span.holds(each.due) and not each.excused:
            good = each.done is not None and each.done <= each.due
            word = "按时公开" if good else "逾期后公开" if each.done else "没有公开"
            yield Case(id=each.id, title=each.title, day=each.due, good=good, word=word)


def _replies(book: Book, unit: str, span: Span) -> Cases:
    for each in book.opinions:
        if unit in {"", each.unit} and span.holds(each.received):
            good = each.replied is not None and each.lapsed is None
            word = "按期答复" if good else "逾期答复" if each.replied else "没有答复"
            yield Case(id=each.id, title=each.title, day=each.received, good=good, word=word)


def _orders(book: Book, unit: str, span: Span) -> Cases:
    for each in book.orders:
        if unit in {"", each.unit} and span.holds(each.due):
            done = each.reported if each.passed else None
            good = done is not None and done <= each.due
            word = "按期整改" if good else "逾期整改" if done else "没有整改到位"
            yield Case(id=each.id, title=each.task, day=each.due, good=good, word=word)


def _readings(book: Book, unit: str, span: Span) -> Cases:
    return _acts(book.readings, unit, span, "查阅")


def _findings(book: Book, unit: str, span: Span) -> Cases:
    return _acts(book.findings, unit, span, "监督检查结论")


def _acts(acts: tuple[Act, ...], unit: str, span: Span, word: str) -> Cases:
    for each in acts:
        if unit in {"", each.unit} and span.holds(each.day):
            yield Case(id=each.id, title=word, day=each.day, good=True, word="已登记")


COMPUTED: Final = (
    Indicator(
        name="公开覆盖",
        formula="期末已经生效的目录事项中，正在公开的件数 ÷ 期末已经生效的目录事项件数",
        right=Right.KNOW,
        count=_coverage,
    ),
    Indicator(
        name="按时公开",
        formula="期内到期的公开义务中，按时公开的件数 ÷ 期内到期的公开义务件数（已免除的不计）",
        right=Right.KNOW,
        count=_on_time,
    ),
    Indicator(
        name="意见答复",
        formula="期内收到的意见中，按期答复的件数 ÷ 期内收到的意见件数",
        right=Right.TAKE_PART,
        count=_replies,
    ),
    Indicator(
        name="整改落实",
        formula="期内到期的整改中，按期报告并且验收通过的件数 ÷ 期内到期的整改件数",
        right=Right.SUPERVISE,
        count=_orders,
    ),
)
COUNTED: Final = (
    Indicator(name="查阅次数", formula="期内登记的查阅次数", right=Right.KNOW, count=_readings),
    Indicator(
        name="监督检查",
        formula="期内登记的监督员检查结论件数",
        right=Right.SUPERVISE,
        count=_findings,
    ),
)
ONLY_COUNTED: Final = frozenset(each.name for each in COUNTED)
NAMES: Final = frozenset(each.name for each in COMPUTED)


def figure(indicator: Indicator, book: Book, unit: str, span: Span) -> Figure:
    """Return one figure of a unit (of all units if it is empty)."""
    cases = tuple(sorted(indicator.count(book, unit, span), key=lambda each: (each.day, each.id)))
    return Figure(
        name=indicator.name,
        formula=indicator.formula,
        right=indicator.right.value,
        good=sum(each.good for each in cases),
        of=len(cases),
        cases=cases,
    )


def figures(book: Book, unit: str, span: Span) -> tuple[Figure, ...]:
    """Return every figure that goes into an assessment (S0 六6)."""
    return tuple(figure(each, book, unit, span) for each in COMPUTED)


def self_check(unit: str, span: Span, told: Iterable[Figure]) -> str:
    """Return the text with which a self-check begins (S1 六3); never longer than a paper may be."""
    lines = [f"{unit}党务公开工作自查（{_said(span.first)}至{_said(span.last)}）"]
    for each in told:
        tail = "" if each.name in ONLY_COUNTED else f"，其中合格 {each.good} 件（{each.share}）"
        lines.append(f"{each.name}：共 {each.of} 件{tail}。")
        lost = each.lost[:FEW]
        lines += [f"　　{one.word}：{one.title[:60]}（{_said(one.day)}）" for one in lost]
        rest = len(each.lost) - FEW
        lines += [f"　　另有 {rest} 件。"] if rest > 0 else []
    return "\n".join(lines)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
