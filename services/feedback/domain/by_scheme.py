"""按方案办理意见 — who assigns, through which channels, to whom it is told, as a scheme says."""

from collections.abc import Iterable, Mapping
from typing import Final

from services.feedback.domain.terms import CHANNELS, Channel
from shared.decider import RejectedError

ROUTE: Final = "feedback.route"  # V41
REPLY: Final = "feedback.reply"  # V42
INTAKE: Final = "opinion_channels"  # V40
KINDS: Final = "supervisors"  # V44
STEP: Final = "procedure.feedback_step"  # V18
NONE: Final = "不设"
GROUP: Final = "领导小组"
ASSIGNERS: Final[Mapping[str, tuple[str, ...]]] = {
    "领导小组办公室办理": ("office",),
    "办公室办理、重大问题报党组": ("office",),
    "专人转相关部门": ("handler", "office"),
}
_WAYS: Final[Mapping[str, tuple[Channel, ...]]] = {
    "意见箱": (Channel.BOX,),
    "12345": (Channel.HOTLINE,),
    "热线": (Channel.HOTLINE,),
    "电话": (Channel.PHONE,),
    "邮箱": (Channel.EMAIL,),
    "信箱": (Channel.WEB,),
    "恳谈会": (Channel.FORUM,),
    "座谈会": (Channel.FORUM,),
    "听证": (Channel.FORUM,),
    "督察员": (Channel.SUPERVISOR,),
    "监督员": (Channel.SUPERVISOR,),
    "六进": (Channel.OUTREACH,),
    "走访": (Channel.VISIT,),
    "来访": (Channel.VISIT,),
    "公示": (Channel.WEB, Channel.QR),
    "各种渠道": tuple(Channel),
}


class GroupReportOwedError(RejectedError):
    """本单位的实施方案规定办理结果还要报告领导小组，报告以前不能归结。"""


class SupervisorsNotKeptError(RejectedError):
    """本单位的实施方案没有设监督员，不能聘请。"""


def assigners(route: str) -> tuple[str, ...]:
    """Return the posts that give an opinion to its handler (V41): the office, always."""
    return ASSIGNERS.get(route, ("handler", "office"))


def opened(said: Iterable[str]) -> frozenset[Channel]:
    """Return the channels that a scheme names (V40); what it does not name is taken, too."""
    ways = [way for each in said for word, way in _WAYS.items() if word in each]
    return frozenset(channel for way in ways for channel in way)


def labelled(said: Iterable[str]) -> dict[Channel, str]:
    """Return all channels as a form offers them: those of the scheme first, the others marked."""
    known = opened(said) or frozenset(Channel)
    named = {each: text for each, text in CHANNELS.items() if each in known}
    return named | {
        each: f"{text}（方案没有列）" for each, text in CHANNELS.items() if each not in known
    }
