"""复算 — folds history again through the deciders and compares with the sealed states.

Reads the archive's ledger, writes nothing. The first pass only folds, and digests what each
sealed segment has touched. Where a segment differs it is folded a second time, fact by fact,
beside the marks in its seal: so the first fact is found whose body or whose effect is another.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib import import_module
from time import monotonic
from typing import Any, Final, NamedTuple

import click
from msgspec import Struct, ValidationError
from msgspec import json as mjson

from deploy import words
from services.archive.verify import sources
from services.archive.verify.report import (
    CheckError,
    DivergenceError,
    Finding,
    IncompleteError,
    Outcome,
)
from shared.foldings import foldings_of
from shared.states import (
    MARK,
    UNMARKED,
    Folder,
    FoldError,
    Foldings,
    SealedKind,
    Sealing,
    kinds_of,
    sealed,
    shapes_of,
)

SENTENCES: Final = {
    Outcome.PASSED: "复算通过：全部事实重新推演一遍，状态与封存的完全一致。",
    Outcome.DIVERGED: "复算不通过：重新推演的状态与封存的不一致。",
    Outcome.INCOMPLETE: "复算未完成：没有可以对照的封存，或者有数据缺失、无法读取。",
    Outcome.INTERRUPTED: "复算被中断：尚未推演完，不能作出结论。",
}
_NEVER: Final = 2**63
OFTEN: Final = 20_000  # facts between two words about progress

Lines = Mapping[str, list[bytes]]
Progress = Callable[[int, int], None]


@dataclass
class Replayed:
    """复算报告 — ``sealed``: up to which position of each service its states were compared.

    ``unlike`` names kinds whose states have another shape than when they were sealed: they
    were folded, but only the version of the program that sealed them can compare them.
    """

    outcome: Outcome = Outcome.INCOMPLETE
    facts: int = 0
    seals: int = 0
    services: dict[str, int] = field(default_factory=dict)
    sealed: dict[str, int] = field(default_factory=dict)
    unlike: list[str] = field(default_factory=list)
    first: Finding | None = None
    seconds: float = 0.0

    @property
    def sentence(self) -> str:
        """Return the conclusion as a person reads it."""
        return SENTENCES[self.outcome]

    def as_json(self) -> str:
        """Return the report for programs."""
        told: dict[str, Any] = asdict(self)
        told |= {"outcome": self.outcome.name.lower(), "sentence": self.sentence}
        return json.dumps(told, ensure_ascii=False, indent=2)


class _Seal(Struct):
    class _Event(Struct):
        first: int
        last: int
        kinds: tuple[SealedKind, ...]

    event: _Event


class _Whole(Struct):
    event: Sealing


class Ground(NamedTuple):
    """What one process must know: whose history, cut where, and which share of it is its own."""

    url: str
    ends: Mapping[str, Sequence[int]]
    share: int = 0
    shares: int = 1


class Pass(NamedTuple):
    """One process's result: lines by service and number of the segment."""

    lines: dict[str, list[Lines]]
    facts: int


def replay(url: str, *, processes: int = 1, report: Progress = lambda _, __: None) -> Replayed:
    """Fold the whole history again. Never raises for what it finds.

    Args:
        url: the archive's ledger (sqlite:///… or postgresql://…).
        processes: how many work at it, each on its own share of the streams.
        report: told how many of how many facts have been folded.

    """
    began, told = monotonic(), Replayed()
    try:
        _replay(url, processes, report, told)
        told.outcome = Outcome.PASSED if told.seals else Outcome.INCOMPLETE
    except CheckError as error:
        told.outcome, told.first = error.outcome, error.finding
    except KeyboardInterrupt:
        told.outcome = Outcome.INTERRUPTED
    told.seconds = round(monotonic() - began, 3)
    return told


@contextmanager
def bar(*, hidden: bool) -> Iterator[Progress]:
    """Show a bar that fills as facts are folded."""
    with click.progressbar(length=1, label="复算", hidden=hidden) as shown:

        def tell(done: int, total: int) -> None:
            shown.length = total
            shown.update(done - shown.pos)

        yield tell


