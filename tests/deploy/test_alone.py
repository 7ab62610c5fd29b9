"""One service by itself, against a NATS that an operator runs elsewhere."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager

import httpx
import pytest

from deploy.local.nats import find_server
from tests.stories.town import ROOT, until

CONFIG = """
listen: 127.0.0.1:{port}
max_payload: 1MB
jetstream {{ store_dir: "{store}", sync_interval: always }}
include "accounts.conf"
"""


def free():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def environ(home):
    address = f"nats://127.0.0.1:{free()}"
    told = {"GK_HOME": str(home), "GK_NATS_URL": address, "GK_PORT": str(free())}
    return {**os.environ, **told}


def gongkai(environ, *words):
    command = [sys.executable, "-m", "deploy.cli", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@asynccontextmanager
async def started(*command, environ=None):
    program = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield program
    finally:
        if program.returncode is None:
            program.send_signal(signal.SIGTERM)
        await program.wait()


@pytest.mark.slow
async def test_one_service_runs_alone_on_a_street_provisioned_by_the_operator(home, environ):
    (home / "accounts.conf").write_text(gongkai(environ, "provision", "--accounts"))
    port = environ["GK_NATS_URL"].rpartition(":")[2]
    config = home / "server.conf"
    config.write_text(CONFIG.format(port=port, store=home / "elsewhere"))
    async with started(await find_server(), "-c", config):

        async def listening():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", int(port))) == 0

        await until(listening, "nats-server")
        first = await asyncio.to_thread(gongkai, environ, "provision")
        assert "已建立 GK_WORKFLOW" in first
        assert "无需改动" in await asyncio.to_thread(gongkai, environ, "provision")
        alone = (sys.executable, "-m", "deploy.cli", "run", "workflow")
        async with started(*alone, environ=environ) as program, httpx.AsyncClient() as http:
            door = f"http://127.0.0.1:{environ['GK_PORT']}"

            async def ready():
                assert program.returncode is None
                try:
                    answer = await http.get(f"{door}/workflow/health/ready")
                except httpx.TransportError:
                    return False
                return answer.status_code == 200

            await until(ready, "workflow alone")
            assert (await http.get(f"{door}/catalog/health/live")).status_code == 404
            figures = (await http.get(f"{door}/workflow/metrics")).text
            assert 'gongkai_relay_lag{service="workflow",stream="GK_WORKFLOW"} 0.0' in figures
