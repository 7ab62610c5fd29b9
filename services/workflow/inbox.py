"""The door for facts of others: a fact becomes a command; no rules."""

from services.workflow.handlers import Answering, Consultations, Corrections, Postings, Staged
from services.workflow.handlers.answering import Reassigned
from services.workflow.handlers.mandates import Mandates
from services.workflow.handlers.mistakes import Mistakes
from services.workflow.heard import (
    CalendarAdopted,
    DisclosureCancelled,
    DisclosureEvidenced,
    DisclosureRevised,
    DisclosureWithdrawn,
    EntryImposed,
    InnerOpened,
    ItemRetired,
    OpinionConcluded,
    OpinionReceived,
    PostAssigned,
    PostEntrusted,
    PostHanded,
    PostVacated,
    PublicOpened,
    StanceDeclared,
)
from shared.record import Record
from shared.service import Reactions


def inbox(  # noqa: C901 — one line for each fact
    corrections: Corrections,
    answering: Answering,
    mandates: Mandates,
    postings: Postings,
    consultations: Consultations,
    mistakes: Mistakes,
    staged: Staged,
) -> Reactions:
    """Return what this service does because of what it hears."""
    reactions = _posted(postings, consultations, mistakes, staged)

    @reactions.on(OpinionConcluded)
    async def _(record: Record[OpinionConcluded]) -> None:
        """须更正或者撤回的意见 → 更正任务；属实或者部分属实的，列入差错台账"""
        finding, remedy = record.event.finding, record.event.remedy
        if remedy in {"revise", "withdraw"} and finding in {"upheld", "partly", "adopted"}:
            await corrections.demand(record)
        if remedy == "revise" and finding in {"upheld", "partly"}:
            await mistakes.found(record)

    @reactions.on(InnerOpened, PublicOpened)
    async def _(record: Record[InnerOpened] | Record[PublicOpened]) -> None:
        """公开了 → 公开义务已履行；是公示的，公示开始"""
        await answering.disclosed(record)
        await postings.opened(record)

    @reactions.on(DisclosureEvidenced)
    async def _(record: Record[DisclosureEvidenced]) -> None:
        """凭据齐了 → 只在党内公开的，公开义务已履行"""
        await answering.evidenced(record)

    @reactions.on(DisclosureRevised)
    async def _(record: Record[DisclosureRevised]) -> None:
        """更新了 → 变动后的重新公开已履行，差错已更正"""
        await answering.revised(record)
        await mistakes.corrected(record)

    @reactions.on(PostAssigned, PostEntrusted, PostHanded, PostVacated)
    async def _(record: Record[Reassigned]) -> None:
        """职务变动 → 领导分工等长期公开内容须重新公开"""
        await answering.reassigned(record)

    @reactions.on(EntryImposed)
    async def _(record: Record[EntryImposed]) -> None:
        """上级要求公开 → 公开义务"""
        await mandates.raise_(record)

    @reactions.on(ItemRetired)
    async def _(record: Record[ItemRetired]) -> None:
        """移出目录 → 尚未履行的义务免除"""
        await answering.retired(record)

    @reactions.on(CalendarAdopted)
    async def _(record: Record[CalendarAdopted]) -> None:
        """放假安排公布 → 期限重新计算"""
        await answering.recount()
        await postings.recount(record)
        await consultations.recount(record)

    return reactions


def _posted(
    postings: Postings, consultations: Consultations, mistakes: Mistakes, staged: Staged
) -> Reactions:
    """Return what follows for notices (公示) and for plans before their decision (预公开)."""
    reactions = Reactions()

    @reactions.on(OpinionReceived)
    async def _(record: Record[OpinionReceived]) -> None:
        """公示期内收到意见 → 归入公示异议"""
        await postings.objected(record)

    @reactions.on(DisclosureWithdrawn, DisclosureCancelled)
    async def _(record: Record[DisclosureWithdrawn] | Record[DisclosureCancelled]) -> None:
        """公示期内撤回或者取消 → 公示中断，须重新公示；差错以撤回了结；阶段须重新公开"""
        await postings.withdrawn(record)
        await consultations.withdrawn(record)
        await mistakes.withdrawn(record)
        await staged.withdrawn(record)

    @reactions.on(StanceDeclared)
    async def _(record: Record[StanceDeclared]) -> None:
        """对预公开的方案表了态 → 计入表态"""
        await consultations.answered(record)

    return reactions
