"""What auditors see besides the ledger: who is who, and which alarms were raised."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.archive.domain.consulting import DownloadSigned
from services.archive.domain.events import AlarmRaised, WitnessObjected
from services.archive.domain.volume_words import (
    FondsSettled,
    OriginalRegistered,
    Piece,
    Retention,
    VolumeChecked,
    VolumeConsulted,
    VolumeSealed,
)
from services.archive.views.assessments import marks, sheets
from services.archive.views.coverage import duties
from services.archive.views.flags import flags
from services.archive.views.publications import archivings, publications
from services.archive.views.register import register, shelves
from shared.record import Record
from shared.register import passwords, people, posts, tenures, units
from shared.view import Rows, View


class AlarmRow(Struct, frozen=True):
    """警报"""

    id: str
    service: str
    position: int
    archived: str
    heard: str
    at: datetime


class ObjectionRow(Struct, frozen=True):
    """异议 — of a witness, with the digest of the evidence that is kept."""

    id: str
    witness: str
    size: int
    status: int
    theirs: int
    evidence: str
    at: datetime


class FondsRow(Struct, frozen=True):
    """全宗"""

    fonds: str
    unit: str


class VolumeRow(Struct, frozen=True, kw_only=True):
    """案卷 — one version; ``newest`` tells whether a later one has taken its place."""

    id: str
    fonds: str
    unit: str
    matter: UUID
    number: str
    version: int
    title: str
    year: int
    retention: Retention
    pieces: tuple[Piece, ...]
    digest: str
    size: int
    facts: int
    logged: int
    reason: str
    sealed_at: datetime
    sealed_by: str
    newest: bool = True


class OriginalRow(Struct, frozen=True, kw_only=True):
    """纸质原件"""

    id: str
    number: str
    volume: str
    name: str
    pages: int
    shelf: str
    twin: str
    at: datetime


class UseRow(Struct, frozen=True, kw_only=True):
    """利用和检测 — what was done with a volume, by whom, what for."""

    id: str
    volume: str
    purpose: str
    original: str
    findings: tuple[str, ...]
    by: str
    at: datetime


class DownloadRow(Struct, frozen=True, kw_only=True):
    """下载 — what an auditor has taken along; ``note`` is signed with the log's key."""

    id: str
    name: str
    sha256: str
    size: int
    note: str
    by: str
    at: datetime


alarms: Final = View("alarms", AlarmRow, key="id")
objections: Final = View("objections", ObjectionRow, key="id")
fonds: Final = View("fonds", FondsRow, key="fonds", indexes=(("unit",),))
volumes: Final = View("volumes", VolumeRow, key="id", indexes=(("number",), ("unit", "sealed_at")))
originals: Final = View("originals", OriginalRow, key="id", indexes=(("number",), ("volume",)))
uses: Final = View("uses", UseRow, key="id", indexes=(("volume",),))
downloads: Final = View("downloads", DownloadRow, key="id", indexes=(("sha256",), ("at",)))

VIEWS: Final = (
    *(units, people, posts, passwords, alarms, objections),
    *(fonds, volumes, originals, uses, downloads),
    *(publications, archivings, duties, tenures),
    *(marks, sheets),
    *(register, shelves, flags),
)


@alarms.on(AlarmRaised)
def _(rows: Rows[AlarmRow], record: Record[AlarmRaised]) -> None:
    event = record.event
    rows.put(
        AlarmRow(
            str(record.id),
            event.service,
            event.position,
            event.archived,
            event.heard,
            record.cause.at,
        )
    )


@objections.on(WitnessObjected)
def _(rows: Rows[ObjectionRow], record: Record[WitnessObjected]) -> None:
    event, at = record.event, record.cause.at
    rows.put(
        ObjectionRow(
            str(record.id),
            event.witness,
            event.size,
            event.status,
            event.theirs,
            event.evidence,
            at,
        )
    )


@fonds.on(FondsSettled)
def _(rows: Rows[FondsRow], record: Record[FondsSettled]) -> None:
    rows.put(FondsRow(record.event.fonds, record.event.unit))


@volumes.on(VolumeSealed)
def _(rows: Rows[VolumeRow], record: Record[VolumeSealed]) -> None:
    event, cause = record.event, record.cause
    if before := rows.get(f"{event.number}/{event.version - 1}"):
        rows.put(replace(before, newest=False))
    rows.put(
        VolumeRow(
            id=f"{event.number}/{event.version}",
            fonds=event.fonds,
            unit=event.unit,
            matter=event.matter,
            number=event.number,
            version=event.version,
            title=event.title,
            year=event.year,
            retention=event.retention,
            pieces=event.pieces,
            digest=event.digest,
            size=event.size,
            facts=event.facts,
            logged=event.logged,
            reason=event.reason,
            sealed_at=cause.at,
            sealed_by=cause.actor,
        )
    )


@originals.on(OriginalRegistered)
def _(rows: Rows[OriginalRow], record: Record[OriginalRegistered]) -> None:
    event = record.event
    rows.put(
        OriginalRow(
            id=f"{event.fonds}/{event.number}",
            number=event.number,
            volume=event.volume,
            name=event.name,
            pages=event.pages,
            shelf=event.shelf,
            twin=event.twin,
            at=record.cause.at,
        )
    )


@downloads.on(DownloadSigned)
def _(rows: Rows[DownloadRow], record: Record[DownloadSigned]) -> None:
    event, cause = record.event, record.cause
    rows.put(
        DownloadRow(
            id=str(record.id),
            name=event.name,
            sha256=event.sha256,
            size=event.size,
            note=event.note,
            by=cause.actor,
            at=cause.at,
        )
    )


@uses.on(VolumeConsulted)
def _(rows: Rows[UseRow], record: Record[VolumeConsulted]) -> None:
    event = record.event
    _used(rows, record, event.purpose, event.original, ())


@uses.on(VolumeChecked)
def _(rows: Rows[UseRow], record: Record[VolumeChecked]) -> None:
    event = record.event
    passed = event.authentic and event.complete and event.usable and event.safe
    word = f"{event.stage.value}检测：{'四性合格' if passed else '不合格'}"
    _used(rows, record, word, "", event.findings)


def _used(
    rows: Rows[UseRow],
    record: Record[VolumeConsulted] | Record[VolumeChecked],
    purpose: str,
    original: str,
    findings: tuple[str, ...],
) -> None:
    rows.put(
        UseRow(
            id=str(record.id),
            volume=record.event.volume,
            purpose=purpose,
            original=original,
            findings=findings,
            by=record.cause.actor,
            at=record.cause.at,
        )
    )
