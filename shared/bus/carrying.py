"""Letters out: one at a time when little waits (soon), in atomic batches when much does (much).

Each publish names the sequence that must stand at the end before it. So position and
sequence are the same number for ever, whoever else publishes and whatever was lost.
"""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct, json
from nats.nuid import NUID

from shared.bus import envelope
from shared.bus.errors import DivergedError, ServerRefusedError
from shared.bus.link import Link
from shared.record import Letter

BATCH: Final = 500  # the server takes 1,000 at most
FEW: Final = 4  # so many single publishes cost about as much as one batch
TAKEN: Final = frozenset(  # the end of the stream is not where we thought, or the letter is there
    {
        10071,  # wrong last sequence
        10164,  # wrong last sequence (constant of replicated streams)
        10201,  # batch contains a letter that is already stored
    }
)

SubjectOf = Callable[[Letter], str]

_nuid: Final = NUID()


class _Stored(Struct):
    seq: int = 0


_stored: json.Decoder[_Stored] = json.Decoder(_Stored)


async def publish(link: Link, letters: Sequence[Letter], subject: SubjectOf) -> bool:
    """Publish letters at their places, all of them before this returns.

    Returns False where the stream's end is not just before the first of them: the caller
    must look what is there. Of a few letters some may then have been stored.

    Raises:
        DivergedError: a letter was stored at another place than its own.
        BusError: what the bus says; whether anything was stored is then not known.

    """
    try:
        if len(letters) > FEW:
            await _batch(link, letters, subject)
        else:
            for letter in letters:
                await _single(link, letter, subject)
    except ServerRefusedError as refusal:
        if refusal.code not in TAKEN:
            raise
        return False
    return True


async def _single(link: Link, letter: Letter, subject: SubjectOf) -> None:
    headers = envelope.headers_of(letter)
    headers[envelope.EXPECTED] = str(letter.position - 1)
    _check(await link.ask(subject(letter), letter.body, headers), letter)


async def _batch(link: Link, letters: Sequence[Letter], subject: SubjectOf) -> None:
    """All or none are stored; the server answers only the last."""
    batch = _nuid.next().decode()
    *most, last = letters
    for place, letter in enumerate(most, 1):
        await link.post(subject(letter), letter.body, headers=_leaf(letter, batch, place))
    headers = _leaf(last, batch, len(letters)) | {"Nats-Batch-Commit": "1"}
    _check(await link.ask(subject(last), last.body, headers), last)


def _leaf(letter: Letter, batch: str, place: int) -> dict[str, str]:
    headers = envelope.headers_of(letter)
    headers |= {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(place)}
    if place == 1:  # the server looks for it there alone
        headers[envelope.EXPECTED] = str(letter.position - 1)
    return headers


def _check(answer: bytes, letter: Letter) -> None:
    if (stored := _stored.decode(answer).seq) != letter.position:
        raise DivergedError(f"第 {letter.position} 条记录在流中的位置是 {stored}")
