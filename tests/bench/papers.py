"""(l) Disclosures on paper: a poster and a notice as PDF/A, warm, each with a text of its own."""

from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from msgspec.structs import replace

from services.publishing.domain.paper_words import PAPERS, PaperKind
from services.publishing.gateways.press import PaperText, Press
from services.publishing.handlers.papers import code_of
from tests.bench.measure import Line

SECTION = "On paper (海报、公告)"
PROMISED = 0.1  # seconds of a poster, warm
ROUNDS = 15
AT = datetime(2026, 9, 24, 1, tzinfo=UTC)
LINE = "本季应缴党费1095.00元，实缴1095.00元，逐笔登记，无欠缴；经支部委员会审核，现予公开。"
ADDRESS = "http://127.0.0.1:8800/items/11111111-1111-4111-8111-111111111111"
TEXT = PaperText(
    name="党务公开公告",
    title="第三季度党费收缴情况",
    unit="青岚县委编办",
    scope="社会公开",
    limit="定期公开",
    until="不设截止日期",
    number="编号 11111111",
    version=1,
    paragraphs=(LINE,) * 12,
    explanation="",
    date="2026年9月24日",
    year=2026,
    month=9,
    day=24,
    address=ADDRESS,
    qr=code_of(ADDRESS),
    log="第 12 条",
    leaf="ab" * 32,
)


def run(postgres):
    """Return a line for each kind of paper, and one for the first of all."""
    del postgres
    press = Press()
    first = _timed(press, PaperKind.POSTER, 0)
    lines = [_line(press, kind) for kind in (PaperKind.POSTER, PaperKind.NOTICE)]
    return [*lines, Line(SECTION, "the first one, fonts and all", f"{first * 1000:.0f} ms")]


def _line(press, kind):
    warm = median(_timed(press, kind, n) for n in range(1, ROUNDS + 1))
    told = f"{PAPERS[kind]}, PDF/A-2a and UA-1"
    return Line(SECTION, told, f"{warm * 1000:.0f} ms", target="< 100 ms", holds=warm < PROMISED)


def _timed(press, kind, number):
    mine = tuple(f"{n}. {number} {each}" for n, each in enumerate(TEXT.paragraphs))
    text = replace(TEXT, title=f"{TEXT.title}之{number}", paragraphs=mine)
    begun = perf_counter()
    press.pdf(kind, text, AT)
    return perf_counter() - begun
