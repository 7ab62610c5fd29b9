"""The whole house as an operator starts it, with the demo county in it, for browsers to visit."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Thread

READY = "按 Ctrl-C 停止"  # the last words of the greeting
PATIENCE = 240  # seconds a first start may take on a busy machine
FAREWELL = 30  # seconds it may take to close
PASSWORD = "demo-password"


class Address(str):
    """门牌 — where the house is; ``said``: what it has told its operator."""

    __slots__ = ("said",)


@contextmanager
def open_house(home):
    """Start `gongkai run` in a folder of its own, yield its address, stop it as Ctrl-C does."""
    port = _free_port()
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.lodge", "run"],
        env={**os.environ, **_settings(home, port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, ready = [], Event()
    listener = Thread(target=_listen, args=(program.stdout, said, ready), daemon=True)
    listener.start()
    try:
        assert ready.wait(PATIENCE), "".join(said)
        assert program.poll() is None, "".join(said)
        address = Address(f"http://127.0.0.1:{port}")
        address.said = said
        yield address
    finally:
        program.send_signal(signal.SIGINT)
        code = _farewell(program)
        listener.join(FAREWELL)
        program.stdout.close()
    assert code == 0, "".join(said)


def _listen(lines, said, ready):
    for line in lines:
        said.append(line)
        if READY in line:
            ready.set()
    ready.set()  # it has ended: nobody need wait any longer


def _farewell(program):
    try:
        return program.wait(FAREWELL)
    except subprocess.TimeoutExpired:
        program.kill()
        return program.wait(FAREWELL)


def _settings(home, port):
    return {
        "GK_HOME": str(home),
        "GK_PORT": str(port),
        "GK_DEMO_PASSWORD": PASSWORD,
        "PYTHONUNBUFFERED": "1",
    }


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
