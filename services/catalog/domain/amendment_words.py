"""变更、撤销、终止 — what may be asked about a listed item, what has happened (县实施方案 六2)."""

from enum import Enum
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.terms import Form, Scope, TimeLimit, Verdict


class AmendmentKind(Enum):
    """调整种类"""

    CHANGE = "change"
    REVOKE = "revoke"
    TERMINATE = "terminate"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"change": "变更", "revoke": "撤销", "terminate": "终止"}[self.value]


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """变更后的内容"""

    forms: tuple[Form, ...]
    scope: Scope
    time_limit: TimeLimit
    time_word: str = ""


class ProposeAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """提出目录调整"""

    item_id: UUID
    kind: AmendmentKind
    explanation: str = ""
    wanted: Wanted | None = None
    departure_reason: str = ""  # why the item is to be otherwise than the scheme says


class ProposeByScheme(Struct, frozen=True, kw_only=True):
    """对照方案提出目录调整 — with what would then be otherwise than the unit's scheme says."""

    asked: ProposeAmendment
    departures: tuple[str, ...] = ()


class ScreenAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """目录调整保密审查"""

    verdict: Verdict
    note: str = ""


class ApproveAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """批准目录调整"""


class FileAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """目录调整报备 — ``superior`` is the unit it is filed with; the county files with itself."""

    superior: str
    answer: str = ""


class ReturnAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退回目录调整备案 — with what the superior objects to; it is not announced."""

    comment: str = ""


class AbandonAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """不再办理目录调整 — after the superior has returned it."""


class AcknowledgeAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """签收目录调整备案"""

    note: str = ""


class AnnounceAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公告目录调整 — ``public``: the item is for society, before or after."""

    public: bool = False


class AnnounceEnd(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公告事项终止 — of what a superior had ordered and orders no more; nobody here decides it."""

    unit: str
    item_id: UUID
    explanation: str
    public: bool = False


class ApplyAmendment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """目录调整生效 — what an announced amendment asks of the catalog."""

    item_id: UUID
    wanted: Wanted | None
    screened_by: str
    approved_by: str


class AmendmentProposed(Struct, frozen=True, kw_only=True, tag="catalog.amendment.proposed.v1"):
    """目录调整已提出"""

    unit: str
    item_id: UUID
    kind: AmendmentKind
    explanation: str
    wanted: Wanted | None
    proposed_by: str
    departures: tuple[str, ...] = ()
    departure_reason: str = ""


class AmendmentScreened(Struct, frozen=True, kw_only=True, tag="catalog.amendment.screened.v1"):
    """目录调整已保密审查"""

    unit: str
    verdict: Verdict
    note: str
    screened_by: str


class AmendmentApproved(Struct, frozen=True, kw_only=True, tag="catalog.amendment.approved.v1"):
    """目录调整已批准"""

    unit: str
    approved_by: str


class AmendmentFiled(Struct, frozen=True, kw_only=True, tag="catalog.amendment.filed.v1"):
    """目录调整已报备"""

    unit: str
    superior: str
    filed_by: str
    answer: str = ""


class AmendmentReturned(Struct, frozen=True, kw_only=True, tag="catalog.amendment.returned.v1"):
    """目录调整备案已退回"""

    superior: str
    comment: str
    returned_by: str


class AmendmentAbandoned(Struct, frozen=True, kw_only=True, tag="catalog.amendment.abandoned.v1"):
    """目录调整已不再办理"""

    unit: str
    abandoned_by: str


class AmendmentAcknowledged(
    Struct, frozen=True, kw_only=True, tag="catalog.amendment.acknowledged.v1"
):
    """目录调整备案已签收"""

    superior: str
    note: str
    acknowledged_by: str


class AmendmentAnnounced(Struct, frozen=True, kw_only=True, tag="catalog.amendment.announced.v1"):
    """目录调整已公告 — carries all that a citizen reads; ``public``: the item is for society."""

    unit: str
    item_id: UUID
    kind: AmendmentKind
    explanation: str
    announced_by: str
    public: bool = False


AmendmentCommand = (
    ProposeAmendment
    | ScreenAmendment
    | ApproveAmendment
    | FileAmendment
    | AcknowledgeAmendment
    | ReturnAmendment
    | AbandonAmendment
    | AnnounceAmendment
    | AnnounceEnd
)
AmendmentEvent = (
    AmendmentProposed
    | AmendmentScreened
    | AmendmentApproved
    | AmendmentFiled
    | AmendmentAcknowledged
    | AmendmentReturned
    | AmendmentAbandoned
    | AmendmentAnnounced
)
