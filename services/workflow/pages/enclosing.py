"""附件的表 — files that come along with a form are taken in, and shown again if it is refused."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final, TypeVar
from uuid import uuid5

from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from msgspec import Struct
from msgspec.structs import replace

from services.workflow.domain.attachment_words import Attachment
from services.workflow.handlers.enclosures import PIECE, Enclosures, Line, pieces_of
from services.workflow.pages.foresight import Typed
from services.workflow.pages.proposal import Counter
from shared.decider import InvalidError
from shared.files import OffsetError
from shared.web import Caller

LARGEST: Final = (
    64_000_000  # bytes of a form with its files; with the script there is no such bound
)


class Enclosing(Typed, frozen=True, kw_only=True):
    """A form with files: ``attached`` names those that are there already."""

    attached: list[str] = []  # noqa: RUF012 — msgspec copies it
    files: list[UploadFile] = []  # noqa: RUF012 — msgspec copies it


Form = TypeVar("Form", bound=Enclosing)


class FileRefusedError(InvalidError):
    """选择的文件不能上传。"""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, field="attachments")
        self.name, self.why = name, why

    @property
    def sentence(self) -> str:
        """Say which file it is, and why."""
        return f"文件“{self.name}”：{self.why}"


class Enclosed(Struct, frozen=True, kw_only=True):
    """What a form shows of its files, and what an operator allows."""

    lines: list[Line]
    limit: int
    most: int
    total: int


async def taken_in(form: Form, counter: Counter) -> tuple[Form, InvalidError | None]:
    """Take in the files that came along; return the form that names them, and the first refusal.

    The files that can be taken are taken even if another cannot, so that nobody uploads twice.
    """
    refs, refused = list(form.attached), None
    for file in form.files:
        try:
            refs.append(await _taken(file, counter))
        except InvalidError as error:
            refused = refused or FileRefusedError(file.filename, error.sentence)
    return replace(form, attached=refs, files=[]), refused


def files_of(
    form: Enclosing,
    refused: InvalidError | None,
    counter: Counter,
    carried: Sequence[Attachment] = (),
) -> tuple[Attachment, ...]:
    """Return the files a form means.

    Raises:
        FileRefusedError: one that came along could not be taken.
        AttachmentUnknownError: one is no file of this person's.

    """
    if refused is not None:
        raise refused
    enclosures = counter.proposals.enclosures
    return enclosures.resolved(form.attached, counter.caller.person, carried)


def carrying(form: Form, had: Sequence[Attachment]) -> Form:
    """Return a form that begins with the files a text has already."""
    return replace(form, attached=[each.sha256 for each in had])


def enclosed(
    attached: Iterable[str],
    enclosures: Enclosures,
    caller: Caller,
    carried: Sequence[Attachment] = (),
) -> dict[str, Any]:
    """Return what a page says of the files of its form."""
    allowance = enclosures.allowance
    return {
        "enclosed": Enclosed(
            lines=enclosures.lines(attached, caller.person, carried),
            limit=enclosures.arriving.limit,
            most=allowance.most,
            total=allowance.size,
        )
    }


def shown_again(
    form: Enclosing, counter: Counter, carried: Sequence[Attachment] = ()
) -> dict[str, Any]:
    """Return what a page says of the files of a form that is handed back."""
    return enclosed(form.attached, counter.proposals.enclosures, counter.caller, carried)


async def _taken(file: UploadFile, counter: Counter) -> str:
    digest, length = await _digest(file)
    caller, enclosures = counter.caller, counter.proposals.enclosures
    upload_id = uuid5(caller.command_id, digest)  # the same form sent again brings nothing new
    progress = await sync_to_thread(enclosures.begin, upload_id, file.filename, length, caller)
    if progress.attachment is None:
        received, arriving = progress.received, enclosures.arriving
        await file.seek(received)
        with suppress(OffsetError):  # the same form, sent twice at once: the other brings it
            await arriving.take(upload_id, caller.person, received, pieces_of(file))
        await sync_to_thread(enclosures.finish, upload_id, caller)
    return str(upload_id)


async def _digest(file: UploadFile) -> tuple[str, int]:
    found, length = sha256(), 0
    while piece := await file.read(PIECE):
        found.update(piece)
        length += len(piece)
    await file.seek(0)
    return found.hexdigest(), length
