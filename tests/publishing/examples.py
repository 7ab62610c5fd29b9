"""Examples that the tests of publishing share: one matter, its approvals, its facts."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from services.publishing.domain.commands import (
    RegisterDisclosure,
    ReviseDisclosure,
    WithdrawDisclosure,
)
from services.publishing.domain.disclosure import disclosure
from services.publishing.domain.events import (
    DisclosureRegistered,
    DisclosureRevised,
    DisclosureWithdrawn,
    InnerOpened,
    PublicOpened,
)
from services.publishing.domain.terms import Approval, CatalogVersion, Item, Plan, Scope
from shared.calendar import chinese_calendar
from shared.testing import UNIT

CALENDAR = chinese_calendar()
DISCLOSURE = disclosure(CALENDAR)
THURSDAY = datetime(2026, 9, 24, 1, tzinfo=UTC)  # 9 o'clock in Beijing, before Mid-Autumn
OTHER_UNIT = "00000000-0000-4000-8000-0000000000bb"

CATALOG = CatalogVersion(number=1, screened_on=date(2026, 7, 1), approved_on=date(2026, 7, 2))
ITEM = Item(
    item_id="11111111-1111-4111-8111-111111111111",
    unit=UNIT,
    unit_name="青岚县委编办",
    level1="党组织建设情况",
    level2="党费收缴管理",
    level3="党费收缴、使用和管理情况",
    time_limit="periodic",
    catalog=CATALOG,
)
PLAN = Plan(
    title="2026年第三季度党费收缴情况",
    content="应缴党员12名，本季应缴1095.00元。\n\n实缴1095.00元，无欠缴。",
    scope=Scope.SOCIETY,
    disclose_on=date(2026, 9, 24),
    duration_days=None,
    channels=("会议", "公开栏", "网站"),
)
APPROVAL = Approval(
    proposal_id="22222222-2222-4222-8222-222222222222",
    digest="d1" * 32,
    submitted_on=date(2026, 9, 21),
    reviewed_on=date(2026, 9, 22),
    approved_on=date(2026, 9, 23),
)
SECOND = replace(
    APPROVAL, proposal_id="33333333-3333-4333-8333-333333333333", digest="d2" * 32, opinion_id="o"
)
THIRD = replace(APPROVAL, proposal_id="44444444-4444-4444-8444-444444444444", digest="d3" * 32)

REGISTER = RegisterDisclosure(
    item=ITEM, plan=PLAN, approval=APPROVAL, heard=APPROVAL.digest, min_inner_working_days=2
)
CORRECTED = replace(PLAN, content=PLAN.content.replace("12名", "13名"))
REVISE = ReviseDisclosure(
    item=ITEM,
    plan=CORRECTED,
    explanation="人数统计有误，现予更正。",
    approval=SECOND,
    heard=SECOND.digest,
)
WITHDRAW = WithdrawDisclosure(
    explanation="重复公开，予以撤回。", approval=THIRD, heard=THIRD.digest
)

REGISTERED = DisclosureRegistered(
    unit=UNIT,
    item_id=ITEM.item_id,
    item=ITEM,
    proposal_id=APPROVAL.proposal_id,
    version=1,
    plan=PLAN,
    digest=APPROVAL.digest,
    approval=APPROVAL,
    min_inner_working_days=2,
)
INNER = InnerOpened(unit=UNIT, item_id=ITEM.item_id, version=1, opened_on=date(2026, 9, 24))
PUBLIC = PublicOpened(
    unit=UNIT,
    unit_name=ITEM.unit_name,
    item_id=ITEM.item_id,
    level1=ITEM.level1,
    level2=ITEM.level2,
    level3=ITEM.level3,
    time_limit=ITEM.time_limit,
    title=PLAN.title,
    content=PLAN.content,
    scope="society",
    channels=PLAN.channels,
    duration_days=None,
    version=1,
    digest=APPROVAL.digest,
    approval=APPROVAL,
    opened_on=date(2026, 9, 29),
    inner_opened_on=date(2026, 9, 24),
    inner_days=(date(2026, 9, 28), date(2026, 9, 29)),
    calendar=CALENDAR.version,
    catalog=CATALOG,
)
REVISED = DisclosureRevised(
    unit=UNIT,
    unit_name=ITEM.unit_name,
    item_id=ITEM.item_id,
    level1=ITEM.level1,
    level2=ITEM.level2,
    level3=ITEM.level3,
    time_limit=ITEM.time_limit,
    version=2,
    plan=CORRECTED,
    explanation=REVISE.explanation,
    digest=SECOND.digest,
    approval=SECOND,
    proposal_id=SECOND.proposal_id,
    revised_on=date(2026, 9, 30),
    public=True,
    opinion_id="o",
)
WITHDRAWN = DisclosureWithdrawn(
    unit=UNIT,
    unit_name=ITEM.unit_name,
    item_id=ITEM.item_id,
    title=PLAN.title,
    version=1,
    explanation=WITHDRAW.explanation,
    approval=THIRD,
    proposal_id=THIRD.proposal_id,
    withdrawn_on=date(2026, 9, 30),
    public=True,
)
