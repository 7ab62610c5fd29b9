"""All 56 points of a scheme act: another value, and something else is decided, due or shown.

One real adoption is told to the real rule books of workflow, feedback and publishing; each proof
names two values of one point and reads what follows from each. What no rule reads yet stands
in ``LATER`` with the row of the issue that alone will use it.
"""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.archive.domain.standard import standard_of
from services.catalog.domain.contents import CONTENTS, Asked
from services.catalog.domain.contents_words import ListContents
from services.catalog.domain.filling import posts_demanded
from services.catalog.domain.particulars_words import Particulars
from services.catalog.domain.rollout import steps_of
from services.catalog.domain.terms import Form, Scope, TimeLimit
from services.catalog.domain.yardstick import (
    approver,
    departures,
    drafters,
    examinations,
    filed_above,
    gap,
    grounds,
    opening,
    preset,
    strange,
)
from services.feedback.domain.by_scheme import (
    GROUP,
    INTAKE,
    KINDS,
    NONE,
    REPLY,
    ROUTE,
    assigners,
    labelled,
)
from services.feedback.domain.request_rule import rule_of
from services.feedback.handlers.appraising import Appraising
from services.feedback.handlers.opinions import Opinions
from services.feedback.handlers.rules import RuleBook
from services.feedback.handlers.supervising import Supervising
from services.feedback.views.rules import schemes as feedback_schemes
from services.feedback.views.rules import years
from services.feedback.views.supervision import activities
from services.publishing.domain.sister import JOINED_KEY, joined
from services.publishing.handlers.boards import EVERYBODY, SCOPES_KEY
from services.publishing.handlers.rules import RuleBook as PublishingBook
from services.publishing.views.schemes import schemes as publishing_schemes
from services.workflow.domain.report_task import tasks_of
from services.workflow.handlers.answering import LEADERS, PROMPT_KEY, PROMPTERS
from services.workflow.handlers.cases import Cases
from services.workflow.handlers.consultation_rules import used
from services.workflow.handlers.paths import Paths
from services.workflow.handlers.reposts import KEY, WORD
from services.workflow.views import VIEWS as WORKFLOW
from services.workflow.views import schemes as workflow_schemes
from shared.decider import RejectedError
from shared.record import Letter, file
from shared.register import units
from shared.testing import cause
from shared.view import Views
from tests.catalog.examples import DUES
from tests.catalog.scheming import IN_JUNE, STANDARD, adopted, ask

DAY = date(2026, 7, 1)
SOCIETY = replace(DUES, scope=Scope.SOCIETY, forms=(Form.WEBSITE,))
LOOSE = replace(DUES, level1="", level2="")
MONTHLY = ("月报=每月10日/分管领导",)
LATER = {
    "V50": ("J1", "归档的材料和方式只由档案一侧使用，档案不听方案"),
    "V54": ("I7", "四规范只在三满意调查里比较"),
}


class Told:
    """What one adoption has made of a unit's rules, in the catalog and at those who hear it."""

    def __init__(self, town, fact, unit):
        self.scheme, self.values, self.unit = fact.scheme, fact.scheme.values, unit
        self.heard = town.workflow.get(workflow_schemes, unit)
        self.rules = self.heard.in_force(DAY)
        self.paths = Paths(town.workflow)
        self.book = RuleBook(town.feedback)
        self.boards = PublishingBook(town.publishing)
        views = {"store": None, "views": town.feedback, "keyring": None, "rules": self.book}
        self.opinions = Opinions(**views)
        self.appraising = Appraising(**views, secret=b"")
        self.supervising = Supervising(**views, overviews=None)


