"""Why a command was not filed although no rule of the domain refused it."""

from shared.decider import RejectedError


class StaleError(RejectedError):
    """您看到的内容已被他人更新，请刷新后再办。"""

    status = 412


class CommandIdReusedError(RejectedError):
    """同一个请求编号已经用于另一件事，请换一个编号。"""


class SilenceError(RejectedError):
    """这件事已经是这样了，没有新的内容需要记录。"""


class FactTooLargeError(RejectedError):
    """内容太长:一条记录最多 65,535 字节（约两万汉字）,请分开提交。"""

    status = 413


class BusyError(RejectedError):
    """现在办理的人太多，请稍后再试，您填写的内容没有丢失。"""

    status = 503
    retry_after = 1  # seconds


class UnavailableError(RejectedError):
    """记录库暂时不能写入，请稍后再提交一次（重复提交不会办理两次）。"""

    status = 503
    retry_after = 5  # seconds
