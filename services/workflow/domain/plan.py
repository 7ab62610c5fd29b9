"""公开方案 — what a plan must say, and what the catalog entry lets it say."""

from datetime import date
from typing import Final

from services.workflow.domain.commands import Item
from services.workflow.domain.terms import OUTSIDE, Plan, Scope
from shared.decider import InvalidError
from shared.record import canonical

TITLE: Final = 200  # characters
CONTENT: Final = 20_000  # characters
WAIVER: Final = 500  # characters
SUMMARY: Final = 120  # characters: what platforms show of an article in a list
BYTES: Final = 62_000  # so that a record around it stays below 65,535
DAYS: Final = 36_500  # a hundred years; beyond that, say 长期


class TitleMissingError(InvalidError):
    """请填写标题。"""


class TitleTooLongError(InvalidError):
    """标题不能超过200个字。"""


class ContentMissingError(InvalidError):
    """请填写公开内容。"""


class ContentTooLongError(InvalidError):
    """公开内容不能超过20000个字。"""


class PlanTooLargeError(InvalidError):
    """公开方案太长，一份方案最多容纳约两万个汉字，请精简公开内容。"""


class DurationError(InvalidError):
    """公开时长须为1至36500天，或者选择长期公开。"""


class DateHasPassedError(InvalidError):
    """公开时间不能早于今天。"""


class ScopeTooWideError(InvalidError):
    """公开范围不能大于目录为该事项规定的范围。"""


class ChannelsMissingError(InvalidError):
    """请至少选择一种公开形式。"""


class ChannelNotListedError(InvalidError):
    """公开形式只能从目录为该事项规定的形式中选择。"""


class WebsiteBeyondScopeError(InvalidError):
    """公开范围不是社会的，不能选择网站作为公开形式。"""

    @property
    def sentence(self) -> str:
        """Name the forms that anybody could read."""
        return f"公开范围不是社会的，不能选择{'、'.join(self.args[1:])}作为公开形式。"


class ReadersMissingError(InvalidError):
    """公开范围为特定人员的，请写明是哪些人员。"""


class ReadersWithoutPersonsError(InvalidError):
    """只有公开范围为特定人员时，才能写明人员名单。"""


class UnknownReaderError(InvalidError):
    """特定人员名单中有人没有登记在册。"""


class WaiverTooLongError(InvalidError):
    """不先在党内公开的理由不能超过500个字。"""


class SummaryTooLongError(InvalidError):
    """推送摘要不能超过120个字。"""


class WaiverWithoutSocietyError(InvalidError):
    """只有向社会公开的方案，才需要写不先在党内公开的理由。"""


def judge(plan: Plan, item: Item, strangers: tuple[str, ...] = ()) -> None:
    """Refuse a plan that is incomplete or goes beyond its catalog entry."""
    _written(plan)
    _within(plan.scope, item.scope)
    _channels(plan, item)
    _readers(plan, strangers)
    _waiver(plan)
    if len(plan.summary) > SUMMARY:
        raise SummaryTooLongError(len(plan.summary), field="summary")
    if len(canonical(plan)) > BYTES:
        raise PlanTooLargeError(field="content")


def not_past(plan: Plan, today: date) -> None:
    """Refuse a day of disclosure that has passed in Beijing."""
    if plan.disclose_on < today:
        raise DateHasPassedError(plan.disclose_on, field="disclose_on")


def _written(plan: Plan) -> None:
    if not plan.title.strip():
        raise TitleMissingError(field="title")
    if len(plan.title) > TITLE:
        raise TitleTooLongError(len(plan.title), field="title")
    if not plan.content.strip():
        raise ContentMissingError(field="content")
    if len(plan.content) > CONTENT:
        raise ContentTooLongError(len(plan.content), field="content")
    if plan.duration_days is not None and not 1 <= plan.duration_days <= DAYS:
        raise DurationError(plan.duration_days, field="duration_days")


def _within(scope: Scope, limit: Scope) -> None:
    if scope.exceeds(limit):
        raise ScopeTooWideError(scope.value, limit.value, field="scope")


def _channels(plan: Plan, item: Item) -> None:
    if not plan.channels:
        raise ChannelsMissingError(field="channels")
    if beyond := [each for each in plan.channels if each not in item.forms]:
        raise ChannelNotListedError(*beyond, field="channels")
    world = [each for each in plan.channels if each in OUTSIDE or each in item.outside]
    if world and plan.scope is not Scope.SOCIETY:
        raise WebsiteBeyondScopeError(plan.scope.value, *world, field="channels")


def _readers(plan: Plan, strangers: tuple[str, ...]) -> None:
    if plan.scope is Scope.PERSONS and not plan.readers:
        raise ReadersMissingError(field="readers")
    if plan.scope is not Scope.PERSONS and plan.readers:
        raise ReadersWithoutPersonsError(field="readers")
    if strangers:
        raise UnknownReaderError(*strangers, field="readers")


def _waiver(plan: Plan) -> None:
    if len(plan.waiver) > WAIVER:
        raise WaiverTooLongError(len(plan.waiver), field="waiver")
    if plan.waiver and plan.scope is not Scope.SOCIETY:
        raise WaiverWithoutSocietyError(field="waiver")
