"""措辞 — reasons and notes are long enough to help, short enough to read; texts are not stale."""

from typing import Final

from shared.decider import InvalidError, RejectedError

REASON: Final = 5  # characters at least, so that a proposer learns what to mend
NOTE: Final = 2_000  # characters at most


class StaleTextError(RejectedError):
    """方案内容已经改动，您看到的不是最新文本，请刷新后再办。"""


class NoteMissingError(InvalidError):
    """审核不通过的，请写明理由。"""


class NoteTooLongError(InvalidError):
    """审核意见、退回理由不能超过2000个字。"""


class ReasonMissingError(InvalidError):
    """请写明理由，不少于5个字。"""


def latest(digest: str, current: str) -> None:
    """Refuse what was said about a text that has changed meanwhile."""
    if digest != current:
        raise StaleTextError(field="digest")


def reasoned(reason: str) -> str:
    """Return a reason that is long enough to learn from."""
    if len(reason.strip()) < REASON:
        raise ReasonMissingError(field="reason")
    not_too_long(reason, "reason")
    return reason


def not_too_long(text: str, field: str) -> None:
    """Refuse a note that nobody would read."""
    if len(text) > NOTE:
        raise NoteTooLongError(len(text), field=field)
