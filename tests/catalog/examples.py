"""Commands, facts and people of the catalog, as the tests tell of them."""

from services.catalog.domain.commands import (
    ImportCatalog,
    SettleDoubt,
)
from services.catalog.domain.events import (
    CatalogApproved,
    CatalogDrafted,
    CatalogScreened,
    DoubtSettled,
    EntriesDrafted,
    ItemListed,
)
from services.catalog.domain.terms import (
    Doubt,
    Draft,
    Entry,
    Field,
    Form,
    Kind,
    Scope,
    Source,
    TimeLimit,
    Verdict,
    item_id_of,
)
from shared.testing import UNIT

CLERK, SCREENER, APPROVER = "clerk", "screener", "approver"
DUES = Entry(
    row=1,
    code="1.1.1",
    level1="组织建设",
    level2="党费收缴管理",
    level3="党费收缴管理使用情况",
    forms=(Form.MEETING, Form.DOCUMENT),
    scope=Scope.PARTY,
    time_limit=TimeLimit.PERIODIC,
    time_word="定期",
)
SOURCE = Source(file_name="目录.xlsx", sha256="ab", sheet="目录")
UNSURE = Doubt(row=1, field=Field.SCOPE, kind=Kind.LOW_CONFIDENCE, message="请裁定。")
CLASH = Doubt(
    row=1,
    field=Field.FORMS,
    kind=Kind.CONTRADICTION,
    message="范围是社会，形式却只有会议、文件，社会公众看不到。",
)
PRINT = Doubt(row=1, field=Field.LEVEL3, kind=Kind.MISPRINT, message="疑似笔误。")
ITEM = item_id_of(UNIT, DUES)


def import_of(*entries, doubts=()):
    return ImportCatalog(source=SOURCE, draft=Draft(sheet="目录", entries=entries, doubts=doubts))


def drafted(*entries, doubts=(), version=1):
    return [
        CatalogDrafted(
            unit=UNIT, version=version, source=SOURCE, rows=len(entries), drafted_by=CLERK
        ),
        EntriesDrafted(
            unit=UNIT, version=version, entries=entries, doubts=doubts, drafted_by=CLERK
        ),
    ]


def screened(verdict=Verdict.PASS, version=1, note=""):
    return CatalogScreened(
        unit=UNIT, version=version, verdict=verdict, note=note, screened_by=SCREENER
    )


def approved(version=1):
    return CatalogApproved(unit=UNIT, version=version, approved_by=APPROVER)


def listed(entry, version=1):
    return ItemListed(
        item_id=item_id_of(UNIT, entry),
        unit=UNIT,
        catalog_version=version,
        code=entry.code,
        level1=entry.level1,
        level2=entry.level2,
        level3=entry.level3,
        forms=entry.forms,
        scope=entry.scope,
        time_limit=entry.time_limit,
        time_word=entry.time_word,
    )


def settled(field, value, entry, raised=()):
    return DoubtSettled(
        unit=UNIT,
        version=1,
        row=1,
        field=field,
        value=value,
        reason="支委会研究",
        settled_by=CLERK,
        entry=entry,
        raised=raised,
    )


def settle(field, value, reason="支委会研究", row=1):
    return SettleDoubt(row=row, field=field, value=value, reason=reason)
