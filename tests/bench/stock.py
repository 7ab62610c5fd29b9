"""The yardstick: the library as it comes, JSON transcoder, one transaction for each save."""

from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from shared.testing import cause
from tests.bench.things import TEXT, stream

WHY = cause("li.ming")
EIGHT = 8


class Thing(Aggregate):
    """The same thing, with the same words in its events."""

    INITIAL_VERSION = 1

    @staticmethod
    def create_id(number: str) -> UUID:  # the library asks for the same words as of a thing
        return stream(number)

    @event("Begun")
    def __init__(self, number: str) -> None:
        self.number = number
        self.count = 1

    @event("Noted")
    def note(self, text: str, actor: str, at: str, correlation_id: str) -> None:
        del text, actor, at, correlation_id  # they are in the event
        self.count += 1


def words():
    return {
        "text": TEXT,
        "actor": WHY.actor,
        "at": WHY.at.isoformat(),
        "correlation_id": str(WHY.correlation_id),
    }


class Things(Application[UUID]):
    """Load, decide, save."""

    def begin(self, names):
        for name in names:
            thing = Thing(number=str(name))
            for _ in range(EIGHT - 1):
                thing.note(**words())
            self.save(thing)

    def note(self, stream_id):
        thing = self.repository.get(stream_id)
        thing.note(**words())
        self.save(thing)


def things(url, callers):
    """Return the stock application on the database of this address."""
    if url.startswith("sqlite:///"):
        return Things(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": url.removeprefix("sqlite:///"),
                "SQLITE_LOCK_TIMEOUT": "60",
                "SQLITE_POOL_SIZE": str(callers),
                "SQLITE_MAX_OVERFLOW": "10",
            }
        )
    host, _, name = url.partition("@")[2].partition("/")
    address, _, port = host.partition(":")
    return Things(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": name,
            "POSTGRES_HOST": address,
            "POSTGRES_PORT": port,
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": "",
            "POSTGRES_POOL_SIZE": str(callers),
            "POSTGRES_MAX_OVERFLOW": "10",
        }
    )
