"""What has happened in the catalog. Past tense; stored for ever; only ever added to.

Rename a class freely. Never touch a tag, and give every new field a default.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from services.catalog.domain.amendment_words import AmendmentEvent
from services.catalog.domain.authority import AuthorityEvent
from services.catalog.domain.calendar_terms import Holiday, MakeUp
from services.catalog.domain.clearing_words import ClearingEvent
from services.catalog.domain.contents_words import ContentsListed
from services.catalog.domain.factor_words import FactorEvent
from services.catalog.domain.liaison_words import LiaisonEvent
from services.catalog.domain.mandate_words import EntryImposed, EntryReleased, MandateEvent
from services.catalog.domain.phase_words import PhaseEvent
from services.catalog.domain.points import Bound
from services.catalog.domain.power_words import PowerEvent
from services.catalog.domain.practice import PracticeEvent
from services.catalog.domain.regime_words import RegimeEvent
from services.catalog.domain.revisit import CatalogReviewed
from services.catalog.domain.scheme_terms import Scheme
from services.catalog.domain.seals import StatesSealed
from services.catalog.domain.template_words import DraftingEvent, TemplateEvent
from services.catalog.domain.terms import (
    Doubt,
    Entry,
    Field,
    Form,
    Inherited,
    Post,
    Scope,
    Sealed,
    Source,
    TimeLimit,
    Verdict,
)
from services.catalog.domain.theme import ItemTagged
from services.catalog.domain.topic import TopicEvent
from services.catalog.domain.upkeep_words import UpkeepEvent
from services.catalog.domain.withheld_words import WithheldEvent


class UnitRegistered(Struct, frozen=True, kw_only=True, tag="catalog.unit.registered.v1"):
    """单位已登记"""

    unit_id: str
    name: str
    kind: str
    superior: str


class UnitRenamed(Struct, frozen=True, kw_only=True, tag="catalog.unit.renamed.v1"):
    """单位已更名"""

    unit_id: str
    name: str
    reason: str = ""


class UnitMoved(Struct, frozen=True, kw_only=True, tag="catalog.unit.moved.v1"):
    """隶属关系已调整"""

    unit_id: str
    superior: str
    reason: str = ""


class UnitMerged(Struct, frozen=True, kw_only=True, tag="catalog.unit.merged.v1"):
    """单位已合并 — what it had stays; ``successor`` goes on with it."""

    unit_id: str
    successor: str
    reason: str


class UnitDissolved(Struct, frozen=True, kw_only=True, tag="catalog.unit.dissolved.v1"):
    """单位已撤销 — what it had stays; ``successor`` answers for it, if not empty."""

    unit_id: str
    successor: str
    reason: str


class PersonRegistered(Struct, frozen=True, kw_only=True, tag="catalog.person.registered.v1"):
    """人员已登记"""

    person_id: str
    login: str
    sealed: Sealed


class PasswordChanged(Struct, frozen=True, kw_only=True, tag="catalog.password.changed.v1"):
    """密码已更改"""

    person_id: str


class SessionEnded(Struct, frozen=True, kw_only=True, tag="catalog.session.ended.v1"):
    """登录已退出 — this one, and no other of the person; ``until``: when it would have ended."""

    person_id: str
    session: str
    until: datetime


class PostAssigned(Struct, frozen=True, kw_only=True, tag="catalog.post.assigned.v1"):
    """职务已任命"""

    unit: str
    person_id: str
    post: Post


class PostVacated(Struct, frozen=True, kw_only=True, tag="catalog.post.vacated.v1"):
    """职务已免去"""

    unit: str
    person_id: str
    post: Post


class PostEntrusted(Struct, frozen=True, kw_only=True, tag="catalog.post.entrusted.v1"):
    """职务已定期任命 — held from ``since`` (null: at once) until ``until`` (null: open end).

    ``substitute_for`` is whom the person stands in for (代理), empty if nobody.
    """

    unit: str
    person_id: str
    post: Post
    since: datetime | None = None
    until: datetime | None = None
    substitute_for: str = ""


class PostHanded(Struct, frozen=True, kw_only=True, tag="catalog.post.handed.v1"):
    """职务已移交 — a person's post went to another at once, for what was left of its term."""

    unit: str
    post: Post
    giver: str
    taker: str
    until: datetime | None = None


