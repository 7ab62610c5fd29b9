"""提出依据 — may this text be proposed at all: item, scheme, disclosure, explanation."""

from typing import Final

from services.workflow.domain import attachment, consultation_ground
from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.catalog import in_effect
from services.workflow.domain.commands import Basis, Item, SubmitProposal
from services.workflow.domain.terms import Check, Kind, Plan, Rules
from shared.decider import ForbiddenError, InvalidError, NotFoundError, RejectedError

EXPLANATION: Final = 500  # characters


class ItemNotListedError(RejectedError):
    """只能就列入本单位党务公开目录的事项提出方案。"""


class SuperiorsMatterError(ForbiddenError):
    """这个事项属于上级党组织，须经上级审批，不得自行公开。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the superior (S0-37)."""
        return f"这个事项属于{self.args[0]}，须经上级审批，不得自行公开；上级已经公开的，可以转载。"


class NoSchemeError(RejectedError):
    """本单位还没有生效的实施方案，不能提出公开方案。"""


class SchemeIncompleteError(RejectedError):
    """本单位的实施方案没有写明保密审查（县级底线）、各项审核和审批由谁负责，不能提出公开方案。"""


class PlanMissingError(InvalidError):
    """请填写公开方案。"""


class ExplanationMissingError(InvalidError):
    """更正或者撤回已公开的内容，必须附说明。"""


class ExplanationTooLongError(InvalidError):
    """说明不能超过500个字。"""


class NothingToExplainError(InvalidError):
    """首次公开不填写更正或者撤回说明，也不引用已公开事项和意见。"""


class DisclosureUnknownError(NotFoundError):
    """没有找到要更正或者撤回的公开事项。"""


class DisclosureOfAnotherItemError(RejectedError):
    """要更正或者撤回的公开事项不属于本单位的这一目录事项。"""


class DisclosureWithdrawnError(RejectedError):
    """这项公开已经撤回，不能再更正或者撤回。"""


class ChangeUnderWayError(RejectedError):
    """这项公开已有一份更正或者撤回方案正在办理，请等它办结。"""


class OpinionUnknownError(RejectedError):
    """引用的意见没有要求更正这项公开。"""


class WithdrawalChangesPlanError(InvalidError):
    """撤回方案不能同时修改公开内容，需要修改的请另提更正方案。"""


class ObligationNotOwedError(InvalidError):
    """方案写明履行的公开义务不属于这个目录事项，或者已经了结，请重新选择。"""


class DisplayTooShortError(InvalidError):
    """公开天数少于本单位实施方案规定的公示期，请延长公开天数。"""


def own(basis: Basis) -> None:
    """Refuse what belongs to a superior: nobody below discloses it unapproved (五(一)3)."""
    if basis.superior:
        raise SuperiorsMatterError(basis.superior, field="item_id")


def listed(item: Item | None, unit: str) -> Item:
    """Return the item if this very unit's catalog lists it, in a version that took effect."""
    if item is None or item.unit != unit:
        raise ItemNotListedError(field="item_id")
    in_effect(item.catalog)
    return item


def complete(rules: Rules | None) -> Rules:
    """Return the rules if they name somebody for every check they demand and for the approval.

    A scheme may demand fewer checks than three; that of secrecy no scheme can do without.
    """
    if rules is None:
        raise NoSchemeError
    checks = {Check.SECRECY, *rules.required}
    if not rules.approvers or not all(map(rules.reviewers, checks)):
        raise SchemeIncompleteError(rules.scheme_id, rules.scheme_version)
    return rules


def explained(kind: Kind, explanation: str) -> None:
    """Refuse a change that is not explained, and an explanation of nothing."""
    if len(explanation) > EXPLANATION:
        raise ExplanationTooLongError(len(explanation), field="explanation")
    if kind is Kind.DISCLOSE and explanation:
        raise NothingToExplainError(field="explanation")
    if kind is not Kind.DISCLOSE and not explanation.strip():
        raise ExplanationMissingError(field="explanation")


def referring(asked: SubmitProposal, basis: Basis) -> None:
    """Refuse a change of what is not this unit's, is gone, or is being changed already."""
    if asked.kind is Kind.DISCLOSE:
        if asked.disclosure_id or asked.opinion_id:
            raise NothingToExplainError(field="disclosure_id")
        return
    _in_force(basis, asked.unit, asked.item_id)
    if basis.under_way:
        raise ChangeUnderWayError(asked.disclosure_id, field="disclosure_id")
    if asked.opinion_id and basis.corrects != asked.disclosure_id:
        raise OpinionUnknownError(asked.opinion_id, field="opinion_id")


def owed(asked: SubmitProposal, basis: Basis) -> None:
    """Refuse to fulfil what this item does not owe."""
    if asked.obligation_id and asked.obligation_id not in basis.owed:
        raise ObligationNotOwedError(asked.obligation_id, field="obligation_id")


def displayed(plan: Plan, basis: Basis) -> None:
    """Refuse a notice that would come down before its notice period is over (D5)."""
    if plan.duration_days is not None and plan.duration_days < basis.least_days:
        raise DisplayTooShortError(basis.least_days, field="duration_days")
    consultation_ground.fitting(plan, basis.consulted)


def files(kind: Kind, basis: Basis) -> tuple[Attachment, ...]:
    """Return the files that the text carries: within what an operator allows, each once."""
    return attachment.judged(kind, basis.attachments, basis.allowance)


def stated(plan: Plan | None) -> Plan:
    """Return a plan that is there."""
    if plan is None:
        raise PlanMissingError(field="plan")
    return plan


def text(kind: Kind, plan: Plan | None, basis: Basis) -> Plan:
    """Return the plan that is proposed; that of a withdrawal is the one in force."""
    in_force = basis.disclosure.plan if basis.disclosure else None
    if kind is Kind.WITHDRAW and plan is not None and plan != in_force:
        raise WithdrawalChangesPlanError(field="plan")
    return stated(in_force if kind is Kind.WITHDRAW else plan)


def still_in_force(kind: Kind, unit: str, item_id: str, basis: Basis) -> None:
    """Refuse to go on with a change of what has been withdrawn meanwhile."""
    if kind is not Kind.DISCLOSE:
        _in_force(basis, unit, item_id)


def there(*, gone: bool) -> None:
    """Refuse to approve a change of what has been withdrawn meanwhile: nothing would follow."""
    if gone:
        raise DisclosureWithdrawnError(field="disclosure_id")


def _in_force(basis: Basis, unit: str, item_id: str) -> None:
    found = basis.disclosure
    if found is None:
        raise DisclosureUnknownError(field="disclosure_id")
    if (found.unit, found.item_id) != (unit, item_id):
        raise DisclosureOfAnotherItemError(field="disclosure_id")
    if found.withdrawn:
        raise DisclosureWithdrawnError(field="disclosure_id")
