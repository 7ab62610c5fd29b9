"""见证 — asks the witnesses of the policy to cosign the log, and keeps what they say.

The log does not wait for them: a checkpoint is published when it is signed, and again,
with the cosignatures, when those who must have cosigned it have.
"""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.archive.domain.commands import RecordObjection
from services.archive.domain.cosigned import Signing, superfluous
from services.archive.domain.objection import OBJECTION, objections_of
from services.archive.gateways.disk import DiskError, Folder
from services.archive.gateways.notes import Checkpoint, checkpoint_of
from services.archive.gateways.proofs import Reader
from services.archive.gateways.tiles import TileLog
from services.archive.gateways.witnesses import (
    Answered,
    Courier,
    UnansweredError,
    Way,
    request_of,
    way_to,
)
from services.archive.verify.notes import seals_of
from services.archive.verify.policy import Policy
from services.archive.verify.report import CheckError
from shared.aside import aside
from shared.clock import Clock
from shared.record import SYSTEM, Cause
from shared.store import Store, Task

EVERY: Final = 10.0  # seconds between two rounds
AGREED, BEHIND, CHANGED = 200, 409, 422
DIGITS: Final = 19  # of a size; no log will ever be longer
COSIGNED: Final = "checkpoint.cosigned"


async def _rest() -> None:
    await asyncio.sleep(EVERY)


class Standing(Struct, frozen=True, kw_only=True):
    """见证进度 — up to which size a witness has cosigned, when, and what is the matter now."""

    name: str
    size: int = 0
    moment: int = 0
    trouble: str = ""
    objects: bool = False

    @property
    def signed_at(self) -> datetime:
        """Return when the witness cosigned last."""
        return datetime.fromtimestamp(self.moment, UTC)


