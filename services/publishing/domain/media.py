"""社会媒体 — what a television station, a radio or a newspaper has shown is proved by hand (C5)."""

from datetime import datetime
from typing import Final

from shared.decider import InvalidError

OTHER: Final = "其他形式"
PRINTED: Final = "报纸"
MEDIA: Final = frozenset({"电视台", "广播", PRINTED})


class OutletMissingError(InvalidError):
    """在电视台、广播、报纸上公开，要写明是哪一家。"""


class OtherFormVagueError(InvalidError):
    """用其他形式公开，要写明是什么形式、在哪里。"""


class ShownDateMissingError(InvalidError):
    """在电视台、广播、报纸上公开，要写明播出或者见报的日期。"""


class ClippingMissingError(InvalidError):
    """在电视台、广播、报纸上公开，要上传剪报、录音录像或者截图。"""


class PageMissingError(InvalidError):
    """在报纸上公开，要在“在哪里可以看到”一栏写明是哪一版。"""


def complete(
    form: str, outlet: str, shown_at: datetime | None, address: str, *, clipping: bool
) -> None:
    """Refuse a report about the media that does not say who, when, where and with what proof.

    Raises:
        OutletMissingError, ShownDateMissingError, PageMissingError, ClippingMissingError: what
            is missing.
        OtherFormVagueError: it does not say which other form (S4 一(五)5).

    """
    if form == OTHER and not outlet.strip():
        raise OtherFormVagueError(field="outlet")
    if form not in MEDIA:
        return
    if not outlet.strip():
        raise OutletMissingError(field="outlet")
    if shown_at is None:
        raise ShownDateMissingError(field="shown_at")
    if form == PRINTED and not address.strip():
        raise PageMissingError(field="address")
    if not clipping:
        raise ClippingMissingError(field="evidence")
