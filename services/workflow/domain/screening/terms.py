"""Words of the screening before people read (公开前筛查)."""

from enum import Enum
from typing import Final

from msgspec import Struct


class FindingKind(Enum):
    """发现种类 — what was found that may not be meant for everybody."""

    IDENTITY = "identity"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    TRAVEL = "travel"
    MILITARY = "military"
    EMAIL = "email"
    ACCOUNT = "account"
    ADDRESS = "address"
    MINOR = "minor"
    NAME = "name"
    MARK = "mark"
    SECRET_NUMBER = "secret_number"  # noqa: S105 — a kind, no secret
    UNIT_WORD = "unit_word"
    HIDDEN = "hidden"
    UNREAD = "unread"


FINDING_KINDS: Final = {
    FindingKind.IDENTITY: "居民身份证号码",
    FindingKind.MOBILE: "手机号码",
    FindingKind.LANDLINE: "固定电话号码",
    FindingKind.BANK_CARD: "银行卡号或者存折账号",
    FindingKind.PLATE: "机动车号牌",
    FindingKind.TRAVEL: "出入境证件号码",
    FindingKind.MILITARY: "军人证件号码",
    FindingKind.EMAIL: "电子邮箱",
    FindingKind.ACCOUNT: "微信、QQ等个人账号",
    FindingKind.ADDRESS: "家庭住址",
    FindingKind.MINOR: "未成年人信息",
    FindingKind.NAME: "敏感情形中的姓名",
    FindingKind.MARK: "密级或者内部标志",
    FindingKind.SECRET_NUMBER: "涉密文件字号",
    FindingKind.UNIT_WORD: "本单位词表中的词",
    FindingKind.HIDDEN: "隐藏内容",
    FindingKind.UNREAD: "没有检查的内容",
}


class Severity(Enum):
    """严重程度 — whether it is certain by its form, or only likely by what stands near."""

    CERTAIN = "certain"
    LIKELY = "likely"


SEVERITIES: Final = {Severity.CERTAIN: "确定", Severity.LIKELY: "疑似"}


class Piece(Struct, frozen=True, kw_only=True):
    """一段文字 — a text to screen, and where it stands in a reader's words (公开内容, 表1…)."""

    place: str
    text: str
    field: str = ""


class Hit(Struct, frozen=True, kw_only=True):
    """一处命中 — where in its piece, from ``start`` up to before ``end``, in characters."""

    kind: FindingKind
    start: int
    end: int
    rule: str
    severity: Severity = Severity.CERTAIN


class Finding(Struct, frozen=True, kw_only=True):
    """筛查发现 — what was found where; ``excerpt`` is masked and never says the thing itself.

    ``field`` names the text (title, content, explanation, or "" in files);
    ``start`` and ``end`` count its characters, for showing it in place.
    """

    kind: FindingKind
    place: str
    excerpt: str
    severity: Severity
    rule: str
    field: str = ""
    start: int = 0
    end: int = 0
