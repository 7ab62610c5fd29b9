"""筛查页 — what was found, shown in place; settled by a person; and each unit's own words."""

from typing import Final
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect
from msgspec import Struct

from services.workflow.domain.screening_words import (
    KeepWords,
    Outcome,
    SettleFindings,
)
from services.workflow.domain.terms import Check, Post
from services.workflow.domain.wordlist import KEEPERS
from services.workflow.handlers import Desk, Names, Screenings
from services.workflow.handlers.paths import place_of
from services.workflow.pages.marking import marked
from services.workflow.pages.redacting import redacting
from services.workflow.pages.words import words
from services.workflow.views import ProposalRow
from services.workflow.views.screenings import ScreeningRow
from shared.decider import InvalidError, RejectedError
from shared.web import Caller, Filled, Page, again, page, see_other

READERS: Final = (*KEEPERS, Post.CLERK, Post.REVIEWER, Post.APPROVER, Post.AUDITOR)


class OutcomeMissingError(InvalidError):
    """请选择处理意见：须删除、须遮盖或者保留。"""


class SettleForm(Struct, frozen=True, kw_only=True):
    """处理表"""

    digest: str
    numbers: list[int] = []
    outcome: str = ""
    reason: str = ""

    def command(self) -> SettleFindings:
        """Return what is asked."""
        if self.outcome not in {each.value for each in Outcome}:
            raise OutcomeMissingError(field="outcome")
        return SettleFindings(
            numbers=tuple(self.numbers),
            outcome=Outcome(self.outcome),
            digest=self.digest,
            reason=self.reason,
        )


class WordsForm(Struct, frozen=True, kw_only=True):
    """词表"""

    words: str = ""


Settled = Filled[SettleForm]
Listed = Filled[WordsForm]


@get("/proposals/{proposal_id:uuid}/findings", include_in_schema=False, sync_to_thread=True)
def findings(
    proposal_id: UUID, desk: Desk, names: Names, screenings: Screenings, caller: Caller
) -> Page:
    """公开前筛查"""
    return _shown(proposal_id, desk, names, screenings, caller)


@post("/proposals/{proposal_id:uuid}/findings", include_in_schema=False)
async def settle(
    proposal_id: UUID,
    data: Settled,
    desk: Desk,
    names: Names,
    screenings: Screenings,
    caller: Caller,
) -> Redirect:
    """处理筛查发现"""
    async with again(_shown, proposal_id, desk, names, screenings, caller, typed=data):
        await screenings.settle(proposal_id, data.command(), caller)
    return see_other(f"/workflow/proposals/{proposal_id}/findings")


@get("/words/{unit:str}", include_in_schema=False, sync_to_thread=True)
def words_form(unit: str, names: Names, screenings: Screenings, caller: Caller) -> Page:
    """本单位筛查词表"""
    return _words(unit, names, screenings, caller)


@post("/words/{unit:str}", include_in_schema=False)
async def keep_words(
    unit: str, data: Listed, names: Names, screenings: Screenings, caller: Caller
) -> Redirect:
    """设定本单位筛查词表"""
    asked = KeepWords(unit=unit, words=tuple(data.words.splitlines()))
    async with again(_words, unit, names, screenings, caller, typed=data.words):
        await screenings.keep(asked, caller)
    return see_other(f"/workflow/words/{unit}")


def _shown(
    proposal_id: UUID,
    desk: Desk,
    names: Names,
    screenings: Screenings,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: SettleForm | None = None,
) -> Page:
    row = desk.proposal(proposal_id, caller)
    found = screenings.found(proposal_id)
    return page(
        "findings.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        **marked(row, desk),
        row=row,
        plan=row.plan,
        refusal=refusal,
        typed=typed,
        may=_may_settle(row, found, caller),
        redacting=redacting(row, found, screenings, caller),
    )


def _may_settle(row: ProposalRow, found: ScreeningRow | None, caller: Caller) -> bool:
    rules = row.proposal.rules
    if found is None or rules is None or row.state.value != "submitted":
        return False
    posts = rules.reviewers(Check.SECRECY)
    holds = caller.holds(place_of(row.proposal, caller, *posts), *posts)
    return holds and caller.person not in found.screening.authors


def _words(
    unit: str,
    names: Names,
    screenings: Screenings,
    caller: Caller,
    refusal: RejectedError | None = None,
    typed: str | None = None,
) -> Page:
    caller.acting(unit, *READERS)
    kept = screenings.list(unit)
    return page(
        "words.html.j2",
        status_code=refusal.status if refusal else 200,
        **words(names),
        unit=unit,
        kept=kept,
        typed=typed if typed is not None else "\n".join(kept.words if kept else ()),
        refusal=refusal,
        may=caller.holds(unit, *KEEPERS),
    )


handlers = [findings, settle, words_form, keep_words]
