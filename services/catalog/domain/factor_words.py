"""第二重验证 — what may be asked about a person's device, and what has happened with it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

How = Literal["totp", "recovery"]


class EnrolFactor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记第二重验证"""


class UseFactor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """使用第二重验证 — by the device's code, or by a recovery code; how many are left."""

    how: How
    left: int


class ResetFactor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """重置第二重验证 — the device is lost; why, in the words of who resets it."""

    reason: Annotated[str, Meta(max_length=2_000)] = ""


class FactorEnrolled(Struct, frozen=True, kw_only=True, tag="catalog.factor.enrolled.v1"):
    """第二重验证已登记"""

    person_id: str


class FactorUsed(Struct, frozen=True, kw_only=True, tag="catalog.factor.used.v1"):
    """第二重验证已使用 — ``left``: recovery codes that remain."""

    person_id: str
    how: How
    left: int


class FactorRevoked(Struct, frozen=True, kw_only=True, tag="catalog.factor.revoked.v1"):
    """第二重验证已重置 — the device opens nothing any more."""

    person_id: str
    reason: str
    revoked_by: str


FactorCommand = EnrolFactor | UseFactor | ResetFactor
FactorEvent = FactorEnrolled | FactorUsed | FactorRevoked
