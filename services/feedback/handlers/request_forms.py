"""办理单 — what staff may ask about a request, each as a form of its own."""

from typing import Final

from msgspec import Struct


class Sheet(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag=str.lower
):
    """办理单"""


class Accept(Sheet, frozen=True):
    """受理"""

    checked: str = ""


class Correction(Sheet, frozen=True):
    """要求补正"""

    wanted: str = ""


class Lapse(Sheet, frozen=True):
    """逾期未补正"""


class Extend(Sheet, frozen=True):
    """延长期限"""

    extension: str = ""


class Consult(Sheet, frozen=True):
    """征求第三方意见"""

    party: str = ""


class Heard(Sheet, frozen=True):
    """登记第三方意见"""

    consent: str = ""
    said: str = ""


class Study(Sheet, frozen=True):
    """研究意见"""

    opinion: str = ""


class Drop(Sheet, frozen=True):
    """取出文件"""

    sha256: str = ""


class Decide(Sheet, frozen=True):
    """决定答复"""

    outcome: str = ""
    basis: str = ""
    reason: str = ""
    ground: str = ""
    scope: str = ""
    shape: str = ""


class Explain(Sheet, frozen=True):
    """向申请人说明 — ``delivered_at`` is Beijing's time, as people write it."""

    explanation: str = ""
    how: str = ""
    delivered_at: str = ""
    evidence: str = ""


class Close(Sheet, frozen=True):
    """办结"""


class Send(Sheet, frozen=True):
    """报送备案"""


class Acknowledge(Sheet, frozen=True):
    """收下备案"""


class Return(Sheet, frozen=True):
    """退回备案"""

    returned: str = ""


class Examine(Sheet, frozen=True):
    """督察意见"""

    finding: str = ""


class Conclude(Sheet, frozen=True):
    """复核决定"""

    verdict: str = ""
    verdict_reason: str = ""


class Publication(Sheet, frozen=True):
    """公开任务已落实"""

    disclosure_id: str = ""


class Erase(Sheet, frozen=True):
    """删除申请人资料"""

    erasure: str = ""


class Nominate(Sheet, frozen=True):
    """推荐列入目录"""

    title: str = ""


AnySheet = (
    Accept
    | Correction
    | Lapse
    | Extend
    | Consult
    | Heard
    | Study
    | Drop
    | Decide
    | Explain
    | Close
    | Send
    | Acknowledge
    | Return
    | Examine
    | Conclude
    | Publication
    | Nominate
    | Erase
)
SHEETS: Final[dict[str, type[Sheet]]] = {
    each.__name__.lower(): each for each in Sheet.__subclasses__()
}
