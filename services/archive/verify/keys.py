"""钥匙串 — the keys with which one log has signed, one after another, and each up to where.

A key is replaced by a handover (移交书): a note that says from which size on the successor
signs, signed by both. Whoever knows one key of the chain so comes to know the others;
whoever has a policy that names keys believes those only.
"""

from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from services.archive.verify.notes import Key, Note, Opened, key_of, opened, seals_of
from services.archive.verify.report import DivergenceError, IncompleteError

MAGIC = "gongkai.log-key-handover/v1"
TAG = b'"archive.key.introduced.v1"'
FOLDER = "keys"
MOST = 2**63


@dataclass(frozen=True)
class Handover:
    """移交书 — checkpoints of more than ``size`` entries are signed by the successor."""

    former: Key
    successor: Key
    size: int
    root: bytes
    reason: str
    note: str
    path: str


@dataclass(frozen=True)
class Tenure:
    """任期 — a key, and the sizes (after, up to) whose checkpoints it may sign."""

    key: Key
    after: int = -1
    upto: int = MOST

    def fault(self, note: Opened) -> str | None:
        """Return what is wrong with this key's signature: "" if nothing, None if it has none."""
        if self.key.id not in note.ids:
            return None
        if not self.key.has_signed(note.text, note.seals):
            return "检查点签名无效"
        if note.said.size > self.upto:
            return f"检查点由已停用的密钥签署（编号 {self.key.id.hex()}，只签到第 {self.upto} 条）"
        if note.said.size <= self.after:
            return f"检查点由当时还没有启用的密钥签署（编号 {self.key.id.hex()}）"
        return ""


@dataclass(frozen=True)
class Ring:
    """钥匙串 — reads what any of its keys has signed in its time."""

    name: str
    tenures: tuple[Tenure, ...]
    handovers: tuple[Handover, ...] = ()

    def read(self, note: bytes, file: str) -> Note:
        """Return what a note says.

        Raises:
            DivergenceError: it is malformed, or none of these keys has signed it in its time.

        """
        found = opened(note, self.name, file)
        faults = [fault for each in self.tenures if (fault := each.fault(found)) is not None]
        if "" not in faults:
            raise DivergenceError(*(faults or [_stranger(found)])[:1], file=file)
        return found.said

    def place(self, note: bytes) -> int:
        """Return which of the keys has signed a note, counted from 0; -1 if none has."""
        found = opened(note, self.name, "checkpoint")
        signed = [at for at, each in enumerate(self.tenures) if each.fault(found) == ""]
        return max(signed, default=-1)

    @property
    def terms(self) -> dict[str, int]:
        """Return up to which size each key has signed, 0 for one that still does, by its id."""
        return {each.key.id.hex(): each.upto % MOST for each in self.tenures}


def _stranger(note: Opened) -> str:
    ids = "、".join(each.hex() for each in note.ids)
    return f"检查点由不认识的密钥签署（编号 {ids}）" if ids else "检查点没有这个日志的签名"


def ring_of(vkeys: str) -> Ring:
    """Read one verifier key of a log, or several, between which there is white space.

    Raises:
        IncompleteError: one is none, or they are of several logs.

    """
    keys = [key_of(each) for each in vkeys.split()] or [key_of(vkeys)]
    if len({each.name for each in keys}) > 1:
        raise IncompleteError("给出的核验公钥不是同一个日志的")
    return Ring(keys[0].name, tuple(map(Tenure, keys)))


def ring_in(folder: Path, vkeys: str, allowed: Iterable[Key] = ()) -> Ring:
    """Return the keys of the log in a folder, as far as those that are known vouch for them.

    Raises:
        DivergenceError: a handover is not what it says, and which.
        IncompleteError: one is missing, or the keys that are known cannot be read.

    """
    known = ring_of(vkeys)
    chain = handovers_in(folder, known.name)
    named = {each.id for each in allowed if each.name == known.name}
    tenures = _tenures(chain) or known.tenures
    if not {each.key.id for each in known.tenures} & {each.key.id for each in tenures}:
        return known  # a chain of strangers tells nothing
    kept = tuple(each for each in tenures if not named or each.key.id in named)
    return Ring(known.name, kept, chain)


def _tenures(chain: Sequence[Handover]) -> tuple[Tenure, ...]:
    if not chain:
        return ()
    ends = [-1, *(each.size for each in chain), MOST]
    keys = [chain[0].former, *(each.successor for each in chain)]
    return tuple(Tenure(key, *span) for key, span in zip(keys, pairwise(ends), strict=True))


def handovers_in(folder: Path, name: str) -> tuple[Handover, ...]:
    """Read the handovers beside a log, the oldest first, each following from the one before.

    Raises:
        DivergenceError: one is not what it says, or does not follow.
        IncompleteError: one is missing.

    """
    names = sorted(each.name for each in (folder / FOLDER).glob("[!.]*"))
    chain = [_handover(folder, f"{FOLDER}/{each}", name) for each in names]
    for number, file in enumerate(names, 1):
        if file != f"{number:03d}":
            raise IncompleteError("缺少密钥移交书", file=f"{FOLDER}/{number:03d}")
    for before, after in pairwise(chain):
        if before.successor.id != after.former.id or after.size < before.size:
            raise DivergenceError("密钥移交书与上一份不相接", file=after.path)
    return tuple(chain)


def _handover(folder: Path, path: str, name: str) -> Handover:
    try:
        return handover_of((folder / path).read_text(encoding="utf-8"), name, path)
    except OSError as error:
        raise IncompleteError("密钥移交书无法读取", file=path) from error
    except UnicodeDecodeError as error:
        raise DivergenceError("密钥移交书格式有误", file=path) from error


def handover_of(note: str, name: str, path: str) -> Handover:
    """Read a handover.

    Raises:
        DivergenceError: it is malformed, of another log, or not signed by both keys.

    """
    text, _, signatures = note.partition("\n\n")
    try:
        magic, origin, former, successor, size, root, reason = text.split("\n")
        told = Handover(
            key_of(former), key_of(successor), int(size), b64decode(root), reason, note, path
        )
    except (ValueError, IncompleteError) as error:
        raise DivergenceError("密钥移交书格式有误", file=path) from error
    if magic != MAGIC or {origin, told.former.name, told.successor.name} != {name}:
        raise DivergenceError("密钥移交书不是这个日志的", file=path)
    seals = seals_of(signatures, path)
    for key, whose in ((told.former, "原密钥"), (told.successor, "新密钥")):
        if not key.has_signed(f"{text}\n".encode(), seals):
            raise DivergenceError(f"密钥移交书没有{whose}的有效签名", file=path)
    return told
