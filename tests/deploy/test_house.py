"""The house as an operator meets it: a process that opens, serves, and closes when asked."""

import signal
from pathlib import Path

import pytest

from tests.deploy.conftest import LIMIT
from tests.deploy.printed import until

SMALL = Path(__file__).with_name("small_house.py")
OPEN = "Ctrl-C"
FRONTS = ("/", "/catalog/", "/catalog/login", "/feedback/", "/archive/")
READY = [
    f"{prefix}/health/ready" for prefix in ("", "/catalog", "/workflow", "/feedback", "/archive")
]


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_opens_serves_and_closes_when_asked(begin, browse, asked):
    house = begin(SMALL)
    said = until(house, OPEN)

    assert "[6/6]" in said
    assert "演示账号" in said
    assert browse("/").text == "publishing"
    assert browse("/archive").text == "archive"

    house.send_signal(asked)
    rest, _ = house.communicate(timeout=LIMIT)

    assert "已停止" in rest
    assert house.returncode == 0


def test_it_closes_when_asked_though_nobody_reads_what_it_says_any_more(begin):
    house = begin(SMALL)
    until(house, OPEN)
    house.stdout.close()
    house.terminate()

    assert house.wait(timeout=LIMIT) == 0


def test_the_seed_is_loaded_once(begin, home):
    for expected in ("载入演示数据", "读取已有数据"):
        house = begin(SMALL)
        assert expected in until(house, OPEN)
        house.terminate()
        house.communicate(timeout=LIMIT)

    seeded = home / "seeded.txt"
    assert seeded.read_text(encoding="utf-8") == "clerk"
    assert seeded.stat().st_mode & 0o077 == 0


def test_a_second_one_is_told_that_the_port_is_taken(begin):
    until(begin(SMALL), OPEN)
    second = begin(SMALL)
    said, _ = second.communicate(timeout=LIMIT)

    assert "✗ 端口" in said
    assert "Traceback" not in said
    assert second.returncode == 1


def test_a_service_that_cannot_start_is_named_and_nothing_stays_behind(begin, home):
    house = begin(SMALL, "broken")
    said, _ = house.communicate(timeout=LIMIT)

    assert "✗ 服务没有启动:/feedback:OSError: disk full" in said
    assert house.returncode == 1
    assert not (home / "seeded.txt").exists()


@pytest.mark.slow
def test_all_five_services_open_behind_one_origin_and_open_again(begin, browse):
    for _ in range(2):
        house = begin("-m", "deploy.cli", "run", "--no-seed")
        until(house, OPEN)

        assert {path: browse(path).status_code for path in FRONTS} == dict.fromkeys(FRONTS, 200)
        assert [browse(path).json()["reasons"] for path in READY] == [{}] * len(READY)

        house.terminate()
        rest, _ = house.communicate(timeout=LIMIT)
        assert "Traceback" not in rest
        assert house.returncode == 0
