"""Words of the catalog. Each is in docs/glossary.md with its Chinese original."""

from enum import Enum
from functools import lru_cache
from typing import Annotated, Final
from uuid import UUID, uuid5

from msgspec import Meta, Struct

from shared.posts import named

LONGEST: Final = 2_000  # characters of one cell of a catalog
Text = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
Login = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{1,31}$")]


class Post(Enum):
    """职务"""

    CLERK = "clerk"
    SECRECY_REVIEWER = "secrecy_reviewer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    OFFICE = "office"
    PUBLISHER = "publisher"
    HANDLER = "handler"
    MEMBER = "member"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMIN = "admin"
    LEADER = "leader"
    DEPUTY_LEADER = "deputy_leader"
    FIRST_RESPONSIBLE = "first_responsible"
    DIRECTLY_RESPONSIBLE = "directly_responsible"
    SECRETARY = "secretary"
    SECURITY_ADMIN = "security_admin"
    COMMITTEE_MEMBER = "committee_member"
    DISCIPLINE_MEMBER = "discipline_member"
    INVESTOR = "investor"  # of an audience beside the Party: no member, no staff (S1-08)

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return named(self)


class Scope(Enum):
    """公开范围"""

    SOCIETY = "society"
    PARTY = "party"
    UNIT = "unit"
    PERSONS = "persons"
    APPLICANT = "applicant"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _SCOPES[self]


_SCOPES: Final = {
    Scope.SOCIETY: "社会",
    Scope.PARTY: "党内",
    Scope.UNIT: "本单位",
    Scope.PERSONS: "特定人员",
    Scope.APPLICANT: "申请人",
}


class TimeLimit(Enum):
    """公开时限"""

    LONG_TERM = "long_term"
    PERIODIC = "periodic"
    STAGED = "staged"
    IMMEDIATE = "immediate"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _LIMITS[self]


_LIMITS: Final = {
    TimeLimit.LONG_TERM: "长期",
    TimeLimit.PERIODIC: "定期",
    TimeLimit.STAGED: "分期",
    TimeLimit.IMMEDIATE: "即时",
}


class Form(Enum):
    """公开形式 — in the order in which they are always listed."""

    MEETING = "会议"
    DOCUMENT = "文件"
    BOARD = "公开栏"
    WEBSITE = "网站"
    BRIEFING = "简报"
    CIRCULAR = "通报"
    ANSWER = "解答"
    ACCOUNT = "公众号"
    MICROBLOG = "微博"
    MESSAGE = "彩信"
    TELEVISION = "电视台"
    RADIO = "广播"
    NEWSPAPER = "报纸"
    INTRANET = "局域网"
    SCREEN = "电子显示屏"
    OTHER = "其他形式"


class Check(Enum):
    """审查事项"""

    SECRECY = "secrecy"
    NECESSITY = "necessity"
    ACCURACY = "accuracy"


class Verdict(Enum):
    """审查结论"""

    PASS = "pass"  # noqa: S105 — a verdict, not a password
    FAIL = "fail"


class Field(Enum):
    """栏目 — a column of a catalog."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    FORMS = "forms"
    SCOPE = "scope"
    TIME_LIMIT = "time_limit"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _FIELDS[self]


_FIELDS: Final = {
    Field.LEVEL1: "一级目录",
    Field.LEVEL2: "二级目录",
    Field.LEVEL3: "三级目录",
    Field.FORMS: "公开形式",
    Field.SCOPE: "公开范围",
    Field.TIME_LIMIT: "公开时限",
}


class Evidence(Enum):
    """承继依据 — why a blank cell takes the value above it."""

    MERGED = "merged"  # the cells are merged in the file
    BLANK = "blank"  # the cell is merely empty


class Confidence(Enum):
    """把握程度 — merged or same group: high; another 二级: medium; another 一级: low."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"high": "高", "medium": "中", "low": "低"}[self.value]


