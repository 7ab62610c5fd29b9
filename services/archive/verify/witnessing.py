"""gongkai-witness — the program of a witness: 上级党委、纪委 or whoever else watches the log.

It needs the log's verifier key and a folder of its own, nothing else of the house.
"""

import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from sys import exit as leave
from typing import BinaryIO

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from services.archive.verify.chinese import speak_chinese
from services.archive.verify.given import key_given
from services.archive.verify.keys import Ring, ring_of
from services.archive.verify.notes import vkey_of
from services.archive.verify.report import CheckError, IncompleteError
from services.archive.verify.witness import LONGEST, Answer, Witness

PATH = "/add-checkpoint"
SIGNED = 200
LOG = "日志的核验公钥或公钥文件；换过密钥的，先旧后新都要写上。"
PATIENCE = 10  # seconds for a request to arrive


speak_chinese()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """党务公开日志的见证程序：只为“只增不减”的日志签名。"""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="见证人的名称，如 jiwei.example.gov.cn/witness。")
def init(folder: Path, name: str) -> None:
    """在 FOLDER 里生成见证密钥，并显示核验公钥（写进见证策略）。"""
    if (folder / "name").exists():
        raise click.ClickException(f"{folder} 里已经有见证密钥，不再生成。")
    if not name.strip() or any(each in name for each in " +\n\t"):
        raise click.BadParameter("名称不能为空，也不能有空格或加号。", param_hint="--name")
    key = Ed25519PrivateKey.generate()
    folder.mkdir(parents=True, exist_ok=True)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
        out.write(pem)
    (folder / "name").write_text(name, encoding="utf-8")
    click.echo(vkey_of(name, key.public_key()))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def key(folder: Path) -> None:
    """显示 FOLDER 里的见证人的核验公钥。"""
    click.echo(_witness(folder, ()).vkey)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--log",
    "logs",
    multiple=True,
    required=True,
    help="日志的核验公钥或公钥文件；换过密钥的，先旧后新都写上。",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8890, show_default=True, help="监听端口。")
def serve(folder: Path, logs: tuple[str, ...], host: str, port: int) -> None:
    """按 C2SP tlog-witness 协议答复日志的请求，直到被停止。"""
    with server_of(_witness(folder, logs), host, port) as server:
        click.echo(f"见证程序已启动：http://{host}:{server.server_port}{PATH}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("已停止。")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("request", type=click.File("rb"))
@click.argument("answer", type=click.Path(path_type=Path))
@click.option(
    "--log",
    "logs",
    multiple=True,
    required=True,
    help="日志的核验公钥或公钥文件；换过密钥的，先旧后新都写上。",
)
def cosign(folder: Path, request: BinaryIO, answer: Path, logs: tuple[str, ...]) -> None:
    """不联网的见证：读请求文件 REQUEST，把签名写进 ANSWER。"""
    found = _witness(folder, logs).add(request.read())
    if found.status == SIGNED:
        answer.write_text(found.text, encoding="utf-8")
        click.echo(f"已签名，写入 {answer}。")
        return
    answer.write_text(f"{found.status} {found.text}", encoding="utf-8")
    click.echo(f"不予签名（{found.status}）：{found.text.strip()} 答复写入 {answer}。", err=True)
    leave(1)


def server_of(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server in front of a witness; port 0 is any free one."""

    class Door(BaseHTTPRequestHandler):
        """The one door of a witness."""

        protocol_version = "HTTP/1.1"
        timeout = PATIENCE

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != PATH:
                self._say(Answer(404, "没有这个地址。\n"))
            elif not length.isdecimal() or int(length) > LONGEST:
                self.close_connection = True
                self._say(Answer(400, "请求过长或没有写明长度。\n"))
            else:
                self._say(witness.add(self.rfile.read(int(length))))

        def _say(self, answer: Answer) -> None:
            data = answer.text.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep silent: what matters is kept as evidence."""

    return ThreadingHTTPServer((host, port), Door)


def _witness(folder: Path, logs: tuple[str, ...]) -> Witness:
    try:
        pem, name = (folder / "key.pem").read_bytes(), (folder / "name").read_text("utf-8")
        known = _rings(logs)
    except (OSError, CheckError) as error:
        raise click.ClickException(str(error)) from error
    secret = load_pem_private_key(pem, password=None)
    if not isinstance(secret, Ed25519PrivateKey):
        raise click.ClickException(f"{folder} 里的密钥不是 Ed25519 密钥。")
    return Witness(name, secret, known, folder, _now)


def _rings(logs: tuple[str, ...]) -> list[Ring]:
    """Read the keys of every log; those of one log in the order in which they are given."""
    keys: dict[str, list[str]] = {}
    for vkey in " ".join(_text(each) for each in logs).split():
        keys.setdefault(vkey.partition("+")[0], []).append(vkey)
    return [ring_of(" ".join(each)) for each in keys.values()]


def _now() -> int:
    return int(time.time())  # noqa: TID251 — a witness is a door of its own, with its own clock


def _text(given: str) -> str:
    try:
        return key_given(given)
    except IncompleteError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
