"""依申请公开的词 — who asks, how it came in, how it may be answered, what stops the clock (六3)."""

from datetime import date
from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

PlainText = Annotated[str, Meta(max_length=40_000)]


class Intake(Enum):
    """申请方式"""

    ONLINE = "online"
    PAPER = "paper"
    ORAL = "oral"


INTAKES: Final = {
    Intake.ONLINE: "网上申请",
    Intake.PAPER: "书面申请",
    Intake.ORAL: "口头申请",
}


class Document(Enum):
    """证件种类"""

    ID_CARD = "id_card"
    OTHER = "other"


DOCUMENTS: Final = {
    Document.ID_CARD: "居民身份证",
    Document.OTHER: "其他有效证件",
}


class Checked(Enum):
    """身份核验方式 — how it was made sure who applies."""

    NUMBER = "number"
    ORIGINAL = "original"
    ACCOUNT = "account"


CHECKS: Final = {
    Checked.NUMBER: "证件号码校验",
    Checked.ORIGINAL: "查验证件原件",
    Checked.ACCOUNT: "实名登录账号",
}


class Wait(Enum):
    """停止计时的事由"""

    CORRECTION = "correction"
    CONSULTATION = "consultation"


WAITS: Final = {
    Wait.CORRECTION: "补正",
    Wait.CONSULTATION: "征求第三方意见",
}


class Outcome(Enum):
    """答复结果 (S0 六3; S1 三3; S4 一(六)2)"""

    APPLICANT = "applicant"
    RANGE = "range"
    PUBLIC = "public"
    ANSWER = "answer"
    PARTLY = "partly"
    NOT_NOW = "not_now"
    UNSUITABLE = "unsuitable"
    CANNOT = "cannot"


OUTCOMES: Final = {
    Outcome.APPLICANT: "向申请人公开",
    Outcome.RANGE: "在一定范围内公开",
    Outcome.PUBLIC: "向社会公开",
    Outcome.ANSWER: "解答",
    Outcome.PARTLY: "部分公开",
    Outcome.NOT_NOW: "暂时不宜公开",
    Outcome.UNSUITABLE: "不便公开",
    Outcome.CANNOT: "不能公开",
}
REFUSALS: Final = frozenset({Outcome.NOT_NOW, Outcome.UNSUITABLE, Outcome.CANNOT})
WITHHOLDING: Final = REFUSALS | {Outcome.PARTLY}  # something stays closed: say why
DELIVERING: Final = frozenset({Outcome.APPLICANT, Outcome.PARTLY})  # for the applicant's eyes


class Status(Enum):
    """办理状态 — where a request stands."""

    NEW = "new"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    STUDIED = "studied"
    DECIDED = "decided"
    EXPLAINED = "explained"
    CLOSED = "closed"
    LAPSED = "lapsed"


STATUSES: Final = {
    Status.NEW: "未登记",
    Status.RECEIVED: "已收到",
    Status.ACCEPTED: "已受理",
    Status.STUDIED: "研究中",
    Status.DECIDED: "已决定，待说明",
    Status.EXPLAINED: "已说明",
    Status.CLOSED: "已办结",
    Status.LAPSED: "逾期未补正，视为放弃",
}
OPEN: Final = (Status.RECEIVED, Status.ACCEPTED, Status.STUDIED, Status.DECIDED)


class Consent(Enum):
    """第三方意见"""

    AGREED = "agreed"
    PARTLY = "partly"
    REFUSED = "refused"
    SILENT = "silent"


CONSENTS: Final = {
    Consent.AGREED: "同意公开",
    Consent.PARTLY: "部分同意",
    Consent.REFUSED: "不同意公开",
    Consent.SILENT: "逾期没有答复",
}


class Filing(Enum):
    """备案状态"""

    NONE = "none"
    CREATED = "created"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"


FILINGS: Final = {
    Filing.NONE: "不需备案",
    Filing.CREATED: "未报送",
    Filing.SENT: "已报送，待上级收下",
    Filing.ACKNOWLEDGED: "已备案",
    Filing.RETURNED: "已退回",
}


class Body(Enum):
    """受理异议的机构 — who looks anew at what was refused."""

    SUPERIOR = "superior"
    DISCIPLINE = "discipline"
    SUPERVISOR = "supervisor"


BODIES: Final = {
    Body.SUPERIOR: "上一级党组织",
    Body.DISCIPLINE: "纪检监察机关",
    Body.SUPERVISOR: "社会督察员",
}


class Verdict(Enum):
    """复核决定"""

    UPHOLD = "uphold"
    CHANGE = "change"


VERDICTS: Final = {Verdict.UPHOLD: "维持", Verdict.CHANGE: "变更"}


class RequestText(Struct, frozen=True, kw_only=True):
    """申请内容 — what is asked for, what for, in which form it is wanted; kept sealed."""

    subject: str
    purpose: str = ""
    form: str = ""


class Applicant(Struct, frozen=True, kw_only=True):
    """申请人 — who asks; kept sealed, opened by one post alone, each time on record."""

    name: str
    document: Document
    number: str
    contact: str


class Release(Struct, frozen=True, kw_only=True):
    """公开给申请人的文件 — by digest; ``pages`` of ``of``: what was taken out of a longer file.

    Under ``sealed`` lies the same file as only the request's own key opens it.
    """

    name: str
    sha256: str
    sm3: str
    size: int
    kind: str
    pages: tuple[int, ...] = ()
    of: int = 0
    source: str = ""
    sealed: str = ""


class Decision(Struct, frozen=True, kw_only=True):
    """答复决定 — ``basis``: the rule it rests on; ``remedy``: where to turn against it.

    ``ground`` is the kind of reason by which statistics count, ``scope`` and ``form`` say
    to whom and how something is disclosed in a set range, ``review_on`` when "not now" is
    looked at again.
    """

    outcome: Outcome
    basis: str
    reason: PlainText
    ground: str = ""
    scope: str = ""
    form: str = ""
    remedy: str = ""
    review_on: date | None = None
    releases: tuple[Release, ...] = ()
