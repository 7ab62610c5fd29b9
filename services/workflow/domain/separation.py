"""职责分离 — who may do what: by post of the unit's scheme, and never one person twice (B4)."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from services.workflow.domain.terms import Check, Post, Rules
from shared.decider import ForbiddenError, InvalidError
from shared.record import Cause


class NotClerkOfUnitError(ForbiddenError):
    """只有本单位的承办人才能提出公开方案（谁承办、谁提出）。"""


class NotReviewerOfCheckError(ForbiddenError):
    """本单位的实施方案没有规定由您的职务负责这项审核。"""


class CheckNotDemandedError(InvalidError):
    """本单位的实施方案没有规定这项审核，不用办理。"""


class NotApproverError(ForbiddenError):
    """本单位的实施方案没有规定由您的职务审批。"""


class NotConcernedError(ForbiddenError):
    """只有负责审核或者审批这份方案的人才能退回。"""


class ReviewedByAuthorError(ForbiddenError):
    """提出人不能审核自己的方案。"""


class ReturnedByAuthorError(ForbiddenError):
    """提出人不能退回自己的方案。"""


class DecidedByAuthorError(ForbiddenError):
    """提出人不能审批自己的方案。"""


class DecidedByReviewerError(ForbiddenError):
    """审核过这份方案的人不能再审批它。"""


class ResubmittedByReviewerError(ForbiddenError):
    """审核过这份方案的人不能再作为提出人。"""


def proposes(rules: Rules | None, unit: str, cause: Cause) -> None:
    """谁承办、谁提出: refuse whoever does not propose by the scheme of this unit (B1, V10)."""
    posts = rules.procedure.proposers if rules else (Post.CLERK,)
    if not _holds(cause, unit, posts):
        raise NotClerkOfUnitError(cause.post)


def proposes_again(unit: str, reviewers: AbstractSet[str], cause: Cause, rules: Rules) -> None:
    """Refuse a resubmission by another office or by somebody who has reviewed."""
    proposes(rules, unit, cause)
    if cause.actor in reviewers:
        raise ResubmittedByReviewerError


def reviews(
    check: Check, rules: Rules, units: tuple[str, ...], authors: AbstractSet[str], cause: Cause
) -> None:
    """Refuse a verdict by a wrong post, of another unit than these, or by a proposer."""
    if not any(_holds(cause, each, rules.reviewers(check)) for each in units):
        raise NotReviewerOfCheckError(check.value, cause.post)
    if cause.actor in authors:
        raise ReviewedByAuthorError


def returns(rules: Rules, unit: str, authors: AbstractSet[str], cause: Cause) -> None:
    """Refuse a return by whoever has no say in this proposal."""
    concerned = [post for check in Check for post in rules.reviewers(check)]
    if not _holds(cause, unit, [*concerned, *rules.approvers]):
        raise NotConcernedError(cause.post)
    if cause.actor in authors:
        raise ReturnedByAuthorError


def sends(rules: Rules, unit: str, cause: Cause) -> None:
    """报批: refuse whoever neither handles nor decides the unit's matters."""
    if not _holds(cause, unit, [*rules.approvers, Post.OFFICE, Post.CLERK]):
        raise NotConcernedError(cause.post)


def decides(
    rules: Rules, unit: str, authors: AbstractSet[str], reviewers: AbstractSet[str], cause: Cause
) -> None:
    """Refuse a decision by a wrong post, by a proposer or by a reviewer."""
    if not _holds(cause, unit, rules.approvers):
        raise NotApproverError(cause.post)
    if cause.actor in authors:
        raise DecidedByAuthorError
    if cause.actor in reviewers:
        raise DecidedByReviewerError


def _holds(cause: Cause, unit: str, posts: Iterable[Post]) -> bool:
    return cause.unit == unit and cause.post in {post.value for post in posts}
