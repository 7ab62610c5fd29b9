"""比对 — what a channel shows against what was approved: content, scope, form and time (C12).

Pure: somebody else fetches. A platform may change white space and put its own words around a
text; it may change nothing in it.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from typing import Final

from msgspec import Struct

from services.publishing.domain.comparison_words import (
    Compared,
    ComparisonCommand,
    ComparisonCompleted,
    ComparisonDeviated,
    ComparisonEvent,
    ComparisonSettled,
    CompleteComparison,
    Difference,
    RecordComparison,
)
from services.publishing.domain.delivery import AHEAD, audience_of
from services.publishing.domain.terms import SCOPES, Plan, Scope
from shared.calendar import BEIJING, beijing_date
from shared.decider import Decider, ForbiddenError, RejectedError
from shared.record import SYSTEM, Cause

UNREAD: Final = tuple(  # elements of which nobody reads a word, as they begin and end
    (re.compile(rf"<{name}\b", re.IGNORECASE), re.compile(f"</{name}>", re.IGNORECASE))
    for name in ("script", "style")
)
TAG: Final = re.compile(r"<[^<>]*>")
AROUND: Final = 12  # characters told on each side of a difference
ANCHOR: Final = 6  # characters by which a text is found in a page


class Actual(Struct, frozen=True, kw_only=True):
    """实际 — what is known of one showing; ``text`` None: there is nothing that can be fetched.

    ``over``: it should be shown no more (withdrawn, replaced, its display over).
    ``seen`` tells that the page could be opened by whoever asked; ``history``: this channel keeps
    what it has shown, as the portal does.
    """

    form: str
    step: str
    audience: Scope
    shown_at: datetime | None
    opened_at: datetime | None
    due_at: datetime | None = None
    over: bool = False
    delivered: bool = True
    text: str | None = None
    seen: bool = True
    history: bool = False


class Checked(Struct, frozen=True, kw_only=True):
    """What must be remembered: the differences that stand."""

    differences: tuple[Difference, ...] = ()
    done: bool = False


class BySystemOnlyError(ForbiddenError):
    """比对由系统进行，不能由人代为记录。"""


class NothingNewError(RejectedError):
    """比对结果与上一次相同。"""


class AlreadyComparedError(RejectedError):
    """当日的比对已经完成。"""


def differences(plan: Plan, actual: Actual, now: datetime) -> tuple[Difference, ...]:
    """Return everything in which a showing differs from what was approved."""
    found = [
        *_content(plan, actual),
        *_scope(plan, actual),
        *_form(plan, actual),
        *_time(plan, actual, now),
    ]
    return tuple(found)


def readable(html: str) -> str:
    """Return what a reader of a page reads, without white space."""
    for begin, end in UNREAD:
        html = "".join(_outside(html, begin, end))
    return squeezed(unescape(TAG.sub("", html)))


def _outside(html: str, begin: re.Pattern[str], end: re.Pattern[str]) -> Iterator[str]:
    """Yield what stands outside elements; each letter is looked at once, whatever it says."""
    at = 0
    while (opened := begin.search(html, at)) and (closed := end.search(html, opened.end())):
        yield html[at : opened.start()]
        at = closed.end()
    yield html[at:]


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return re.sub(r"\s", "", text)


def last_day(plan: Plan) -> date | None:
    """Return the last day of its display; None if it has no end."""
    if not plan.duration_days:
        return None
    return plan.disclose_on + timedelta(days=plan.duration_days - 1)


def _content(plan: Plan, actual: Actual) -> list[Difference]:
    if actual.text is None or actual.over or not actual.seen:
        return []
    for want in (squeezed(plan.title), squeezed(plan.content)):
        if want and want not in actual.text:
            return [_apart(want, actual.text)]
    return []


def _apart(want: str, text: str) -> Difference:
    """Say where they part, and a little around it."""
    start = _begun(want, text)
    if start is None:
        return Difference(kind="content", approved=want[: 2 * AROUND], shown="没有找到这段文字")
    shown = text[start:] if start >= 0 else " " * -start + text
    place = _same(want, shown)
    around = slice(max(0, place - AROUND), place + AROUND)
    return Difference(kind="content", approved=want[around], shown=shown[around])


def _begun(want: str, text: str) -> int | None:
    """Return where in a page a text would begin, by the first few words of it that are there."""
    for place in range(0, len(want), ANCHOR):
        found = text.find(want[place : place + ANCHOR])
        if found >= 0:
            return found - place
    return None


def _same(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _scope(plan: Plan, actual: Actual) -> list[Difference]:
    order, widest = list(Scope), audience_of(plan.scope, actual.step)
    if order.index(actual.audience) >= order.index(widest):
        return []
    return [Difference(kind="scope", approved=SCOPES[widest], shown=SCOPES[actual.audience])]


def _form(plan: Plan, actual: Actual) -> list[Difference]:
    if actual.form in plan.channels or actual.over:
        return []
    return [Difference(kind="form", approved="、".join(plan.channels), shown=actual.form)]


def _time(plan: Plan, actual: Actual, now: datetime) -> list[Difference]:
    if not actual.delivered:
        return _missing(actual, now)
    if until := _ended(plan, actual, now):
        return _still(plan, actual, until)
    if actual.shown_at and actual.opened_at and actual.shown_at < actual.opened_at - AHEAD:
        said = _minute(actual.opened_at), _minute(actual.shown_at)
        return [Difference(kind="time", approved=f"{said[0]}起", shown=f"{said[1]}已展示")]
    if not actual.seen:
        return [Difference(kind="time", approved="应当展示", shown="页面打不开")]
    return []


def _ended(plan: Plan, actual: Actual, now: datetime) -> str:
    """Return why it should be shown no more, empty if it should be."""
    end = last_day(plan)
    if actual.over:
        return "已撤回或者更正"
    if end and beijing_date(now) > end and not actual.history:
        return f"展示至{end:%Y-%m-%d}"
    return ""


def _still(plan: Plan, actual: Actual, until: str) -> list[Difference]:
    if actual.text is None:
        return [Difference(kind="time", approved=until, shown="没有报告撤下")]
    if actual.seen and squeezed(plan.content) in actual.text:
        return [Difference(kind="time", approved=until, shown="仍在展示")]
    return []


def _missing(actual: Actual, now: datetime) -> list[Difference]:
    if actual.due_at is None or now <= actual.due_at or actual.over:
        return []
    due = f"{_minute(actual.due_at)}前"
    return [Difference(kind="time", approved=due, shown="没有展示")]


def _minute(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def decide(command: ComparisonCommand, state: Checked, cause: Cause) -> list[ComparisonEvent]:
    """Return what follows from a comparison, or refuse it by a rule."""
    if cause.post != SYSTEM:
        raise BySystemOnlyError
    match command:
        case RecordComparison(about=about, differences=found):
            return _record(about, found, state)
        case CompleteComparison():
            return _complete(command, state, cause)


def evolve(state: Checked, event: ComparisonEvent) -> Checked:
    """Return what is remembered after a fact."""
    del state
    match event:
        case ComparisonDeviated(differences=found):
            return Checked(differences=found)
        case ComparisonSettled():
            return Checked()
        case ComparisonCompleted():
            return Checked(done=True)


def _record(
    about: Compared, found: tuple[Difference, ...], state: Checked
) -> list[ComparisonEvent]:
    if found == state.differences:
        raise NothingNewError
    which = {
        "unit": about.unit,
        "disclosure_id": about.disclosure_id,
        "delivery_id": about.delivery_id,
        "form": about.form,
        "outlet": about.outlet,
    }
    if not found:
        return [ComparisonSettled(**which, version=about.version)]
    return [ComparisonDeviated(**which, version=about.version, differences=found)]


def _complete(command: CompleteComparison, state: Checked, cause: Cause) -> list[ComparisonEvent]:
    if state.done:
        raise AlreadyComparedError
    return [
        ComparisonCompleted(
            day=command.day,
            compared=command.compared,
            deviating=command.deviating,
            unread=command.unread,
            at=cause.at,
        )
    ]


COMPARISON: Final = Decider[ComparisonCommand, Checked, ComparisonEvent](
    initial=Checked(), decide=decide, evolve=evolve
)
