"""社会媒体 — what a television station, a radio or a newspaper has shown is proved by hand (C5)."""

from datetime import datetime
from typing import Final

from shared.decider import InvalidError

MEDIA: Final = frozenset({"电视台", "广播", "报纸"})


class OutletMissingError(InvalidError):
    """在电视台、广播、报纸上公开，要写明是哪一家。"""


class ShownDateMissingError(InvalidError):
    """在电视台、广播、报纸上公开，要写明播出或者见报的日期。"""


class ClippingMissingError(InvalidError):
    """在电视台、广播、报纸上公开，要上传剪报、录音录像或者截图。"""


def complete(form: str, outlet: str, shown_at: datetime | None, *, clipping: bool) -> None:
    """Refuse a report about the media that does not say who, when and with what proof.

    Raises:
        OutletMissingError, ShownDateMissingError, ClippingMissingError: what is missing.

    """
    if form not in MEDIA:
        return
    if not outlet.strip():
        raise OutletMissingError(field="outlet")
    if shown_at is None:
        raise ShownDateMissingError(field="shown_at")
    if not clipping:
        raise ClippingMissingError(field="evidence")
