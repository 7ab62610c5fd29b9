"""The ground under every test: its own home, two databases, a browser, marks that count."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from shared import auth
from shared.auth import Sessions
from shared.settings import Settings
from shared.store import sqlite
from tests.postgres import Missing, Postgres

# With bytecode a process starts in a third of the time, and tests start many.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Tests hash thousands of passwords, at the least cost; what it costs else is seen in test_auth.
auth.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# They open thousands of stores; that a log has its full length at once is seen in test_sqlite_log.
sqlite._LOG_BYTES = 1 << 16
ROOT = Path(__file__).parents[1]
MEMORY = Path("/dev/shm")
ROOM = 8 << 30  # bytes
SERVICES = ("catalog", "workflow", "publishing", "feedback", "archive")
KNOWN = {
    kind: frozenset(each["id"] for each in json.loads((ROOT / "docs" / file).read_text()))
    for kind, file in (("row", "features.json"), ("clause", "clauses.json"))
}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def missing(what):
    """Say loudly that a tool is missing: a skip here, a failure where everything is required."""
    if os.environ.get("GK_REQUIRE_ALL"):
        pytest.fail(f"{what} (GK_REQUIRE_ALL is set)", pytrace=False)
    pytest.skip(what)


# ── a home, and a database of each kind ──────────────────────────────────────────────────────


@pytest.fixture
def home(tmp_path):
    """Return the folder in which everything of this test lies."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(home):
    """Return settings of a small house on SQLite, whose secret other tests' houses had, too."""
    Sessions._ended.clear()
    return Settings(home=home, secret=b"s" * 32, demo_password="demo-password")


@pytest.fixture(scope="session")
def postgres():
    """Return a PostgreSQL server of this session."""
    try:
        server = Postgres().start()
    except Missing as reason:
        missing(str(reason))
    yield server
    server.stop()


BACKENDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=BACKENDS)
def database_url(request, home):
    """Return the address of one fresh database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{home / 'one.db'}"
    return request.getfixturevalue("postgres").fresh()


@pytest.fixture(params=BACKENDS)
def either_settings(request, settings):
    """Return settings of a whole house: on SQLite, then with a PostgreSQL database per service."""
    if request.param == "sqlite":
        return settings
    template = request.getfixturevalue("postgres").fresh_each((*SERVICES, "keys"))
    return Settings(**{**_fields(settings), "database": template})


def _fields(settings):
    return {name: getattr(settings, name) for name in settings.__struct_fields__}


# ── a browser ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the machine's own Chromium; nothing is downloaded."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        missing("Chromium is missing: apt-get install chromium fonts-noto-cjk")
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS.split()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Look at pages as a reader in the county does."""
    place = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    return {**browser_context_args, **place, "viewport": {"width": 1280, "height": 900}}


# ── marks that count ─────────────────────────────────────────────────────────────────────────


def pytest_configure(config):
    """Lay folders of tests into memory where there is plenty: a sync of a disk is waited for.

    No test takes power away from a machine; what is killed are programs.
    """
    if "TMPDIR" not in os.environ and not config.option.basetemp and plenty(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def plenty(folder):
    """Tell whether all that tests keep finds room there, and programs may be started from it."""
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    room = min(found.f_bavail * found.f_frsize, unused_memory())
    return room > ROOM and not found.f_flag & os.ST_NOEXEC


def unused_memory():
    """Return the bytes of memory that programs may still have; the folder's own limit may lie."""
    told = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(told["MemAvailable"].split()[0]) << 10


def pytest_addoption(parser):
    """Let `gongkai rows` ask what is marked, without running anything."""
    parser.addoption("--marks", metavar="FILE", help="write the marks of the tests collected")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Refuse a mark of what is not there; mark what needs a browser, which lies in tests/browser.

    Stories come first, for they are long: where two run side by side, no one of them is left over.

    Playwright's loop stays running in its process: async tests must be done by then, or run
    in another process (`make test` runs browsers by themselves).
    """
    for kind, known in KNOWN.items():
        if unknown := {each for item in items for each in _marked(item, kind)} - known:
            raise pytest.UsageError(f"marks of a {kind} that docs do not list: {sorted(unknown)}")
    for item in items:
        if {"page", "browser", "context", "playwright"} & set(item.fixturenames):
            item.add_marker("browser")
    if strayed := [item.nodeid for item in items if _strayed(item)]:
        raise pytest.UsageError(f"tests of a browser belong into tests/browser: {strayed}")
    items.sort(key=lambda item: ROOT / "tests/stories" not in item.path.parents)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _strayed(item):
    """`make test` looks for tests of a browser in one folder only."""
    return item.get_closest_marker("browser") and ROOT / "tests/browser" not in item.path.parents


def pytest_collection_finish(session):
    """Write which test shows which row and clause, if asked."""
    target = session.config.getoption("--marks")
    if target:
        marks = {
            item.nodeid: {kind: _marked(item, kind) for kind in ("row", "clause")}
            for item in session.items
        }
        Path(target).write_text(json.dumps(marks, ensure_ascii=False))


def _marked(item, kind):
    return [word for mark in item.iter_markers(kind) for word in mark.args]
