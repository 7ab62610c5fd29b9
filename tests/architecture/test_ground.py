"""The ground under the tests holds."""

import psycopg


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


def test_pages_are_read_in_chinese(page):
    page.set_content("<p id=here>党务公开</p>")

    assert page.locator("#here").inner_text() == "党务公开"
    assert page.evaluate("navigator.language") == "zh-CN"
