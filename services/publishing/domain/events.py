"""What has happened in publishing. Past tense; stored for ever; only ever added to.

Rename a class freely. Never touch a tag, and give every new field a default. What society
reads stands whole in the fact itself: its bytes are an entry of the log, and their proof is
the proof of the page. Facts shown to society name no person.
"""

from datetime import date, datetime

from msgspec import Struct

from services.publishing.domain.board_words import BoardEvent, SheetEvent
from services.publishing.domain.by_hand import HandEvent
from services.publishing.domain.capture import CaptureTaken
from services.publishing.domain.conveying_words import ConveyingEvent
from services.publishing.domain.delivery_words import DeliveryEvent
from services.publishing.domain.display_words import DisplayEnded
from services.publishing.domain.paper_words import PaperEvent
from services.publishing.domain.repost_words import RepostEvent
from services.publishing.domain.screen_words import ScreenEvent
from services.publishing.domain.seals import StatesSealed
from services.publishing.domain.subscription_words import SubscriptionEvent
from services.publishing.domain.terms import Approval, Attachment, CatalogVersion, Item, Plan
from services.publishing.domain.vouching_words import DeliveryVouched


class DisclosureRegistered(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.registered.v1"
):
    """公开事项已登记"""

    unit: str
    item_id: str
    item: Item
    proposal_id: str
    version: int
    plan: Plan
    digest: str
    approval: Approval
    inner_first: bool = True
    min_inner_working_days: int = 0


class InnerOpened(Struct, frozen=True, kw_only=True, tag="publishing.inner.opened.v1"):
    """党内公开已开始"""

    unit: str
    item_id: str
    version: int
    opened_on: date


class InnerRestarted(Struct, frozen=True, kw_only=True, tag="publishing.inner.restarted.v1"):
    """党内公开已重新起算 — a new version came while members alone were reading (再公开)."""

    unit: str
    item_id: str
    version: int
    restarted_on: date
    min_inner_working_days: int


class PublicOpened(Struct, frozen=True, kw_only=True, tag="publishing.public.opened.v1"):
    """社会公开已开始

    ``inner_opened_on`` is None when the inner phase was waived or is not required;
    ``inner_days`` are the working days that were counted, by the calendar named.
    """

    unit: str
    unit_name: str
    item_id: str
    level1: str
    level2: str
    level3: str
    time_limit: str
    title: str
    content: str
    scope: str
    channels: tuple[str, ...]
    duration_days: int | None
    version: int
    digest: str
    approval: Approval
    opened_on: date
    waiver: str = ""
    inner_opened_on: date | None = None
    inner_days: tuple[date, ...] = ()
    calendar: str = ""
    catalog: CatalogVersion = CatalogVersion()


class AttachmentsListed(Struct, frozen=True, kw_only=True, tag="publishing.attachments.listed.v1"):
    """公开事项附件已列明

    Filed with every version that has files, and again when society begins to read it:
    ``public`` says that it does, so that the digests of the files stand in the log.
    ``digest`` is that of the approved text, which is over these files too.
    """

    unit: str
    item_id: str
    version: int
    digest: str
    attachments: tuple[Attachment, ...]
    public: bool


class DisclosureRevised(Struct, frozen=True, kw_only=True, tag="publishing.disclosure.revised.v1"):
    """公开事项已更正 — ``public``: society sees it; ``files``: how many are listed right after."""

    unit: str
    unit_name: str
    item_id: str
    level1: str
    level2: str
    level3: str
    time_limit: str
    version: int
    plan: Plan
    explanation: str
    digest: str
    approval: Approval
    proposal_id: str
    revised_on: date
    public: bool
    opinion_id: str = ""
    files: int = 0


class DisclosureWithdrawn(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.withdrawn.v1"
):
    """公开事项已撤回 — ``public``: society had seen it."""

    unit: str
    unit_name: str
    item_id: str
    title: str
    version: int
    explanation: str
    approval: Approval
    proposal_id: str
    withdrawn_on: date
    public: bool
    opinion_id: str = ""


class DisclosureCancelled(
    Struct, frozen=True, kw_only=True, tag="publishing.disclosure.cancelled.v1"
):
    """公开事项已取消 — its approval was revoked before anybody had read it."""

    unit: str
    item_id: str
    proposal_id: str
    reason: str
    cancelled_on: date


class ReleaseScheduled(Struct, frozen=True, kw_only=True, tag="publishing.release.scheduled.v1"):
    """公开时间已定 — ``step`` is inner or public; ``at`` is UTC, a whole minute."""

    unit: str
    disclosure_id: str
    step: str
    at: datetime


class ReleaseCancelled(Struct, frozen=True, kw_only=True, tag="publishing.release.cancelled.v1"):
    """定时公开已取消"""

    unit: str
    disclosure_id: str
    step: str
    at: datetime
    reason: str


class ReleaseExecuted(Struct, frozen=True, kw_only=True, tag="publishing.release.executed.v1"):
    """定时公开已执行 — ``late_seconds`` after the time set, 0 if it was in time."""

    unit: str
    disclosure_id: str
    step: str
    at: datetime
    late_seconds: int


class ReleaseMissed(Struct, frozen=True, kw_only=True, tag="publishing.release.missed.v1"):
    """定时公开未执行 — which rule refused when the time came, in its own words."""

    unit: str
    disclosure_id: str
    step: str
    at: datetime
    rule: str
    reason: str


DisclosureEvent = (
    DisclosureRegistered
    | InnerOpened
    | InnerRestarted
    | PublicOpened
    | AttachmentsListed
    | DisclosureRevised
    | DisclosureWithdrawn
    | DisclosureCancelled
)
ReleaseEvent = ReleaseScheduled | ReleaseCancelled | ReleaseExecuted | ReleaseMissed
Event = (
    DisclosureEvent
    | ReleaseEvent
    | DeliveryEvent
    | DeliveryVouched
    | ConveyingEvent
    | BoardEvent
    | SheetEvent
    | ScreenEvent
    | PaperEvent
    | HandEvent
    | DisplayEnded
    | SubscriptionEvent
    | RepostEvent
    | StatesSealed
    | CaptureTaken
)
