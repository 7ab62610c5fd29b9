"""统计 — facts of a span of days, counted by unit, class, channel or month; the formula is open."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from msgspec import Struct

COUNTS: Final = {
    "catalog.item.listed.v1": "列入目录",
    "workflow.proposal.submitted.v1": "提出公开方案",
    "workflow.proposal.approved.v1": "批准公开方案",
    "workflow.obligation.fulfilled.v1": "履行公开义务",
    "workflow.obligation.missed.v1": "公开义务逾期",
    "publishing.inner.opened.v1": "党内公开",
    "publishing.public.opened.v1": "社会公开",
    "publishing.disclosure.revised.v1": "更正",
    "publishing.disclosure.withdrawn.v1": "撤回",
    "publishing.delivery.delivered.v1": "渠道送达",
    "publishing.reading.logged.v1": "查阅",
    "feedback.opinion.received.v1": "收到意见",
    "feedback.opinion.replied.v1": "答复意见",
    "feedback.rectification.ordered.v1": "责成整改",
    "feedback.request.received.v1": "收到依申请公开",
    "feedback.request.decided.v1": "答复依申请公开",
}
SOURCES: Final = (
    *COUNTS,
    "publishing.disclosure.registered.v1",
    "workflow.obligation.raised.v1",
    "catalog.item.tagged.v1",
)
CHANNELS: Final = {
    "box": "意见箱",
    "hotline": "热线",
    "phone": "电话",
    "email": "电子邮件",
    "web": "网站",
    "forum": "论坛",
    "visit": "来访",
    "qr": "扫码",
    "supervisor": "监督员",
    "outreach": "六进活动",
    "online": "网上申请",
    "paper": "书面申请",
    "oral": "口头申请",
}
NO_CLASS: Final = "未列入目录"
NO_CHANNEL: Final = "不分渠道"
RULES: Final = (
    "次数：统计期内（按北京时间记录的日期）每种事实的条数，一条算一次。",
    "单位：事实写明的单位；没有写明的，取同一件事此前写明的单位，再没有的取办理单位。",
    f"类别：所涉目录事项的一级类目；不涉及目录事项的算“{NO_CLASS}”。",
    f"渠道：意见和申请取收到的渠道，送达取公开形式；其他事实算“{NO_CHANNEL}”。",
    "时间：记录的年月。",
)


class By(Enum):
    """分组 — by what the counts are grouped."""

    UNIT = "unit"
    CLASS = "class"
    CHANNEL = "channel"
    MONTH = "month"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"unit": "单位", "class": "类别", "channel": "渠道", "month": "时间"}[self.value]


class Told(Struct, frozen=True, kw_only=True):
    """一条事实 — its place in the log, its stream, the day, and what it says itself."""

    index: int
    tag: str
    stream: str
    day: date
    unit: str
    event: Mapping[str, Any]


class Counted(Struct, frozen=True, kw_only=True):
    """计入的一条 — with the unit, the class and the channel to which it counts."""

    index: int
    tag: str
    day: date
    unit: str
    level: str
    channel: str

    def group(self, by: By) -> str:
        """Return the group to which it belongs."""
        month = f"{self.day.year}-{self.day.month:02d}"
        return {
            By.UNIT: self.unit,
            By.CLASS: self.level,
            By.CHANNEL: self.channel,
            By.MONTH: month,
        }[by]


class Threads:
    """线索 — what earlier facts of a thing have said: its unit, its item, the item's class."""

    def __init__(self) -> None:
        self._units: dict[str, str] = {}
        self._items: dict[str, str] = {}
        self._levels: dict[str, str] = {}

    def counted(self, told: Told) -> Counted:
        """Say where a fact counts; what it tells of its thing is remembered for later ones."""
        event, stream = told.event, told.stream
        item = str(event.get("item_id") or "")
        if told.tag == "catalog.item.listed.v1":
            self._levels[item] = str(event.get("level1") or event.get("level3") or "")
        else:
            item = self._remember(self._items, stream, item or self._via(event))
        unit = self._remember(self._units, stream, str(event.get("unit") or ""))
        return Counted(
            index=told.index,
            tag=told.tag,
            day=told.day,
            unit=unit or told.unit,
            level=self._levels.get(item) or NO_CLASS,
            channel=_channel(event),
        )

    def _via(self, event: Mapping[str, Any]) -> str:
        return self._items.get(str(event.get("disclosure_id") or ""), "")

    def _remember(self, kept: dict[str, str], stream: str, said: str) -> str:
        if said:
            kept.setdefault(stream, said)
        return said or kept.get(stream, "")


def _channel(event: Mapping[str, Any]) -> str:
    said = str(event.get("channel") or event.get("intake") or event.get("form") or "")
    return CHANNELS.get(said, said) or NO_CHANNEL


def tally(counted: Iterable[Counted], by: By) -> dict[str, Counter[str]]:
    """Return for each group how many facts of each kind there are, groups in order."""
    found: dict[str, Counter[str]] = {}
    for each in counted:
        found.setdefault(each.group(by), Counter())[each.tag] += 1
    return dict(sorted(found.items()))