def in_words(told: Replayed) -> Iterator[str]:
    """Yield the report as a person reads it."""
    yield told.sentence
    if told.first:
        yield f"首个问题：{told.first}"
    yield f"推演事实 {told.facts} 条，对照封存 {told.seals} 次，用时 {told.seconds} 秒"
    for service, last in sorted(told.services.items()):
        through = told.sealed.get(service, 0)
        yield f"  {service}：共 {last} 条，" + (
            f"对照至第 {through} 条" if through else "还没有封存"
        )
    if told.unlike:
        yield f"  状态结构已随程序改变、要用封存时的版本对照：{'、'.join(told.unlike)}"


def _replay(url: str, processes: int, report: Progress, told: Replayed) -> None:
    seals = {name: list(_seals(url, name)) for name in words.names()}
    ends = {name: [each.last for each in found] for name, found in seals.items()}
    told.services = _lasts(url)
    passes = _passes(Ground(url, ends), processes, report)
    told.facts = sum(each.facts for each in passes)
    found = [
        finding
        for name, known in seals.items()
        if (finding := _compared(url, name, known, [each.lines[name] for each in passes], told))
    ]
    if found:
        raise DivergenceError(**asdict(min(found, key=lambda each: each.index)))


def _seals(url: str, service: str) -> Iterator[_Seal._Event]:
    """Yield a service's seals without their marks, each beginning where the last one ended."""
    expected = 1
    for position, body, index in sources.tagged(url, f"{service}.states.sealed.v1"):
        try:
            found = mjson.decode(body, type=_Seal).event
        except ValidationError as error:
            raise DivergenceError(
                "封存无法读取", index=index, service=service, position=position
            ) from error
        if found.first != expected or not expected <= found.last < position:
            raise DivergenceError("封存不相接", index=index, service=service, position=position)
        expected = found.last + 1
        yield found


def _lasts(url: str) -> dict[str, int]:
    """Return the last position of each service; there must be as many facts as that."""
    lasts = {}
    for service, count, last in sources.counts(url):
        if count != last:
            raise DivergenceError("位置不连续，有事实缺失", service=service)
        lasts[service] = last
    return lasts


def _passes(ground: Ground, processes: int, report: Progress) -> list[Pass]:
    if processes == 1:
        return [_pass(ground, report)]
    shares = [ground._replace(share=each, shares=processes) for each in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(_pass, shares))


def _pass(ground: Ground, report: Progress | None = None) -> Pass:
    """Fold one share of all streams."""
    collecting = gc.isenabled()
    gc.disable()  # half of the time otherwise
    try:
        return _folded(ground, report)
    finally:
        if collecting:
            gc.enable()


def _folded(ground: Ground, report: Progress | None) -> Pass:
    total = sources.size(ground.url) if report else 0
    benches = {name: _Bench(name, ground) for name in words.names()}
    facts = 0
    for entry, service, position, stream, tag, body in sources.history(ground.url, *_mine(ground)):
        bench = benches[service]
        while position > bench.end:
            bench.cut()
        try:
            bench.take(stream, tag, body)
        except FoldError as error:
            raise DivergenceError(
                f"事实无法推演：{error}", index=entry, service=service, position=position
            ) from error
        facts += 1
        if report and not facts % OFTEN:
            report(entry, total)
    for bench in benches.values():
        bench.finish()
    return Pass({name: bench.lines for name, bench in benches.items()}, facts)


def _mine(ground: Ground) -> tuple[str, str]:
    """Return the first name of a stream in a share and that of the next: names are random."""
    first, last = (f"{16 * each // ground.shares:x}" for each in (ground.share, ground.share + 1))
    until = sources.LAST if ground.share + 1 == ground.shares else last
    return first if ground.share else "", until


