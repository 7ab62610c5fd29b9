"""Who owns which stream and who hears whom: the one table of the street.

Accounts, permissions, streams and consumers are all made from it. Whatever is not
written here cannot be read, and nobody but its owner can write to a stream.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta, Struct, json

SERVICES: Final = ("catalog", "workflow", "publishing", "feedback", "archive")

HEARS: Final = {  # reader -> whose facts
    "catalog": ("feedback", "workflow", "publishing"),
    "workflow": ("catalog", "publishing", "feedback"),
    "publishing": ("catalog", "workflow", "archive", "feedback"),
    "feedback": ("catalog", "publishing", "workflow"),
    "archive": ("catalog", "workflow", "publishing", "feedback"),
}
AUDITOR: Final = "archive"  # hears every refusal too
CHANNELS: Final = "GK_CHANNELS"
BURST: Final = 2_000  # letters a service may hold unacknowledged


class Stream(Struct, frozen=True):
    """流 — what one account says, in one order."""

    name: str
    owner: str
    subjects: str


class Hearing(Struct, frozen=True):
    """收听 — one account's place in another's stream.

    ``burst`` is how many letters may be on their way unacknowledged: one for an
    adapter, so that it keeps the order whatever its library does.
    """

    stream: str
    owner: str
    reader: str
    account: str
    filters: tuple[str, ...] = ()
    burst: int = BURST


class Adapter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """渠道适配器 — a program outside the house that carries out one channel.

    ``filters`` are subjects ``channels.<channel>.<audience>.<unit>``, wildcards allowed.
    ``key`` is its public nkey if it keeps the seed to itself; empty: the house makes the seed.
    """

    name: Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,31}$")]
    filters: Annotated[tuple[Annotated[str, Meta(pattern=r"^channels\.")], ...], Meta(min_length=1)]
    key: Annotated[str, Meta(pattern="^(U[A-Z2-7]{55})?$")] = ""

    @property
    def account(self) -> str:
        """Return the account of its own in which an adapter lives."""
        return f"adapter-{self.name}"


EXAMPLE: Final = Adapter(name="print", filters=("channels.portal.society.>",))


def facts(service: str) -> str:
    """Return the name of the stream of a service's facts."""
    return f"GK_{service.upper()}"


def refusals(service: str) -> str:
    """Return the name of the stream of what a service has refused."""
    return f"GK_{service.upper()}_REFUSALS"


def streams() -> list[Stream]:
    """Return every stream there is."""
    return [
        *(Stream(facts(each), each, f"facts.{each}.>") for each in SERVICES),
        *(Stream(refusals(each), each, f"refusals.{each}.>") for each in SERVICES),
        Stream(CHANNELS, "publishing", "channels.>"),
    ]


def hearings(adapters: Iterable[Adapter]) -> list[Hearing]:
    """Return every place that anybody has in any stream."""
    return [
        *(
            Hearing(facts(owner), owner, reader, reader)
            for reader, owners in HEARS.items()
            for owner in owners
        ),
        *(Hearing(refusals(owner), owner, AUDITOR, AUDITOR) for owner in SERVICES),
        *(
            Hearing(CHANNELS, "publishing", each.name, each.account, each.filters, 1)
            for each in adapters
        ),
    ]


def adapters_of(home: Path) -> Sequence[Adapter]:
    """Return the adapters a county has chosen (``nats/adapters.json``), or the example.

    Raises:
        msgspec.ValidationError: the file names an adapter or a subject wrongly.

    """
    chosen = home / "nats" / "adapters.json"
    if not chosen.exists():
        return (EXAMPLE,)
    return json.decode(chosen.read_bytes(), type=tuple[Adapter, ...])
