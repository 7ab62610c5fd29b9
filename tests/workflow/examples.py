"""People, a matter and its story, as every test of the workflow tells it."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from services.workflow.domain.catalog import CatalogVersion, Decision
from services.workflow.domain.commands import (
    ApproveProposal,
    Basis,
    Disclosure,
    Grounded,
    Item,
    RejectProposal,
    ResubmitProposal,
    ReturnProposal,
    ReviewProposal,
    SubmitProposal,
)
from services.workflow.domain.events import (
    ProposalApproved,
    ProposalRejected,
    ProposalResubmitted,
    ProposalReturned,
    ProposalReviewed,
    ProposalSubmitted,
)
from services.workflow.domain.terms import (
    Check,
    CheckRule,
    Kind,
    Plan,
    Post,
    Rules,
    Scope,
    Verdict,
    digest_of,
)
from shared.testing import UNIT

LI, WANG, ZHAO, SUN, CHEN = "li.ming", "wang.fang", "zhao.gang", "sun.li", "chen.jing"
ITEM = "11111111-1111-4111-8111-111111111111"
DISCLOSURE = "22222222-2222-4222-8222-222222222222"
OPINION = "33333333-3333-4333-8333-333333333333"

PLAN = Plan(
    title="2026年上半年党费收缴使用情况",
    content="应缴党员12名，应缴2190.00元，实缴2190.00元，无欠缴。",
    scope=Scope.SOCIETY,
    disclose_on=date(2026, 7, 10),
    duration_days=30,
    channels=("会议", "网站"),
)
BETTER = replace(PLAN, content="应缴党员12名，应缴2190.00元，实缴2180.00元，欠缴1名。")
RULES = Rules(
    scheme_id="S3",
    scheme_version=1,
    checks=(
        CheckRule(check=Check.SECRECY, posts=(Post.SECRECY_REVIEWER,)),
        CheckRule(check=Check.NECESSITY, posts=(Post.REVIEWER, Post.OFFICE)),
        CheckRule(check=Check.ACCURACY, posts=(Post.REVIEWER,)),
    ),
    approvers=(Post.APPROVER,),
    inner_first=True,
    min_inner_working_days=1,
)
CATALOG = CatalogVersion(
    number=1,
    screened=Decision(by=WANG, at=datetime(2026, 1, 4, 1, tzinfo=UTC)),
    approved=Decision(by=SUN, at=datetime(2026, 1, 5, 1, tzinfo=UTC)),
)
LISTED = Item(
    unit=UNIT, forms=("会议", "文件", "公开栏", "网站"), scope=Scope.SOCIETY, catalog=CATALOG
)
BASIS = Basis(item=LISTED, rules=RULES)
DIGEST = digest_of(PLAN, "")
BETTER_DIGEST = digest_of(BETTER, "")

ASKED = SubmitProposal(unit=UNIT, item_id=ITEM, plan=PLAN)
SUBMIT = Grounded(asked=ASKED, basis=BASIS)
RESUBMIT = Grounded(asked=ResubmitProposal(plan=BETTER), basis=BASIS)
RETURN = ReturnProposal(reason="金额与台账不符，请核对")
APPROVE = ApproveProposal(digest=DIGEST)
REJECT = RejectProposal(reason="涉及未公布的工作事项")

SUBMITTED = ProposalSubmitted(
    unit=UNIT,
    item_id=ITEM,
    kind=Kind.DISCLOSE,
    plan=PLAN,
    digest=DIGEST,
    rules=RULES,
    submitted_by=LI,
    catalog=CATALOG,
)
RETURNED = ProposalReturned(reason=RETURN.reason, returned_by=WANG)
RESUBMITTED = ProposalResubmitted(
    plan=BETTER, digest=BETTER_DIGEST, resubmitted_by=LI, catalog=CATALOG
)
RESUBMITTED_UNCHANGED = replace(RESUBMITTED, plan=PLAN, digest=DIGEST)
APPROVED = ProposalApproved(
    unit=UNIT,
    item_id=ITEM,
    kind=Kind.DISCLOSE,
    plan=PLAN,
    digest=DIGEST,
    approved_by=SUN,
    inner_first=True,
    min_inner_working_days=1,
)
REJECTED = ProposalRejected(reason=REJECT.reason, rejected_by=SUN)

EXPLANATION = "更正说明：实缴金额登记有误。"
IN_FORCE = Disclosure(unit=UNIT, item_id=ITEM, plan=PLAN)
CHANGE_BASIS = replace(BASIS, disclosure=IN_FORCE)
REVISE = SubmitProposal(
    unit=UNIT,
    item_id=ITEM,
    kind=Kind.REVISE,
    plan=BETTER,
    disclosure_id=DISCLOSURE,
    explanation=EXPLANATION,
)
WITHDRAW = replace(REVISE, kind=Kind.WITHDRAW, plan=None)


def review(check, verdict=Verdict.PASS, *, digest=DIGEST, note=""):
    """审核"""
    return ReviewProposal(check=check, verdict=verdict, digest=digest, note=note)


def reviewed(check, verdict=Verdict.PASS, *, by=None, digest=DIGEST, note=""):
    """已审核"""
    person = by or (WANG if check is Check.SECRECY else ZHAO)
    return ProposalReviewed(
        check=check, verdict=verdict, digest=digest, note=note, reviewed_by=person
    )


PASSED = tuple(reviewed(check) for check in Check)
