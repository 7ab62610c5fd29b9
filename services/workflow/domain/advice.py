"""质量提示 — what a reviewer should look at twice: a plan may stand, but it may be for show only.

None of it refuses anything: how much is little, how long is short and which form suits what are
settings of the unit's scheme; a scheme that says nothing brings no advice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.display_bounds import Display, unfit
from services.workflow.domain.saying import pairs
from services.workflow.domain.terms import Plan, Scope

LEAST: Final = "review.least_characters"  # T183
BOUNDS: Final = "display.bounds"  # T184
UNSUITED: Final = "forms.unsuited"  # T185
SUITED: Final = "forms.suited"  # T186
RETIRED: Final = "channels.retired"  # T182
KEYS: Final = (LEAST, BOUNDS, UNSUITED, SUITED, RETIRED)
PICTURES: Final = frozenset({"png", "jpg"})
Values = Mapping[str, Any]


class Matter(Struct, frozen=True, kw_only=True):
    """方案和它的目录事项 — ``title`` is the entry's own, ``time_limit`` its class."""

    plan: Plan
    title: str
    time_limit: str = ""
    working: int | None = None  # working days of its display
    files: Sequence[Attachment] = ()


def advice(matter: Matter, values: Values) -> list[str]:
    """Return what to look at twice, in Chinese (S1 七1, S2 三(二), S3 三(一), S4 一(四)(五))."""
    return [each for judge in _JUDGES for each in judge(matter, values)]


def suited(title: str, forms: Sequence[str], values: Values) -> list[str]:
    """Return the forms that a scheme proposes for a matter of this title, of those allowed."""
    named = [each for words, found in _pairs(values, SUITED) if words in title for each in found]
    return [each for each in forms if each in named]


def _empty(matter: Matter, values: Values) -> Iterator[str]:
    number, least = _length(matter), _number(values, LEAST)
    if number < least and not matter.files:
        yield f"疑似流于形式：公开内容只有{number}个字，也没有附件。"


def _scanned(matter: Matter, values: Values) -> Iterator[str]:
    pictures = bool(matter.files) and all(each.kind in PICTURES for each in matter.files)
    public = matter.plan.scope is Scope.SOCIETY
    if public and pictures and _length(matter) < _number(values, LEAST):
        yield "缺少文字版：内容都在图片里，看不见的人和检索都读不到，请把文字写进公开内容。"


def _bounds(matter: Matter, values: Values) -> Iterator[str]:
    plan = matter.plan
    shown = Display(
        scope=plan.scope,
        time_limit=matter.time_limit,
        days=plan.duration_days,
        working=matter.working,
    )
    yield from unfit(shown, _words(values, BOUNDS))


def _forms(matter: Matter, values: Values) -> Iterator[str]:
    text = f"{matter.title}{matter.plan.title}"
    for word, found in _pairs(values, UNSUITED):
        if word in text and (unfit := [e for e in matter.plan.channels if e in found]):
            yield f"{word}不适合用{'、'.join(unfit)}公开，请换一种公开形式。"


def _retired(matter: Matter, values: Values) -> Iterator[str]:
    if gone := [each for each in matter.plan.channels if each in _words(values, RETIRED)]:
        yield f"公开形式{'、'.join(gone)}已经停用，批准以后也不能用它公开。"


_JUDGES: Final[tuple[Callable[[Matter, Values], Iterator[str]], ...]] = (
    _empty,
    _scanned,
    _bounds,
    _forms,
    _retired,
)


def _length(matter: Matter) -> int:
    return len("".join(matter.plan.content.split()))


def _number(values: Values, key: str) -> int:
    found = values.get(key)
    return found if isinstance(found, int) else 0


def _words(values: Values, key: str) -> tuple[str, ...]:
    found = values.get(key, ())
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def _pairs(values: Values, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    return pairs(_words(values, key))
