"""立卷 — gathers all that belongs to a matter, packs it, seals the package by a fact."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from services.archive.domain.entry import Fact
from services.archive.domain.fonds import FONDS, Fonds, FondsNotSettledError, fonds_of, number_for
from services.archive.domain.materials import counted, files_in, kind_of, kind_of_file
from services.archive.domain.volume_words import (
    KINDS,
    ConsultVolume,
    Kind,
    Piece,
    RecordCheck,
    RegisterOriginal,
    Retention,
    SealVolume,
    SettleFonds,
    Stage,
    Text,
)
from services.archive.gateways.bag import Content, Packed, kept, packed, plain
from services.archive.gateways.record import Binder
from services.archive.handlers.auditing import Audit, Moment
from services.archive.handlers.metadata import (
    Say,
    metadata,
    page_of,
    readme,
    record_of,
    table_of,
)
from services.archive.handlers.names import Names
from services.archive.handlers.proving import Proofs
from services.archive.verify.volume import examine
from services.archive.views import VolumeRow, fonds, originals, uses, volumes
from shared.aside import aside
from shared.decider import InvalidError, NotFoundError
from shared.files import FileGoneError, Place
from shared.record import Cause
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

OFFICE: Final = "office"
AUDITOR: Final = "auditor"
PAGE: Final = 50


class NoSuchMatterError(NotFoundError):
    """没有找到这件事，或者它不归本单位立卷。"""


class NoSuchPackageError(NotFoundError):
    """没有这个案卷，或者您无权查阅。"""


class TwinUnknownError(InvalidError):
    """电子件（twin）要从本案卷的文件里选。"""


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立卷要求 — what a person decides; ``none`` says why a kind of material is missing."""

    title: Text
    retention: Retention
    none: dict[Kind, str] = {}
    reason: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """卷内文件 — a file that a fact speaks of; ``data`` is empty if it is no longer kept."""

    sha256: str
    name: str
    kind: Kind
    kept: bool


class Matter(Struct, frozen=True, kw_only=True):
    """一件事 — what would be in its volume if it were sealed now."""

    id: UUID
    unit: str
    title: str
    year: int
    moments: tuple[Moment, ...]
    sheets: tuple[Sheet, ...]
    pieces: tuple[Piece, ...]
    fonds: Fonds

    @property
    def missing(self) -> list[Kind]:
        """Return the kinds of which nothing was found."""
        found = {each.kind for each in self.pieces if each.count}
        return [each for each in self.fonds.kinds or Kind if each not in found]


