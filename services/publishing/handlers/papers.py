"""文件的出具和下载 — what is printed of a disclosure goes to exactly those who may read it."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import segno
from msgspec import Struct

from services.publishing.domain.paper import PAPER, PaperKindError, PaperTooEarlyError
from services.publishing.domain.paper_words import ENDINGS, PAPERS, IssuePaper, PaperKind
from services.publishing.domain.terms import PUBLISHERS, SCOPES, TIME_LIMITS, Phase
from services.publishing.gateways.press import PaperText, Press
from services.publishing.gateways.word_files import docx
from services.publishing.handlers.proofs import Proof, Proofs
from services.publishing.handlers.reading import Edition, Readings, Shown
from services.publishing.views import papers
from services.publishing.views.papers import paper_key, papers_id_of
from shared.calendar import beijing_date
from shared.decider import NotFoundError, RejectedError
from shared.files import Arriving
from shared.store import Receipt, Store, Task
from shared.view import Views
from shared.web import Caller

MADE: Final = 64  # papers kept in memory
HEAD: Final = (22, 40)  # points of a head, at least and at most
WIDE: Final = 430  # points across a page of the text


class PaperUnknownError(NotFoundError):
    """没有找到这种文件。"""


class PaperWithdrawnError(RejectedError):
    """该事项已经撤回，文件不再提供；撤回说明见该事项的页面。"""

    status = 410


class Printed(Struct, frozen=True, kw_only=True):
    """一份文件 — ``issued``: it went out under this digest and is kept; else made just now."""

    name: str
    kind: str
    data: bytes
    sha256: str
    issued: bool = False


@dataclass(frozen=True)
class PaperRoom:
    """文印室"""

    store: Store[Any]
    views: Views
    readings: Readings
    proofs: Proofs
    press: Press
    arriving: Arriving
    place: Any
    origin: str
    made: OrderedDict[tuple[object, ...], bytes] = field(default_factory=OrderedDict)

    async def find(
        self, disclosure_id: UUID, name: str, caller: Caller, number: int = 0
    ) -> Printed:
        """Return a paper of one version, of the one in force if no number is given.

        Raises:
            NotRegisteredError: no such disclosure or version, or not for this reader.
            PaperUnknownError: no such paper.
            PaperTooEarlyError, PaperWithdrawnError: not yet disclosed, or no more.
            FontsMissingError, GlyphMissingError: it cannot be printed here.

        """
        kind, ending = kind_of(name)
        shown = await self.readings.item(disclosure_id, caller)
        edition = shown.edition(number or shown.row.version)
        may_be_printed(shown)
        return await asyncio.to_thread(self._printed, kind, ending, shown, edition)

    async def issue(self, disclosure_id: UUID, name: str, caller: Caller) -> Receipt:
        """Keep a paper of the version in force, and file its digest.

        Raises:
            WrongPostError: the caller does not publish for the unit.

        """
        caller.known()
        kind, ending = kind_of(name)
        shown = await self.readings.item(disclosure_id, caller)
        row = shown.row
        cause = caller.acting(row.unit, *PUBLISHERS)
        may_be_printed(shown)
        data = await asyncio.to_thread(self._made, kind, ending, shown, shown.edition(row.version))
        kept = await asyncio.to_thread(self.arriving.keep, data)
        command = IssuePaper(
            unit=row.unit,
            disclosure_id=str(disclosure_id),
            version=row.version,
            digest=row.digest,
            phase=row.phase,
            withdrawn=row.withdrawn,
            kind=kind,
            ending=ending,
            sha256=kept.sha256,
            size=kept.size,
        )
        task = Task(PAPER, papers_id_of(disclosure_id), command)
        return await self.store.file(task, cause=cause)

    def _printed(self, kind: PaperKind, ending: str, shown: Shown, edition: Edition) -> Printed:
        title = f"{PAPERS[kind]}-{edition.row.title[:40]}.{ending}"
        key = paper_key(shown.row.disclosure_id, edition.row.number, f"{kind.value}.{ending}")
        kept = self.views.get(papers, key)
        if kept is not None:
            data = b"".join(self.place.read(kept.sha256))
            return Printed(name=title, kind=ending, data=data, sha256=kept.sha256, issued=True)
        data = self._made(kind, ending, shown, edition)
        return Printed(name=title, kind=ending, data=data, sha256=sha256(data).hexdigest())

    def _made(self, kind: PaperKind, ending: str, shown: Shown, edition: Edition) -> bytes:
        proof = self.proofs.of(edition.row.public_position)
        text = self._text(kind, shown, edition, proof)
        key = (kind, ending, text, edition.row.made_at)
        if key not in self.made:
            self.made[key] = self._make(kind, ending, text, edition)
        self.made.move_to_end(key)
        while len(self.made) > MADE:
            self.made.popitem(last=False)
        return self.made[key]

    def _make(self, kind: PaperKind, ending: str, text: PaperText, edition: Edition) -> bytes:
        if ending == "docx":
            return docx(text, edition.row.made_at)
        return self.press.pdf(kind, text, edition.row.made_at)

    def _text(
        self, kind: PaperKind, shown: Shown, edition: Edition, proof: Proof | None
    ) -> PaperText:
        row, version = shown.row, edition.row
        day = beijing_date(version.made_at if version.number > 1 else row.shown_at)
        address = f"{self.origin}/items/{row.disclosure_id}"
        name = "" if kind is PaperKind.POSTER else f"党务公开{PAPERS[kind]}"
        lines = (plain(each) for each in version.content.splitlines())
        return PaperText(
            name=name,
            title=plain(version.title),
            unit=plain(row.unit_name),
            scope=SCOPES[row.scope],
            limit=TIME_LIMITS.get(row.time_limit, "目录外事项"),
            until=chinese(row.shown_until) if row.shown_until else "不设截止日期",
            number=f"编号 {str(row.disclosure_id)[:8]}",
            version=version.number,
            paragraphs=tuple(each for each in lines if each),
            explanation=plain(version.explanation),
            date=chinese(day),
            year=day.year,
            month=day.month,
            day=day.day,
            address=address,
            qr=code_of(address),
            log=_logged(proof),
            leaf=proof.leaf if proof else "",
            head_size=size_of(row.unit_name + name),
        )


def kind_of(name: str) -> tuple[PaperKind, str]:
    """Return kind and format of a paper by its name, such as ``poster.pdf``.

    Raises:
        PaperUnknownError, PaperKindError: there is no such paper, or not in this format.

    """
    word, _, ending = name.partition(".")
    kinds = {each.value: each for each in PaperKind}
    if word not in kinds:
        raise PaperUnknownError(name)
    if ending not in ENDINGS[kinds[word]]:
        raise PaperKindError(ending, field="ending")
    return kinds[word], ending


def code_of(address: str) -> str:
    """Return the QR code of an address as SVG."""
    return str(segno.make(address, error="m", micro=False).svg_inline(omitsize=True))


def may_be_printed(shown: Shown) -> None:
    """Let only that be printed which stands open.

    Raises:
        PaperTooEarlyError, PaperWithdrawnError: not yet disclosed, or no more.

    """
    if shown.row.withdrawn:
        raise PaperWithdrawnError
    if shown.row.phase not in {Phase.INNER, Phase.PUBLIC}:
        raise PaperTooEarlyError(shown.row.phase)


def _logged(proof: Proof | None) -> str:
    if proof is None:
        return "未向社会公开，不入公开日志"
    return "待入日志" if proof.index is None else f"第 {proof.index} 条"


def size_of(head: str) -> int:
    """Return in how many points a head fits on one line, if it can."""
    least, most = HEAD
    return max(least, min(most, WIDE // max(len(head), 1) - 2))


def plain(text: str) -> str:
    """Return a text without what no font shows: control characters and the like."""
    return "".join(each for each in text if each.isprintable() or each == "\u3000").strip()


def chinese(day: date) -> str:
    """Return a day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"
