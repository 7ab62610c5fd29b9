"""公开凭据 — a disclosure for members counts when its forms are proved, not when it is opened.

S3 三(二): a meeting without minutes and a document that somebody has not signed for disclose
nothing yet. Which forms need evidence is a setting of the unit's scheme.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from services.publishing.domain.course_words import (
    AwaitEvidence,
    CourseCommand,
    CourseEvent,
    DisclosureEvidenced,
    EvidenceAwaited,
    EvidenceFiled,
    FileEvidence,
)
from services.publishing.domain.showing_words import Evidence
from services.publishing.domain.terms import Scope
from shared.decider import Decider
from shared.record import Cause

NEED_EVIDENCE: Final = ("会议", "文件", "简报", "通报")  # where a scheme does not say otherwise


class Course(Struct, frozen=True, kw_only=True):
    """What must be remembered: the forms that are waited for, and what proves each."""

    awaited: tuple[str, ...] = ()
    found: tuple[Evidence, ...] = ()
    complete: bool = False

    @property
    def proved(self) -> frozenset[str]:
        """Return the forms that have evidence."""
        return frozenset(each.form for each in self.found)


def course_id_of(disclosure_id: UUID) -> UUID:
    """Return the stream of the evidence for a disclosure."""
    return uuid5(disclosure_id, "course")


def awaited(scope: Scope, forms: Sequence[str], need: Sequence[str]) -> tuple[str, ...]:
    """Return the approved forms that need evidence; what society reads, it reads itself."""
    return () if scope is Scope.SOCIETY else tuple(each for each in forms if each in need)


def decide(command: CourseCommand, state: Course, cause: Cause) -> list[CourseEvent]:
    """File evidence; the same form again proves nothing more."""
    del cause
    match command:
        case AwaitEvidence():
            return [] if state.awaited else _await(command)
        case FileEvidence(evidence=evidence):
            return [] if evidence.form in state.proved else _file(command, state)


def evolve(state: Course, event: CourseEvent) -> Course:
    """Remember what happened."""
    match event:
        case EvidenceAwaited(forms=forms):
            return replace(state, awaited=forms)
        case EvidenceFiled(evidence=evidence):
            return replace(state, found=(*state.found, evidence))
        case DisclosureEvidenced():
            return replace(state, complete=True)


def _await(command: AwaitEvidence) -> list[CourseEvent]:
    if not command.forms:
        return []
    return [
        EvidenceAwaited(
            disclosure_id=command.disclosure_id,
            unit=command.unit,
            item_id=command.item_id,
            forms=command.forms,
        )
    ]


def _file(command: FileEvidence, state: Course) -> list[CourseEvent]:
    filed = EvidenceFiled(
        disclosure_id=command.disclosure_id,
        unit=command.unit,
        item_id=command.item_id,
        evidence=command.evidence,
        due=command.due,
        reached=command.reached,
    )
    after = evolve(state, filed)
    return [filed, *_complete(command, after)]


def _complete(command: FileEvidence, state: Course) -> list[DisclosureEvidenced]:
    if state.complete or not state.awaited or not set(state.awaited) <= state.proved:
        return []
    return [
        DisclosureEvidenced(
            disclosure_id=command.disclosure_id,
            unit=command.unit,
            item_id=command.item_id,
            on=max(each.on for each in state.found if each.form in state.awaited),
            evidence=state.found,
        )
    ]


COURSE: Final = Decider[CourseCommand, Course, CourseEvent](
    initial=Course(), decide=decide, evolve=evolve
)
