"""决策案卷的规则 — what a unit's scheme says of its decisions, and of who looks after its head."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Final, TypeVar

from services.workflow.domain.dossier_terms import (
    ASPECTS,
    METHODS,
    STEPS,
    DecisionStep,
    DossierRule,
)
from services.workflow.domain.duty import Term
from services.workflow.handlers import consultation_rules
from services.workflow.views.register import SchemeRow

K = TypeVar("K", bound=Enum)
SUPERVISED: Final = "secretary.supervision"
SECRETARY: Final = "secretary.owner"  # what the register of powers calls the secretary
USUAL: Final = ("县委书记", "党委书记", "党组书记", "党总支书记", "党支部书记", "支部书记", "书记")
HALVES: Final = "每半年"
YEARLY: Final = "每年"
WITHIN: Final = "在决策程序内"


def rule_of(scheme: SchemeRow | None, day: date) -> DossierRule:
    """Return the rule on a day; the usual one where the scheme says nothing."""
    usual = DossierRule()
    if scheme is None:
        return usual
    chosen = _chosen(STEPS, _words(scheme, "dossiers.steps", day))
    return DossierRule(
        steps=tuple(each for each in DecisionStep if each in chosen) or usual.steps,
        aspects=_chosen(ASPECTS, _words(scheme, "dossiers.aspects", day)) or usual.aspects,
        methods=_chosen(METHODS, _words(scheme, "dossiers.methods", day)) or usual.methods,
        of_due=scheme.setting("dossiers.majority", day) != "到会人数",
        two_thirds=scheme.setting("dossiers.quorum", day) == "三分之二以上",
        leader_last=scheme.setting("dossiers.leader_last", day) is not False,
        bodies=_words(scheme, "dossiers.bodies", day) or usual.bodies,
        reserved=_pairs(_words(scheme, "dossiers.reserved", day)) or usual.reserved,
        secret=_words(scheme, "dossiers.secret", day) or usual.secret,
        separate=scheme.setting("dossiers.separate", day) is True,
        notice=_notice(scheme, day),
        agenda=scheme.setting("dossiers.agenda", day) is True,
        report=_term(scheme.setting("dossiers.report_days", day), usual.report),
    )


def supervised(scheme: SchemeRow | None, day: date) -> str:
    """Return how often the secretary is looked after; nothing: the scheme does not ask for it."""
    said = scheme.setting(SUPERVISED, day) if scheme else ""
    return said if said in {HALVES, YEARLY} else ""


def secretary_names(scheme: SchemeRow, day: date) -> tuple[str, ...]:
    """Return the names under which the secretary holds powers."""
    return _words(scheme, SECRETARY, day) or USUAL


def _notice(scheme: SchemeRow, day: date) -> Term | None:
    """Return for how long a matter is shown, where that is a part of deciding (V25, T39)."""
    if scheme.setting("guarantees.pre_disclosure", day) != WITHIN:
        return None
    return consultation_rules.rule_of(scheme, day).period


def _chosen(names: Mapping[K, str], said: tuple[str, ...]) -> tuple[K, ...]:
    return tuple(each for each, name in names.items() if name in said)


def _pairs(said: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    cut = (each.partition("=") for each in said)
    return tuple((word.strip(), body.strip()) for word, _, body in cut if word and body)


def _term(said: object, usual: Term | None) -> Term | None:
    if not isinstance(said, int):
        return usual
    return Term(days=said, working=True) if said else None


def _words(scheme: SchemeRow, key: str, day: date) -> tuple[str, ...]:
    value = scheme.setting(key, day)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
