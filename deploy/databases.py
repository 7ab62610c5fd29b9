"""Databases in PostgreSQL: one of each service and one of keys, where they are, do they answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from deploy import words
from deploy.progress import ComplaintError
from shared.settings import Settings

KEYS: Final = "keys"
SOON: Final = 5  # seconds within which a database answers that is there at all

Connection = psycopg.Connection[tuple[Any, ...]]


def databases(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each database."""
    for name in words.names():
        yield name, settings.store_url(name)
    yield KEYS, settings.keys_url()


@contextmanager
def opened(url: str, name: str) -> Iterator[Connection]:
    """Connect to a database.

    Raises:
        ComplaintError: it does not answer, or does not let us in.

    """
    try:
        connection = psycopg.connect(url, connect_timeout=SOON)
    except psycopg.OperationalError as error:
        raise ComplaintError(
            f"不能连接数据库 {name}:{str(error).strip()}。请检查 GK_DATABASE 和数据库服务。"
        ) from error
    with connection:
        yield connection


def check_reachable(settings: Settings) -> None:
    """Find out at once what would else be waited for: whether every database answers."""
    for name, url in databases(settings) if settings.database else ():
        with opened(url, name):
            pass
