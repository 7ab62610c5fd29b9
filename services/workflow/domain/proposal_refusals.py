"""提议的规则 — why a step is refused where a proposal stands now."""

from shared.decider import NotFoundError, RejectedError


class NotProposedError(NotFoundError):
    """没有找到这份方案。"""


class AlreadySubmittedError(RejectedError):
    """这份方案已经提出，不能重复提出。"""


class AlreadyDecidedError(RejectedError):
    """这份方案已经办结，不能再改动。"""


class NotUnderReviewError(RejectedError):
    """这份方案已退回修改，重新提出以后才能办理。"""


class NotReturnedError(RejectedError):
    """这份方案没有被退回，不能重新提出。"""


class CheckAlreadyRecordedError(RejectedError):
    """这项审核对当前文本已有结论，不能重复审核。"""
