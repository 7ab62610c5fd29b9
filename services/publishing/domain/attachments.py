"""附件列明 — the fact in which the files of a version stand, by name and digest."""

from services.publishing.domain.events import AttachmentsListed
from services.publishing.domain.terms import Approval, Attachment, Item


def listed(
    files: tuple[Attachment, ...], item: Item, approval: Approval, version: int, *, public: bool
) -> list[AttachmentsListed]:
    """Return the fact, if there are files; ``public``: society reads this version from now on."""
    if not files:
        return []
    return [
        AttachmentsListed(
            unit=item.unit,
            item_id=item.item_id,
            version=version,
            digest=approval.digest,
            attachments=files,
            public=public,
        )
    ]
