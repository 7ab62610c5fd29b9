"""Programs started as an operator starts them, and ended when the test ends."""

import os
import socket
import subprocess
import sys

import httpx
import pytest

LIMIT = 60  # seconds any of this may take on a busy machine


@pytest.fixture
def environment(home):
    """Return the settings of one house with a home and a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"GK_HOME": str(home), "GK_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **given}


@pytest.fixture
def begin(environment):
    """Start a Python program in this environment; kill it at the end if it still runs."""
    begun = []

    def begin(*words):
        program = subprocess.Popen(
            [sys.executable, *map(str, words)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun.append(program)
        return program

    yield begin
    for program in begun:
        program.kill()
        program.wait(LIMIT)
        program.stdout.close()


@pytest.fixture
def browse(environment):
    """Ask the house for an address."""
    with httpx.Client(base_url=f"http://127.0.0.1:{environment['GK_PORT']}", timeout=LIMIT) as http:
        yield lambda path: http.get(path, headers={"accept": "text/html"})
