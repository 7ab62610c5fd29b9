"""职权 — what somebody may decide, carry out or supervise: its basis, course, risks (S4 二、三)."""

from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

from services.catalog.domain.risk_words import RiskCommand, RiskEvent
from services.catalog.domain.terms import Scope
from services.catalog.domain.tidying_words import TidyCommand, TidyEvent

Short = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=1_000)]


class PowerKind(Enum):
    """职权种类"""

    DECIDE = "decide"
    EXECUTE = "execute"
    SUPERVISE = "supervise"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"decide": "决策", "execute": "执行", "supervise": "监督"}[self.value]


class LegalBasis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """法律依据"""

    document: Short
    article: Short = ""


class PowerStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """运行环节 — all five attributes are asked for (S4-40).

    ``lane``: decision, execution or supervision, if not the power's own; ``point``: what is
    disclosed at this step, to whom (``scope``); ``days``: the limit in working days, 0 for none.
    """

    name: Short
    subject: Short = ""
    condition: Words = ""
    goal: Words = ""
    limit: Short = ""
    requirement: Words = ""
    lane: PowerKind | None = None
    point: Short = ""
    scope: Scope = Scope.SOCIETY
    days: Annotated[int, Meta(ge=0, le=1_000)] = 0


class EnterPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """拟列职权 — ``matter``: what it is about; ``group``: the kind of owner; ``owner``: who.

    ``responsible`` is a position, never a name; ``office``: where it is dealt with; ``limit``:
    when it is disclosed, in the words of the register.
    """

    title: Short = ""
    matter: Short = ""
    kind: PowerKind | None = None
    group: Short = ""
    owner: Short = ""
    bases: Annotated[tuple[LegalBasis, ...], Meta(max_length=20)] = ()
    responsible: Short = ""
    office: Short = ""
    scope: Scope = Scope.SOCIETY
    limit: Short = ""
    contact: Short = ""


class CorrectPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更正职权 — anew all that is said of a power but its name and its owner (动态调整)."""

    matter: Short = ""
    kind: PowerKind | None = None
    group: Short = ""
    bases: Annotated[tuple[LegalBasis, ...], Meta(max_length=20)] = ()
    responsible: Short = ""
    office: Short = ""
    scope: Scope = Scope.SOCIETY
    limit: Short = ""
    contact: Short = ""


class DrawChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """绘制流程图 — the steps in order."""

    steps: Annotated[tuple[PowerStep, ...], Meta(max_length=30)] = ()


class ConfirmPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """确认职权 — ``warnings``: what was found beside it, filed with the confirmation."""

    warnings: tuple[Short, ...] = ()


class PublishPower(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """公布职权 — ``blocked``: what stands in the way; ``priority``: it is one of the heads' own."""

    blocked: Short = ""
    priority: bool = False


class PowerEntered(Struct, frozen=True, kw_only=True, tag="catalog.power.entered.v1"):
    """职权已拟列"""

    unit: str
    title: str
    matter: str
    kind: PowerKind
    group: str
    owner: str
    bases: tuple[LegalBasis, ...]
    entered_by: str
    responsible: str = ""
    office: str = ""
    scope: Scope = Scope.SOCIETY
    limit: str = ""
    contact: str = ""


class PowerCharted(Struct, frozen=True, kw_only=True, tag="catalog.power.charted.v1"):
    """流程图已绘制"""

    unit: str
    version: int
    steps: tuple[PowerStep, ...]
    drawn_by: str


class PowerConfirmed(Struct, frozen=True, kw_only=True, tag="catalog.power.confirmed.v1"):
    """职权已确认"""

    unit: str
    warnings: tuple[str, ...]
    confirmed_by: str


class PowerPublished(Struct, frozen=True, kw_only=True, tag="catalog.power.published.v1"):
    """职权已公布"""

    unit: str
    published_by: str


class CourseStep(Struct, frozen=True, kw_only=True):
    """运行步骤 — ``point``: what is disclosed when it is done, "" for nothing."""

    name: str
    subject: str
    lane: PowerKind
    days: int
    point: str
    scope: Scope


class PowerIssued(Struct, frozen=True, kw_only=True, tag="catalog.power.issued.v1"):
    """职权运行办法已公布 — all that a run of the power goes by; ``high``: steps of high risk."""

    unit: str
    title: str
    matter: str
    kind: PowerKind
    group: str
    owner: str
    office: str
    chart: int
    steps: tuple[CourseStep, ...]
    high: tuple[int, ...]


PowerCommand = (
    EnterPower | CorrectPower | DrawChart | ConfirmPower | PublishPower | RiskCommand | TidyCommand
)
PowerEvent = (
    PowerEntered
    | PowerCharted
    | PowerConfirmed
    | PowerPublished
    | PowerIssued
    | RiskEvent
    | TidyEvent
)
