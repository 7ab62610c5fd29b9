"""The whole check, in the order of the log: signatures, entries, tiles, root, ledger, stores."""

import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep

from services.archive.verify.beside import Beside, compare_store
from services.archive.verify.cosigned import check_witnesses
from services.archive.verify.keys import FOLDER, Handover, Ring, ring_in
from services.archive.verify.memory import Halt, Memory, memory_in
from services.archive.verify.notes import Note
from services.archive.verify.policy import policy_of
from services.archive.verify.report import (
    CheckError,
    DivergenceError,
    Finding,
    IncompleteError,
    Outcome,
    Report,
)
from services.archive.verify.sm2 import Sm2Key, sm2_key_of
from services.archive.verify.tree import Files
from services.archive.verify.walk import Mark, Progress, Span, Walk

PATIENCE = 0.5  # seconds in which a checkpoint that is kept is also published


def _silent(_: int, __: int) -> None:
    """Tell nobody."""


def verify(  # noqa: PLR0913 — each is one option of the program
    log_dir: Path,
    vkey: str,
    *,
    ledger: str | None = None,
    stores: Mapping[str, str] | None = None,
    span: Span | None = None,
    policy: str = "",
    sm2: str = "",
    state: Path | None = None,
    jobs: int = 1,
    report: Progress = _silent,
) -> Report:
    """Derive a log again and say whether it is what was signed. Never raises for what it finds.

    Args:
        log_dir: the log's folder, or any copy of it.
        vkey: a verifier key of the log or several, from somewhere other than the log.
        ledger: address of the archive's ledger (sqlite:///… or postgresql://…), if one has access.
        stores: addresses of the services' own stores by name; needs the ledger.
        span: only entries with these indexes, both included; the tree above is checked whole.
        policy: which witnesses must have cosigned, and which keys the log may have
            (C2SP tlog-policy); empty: no witness needs to, and any key that was handed over.
        sm2: an SM2 verifier key that must have signed the newest checkpoint beside the log's own.
        state: file of what is remembered between two checks (made if there is none).
        jobs: how many processes hash entries at the same time (the ledger is read by one).
        report: told how many of how many entries have been checked.

    """
    began, told = monotonic(), Report(ledger=ledger is not None)
    collecting = gc.isenabled()
    gc.disable()  # half of the time otherwise; nothing here makes cycles
    try:
        memory = memory_in(state) if state else None
        known = policy_of(policy) if policy else None
        ring = ring_in(Path(log_dir), vkey, known.logs if known else ())
        _check(Path(log_dir), ring, ledger, stores or {}, span, memory, jobs, report, told)
        if sm2:
            _check_sm2(Path(log_dir), sm2_key_of(sm2), told)
        if known:
            check_witnesses(Path(log_dir), known, told)
        if memory and span is None:
            memory.remember(told.origin, told.size, told.root, Halt())
        told.outcome = Outcome.PASSED
    except CheckError as error:
        told.outcome, told.first = error.outcome, error.finding
    except KeyboardInterrupt:
        told.outcome = Outcome.INTERRUPTED
    except Exception as error:  # noqa: BLE001 — a stumble of this program convicts nobody
        told.outcome, told.first = Outcome.INCOMPLETE, Finding(f"核验程序自己出错：{error!r}")
    finally:
        if collecting:
            gc.enable()
        told.seconds = round(monotonic() - began, 3)
    return told


