"""历史文件 — all facts as Parquet files, and questions in SQL that can only read them.

Segments that are full are written once. The same files serve any engine that reads Parquet.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from subprocess import TimeoutExpired, run
from threading import Lock
from typing import Any, Final

from msgspec import DecodeError, Raw, Struct, convert, json

from services.archive.domain.entry import Fact
from services.archive.gateways.ledger import Ledger
from shared.decider import InvalidError, RejectedError

ASKING: Final = Path(__file__).with_name("asking.py")
SEGMENT: Final = 50_000  # facts in one file
PAGE: Final = 5_000
SECONDS: Final = 10.0
ROWS: Final = 1_000
PATIENCE: Final = 5.0  # seconds that a question waits for the one before
COLUMNS: Final = {
    "entry": "BIGINT",
    "service": "VARCHAR",
    "position": "BIGINT",
    "tag": "VARCHAR",
    "stream_id": "VARCHAR",
    "version": "INTEGER",
    "story": "VARCHAR",
    "filed_at": "VARCHAR",
    "actor": "VARCHAR",
    "unit": "VARCHAR",
    "post": "VARCHAR",
    "event": "VARCHAR",
}
_SELECTED: Final = (
    "* REPLACE (timezone('Asia/Shanghai', CAST(nullif(filed_at, '') AS TIMESTAMPTZ)) AS filed_at,"
    " CAST(nullif(event, '') AS JSON) AS event)"
)


class NoEngineError(RejectedError):
    """本机没有安装查询引擎，不能导出和查询历史；请管理员安装 gongkai[audit]（duckdb）。"""

    status = 503


class NotOneQuestionError(InvalidError):
    """一次只能写一条查询语句（sql），而且只能查询（SELECT），不能修改、导出或者设置。"""


class WrongQuestionError(InvalidError):
    """查询语句（sql）不能执行。"""

    @property
    def sentence(self) -> str:
        """Say what the engine found wrong."""
        return f"查询语句（sql）不能执行：{self.args[0]}"


class TooSlowError(RejectedError):
    """查询超过 10 秒，已经停止；请缩小范围，例如限定日期（filed_at）或者种类（tag）。"""


class QuestionWaitsError(RejectedError):
    """另一个查询正在进行，请稍后再试。"""

    status = 503


class Answer(Struct, frozen=True, kw_only=True):
    """查询结果 — at most ``ROWS`` rows; ``more`` tells whether there would be others."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: bool


class _By(Struct, frozen=True):
    actor: str = ""
    unit: str = ""
    post: str = ""


class _Body(Struct, frozen=True):
    version: int
    cause: _By
    event: Raw


_body: Final = json.Decoder(_Body)
Rows = Sequence[tuple[str, ...]]


class History:
    """历史 — follows the ledger; one question at a time."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self._ledger, self._folder = ledger, folder
        self._one_at_a_time = Lock()

    def export(self) -> list[Path]:
        """Write what the ledger has beyond the files; return all files, oldest first.

        Raises:
            NoEngineError: duckdb is not installed.

        """
        engine, size = _engine(), self._ledger.size
        self._folder.mkdir(parents=True, exist_ok=True)
        wanted = [_name(first, min(first + SEGMENT, size)) for first in range(0, size, SEGMENT)]
        for number, name in enumerate(wanted):
            if not (self._folder / name).exists():
                self._write(engine, number * SEGMENT, name)
        for each in self._folder.glob("facts-*.parquet"):
            if each.name not in wanted:
                each.unlink()
        return [self._folder / name for name in wanted]

    def ask(self, sql: str, words: Mapping[str, Rows]) -> Answer:
        """Answer one question; it can read the facts and these words, and nothing else.

        Args:
            sql: one SELECT over ``facts`` and the tables of words.
            words: small tables by name, the first row of each their columns.

        Raises:
            NotOneQuestionError, WrongQuestionError, TooSlowError, QuestionWaitsError,
            NoEngineError: why there is no answer.

        """
        _engine()
        if not self._one_at_a_time.acquire(timeout=PATIENCE):
            raise QuestionWaitsError
        try:
            files = [str(each) for each in self.export()]
            return _answered({"sql": sql, "rows": ROWS, "files": files, "words": words})
        finally:
            self._one_at_a_time.release()

    def _write(self, engine: Any, first: int, name: str) -> None:
        lines, fresh = self._folder / ".lines.ndjson", self._folder / ".fresh.parquet"
        last = int(name.removesuffix(".parquet").rpartition("-")[2])
        with lines.open("wb") as out:
            for each in self._facts(first, last):
                out.write(_line(each) + b"\n")
        columns = ", ".join(f"{column}: '{kind}'" for column, kind in COLUMNS.items())
        source = f"read_json({_text(lines)}, format='newline_delimited', columns={{{columns}}})"
        with engine.connect() as connection:
            connection.execute(
                f"COPY (SELECT {_SELECTED} FROM {source}) TO {_text(fresh)}"  # noqa: S608 — ours
                " (FORMAT parquet, COMPRESSION zstd)"
            )
        lines.unlink()
        fresh.rename(self._folder / name)

    def _facts(self, first: int, end: int) -> Iterator[Fact]:
        while first < end:
            found = self._ledger.facts(first, min(PAGE, end - first))
            yield from found
            first += len(found)


def _engine() -> Any:
    try:
        return import_module("duckdb")
    except ImportError as error:
        raise NoEngineError from error


def _name(first: int, end: int) -> str:
    return f"facts-{first:012d}-{end:012d}.parquet"


def _line(fact: Fact) -> bytes:
    try:
        body = _body.decode(fact.body)
    except DecodeError:  # shown without its content
        body = _Body(0, _By(), Raw(b""))
    told = {
        "entry": fact.index,
        "service": fact.service,
        "position": fact.position,
        "tag": fact.tag,
        "stream_id": fact.stream_id,
        "version": body.version,
        "story": fact.story,
        "filed_at": fact.at,
        "actor": body.cause.actor,
        "unit": body.cause.unit,
        "post": body.cause.post,
        "event": bytes(body.event).decode(),
    }
    return json.encode(told)


def _answered(asked: Mapping[str, Any]) -> Answer:
    """Put the question in a process of its own: nothing else stops whatever it does."""
    try:
        ended = run(  # noqa: S603 — our own program; the question comes in as data
            [sys.executable, "-I", str(ASKING)],
            input=json.encode(asked),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except TimeoutExpired as error:
        raise TooSlowError from error
    if ended.returncode:
        raise WrongQuestionError("占用的内存太多，已经停止", field="sql")
    told = json.decode(ended.stdout)
    if told.get("refused") == NotOneQuestionError.__name__:
        raise NotOneQuestionError(field="sql")
    if "refused" in told:
        raise WrongQuestionError(told["reason"], field="sql")
    return convert(told, Answer)


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
