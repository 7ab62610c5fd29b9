"""Words of publishing. Each is in docs/glossary.md with its Chinese original."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct


class Post(Enum):
    """职务"""

    CLERK = "clerk"
    SECRECY_REVIEWER = "secrecy_reviewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    OFFICE = "office"
    PUBLISHER = "publisher"
    HANDLER = "handler"
    MEMBER = "member"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMIN = "admin"


PUBLISHERS: Final = (Post.PUBLISHER, Post.OFFICE)  # who opens the phases of a unit's disclosures
OPENERS: Final = frozenset(each.value for each in PUBLISHERS)  # as causes name them
STAFF: Final = (*PUBLISHERS, Post.AUDITOR)  # who reads what their unit has not opened yet


class Scope(Enum):
    """公开范围 — to whom, from the widest to the narrowest."""

    SOCIETY = "society"
    PARTY = "party"
    UNIT = "unit"
    PERSONS = "persons"
    APPLICANT = "applicant"


SCOPES: Final = {
    Scope.SOCIETY: "社会公开",
    Scope.PARTY: "党内公开",
    Scope.UNIT: "本单位公开",
    Scope.PERSONS: "向特定人员公开",
    Scope.APPLICANT: "向申请人公开",
}

TIME_LIMITS: Final = {
    "long_term": "长期公开",
    "periodic": "定期公开",
    "staged": "分期公开",
    "immediate": "即时公开",
}


AMENDMENTS: Final = {"change": "变更", "revoke": "撤销", "terminate": "终止"}


class Phase(Enum):
    """公开阶段 — how far a disclosure has come; withdrawal leaves it where it was."""

    NONE = "none"
    REGISTERED = "registered"
    INNER = "inner"
    SPOKEN = "spoken"
    PUBLIC = "public"


PHASES: Final = {
    Phase.NONE: "未登记",
    Phase.REGISTERED: "待公开",
    Phase.INNER: "党内公开中",
    Phase.SPOKEN: "在会议上公开，网上不登",
    Phase.PUBLIC: "公开中",
}


class Attachment(Struct, frozen=True, kw_only=True):
    """附件 — its name for people, its digests (hex), its size in bytes and its kind."""

    name: str
    sha256: str
    sm3: str
    size: int
    kind: str


class Kind(Enum):
    """方案种类 — a first disclosure, a revision of one, or its withdrawal."""

    DISCLOSE = "disclose"
    REVISE = "revise"
    WITHDRAW = "withdraw"


class Plan(Struct, frozen=True, kw_only=True):
    """公开方案 — what to disclose, to whom, when, for how long and how.

    ``disclose_on`` is a day in Beijing; ``duration_days`` is 时长 in days, None
    without an end; ``channels`` are forms of the catalog; ``readers`` are person
    ids, for the scopes 特定人员 and 申请人; ``waiver`` is the reason for not
    disclosing inside the Party first; ``summary`` is what is pushed (推送摘要).
    """

    title: str
    content: str
    scope: Scope
    disclose_on: date
    duration_days: int | None
    channels: tuple[str, ...]
    readers: tuple[str, ...] = ()
    waiver: str = ""
    summary: str = ""


class CatalogVersion(Struct, frozen=True, kw_only=True):
    """目录版本 — which version lists a matter, and the days of its two decisions (五(一)1).

    Number 0: no version, for the matter is outside the catalog (目录外) and was approved as such.
    """

    number: int = 0
    screened_on: date | None = None
    approved_on: date | None = None


class Item(Struct, frozen=True, kw_only=True):
    """目录事项 — the catalog entry that is disclosed, in the words of the day it was approved."""

    item_id: str
    unit: str
    unit_name: str
    level1: str = ""
    level2: str = ""
    level3: str = ""
    time_limit: str = ""
    catalog: CatalogVersion = CatalogVersion()


class Approval(Struct, frozen=True, kw_only=True):
    """批准 — which proposal was approved, on which text (SHA-256, hex), on which days."""

    proposal_id: str
    digest: str
    submitted_on: date
    reviewed_on: date
    approved_on: date
    opinion_id: str = ""


class Standing(Struct, frozen=True, kw_only=True):
    """现状 — of a disclosure, as far as it matters to the time of a release.

    ``earliest`` is the first day on which society may read, None while that is open.
    """

    disclosure_id: str
    unit: str
    phase: Phase
    scope: Scope
    disclose_on: date
    withdrawn: bool
    earliest: date | None = None


STEPS: Final = {"inner": "党内公开", "public": "社会公开"}
