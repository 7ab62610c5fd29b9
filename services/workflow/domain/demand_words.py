"""要件 — what a scheme asks of matters of a kind beside their text, and what is said of them."""

from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct


class Demand(Enum):
    """要件 — the words of setting ``matters.demands`` (T242)."""

    DOCUMENT = "上级文件"
    CLOSED = "案件办结"
    PRIVACY = "隐私审查"
    OBJECTION = "异议期"
    TOTALS = "只公开合计"
    SOURCE = "真实性依据"
    FIGURES = "数字和日期"


DEMANDS: Final = {each.value: each for each in Demand}


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要件说明 — what whoever proposes says of a matter beside its text.

    ``superior_document`` (title and number) is what the matter carries out, ``superior_link``
    where it can be read (S0-18); ``case_document`` concluded a case, in force since
    ``case_effective`` (S0-23); objections go to ``objection_channel`` until ``objection_until``
    (S2-16); ``earlier`` is the disclosure of the stage before, ``earlier_note`` where that was
    shown if not here (S3-32); ``carries_out`` is the disclosed decision whose execution this is
    (S0-19); ``totals``: no member's own figures are in it (S2-17); ``display_reason`` is why it
    is displayed shorter or longer than the scheme has it (S0-35).
    """

    superior_document: str = ""
    superior_link: str = ""
    case_document: str = ""
    case_effective: date | None = None
    objection_channel: str = ""
    objection_until: date | None = None
    earlier: str = ""
    earlier_note: str = ""
    carries_out: str = ""
    totals: bool = False
    display_reason: str = ""


class Linked(Struct, frozen=True, kw_only=True):
    """所链接的公开 — whose it is, whether it still stands, and the words that name it."""

    unit: str
    words: tuple[str, ...]
    withdrawn: bool = False


class PassPrivacy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """通过隐私审查 — of the very text that has this digest."""

    digest: str
    note: str = ""


class ProposalDeclared(Struct, frozen=True, kw_only=True, tag="workflow.proposal.declared.v1"):
    """方案要件已说明"""

    unit: str
    item_id: str
    declared: Declared
    declared_by: str


class PrivacyPassed(Struct, frozen=True, kw_only=True, tag="workflow.privacy.passed.v1"):
    """隐私审查已通过 — of the text of this digest."""

    unit: str
    digest: str
    passed_by: str
    note: str = ""


DemandEvent = ProposalDeclared | PrivacyPassed
