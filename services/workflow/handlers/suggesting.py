"""转为建议 — who may not propose a matter is refused, and is heard by who handles it.

S0-30, S0-62: staff of another office, or in another post, cannot propose, change or withdraw;
what they wanted is put to the unit in charge as a suggestion (谁承办、谁提出).
"""

import asyncio
from typing import Any, Final
from uuid import uuid5

from services.workflow.domain.commands import SubmitProposal
from services.workflow.domain.errand import ERRAND
from services.workflow.domain.errand_words import DispatchErrand, ErrandKind, SendErrand
from services.workflow.domain.terms import KINDS, Kind, Post
from services.workflow.views import items
from shared.auth import WrongPostError
from shared.decider import RejectedError
from shared.register import units
from shared.store import Store, Task
from shared.view import Views
from shared.web import Caller

SUGGESTERS: Final = (Post.CLERK, Post.OFFICE, Post.PUBLISHER)
WORDS: Final = 1_000  # characters of what was proposed
LINE: Final = 100  # characters of its title


class TurnedSuggestionError(WrongPostError):
    """这个事项不由您提出，已经转为建议。"""

    @property
    def code(self) -> str:
        """Return the rule that programs know: somebody else's office."""
        return WrongPostError.__name__

    @property
    def sentence(self) -> str:
        """Return what a person reads, with whom the suggestion has gone to."""
        told = "您不能提出；您的方案已经转为建议，请到“函告”查看。"
        return f"这个事项由{self.args[0]}的承办人提出，{told}"


async def instead(
    store: Store[Any], views: Views, asked: SubmitProposal, caller: Caller, refusal: RejectedError
) -> RejectedError:
    """File a suggestion in place of a proposal that its sender may not make; return the refusal."""
    item = await asyncio.to_thread(views.get, items, asked.item_id)
    mine = caller.units(*SUGGESTERS)
    if item is None or item.unit != asked.unit or not mine:
        return refusal
    cause = caller.acting(asked.unit if asked.unit in mine else mine[0], *SUGGESTERS)
    title = asked.plan.title if asked.plan else item.title
    command = DispatchErrand(
        asked=SendErrand(
            unit=cause.unit,
            body=asked.unit,
            kind=ErrandKind.SUGGESTION,
            title=f"建议{KINDS[asked.kind]}：{title[:LINE]}",
            content=_said(asked),
            about=asked.disclosure_id or asked.item_id,
        )
    )
    errand_id = uuid5(caller.command_id, "suggestion")
    await store.file(Task(ERRAND, errand_id, command), cause=cause)
    row = await asyncio.to_thread(views.get, units, asked.unit)
    return TurnedSuggestionError(row.name if row else "", *refusal.args)


def _said(asked: SubmitProposal) -> str:
    text = asked.explanation if asked.kind is not Kind.DISCLOSE else ""
    words = text or (asked.plan.content if asked.plan else "")
    return f"建议的内容：{words[:WORDS]}"
