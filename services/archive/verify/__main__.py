"""gongkai-verify — the auditor's command."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from signal import SIGTERM, default_int_handler, signal
from sys import exit as leave

import click

from services.archive.verify import sources
from services.archive.verify.check import verify
from services.archive.verify.chinese import speak_chinese
from services.archive.verify.given import key_given, text_of
from services.archive.verify.report import CheckError, Report
from services.archive.verify.walk import Progress, Span

BEIJING = timezone(timedelta(hours=8))

speak_chinese()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("log_dir", type=click.Path(path_type=Path))
@click.option("--key", "vkey", required=True, help="日志的核验公钥（任何一任），或存有公钥的文件。")
@click.option("--ledger", default=None, help="存档总账地址（sqlite:///… 或 postgresql://…）。")
@click.option(
    "--store", "stores", multiple=True, metavar="名称=地址", help="一个服务自己的记录库，可多次。"
)
@click.option("--from", "first", type=click.IntRange(0), default=None, help="只查这个日志序号起。")
@click.option("--to", "last", type=click.IntRange(0), default=None, help="只查到这个日志序号为止。")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="只查这一天起（北京时间）。"
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), default=None, help="只查到这一天止（含当天）。"
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="核验记忆文件：记住上次的检查点；中断后从停处继续。",
)
@click.option("--policy", default=None, help="见证策略文件：哪些见证人必须共同签署。")
@click.option("--sm2", default="", help="国密核验公钥，或存有公钥的文件：检查点必须有它的签名。")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="用几个进程同时核验。"
)
@click.option("--json", "as_json", is_flag=True, help="用 JSON 输出报告。")
@click.option("--quiet", is_flag=True, help="不显示进度。")
def main(  # noqa: PLR0913, PLR0917 — one argument for each option
    log_dir: Path,
    vkey: str,
    ledger: str | None,
    stores: tuple[str, ...],
    first: int | None,
    last: int | None,
    since: datetime | None,
    until: datetime | None,
    state: Path | None,
    policy: str | None,
    sm2: str,
    jobs: int,
    as_json: bool,
    quiet: bool,
) -> None:
    """核验党务公开日志：从条目重新推算全部哈希，与签署的检查点对照。

    退出码：0 通过，1 不一致，2 不完整，3 被中断。
    """
    try:
        span = _span(ledger, (first, last), (since, until))
        witnesses = text_of(Path(policy), "见证策略文件无法读取") if policy else ""
        key, cipher = key_given(vkey), key_given(sm2) if sm2 else ""
    except CheckError as error:
        click.echo(str(error), err=True)
        leave(error.outcome)
    signal(SIGTERM, default_int_handler)
    with _progress(hidden=quiet or as_json) as progress:
        told = verify(
            log_dir,
            key,
            ledger=ledger,
            stores=_named(stores),
            span=span,
            policy=witnesses,
            state=state,
            sm2=cipher,
            jobs=jobs,
            report=progress,
        )
    click.echo(told.as_json() if as_json else _in_words(told))
    leave(told.outcome)


def _named(stores: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in stores]
    for name, mark, _ in pairs:
        if not mark or not name.isidentifier():
            raise click.BadParameter(name, param_hint="--store")
    return {name: url for name, _, url in pairs}


def _span(
    ledger: str | None,
    indexes: tuple[int | None, int | None],
    days: tuple[datetime | None, datetime | None],
) -> Span | None:
    if any(days):
        if ledger is None:
            raise click.UsageError("按日期核验需要给出 --ledger。")
        since = days[0].date() if days[0] else date.min
        until = days[1].date() if days[1] else date(9998, 12, 31)
        if since > until:
            raise click.UsageError("--since 的日期不能晚于 --until 的日期。")
        return sources.between(ledger, _utc(since), _utc(until + timedelta(days=1)))
    if indexes == (None, None):
        return None
    first, last = indexes
    return first or 0, 2**63 if last is None else last


def _utc(day: date) -> str:
    if day == date.min:
        return ""
    moment = datetime.combine(day, time(), BEIJING).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


@contextmanager
def _progress(*, hidden: bool) -> Iterator[Progress]:
    with click.progressbar(length=1, label="核验", hidden=hidden) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell


def _in_words(told: Report) -> str:
    lines = [
        told.sentence,
        f"日志 {told.origin}，共 {told.size} 条，根 {told.root}",
        f"核对检查点 {told.checkpoints} 个，条目 {told.entries} 条，用时 {told.seconds} 秒",
        *([_keys_in_words(told)] if len(told.keys) > 1 else []),
        *([f"最新检查点有国密签名，密钥 {told.sm2}"] if told.sm2 else []),
        *([f"由足够的见证人共同签署至第 {told.cosigned} 条"] if told.cosigned else []),
        *(f"  {service}:至第 {last} 条" for service, last in sorted(told.services.items())),
        *(f"  记录库 {service}:{count} 条一致" for service, count in sorted(told.stores.items())),
    ]
    if told.first:
        lines.insert(1, f"首个问题：{told.first}")
    return "\n".join(lines)


def _keys_in_words(told: Report) -> str:
    terms = [
        f"{key} 签至第 {upto} 条" if upto else f"{key} 现用" for key, upto in told.keys.items()
    ]
    return f"日志密钥 {len(terms)} 把：{'，'.join(terms)}"


if __name__ == "__main__":
    main()
