"""公开初稿 — what came of an opinion or a hot issue, made ready to be disclosed (M09).

Made by itself when an opinion marked as a prominent problem is laid to rest (S2-18), or a hot issue
closed (S3-12); by hand of any opinion with a finding (S0-22). Names, numbers and addresses are
masked before anybody reviews it; what may be a secret of a company is flagged (S1-15).
"""

import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from services.feedback.domain.masking import masked
from services.feedback.domain.terms import PublicText
from services.feedback.domain.writing import written
from shared.decider import Decider, NotFoundError, RejectedError
from shared.record import Cause

THEME: Final = "M09"  # 联系服务群众：反映问题的解决落实
COMPANY: Final = re.compile(r"[\u4e00-\u9fff（）()]{2,20}(?:公司|集团|厂|合作社|工作室|商行)")
CREDIT: Final = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
SECRETS: Final = (
    "报价",
    "底价",
    "标底",
    "成本",
    "利润",
    "配方",
    "工艺",
    "图纸",
    "客户名单",
    "技术参数",
    "合同金额",
    "投资额",
    "银行账号",
    "商业秘密",
)
FLAGS: Final = 50  # words flagged in one text


class Source(Enum):
    """初稿的来源"""

    OPINION = "opinion"
    THREAD = "thread"


SOURCES: Final = {Source.OPINION: "意见办理结果", Source.THREAD: "热点问题跟踪结果"}


class Reporter(Enum):
    """反映人的类别"""

    MASSES = "masses"
    INVESTOR = "investor"


REPORTERS: Final = {Reporter.MASSES: "群众", Reporter.INVESTOR: "客商"}


class DraftOutcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """生成公开初稿 — ``names``, ``contacts``: what must not be read in it.

    ``secrets``: the words that may tell a secret of a company; none of a letter of the masses.
    """

    unit: str
    source: Source
    about: str
    title: PublicText
    content: PublicText
    reporter: Reporter = Reporter.MASSES
    names: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    secrets: tuple[str, ...] = SECRETS


class OutcomeDrafted(Struct, frozen=True, kw_only=True, tag="feedback.outcome.drafted.v1"):
    """公开初稿已生成 — ``theme``: of the merged categories; ``flagged``: what to look at twice."""

    unit: str
    source: Source
    about: str
    theme: str
    title: str
    content: str
    reporter: Reporter
    flagged: tuple[str, ...]


class SettleDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """了结公开初稿 — a plan was proposed from it, or it is not disclosed, and why."""

    proposed: bool
    note: PublicText


class DraftSettled(Struct, frozen=True, kw_only=True, tag="feedback.draft.settled.v1"):
    """公开初稿已了结"""

    unit: str
    proposed: bool
    note: str


DraftCommand = DraftOutcome | SettleDraft
DraftEvent = OutcomeDrafted | DraftSettled


class Draft(Struct, frozen=True, kw_only=True):
    """What must be remembered of a draft."""

    unit: str = ""
    settled: bool = False


class DraftTwiceError(RejectedError):
    """这件事的公开初稿已经生成。"""


class DraftUnknownError(NotFoundError):
    """没有这份公开初稿。"""


class DraftSettledError(RejectedError):
    """这份公开初稿已经了结。"""


def decide(command: DraftCommand, draft: Draft, cause: Cause) -> list[DraftEvent]:
    """Return what follows from a command, or raise the rule that refuses it."""
    del cause
    if isinstance(command, DraftOutcome):
        return [_drafted(command, draft)]
    if not draft.unit:
        raise DraftUnknownError
    if draft.settled:
        raise DraftSettledError
    note = written(command.note, "note")
    return [DraftSettled(unit=draft.unit, proposed=command.proposed, note=note)]


def evolve(draft: Draft, event: DraftEvent) -> Draft:
    """Return the draft as the event leaves it."""
    match event:
        case OutcomeDrafted(unit=unit):
            return Draft(unit=unit)
        case DraftSettled():
            return replace(draft, settled=True)


def flagged(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return what may be a secret of a company: its name, its code, words of its business."""
    found = [*COMPANY.findall(text), *CREDIT.findall(text), *(w for w in words if w and w in text)]
    return tuple(dict.fromkeys(found))[:FLAGS]


def _drafted(command: DraftOutcome, draft: Draft) -> OutcomeDrafted:
    if draft.unit:
        raise DraftTwiceError(command.about)
    title, content = (
        masked(_without(written(each, field), command.contacts), command.names)
        for each, field in ((command.title, "title"), (command.content, "summary"))
    )
    secret = command.secrets if command.reporter is Reporter.INVESTOR else None
    return OutcomeDrafted(
        unit=command.unit,
        source=command.source,
        about=command.about,
        theme=THEME,
        title=title,
        content=content,
        reporter=command.reporter,
        flagged=() if secret is None else flagged(f"{title}\n{content}", secret),
    )


def _without(text: str, contacts: Iterable[str]) -> str:
    for each in contacts:
        if each.strip():
            text = text.replace(each.strip(), "联系方式已隐去")
    return text


DRAFT: Final[Decider[Any, Draft, Any]] = Decider(initial=Draft(), decide=decide, evolve=evolve)