@dataclass(frozen=True)
class Volumes:
    """案卷 — made by the office of the unit whose matter it is."""

    store: Store[Any]
    views: Views
    audit: Audit
    proofs: Proofs
    names: Names
    files: Place
    folder: Path
    binder: Binder
    say: Say

    def settings(self, unit: str) -> Fonds:
        """Return how a unit numbers its volumes; an empty one if it has not been settled."""
        for row in self.views.select(fonds, fonds.c.unit == unit):
            return self.store.state(FONDS, fonds_of(row.fonds))[0]
        return Fonds()

    async def settle(self, command: SettleFonds, caller: Caller) -> Receipt:
        """Settle a unit's fonds."""
        cause = caller.acting(command.unit, OFFICE)
        return await self._file(command.fonds, command, cause)

    def matter(self, name: UUID, caller: Caller) -> Matter:
        """Return what belongs to a matter.

        Raises:
            NoSuchMatterError: nothing is known of it, or it is another unit's.

        """
        moments = tuple(self.audit.story(name))
        unit = _unit_of(moments)
        if not unit or not may_read(unit, caller):
            raise NoSuchMatterError(name)
        sheets = tuple(self._sheets(moments))
        kinds = [kind_of(each.fact.tag) for each in moments] + [each.kind for each in sheets]
        return Matter(
            id=name,
            unit=unit,
            title=_title_of(moments),
            year=max(each.at for each in moments if each.at).year,
            moments=moments,
            sheets=sheets,
            pieces=counted(kinds, {}),
            fonds=self.settings(unit),
        )

    async def seal(self, name: UUID, wish: Wish, caller: Caller) -> Receipt:
        """Pack a matter and seal the package; later additions make the next version.

        Raises:
            NotYetLoggedError: a fact of the matter is not in the log yet.
            RejectedError: a rule refused.

        """
        matter = await aside(self.matter, name, caller)
        cause = caller.acting(matter.unit, OFFICE)
        if not matter.fonds.fonds:
            raise FondsNotSettledError
        wish = replace(wish, none={key: why for key, why in wish.none.items() if why.strip()})
        command, package = await aside(self._packed, matter, wish, cause)
        await aside(kept, package, self.folder)  # before the fact that speaks of it
        return await self._file(matter.fonds.fonds, command, cause)

    async def register(self, command: RegisterOriginal, caller: Caller) -> Receipt:
        """Register a paper original of a volume, with the file that is its electronic copy.

        Raises:
            TwinUnknownError: the volume has no such file.

        """
        row = self.volume(command.volume, caller)
        known = await aside(self.twins, row) if command.twin else []
        if command.twin and command.twin not in dict(known):
            raise TwinUnknownError(field="twin")
        return await self._file(row.fonds, command, caller.acting(row.unit, OFFICE))

    def twins(self, row: VolumeRow) -> list[tuple[str, str]]:
        """Return the files of a volume by their digests, and the package itself."""
        sheets = self._sheets(tuple(self.audit.story(row.matter)))
        named = [(each.sha256, each.name or each.sha256[:16]) for each in sheets if each.kept]
        return [(row.digest, "整个案卷包"), *named]

    async def consult(self, command: ConsultVolume, caller: Caller) -> Path:
        """Log what a volume is consulted for; then return where its package lies."""
        row = self.volume(command.volume, caller)
        await self._file(row.fonds, command, reading(row.unit, caller))
        return await aside(self.package, row)

    async def check(self, number: str, stage: Stage, caller: Caller) -> Receipt:
        """Examine the four properties of a package, and record what was found."""
        row = self.volume(number, caller)
        found = await aside(examine, self._at(row.digest), self.proofs.keys, row.digest)
        command = RecordCheck(
            volume=number,
            version=row.version,
            stage=stage,
            authentic=found.authentic,
            complete=found.complete,
            usable=found.usable,
            safe=found.safe,
            findings=tuple(found.sentences)[:20],
        )
        return await self._file(row.fonds, command, reading(row.unit, caller))

    def volume(self, number: str, caller: Caller) -> VolumeRow:
        """Return the newest version of a volume.

        Raises:
            NoSuchPackageError: there is none for this person.

        """
        found = self.views.select(volumes, volumes.c.number == number)
        row = max(found, key=lambda each: each.version, default=None)
        if row is None or not may_read(row.unit, caller):
            raise NoSuchPackageError(number)
        return row

    def versions(self, number: str) -> list[VolumeRow]:
        """Return every version of a volume, newest first."""
        return self.views.select(
            volumes, volumes.c.number == number, order=[volumes.c.version.desc()]
        )

    def papers(self, number: str) -> list[Any]:
        """Return the paper originals of a volume."""
        return self.views.select(originals, originals.c.volume == number)

    def consulted(self, number: str) -> list[Any]:
        """Return who consulted a volume for what, newest first."""
        return self.views.select(uses, uses.c.volume == number, order=[uses.c.at.desc()])

    def found(self, words: str, page: int, caller: Caller) -> tuple[list[VolumeRow], int]:
        """Return one page of volumes by number, title or paper original, and how many there are."""
        here = volumes.c.newest.is_(True)
        if not caller.units(AUDITOR):
            here &= volumes.c.unit.in_(caller.units(OFFICE))
        if text := words.strip():
            papers = self.views.select(originals, originals.c.number == text)
            named = volumes.c.number.contains(text, autoescape=True)
            titled = volumes.c.title.contains(text, autoescape=True)
            here &= named | titled | volumes.c.number.in_([each.volume for each in papers])
        total = self.views.count(volumes, here)
        rows = self.views.select(
            volumes,
            here,
            order=[volumes.c.sealed_at.desc()],
            limit=PAGE,
            offset=(page - 1) * PAGE,
        )
        return rows, total

    def package(self, row: VolumeRow) -> Path:
        """Return where a sealed package lies.

        Raises:
            NoSuchPackageError: it is not where it was laid.

        """
        found = self._at(row.digest)
        if not found.is_file():
            raise NoSuchPackageError(row.number)
        return found

    def _sheets(self, moments: tuple[Moment, ...]) -> list[Sheet]:
        found: dict[str, Sheet] = {}
        for each in moments:
            for digest, name in files_in(each.event).items():
                kind = kind_of_file(name, kind_of(each.fact.tag))
                if digest not in found or not found[digest].name:
                    kept = self.files.has(digest)
                    found[digest] = Sheet(sha256=digest, name=name, kind=kind, kept=kept)
        return list(found.values())

    def _packed(self, matter: Matter, wish: Wish, cause: Cause) -> tuple[SealVolume, Packed]:
        """Return the command that seals a package, and the package."""
        at = cause.at
        number = number_for(matter.fonds, matter.id, matter.year, wish.retention)
        kinds = [each.kind for each in matter.pieces for _ in range(each.count)]
        pieces = counted(kinds, wish.none)
        facts = [each.fact for each in matter.moments]
        proofs = {each.index: self.proofs.proof_at(each.index) for each in facts}
        unit = self.names.unit(matter.unit)
        described = metadata(matter, wish, number, pieces, unit, at)
        record = record_of(matter, wish, number, pieces, unit, self.say, at)
        payload: dict[str, Content] = {
            "readme.txt": readme(number, wish.title),
            "metadata.xml": described,
            "volume.json": table_of(matter, wish, number, pieces, self.proofs.keys),
            "page.html": page_of(matter, wish, number, pieces, self.names),
            "record.pdf": self.binder.pdf(record, at),
            **self._facts(facts, proofs),
            **self._files(matter.sheets),
        }
        name, info = str(cause.causation_id), {"External-Identifier": number}
        package = packed(self.folder, name, payload, info, at)
        command = SealVolume(
            matter=matter.id,
            title=wish.title,
            year=matter.year,
            retention=wish.retention,
            number=number,
            pieces=pieces,
            digest=package.digest,
            size=package.size,
            facts=len(facts),
            logged=self.proofs.size,
            reason=wish.reason.strip(),
            category=category_in(matter.moments),
        )
        return command, package

    def _facts(self, facts: list[Fact], proofs: Mapping[int, str]) -> dict[str, bytes]:
        """Return each fact's bytes, what is needed to find it in the log, and the proof."""
        named: dict[str, bytes] = {}
        for each in facts:
            here = f"facts/{each.index:09d}"
            named[f"{here}.json"] = each.body
            named[f"{here}.proof"] = proofs[each.index].encode()
            if each.salt:
                named[f"{here}.salt"] = each.salt.hex().encode()
        return named

    def _files(self, sheets: tuple[Sheet, ...]) -> dict[str, Content]:
        return {
            f"files/{each.sha256}/{plain(each.name or each.sha256)}": partial(
                self._read, each.sha256
            )
            for each in sheets
            if each.kept
        }

    def _read(self, digest: str) -> Iterator[bytes]:
        try:
            yield from self.files.read(digest)
        except FileGoneError as error:
            raise NoSuchPackageError(digest) from error

    def _at(self, digest: str) -> Path:
        return self.folder / f"{digest}.zip"

    async def _file(self, code: str, command: Any, cause: Cause) -> Receipt:
        return await self.store.file(Task(FONDS, fonds_of(code), command), cause=cause)


