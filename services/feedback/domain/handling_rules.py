"""办理的规矩 — every way in which a step of handling is refused."""

from shared.decider import ForbiddenError, InvalidError, RejectedError


class AlreadyForwardedError(RejectedError):
    """这件意见已经在这个单位。"""


class OtherUnitMergeError(RejectedError):
    """只能与同一单位的意见并案。"""


class MergedLeadError(RejectedError):
    """主件已经办结、归结或者并入别的意见，不能再并案。"""


class MergedIntoItselfError(InvalidError):
    """意见不能并入自己。"""


class ClockStoppedError(RejectedError):
    """计时已经中止。"""


class TermOverError(RejectedError):
    """办理期限已过，不能再中止计时，也不能再延长期限。"""


class ClockNotStoppedError(RejectedError):
    """计时没有中止，不用恢复。"""


class ExtendedEnoughError(RejectedError):
    """延长期限的次数已经用完，不能再延长。"""


class DueNotLaterError(InvalidError):
    """延长后的期限必须晚于原来的期限。"""


class NotUnclaimedError(RejectedError):
    """这件意见没有超过认领期限，或者已经有人承办，不用上报。"""


class FutureMeetingError(InvalidError):
    """日期不能晚于今天。"""


class AlreadyFlaggedError(RejectedError):
    """这件意见已经标为重大问题。"""


class NotFlaggedError(RejectedError):
    """这件意见没有标为重大问题，不用领导小组研究。"""


class NotStudiedError(RejectedError):
    """重大问题须先经领导小组研究，再提交党组讨论。"""


class DecidedBeforeStudiedError(InvalidError):
    """党组讨论的日期不能早于领导小组研究的日期。"""


class GroupNotNotifiedError(RejectedError):
    """重大问题的办理结果还没有报告领导小组，不能归结。"""


class UnfoundedRectificationError(RejectedError):
    """结论不是属实、部分属实或者采纳的意见，不用整改。"""


class RectificationOpenError(RejectedError):
    """上一项整改还没有验收，不能再责令整改。"""


class RectificationDueError(InvalidError):
    """整改期限必须晚于今天。"""


class NoRectificationError(RejectedError):
    """没有需要报告或者验收的整改。"""


class NotOwnerError(ForbiddenError):
    """只有整改责任人可以报告整改情况。"""


class RectificationReportedError(RejectedError):
    """整改情况已经报告，正在等待验收。"""


class OwnRectificationError(ForbiddenError):
    """整改责任人不能验收自己的整改。"""


class RectificationStillOpenError(RejectedError):
    """整改还没有验收通过，不能归结。"""


class OutcomeMustBePublicError(RejectedError):
    """按本单位的实施方案，办理结果一律公开，不能决定不公开。"""


class AnonymousMustBeAnsweredError(RejectedError):
    """匿名意见以公开办理结果的方式答复，不能决定不公开。"""


class NotAnsweredYetError(RejectedError):
    """意见还没有答复，现在不能评价，也不能要求重新办理。"""


class AlreadyRatedError(RejectedError):
    """这次办理结果已经评价过，一次答复只评价一次。"""


class AlreadyReopenedError(RejectedError):
    """这件意见已经重新办理过一次，不能再次要求重新办理。"""


class ReopenTooLateError(RejectedError):
    """要求重新办理的期限已过，如仍有意见，请重新提交。"""


class ErasedOpinionError(RejectedError):
    """这件意见的个人信息已经删除。"""


class ErasedTooEarlyError(RejectedError):
    """意见还没有答复，个人信息要等答复以后才能删除。"""