class Witnessing:
    """见证 — one round after another; each witness is asked for the same checkpoint."""

    def __init__(
        self, policy: Policy, log: TileLog, folder: Path, store: Store[Any], clock: Clock
    ) -> None:
        self.policy, self._log, self._store, self._clock = policy, log, store, clock
        self._folder, self._files = folder, Folder(folder)
        self._ways: dict[str, Way] = {
            name: way_to(each.url) for name, each in policy.witnesses.items() if each.url
        }
        self._standing = {name: Standing(name=name) for name in policy.witnesses}
        self._asked: dict[str, int] = {}
        self._signed: dict[int, Signing] = {}
        self._one_at_a_time = asyncio.Lock()

    @property
    def standings(self) -> list[Standing]:
        """Return how far each witness has followed."""
        return list(self._standing.values())

    @property
    def note(self) -> str:
        """Return the newest checkpoint that enough witnesses have cosigned, empty if none."""
        file = self._folder / COSIGNED
        return file.read_text(encoding="utf-8") if file.exists() else ""

    async def run_forever(self, rest: Callable[[], Awaitable[None]] = _rest) -> None:
        """Hold a round whenever the log has grown."""
        await aside(self.recall)
        while True:
            await self.hold()
            await rest()

    def recall(self) -> None:
        """Find out how far each witness had followed before the house was started."""
        sizes = (int(each.name) for each in (self._folder / "cosigned").glob("[0-9]*"))
        missing = {each.key.id.hex(): name for name, each in self.policy.witnesses.items()}
        for size in sorted(sizes, reverse=True):
            for key in [*missing]:
                if missing and (file := self._folder / f"cosigned/{size}/{key}").exists():
                    self._note(missing.pop(key), size=size, moment=_moment_in(file))
            if not missing:
                return

    async def hold(self) -> None:
        """Hold one round over the published checkpoint."""
        async with self._one_at_a_time:
            if note := self._log.note:
                await asyncio.gather(*(self._ask(name, note) for name in self._ways))
                await aside(self._publish, note)

    async def _ask(self, name: str, note: str) -> None:
        size = checkpoint_of(note).size
        if self._standing[name].size == size:
            return
        try:
            await self._exchange(name, note, size)
        except (UnansweredError, DiskError, CheckError) as error:
            self._note(name, trouble=str(error) or str(type(error).__doc__))

    async def _exchange(self, name: str, note: str, size: int) -> None:
        for _ in range(2):  # the second time with the size that the witness has named
            old = self._asked.get(name, self._standing[name].size)
            old = old if old <= size else 0  # a log cut back has no proof: let the witness say so
            proof = await aside(Reader(self._folder, note).consistency, old) if old else []
            request = request_of(old, proof, note)
            answer = await aside(self._ways[name].ask, request)
            if answer is None:
                return
            theirs = _size_in(answer)
            if answer.status != BEHIND or theirs > size or theirs == old:
                await self._take(name, request, answer)
                return
            self._asked[name] = theirs

    async def _take(self, name: str, request: bytes, answer: Answered) -> None:
        way = self._ways[name]
        asked = way.asked() if isinstance(way, Courier) else request
        note = asked.partition(b"\n\n")[2].decode()
        if answer.status == AGREED:
            await aside(self._keep, name, note, answer.text)
        elif answer.status in {BEHIND, CHANGED}:
            await self._object(name, asked, answer)
        else:
            self._note(name, trouble=f"见证人答复 {answer.status}：{answer.text.strip()[:100]}")
        if isinstance(way, Courier):
            await aside(way.done)

    def _keep(self, name: str, note: str, lines: str) -> None:
        checkpoint = checkpoint_of(note)
        key = self.policy.witnesses[name].key
        for seal in seals_of(lines, name):
            moment = key.moment(*seal, checkpoint.text.encode())
            if moment is not None:
                line = f"\u2014 {seal[0]} {seal[1]}\n"
                path = f"cosigned/{checkpoint.size}/{key.id.hex()}"
                if not (self._folder / path).exists():
                    self._files.add({path: line.encode()})
                self._asked.pop(name, None)
                self._note(name, size=checkpoint.size, moment=moment)
                return
        self._note(name, trouble="见证人的签名无效")

    def _publish(self, note: str) -> None:
        """Publish the newest checkpoint with its cosignatures if those who must have signed it."""
        published = checkpoint_of(self.note).size if self.note else 0
        sizes = {each.size for each in self._standing.values()} | {checkpoint_of(note).size}
        for size in sorted(sizes - {0}, reverse=True):
            if size <= published:
                return
            if told := self._cosigned(size):
                self._files.replace(COSIGNED, told.encode())
                self._thin_out()
                return

    def _thin_out(self) -> None:
        """Drop cosignatures that later ones have made superfluous."""
        sizes = {int(each.name) for each in (self._folder / "cosigned").glob("[0-9]*")}
        self._signed = {size: self._signing(size) for size in sizes}
        dropped = superfluous(self._signed, {each.size for each in self._standing.values()})
        self._files.drop(f"cosigned/{size}" for size in dropped)

    def _signing(self, size: int) -> Signing:
        """Return when a size was cosigned; what was enough once stays so."""
        known = self._signed.get(size)
        if known and known.enough:
            return known
        moments = map(_moment_in, self._seals(size))
        return Signing(max(moments, default=0), bool(self._cosigned(size)))

    def _seals(self, size: int) -> list[Path]:
        return sorted((self._folder / f"cosigned/{size}").glob("[!.]*"))

    def _cosigned(self, size: int) -> str:
        """Return the checkpoint of a size with its cosignatures; empty if they are too few."""
        lines = "".join(file.read_text(encoding="utf-8") for file in self._seals(size))
        checkpoint = self._folder / f"checkpoints/{size}"
        if not checkpoint.exists():  # whoever cut the log back dropped it
            return ""
        note = checkpoint.read_text(encoding="utf-8")
        signed = self.policy.signed_by(seals_of(lines, COSIGNED), checkpoint_of(note).text.encode())
        return note + lines if lines and self.policy.met_by(signed) else ""

    async def _object(self, name: str, asked: bytes, answer: Answered) -> None:
        evidence = asked + f"\n\n{answer.status}\n{answer.text}".encode()
        digest = sha256(evidence).hexdigest()
        await aside(self._files.add, {f"evidence/{digest}": evidence})
        size, theirs = _note_in(asked).size, _size_in(answer)
        self._note(name, trouble=_complaint(answer.status, theirs, size), objects=True)
        command = RecordObjection(
            witness=name, size=size, status=answer.status, theirs=theirs, evidence=digest
        )
        await self._record(objections_of(name), command)

    async def _record(self, stream: UUID, command: RecordObjection) -> None:
        recorded = await aside(self._store.load, stream)
        if any(each.event.evidence == command.evidence for each in recorded):
            return
        cause = Cause(
            actor=SYSTEM,
            post=SYSTEM,
            at=self._clock.now(),
            correlation_id=stream,
            causation_id=uuid5(stream, command.evidence),
        )
        await self._store.file(Task(OBJECTION, stream, command), cause=cause)

    def _note(
        self, name: str, *, size: int = 0, moment: int = 0, trouble: str = "", objects: bool = False
    ) -> None:
        before = self._standing[name]
        self._standing[name] = replace(
            before,
            size=max(size, before.size),
            moment=moment or before.moment,
            trouble=trouble,
            objects=objects,
        )


def _note_in(request: bytes) -> Checkpoint:
    return checkpoint_of(request.partition(b"\n\n")[2].decode())


def _moment_in(file: Path) -> int:
    raw = b64decode(file.read_text(encoding="utf-8").split()[-1])
    return int.from_bytes(raw[4:12], "big")


def _size_in(answer: Answered) -> int:
    text = answer.text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0


def _complaint(status: int, theirs: int, size: int) -> str:
    if status == CHANGED:
        return "见证人认为日志的过去被改动"
    if theirs > size:
        return f"见证人签过 {theirs} 条的日志，比现在的 {size} 条还多：日志被退回"
    return f"见证人签过另一份同为 {theirs} 条的日志：日志分叉"
