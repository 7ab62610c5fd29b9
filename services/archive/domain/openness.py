"""公开程度 — which facts stand in the log word for word. Whatever is not named here is sealed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from services.archive.domain.terms import Openness

Fields = Mapping[str, Any]
Rule = Callable[[Fields], bool]


def _always(_: Fields) -> bool:
    return True


def _shown_to_society(event: Fields) -> bool:
    return event.get("public") is True


def _listed_for_society(event: Fields) -> bool:
    return event.get("scope") == "society"


RULES: Final[Mapping[str, Rule]] = {
    "publishing.public.opened.v1": _always,
    "publishing.attachments.listed.v1": _shown_to_society,
    "publishing.disclosure.revised.v1": _shown_to_society,
    "publishing.disclosure.withdrawn.v1": _shown_to_society,
    "feedback.outcome.published.v1": _always,
    "catalog.item.listed.v1": _listed_for_society,
    "catalog.item.retired.v1": _listed_for_society,
    "catalog.amendment.announced.v1": _shown_to_society,
    "catalog.unit.registered.v1": _always,
    "archive.key.introduced.v1": _always,
}


def openness(tag: str, event: Fields) -> Openness:
    """Say whether a fact may be read in the published log; in doubt it may not."""
    rule = RULES.get(tag)
    return Openness.OPEN if rule is not None and rule(event) else Openness.SEALED
