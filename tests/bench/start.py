"""(h) `make run` to the first page, on a machine already set up."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench.measure import alone, folder
from tests.postgres import _free_port

ROOT = Path(__file__).parents[2]


def run(_postgres, *, rounds=3, within=300):
    """Return how long a first start (with its seed) and a later one take."""
    with folder() as home:
        first = _start(home, within)
        later = sorted(_start(home, within) for _ in range(rounds))[rounds // 2]
    section = "`make run` to the first page"
    return [
        alone(section, "first start, loading the seed county", first, "s"),
        alone(section, "later start", later, "s", most=5),
    ]


def _start(home, within):
    port = _free_port()
    environ = {**os.environ, "GK_HOME": str(home), "GK_PORT": str(port)}
    log = (home.parent / f"{home.name}.log").open("wb")
    began = perf_counter()
    house = subprocess.Popen(
        [sys.executable, "-m", "deploy.cli", "run"], cwd=ROOT, env=environ, stdout=log, stderr=log
    )
    try:
        _first_page(house, port, began + within, log)
        return perf_counter() - began
    finally:
        house.send_signal(signal.SIGINT)
        house.wait(60)
        log.close()
        Path(log.name).unlink()


def _first_page(house, port, deadline, log):
    while perf_counter() < deadline:
        if house.poll() is not None:
            raise AssertionError(Path(log.name).read_text()[-2_000:])
        try:
            with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                if page.status == 200 and _seeded(log):
                    return
        except (URLError, OSError):
            pass
        sleep(0.02)
    raise AssertionError(Path(log.name).read_text()[-2_000:])


def _seeded(log):
    return "Ctrl-C" in Path(log.name).read_text()
