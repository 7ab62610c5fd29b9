"""标出 — a text with what was found in it, cut so that a page can show each thing in its place."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from services.workflow.domain.screened import Screening, cleared
from services.workflow.domain.screening import FINDING_KINDS, SEVERITIES, Finding
from services.workflow.domain.screening_words import OUTCOMES, Outcome
from services.workflow.handlers import Desk
from services.workflow.views import ProposalRow
from services.workflow.views.screenings import screenings
from shared.decider import RejectedError


class Stretch(Struct, frozen=True, kw_only=True):
    """A stretch of a text: plain, or a thing found with its number."""

    text: str
    number: int = 0
    kind: str = ""
    outcome: str = ""


def stretches(
    text: str, field: str, found: Sequence[Finding], settled: dict[int, Outcome] | None = None
) -> list[Stretch]:
    """Return a text cut where things were found, for showing them in place."""
    parts, last = [], 0
    for number, each in enumerate(found, 1):
        if each.field != field:
            continue
        parts.append(Stretch(text=text[last : each.start]))
        outcome = (settled or {}).get(number)
        parts.append(
            Stretch(
                text=text[each.start : each.end],
                number=number,
                kind=FINDING_KINDS[each.kind],
                outcome=OUTCOMES[outcome] if outcome else "",
            )
        )
        last = each.end
    return [each for each in (*parts, Stretch(text=text[last:])) if each.text]


def marked(row: ProposalRow, desk: Desk) -> dict[str, Any]:
    """Return what the review page shows of the screening: marked text, and what is open."""
    found = desk.views.get(screenings, str(row.proposal_id))
    screening = found.screening if found else Screening()
    return {
        "screened": found,
        "texts": {
            field: stretches(text, field, screening.findings, screening.settled)
            for field, text in _texts(row).items()
        },
        "not_clear": _not_clear(screening),
        **found_words(),
    }


def found_words() -> dict[str, Any]:
    """Return the words for what can be found and what can be said about it."""
    return {
        "KINDS_FOUND": {each.value: name for each, name in FINDING_KINDS.items()},
        "SEVERITIES": {each.value: name for each, name in SEVERITIES.items()},
        "OUTCOMES": {each.value: name for each, name in OUTCOMES.items()},
    }


def _texts(row: ProposalRow) -> dict[str, str]:
    plan = row.plan
    return {
        "title": plan.title,
        "content": plan.content,
        "waiver": plan.waiver,
        "summary": plan.summary,
        "explanation": row.proposal.explanation,
    }


def _not_clear(screening: Screening) -> str:
    try:
        cleared(screening)
    except RejectedError as refusal:
        return refusal.sentence
    return ""
