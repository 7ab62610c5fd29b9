"""The operator's command, as an operator types it."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from inspect import getsource
from uuid import UUID

import pytest
from click import core, decorators, exceptions, formatting, parser, types
from click.testing import CliRunner
from msgspec import json

from deploy import facts, rows, upkeep, words
from deploy.cli import main
from services.archive.verify.chinese import SAID
from services.catalog.domain.events import UnitRegistered
from services.catalog.views import units
from shared.decider import Decider
from shared.record import Cause
from shared.store import Store, Task
from shared.view import Views

STORY = UUID("00000000-0000-4000-8000-000000000007")
NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)  # noon in Beijing
SAYING = Decider(initial=None, decide=lambda event, _, __: [event], evolve=lambda _, __: None)


@pytest.fixture
def gongkai(home):
    def gongkai(*words):
        return CliRunner().invoke(main, words, env={"GK_HOME": str(home), "GK_PORT": "1"})

    return gongkai


def cause(number, at=NOON):
    command = UUID(int=number + 1_000 * (at - NOON).days)
    return Cause(actor="u-1", at=at, correlation_id=STORY, causation_id=command)


def filed(settings, service, events, *, stream=UUID(int=1), at=NOON):
    """File events as facts of a service, without its rules."""

    async def file():
        store = Store(service, type(events[0]), settings.store_url(service))
        store.open()
        for number, event in enumerate(events):
            await store.file(Task(SAYING, stream, event), cause=cause(number, at))
        letters = store.after(0, 100)
        store.close()
        return letters

    return asyncio.run(file())


def registered(name):
    return UnitRegistered(unit_id=f"u-{name}", name=name, kind="party_group", superior="")


def test_help_is_chinese(gongkai):
    told = gongkai("--help").output

    for word in (
        "run",
        "seed",
        "story",
        "verify",
        "facts",
        "provision",
        "services",
        "rows",
        "past",
    ):
        assert word in told
    assert "党务公开" in told


MISTYPED = {
    "foo": "✗ 没有 'foo' 这个命令。",
    "backup": "✗ 缺少参数 'FOLDER'",
    "backup a b c": "✗ 多出了参数（c）。",
    "story --loud": "✗ 没有 '--loud' 这个选项。",
    "past catalog x --at noon": "✗ '--at' 的值不对：'noon' 不是这些形式之一",
    "restore nothing nothing": "✗ 'FOLDER' 的值不对：没有文件夹 'nothing'。",
}


def test_click_still_says_each_sentence_that_is_said_in_chinese():
    told = "".join(
        getsource(each) for each in (core, decorators, exceptions, formatting, parser, types)
    )
    assert [each for each in SAID if f'"{each}"' not in told] == []


@pytest.mark.parametrize("typed", MISTYPED)
def test_what_is_mistyped_is_answered_in_chinese(gongkai, typed):
    told = gongkai(*typed.split())

    assert told.exit_code == 2
    assert MISTYPED[typed] in told.output
    assert not re.search("Error|Usage|Try|Missing|Invalid|No such", told.output)


WRONG = {
    "PORT=eight": "应当是整数",
    "PORT=99999": "端口应当在 1 到 65535 之间",
    "CLOCK=yesterday": "2026-07-01T09:30:00+08:00",
    "SMTP_SECURITY=ssl": "不能是“ssl”",
    "SECURE_COOKIES=perhaps": "true 或者 false",
    "SEAL_EVERY=1": "不能小于 10",
    "DATABASE=mysql://x": "postgresql://用户@主机/库名_{service}",
    "DATABASE=postgresql://nobody@pg/gongkai": "{service}",
    "NATS_URL=here": "nats://主机:端口",
    "FILES=s3:bucket": "s3://钥匙:密码@主机/桶名",
    "SCANNER=clamav": "clamd://主机:端口",
    "ORIGIN=gongkai.example": "https://主机",
    "SECOND_FACTOR=approver,boss": "没有“boss”这种职务",
    "SITE_FILE=/nowhere/site.json": "读不到文件 /nowhere/site.json",
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_wrong_setting_is_named_and_what_to_write_is_said(home, setting):
    name, _, value = setting.partition("=")
    told = CliRunner().invoke(main, ["story"], env={"GK_HOME": str(home), f"GK_{name}": value})

    assert told.exit_code == 1
    assert told.output.startswith(f"✗ 环境变量 GK_{name} 有误：")
    assert WRONG[setting] in told.output


def test_all_that_is_wrong_is_said_at_once(home):
    env = {"GK_HOME": str(home), "GK_FILES": "s3:x", "GK_SCANNER": "x", "GK_SITE_FILE": __file__}
    told = CliRunner().invoke(main, ["story"], env=env).output

    assert [each in told for each in ("GK_FILES", "GK_SCANNER", "的内容不对")] == [True] * 3


SITES = {
    "这不是": "从第 1 个字节起不是 JSON",
    '{"name": 7}': "名称（name）应当是文字",
    '{"nav": [["首页"]]}': "导航（nav）应当正好有 2 项",
    '{"footer": {}': "页脚（footer）应当是列表",
    '{"name": "青岚': "内容到一半就断了",
}


@pytest.mark.parametrize("words_", SITES)
def test_what_is_wrong_with_the_words_of_the_site_is_said_in_chinese(home, words_):
    home.mkdir(exist_ok=True)
    file = home / "site.json"
    file.write_text(words_, encoding="utf-8")
    env = {"GK_HOME": str(home), "GK_SITE_FILE": str(file)}
    told = CliRunner().invoke(main, ["story"], env=env).output

    assert f"的内容不对（{SITES[words_]}）。" in told


def test_a_mistyped_setting_is_named_and_what_was_meant_is_guessed(home):
    env = {"GK_HOME": str(home), "GK_DATABSE": "x", "GK_WEATHER": "x", "GK_WECHAT_APPID": "x"}
    told = CliRunner().invoke(main, ["story"], env=env)

    assert told.exit_code == 0
    assert "环境变量 GK_DATABSE 没有起作用：没有这个设置，是不是 GK_DATABASE。" in told.output
    assert "环境变量 GK_WEATHER 没有起作用：没有这个设置。" in told.output
    assert "WECHAT" not in told.output


def test_where_nothing_can_be_written_another_folder_is_asked_for(home):
    home.mkdir(exist_ok=True)
    (home / "file").touch()
    told = CliRunner().invoke(main, ["story"], env={"GK_HOME": str(home / "file")})

    assert told.exit_code == 1
    assert "不能写入" in told.output
    assert "请检查权限和剩余空间，或用环境变量 GK_HOME 另选一个目录" in told.output


def test_a_service_alone_needs_a_street(gongkai):
    told = gongkai("run", "workflow")

    assert told.exit_code == 1
    assert "GK_NATS_URL" in told.output


@pytest.mark.parametrize("words", [["run"], ["run", "workflow"]])
def test_databases_that_do_not_answer_are_named_at_once(home, words):
    nowhere = "postgresql://gongkai@127.0.0.1:1/gk_{service}"
    env = {"GK_HOME": str(home), "GK_PORT": "0", "GK_DATABASE": nowhere, "GK_NATS_URL": "nats://x"}
    told = CliRunner().invoke(main, words, env=env)

    assert told.exit_code == 1
    assert "✗ 不能连接数据库 catalog" in told.output
    assert "请检查 GK_DATABASE" in told.output


def test_a_service_that_is_not_there_is_named(gongkai):
    assert "没有“weather”这个服务" in gongkai("run", "weather").output


def test_services_tells_who_is_not_running(gongkai):
    told = gongkai("services").output.splitlines()

    assert [line.split()[0] for line in told] == list(words.ORDER)
    assert all(line.endswith("未启动") for line in told)


def test_a_story_is_told_in_order_and_in_chinese(gongkai, settings):
    event = json.decode(
        facts.example(words.events("workflow")[0]), type=words.events("workflow")[0]
    )
    filed(settings, "workflow", [event], stream=UUID(int=9))

    by_stream = gongkai("story", str(UUID(int=9))).output
    by_request = gongkai("story", str(STORY)).output

    assert by_stream == by_request
    assert "2026-07-01 12:00:00  方案已提出  〔u-1〕" in by_stream
    assert str(UUID(int=9)) in gongkai("story").output


def test_a_story_nobody_knows(gongkai):
    assert gongkai("story", "YJ-2026-0007").output == "没有找到 YJ-2026-0007。\n"
    told = gongkai("story", "abc")
    assert (told.exit_code, "✗ “abc”不是编号" in told.output) == (1, True)
    assert gongkai("story").output == "还没有记录。\n"


def test_views_are_folded_again_to_the_same_rows(gongkai, settings):
    letters = filed(settings, "catalog", [registered("编办"), registered("县委")])
    views = Views("catalog", settings.views_url("catalog"), upkeep.views_of("catalog"))
    views.open()
    views.apply("catalog", letters)
    before = views.select(units, order=[units.c.unit_id])

    told = gongkai("rebuild", "catalog", "units")

    assert told.exit_code == 0, told.output
    assert "已由事实重新生成 catalog 的视图" in told.output
    assert "单位（units）" in told.output
    assert views.select(units, order=[units.c.unit_id]) == before
    assert {row.name for row in before} == {"编办", "县委"}
    views.close()


def test_views_are_told_again_as_they_stood_at_a_moment(gongkai, settings, tmp_path):
    old = filed(settings, "catalog", [registered("编办"), registered("县委")], at=NOON)
    day = timedelta(days=1)
    letters = [*old, *filed(settings, "catalog", [registered("水务局")], at=NOON + day)[2:]]
    views = Views("catalog", settings.views_url("catalog"), upkeep.views_of("catalog"))
    views.open()
    views.apply("catalog", letters)
    now = views.count(units)
    views.close()
    file = tmp_path / "then.db"

    told = gongkai("past", "catalog", str(file), "--at", "2026-07-01 23:59")

    assert told.exit_code == 0, told.output
    then = Views("catalog", f"sqlite:///{file}", upkeep.views_of("catalog"))
    then.open()
    assert {row.name for row in then.select(units)} == {"编办", "县委"}
    then.close()
    assert now == 3
    assert "单位（units）：2 行" in told.output
    again = gongkai("past", "catalog", str(file), "--at", "2026-07-02")
    assert (again.exit_code, "已经存在" in again.output) == (1, True)
    assert gongkai("past", "weather", str(tmp_path / "x"), "--at", "2026-07-02").exit_code == 1
    assert gongkai("past", "catalog", str(tmp_path / "x"), "--at", "昨天").exit_code == 2


def test_a_view_that_is_not_there_is_named(gongkai):
    told = gongkai("rebuild", "catalog", "weather")

    assert told.exit_code == 1
    assert "没有视图“weather”" in told.output


def test_letters_that_cannot_be_read_are_listed(gongkai, settings):
    letters = filed(settings, "catalog", [registered("编办")])
    damaged = type(letters[0])(
        **{
            **{name: getattr(letters[0], name) for name in letters[0].__struct_fields__},
            "body": b"{",
        }
    )
    views = Views("catalog", settings.views_url("catalog"), upkeep.views_of("catalog"))
    views.open()
    views.apply("catalog", [damaged])
    views.close()

    assert "catalog ← catalog 第 1 封 catalog.unit.registered.v1" in gongkai("letters").output
    assert gongkai("letters", "workflow").output == ""


def test_a_stale_page_of_facts_fails_the_check(gongkai, tmp_path, monkeypatch):
    monkeypatch.setattr(facts, "PAGE", tmp_path / "facts.md")

    assert "make facts" in gongkai("facts", "--check").output
    assert gongkai("facts").exit_code == 0
    assert gongkai("facts", "--check").exit_code == 0

    facts.PAGE.write_text("old", encoding="utf-8")
    assert gongkai("facts", "--check").exit_code == 1


def test_the_table_of_features_names_what_shows_each_row():
    marks = {
        "tests/a/test_x.py::test_one[sqlite]": rows.Marks(row=("A1", "B4"), clause=("S0-24",)),
        "tests/a/test_x.py::test_one[postgres]": rows.Marks(row=("A1", "B4"), clause=()),
    }
    page = rows.page(marks)

    assert len(rows.rows()) == 100
    assert "2 of 100 rows shown" in page
    assert "`a/test_x · test_one` |" in next(line for line in page.splitlines() if "| B4 |" in line)
    assert "1 of 344 clauses" in page
    assert "| S0 | 87 | 1 | 86 |" in page
    assert "`a/test_x · test_one` |" in next(x for x in page.splitlines() if "| S0-24 |" in x)
    assert next(x for x in page.splitlines() if "| S0-25 |" in x).endswith("| — |")
    assert "未证明 98 行" in rows.summary(marks)
