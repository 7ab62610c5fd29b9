"""年度检查 — signs of disclosing for form's sake, and how those who hold posts take part.

Only what stands in the record is counted; whether a sign means anything, people judge.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from statistics import median
from typing import Any, Final

from msgspec import Struct

HOUR: Final = timedelta(hours=1)
MANY: Final = 5  # releases within an hour that are shown as a cluster, unless asked otherwise


class Release(Struct, frozen=True, kw_only=True):
    """一次公开 — who showed what when; ``last_day`` tells whether it was the last day for it."""

    id: str
    unit: str
    title: str
    at: datetime
    text: str
    last_day: bool


class Cluster(Struct, frozen=True, kw_only=True):
    """扎堆公开 — releases of one unit, all on their last day, within one hour."""

    unit: str
    first: datetime
    last: datetime
    releases: tuple[Release, ...]


def clusters(releases: Iterable[Release], many: int = MANY) -> list[Cluster]:
    """Return where at least so many were released within an hour on the last day (S1 七2)."""
    of: defaultdict[str, list[Release]] = defaultdict(list)
    for each in sorted(releases, key=lambda each: (each.at, each.id)):
        if each.last_day:
            of[each.unit].append(each)
    return [found for unit, ordered in of.items() for found in _of_unit(unit, ordered, many)]


def _of_unit(unit: str, ordered: list[Release], many: int) -> list[Cluster]:
    found, start = [], 0
    while start < len(ordered):
        within = [each for each in ordered[start:] if each.at - ordered[start].at <= HOUR]
        if len(within) >= many:
            span = (within[0].at, within[-1].at)
            found.append(Cluster(unit=unit, first=span[0], last=span[1], releases=tuple(within)))
        start += len(within) if len(within) >= many else 1
    return found


def alike(releases: Iterable[Release]) -> list[tuple[Release, ...]]:
    """Return releases of one unit that say exactly the same, most of them first."""
    of: defaultdict[tuple[str, str], list[Release]] = defaultdict(list)
    for each in releases:
        of[each.unit, each.text].append(each)
    groups = [tuple(each) for each in of.values() if len(each) > 1]
    return sorted(groups, key=len, reverse=True)


class Deed(Struct, frozen=True, kw_only=True):
    """一次办理 — what was done in which post, and how many hours after it was asked for."""

    post: str
    answer: bool
    hours: float | None = None


class Part(Struct, frozen=True, kw_only=True):
    """参与情况 — of one post: reviews done, their median time in hours, answers given."""

    post: str
    reviews: int
    hours: float | None
    answers: int


def parts(deeds: Iterable[Deed]) -> list[Part]:
    """Return how each post took part (S0 七3)."""
    done = list(deeds)
    posts = Counter(each.post for each in done)
    return [_part(post, [each for each in done if each.post == post]) for post in sorted(posts)]


def _part(post: str, deeds: list[Deed]) -> Part:
    reviews = [each for each in deeds if not each.answer]
    hours = [each.hours for each in reviews if each.hours is not None]
    return Part(
        post=post,
        reviews=len(reviews),
        hours=round(median(hours), 1) if hours else None,
        answers=len(deeds) - len(reviews),
    )


FIGURES: Final = {
    "workflow.proposal.submitted.v1": "提出公开方案",
    "workflow.proposal.approved.v1": "批准公开方案",
    "publishing.inner.opened.v1": "党内公开",
    "publishing.public.opened.v1": "社会公开",
    "publishing.disclosure.revised.v1": "更正",
    "publishing.disclosure.withdrawn.v1": "撤回",
    "workflow.obligation.fulfilled.v1": "按期履行公开义务",
    "workflow.obligation.missed.v1": "逾期的公开义务",
    "feedback.opinion.received.v1": "收到意见",
    "feedback.opinion.concluded.v1": "办结意见",
    "feedback.request.received.v1": "收到依申请公开",
    "feedback.request.decided.v1": "答复依申请公开",
}
_DAYS: Final = ("on", "opened_on", "withdrawn_on", "decided_on")


def day_of(event: Mapping[str, Any], recorded: date) -> date:
    """Return the day to which a fact counts: the one it names itself, or when it was recorded."""
    for name in _DAYS:
        if isinstance(event.get(name), str):
            return date.fromisoformat(event[name][:10])
    return recorded


class Paper(Enum):
    """台账资料 — the four kinds that a yearly ledger lists (S2 五(二))."""

    MEETING = "会议记录"
    ACTIVITY = "活动记录"
    DOCUMENT = "文件"
    PUBLICITY = "宣传资料"


_PAPERS: Final = {
    "publishing.meeting": Paper.MEETING,
    "workflow.consultation": Paper.MEETING,
    "publishing.session": Paper.ACTIVITY,
    "publishing.visit": Paper.ACTIVITY,
    "publishing.sheet": Paper.PUBLICITY,
    "publishing.play": Paper.PUBLICITY,
    "publishing.delivery": Paper.PUBLICITY,
    "publishing.document": Paper.DOCUMENT,
    "publishing.public": Paper.DOCUMENT,
    "publishing.inner": Paper.DOCUMENT,
    "workflow.proposal": Paper.DOCUMENT,
}


def paper_of(tag: str) -> Paper | None:
    """Return which kind of paper a fact leaves behind, None if it leaves none."""
    return _PAPERS.get(".".join(tag.split(".")[:2]))


def archive_by(ended: date, days: int) -> date:
    """Return the last day on which something that ended then should be filed (S3 三(一)归档)."""
    return ended + timedelta(days=days)
