"""亮明的词 — what was approved, what proves that it was shown, whom to tell."""

from datetime import date

from msgspec import Struct

from services.publishing.domain.terms import Phase, Scope


class Matter(Struct, frozen=True, kw_only=True):
    """公开事项 — as the rules know it now: what was approved, for whom, in which forms.

    ``sha256`` (hex) is that of its content.
    """

    disclosure_id: str
    unit: str
    item_id: str
    title: str
    version: int
    forms: tuple[str, ...]
    scope: Scope
    phase: Phase
    disclose_on: date
    withdrawn: bool = False
    sha256: str = ""


class Evidence(Struct, frozen=True, kw_only=True):
    """公开凭据 — which form, which record (its stream), which file (SHA-256, hex), which day."""

    form: str
    record: str
    sha256: str
    on: date


class Addressee(Struct, frozen=True, kw_only=True):
    """通知对象 — a person by one of the posts they hold, or whoever holds it."""

    unit: str
    post: str
    person: str = ""
