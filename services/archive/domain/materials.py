"""归类 — which kind of material a fact of a matter is (S0 五(一)5; S4 一(三)4)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.archive.domain.volume_words import Kind, Piece

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_NAMED: Final = ("sha256", "photo", "minutes", "evidence")  # fields that may hold a digest
_PICTURES: Final = frozenset({"jpg", "jpeg", "png", "webp", "gif", "mp3", "mp4", "wav", "mov"})
_BY_TAG: Final[Mapping[str, Kind]] = {
    "workflow.proposal.submitted": Kind.PROPOSAL,
    "workflow.proposal.resubmitted": Kind.PROPOSAL,
    "workflow.proposal.attached": Kind.PROPOSAL,
    "workflow.repost.requested": Kind.PROPOSAL,
    "workflow.proposal.reviewed": Kind.REVIEW,
    "workflow.proposal.screened": Kind.REVIEW,
    "workflow.findings.settled": Kind.REVIEW,
    "workflow.review.kept": Kind.REVIEW,
    "workflow.proposal.returned": Kind.REVIEW,
    "workflow.proposal.approved": Kind.APPROVAL,
    "workflow.proposal.rejected": Kind.APPROVAL,
    "workflow.proposal.consented": Kind.APPROVAL,
    "workflow.proposal.countersigned": Kind.APPROVAL,
    "workflow.proposal.escalated": Kind.APPROVAL,
    "publishing.public.opened": Kind.ORIGINAL,
    "publishing.inner.opened": Kind.ORIGINAL,
    "publishing.disclosure.revised": Kind.ORIGINAL,
    "publishing.attachments.listed": Kind.ORIGINAL,
    "workflow.consultation.held": Kind.MEETING,
    "feedback.opinion.received": Kind.OPINION,
    "feedback.stance.declared": Kind.OPINION,
    "feedback.request.received": Kind.OPINION,
    "feedback.opinion.concluded": Kind.REPLY,
    "feedback.opinion.replied": Kind.REPLY,
    "feedback.outcome.published": Kind.REPLY,
    "feedback.outcome.circulated": Kind.REPLY,
    "feedback.request.explained": Kind.REPLY,
}
_BY_THING: Final[Mapping[str, Kind]] = {
    "publishing.meeting": Kind.MEETING,
    "publishing.session": Kind.MEETING,
    "publishing.visit": Kind.MEETING,
    "publishing.delivery": Kind.EVIDENCE,
    "publishing.capture": Kind.EVIDENCE,
    "publishing.sheet": Kind.EVIDENCE,
    "publishing.document": Kind.EVIDENCE,
    "publishing.play": Kind.EVIDENCE,
}


def kind_of(tag: str) -> Kind:
    """Return the kind of a fact; what is none of the others shows how the matter was handled."""
    deed = tag.rpartition(".v")[0]
    thing = deed.rpartition(".")[0]
    return _BY_TAG.get(deed) or _BY_THING.get(thing) or Kind.FORM


def files_in(event: Any) -> dict[str, str]:
    """Return the files a fact speaks of: their names by SHA-256."""
    found: dict[str, str] = {}
    if isinstance(event, Mapping):
        digests = [event[key] for key in _NAMED if isinstance(event.get(key), str)]
        name = str(event.get("name", ""))
        found |= {each: name for each in digests if _DIGEST.fullmatch(each)}
    inner = event.values() if isinstance(event, Mapping) else event
    for each in inner if isinstance(event, (Mapping, list, tuple)) else ():
        found |= files_in(each)
    return found


def kind_of_file(name: str, kind: Kind) -> Kind:
    """Return the kind of a file: pictures and sound by what they are, others by their fact."""
    if name.rpartition(".")[2].lower() in _PICTURES:
        return Kind.MEDIA
    return Kind.ORIGINAL if kind is Kind.PROPOSAL else kind


def counted(kinds: Iterable[Kind], none: Mapping[Kind, str]) -> tuple[Piece, ...]:
    """Return how many pieces there are of each kind; why there are none where there are none."""
    found = list(kinds)
    return tuple(
        Piece(kind=each, count=found.count(each), none="" if each in found else none.get(each, ""))
        for each in Kind
    )
