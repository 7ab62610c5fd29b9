"""附件的收取 — uploads become files of a plan; files are found again, screened and given out."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

from services.workflow.domain.attachment import (
    Allowance,
    AttachmentChangedError,
    AttachmentUnknownError,
    file_name,
)
from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.screening import Finding, FindingKind, Piece, Severity, screen
from services.workflow.domain.screening.covering import Wanted, covered
from services.workflow.domain.terms import Post
from services.workflow.gateways.file_text import screen_file
from services.workflow.gateways.said import UnscreenableFileError
from shared.auth import WrongPostError
from shared.clock import Clock
from shared.decider import InvalidError, RejectedError
from shared.files import KINDS, Arriving, FileGoneError, Place
from shared.posts import named
from shared.web import Caller

PIECE: Final = 1 << 20  # bytes of a form's file read at a time
REMEMBERED: Final = 256  # files whose findings are kept in memory
DIGEST: Final = 64  # hexadecimal digits
Remembered = dict[tuple[str, tuple[str, ...]], tuple[Finding, ...]]
_WHOLE: Final = "整个文件"


class AttachmentUnreadableError(InvalidError):
    """附件不能筛查。"""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, field="attachments")
        self.name, self.why = name, why

    @property
    def sentence(self) -> str:
        """Say which file it is, and why."""
        return f"附件“{self.name}”：{self.why}"


class Progress(Struct, frozen=True, kw_only=True):
    """上传进度 — how many bytes of how many have come; what it became once it is whole."""

    upload_id: UUID
    name: str
    length: int
    received: int
    attachment: Attachment | None = None


class Line(Struct, frozen=True, kw_only=True):
    """表上的一个附件 — ``ref`` is what the form sends along to keep it."""

    ref: str
    attachment: Attachment


class Brought(Protocol):
    """A file that came along with a form."""

    filename: str

    async def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""


@dataclass(frozen=True)
class Enclosures:
    """附件 — on their way in, and where they are kept."""

    arriving: Arriving
    place: Place
    clock: Clock
    allowance: Allowance
    remembered: Remembered = field(default_factory=dict)

    def begin(self, upload_id: UUID, name: str, length: int, caller: Caller) -> Progress:
        """Begin an upload, or go on with it: by a clerk or the office of any unit.

        Raises:
            NotLoggedInError, WrongPostError: nobody who could propose anything.
            FileEmptyError, FileTooLargeError, UploadUnknownError: it cannot be taken.

        """
        caller.known()
        if not caller.units(Post.CLERK, Post.OFFICE):
            raise WrongPostError(named(Post.CLERK))
        self.arriving.begin(upload_id, caller.person, name, length, caller.at)
        return self.progress(upload_id, caller)

    def progress(self, upload_id: UUID, caller: Caller) -> Progress:
        """Return how far an upload of this person has come.

        Raises:
            UploadUnknownError: there is none.

        """
        upload = self.arriving.of(upload_id, caller.known())
        kept = upload.kept
        return Progress(
            upload_id=upload_id,
            name=upload.name,
            length=upload.length,
            received=upload.length if kept else self.arriving.received(upload_id),
            attachment=self._uploaded(upload_id, caller.person) if kept else None,
        )

    def finish(self, upload_id: UUID, caller: Caller) -> Progress:
        """Keep an upload that is whole.

        Raises:
            UploadUnknownError, OffsetError, FileKindError, FileInfectedError: it is not taken.

        """
        self.arriving.finish(upload_id, caller.known())
        return self.progress(upload_id, caller)

    async def ring(self) -> int:
        """Clear away uploads that nobody went on with; return how many."""
        return self.arriving.clear(self.clock.now())

    def resolved(
        self, refs: Iterable[str], person: str, carried: Sequence[Attachment]
    ) -> tuple[Attachment, ...]:
        """Return the files that are meant: uploads of this person, or files carried already.

        Raises:
            AttachmentUnknownError: one of them is neither.

        """
        known = {each.sha256: each for each in carried}
        return tuple(known.get(ref) or self._by_id(ref, person) for ref in refs)

    def lines(self, refs: Iterable[str], person: str, carried: Sequence[Attachment]) -> list[Line]:
        """Return what a form shows of the files it has; what has gone meanwhile is left out."""
        shown = []
        for ref in dict.fromkeys(refs):
            try:
                [attachment] = self.resolved([ref], person, carried)
            except AttachmentUnknownError:
                continue
            shown.append(Line(ref=ref, attachment=attachment))
        return shown

    def proved(self, attachments: Iterable[Attachment]) -> None:
        """Refuse to decide on files that are not, byte for byte, what was submitted.

        Raises:
            AttachmentChangedError: one is gone or changed.

        """
        for each in attachments:
            try:
                self.place.read(each.sha256)
            except FileGoneError:
                raise AttachmentChangedError(each.name) from None

    def found(self, attachments: Iterable[Attachment], words: tuple[str, ...]) -> list[Finding]:
        """Return what files say that may not be meant for everybody, with the file's name.

        Raises:
            AttachmentUnreadableError: one cannot be read, or is packed to do harm.

        """
        return [finding for each in attachments for finding in self._found(each, words)]

    def _found(self, attachment: Attachment, words: tuple[str, ...]) -> list[Finding]:
        try:
            found = self._screened(attachment.sha256, words)
        except FileGoneError:
            raise AttachmentChangedError(attachment.name) from None
        except UnscreenableFileError:
            found = (_unread(f"{KINDS[attachment.kind].title}的内容没有检查，请人工核对"),)
        except InvalidError as error:
            raise AttachmentUnreadableError(attachment.name, error.sentence) from error
        shown = covered(attachment.name, Wanted(kinds=tuple(FindingKind), words=words))
        named = screen([Piece(place="文件名", text=attachment.name)], words)
        return [_named(each, shown) for each in (*named, *found)]

    def _screened(self, digest: str, words: tuple[str, ...]) -> tuple[Finding, ...]:
        """Read a file once, though it is screened before it is proposed and again when it is."""
        if (digest, words) not in self.remembered:
            found = tuple(screen_file(b"".join(self.place.read(digest)), words))
            if len(self.remembered) >= REMEMBERED:
                self.remembered.clear()
            self.remembered[digest, words] = found
        return self.remembered[digest, words]

    def _by_id(self, ref: str, person: str) -> Attachment:
        try:
            upload_id = UUID(ref)
        except ValueError:
            raise AttachmentUnknownError(ref[:DIGEST], field="attachments") from None
        return self._uploaded(upload_id, person)

    def _uploaded(self, upload_id: UUID, person: str) -> Attachment:
        try:
            upload = self.arriving.of(upload_id, person)
        except RejectedError:
            raise AttachmentUnknownError(str(upload_id), field="attachments") from None
        kept = upload.kept
        if kept is None:
            raise AttachmentUnknownError(str(upload_id), field="attachments")
        return Attachment(
            name=file_name(upload.name, kept.kind),
            sha256=kept.sha256,
            sm3=kept.sm3,
            size=kept.size,
            kind=kept.kind,
        )


async def pieces_of(file: Brought) -> AsyncIterator[bytes]:
    """Return a file of a form piece by piece."""
    while piece := await file.read(PIECE):
        yield piece


def _named(finding: Finding, name: str) -> Finding:
    return Finding(
        kind=finding.kind,
        place=f"附件“{name}”{finding.place}",
        excerpt=finding.excerpt,
        severity=finding.severity,
        rule=finding.rule,
    )


def _unread(why: str) -> Finding:
    return Finding(
        kind=FindingKind.UNREAD,
        place=_WHOLE,
        excerpt=why,
        severity=Severity.CERTAIN,
        rule="没有检查的内容",
    )
