"""送达的词 — what may be asked about one delivery, and what has happened to it."""

from datetime import datetime

from msgspec import Struct

from services.publishing.domain.terms import Phase, Scope


class Order(Struct, frozen=True, kw_only=True):
    """公开任务 — what was approved, as the rules know it now, and which showing of it is meant.

    ``step`` is inner or public, ``version`` the text to be shown and ``content_sha256`` its
    digest (hex); ``forms`` are the approved forms (公开形式), ``form`` the one that is meant;
    ``outlet`` names which of several (a board, a meeting, an account), empty if there is one.
    ``opened_at``: when the step was opened (UTC), None while it is not; ``due_at``: by when the
    unit's scheme wants it shown; ``retired``: carriers that the scheme no longer uses (S4 五2);
    ``held``: forms that wait for a summary to push; ``pilots``: what the scheme says of forms
    on trial; ``untested``: forms of which no test has shown that they work, where it asks.
    """

    disclosure_id: str
    unit: str
    step: str
    version: int
    form: str
    outlet: str
    forms: tuple[str, ...]
    scope: Scope
    phase: Phase
    current: int
    content_sha256: str
    withdrawn: bool = False
    opened_at: datetime | None = None
    due_at: datetime | None = None
    retired: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    pilots: tuple[str, ...] = ()
    untested: tuple[str, ...] = ()


class PlanDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """安排送达 — ``due_at``: by when it is to be shown (UTC), None without a time limit."""

    order: Order
    audience: Scope
    due_at: datetime | None = None


class ReportDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告送达 — it has been shown: when, where, to whom, and what proves it.

    ``evidence`` is the SHA-256 (hex) of what proves it (photo, clipping, minutes, answer of a
    platform); ``address`` is where it can be seen; ``via`` the adapter that reports, empty for
    a person. ``content_sha256`` is that of the text shown, empty if the channel cannot tell.
    """

    order: Order
    audience: Scope
    evidence: str
    shown_at: datetime
    address: str = ""
    via: str = ""
    content_sha256: str = ""


class ReportFailure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告未送达 — why it was not shown; it may be tried again."""

    order: Order
    audience: Scope
    reason: str
    via: str = ""


class RetryDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """要求重新送达"""


class RemoveDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """报告撤下 — it is shown no more; ``evidence`` may be empty where nothing is left to prove."""

    removed_at: datetime
    reason: str
    evidence: str = ""
    via: str = ""


DeliveryCommand = PlanDelivery | ReportDelivery | ReportFailure | RetryDelivery | RemoveDelivery


class DeliveryPlanned(Struct, frozen=True, kw_only=True, tag="publishing.delivery.planned.v1"):
    """送达已安排 — ``pilot``: the form was on trial (试点, S1-41)."""

    unit: str
    disclosure_id: str
    step: str
    version: int
    form: str
    outlet: str
    audience: str
    content_sha256: str
    due_at: datetime | None = None
    pilot: bool = False


class DeliveryDelivered(Struct, frozen=True, kw_only=True, tag="publishing.delivery.delivered.v1"):
    """已送达 — ``late_seconds`` after the time that was set, 0 if in time or none was set."""

    unit: str
    disclosure_id: str
    step: str
    version: int
    form: str
    outlet: str
    audience: str
    evidence: str
    shown_at: datetime
    address: str
    via: str
    content_sha256: str
    late_seconds: int = 0


class DeliveryConfirmed(Struct, frozen=True, kw_only=True, tag="publishing.delivery.confirmed.v1"):
    """送达已补确认 — it had been reported as failed, and turns out to have been shown."""

    unit: str
    disclosure_id: str
    step: str
    version: int
    form: str
    outlet: str
    audience: str
    evidence: str
    shown_at: datetime
    address: str
    via: str
    content_sha256: str
    failures: int
    late_seconds: int = 0


class DeliveryFailed(Struct, frozen=True, kw_only=True, tag="publishing.delivery.failed.v1"):
    """未送达 — ``attempt`` counts from 1."""

    unit: str
    disclosure_id: str
    step: str
    version: int
    form: str
    outlet: str
    audience: str
    reason: str
    via: str
    attempt: int


class DeliveryRetried(Struct, frozen=True, kw_only=True, tag="publishing.delivery.retried.v1"):
    """已要求重新送达 — ``attempt`` is the one that follows."""

    unit: str
    disclosure_id: str
    step: str
    version: int
    form: str
    outlet: str
    audience: str
    attempt: int


class DeliveryRemoved(Struct, frozen=True, kw_only=True, tag="publishing.delivery.removed.v1"):
    """已撤下"""

    unit: str
    disclosure_id: str
    step: str
    version: int
    form: str
    outlet: str
    audience: str
    reason: str
    evidence: str
    removed_at: datetime
    via: str


DeliveryEvent = (
    DeliveryPlanned
    | DeliveryDelivered
    | DeliveryConfirmed
    | DeliveryFailed
    | DeliveryRetried
    | DeliveryRemoved
)
