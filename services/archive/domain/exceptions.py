"""例外 — facts that an auditor looks at first: late, forced, failed, refused, taken back."""

from collections.abc import Mapping
from typing import Final

EXCEPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "逾期和催办": (
        "workflow.obligation.missed.v1",
        "workflow.obligation.demanded.v1",
        "workflow.obligation.excused.v1",
        "publishing.release.missed.v1",
        "publishing.delivery.failed.v1",
        "publishing.delivery.confirmed.v1",
        "feedback.opinion.escalated.v1",
        "feedback.request.extended.v1",
        "feedback.request.lapsed.v1",
    ),
    "不按一般程序": (
        "workflow.proposal.exempted.v1",
        "workflow.review.kept.v1",
        "workflow.review.routed.v1",
        "workflow.proposal.escalated.v1",
        "workflow.posting.interrupted.v1",
        "workflow.consultation.interrupted.v1",
        "catalog.post.entrusted.v1",
        "catalog.factor.revoked.v1",
    ),
    "撤回和更正": (
        "workflow.proposal.revoked.v1",
        "workflow.mistake.reported.v1",
        "publishing.disclosure.revised.v1",
        "publishing.disclosure.withdrawn.v1",
        "publishing.disclosure.cancelled.v1",
        "publishing.repost.withdrawn.v1",
    ),
    "不公开": (
        "catalog.withheld.registered.v1",
        "workflow.consultation.postponed.v1",
        "catalog.topic.refused.v1",
    ),
    "查看身份和取阅档案": (
        "feedback.identity.opened.v1",
        "feedback.applicant.opened.v1",
        "archive.volume.consulted.v1",
    ),
    "警报": (
        "archive.alarm.raised.v1",
        "archive.witness.objected.v1",
        "archive.key.introduced.v1",
    ),
}


def tags_of(group: str) -> list[str]:
    """Return the kinds of facts in a group; all of them if there is none of that name."""
    if group in EXCEPTIONS:
        return list(EXCEPTIONS[group])
    return [tag for tags in EXCEPTIONS.values() for tag in tags]
