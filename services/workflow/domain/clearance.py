"""权限 — beyond the ordinary path nobody decides but the body that must (A8, B3)."""

from collections.abc import Set as AbstractSet
from typing import Final

from services.workflow.domain.events import ProposalSubmitted
from services.workflow.domain.route import Ballot, Route, Way
from services.workflow.domain.route_words import (
    ConsentProposal,
    ProposalEscalated,
    ProposalRouted,
)
from services.workflow.domain.separation import DecidedByAuthorError, DecidedByReviewerError
from shared.decider import ForbiddenError, InvalidError, RejectedError
from shared.record import Cause

REASON: Final = 10  # characters of why a matter outside the catalog is to be disclosed, at least
MINUTES: Final = 200  # characters at most
QUORUM: Final = 3  # fewer are no meeting


class BeyondAuthorityError(ForbiddenError):
    """这件事项超出本级审批权限，须报上级批准，请办理报批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming the level that must approve."""
        decider, matter, note = self.args
        if note:
            return f"{note}，须报{decider}批准，请办理报批。"
        about = f"“{matter}”类事项" if matter else "这件事项"
        return f"{about}超出本级审批权限，须报{decider}批准，请办理报批。"


class NotByOrdinaryPathError(ForbiddenError):
    """目录外事项不能按目录内事项的程序审批。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming who must consent."""
        return f"目录外事项不能按目录内事项的程序审批，待{self.args[0]}批准。"


class NotTheDecidingBodyError(ForbiddenError):
    """这件事项不由您的职务批准。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming who decides."""
        return f"这件事项不由您的职务批准，须经{self.args[0]}批准。"


class NoRouteError(RejectedError):
    """这份方案按一般程序由本单位审批，不需要另行报批或者同意。"""


class NotEscalatedError(RejectedError):
    """这份方案还没有报批，不能批准。"""


class AlreadyEscalatedError(RejectedError):
    """这份方案已经报批，不能重复报批。"""


class NothingToEscalateError(RejectedError):
    """这件事项由本单位的有权机关批准，不需要报上级。"""


class OffCatalogClosedError(RejectedError):
    """本单位的实施方案规定不办理目录外事项。"""


class BarredBySchemeError(RejectedError):
    """这件事项超出本级权限，本单位的实施方案规定不得公开。"""


class LikenessUndecidedError(RejectedError):
    """这件事项的标题与上级上收审批权限的事项相近，要先由上级认定。"""

    @property
    def sentence(self) -> str:
        """Return what a person reads, naming both headings and who must say."""
        heading, matter, superior = self.args[:3]
        return (
            f"“{heading}”与上级上收审批权限的“{matter}”相近，"
            f"是不是同一类，要先由{superior}在“审批权限”里认定；已经发函请它认定。"
        )


class OffCatalogReasonError(InvalidError):
    """请写明为什么要公开目录外的事项，不少于10个字。"""


class MinutesMissingError(InvalidError):
    """请填写会议纪要或者传签记录的名称、编号，不超过200个字。"""


class BallotMissingError(InvalidError):
    """须经集体表决，请填写到会人数和表决结果，一个人签字不算。"""


class BallotCountError(InvalidError):
    """表决人数不对：同意、不同意、弃权之和应当等于到会人数，到会不少于3人。"""


class BallotLostError(RejectedError):
    """同意的人数没有超过到会人数的一半，不能批准。"""


def ordinary(route: Route | None) -> None:
    """Refuse the ordinary approval of what another body must decide."""
    if route is None:
        return
    if route.way.off_catalog:
        raise NotByOrdinaryPathError(route.decider)
    raise BeyondAuthorityError(route.decider, route.matter, route.note)


def unlike(resembles: tuple[str, ...]) -> None:
    """Refuse what may be another body's to decide, until that body has said whether it is."""
    if resembles:
        raise LikenessUndecidedError(*resembles)


def permitted(resembles: tuple[str, ...], *, barred: bool) -> None:
    """Refuse what the scheme bars as beyond authority, and what may be another body's."""
    if barred:
        raise BarredBySchemeError
    unlike(resembles)


def routed(
    submitted: ProposalSubmitted, route: Route | None, reason: str = ""
) -> list[ProposalRouted | ProposalEscalated]:
    """Return the facts that name the path of a proposal, if it is not the ordinary one.

    Where nobody leads the branch, it goes to the body above at once: nobody need send it (S0-80).
    """
    if route is None:
        return []
    named = ProposalRouted(
        unit=submitted.unit,
        item_id=submitted.item_id,
        way=route.way,
        route=route,
        title=submitted.plan.title,
        reason=reason,
    )
    return [named, _sent(submitted, route)] if route.vacant else [named]


def _sent(submitted: ProposalSubmitted, route: Route) -> ProposalEscalated:
    return ProposalEscalated(
        unit=submitted.unit,
        body=route.body,
        digest=submitted.digest,
        note=route.note,
        escalated_by=submitted.submitted_by,
    )


def known(route: Route | None) -> Route:
    """Return the route of a proposal that has one."""
    if route is None:
        raise NoRouteError
    return route


def sendable(route: Route, unit: str, *, escalated: bool) -> None:
    """Refuse to send up what stays here, or what was sent already."""
    if route.body == unit:
        raise NothingToEscalateError
    if escalated:
        raise AlreadyEscalatedError


def judged(
    route: Route, authors: AbstractSet[str], reviewers: AbstractSet[str], cause: Cause
) -> None:
    """Refuse a decision by another body, by a proposer or by a reviewer."""
    if not speaks_for(route, cause):
        raise NotTheDecidingBodyError(route.decider)
    if cause.actor in authors:
        raise DecidedByAuthorError
    if cause.actor in reviewers:
        raise DecidedByReviewerError


def arrived(route: Route, unit: str, *, escalated: bool) -> None:
    """Refuse to decide what has not been sent up yet."""
    if route.body != unit and not escalated:
        raise NotEscalatedError


def speaks_for(route: Route | None, cause: Cause) -> bool:
    """Tell whether somebody acts for the body of a route."""
    if route is None:
        return False
    return cause.unit == route.body and cause.post in {each.value for each in route.posts}


def recorded(route: Route, command: ConsentProposal) -> None:
    """Refuse a consent without the record that its way demands (S0-32, S4-12)."""
    if len(command.minutes) > MINUTES:
        raise MinutesMissingError(field="minutes")
    if not route.way.voted:
        return
    if command.ballot is None:
        raise BallotMissingError(field="ballot")
    if not command.minutes.strip():
        raise MinutesMissingError(field="minutes")
    _carried(command.ballot)


def reasoned(reason: str) -> str:
    """Return why a matter outside the catalog is to be disclosed."""
    if not REASON <= len(reason.strip()) <= MINUTES * 10:
        raise OffCatalogReasonError(field="reason")
    return reason.strip()


def open_way(route: Route | None) -> Route:
    """Return the way of a unit for matters outside its catalog."""
    if route is None or route.way is Way.SUPERIOR:
        raise OffCatalogClosedError
    return route


def _carried(ballot: Ballot) -> None:
    counted = ballot.favour + ballot.against + ballot.abstained
    if ballot.present < QUORUM or counted != ballot.present:
        raise BallotCountError(ballot.present, counted, field="ballot")
    if ballot.favour * 2 <= ballot.present:
        raise BallotLostError(ballot.favour, ballot.present)