class Town:
    """Three services that hear what units adopt."""

    def __init__(self, folder):
        heard = {
            "workflow": WORKFLOW,
            "feedback": [feedback_schemes, years, units, activities],
            "publishing": [publishing_schemes, units],
        }
        self.ears = [
            Views(name, f"sqlite:///{folder}/{name}.db", views) for name, views in heard.items()
        ]
        self.workflow, self.feedback, self.publishing = self.ears
        for each in self.ears:
            each.open()
        self.count = 0

    def adopts(self, key, value):
        """Let a unit of its own adopt a scheme that says this, and nothing else of its own."""
        self.count += 1
        unit = str(UUID(int=self.count))
        wanted = {"title": "本单位方案", "effective": "2026-06-10", "values": {key: value}}
        [fact] = adopted(ask(**wanted, reasons={key: "本单位决定"}), at=IN_JUNE)
        fact = replace(fact, unit=unit)
        record = file(fact, stream_id=UUID(unit), version=1, cause=cause("a", at=IN_JUNE))
        letter = Letter(
            position=self.count, stream_id=UUID(unit), version=1, tag=record.tag, body=record.body
        )
        for each in self.ears:
            each.apply("catalog", [letter])
        return Told(self, fact, unit)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Return three services that have heard nothing yet."""
    town = Town(tmp_path_factory.mktemp("points"))
    yield town
    for each in town.ears:
        each.close()


def departing(entry):
    return lambda told: [each.key for each in departures(entry, told.values)]


def listed(told):
    text = "\n".join(f"{number}、第{number}类事项" for number in range(1, 9))
    asked = Asked(asked=ListContents(text=text), expected=told.values["taxonomy"])
    try:
        return len(CONTENTS.decide(asked, CONTENTS.initial, cause("a")))
    except RejectedError as refusal:
        return type(refusal)


def due(part):
    return lambda told: getattr(told.scheme.time_limits, part)


def procedure(part):
    return lambda told: getattr(told.rules.procedure, part)


def applying(part):
    return lambda told: getattr(rule_of(told.values), part)


PROOFS = {
    "V01": (["党支部"], ["党支部", "科室"], lambda t: gap(DUES, Particulars(), t.values)),
    "V02": ("不设", "校长", lambda t: posts_demanded(t.scheme)),
    "V03": ("办公室", "承办科室", lambda t: posts_demanded(t.scheme)),
    "V04": (["直接责任人"], ["支部书记"], lambda t: posts_demanded(t.scheme)),
    "V05": ("承办科室", "领导小组办公室", lambda t: drafters(t.values)),
    "V06": ("领导小组组长", "党支部", lambda t: approver(t.values)),
    "V07": (["保密性初审"], ["编办法制办审核"], lambda t: examinations(t.values)),
    "V08": (["内容"], ["内容", "时长"], procedure("duration")),
    "V09": ("不分级", "三级标题", departing(LOOSE)),
    "V10": ("承办部门", "领导小组办公室", procedure("proposers")),
    "V11": (["approver"], ["office"], lambda t: t.rules.approvers),
    "V12": (0, 2, procedure("signatures")),
    "V13": ("领导小组", "集体研究", lambda t: t.paths.off_catalog(t.unit, DAY).way),
    "V14": ("报批", "不得公开", lambda t: t.paths.barred(t.unit, DAY)),
    "V15": (["secrecy"], ["secrecy", "accuracy"], lambda t: t.rules.required),
    "V16": (["通过"], ["通过", "脱密后公开"], procedure("redacts")),
    "V17": (["审核"], ["审核", "审批"], procedure("each")),
    "V18": (True, False, lambda t: t.supervising._missed(t.unit, date(2024, 1, 1), DAY)),
    "V19": (True, False, procedure("republish")),
    "V20": (["公布并说明"], ["报上级备案"], procedure("filing")),
    "V21": ("上一级党组织", "不备案", lambda t: filed_above(t.values)),
    "V22": (["党员"], ["任何人"], applying("applicants")),
    "V23": (["公开"], ["解答"], applying("outcomes")),
    "V24": (True, False, applying("filing")),
    "V25": ("实行", "不实行", lambda t: used(t.heard, DAY)),
    "V26": (["long_term"], ["periodic"], departing(DUES)),
    "V27": ("monthly", "yearly", due("periodic")),
    "V28": ("全部长期", "分工长期、程序定期", lambda t: preset("各项办事程序", t.values)),
    "V29": (True, False, due("staged")),
    "V30": (7, 5, due("annual")),
    "V31": (["任前公示"], ["大额资金"], lambda t: preset("大额资金使用", t.values)),
    "V32": ("inner_first_strict", "none", lambda t: t.rules.inner_first),
    "V33": (["党内"], ["社会"], departing(SOCIETY)),
    "V34": (["党员"], ["客商"], lambda t: strange("", "客商", t.values)),
    "V35": (["个人隐私"], ["党内秘密"], lambda t: grounds(t.values)),
    "V36": (8, 7, listed),
    "V37": (["会议"], ["会议", "文件"], departing(DUES)),
    "V38": (["网站"], ["公开栏"], departing(SOCIETY)),
    "V39": (
        ["党内"],
        ["社会"],
        lambda t: t.boards.words(t.unit, SCOPES_KEY, DAY, EVERYBODY),
    ),
    "V40": (
        ["意见箱"],
        ["来访"],
        lambda t: labelled(t.book.words(t.unit, INTAKE, DAY, ())),
    ),
    "V41": (
        "专人转相关部门",
        "领导小组办公室办理",
        lambda t: assigners(t.book.word(t.unit, ROUTE, DAY)),
    ),
    "V42": (
        ["反映人"],
        ["反映人", "领导小组"],
        lambda t: GROUP in t.book.words(t.unit, REPLY, DAY, ()),
    ),
    "V43": ("一律公开", "不公开", lambda t: t.opinions._outcome_rule(t.unit, DAY)),
    "V44": ("社会监督员", "不设", lambda t: t.book.word(t.unit, KINDS, DAY) == NONE),
    "V45": (["党员"], ["群众"], lambda t: t.appraising.allowed(t.unit, DAY)),
    "V46": (["党建目标责任制"], ["年度考核"], lambda t: standard_of(1, t.values).kinds),
    "V47": (
        ["批评教育"],
        ["批评教育", "追究领导和直接责任人"],
        lambda t: Cases(None, t.paths.views, None).ladder(t.unit, DAY),
    ),
    "V48": (
        "党支部",
        "不催办",
        lambda t: PROMPTERS.get(str(t.heard.setting(PROMPT_KEY, DAY)), LEADERS),
    ),
    "V49": (["必须执行"], [WORD], lambda t: WORD in t.heard.setting(KEY, DAY)),
    "V51": (
        ["长期实施"],
        ["宣传组织", "组织实施"],
        lambda t: [each.name for each in steps_of(t.values)],
    ),
    "V52": (["年度总结"], ["月报"], lambda t: [*tasks_of(MONTHLY, t.values["reports"])]),
    "V53": ("长期", "当年", lambda t: t.scheme.until),
    "V55": (
        ["不使用"],
        ["长期公开", "定期公开"],
        lambda t: opening(TimeLimit.PERIODIC, t.values),
    ),
    "V56": (
        "政务公开",
        "校务公开",
        lambda t: joined(t.boards.word(t.unit, JOINED_KEY, DAY)),
    ),
}
POINTS = [each for each in STANDARD.points if each.id.startswith("V")]


def test_the_56_points_are_all_proved_or_named_with_the_row_that_will_use_them():
    assert len(POINTS) == 56
    assert {each.id for each in POINTS} == {*PROOFS, *LATER}
    assert not PROOFS.keys() & LATER.keys()
    assert all(row and reason for row, reason in LATER.values())


@pytest.mark.parametrize(
    "point", [each for each in POINTS if each.id in PROOFS], ids=lambda p: p.id
)
def test_another_value_of_a_point_changes_what_follows(town, point):
    one, other, follows = PROOFS[point.id]

    first, second = (town.adopts(point.key, each) for each in (one, other))

    assert follows(first) != follows(second)
