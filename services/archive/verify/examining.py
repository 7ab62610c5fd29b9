"""gongkai-volume — examines a volume's package anywhere, without the system that made it."""

import json
from dataclasses import asdict
from pathlib import Path
from sys import exit as leave

import click

from services.archive.verify.chinese import speak_chinese
from services.archive.verify.given import key_given
from services.archive.verify.report import IncompleteError
from services.archive.verify.volume import Examined, examine

WORDS = (
    ("真实性", "authenticity"),
    ("完整性", "completeness"),
    ("可用性", "usability"),
    ("安全性", "safety"),
)

speak_chinese()


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("package", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", required=True, help="日志的核验公钥，或存有公钥的文件。")
@click.option("--digest", default="", help="封存这个案卷的事实所记的 SHA-256 摘要。")
@click.option(
    "--log",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="日志的目录（里面有 keys 移交书）；密钥更换过时，只给一把公钥也能检测旧案卷。",
)
@click.option("--json", "as_json", is_flag=True, help="用 JSON 输出结果。")
def main(package: Path, key: str, digest: str, log: Path | None, *, as_json: bool) -> None:
    """四性检测：案卷包是否真实、完整、可用、安全。

    退出码：0 全部合格，1 有不合格，2 没有查成（缺公钥、缺文件）。
    """
    try:
        found = examine(package, key_given(key), digest, log)
    except IncompleteError as error:
        click.echo(str(error), err=True)
        leave(error.outcome)
    told = asdict(found)
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else _in_words(found))
    leave(1 if found.sentences else 0)


def _in_words(found: Examined) -> str:
    lines = [f"{found.number}　{found.title}", f"记录 {found.facts} 条，文件 {found.files} 个"]
    for word, name in WORDS:
        wrong: list[str] = getattr(found, name)
        lines.append(f"{word}：{'不合格' if wrong else '合格'}")
        lines += [f"  {each}" for each in wrong]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
