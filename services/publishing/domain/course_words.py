"""公开凭据的词 — which forms need evidence before a disclosure counts, and which have it."""

from datetime import date

from msgspec import Struct

from services.publishing.domain.showing_words import Evidence


class AwaitEvidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """等待公开凭据 — what is for members only counts when each of these forms has evidence."""

    disclosure_id: str
    unit: str
    item_id: str
    forms: tuple[str, ...]


class FileEvidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """归集公开凭据 — ``due`` persons or units ought to have heard of it, ``reached`` did."""

    disclosure_id: str
    unit: str
    item_id: str
    evidence: Evidence
    due: int
    reached: int


class EvidenceAwaited(Struct, frozen=True, kw_only=True, tag="publishing.evidence.awaited.v1"):
    """等待公开凭据"""

    disclosure_id: str
    unit: str
    item_id: str
    forms: tuple[str, ...]


class EvidenceFiled(Struct, frozen=True, kw_only=True, tag="publishing.evidence.filed.v1"):
    """公开凭据已归集"""

    disclosure_id: str
    unit: str
    item_id: str
    evidence: Evidence
    due: int
    reached: int


class DisclosureEvidenced(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.evidenced.v1"
):
    """按批准形式公开完毕 — every form that needs evidence has it."""

    disclosure_id: str
    unit: str
    item_id: str
    on: date
    evidence: tuple[Evidence, ...]


CourseCommand = AwaitEvidence | FileEvidence
CourseEvent = EvidenceAwaited | EvidenceFiled | DisclosureEvidenced
