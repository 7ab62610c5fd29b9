"""质量提示的依据 — what the scheme in force says about a plan, for those who write and review."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from services.workflow.domain.advice import KEYS, Matter, advice, suited
from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.terms import Plan
from services.workflow.views import DisclosureRow, ItemRow, disclosures, schemes
from services.workflow.views.reaches import ReachRow, reaches
from shared.view import Views

QUESTIONS: Final = "review.questions"  # T50
COLON: Final = re.compile("[:：]")


WEBSITE: Final = "网站"  # what the house itself shows is shown by the fact that opens it
USED: Final = 5_000  # disclosures of one unit looked through


class Effect(Struct, frozen=True, kw_only=True):
    """一种形式去年的效果 — matters that used it, times it has shown one, times it has failed."""

    form: str
    used: int
    shown: int
    failed: int


def effects(views: Views, unit: str, forms: Sequence[str], year: int) -> list[Effect]:
    """Return what each form came to in a year (S2 二(二)4); of those that were used."""
    here = disclosures.c.unit == unit
    rows: list[DisclosureRow] = views.select(disclosures, here, limit=USED)
    told = [each.plan.channels for each in rows if each.plan.disclose_on.year == year]
    known = reaches.c.unit == unit, reaches.c.year == year
    reached = {each.form: each for each in views.select(reaches, *known)}
    found = [_effect(form, sum(form in each for each in told), reached.get(form)) for form in forms]
    return [each for each in found if each.used or each.shown or each.failed]


def _effect(form: str, used: int, row: ReachRow | None) -> Effect:
    shown = row.shown if row else 0
    failed = row.failed if row else 0
    return Effect(form=form, used=used, shown=shown + used * (form == WEBSITE), failed=failed)


def settings_of(views: Views, unit: str, today: date) -> dict[str, Any]:
    """Return what advice asks of a unit's scheme in force."""
    scheme = views.get(schemes, unit)
    found = {key: scheme.setting(key, today) for key in KEYS} if scheme else {}
    return {key: value for key, value in found.items() if value not in (None, "")}


def advised(
    views: Views,
    unit: str,
    today: date,
    plan: Plan,
    item: ItemRow | None,
    files: Sequence[Attachment] = (),
) -> list[str]:
    """Return what to look at twice in a plan."""
    matter = Matter(
        plan=plan,
        title=item.title if item else "",
        time_limit=item.time_limit if item else "",
        files=files,
    )
    return advice(matter, settings_of(views, unit, today))


def questions(views: Views, unit: str, today: date) -> list[tuple[str, str]]:
    """Return what a unit's scheme has reviewers ask: the principle, the question (S1-04)."""
    scheme = views.get(schemes, unit)
    said = scheme.setting(QUESTIONS, today) if scheme else ()
    told = (COLON.split(str(each), 1) for each in said) if isinstance(said, list | tuple) else ()
    return [(each[0].strip(), each[1].strip()) for each in told if len(each) > 1]


def proposed_forms(views: Views, item: ItemRow, forms: Sequence[str], today: date) -> list[str]:
    """Return the forms that the scheme proposes for an entry; none: it proposes nothing."""
    return suited(item.title, forms, settings_of(views, item.unit, today))