def may_read(unit: str, caller: Caller) -> bool:
    """The unit's own office may, and auditors, who read everything everywhere."""
    return caller.holds(unit, OFFICE) or bool(caller.units(AUDITOR))


def reading(unit: str, caller: Caller) -> Cause:
    """Return the cause of a use: the office acts for its unit, an auditor for his own."""
    if caller.holds(unit, OFFICE):
        return caller.acting(unit, OFFICE)
    return caller.acting(next(iter(caller.units(AUDITOR)), unit), AUDITOR)


def _unit_of(moments: tuple[Moment, ...]) -> str:
    units = (str(each.event.get("unit") or "") for each in moments)
    return next(filter(None, units), "")


def _title_of(moments: tuple[Moment, ...]) -> str:
    titles = [
        str(each.event["plan"]["title"])
        for each in moments
        if isinstance(each.event.get("plan"), Mapping) and each.event["plan"].get("title")
    ]
    return titles[-1] if titles else ""


def category_in(moments: tuple[Moment, ...]) -> str:
    """Return the class of the catalog that the facts of a matter name last."""
    told = [each.event.get("item") or each.event for each in moments]
    named = [each for each in told if isinstance(each, Mapping) and each.get("level1")]
    return str(named[-1]["level1"]) if named else ""


def kinds_in_words(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    """Return each kind's Chinese name and how many pieces there are, or why there are none."""
    return [
        (KINDS[each.kind], f"{each.count} 件" if each.count else f"无（{each.none}）")
        for each in pieces
    ]
