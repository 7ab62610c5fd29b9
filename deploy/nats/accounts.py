"""The accounts' part of a nats-server's config, made from the map and the keys.

Every service and every adapter lives in an account of its own. Subject permissions
alone did not isolate services: a pull or a Direct Get may name any reply subject, and
so write into another's stream; a reply never leaves the account that asked.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from deploy.nats.keys import SYSTEM, provisioner, public_key
from deploy.nats.map import SERVICES, Hearing, Stream, adapters_of, hearings, streams
from shared.bus import address


class Way(Struct, frozen=True):
    """通路 — one question a hearer may ask: its subject there, and here."""

    there: str
    here: str
    answers: str = "singleton"


def accounts(home: Path) -> str:
    """Return the config text of all accounts; makes the keys that are missing."""
    adapters = adapters_of(home)
    heard = hearings(adapters)
    keys = home / "nats" / "keys"
    return "\n".join(
        [
            f"system_account: {account_name(SYSTEM)}",
            "accounts {",
            _account(SYSTEM, [_user(keys, SYSTEM)]),
            *(_service(each, keys, heard) for each in SERVICES),
            *(_adapter(each.account, keys, heard) for each in adapters),
            "}",
            "",
        ]
    )


def account_name(account: str) -> str:
    """Return an account's name as the server's config spells it."""
    return account.upper().replace("-", "_")


def _service(service: str, keys: Path, heard: Sequence[Hearing]) -> str:
    own = [each for each in streams() if each.owner == service]
    mine = [each for each in heard if each.account == service]
    users = [
        _user(keys, service, [*_speaking(own), *_asking(mine)]),
        _user(keys, provisioner(service), _provisioning(own)),
    ]
    lent = [each for each in heard if each.owner == service and each.account != service]
    return _account(service, users, "jetstream: enabled", _exports(lent), _imports(mine))


def _adapter(account: str, keys: Path, heard: Sequence[Hearing]) -> str:
    mine = [each for each in heard if each.account == account]
    return _account(account, [_user(keys, account, _asking(mine))], _imports(mine))


def _speaking(own: Iterable[Stream]) -> list[str]:
    return [
        subject
        for each in own
        for subject in (
            each.subjects,
            f"{address.API}.{address.stream_info(each.name)}",
            f"{address.API}.{address.direct_get(each.name)}",
        )
    ]


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


def _asking(heard: Iterable[Hearing]) -> list[str]:
    return [way.here for each in heard for way in ways(each)]


def ways(heard: Hearing) -> list[Way]:
    """Return all that a hearer may ask; Direct Get knows no filter, so no adapter gets it."""
    acks = address.acknowledgements(heard.stream, heard.reader)
    return [
        _way(heard, address.next_message(heard.stream, heard.reader), "stream"),
        _way(heard, address.consumer_info(heard.stream, heard.reader)),
        Way(acks, acks),
        *([] if heard.filters else [_way(heard, address.direct_get(heard.stream), "stream")]),
    ]


def _way(heard: Hearing, question: str, answers: str = "singleton") -> Way:
    prefix = address.api(heard.account, heard.owner)
    return Way(f"{address.API}.{question}", f"{prefix}.{question}", answers)


def _exports(lent: Iterable[Hearing]) -> str:
    hearers: dict[Way, list[str]] = {}
    for each in lent:
        for way in ways(each):
            hearers.setdefault(Way(way.there, "", way.answers), []).append(each.account)
    return _listed("exports", [_export(way, whom) for way, whom in hearers.items()])


def _export(way: Way, hearers: Iterable[str]) -> str:
    whom = ", ".join(account_name(each) for each in hearers)
    return f'{{ service: "{way.there}", response_type: {way.answers}, accounts: [ {whom} ] }}'


def _imports(heard: Iterable[Hearing]) -> str:
    abroad = [each for each in heard if each.owner != each.account]
    return _listed("imports", [_import(each, way) for each in abroad for way in ways(each)])


def _import(heard: Hearing, way: Way) -> str:
    source = f'{{ account: {account_name(heard.owner)}, subject: "{way.there}" }}'
    return f'{{ service: {source}, to: "{way.here}" }}'


def _user(keys: Path, name: str, asking: Iterable[str] | None = None) -> str:
    nkey = public_key(keys / f"{name}.nk")
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
