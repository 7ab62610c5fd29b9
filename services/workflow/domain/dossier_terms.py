"""重大决策案卷的用语 — steps, verdicts, majorities, outcomes, and what a scheme says of them."""

from enum import Enum
from typing import Final

from msgspec import Struct

from services.workflow.domain.duty import Term


class DecisionStep(Enum):
    """决策步骤 — in the order in which a matter goes through them (S4 四(二)1-5)."""

    RESEARCH = "research"
    CONSULTATION = "consultation"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    FOLLOW_UP = "follow_up"

    @property
    def chinese(self) -> str:
        """Return the word of the plan."""
        return STEPS[self]


STEPS: Final = {
    DecisionStep.RESEARCH: "调查研究",
    DecisionStep.CONSULTATION: "征求意见",
    DecisionStep.ASSESSMENT: "风险评估",
    DecisionStep.DECISION: "集体决策",
    DecisionStep.FOLLOW_UP: "跟踪反馈",
}


class Aspect(Enum):
    """评估内容 — what is asked of a decision before it is made (S4 四(二)3)."""

    LAWFUL = "lawful"
    REASONABLE = "reasonable"
    FEASIBLE = "feasible"
    CONTROLLABLE = "controllable"


ASPECTS: Final = {
    Aspect.LAWFUL: "合法性",
    Aspect.REASONABLE: "合理性",
    Aspect.FEASIBLE: "可行性",
    Aspect.CONTROLLABLE: "可控性",
}


class Method(Enum):
    """评估方式 — who assesses."""

    DEPARTMENT = "department"
    EXPERT = "expert"
    PUBLIC = "public"
    AGENCY = "agency"


METHODS: Final = {
    Method.DEPARTMENT: "部门论证",
    Method.EXPERT: "专家咨询",
    Method.PUBLIC: "公众参与",
    Method.AGENCY: "专业机构测评",
}


class Rating(Enum):
    """评估结论"""

    PASSES = "passes"
    CONDITIONAL = "conditional"
    FAILS = "fails"


RATINGS: Final = {
    Rating.PASSES: "符合",
    Rating.CONDITIONAL: "有条件符合",
    Rating.FAILS: "不符合",
}


class Disposal(Enum):
    """评估后的处理 — what an evaluation of the execution proposes (S4 四(二)5)."""

    CONTINUE = "continue"
    SUSPEND = "suspend"
    STOP = "stop"
    AMEND = "amend"


DISPOSALS: Final = {
    Disposal.CONTINUE: "继续执行",
    Disposal.SUSPEND: "暂缓执行",
    Disposal.STOP: "停止执行",
    Disposal.AMEND: "修订完善",
}


class Stand(Enum):
    """案卷状态"""

    NONE = "none"
    PREPARING = "preparing"
    EXECUTING = "executing"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


STANDS: Final = {
    Stand.PREPARING: "决策准备中",
    Stand.EXECUTING: "执行中",
    Stand.SUSPENDED: "暂缓执行",
    Stand.STOPPED: "已停止执行",
}


class Side(Enum):
    """公开的方面 — what is disclosed of a decision: how it was made, carried out, looked after."""

    DECISION = "decision"
    EXECUTION = "execution"
    SUPERVISION = "supervision"


SIDES: Final = {
    Side.DECISION: "决策",
    Side.EXECUTION: "执行",
    Side.SUPERVISION: "监督",
}


class DossierRule(Struct, frozen=True, kw_only=True):
    """决策规则 — what the unit's scheme said on the day on which the dossier was opened.

    ``steps`` are always needed; consultation also where a matter touches the masses, assessment
    also where it is major. ``of_due``: the majority is one of all members due, else of those
    present; ``two_thirds``: so many make a quorum, else more than half. ``reserved``: pairs of a
    word and the only body that decides matters with it. ``secret``: words of matters that are
    voted on in secret. ``report``: within it a decision is reported to the unit above.
    ``separate``: who decided does not carry out (S4 三(四)1). ``notice``: for so long society was
    shown a matter that touches the masses before step 2 ends (S4 四(三)1); None: not asked for.
    ``agenda``: a meeting votes on what stands on its agenda, and on nothing else (S4 四(二)4).
    """

    steps: tuple[DecisionStep, ...] = (
        DecisionStep.RESEARCH,
        DecisionStep.DECISION,
        DecisionStep.FOLLOW_UP,
    )
    aspects: tuple[Aspect, ...] = tuple(Aspect)
    methods: tuple[Method, ...] = tuple(Method)
    of_due: bool = True
    two_thirds: bool = False
    leader_last: bool = True
    bodies: tuple[str, ...] = (
        "全委会",
        "常委会",
        "政府常务会议",
        "党委会议",
        "党组会议",
        "党员大会",
        "支部委员会",
    )
    reserved: tuple[tuple[str, str], ...] = (("党政正职", "全委会"), ("重要岗位", "全委会"))
    secret: tuple[str, ...] = ("票决", "党政正职", "重要岗位")
    report: Term | None = Term(days=10, working=True)
    separate: bool = False
    notice: Term | None = None
    agenda: bool = False

    def body_of(self, matter: str) -> str:
        """Return the only body that decides a matter; nothing: any body may."""
        return next((body for word, body in self.reserved if word in matter), "")

    def in_secret(self, matter: str) -> bool:
        """Tell whether a matter is voted on in secret."""
        return any(each in matter for each in self.secret)

    def whole(self, present: int, due: int) -> bool:
        """Tell whether so many make a quorum."""
        return present * 3 >= due * 2 if self.two_thirds else present * 2 > due

    def carried(self, favour: int, present: int, due: int) -> bool:
        """Tell whether so many in favour are a majority (S4 四(二)4)."""
        return favour * 2 > (due if self.of_due else present)
