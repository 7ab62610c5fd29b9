"""时限规则的读法 — the time limits of a scheme as it was heard, the county's where it is silent."""

from services.workflow.domain.duty import Term, TimeLimits
from services.workflow.heard import HeardScheme, HeardTerm


def limits_of(scheme: HeardScheme) -> TimeLimits:
    """Return the time limits of a scheme; the county's where it says nothing."""
    heard = scheme.time_limits
    if heard is None:
        return TimeLimits(scheme_id=scheme.id, scheme_version=scheme.version)
    return TimeLimits(
        scheme_id=scheme.id,
        scheme_version=scheme.version,
        months=heard.periodic.months or TimeLimits().months,
        periodic=_term(heard.periodic.due),
        staged=_term(heard.staged.due),
        summary=heard.staged.summary,
        annual=_term(heard.annual),
        immediate=_term(heard.immediate),
        long_term=_term(heard.long_term),
        standing=_term(heard.standing.due),
        review_months=heard.standing.review_months,
        notice=_term(heard.notice),
        reminders=heard.reminders,
    )


def _term(heard: HeardTerm) -> Term:
    return Term(days=max(heard.days, 1), working=heard.working)
