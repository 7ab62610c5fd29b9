"""签名密钥 — the log's keys follow one another without a gap; none comes back."""

from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.archive.domain.key_words import IntroduceKey, KeyIntroduced
from shared.decider import Decider, RejectedError
from shared.record import Cause

KEYS: Final = uuid5(UUID(int=0), "archive.key")


class Chain(Struct, frozen=True, kw_only=True):
    """密钥链 — every verifier key so far, oldest first, and since which size the newest signs."""

    keys: tuple[str, ...] = ()
    since: int = 0
    handovers: int = 0


class HandoverOutOfTurnError(RejectedError):
    """密钥移交书的序号（number）应当紧接上一份。"""


class NotTheLastKeyError(RejectedError):
    """移交书中的原密钥（former）不是现在使用的密钥。"""


class KeyUsedBeforeError(RejectedError):
    """新密钥（vkey）以前用过，停用的密钥不得再启用。"""


class HandoverShrinksError(RejectedError):
    """移交时的条目数（since）比上一次移交时少：日志只增不减。"""


def decide(command: IntroduceKey, chain: Chain, _: Cause) -> list[KeyIntroduced]:
    """Accept the handover that comes next; one that is on file already is no news."""
    if command.number <= chain.handovers and command.vkey in chain.keys:
        return []
    if command.number != chain.handovers + 1:
        raise HandoverOutOfTurnError(chain.handovers, command.number)
    if command.vkey in {command.former, *chain.keys}:
        raise KeyUsedBeforeError(command.vkey)
    if chain.keys and command.former != chain.keys[-1]:
        raise NotTheLastKeyError(chain.keys[-1], command.former)
    if command.since < chain.since:
        raise HandoverShrinksError(chain.since, command.since)
    return [
        KeyIntroduced(
            number=command.number,
            former=command.former,
            vkey=command.vkey,
            since=command.since,
            reason=command.reason,
            note=command.note,
        )
    ]


def evolve(chain: Chain, event: KeyIntroduced) -> Chain:
    """Put the new key behind the others."""
    before = chain.keys or (event.former,)
    return Chain(keys=(*before, event.vkey), since=event.since, handovers=event.number)


KEY = Decider(initial=Chain(), decide=decide, evolve=evolve)
