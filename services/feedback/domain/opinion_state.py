"""意见的状态 — what must be remembered of an opinion, and the rules that every step obeys."""

from datetime import date
from typing import ClassVar

from msgspec import Struct

from services.feedback.domain.outcome_words import OutcomeProposed
from services.feedback.domain.terms import Finding, Remedy, Status
from shared.decider import ForbiddenError, NotFoundError, RejectedError
from shared.record import Cause


class Rectification(Struct, frozen=True, kw_only=True):
    """整改 — who must put what right by which day, and whether it was found to be so."""

    owner: str
    due: date
    reported: bool = False
    accepted: bool = False


class Major(Struct, frozen=True, kw_only=True):
    """重大问题 — how far the leading group and the Party group have come with it (S1-28)."""

    studied_on: date | None = None
    decided: bool = False
    reported: bool = False


class Opinion(Struct, frozen=True, kw_only=True):
    """What must be remembered to judge the next command. Nothing more."""

    EDITION: ClassVar = 2  # since then a reopened major matter is decided anew

    status: Status = Status.NEW
    unit: str = ""
    disclosure_id: str = ""
    item_id: str = ""
    version: int = 0
    signed: bool = False
    handler: str = ""
    finding: Finding | None = None
    remedy: Remedy = Remedy.NONE
    published: bool = False
    outcome: OutcomeProposed | None = None  # it waits for another's approval
    withheld: bool = False
    named: frozenset[str] = frozenset()
    merged: bool = False
    due: date | None = None
    claim_by: date | None = None
    stopped: bool = False
    extensions: int = 0
    escalated: bool = False
    major: Major | None = None
    rectification: Rectification | None = None
    rated: bool = False
    reopened: bool = False
    replied_on: date | None = None
    erased: bool = False
    notified: bool = False  # the leading group, of what came of it


class OpinionUnknownError(NotFoundError):
    """没有这件意见。"""


class OpinionClosedError(RejectedError):
    """这件意见已经归结，不能再办理。"""


class OpinionMergedError(RejectedError):
    """这件意见已经并案，请办理主件。"""


class ConcernedHandlerError(ForbiddenError):
    """参与提出、审核或者审批该公开事项的人员，不能办理对它的意见。"""


class NamedInOpinionError(ForbiddenError):
    """这件意见反映的就是本人，应当回避。"""


class NotAssignedError(RejectedError):
    """意见还没有交办，不能办理。"""


class NotYourOpinionError(ForbiddenError):
    """只有这件意见的承办人可以办理。"""


class AlreadyConcludedError(RejectedError):
    """这件意见已有核实结论，不能直接更改。"""


class NotConcludedError(RejectedError):
    """意见还没有核实结论，请先办结。"""


class AnonymousHasNoPersonError(RejectedError):
    """匿名意见没有反映人身份，以公开办理结果的方式答复。"""


class MajorUndecidedError(RejectedError):
    """重大问题须经领导小组研究、党组讨论决定后才能办结，办公室不能自行归结。"""


def handled(opinion: Opinion, cause: Cause, concerned: frozenset[str] = frozenset()) -> None:
    """Let only the handler of an opinion go on, who has no hand in what it is about.

    Raises:
        NotAssignedError: nobody has it in hand.
        NotYourOpinionError: somebody else has.
        ConcernedHandlerError, NamedInOpinionError: the handler is concerned (S1-44).

    """
    if not opinion.handler:
        raise NotAssignedError
    if cause.actor != opinion.handler:
        raise NotYourOpinionError(cause.actor)
    unconcerned(opinion, cause.actor, concerned)


def unconcerned(
    opinion: Opinion, person: str, concerned: frozenset[str] = frozenset(), field: str = ""
) -> None:
    """Let nobody have to do with an opinion who is named in it or worked on its subject.

    Raises:
        ConcernedHandlerError: they proposed, reviewed or approved what it is about.
        NamedInOpinionError: it complains of them.

    """
    if person in concerned:
        raise ConcernedHandlerError(person, field=field)
    if person in opinion.named:
        raise NamedInOpinionError(person, field=field)


def decided(opinion: Opinion) -> None:
    """Let a major matter go on only once the Party group has decided it (S1-28)."""
    if opinion.major is not None and not opinion.major.decided:
        raise MajorUndecidedError
