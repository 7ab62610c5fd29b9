"""召集的请求和事实 — who of those who applied comes to a hearing, what a meeting is to decide."""

from datetime import date

from msgspec import Struct


class DrawHearing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """抽签确定听证参加人 — ``applicants``: their numbers of registration, never their names."""

    number: int
    applicants: tuple[str, ...]
    seed: str


class ScheduleDossier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """列入会议议题 — ``session``: which meeting of the body, held on which day."""

    held_on: date
    session: str


class HearingAllotted(Struct, frozen=True, kw_only=True, tag="workflow.hearing.allotted.v1"):
    """听证参加人已抽签 — anybody who has seed and applicants draws the same again."""

    number: int
    applicants: tuple[str, ...]
    seed: str
    drawn: tuple[str, ...]


class DossierScheduled(Struct, frozen=True, kw_only=True, tag="workflow.dossier.scheduled.v1"):
    """决策事项已列入会议议题"""

    unit: str
    body: str
    held_on: date
    session: str
