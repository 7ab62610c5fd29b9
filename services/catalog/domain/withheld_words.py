"""不予公开 — what may be asked about matters not disclosed, what has happened (row A11)."""

from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.terms import LONGEST

Words = Annotated[str, Meta(max_length=LONGEST)]
DayText = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class Ground(Enum):
    """不公开事由"""

    STATE_SECRET = "state_secret"  # noqa: S105 — a ground, not a password
    WORK_SECRET = "work_secret"  # noqa: S105 — likewise
    UNFINISHED = "unfinished"
    PRIVACY = "privacy"
    BUSINESS = "business"
    STABILITY = "stability"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        """Return the words a person reads."""
        return {
            "state_secret": "涉及党和国家秘密",
            "work_secret": "涉及工作秘密",
            "unfinished": "正在调查、讨论或者办理",
            "privacy": "涉及个人隐私",
            "business": "涉及商业秘密",
            "stability": "公开后可能影响安全稳定",
            "other": "法律法规、党内法规规定的其他情形",
        }[self.value]


class Outcome(Enum):
    """复核结论"""

    KEEP = "keep"
    DISCLOSE = "disclose"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"keep": "继续不公开", "disclose": "转为公开"}[self.value]


class WithholdMatter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记不公开事项 — ``item_id`` when it is an item of the catalog; the day is Beijing's.

    Without a ``superior`` it is filed with nobody: the unit's scheme says so (V21, S3-19).
    """

    title: Words = ""
    item_id: Words = ""
    ground: Ground | None = None
    rule: Words = ""
    explanation: Words = ""
    review_on: DayText = ""
    superior: str = ""


class AcknowledgeWithheld(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签收不公开事项备案"""

    note: Words = ""


class ReviewWithheld(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """复核不公开事项"""

    outcome: Outcome
    reason: Words = ""
    review_on: DayText = ""


class WithheldRegistered(Struct, frozen=True, kw_only=True, tag="catalog.withheld.registered.v1"):
    """不公开事项已登记"""

    unit: str
    title: str
    item_id: str
    ground: Ground
    rule: str
    explanation: str
    review_on: str
    registered_by: str


class WithheldFiled(Struct, frozen=True, kw_only=True, tag="catalog.withheld.filed.v1"):
    """不公开事项已报备"""

    unit: str
    superior: str


class WithheldAcknowledged(
    Struct, frozen=True, kw_only=True, tag="catalog.withheld.acknowledged.v1"
):
    """不公开事项备案已签收"""

    superior: str
    note: str
    acknowledged_by: str


class WithheldReturned(Struct, frozen=True, kw_only=True, tag="catalog.withheld.returned.v1"):
    """不公开事项备案已退回"""

    superior: str
    comment: str
    returned_by: str


class ReturnWithheld(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回不公开事项备案 — with a comment: the unit looks at the matter again."""

    comment: Words = ""


class WithheldReviewed(Struct, frozen=True, kw_only=True, tag="catalog.withheld.reviewed.v1"):
    """不公开事项已复核"""

    unit: str
    outcome: Outcome
    reason: str
    review_on: str
    reviewed_by: str


WithheldCommand = WithholdMatter | AcknowledgeWithheld | ReturnWithheld | ReviewWithheld
WithheldEvent = (
    WithheldRegistered | WithheldFiled | WithheldAcknowledged | WithheldReturned | WithheldReviewed
)
