"""办理程序 — substitutes, signatures and kept verdicts, as a unit's scheme has them (B2, B4).

Who signs a matter: those who passed its necessity and its accuracy, those who countersigned it
(会签) and whoever approves it; all of them different people. The secrecy check is no signature.
"""

import re
from typing import Final

from services.workflow.domain import separation
from services.workflow.domain.commands import Item
from services.workflow.domain.events import ProposalResubmitted, ProposalSubmitted
from services.workflow.domain.procedure_words import (
    KeptReview,
    ProposalExempted,
    ReviewKept,
    ReviewRouted,
)
from services.workflow.domain.proposal_state import Proposal, substituted
from services.workflow.domain.route import Way
from services.workflow.domain.terms import Check, Kind, Plan, Post, Rules, digest_of
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

RULE: Final = "S4-56"  # one office handles, another reviews
CASE: Final = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\s*第?\s*\d+\s*号")
SIGNING: Final = (Check.NECESSITY, Check.ACCURACY)
CONCERNS: Final = {  # which checks look at a part of a plan; secrecy at all that is written
    "title": frozenset(Check),
    "content": frozenset({Check.SECRECY, Check.ACCURACY}),
    "scope": frozenset({Check.SECRECY, Check.NECESSITY}),
    "disclose_on": frozenset({Check.NECESSITY}),
    "duration_days": frozenset({Check.NECESSITY}),
    "channels": frozenset({Check.SECRECY, Check.NECESSITY}),
    "readers": frozenset({Check.SECRECY, Check.NECESSITY}),
    "waiver": frozenset({Check.SECRECY, Check.NECESSITY}),
    "summary": frozenset({Check.SECRECY, Check.ACCURACY}),
}
EXPLAINING: Final = frozenset({Check.SECRECY, Check.ACCURACY})


class CaseReferenceMissingError(InvalidError):
    """缺少文号：这类事项只公开已经办结的案件，请在内容里写明处理决定的文号，例如“〔2026〕3号”。"""


class WaiverBarredError(InvalidError):
    """本单位的实施方案规定先党内后党外不允许例外，不能填写不先在党内公开的理由。"""


class SignaturesMissingError(RejectedError):
    """签批的人数不够，不能批准。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, with how many are missing."""
        wanted, missing = self.args
        return f"本单位的实施方案规定每件事项须经{wanted}人签批，还差{missing}人会签，不能批准。"


class NotCountersignerError(ForbiddenError):
    """本单位的实施方案没有规定由您的职务会签。"""


class CountersignedByAuthorError(ForbiddenError):
    """提出人不能会签自己的方案。"""


class SignedAlreadyError(ForbiddenError):
    """您已经审核或者会签过这份方案，一个人不能签批两次。"""


class NoCountersignatureError(RejectedError):
    """这份方案不需要会签，或者会签的人数已经够了。"""


class NotExemptError(RejectedError):
    """这份方案须逐件审批，不能按目录批准办理。"""


class NotInvokerError(ForbiddenError):
    """按目录批准办理的，由领导小组办公室或者审批人办理。"""


class CatalogByAuthorError(RejectedError):
    """批准目录的人参与了这份方案的提出或者审核，这份方案须另由他人逐件审批。"""


class DurationMissingError(InvalidError):
    """缺少时长：本单位的实施方案规定公开方案要写明公开多少天。"""


def in_order(rules: Rules, plan: Plan, item: Item) -> None:
    """Refuse a plan without its days, or without an inner phase that no exception waives.

    Nor a plan on a case without the document that concluded it.

    Where the scheme counts 时长 among what is reviewed (S2-25), and bars exceptions (S2-24).
    """
    if rules.procedure.duration and plan.duration_days is None and not item.standing:
        raise DurationMissingError(field="duration_days")
    told = any(word in each for word in rules.procedure.cases for each in item.levels)
    if told and not CASE.search(plan.content):
        raise CaseReferenceMissingError(field="content")
    if plan.waiver.strip() and not rules.procedure.waivable:
        raise WaiverBarredError(field="waiver")


def assigned(rules: Rules, held: tuple[Post, ...]) -> Rules:
    """Return the rules by which the matter of somebody who holds these posts is checked."""
    for posts, checks in conflicts(rules, held).items():
        rules = substituted(rules, checks, posts)
    return rules


def conflicts(rules: Rules, held: tuple[Post, ...]) -> dict[tuple[Post, ...], tuple[Check, ...]]:
    """Return the checks that the proposer's own office would carry out, by who does so instead."""
    found: dict[tuple[Post, ...], tuple[Check, ...]] = {}
    for each in rules.required:
        if posts := _stand_ins(rules, each, held):
            found[posts] = (*found.get(posts, ()), each)
    return found


def routed(submitted: ProposalSubmitted, held: tuple[Post, ...]) -> list[ReviewRouted]:
    """Return the fact that substitutes check what its proposer's own office would (SC-01)."""
    return _routed(submitted, submitted.rules, held, submitted.submitted_by)


def again(
    proposal: Proposal, text: ProposalResubmitted, held: tuple[Post, ...]
) -> list[ReviewKept | ReviewRouted]:
    """Return what a resubmission brings with it: passes that stay, checks that go elsewhere."""
    if proposal.rules is None:
        return []
    about = ProposalSubmitted(
        unit=proposal.unit,
        item_id=proposal.item_id,
        kind=proposal.kind,
        plan=text.plan,
        digest=text.digest,
        rules=proposal.rules,
        submitted_by=text.resubmitted_by,
    )
    moved = _routed(about, proposal.rules, held, text.resubmitted_by)
    elsewhere = {check for each in moved for check in each.checks}
    return [*_kept(proposal, proposal.rules, text, elsewhere), *moved]


