"""`gongkai` — the operator's command; the Makefile is a short way to it."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click

from deploy.progress import ComplaintError
from services.archive.verify.chinese import speak_chinese
from shared.settings import Settings, SettingsError, settings_of, unread

speak_chinese()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gongkai", message="公开 %(version)s")
def main() -> None:
    """公开:县域党务公开平台。设置用环境变量 GK_*,数据默认在 var/。"""


@main.command()
@click.argument("service", required=False)
@click.option("--no-seed", is_flag=True, help="第一次启动时不载入演示县。")
def run(service: str | None, *, no_seed: bool) -> None:
    """启动全部服务;给出服务名则只启动这一个(接 GK_NATS_URL 指定的 NATS)。"""
    settings = _settings()
    if service:
        _alone(service, settings)
        return
    from deploy.local import house

    house.run(settings, None if no_seed else _seed)


@main.command()
def seed() -> None:
    """向正在运行的系统载入演示县(重复执行不会重复载入)。"""
    import asyncio

    for account in asyncio.run(_seed(_settings(), click.echo)):
        click.echo(f"  {account}")


@main.command()
@click.argument("identity", required=False, default="")
def story(identity: str) -> None:
    """讲述一件事的全过程:给出方案、公开事项、意见或请求的编号;不给则列出最近的事。"""
    from deploy import story as telling

    lines = telling.tell(_settings(), identity) if identity else telling.recent(_settings())
    for line in lines:
        click.echo(line)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def verify(options: tuple[str, ...]) -> None:
    """核验存档日志;可加核验程序的选项,例如 --since 2026-07-01。"""
    from deploy.story import stores
    from services.archive.verify.__main__ import main as auditors

    settings = _settings()
    folder = settings.home / "archive"
    if not (folder / "log").exists():
        raise ComplaintError(f"{folder} 里还没有存档日志;请先执行 make run。")
    ledger = settings.store_url("archive").replace("facts.db", "ledger.db")
    named = [f"--store={name}={url}" for name, url in stores(settings).items()]
    told = ["--key", str(folder / "log.vkey"), "--ledger", ledger, *named, *options]
    auditors.main(args=[*told, str(folder / "log")], prog_name="gongkai verify")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def verifier(file: Path) -> None:
    """把核验程序写成一个文件:装有 Python 3.11 的电脑都能运行,不必安装别的东西。"""
    from services.archive.gateways.program import digest, program

    file.write_bytes(data := program())
    click.echo(f"已写入 {file}。SHA-256(请公布,供取用的人对照):\n{digest(data)}")


@main.command()
@click.option("--processes", type=click.IntRange(1, 16), default=1, help="同时用几个进程。")
@click.option("--json", "as_json", is_flag=True, help="用 JSON 输出报告。")
def replay(processes: int, *, as_json: bool) -> None:
    """把存档的全部事实重新推演一遍,与封存的状态对照,指出第一处不同。

    退出码:0 通过,1 不一致,2 不完整,3 被中断。
    """
    from deploy import replay as again

    ledger = _settings().store_url("archive").replace("facts.db", "ledger.db")
    with again.bar(hidden=as_json or processes > 1) as progress:
        told = again.replay(ledger, processes=processes, report=progress)
    click.echo(told.as_json() if as_json else "\n".join(again.in_words(told)))
    sys.exit(told.outcome)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """把存档的全部事实写成 Parquet 文件,供其他查询引擎使用;再次执行只补写新的。"""
    from services.archive.gateways.history import History
    from services.archive.gateways.ledger import Ledger
    from shared.decider import RejectedError

    ledger = Ledger(_settings().store_url("archive").replace("facts.db", "ledger.db"))
    ledger.open()
    try:
        files = History(ledger, folder).export()
    except RejectedError as refusal:
        raise ComplaintError(refusal.sentence) from refusal
    finally:
        ledger.close()
    click.echo(f"{len(files)} 个文件,{ledger.size} 条事实:{folder}")


@main.command()
@click.option("--check", is_flag=True, help="只检查 docs/facts.md 是否与代码一致。")
@click.option("--golden", is_flag=True, help="为新的事实写下样本文件(已有的绝不改动)。")
def facts(*, check: bool, golden: bool) -> None:
    """由代码生成事实总表 docs/facts.md。"""
    from deploy import facts as telling

    if golden:
        for file in telling.write_golden():
            click.echo(f"已写下 {file.name}")
    _page(telling.PAGE, telling.page(), check=check, how="make facts")


@main.command()
@click.option("--check", is_flag=True, help="只检查 docs/features.md 是否与测试一致。")
def rows(*, check: bool) -> None:
    """列出哪些功能已有测试证明,写入 docs/features.md。"""
    from deploy import rows as telling

    marks = telling.marks()
    if not check:
        click.echo(telling.summary(marks))
    _page(telling.PAGE, telling.page(marks), check=check, how="make rows")


@main.command()
@click.option("--accounts", is_flag=True, help="只打印各账号的 NATS 配置(accounts.conf)。")
def provision(*, accounts: bool) -> None:
    """在 GK_NATS_URL 指定的 NATS 上建立流和消费者(可重复执行)。"""
    import asyncio

    from deploy.nats.accounts import accounts as config
    from deploy.nats.provision import provision as make

    settings = _settings()
    if accounts:
        click.echo(config(settings.home), nl=False)
        return
    _need_street(settings)
    try:
        changed = asyncio.run(make(settings))
    except TimeoutError as error:
        raise ComplaintError(f"连接不上消息总线 {settings.nats_url}。") from error
    click.echo("\n".join(f"  已建立 {each}" for each in changed) or "  无需改动")


@main.command()
def services() -> None:
    """列出五个服务:地址、职责、现在是否就绪。"""
    from deploy.standing import standings

    for line in standings(_settings()):
        click.echo(line)


@main.command()
@click.argument("service")
@click.argument("view", required=False)
def rebuild(service: str, view: str | None) -> None:
    """由事实重新生成一个服务的视图(服务可以照常运行;互相引用的视图一并重建)。"""
    from deploy.upkeep import rebuild as anew

    anew(_settings(), service, view)


@main.command()
@click.argument("service")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--at",
    "moment",
    required=True,
    type=click.DateTime(["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]),
    help='哪一时刻(北京时间),例如 "2026-03-01 10:00"。',
)
def past(service: str, file: Path, moment: datetime) -> None:
    """把一个服务的全部视图还原到某一时刻,写成一个 SQLite 文件(服务可以照常运行)。"""
    from deploy.past import past as told

    for name, count in told(_settings(), service, moment, file).items():
        click.echo(f"  {name}：{count} 行")
    click.echo(f"{service} 在 {moment:%Y-%m-%d %H:%M:%S} 的视图已写入 {file}。")


@main.command()
@click.argument("service", required=False)
@click.option("--again", is_flag=True, help="再读一次;读懂了就从清单中去掉。")
def letters(service: str | None, *, again: bool) -> None:
    """查看各服务不能读取的信件。"""
    from deploy.upkeep import dead_letters

    for line in dead_letters(_settings(), service, again=again):
        click.echo(line)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.argument("keys", type=click.Path(path_type=Path, file_okay=False))
def backup(folder: Path, keys: Path) -> None:
    """备份:全部记录和文件写入 FOLDER,密钥另写入 KEYS(服务可以照常运行)。"""
    from deploy.backup import backup as copied

    for service, count in copied(_settings(), folder, keys).items():
        click.echo(f"  {service}:{count} 条事实")
    click.echo(f"已备份到 {folder};密钥在 {keys},请分开保管,最多保存30天。")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("keys", type=click.Path(path_type=Path, exists=True, file_okay=False))
def restore(folder: Path, keys: Path) -> None:
    """恢复:核对备份,写入空的 GK_HOME;随后照常启动,页面由事实重新生成。"""
    from deploy.backup import restore as laid

    settings = _settings()
    count = laid(settings, folder, keys)
    click.echo(f"已恢复 {count} 个文件到 {settings.home}。")


@main.command()
@click.option("--reason", required=True, help="为什么更换,写成一行;记入日志,任何人都能看到。")
def rotate(*, reason: str) -> None:
    """更换存档日志的签名密钥:旧密钥为新密钥签移交书,随即销毁(先停止存档服务)。"""
    from services.archive.app import rotate as hand_over
    from services.archive.gateways.disk import DiskError, LockedError
    from services.archive.gateways.handover import BadReasonError, UnfinishedLogError

    try:
        vkey = hand_over(_settings(), reason)
    except LockedError as error:
        raise ComplaintError("存档服务正在运行;请先停止,再更换密钥。") from error
    except (BadReasonError, UnfinishedLogError, DiskError) as error:
        raise ComplaintError(str(type(error).__doc__)) from error
    click.echo(f"已更换。新的核验公钥(请当面抄送审计员和见证人):\n{vkey}")


def _settings() -> Settings:
    for notice in unread(os.environ):
        click.echo(f"注意：{notice}", err=True)
    try:
        return settings_of(os.environ)
    except SettingsError as error:
        raise ComplaintError(str(error)) from error


def _alone(service: str, settings: Settings) -> None:
    import runpy

    from deploy import words

    if service not in words.names():
        raise ComplaintError(f"没有“{service}”这个服务;有:{'、'.join(words.names())}。")
    _need_street(settings)
    _need_databases(settings)
    sys.argv = [service]
    runpy.run_module(f"services.{service}", run_name="__main__")


async def _seed(settings: Settings, say: Callable[[str], None]) -> Sequence[str]:
    from httpx import HTTPError

    from deploy.seed.errors import SeedError
    from deploy.seed.load import seed as load

    try:
        return await load(settings, say)
    except SeedError as error:
        raise ComplaintError(f"演示数据没有载入。{error}") from error
    except HTTPError as error:
        raise ComplaintError(f"连接不上 {settings.base_url},请先执行 make run。") from error


def _need_databases(settings: Settings) -> None:
    if settings.database:
        from deploy.databases import check_reachable

        check_reachable(settings)


def _need_street(settings: Settings) -> None:
    if not settings.nats_url:
        raise ComplaintError(
            "请用环境变量 GK_NATS_URL 指明 NATS,例如 GK_NATS_URL=nats://127.0.0.1:4222。"
        )


def _page(file: Path, text: str, *, check: bool, how: str) -> None:
    fresh = file.exists() and file.read_text(encoding="utf-8") == text
    if check and not fresh:
        raise ComplaintError(f"{file.name} 与代码不一致,请执行 {how} 并提交。")
    if not check:
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
