"""The house as an operator meets it: a process that opens, serves, and closes when asked."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

HOUSE = Path(__file__).with_name("small_house.py")
LIMIT = 30  # seconds any of this may take


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def environment(home):
    given = {"GK_HOME": str(home), "GK_PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **given}


@pytest.fixture
def start(environment):
    begun = []

    def start(*words):
        house = subprocess.Popen(
            [sys.executable, HOUSE, *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun.append(house)
        return house

    yield start
    for house in begun:
        house.kill()
        house.wait(LIMIT)
        house.stdout.close()


def until(house, word):
    """Read what the house prints up to a line with this word."""
    said = []
    for line in house.stdout:
        said.append(line)
        if word in line:
            return "".join(said)
    raise AssertionError("".join(said))


def get(environment, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{environment['GK_PORT']}{path}") as answer:
        return answer.read().decode()


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_serves_and_closes_when_asked(start, environment, asked):
    house = start()
    said = until(house, "Ctrl-C")

    assert "[6/6]" in said
    assert "演示账号" in said
    assert get(environment, "/") == "publishing"
    assert get(environment, "/archive") == "archive"

    house.send_signal(asked)
    rest, _ = house.communicate(timeout=LIMIT)

    assert "已停止" in rest
    assert house.returncode == 0


def test_the_seed_is_loaded_once(start, home):
    for expected in ("载入演示数据", "读取已有数据"):
        house = start()
        assert expected in until(house, "Ctrl-C")
        house.terminate()
        house.communicate(timeout=LIMIT)

    assert (home / "seeded.txt").read_text(encoding="utf-8") == "clerk"


def test_a_second_one_is_told_that_the_port_is_taken(start):
    until(start(), "Ctrl-C")
    second = start()
    said, _ = second.communicate(timeout=LIMIT)

    assert "✗ 端口" in said
    assert "Traceback" not in said
    assert second.returncode == 1


def test_a_service_that_cannot_start_is_named_and_nothing_stays_behind(start, home):
    house = start("broken")
    said, _ = house.communicate(timeout=LIMIT)

    assert "✗ 服务没有启动:/feedback:OSError: disk full" in said
    assert house.returncode == 1
    assert not (home / "seeded.txt").exists()
