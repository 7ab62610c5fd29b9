"""Words of feedback. Each is in docs/glossary.md with its Chinese original."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Final

from msgspec import Meta, Struct

PersonId = Annotated[str, Meta(min_length=1, max_length=64)]
PublicText = Annotated[str, Meta(max_length=40_000)]  # the rule in writing.py says how much


class Channel(Enum):
    """收集渠道 — how an opinion came in (五(一)4; 四3)."""

    BOX = "box"
    HOTLINE = "hotline"
    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    FORUM = "forum"
    VISIT = "visit"
    QR = "qr"
    SUPERVISOR = "supervisor"
    OUTREACH = "outreach"


CHANNELS: Final = {
    Channel.BOX: "意见箱",
    Channel.HOTLINE: "12345热线",
    Channel.PHONE: "电话",
    Channel.EMAIL: "电子邮箱",
    Channel.WEB: "网上信箱",
    Channel.FORUM: "民主恳谈会",
    Channel.VISIT: "来访",
    Channel.QR: "扫码",
    Channel.SUPERVISOR: "监督员转交",
    Channel.OUTREACH: "六进活动",
}


class Finding(Enum):
    """核实结论 — what the check of an opinion found."""

    UPHELD = "upheld"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    UNVERIFIABLE = "unverifiable"
    ADOPTED = "adopted"
    DECLINED = "declined"


FINDINGS: Final = {
    Finding.UPHELD: "属实",
    Finding.PARTLY: "部分属实",
    Finding.UNFOUNDED: "不属实",
    Finding.UNVERIFIABLE: "无法核实",
    Finding.ADOPTED: "采纳",
    Finding.DECLINED: "不采纳",
}
GROUNDED: Final = frozenset({Finding.UPHELD, Finding.PARTLY, Finding.ADOPTED})


class Kind(Enum):
    """意见类别 — what an opinion is, as it was sorted (S1-27)."""

    SUGGESTION = "suggestion"
    PROBLEM = "problem"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    HELP = "help"
    PRAISE = "praise"


KINDS: Final = {
    Kind.SUGGESTION: "意见建议",
    Kind.PROBLEM: "反映问题",
    Kind.COMPLAINT: "投诉举报",
    Kind.INQUIRY: "咨询询问",
    Kind.HELP: "求助",
    Kind.PRAISE: "表扬",
}


class Satisfaction(Enum):
    """满意度 — what the person says of how it was handled."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    UNSATISFIED = "unsatisfied"


SATISFACTIONS: Final = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.FAIR: "基本满意",
    Satisfaction.UNSATISFIED: "不满意",
}


class Remedy(Enum):
    """处理方式 — whether what was disclosed must be corrected."""

    REVISE = "revise"
    WITHDRAW = "withdraw"
    DISCLOSE = "disclose"
    NONE = "none"


REMEDIES: Final = {
    Remedy.REVISE: "更正公开内容",
    Remedy.WITHDRAW: "撤回公开内容",
    Remedy.DISCLOSE: "提出新的公开",
    Remedy.NONE: "无需更正",
}


class OutcomeRule(Enum):
    """办理结果公开的规则 — always, decided for each with a reason (S4-14), or free."""

    ALWAYS = "always"
    DECIDED = "decided"
    FREE = "free"


class Status(Enum):
    """办理状态 — where an opinion stands."""

    NEW = "new"
    RECEIVED = "received"
    ASSIGNED = "assigned"
    CONCLUDED = "concluded"
    REPLIED = "replied"
    CLOSED = "closed"
    MERGED = "merged"


STATUSES: Final = {
    Status.NEW: "未登记",
    Status.RECEIVED: "已收到",
    Status.ASSIGNED: "核实中",
    Status.CONCLUDED: "已办结，待答复",
    Status.REPLIED: "已答复",
    Status.CLOSED: "已归结",
    Status.MERGED: "已并案，随主件办理",
}


class Audience(Enum):
    """答复对象 — the person who signed, or everybody."""

    PERSON = "person"
    PUBLIC = "public"


class Delivery(Enum):
    """答复方式 — how a reply reached its reader."""

    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    MESSAGE = "message"
    OUTCOME = "outcome"


DELIVERIES: Final = {
    Delivery.PHONE: "电话答复",
    Delivery.VISIT: "当面答复",
    Delivery.LETTER: "书面答复",
    Delivery.EMAIL: "电子邮件答复",
    Delivery.MESSAGE: "短信答复",
    Delivery.OUTCOME: "公开办理结果",
}


class Proof(Struct, frozen=True, kw_only=True):
    """送达凭证 — how and when (UTC) a reply reached its reader (七(三))."""

    how: Delivery
    at: datetime


class Picture(Struct, frozen=True, kw_only=True):
    """照片 — of a paper letter; the file under ``sha256`` is sealed with the opinion's own key."""

    name: str
    sha256: str
    kind: str


class Sealed(Struct, frozen=True, kw_only=True):
    """封存 — data only the keyring opens, of one subject; base64 texts, safe in a fact."""

    subject: str
    nonce: str
    box: str
    commitment: str
