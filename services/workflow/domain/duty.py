"""公开义务的用语 — kinds of obligations, terms, and the time limits that a scheme sets."""

import hashlib
from datetime import date
from enum import Enum
from typing import Final

from msgspec import Struct

from shared.calendar import Day
from shared.decider import RejectedError
from shared.record import canonical

LEAST: Final = 5  # characters of a ground, a demand or an outcome


class Duty(Enum):
    """义务种类 — why something must be disclosed by a day."""

    PERIODIC = "periodic"
    CHANGED = "changed"
    STAGE = "stage"
    SUMMARY = "summary"
    IMMEDIATE = "immediate"
    ANNUAL = "annual"
    MANDATED = "mandated"
    RESULT = "result"
    FIRST = "first"
    REVIEW = "review"
    CONSULTATION = "consultation"
    OUTCOME = "outcome"
    DOSSIER = "dossier"


DUTIES: Final = {
    Duty.PERIODIC: "定期公开",
    Duty.CHANGED: "长期公开内容变动",
    Duty.STAGE: "分期公开",
    Duty.SUMMARY: "总结性公开",
    Duty.IMMEDIATE: "即时公开",
    Duty.ANNUAL: "年度结果公开",
    Duty.MANDATED: "上级要求公开",
    Duty.RESULT: "公示结果公开",
    Duty.FIRST: "长期公开首次公开",
    Duty.REVIEW: "长期公开内容复核",
    Duty.CONSULTATION: "预公开",
    Duty.OUTCOME: "预公开结果公开",
    Duty.DOSSIER: "重大决策公开",
}


class MandatedDutyError(RejectedError):
    """上级要求公开的事项，本单位不能免除，也不能删除，必须公开。"""


class Term(Struct, frozen=True, kw_only=True):
    """期限 — so many days after a day, which itself never counts."""

    days: int
    working: bool = False

    @property
    def words(self) -> str:
        """Return the term as a person reads it."""
        return f"{self.days}个{'工作日' if self.working else '自然日'}"


class TimeLimits(Struct, frozen=True, kw_only=True):
    """公开时限规则 — what one version of a unit's scheme says; the defaults are the county's.

    ``months`` are those with whose last day a period ends; ``reminders`` are
    days relative to the due day, the first of them before it.
    """

    scheme_id: str = ""
    scheme_version: int = 0
    months: tuple[int, ...] = (3, 6, 9, 12)
    periodic: Term = Term(days=10, working=True)
    staged: Term = Term(days=10)
    summary: bool = True
    annual: Term = Term(days=7)
    immediate: Term = Term(days=2, working=True)
    long_term: Term = Term(days=2, working=True)
    notice: Term = Term(days=5, working=True)
    reminders: tuple[int, ...] = (-3, 0, 1, 5)
    standing: Term = Term(days=10, working=True)  # first disclosure, and each review
    review_months: int = 12  # from one review of a standing entry to the next
    prompt: int = 5  # days before the due day on which a proposal is asked for

    def term(self, duty: Duty) -> Term:
        """Return the term within which a duty is due."""
        return {
            Duty.PERIODIC: self.periodic,
            Duty.CHANGED: self.long_term,
            Duty.STAGE: self.staged,
            Duty.SUMMARY: self.staged,
            Duty.IMMEDIATE: self.immediate,
            Duty.ANNUAL: self.annual,
            Duty.MANDATED: self.immediate,  # unless the order itself says by when
            Duty.RESULT: self.immediate,
            Duty.FIRST: self.standing,
            Duty.REVIEW: self.standing,
            Duty.CONSULTATION: self.immediate,
            Duty.OUTCOME: self.immediate,
            Duty.DOSSIER: self.immediate,
        }[duty]


class Deadline(Struct, frozen=True, kw_only=True):
    """期限的计算 — the due day and each day counted, by which calendar (D7)."""

    counted_from: date
    term: Term
    due: date
    calendar: str
    days: tuple[Day, ...]

    @property
    def reckoning(self) -> "Reckoning":
        """Return what is enough to tell whether another calendar changes any day of it."""
        digest = hashlib.sha256(canonical(self.days)).hexdigest()
        return Reckoning(self.counted_from, self.term, digest)


class Reckoning(Struct, frozen=True, array_like=True):
    """计算依据 — from which day, how long, and the SHA-256 of the days passed on the way."""

    counted_from: date
    term: Term
    digest: str


class Evidence(Struct, frozen=True, kw_only=True):
    """公开凭据 — of which form, in which record, which file (SHA-256, hex), which day."""

    form: str
    record: str
    sha256: str
    on: date


class Recipient(Struct, frozen=True, kw_only=True):
    """收件人 — whoever holds this post in this unit."""

    unit: str
    post: str
