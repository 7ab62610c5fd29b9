"""附件的提供 — a file is given out to exactly those who may read the version it belongs to."""

from dataclasses import dataclass
from uuid import UUID

from services.publishing.domain.terms import Attachment
from services.publishing.handlers.reading import Readings
from shared.decider import NotFoundError, RejectedError
from shared.files import Place
from shared.web import Caller


class AttachmentMissingError(NotFoundError):
    """没有找到这个附件。"""


class AttachmentWithdrawnError(RejectedError):
    """该事项已经撤回，附件不再提供；撤回说明见该事项的页面。"""

    status = 410


@dataclass(frozen=True)
class Files:
    """附件 — where they are kept, and who may have them."""

    place: Place
    readings: Readings

    async def find(
        self, disclosure_id: UUID, digest: str, caller: Caller, number: int = 0
    ) -> Attachment:
        """Return a file of one version, of the one in force if no number is given.

        Raises:
            NotRegisteredError: there is no such disclosure or version, or not for this reader.
            AttachmentMissingError: that version has no such file.
            AttachmentWithdrawnError: it had, before it was withdrawn.

        """
        shown = await self.readings.item(disclosure_id, caller)
        edition = shown.edition(number or shown.row.version)
        if found := _with(digest, edition.row.attachments):
            return found
        if _with(digest, edition.gone):
            raise AttachmentWithdrawnError(disclosure_id)
        raise AttachmentMissingError(digest)


def _with(digest: str, files: tuple[Attachment, ...]) -> Attachment | None:
    return next((each for each in files if each.sha256 == digest), None)