def touched(before: Plan, after: Plan, *, explained: bool) -> frozenset[Check]:
    """Return the checks that look at something which differs between two texts."""
    fields = {each for each in CONCERNS if getattr(before, each) != getattr(after, each)}
    checks = [CONCERNS[each] for each in fields]
    return frozenset().union(*checks, EXPLAINING if explained else frozenset())


def missing(rules: Rules, proposal: Proposal, signer: str = "") -> int:
    """Return how many signatures are missing, besides that of whoever approves."""
    have = {*_signers(proposal), *proposal.countersigned} - {signer}
    return max(0, rules.procedure.signatures - len(have) - 1)


def signed(rules: Rules, proposal: Proposal, cause: Cause) -> None:
    """Refuse an approval that fewer people sign than the scheme demands (V12, S3-18, S3-21)."""
    if _off_catalog(proposal):
        return
    if short := missing(rules, proposal, cause.actor):
        raise SignaturesMissingError(rules.procedure.signatures, short)


def countersigns(rules: Rules, proposal: Proposal, cause: Cause) -> None:
    """Refuse a countersignature by the wrong person, or one that nobody needs."""
    posts = {each.value for each in rules.procedure.countersigners}
    if cause.unit != proposal.unit or cause.post not in posts:
        raise NotCountersignerError(cause.post)
    if cause.actor in proposal.authors:
        raise CountersignedByAuthorError
    if cause.actor in {*_signers(proposal), *proposal.countersigned}:
        raise SignedAlreadyError
    if _off_catalog(proposal) or not missing(rules, proposal):
        raise NoCountersignatureError


def exempted(rules: Rules, proposal: Proposal, cause: Cause) -> ProposalExempted:
    """Return the fact that the approved catalog stands for the approval (S1-23, S4-11)."""
    _invokes(rules, proposal, cause)
    catalog = proposal.catalog
    ordinary = proposal.route is None and proposal.kind is Kind.DISCLOSE
    approved = catalog.approved if catalog else None
    barred = rules.procedure.signatures or rules.procedure.each
    if barred or not ordinary or catalog is None or approved is None:
        raise NotExemptError
    if approved.by in proposal.authors | proposal.reviewers:
        raise CatalogByAuthorError(catalog.number)
    return ProposalExempted(
        unit=proposal.unit,
        item_id=proposal.item_id,
        title=proposal.plan.title if proposal.plan else "",
        digest=proposal.digest,
        catalog=catalog.number,
        approved_by=approved.by,
        invoked_by=cause.actor,
    )


def invokers(rules: Rules) -> tuple[Post, ...]:
    """Return the posts that let the approval of the catalog stand for that of a matter."""
    return (Post.OFFICE, *rules.approvers)


def _invokes(rules: Rules, proposal: Proposal, cause: Cause) -> None:
    posts = {each.value for each in invokers(rules)}
    if cause.unit != proposal.unit or cause.post not in posts:
        raise NotInvokerError(cause.post)
    if cause.actor in proposal.authors:
        raise separation.DecidedByAuthorError
    if cause.actor in proposal.reviewers:
        raise separation.DecidedByReviewerError


def _off_catalog(proposal: Proposal) -> bool:
    return proposal.route is not None and proposal.route.way is not Way.SUPERIOR


def _signers(proposal: Proposal) -> set[str]:
    passes = (proposal.passes.get(each.value) for each in SIGNING)
    return {each.by for each in passes if each}


def _stand_ins(rules: Rules, check: Check, held: tuple[Post, ...]) -> tuple[Post, ...]:
    """Return who carries out a check in place of the proposer's office; nobody: it stays."""
    usual = rules.reviewers(check)
    if not rules.procedure.substitutes or not set(usual) & set(held):
        return ()
    others = tuple(each for each in usual if each not in held)
    return others or tuple(each for each in rules.procedure.substitutes if each not in held)


def _routed(
    text: ProposalSubmitted, rules: Rules, held: tuple[Post, ...], proposer: str
) -> list[ReviewRouted]:
    return [
        ReviewRouted(
            unit=text.unit,
            item_id=text.item_id,
            title=text.plan.title,
            proposer=proposer,
            checks=checks,
            posts=tuple(dict.fromkeys(p for each in checks for p in rules.reviewers(each))),
            substitutes=posts,
            rule=RULE,
        )
        for posts, checks in conflicts(rules, held).items()
    ]


def _kept(
    proposal: Proposal, rules: Rules, text: ProposalResubmitted, elsewhere: set[Check]
) -> list[ReviewKept]:
    only_words = text.digest == digest_of(text.plan, text.explanation, proposal.attachments)
    changed = only_words and text.digest != proposal.digest
    if not (rules.procedure.keeps_untouched and changed and proposal.plan):
        return []
    explained = text.explanation != proposal.explanation
    anew = touched(proposal.plan, text.plan, explained=explained) | elsewhere
    kept = tuple(
        KeptReview(check=each, digest=passed.digest, reviewed_by=passed.by)
        for each in Check
        if each not in anew and (passed := proposal.passes.get(each.value))
    )
    if not kept:
        return []
    return [ReviewKept(unit=proposal.unit, title=text.plan.title, digest=text.digest, kept=kept)]
