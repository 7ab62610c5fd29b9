"""The accounts' part of a nats-server's config, made from the map and the keys.

Streams lie in a vault, an account in which nobody lives but the provisioner. A service
or an adapter lives in an account of its own that holds nothing, and reaches just the
subjects lent to it. Subject permissions alone would not do: whoever may pull or read
names any reply subject he likes, and with ``$JS.API.STREAM.DELETE.…`` as the reply a
service could delete its own stream; a reply never leaves the account that asked.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from deploy.nats.keys import SYSTEM, provisioner, public_key
from deploy.nats.map import SERVICES, Hearing, Stream, adapters_of, hearings, streams
from shared.bus import address
from shared.settings import settings_of


class Loan(Struct, frozen=True):
    """出借 — one subject of an owner's vault that an account may use, and as what."""

    owner: str
    account: str
    there: str
    here: str
    answers: str = "singleton"


def accounts(home: Path) -> str:
    """Return the config text of all accounts; makes the keys that are missing."""
    adapters = adapters_of(home)
    loans = [*_spoken(), *_heard(hearings(adapters))]
    keys = home / "nats" / "keys"
    return "\n".join(
        [
            f"system_account: {account_name(SYSTEM)}",
            "accounts {",
            _account(SYSTEM, [_user(keys, SYSTEM)]),
            *(_vault(each, keys, loans) for each in SERVICES),
            *(_tenant(each, keys, loans) for each in SERVICES),
            *(_tenant(each.account, keys, loans, each.key) for each in adapters),
            "}",
            "",
        ]
    )


def account_name(account: str) -> str:
    """Return an account's name as the server's config spells it."""
    return account.upper().replace("-", "_")


def _vault(service: str, keys: Path, loans: Sequence[Loan]) -> str:
    own = [each for each in streams() if each.owner == service]
    user = _user(keys, provisioner(service), _provisioning(own))
    lent = [each for each in loans if each.owner == service]
    return _account(_vault_of(service), [user], "jetstream: enabled", _exports(lent))


def _tenant(account: str, keys: Path, loans: Sequence[Loan], key: str = "") -> str:
    """An adapter that keeps its seed to itself is known by the public half alone."""
    mine = [each for each in loans if each.account == account]
    asking = [each.here for each in mine]
    return _account(account, [_user(keys, account, asking, key)], _imports(mine))


def _vault_of(service: str) -> str:
    return f"{service}-vault"


def _provisioning(own: Iterable[Stream]) -> list[str]:
    """Streams and places in them are made and changed; to delete one is nobody's right."""
    return [
        f"{address.API}.{verb}"
        for each in own
        for verb in (
            f"STREAM.CREATE.{each.name}",
            f"STREAM.UPDATE.{each.name}",
            f"STREAM.INFO.{each.name}",
            f"CONSUMER.CREATE.{each.name}.>",
            f"CONSUMER.INFO.{each.name}.>",
        )
    ]


def _spoken() -> list[Loan]:
    """What an owner may do with streams of its own: add to them, see their end, read them."""
    return [
        loan
        for each in streams()
        for loan in (
            Loan(each.owner, each.owner, each.subjects, each.subjects),
            _question(each.owner, each.owner, address.stream_info(each.name)),
            _reading(each.owner, each.owner, each.name),
        )
    ]


def _heard(places: Iterable[Hearing]) -> list[Loan]:
    return [loan for each in places for loan in _hearing(each)]


def _hearing(place: Hearing) -> list[Loan]:
    """What a hearer may ask; Direct Get knows no filter, so no adapter gets it."""
    owner, account = place.owner, place.account
    acks = address.acknowledgements(place.stream, place.reader)
    following = address.next_message(place.stream, place.reader)
    reads = not place.filters and owner != account
    return [
        _question(owner, account, following, "stream"),
        _question(owner, account, address.consumer_info(place.stream, place.reader)),
        Loan(owner, account, acks, acks),
        *([_reading(owner, account, place.stream)] if reads else []),
    ]


def _reading(owner: str, account: str, stream: str) -> Loan:
    return _question(owner, account, address.direct_get(stream), "stream")


def _question(owner: str, account: str, question: str, answers: str = "singleton") -> Loan:
    there, here = f"{address.API}.{question}", f"{address.api(owner)}.{question}"
    return Loan(owner, account, there, here, answers)


def _exports(lent: Iterable[Loan]) -> str:
    whom: dict[tuple[str, str], list[str]] = {}
    for each in lent:
        whom.setdefault((each.there, each.answers), []).append(account_name(each.account))
    return _listed(
        "exports",
        (
            f'{{ service: "{there}", response_type: {answers}, accounts: [ {", ".join(names)} ] }}'
            for (there, answers), names in whom.items()
        ),
    )


def _imports(borrowed: Iterable[Loan]) -> str:
    return _listed(
        "imports",
        (
            f"{{ service: {{ account: {account_name(_vault_of(each.owner))},"
            f' subject: "{each.there}" }}, to: "{each.here}" }}'
            for each in borrowed
        ),
    )


def _user(keys: Path, name: str, asking: Iterable[str] | None = None, key: str = "") -> str:
    nkey = key or public_key(keys / f"{name}.nk")
    if asking is None:
        return f"{{ nkey: {nkey} }}"
    allowed = ", ".join(f'"{each}"' for each in asking)
    return (
        f"{{ nkey: {nkey}, permissions {{ publish: [ {allowed} ],"
        f' subscribe: [ "{address.inbox(name)}.>" ] }} }}'
    )


def _account(name: str, users: Iterable[str], *parts: str) -> str:
    body = "\n    ".join(part for part in (*parts, _listed("users", users)) if part)
    return f"  {account_name(name)} {{\n    {body}\n  }}"


def _listed(name: str, items: Iterable[str]) -> str:
    rows = "".join(f"\n      {each}" for each in items)
    return f"{name}: [{rows}\n    ]" if rows else ""


if __name__ == "__main__":
    print(accounts(settings_of(os.environ).home))
