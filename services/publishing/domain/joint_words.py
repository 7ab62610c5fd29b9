"""联合检查的词 — the Party's disclosure and the government's are inspected together (S0-85)."""

from datetime import date

from msgspec import Struct


class PlanJoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """安排联合检查 — of what these units disclosed on these days; ``below``: whom it may reach."""

    unit: str
    title: str
    first: date | None
    last: date | None
    units: tuple[str, ...]
    below: frozenset[str]


class PartyCount(Struct, frozen=True, kw_only=True):
    """党务公开的件数 — disclosed in the period; of them withdrawn, and shown otherwise."""

    items: int = 0
    withdrawn: int = 0
    deviating: int = 0


class LinkedCount(Struct, frozen=True, kw_only=True):
    """政务公开等的件数 — of one system: linked in the period; withdrawn, waiting for a look."""

    system: str
    items: int = 0
    withdrawn: int = 0
    waiting: int = 0


class JointLine(Struct, frozen=True, kw_only=True):
    """联合检查报告的一行 — one unit, each kind counted apart."""

    unit: str
    party: PartyCount
    linked: tuple[LinkedCount, ...]


class ReportJoint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """作出联合检查报告 — ``lines`` are counted by the house, not by hand."""

    lines: tuple[JointLine, ...]
    text: str


class JointPlanned(Struct, frozen=True, kw_only=True, tag="publishing.joint.planned.v1"):
    """联合检查已安排"""

    unit: str
    title: str
    first: date
    last: date
    units: tuple[str, ...]


class JointReported(Struct, frozen=True, kw_only=True, tag="publishing.joint.reported.v1"):
    """联合检查报告已作出"""

    unit: str
    lines: tuple[JointLine, ...]
    text: str


JointCommand = PlanJoint | ReportJoint
JointEvent = JointPlanned | JointReported
