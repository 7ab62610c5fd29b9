"""Replaces the log's signing key: the old one vouches for the new one, then it is gone.

In this order, each step durable before the next: the new key lies beside the old one; the
handover (移交书), signed by both, lies in the log; the new key takes the old one's name.
Whatever is cut short is finished by ``settled`` when the key is next needed.
"""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from services.archive.gateways.disk import DiskError, Folder, sync
from services.archive.gateways.notes import KeyFileError, Signer, open_signer
from services.archive.gateways.tiles import TileLog
from services.archive.verify.keys import FOLDER, MAGIC, Handover, handovers_in

LONGEST: Final = 200  # characters of a reason


class BadReasonError(Exception):
    """更换密钥的原因（reason）应当写成一行，不超过 200 个字。"""


class UnfinishedLogError(Exception):
    """日志还有一个没有写完的检查点：请先启动一次存档服务，停下后再更换密钥。"""


def next_key(file: Path) -> Path:
    """Return where the key that follows lies until it is handed over to."""
    return file.with_name(f"{file.name}.next")


def hand_over(folder: Path, file: Path, signer: Signer, reason: str) -> Signer:
    """Put a new key in the place of a log's key, and return who signs from now on.

    ``folder`` is the log's, ``file`` the key's; nobody may be writing to the log.

    Raises:
        BadReasonError: nobody could read the reason in one line.
        LockedError: the archive is at work.
        UnfinishedLogError: a checkpoint beyond the published one has been signed.
        DiskError: the disk refused; the old key still signs.

    """
    if not reason.strip() or "\n" in reason or len(reason) > LONGEST:
        raise BadReasonError
    log = TileLog(folder, signer)
    log.open()
    try:
        _must_be_finished(folder, log.size)
        successor = open_signer(next_key(file), signer.origin)
        number = 1 + len(handovers_in(folder, signer.origin))
        note = _note(signer, successor, log, reason.strip())
        Folder(folder).add({f"{FOLDER}/{number:03d}": note.encode()})
        _succeed(file)
    finally:
        log.close()
    return successor


def settled(file: Path, origin: str, chain: Sequence[Handover]) -> Signer:
    """Return who signs for a log, finishing a handover that was cut short.

    Raises:
        KeyFileError: the key is not the one that was handed over to last.

    """
    formers = tuple(each.former for each in chain)
    signer = open_signer(file, origin, formers)
    if not chain or signer.id == chain[-1].successor.id:
        next_key(file).unlink(missing_ok=True)
        return signer
    waiting = next_key(file)
    if not waiting.exists() or open_signer(waiting, origin).id != chain[-1].successor.id:
        raise KeyFileError(file)
    _succeed(file)
    return open_signer(file, origin, formers)


def _succeed(file: Path) -> None:
    """Let the new key take the old one's name; the old one is gone."""
    try:
        next_key(file).rename(file)
        sync(file.parent)
    except OSError as error:
        raise DiskError(str(file), error.strerror) from error


def _must_be_finished(folder: Path, size: int) -> None:
    signed = [int(each.name) for each in (folder / "checkpoints").glob("[0-9]*")]
    if max(signed, default=0) > size:
        raise UnfinishedLogError(folder)


def _note(former: Signer, successor: Signer, log: TileLog, reason: str) -> str:
    said = (former.verifier, successor.verifier, log.size, b64encode(log.root).decode(), reason)
    text = "\n".join(map(str, (MAGIC, former.origin, *said))) + "\n"
    return f"{text}\n{former.line(text)}{successor.line(text)}"
