"""核对送达记录 — where it was shown, typed by one, is told to strangers when another has looked."""

from typing import Final
from uuid import UUID, uuid5

from services.publishing.domain.session import APPROVERS
from services.publishing.domain.vouching_words import DeliveryVouched, VouchDelivery
from shared.decider import Decider, ForbiddenError, RejectedError
from shared.record import Cause


class NotVoucherError(ForbiddenError):
    """只有本单位的审批人或者领导小组办公室可以核对送达记录。"""


class OwnDeliveryError(RejectedError):
    """登记送达的人不能自己核对，请由另一人核对。"""


class VouchedAlreadyError(RejectedError):
    """这条送达记录已经核对。"""


class NothingToVouchError(RejectedError):
    """这条送达记录没有需要核对的文字，或者还没有送达。"""


def decide(command: VouchDelivery, vouched: bool, cause: Cause) -> list[DeliveryVouched]:
    """Let somebody who has not typed it say that it is so (row B4)."""
    if cause.unit != command.unit or cause.post not in APPROVERS:
        raise NotVoucherError
    if cause.actor == command.writer:
        raise OwnDeliveryError
    if vouched:
        raise VouchedAlreadyError
    return [DeliveryVouched(unit=command.unit, delivery_id=command.delivery_id)]


def vouched(_: bool, __: DeliveryVouched) -> bool:
    """Remember that somebody has looked."""
    return True


def vouched_at(delivery_id: UUID) -> UUID:
    """Return where it stands that a delivery was looked at."""
    return uuid5(delivery_id, "vouched")


VOUCHED: Final = Decider[VouchDelivery, bool, DeliveryVouched](
    initial=False, decide=decide, evolve=vouched
)