class Inherited(Struct, frozen=True, kw_only=True, gc=False):
    """承继标记 — this field was not printed here; it was taken from ``from_row``."""

    field: Field
    from_row: int
    evidence: Evidence
    confidence: Confidence


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """目录条目 — one matter to disclose; ``row`` counts the entries of a file from 1.

    ``line`` is the line of the file; ``time_word`` the file's own word for the time
    limit (固定, 随时…). A field that could not be resolved is empty or null.
    """

    row: int
    level3: str
    level1: str = ""
    level2: str = ""
    forms: tuple[Form, ...] = ()
    scope: Scope | None = None
    time_limit: TimeLimit | None = None
    time_word: str = ""
    code: str = ""
    line: int = 0
    inherited: tuple[Inherited, ...] = ()


class Kind(Enum):
    """疑点种类"""

    UNRESOLVED = "unresolved"
    UNKNOWN_WORD = "unknown_word"
    CONTRADICTION = "contradiction"
    LOW_CONFIDENCE = "low_confidence"
    DUPLICATE = "duplicate"
    MISPRINT = "misprint"
    NORMALIZED = "normalized"
    PASSED_OVER = "passed_over"
    MASKED = "masked"
    FORMULA = "formula"
    CONTINUED = "continued"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    DROPPED = "dropped"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return _KINDS[self]

    @property
    def blocking(self) -> bool:
        """Tell whether a person must settle it before the catalog is approved."""
        return self not in _REMARKS


_REMARKS: Final = frozenset(
    {
        *(Kind.MISPRINT, Kind.NORMALIZED, Kind.PASSED_OVER),
        *(Kind.CORRECTED, Kind.ACCEPTED, Kind.DROPPED),
    }
)
_KINDS: Final = {
    Kind.UNRESOLVED: "无法确定",
    Kind.UNKNOWN_WORD: "用语不明",
    Kind.CONTRADICTION: "前后矛盾",
    Kind.LOW_CONFIDENCE: "承继把握低",
    Kind.DUPLICATE: "条目重复",
    Kind.MISPRINT: "疑似笔误",
    Kind.NORMALIZED: "已作规范",
    Kind.PASSED_OVER: "未作条目",
    Kind.MASKED: "文字缺损",
    Kind.FORMULA: "公式取值",
    Kind.CONTINUED: "疑为续行",
    Kind.CORRECTED: "导入时已更正",
    Kind.ACCEPTED: "导入时已核对",
    Kind.DROPPED: "导入时已剔除",
}


class Doubt(Struct, frozen=True, kw_only=True, gc=False):
    """疑点 — what the import could not decide alone. ``row`` 0 is the whole file."""

    row: int
    field: Field
    kind: Kind
    message: str
    line: int = 0


class Draft(Struct, frozen=True, kw_only=True):
    """目录草稿 — what was read from a sheet, with every decision laid open."""

    sheet: str
    entries: tuple[Entry, ...]
    doubts: tuple[Doubt, ...]


class Source(Struct, frozen=True, kw_only=True):
    """来源 — the file a catalog was read from; all empty when entered by hand."""

    file_name: str = ""
    sha256: str = ""
    sheet: str = ""


class Sealed(Struct, frozen=True, kw_only=True):
    """密封件 — personal data, readable only with the key of ``subject``."""

    subject: str
    nonce: str
    box: str
    commitment: str


ROOT: Final = UUID("6f0f2d5e-0f0c-5a37-9d0f-6d1c6a3d2a11")  # the house's own namespace
UNITS_ID: Final = uuid5(ROOT, "units")


def person_id_of(login: str) -> UUID:
    """Return the opaque id of the person who logs in so: one login, one person."""
    return uuid5(ROOT, f"person/{login}")


@lru_cache(maxsize=1_024)
def catalog_id_of(unit: str) -> UUID:
    """Return the stream of a unit's catalog."""
    return uuid5(UUID(unit), "catalog")


def posts_id_of(unit: str) -> UUID:
    """Return the stream of a unit's posts."""
    return uuid5(UUID(unit), "posts")


def scheme_id_of(unit: str) -> UUID:
    """Return the stream of a unit's schemes."""
    return uuid5(UUID(unit), "scheme")


def item_id_of(unit: str, entry: Entry) -> UUID:
    """Return the identity of a matter: the same words in the same unit, the same item."""
    path = f"{entry.level1}\n{entry.level2}\n{entry.level3}"
    return uuid5(catalog_id_of(unit), path)
