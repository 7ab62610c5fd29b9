"""The log is plain files: nginx alone gives it out, and whoever copies it so verifies it."""

import shutil
import socket
import subprocess
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path

import httpx
import pytest

from services.archive.verify import verify
from services.archive.verify.report import Outcome
from tests.archive.letters import files
from tests.archive.test_keys import Log
from tests.conftest import missing

CONF = Path(__file__).parents[2] / "deploy" / "nginx" / "nginx.conf"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def written(folder, log, port, nobody):
    """Write the configuration as an operator would; behind it there is no house at all."""
    conf = CONF.read_text(encoding="utf-8")
    places = "".join(f"{kind}_temp_path {folder / kind};" for kind in TEMPORARY)
    told = {
        "worker_processes auto;": f"worker_processes 1; user {getuser()}; daemon off;",
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "/var/log/nginx/error.log": str(folder / "error.log"),
        "access_log off;": f"access_log off; {places}",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8800;": f"server 127.0.0.1:{nobody};",
        "/var/lib/gongkai/log": str(log),
    }
    for old, new in told.items():
        assert old in conf
        conf = conf.replace(old, new)
    (folder / "nginx.conf").write_text(conf, encoding="utf-8")
    return folder / "nginx.conf"


@contextmanager
def shelf(folder, log):
    """Yield a client of nginx that has a log and no house behind it."""
    if not (program := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")):
        missing("nginx")
    with socket.socket() as free, socket.socket() as nobody:
        free.bind(("127.0.0.1", 0))
        nobody.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        conf = written(folder, log, port, nobody.getsockname()[1])
        free.close()
        with subprocess.Popen([program, "-e", str(folder / "error.log"), "-c", str(conf)]) as run:
            try:
                patient = httpx.HTTPTransport(retries=8)  # until it listens
                base = f"http://127.0.0.1:{port}"
                with httpx.Client(base_url=base, transport=patient) as client:
                    yield client
            finally:
                run.terminate()


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path, 300, 700)


def test_a_log_that_was_copied_from_nginx_alone_verifies(log, tmp_path):
    (log.folder / ".key.tmp").write_text("on its way")
    with shelf(tmp_path, log.folder) as client:
        for path, data in files(log.folder).items():
            answer = client.get(f"/archive/{path}")
            assert (answer.status_code, answer.content) == (200, data), path
            copied = tmp_path / "copy" / path
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(answer.content)
        kept = client.get("/archive/tile/entries/000").headers
        newest = client.get("/archive/checkpoint").headers
        inside = [
            client.get(path).status_code
            for path in (
                "/archive/.key.tmp",
                "/archive/tile/entries",
                "/archive/tile/..%2f..%2fkeys/log.pem",
                "/archive/checkpoints/99",
            )
        ]

    assert verify(tmp_path / "copy", log.vkeys[0]).outcome is Outcome.PASSED
    assert "immutable" in kept["cache-control"]
    assert kept["content-type"] == "application/octet-stream"
    assert (newest["cache-control"], newest["content-type"][:10]) == ("no-cache", "text/plain")
    assert inside == [502] * 4  # not from the disk: the house is asked, and is away
