"""另一人核准 — what strangers read was typed by one person and let out by another (S0 七1)."""

from typing import Final

from shared.decider import ForbiddenError, RejectedError
from shared.record import Cause

APPROVERS: Final = ("approver", "office")


class NotApproverError(ForbiddenError):
    """只有本单位的审批人或者领导小组办公室可以核准或者退回。"""


class OwnWordsError(RejectedError):
    """写这些内容的人不能自己核准或者退回，请由另一人办理。"""


class NothingWaitsError(RejectedError):
    """没有等待核准的内容。"""


def by_another(unit: str, writer: str, cause: Cause) -> None:
    """Let only somebody of the unit act who has not typed what is looked at (row B4).

    Raises:
        NotApproverError: it is none of those who approve there.
        OwnWordsError: it is the very person who typed it.

    """
    if cause.unit != unit or cause.post not in APPROVERS:
        raise NotApproverError
    if cause.actor == writer:
        raise OwnWordsError
