"""The ground under the tests holds."""

import subprocess
import sys

import psycopg
import pytest

from tests.conftest import ROOT, missing


def test_every_test_gets_a_database_of_its_own(database_url):
    if database_url.startswith("sqlite"):
        assert database_url.endswith("one.db")
        return
    with psycopg.connect(database_url) as database:
        assert database.execute(
            "select count(*) from pg_tables where schemaname = 'public'"
        ).fetchone() == (0,)


def test_every_service_gets_a_database_of_its_own(either_settings):
    urls = {either_settings.store_url(name) for name in ("catalog", "workflow", "archive")}

    assert len(urls) == 3


def test_what_is_missing_is_skipped_here_and_fails_where_all_is_required(monkeypatch):
    monkeypatch.delenv("GK_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no such tool"):
        missing("no such tool")

    monkeypatch.setenv("GK_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match="no such tool"):
        missing("no such tool")


@pytest.mark.parametrize(("row", "verdict"), [("B4", 0), ("Z9", 4)])
def test_a_mark_of_a_row_that_is_not_there_is_refused(tmp_path, row, verdict):
    marked = tmp_path / "test_marked.py"
    marked.write_text(
        f"import pytest\n\n@pytest.mark.row({row!r})\ndef test_nothing():\n    assert True\n"
    )
    settings = ROOT / "pyproject.toml"
    asked = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", settings, marked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode == verdict, asked.stdout + asked.stderr
