"""职权运行的请求和事实 — one run of a power, step by step as its chart says (S4-42, S4-57)."""

from datetime import date
from enum import Enum
from typing import Annotated

from msgspec import Meta, Struct

from services.workflow.domain.duty import Recipient
from services.workflow.domain.terms import Scope

Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=2_000)]


class Lane(Enum):
    """职能"""

    DECIDE = "decide"
    EXECUTE = "execute"
    SUPERVISE = "supervise"

    @property
    def chinese(self) -> str:
        """Return the word a person reads."""
        return {"decide": "决策", "execute": "执行", "supervise": "监督"}[self.value]


class RunStep(Struct, frozen=True, kw_only=True):
    """运行环节 — ``days``: working days it may take, 0 for any; ``point``: what it discloses."""

    name: str
    subject: str
    lane: Lane
    days: int
    point: str
    scope: Scope
    high: bool


class OpenRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """开始职权运行 — of a power that is published; ``title``: of this very matter."""

    power_id: str
    title: Line = ""


class StartRun(Struct, frozen=True, kw_only=True):
    """办理职权运行 — what is asked, with the power's steps and the regimes it goes by."""

    asked: OpenRun
    unit: str
    power: str
    owner: str
    chart: int
    steps: tuple[RunStep, ...]
    regimes: tuple[str, ...] = ()
    due: date | None = None


class AdvanceRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办结环节 — ``disclosure_id``: by which its result was disclosed, where the chart says so.

    ``instead``: why another post than the one that the chart names finishes it.
    """

    step: int
    result: Words = ""
    disclosure_id: Line = ""
    instead: Words = ""


class PassStep(Struct, frozen=True, kw_only=True):
    """办理办结 — what is asked, whether its disclosure is in force, the next step's last day.

    ``to``: who hears that the step was late, if nobody has been told yet. ``named``: the posts
    that the chart's subject stands for by the unit's scheme; none: any that may run it.
    """

    asked: AdvanceRun
    named: tuple[str, ...] = ()
    disclosed: bool = False
    due: date | None = None
    to: tuple[Recipient, ...] = ()


class WarnRun(Struct, frozen=True, kw_only=True):
    """超时预警 — to those who hold the power, and to those who supervise them."""

    to: tuple[Recipient, ...] = ()


class DisposeWarning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """处置预警"""

    step: int
    handling: Words = ""


class RunOpened(Struct, frozen=True, kw_only=True, tag="workflow.run.opened.v1"):
    """职权运行已开始"""

    unit: str
    power_id: str
    power: str
    title: str
    owner: str
    chart: int
    steps: tuple[RunStep, ...]
    regimes: tuple[str, ...]
    due: date | None
    opened_by: str


class RunAdvanced(Struct, frozen=True, kw_only=True, tag="workflow.run.advanced.v1"):
    """运行环节已办结 — ``due``: the last day of the next step; ``closed``: there is none.

    ``instead``: why it was not finished by the post that the chart names; "" where it was.
    """

    unit: str
    step: int
    lane: Lane
    result: str
    disclosure_id: str
    due: date | None
    closed: bool
    advanced_by: str
    instead: str = ""


class RunWarned(Struct, frozen=True, kw_only=True, tag="workflow.run.warned.v1"):
    """运行环节超时已预警"""

    unit: str
    step: int
    title: str
    due: date
    to: tuple[Recipient, ...]


class RunDisposed(Struct, frozen=True, kw_only=True, tag="workflow.run.disposed.v1"):
    """超时预警已处置"""

    unit: str
    step: int
    handling: str
    disposed_by: str


RunAsked = OpenRun | AdvanceRun | DisposeWarning
RunCommand = StartRun | PassStep | WarnRun | DisposeWarning
RunEvent = RunOpened | RunAdvanced | RunWarned | RunDisposed
