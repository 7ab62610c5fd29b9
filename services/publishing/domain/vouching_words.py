"""核对送达记录的词 — that somebody else has looked at the words typed about a showing."""

from uuid import UUID

from msgspec import Struct


class VouchDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """核对送达记录 — ``writer`` (a person id) typed where it was shown."""

    unit: str
    delivery_id: UUID
    writer: str


class DeliveryVouched(Struct, frozen=True, kw_only=True, tag="publishing.delivery.vouched.v1"):
    """送达记录已核对"""

    unit: str
    delivery_id: UUID