class _Bench:
    """One service's history under work."""

    def __init__(self, service: str, ground: Ground) -> None:
        self._ends = iter(ground.ends[service])
        self.end: int = next(self._ends, _NEVER)
        self.lines: list[Lines] = []
        self._folder = _folder(ground.url, service)
        self.take = self._folder.take

    def cut(self) -> None:
        """The next segment begins."""
        self.lines.append(self._folder.lines())
        self.end = next(self._ends, _NEVER)

    def finish(self) -> None:
        """The history ends: nothing more comes for the segments that are left."""
        while self.end < _NEVER:
            self.cut()


def _folder(url: str, service: str) -> Folder:
    def before(stream: str, version: int) -> Iterable[bytes]:
        return sources.stream(url, service, stream, version)

    return Folder(*study(service), before)


@cache
def study(service: str) -> tuple[Foldings, Any]:
    """Return how a service's facts are folded, and their shapes."""
    domain = import_module(f"services.{service}.domain")
    events = import_module(f"services.{service}.domain.events").Event
    return foldings_of(domain, events), events


def _compared(
    url: str,
    service: str,
    seals: Sequence[_Seal._Event],
    shares: Sequence[Sequence[Lines]],
    told: Replayed,
) -> Finding | None:
    """Compare all segments of a service; describe the first that differs."""
    shapes = shapes_of(study(service)[0])
    for known, parts in zip(seals, zip(*shares, strict=True), strict=True):
        ours = {each.name: each for each in kinds_of(_merged(parts), shapes)}
        theirs = {each.name: each for each in known.kinds}
        unlike = {name for name, each in theirs.items() if each.shape != shapes.get(name)}
        told.unlike += sorted({f"{service}.{each}" for each in unlike} - {*told.unlike})
        if any(ours.get(name) != theirs.get(name) for name in {*ours, *theirs} - unlike):
            return _altered(url, service, known) or _turned(url, service, known, unlike)
        if unlike and (finding := _altered(url, service, known)):
            return finding
        told.seals += 1
        told.sealed[service] = known.last
    return None


def _merged(parts: Iterable[Lines]) -> dict[str, list[bytes]]:
    found: dict[str, list[bytes]] = {}
    for part in parts:
        for name, lines in part.items():
            found.setdefault(name, []).extend(lines)
    return found


def _altered(url: str, service: str, known: _Seal._Event) -> Finding | None:
    """Return the first fact of a segment that is not what it was."""
    theirs = _marks(url, service, known.first)
    rows = sources.segment(url, service, known.first, known.last)
    for row, its in zip(rows, theirs, strict=False):
        if sha256(row[-1]).digest()[:MARK] != its[0]:
            return _at(row, service, "事实与封存时不同")
    return None


def _turned(url: str, service: str, known: _Seal._Event, unlike: set[str]) -> Finding:
    """Fold a segment again, and return the first fact that has come to another state."""
    theirs = _marks(url, service, known.first)
    rows = list(sources.segment(url, service, known.first, known.last))
    facts = [row[1:] for row in rows]
    folder = _folder(url, service)
    ours = sealed(folder, shapes_of(study(service)[0]), facts).pairs
    for row, (_, mine), (_, its) in zip(rows, ours, theirs, strict=False):
        large = UNMARKED in {mine, its}
        if mine != its and not large and folder.kind(row[2]) not in unlike:
            return _at(row, service, "同样的事实得出了不同的状态")
    reason = f"第 {known.first} 至 {known.last} 条事实得出了不同的状态（状态较大，不能再细分）"
    return _at(rows[0], service, reason)


def _marks(url: str, service: str, first: int) -> list[tuple[bytes, bytes]]:
    for _, body, _ in sources.tagged(url, f"{service}.states.sealed.v1"):
        found = mjson.decode(body, type=_Whole).event
        if found.first == first:
            return found.pairs
    raise IncompleteError("封存缺失", service=service, position=first)


def _at(row: tuple[Any, ...], service: str, reason: str) -> Finding:
    entry, position, *_ = row
    return Finding(reason, index=entry, service=service, position=position)
