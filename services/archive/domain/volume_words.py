"""Words of volumes (案卷): kinds of material, codes, what may be asked and what has happened."""

from enum import Enum
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta, Struct

from services.archive.domain.terms import Count, Digest, Index

Text = Annotated[str, Meta(min_length=1, max_length=500)]
Line = Annotated[str, Meta(max_length=500)]
FondsCode = Annotated[str, Meta(pattern="^[A-Z0-9]{1,12}$")]
Place = Annotated[str, Meta(max_length=100)]
Department = Annotated[str, Meta(pattern="^[A-Z0-9]{2,6}$")]


class Kind(Enum):
    """材料种类 — what a matter's volume must hold, or say that there is none (S0 五(一)5; J1)."""

    PROPOSAL = "proposal"
    REVIEW = "review"
    APPROVAL = "approval"
    ORIGINAL = "original"
    MEETING = "meeting"
    MEDIA = "media"
    OPINION = "opinion"
    REPLY = "reply"
    FORM = "form"
    EVIDENCE = "evidence"


KINDS: Final = {
    Kind.PROPOSAL: "公开申请和方案",
    Kind.REVIEW: "审核意见",
    Kind.APPROVAL: "审批意见",
    Kind.ORIGINAL: "公开原文和附件",
    Kind.MEETING: "会议和活动记录",
    Kind.MEDIA: "声像材料",
    Kind.OPINION: "意见和建议",
    Kind.REPLY: "处理结果和答复",
    Kind.FORM: "办理过程记录",
    Kind.EVIDENCE: "实施公开的证明",
}


class Retention(Enum):
    """保管期限 — 国家档案局令第8号: permanent, thirty or ten years."""

    PERMANENT = "永久"
    THIRTY = "30年"
    TEN = "10年"

    @property
    def code(self) -> str:
        """Return how it stands in a reference code."""
        return _CODES[self]


_CODES: Final = {Retention.PERMANENT: "Y", Retention.THIRTY: "D30", Retention.TEN: "D10"}


class Pattern(Enum):
    """档号编制规则 — DA/T 22 (``Z109-WS·2026-D30-BGS-0001``) or DA/T 13 (``…·D30·BGS-0001``)."""

    DAT22 = "DA/T 22"
    DAT13 = "DA/T 13"


class Stage(Enum):
    """检测环节 — when a volume's four properties were examined (DA/T 70)."""

    FILING = "归档"
    TRANSFER = "移交"
    PRESERVATION = "长期保存"


class Piece(Struct, frozen=True, kw_only=True):
    """材料 — how many pieces of one kind are in a volume; ``none`` says why there is none."""

    kind: Kind
    count: Index = 0
    none: Line = ""


class SettleFonds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """设定全宗 — ``kinds`` are those that every volume must account for."""

    fonds: FondsCode
    unit: str
    pattern: Pattern
    department: Department
    kinds: tuple[Kind, ...] = tuple(Kind)


class SealVolume(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """立卷 — ``number`` is the code written into the package; additions need a ``reason``."""

    matter: UUID
    title: Text
    year: Annotated[int, Meta(ge=1921, le=9999)]
    retention: Retention
    number: str
    pieces: tuple[Piece, ...]
    digest: Digest
    size: Count
    facts: Count
    logged: Count
    reason: Line = ""
    category: Line = ""


class RegisterOriginal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记纸质原件 — ``twin`` is the SHA-256 of its electronic copy, empty if there is none."""

    number: Text
    volume: Text
    name: Text
    pages: Count
    shelf: Text
    twin: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""


class RegisterPaper(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """登记纸质档案 — a file on paper alone; ``category`` is the class of the catalog it belongs to.

    Room, shelf and box say where it stands (S4 一(三)4).
    """

    unit: str
    title: Text
    year: Annotated[int, Meta(ge=1921, le=9999)]
    retention: Retention
    category: Text
    pages: Count
    room: Place
    shelf: Place
    box: Place


class ConsultVolume(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """利用档案 — ``original`` names the paper original, empty for the electronic package."""

    volume: Text
    purpose: Text
    original: Line = ""


class RecordCheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """记录四性检测 — authenticity, completeness, usability, safety of one version's package."""

    volume: Text
    version: Count
    stage: Stage
    authentic: bool
    complete: bool
    usable: bool
    safe: bool
    findings: tuple[str, ...] = ()


class FondsSettled(Struct, frozen=True, kw_only=True, tag="archive.fonds.settled.v1"):
    """全宗已设定"""

    fonds: str
    unit: str
    pattern: Pattern
    department: str
    kinds: tuple[Kind, ...]


class VolumeSealed(Struct, frozen=True, kw_only=True, tag="archive.volume.sealed.v1"):
    """案卷已封存 — ``digest`` is the SHA-256 of the package, ``logged`` the log's size in it."""

    fonds: str
    unit: str
    matter: UUID
    title: str
    number: str
    serial: int
    year: int
    retention: Retention
    version: int
    pieces: tuple[Piece, ...]
    digest: str
    size: int
    facts: int
    logged: int
    reason: str = ""
    category: str = ""


class OriginalRegistered(Struct, frozen=True, kw_only=True, tag="archive.original.registered.v1"):
    """纸质原件已登记"""

    fonds: str
    number: str
    volume: str
    name: str
    pages: int
    shelf: str
    twin: str = ""


class PaperRegistered(Struct, frozen=True, kw_only=True, tag="archive.paper.registered.v1"):
    """纸质档案已登记 — its number comes from the one sequence of paper and electronic files."""

    fonds: str
    unit: str
    number: str
    serial: int
    title: str
    year: int
    retention: Retention
    category: str
    pages: int
    room: str
    shelf: str
    box: str


class VolumeConsulted(Struct, frozen=True, kw_only=True, tag="archive.volume.consulted.v1"):
    """档案已利用"""

    fonds: str
    volume: str
    purpose: str
    original: str = ""


class VolumeChecked(Struct, frozen=True, kw_only=True, tag="archive.volume.checked.v1"):
    """四性检测已记录"""

    fonds: str
    volume: str
    version: int
    stage: Stage
    authentic: bool
    complete: bool
    usable: bool
    safe: bool
    findings: tuple[str, ...] = ()


VolumeCommand = (
    SettleFonds | SealVolume | RegisterOriginal | RegisterPaper | ConsultVolume | RecordCheck
)
VolumeEvent = (
    FondsSettled
    | VolumeSealed
    | OriginalRegistered
    | PaperRegistered
    | VolumeConsulted
    | VolumeChecked
)