def _check(  # noqa: PLR0913, PLR0917 — the parts of one check
    folder: Path,
    ring: Ring,
    ledger: str | None,
    stores: Mapping[str, str],
    span: Span | None,
    memory: Memory | None,
    jobs: int,
    report: Progress,
    told: Report,
) -> None:
    files = Files(folder, 0)
    head = ring.read(files.read("checkpoint"), "checkpoint")
    told.origin, told.size, told.root = ring.name, head.size, head.root.hex()
    told.keys = ring.terms
    known = [*_handed_over(ring, head), *(memory.marks(ring.name, head) if memory else [])]
    marks = _remembered(folder, ring, head)
    told.checkpoints = len(marks)
    marks = sorted([*marks, *known], key=_size_of)
    walk = Walk(Files(folder, head.size), marks, span, told, jobs)
    if memory and span is None:
        walk.resume(memory.halt)
    walk.ledger = Beside(ledger, head.size, walk.first, told) if ledger else None
    if memory and span is None:
        walk.keep = lambda: memory.remember(ring.name, head.size, told.root, walk.stood)
    try:
        walk.run(report)
    except KeyboardInterrupt:
        walk.keep()
        raise
    _must_be_logged(ring.handovers, walk, head)
    for service, url in stores.items():
        if ledger is None:
            raise IncompleteError("核对各服务的记录库需要同时给出存档总账", service=service)
        told.stores[service] = compare_store(service, ledger, url)


def _check_sm2(folder: Path, key: Sm2Key, told: Report) -> None:
    key.must_have_signed(Files(folder, 0).read("checkpoint"), "checkpoint")
    told.sm2 = key.id.hex()


def _handed_over(ring: Ring, head: Note) -> list[Mark]:
    """Return what the log was when its keys were handed over; it must still begin so."""
    for each in ring.handovers:
        if each.size > head.size:
            reason = f"日志被退回：移交密钥时已有 {each.size} 条"
            raise DivergenceError(reason, index=head.size, file=each.path)
    return [(each.path, Note(each.size, each.root)) for each in ring.handovers if each.size]


def _must_be_logged(handovers: Sequence[Handover], walk: Walk, head: Note) -> None:
    """Compare the handovers with the facts in the log that tell of them."""
    for each in handovers:
        vkey = each.successor.id.hex()
        if walk.reads_from(each.size) and each.size < head.size and vkey not in walk.introduced:
            raise IncompleteError("密钥移交还没有记入日志", index=each.size, file=each.path)
    for vkey, index in walk.introduced.items():
        if vkey not in {each.successor.id.hex() for each in handovers}:
            raise IncompleteError("缺少日志所记的密钥移交书", index=index, file=f"{FOLDER}/")


def _remembered(folder: Path, ring: Ring, head: Note) -> list[Mark]:
    """Read every checkpoint that was ever published, by size; those beyond the head come later."""
    marks = [("checkpoint", head)]
    names = folder / "checkpoints"
    if not names.is_dir():
        raise IncompleteError("缺少历次检查点", file="checkpoints")
    marks += [_mark(file, ring) for file in names.iterdir() if not file.name.startswith(".")]
    _must_be_newest(folder, ring, head, max(note.size for _, note in marks))
    if not any(note.size == head.size and path != "checkpoint" for path, note in marks):
        raise IncompleteError("缺少当前检查点的存留件", file=f"checkpoints/{head.size}")
    return sorted((each for each in marks if each[1].size <= head.size), key=_size_of)


def _must_be_newest(folder: Path, ring: Ring, head: Note, newest: int) -> None:
    """Demand that nothing larger was ever signed; a log that is growing soon publishes it.

    Raises:
        IncompleteError: an older checkpoint was put in the place of the newest.

    """
    ends = monotonic() + PATIENCE
    while head.size < newest:
        if monotonic() > ends:
            reason = f"检查点不是最新的：存留的已到第 {newest} 条，日志被退回或者没有复制完整"
            raise IncompleteError(reason, index=head.size, file="checkpoint")
        sleep(0.05)
        head = ring.read(Files(folder, 0).read("checkpoint"), "checkpoint")


def _size_of(mark: Mark) -> int:
    return mark[1].size


def _mark(file: Path, ring: Ring) -> Mark:
    path = f"checkpoints/{file.name}"
    try:
        note = ring.read(file.read_bytes(), path)
    except OSError as error:
        raise IncompleteError("检查点无法读取", file=path) from error
    if str(note.size) != file.name:
        raise DivergenceError("检查点的条目数与文件名不符", file=path)
    return path, note
