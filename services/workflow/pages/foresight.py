"""先看一看 — what the screening would find, shown to the proposer before anything is proposed."""

from collections.abc import Sequence
from typing import Any, Final

from litestar.concurrency import sync_to_thread
from msgspec import Struct
from msgspec.structs import asdict, replace

from services.workflow.domain.attachment_words import Attachment
from services.workflow.domain.screening import Finding, hits, masked
from services.workflow.domain.terms import Plan
from services.workflow.handlers import Screenings
from services.workflow.pages.marking import found_words
from services.workflow.pages.proposal import Counter
from shared.decider import InvalidError, RejectedError

FIELDS: Final = ("title", "content", "waiver", "summary")


class Typed(Struct, frozen=True, kw_only=True):
    """A form in which a text is typed.

    ``seen`` is the digest of the text whose findings were shown; ``mask``: cover them.
    """

    explanation: str = ""
    seen: str = ""
    mask: str = ""


class FoundBeforehandError(InvalidError):
    """筛查发现可能不宜公开的内容，请删除或者遮盖；确需保留的，核对后再提出。"""

    def __init__(self, digest: str, findings: Sequence[Finding], changed: dict[str, str]) -> None:
        super().__init__(len(findings))
        self.digest, self.findings, self.changed = digest, findings, changed

    @property
    def sentence(self) -> str:
        """Return what a person reads; nothing of what was found."""
        return "已经遮盖，还没有提出，请核对后再提出。" if self.changed else super().sentence


async def foreseen(
    form: Typed,
    plan: Plan | None,
    unit: str,
    counter: Counter,
    attachments: tuple[Attachment, ...] = (),
) -> None:
    """Refuse a text with findings that its proposer has not seen; cover them if asked to.

    Raises:
        FoundBeforehandError: there are findings; sending the same text again proposes it.

    """
    await sync_to_thread(_look, form, plan, unit, counter.proposals.screenings, attachments)


def again_as(form: Any, refusal: RejectedError | None) -> dict[str, Any]:
    """Return a form as it is handed back: what was covered is covered."""
    typed = asdict(form)
    if isinstance(refusal, FoundBeforehandError):
        typed |= {**refusal.changed, "seen": refusal.digest}
    return typed


def foretold(refusal: RejectedError | None) -> dict[str, Any]:
    """Return what the page of a form says about findings."""
    found = refusal.findings if isinstance(refusal, FoundBeforehandError) else ()
    return {"foreseen": found, **found_words()}


def _look(
    form: Typed,
    plan: Plan | None,
    unit: str,
    screenings: Screenings,
    attachments: tuple[Attachment, ...],
) -> None:
    digest, found = screenings.look(plan, form.explanation.strip(), unit, attachments)
    if form.mask and found:
        changed = _covered(form, plan, screenings.words(unit))
        plan = replace(plan, **{k: v for k, v in changed.items() if k in FIELDS}) if plan else None
        digest, found = screenings.look(plan, changed["explanation"].strip(), unit, attachments)
        raise FoundBeforehandError(digest, found, changed)
    if found and form.seen != digest:
        raise FoundBeforehandError(digest, found, {})


def _with(plan: Plan | None, texts: dict[str, str]) -> Plan | None:
    if plan is None:
        return None
    return replace(plan, **{each: texts[each] for each in FIELDS})


def _covered(form: Typed, plan: Plan | None, words: Sequence[str]) -> dict[str, str]:
    texts = {each: getattr(plan, each) for each in FIELDS} if plan else {}
    texts["explanation"] = form.explanation
    return {field: masked(text, hits(text, words)) for field, text in texts.items()}
