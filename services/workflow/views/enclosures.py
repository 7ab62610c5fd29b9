"""附件 — of the text a proposal has, and of what is in force."""

from typing import Any, Final
from uuid import UUID

from msgspec import Struct, convert

from services.workflow.domain.attachment_words import Attachment, ProposalAttached
from services.workflow.heard import AttachmentsListed
from shared.record import Record
from shared.view import Rows, View


class EnclosureRow(Struct, frozen=True, kw_only=True):
    """方案附件 — known before the text itself is filed."""

    proposal_id: UUID
    attachments: tuple[Attachment, ...]


class DisclosedFilesRow(Struct, frozen=True, kw_only=True):
    """公开事项的附件 — of the version in force, so that a revision can keep them."""

    disclosure_id: str
    version: int
    attachments: tuple[Attachment, ...]


enclosures: Final = View("enclosures", EnclosureRow, key="proposal_id")
disclosed_files: Final = View("disclosed_files", DisclosedFilesRow, key="disclosure_id")


@enclosures.on(ProposalAttached)
def _(rows: Rows[EnclosureRow], record: Record[ProposalAttached]) -> None:
    rows.put(EnclosureRow(proposal_id=record.stream_id, attachments=record.event.attachments))


@disclosed_files.on(AttachmentsListed)
def _(rows: Rows[DisclosedFilesRow], record: Record[AttachmentsListed]) -> None:
    event = record.event
    rows.put(
        DisclosedFilesRow(
            disclosure_id=str(record.stream_id),
            version=event.version,
            attachments=convert(event.attachments, tuple[Attachment, ...], from_attributes=True),
        )
    )


def enclosed(rows: Rows[Any], proposal_id: UUID) -> tuple[Attachment, ...]:
    """Return the files of a proposal whose text is just being filed."""
    row = rows.of(enclosures).get(proposal_id)
    return row.attachments if row else ()
