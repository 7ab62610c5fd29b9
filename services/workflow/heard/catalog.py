"""目录说的 — facts of the catalog, as this service hears them: only the fields it needs."""

from datetime import date
from typing import Any

from msgspec import Struct


class HeardCheck(Struct, frozen=True):
    """审核分工"""

    check: str
    posts: tuple[str, ...] = ()


class HeardRules(Struct, frozen=True):
    """方案规则"""

    checks: tuple[HeardCheck, ...] = ()
    approvers: tuple[str, ...] = ()
    inner_first: bool = True
    min_inner_working_days: int = 0


class HeardTerm(Struct, frozen=True):
    """期限"""

    days: int
    working: bool = False


class HeardPeriodic(Struct, frozen=True):
    """定期公开"""

    months: tuple[int, ...] = (3, 6, 9, 12)
    due: HeardTerm = HeardTerm(10, working=True)


class HeardStaged(Struct, frozen=True):
    """分期公开"""

    due: HeardTerm = HeardTerm(10)
    summary: bool = True


class HeardStanding(Struct, frozen=True):
    """长期公开的首次公开和复核"""

    due: HeardTerm = HeardTerm(10, working=True)
    review_months: int = 12


class HeardTimeLimits(Struct, frozen=True):
    """公开时限规则 — the defaults are the county's (docs/schemes.md)."""

    periodic: HeardPeriodic = HeardPeriodic()
    staged: HeardStaged = HeardStaged()
    annual: HeardTerm = HeardTerm(7)
    immediate: HeardTerm = HeardTerm(2, working=True)
    long_term: HeardTerm = HeardTerm(2, working=True)
    standing: HeardStanding = HeardStanding()
    notice: HeardTerm = HeardTerm(5, working=True)
    reminders: tuple[int, ...] = (-3, 0, 1, 5)


class HeardScheme(Struct, frozen=True):
    """实施方案"""

    id: str
    version: int
    effective: date
    rules: HeardRules
    time_limits: HeardTimeLimits | None = None
    values: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    title: str = ""


class SchemeAdopted(Struct, frozen=True, tag="catalog.scheme.adopted.v1"):
    """实施方案已采用"""

    unit: str
    scheme: HeardScheme


class AuthorityReserved(Struct, frozen=True, tag="catalog.authority.reserved.v1"):
    """审批权限已上收"""

    unit: str
    matter: str


class AuthorityReleased(Struct, frozen=True, tag="catalog.authority.released.v1"):
    """审批权限已下放"""

    unit: str
    matter: str


class LikenessJudged(Struct, frozen=True, tag="catalog.likeness.judged.v1"):
    """相近标题已认定"""

    unit: str
    matter: str
    heading: str
    same: bool


class TemplateCopied(Struct, frozen=True, tag="catalog.template.copied.v1"):
    """已从模板开始编制目录"""

    unit: str
    issuer: str


class EntryImposed(Struct, frozen=True, kw_only=True, tag="catalog.entry.imposed.v1"):
    """上级要求公开的事项已列入目录"""

    mandate_id: str
    issuer: str
    unit: str
    item_id: str
    level3: str
    due: date


class HeardHoliday(Struct, frozen=True):
    """放假"""

    name: str
    first: date
    last: date


class HeardMakeUp(Struct, frozen=True):
    """调休上班"""

    date: date
    holiday: str = ""


class CalendarAdopted(Struct, frozen=True, kw_only=True, tag="catalog.calendar.adopted.v1"):
    """放假安排已采用"""

    year: int
    version: str
    holidays: tuple[HeardHoliday, ...] = ()
    workdays: tuple[HeardMakeUp, ...] = ()


class CatalogScreened(Struct, frozen=True, kw_only=True, tag="catalog.catalog.screened.v1"):
    """目录已保密初审"""

    unit: str
    version: int
    verdict: str
    screened_by: str


class CatalogApproved(Struct, frozen=True, kw_only=True, tag="catalog.catalog.approved.v1"):
    """目录已审批"""

    unit: str
    version: int
    approved_by: str


class HeardParticulars(Struct, frozen=True, kw_only=True):
    """条目归属 — ``body``: whose matter it is (公开主体); ``room``: who handles it (承办科室)."""

    body: str = ""
    room: str = ""


class EntryAttributed(Struct, frozen=True, kw_only=True, tag="catalog.entry.attributed.v1"):
    """条目归属已标明"""

    item_id: str
    particulars: HeardParticulars


class ItemListed(Struct, frozen=True, kw_only=True, tag="catalog.item.listed.v1"):
    """事项已列入目录"""

    item_id: str
    unit: str
    catalog_version: int = 0
    code: str = ""
    level1: str = ""
    level2: str = ""
    level3: str = ""
    forms: tuple[str, ...]
    scope: str
    time_limit: str = ""


class ItemScheduled(Struct, frozen=True, kw_only=True, tag="catalog.item.scheduled.v1"):
    """事项启用安排已生效"""

    item_id: str
    starts: date | None = None


class ItemRetired(Struct, frozen=True, tag="catalog.item.retired.v1"):
    """事项已移出目录"""

    item_id: str