class SchemeAdopted(Struct, frozen=True, kw_only=True, tag="catalog.scheme.adopted.v1"):
    """实施方案已采用"""

    unit: str
    scheme: Scheme


class FloorSet(Struct, frozen=True, kw_only=True, tag="catalog.floor.set.v1"):
    """下限已设定 — binds the unit and all below it, from ``effective`` on."""

    unit: str
    key: str
    floor: Bound
    reason: str
    effective: str
    clauses: tuple[str, ...] = ()


class CalendarAdopted(Struct, frozen=True, kw_only=True, tag="catalog.calendar.adopted.v1"):
    """放假安排已采用 — a whole year, instead of what was known of it before."""

    year: int
    version: str
    number: int
    source: str
    holidays: tuple[Holiday, ...]
    workdays: tuple[MakeUp, ...]
    replaces: str = ""


class CatalogDrafted(Struct, frozen=True, kw_only=True, tag="catalog.catalog.drafted.v1"):
    """目录已编制 — ``rows`` counts the entries that follow in facts of their own."""

    unit: str
    version: int
    source: Source
    rows: int
    drafted_by: str
    doubts: tuple[Doubt, ...] = ()


class EntriesDrafted(Struct, frozen=True, kw_only=True, tag="catalog.entries.drafted.v1"):
    """目录条目已拟"""

    unit: str
    version: int
    entries: tuple[Entry, ...]
    drafted_by: str
    doubts: tuple[Doubt, ...] = ()


class DoubtSettled(Struct, frozen=True, kw_only=True, tag="catalog.doubt.settled.v1"):
    """疑点已裁定 — ``entry`` as it now stands (null: dropped); ``raised`` is new doubt."""

    unit: str
    version: int
    row: int
    field: Field
    value: str
    reason: str
    settled_by: str
    entry: Entry | None
    raised: tuple[Doubt, ...] = ()


class CatalogScreened(Struct, frozen=True, kw_only=True, tag="catalog.catalog.screened.v1"):
    """目录已保密初审"""

    unit: str
    version: int
    verdict: Verdict
    note: str
    screened_by: str


class CatalogApproved(Struct, frozen=True, kw_only=True, tag="catalog.catalog.approved.v1"):
    """目录已审批"""

    unit: str
    version: int
    approved_by: str


class ItemListed(Struct, frozen=True, kw_only=True, tag="catalog.item.listed.v1"):
    """事项已列入目录"""

    item_id: UUID
    unit: str
    catalog_version: int
    code: str
    level1: str
    level2: str
    level3: str
    forms: tuple[Form, ...]
    scope: Scope
    time_limit: TimeLimit
    time_word: str = ""
    inherited: tuple[Inherited, ...] = ()


class ItemRetired(Struct, frozen=True, kw_only=True, tag="catalog.item.retired.v1"):
    """事项已移出目录"""

    item_id: UUID
    unit: str
    catalog_version: int
    level3: str = ""
    scope: Scope | None = None


UnitEvent = UnitRegistered | UnitRenamed | UnitMoved | UnitMerged | UnitDissolved
PersonEvent = PersonRegistered | PasswordChanged | SessionEnded | FactorEvent
PostEvent = PostAssigned | PostEntrusted | PostHanded | PostVacated
CatalogEvent = (
    CatalogDrafted
    | EntriesDrafted
    | DoubtSettled
    | CatalogScreened
    | CatalogApproved
    | ItemListed
    | ItemRetired
    | DraftingEvent
    | EntryImposed
    | EntryReleased
)
SuperiorEvent = TemplateEvent | MandateEvent | AuthorityEvent | TopicEvent
MatterEvent = (
    AmendmentEvent
    | WithheldEvent
    | ItemTagged
    | CatalogReviewed
    | ContentsListed
    | RegimeEvent
    | LiaisonEvent
    | PhaseEvent
    | PowerEvent
    | ClearingEvent
    | PracticeEvent
)
Event = (
    UnitEvent
    | PersonEvent
    | PostEvent
    | SchemeAdopted
    | StatesSealed
    | UpkeepEvent
    | FloorSet
    | CalendarAdopted
    | CatalogEvent
    | MatterEvent
    | SuperiorEvent
)
