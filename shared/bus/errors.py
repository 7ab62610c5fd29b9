"""What can go wrong on the street. None of these is a rule: no person is refused by them."""


class BusError(Exception):
    """消息总线出错。"""


class DisconnectedError(BusError):
    """与消息总线的连接断开了。Whatever was under way may or may not have arrived."""


class UnansweredError(BusError):
    """消息总线没有按时答复。"""


class ForbiddenSubjectError(BusError):
    """消息总线不许本服务使用这个主题。"""


class ServerRefusedError(BusError):
    """消息总线拒绝了请求。"""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{description} ({code})")
        self.code = code


class BehindError(BusError):
    """流的末尾比预计的靠前。Read the end again and go on from there."""


class UnreadableError(BusError):
    """总线上的信缺少信封。Only a letter that no relay of ours has sent can be so."""


class DivergedError(BusError):
    """流与事实库不一致,已停止转发。

    The stream holds another letter than the store at the same place, or more letters
    than the store: one of the two is not what it was (a restored backup, a swapped
    folder). Nothing may be published until a person has decided which one is true.
    """
