"""附件 — a file that belongs to a plan, by which facts, digests and pages speak of it."""

from msgspec import Struct


class Attachment(Struct, frozen=True, kw_only=True):
    """附件 — its name for people, its digests (hex), its size in bytes and its kind (pdf, docx…).

    What it is was told by what it holds, never by its name.
    """

    name: str
    sha256: str
    sm3: str
    size: int
    kind: str


class ProposalAttached(Struct, frozen=True, kw_only=True, tag="workflow.proposal.attached.v1"):
    """方案附件已附上

    All the files that belong to the text filed next in the same commit: its digest
    is over them too. Without this fact before it, a resubmitted text keeps the
    files it had; none at the beginning.
    """

    unit: str
    attachments: tuple[Attachment, ...]
    attached_by: str
