"""What may be asked of the catalog. Imperative; may be refused; never stored."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from services.catalog.domain.amendment_words import AmendmentCommand, ApplyAmendment
from services.catalog.domain.authority import AuthorityCommand
from services.catalog.domain.calendar_terms import Holiday, MakeUp
from services.catalog.domain.clearing_words import ClearingCommand
from services.catalog.domain.contents_words import ListContents
from services.catalog.domain.factor_words import FactorCommand
from services.catalog.domain.liaison_words import LiaisonCommand
from services.catalog.domain.mandate_words import ImposeEntry, IssueMandate, ReleaseEntry
from services.catalog.domain.openings import Opening
from services.catalog.domain.phase_words import PhaseCommand
from services.catalog.domain.points import Bound
from services.catalog.domain.power_words import PowerCommand
from services.catalog.domain.practice import PracticeCommand
from services.catalog.domain.preface_terms import DayText, Pilot, Preface
from services.catalog.domain.regime_words import RegimeCommand
from services.catalog.domain.revisit import ReviewCatalog
from services.catalog.domain.scheme_terms import Day, Scheme
from services.catalog.domain.template_words import DraftingCommand, IssueTemplate
from services.catalog.domain.terms import (
    Draft,
    Field,
    Form,
    Login,
    Post,
    Scope,
    Sealed,
    Source,
    Text,
    TimeLimit,
    Verdict,
)
from services.catalog.domain.theme import TagItem
from services.catalog.domain.topic import SettleTopic
from services.catalog.domain.upkeep_words import UpkeepCommand
from services.catalog.domain.withheld_words import WithheldCommand

Note = Annotated[str, Meta(max_length=2_000)]
Moment = Annotated[datetime, Meta(tz=True)]


class RegisterUnit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记单位 — ``superior`` is a unit id; empty only for the county itself."""

    unit_id: str
    name: Text
    kind: Text
    superior: str = ""


class RenameUnit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更改单位名称 — ``reason`` is the ground, such as the number of the decision."""

    unit_id: str
    name: Text
    reason: Note


class MoveUnit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """调整隶属关系 — ``reason`` is the ground, such as the number of the decision."""

    unit_id: str
    superior: str
    reason: Note


class MergeUnit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """合并单位 — ``successor`` takes over, and with it every unit right below."""

    unit_id: str
    successor: str
    reason: Text


class DissolveUnit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """撤销单位 — ``successor`` is who answers for what it left, if anybody."""

    unit_id: str
    reason: Text
    successor: str = ""


class RegisterPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记人员 — ``sealed`` is the person's name."""

    person_id: str
    login: Login
    sealed: Sealed


class ChangePassword(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """更改密码 — the password itself never comes here."""


class EndSession(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """退出登录 — ``session``: its mark; ``until``: when it would have ended by itself."""

    session: str
    until: Moment


class AssignPost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """任命职务 — from ``since`` (null: now) until ``until`` (null: open end).

    ``substitute_for`` is whom this person stands in for (代理), by id.
    """

    person_id: str
    post: Post
    since: Moment | None = None
    until: Moment | None = None
    substitute_for: str = ""


class VacatePost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """免去职务"""

    person_id: str
    post: Post


class HandPost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """移交职务 — in one step from ``giver`` to ``taker``, and with it all open work."""

    post: Post
    giver: str
    taker: str


class AdoptScheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """采用实施方案"""

    scheme: Scheme


class PrepareScheme(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """采用新版方案 — ``seed``: the plan it follows (S0…S4, or none).

    ``values`` says only what is to differ from the version before (from the plan, if it
    is another one or the first); ``reasons`` why the unit wants it so, by the same keys.
    Effective today unless said otherwise. ``preface``: null leaves it as it was (the plan's,
    if there was none); ``until`` is the last day, ``pilot`` says that it is a trial.
    """

    title: Annotated[str, Meta(max_length=200)] = ""
    seed: Annotated[str, Meta(max_length=20)] | None = None
    effective: Day | None = None
    values: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    preface: Preface | None = None
    until: DayText = ""
    pilot: Pilot | None = None


class SetFloor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """设定下限 — for the unit itself and all below it; effective today unless said otherwise."""

    key: str
    floor: Bound
    reason: Note
    clauses: tuple[str, ...] = ()
    effective: Day | None = None


class AdoptCalendar(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """采用放假安排 — a whole year; ``source`` is the announcement it comes from."""

    year: int
    version: Annotated[str, Meta(min_length=1, max_length=50)]
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    holidays: Annotated[tuple[Holiday, ...], Meta(max_length=40)]
    workdays: Annotated[tuple[MakeUp, ...], Meta(max_length=60)] = ()


class ImportCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """导入目录"""

    source: Source
    draft: Draft


class AddEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """增加目录条目 — ``level3`` is the content; the four fields are asked for by rule A1.

    ``opening`` presets the time limit; ``reason`` says why another was chosen (S0-16).
    """

    level1: Annotated[str, Meta(max_length=2_000)] = ""
    level2: Annotated[str, Meta(max_length=2_000)] = ""
    level3: Annotated[str, Meta(max_length=2_000)] = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None
    time_word: Annotated[str, Meta(max_length=50)] = ""
    opening: Opening | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


class SettleDoubt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """裁定疑点 — ``value`` in the words of the catalog; an empty 三级目录 drops the entry."""

    row: int
    field: Field
    value: Note
    reason: Note


class ScreenCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """保密性初审"""

    verdict: Verdict
    note: Note = ""


class ApproveCatalog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """审批目录"""


UnitCommand = RegisterUnit | RenameUnit | MoveUnit | MergeUnit | DissolveUnit
PersonCommand = RegisterPerson | ChangePassword | EndSession | FactorCommand
PostCommand = AssignPost | VacatePost | HandPost
CatalogCommand = (
    ImportCatalog
    | AddEntry
    | SettleDoubt
    | ScreenCatalog
    | ApproveCatalog
    | ApplyAmendment
    | DraftingCommand
    | ImposeEntry
    | ReleaseEntry
)
SuperiorCommand = IssueTemplate | IssueMandate | AuthorityCommand | SettleTopic
MatterCommand = (
    AmendmentCommand
    | WithheldCommand
    | TagItem
    | ReviewCatalog
    | ListContents
    | RegimeCommand
    | LiaisonCommand
    | PhaseCommand
    | PowerCommand
    | ClearingCommand
    | PracticeCommand
)
SchemeCommand = AdoptScheme | PrepareScheme | UpkeepCommand
Command = (
    UnitCommand
    | PersonCommand
    | PostCommand
    | SchemeCommand
    | SetFloor
    | AdoptCalendar
    | CatalogCommand
    | MatterCommand
    | SuperiorCommand
)
