"""对照方案 — what in a draft is not as the unit's scheme says, entry by entry.

A *departure* may stand once somebody has said why; a *gap* must be filled. A unit whose scheme
was told without settings has neither.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from services.catalog.domain.particulars_words import Particulars
from services.catalog.domain.scheme_terms import Value
from services.catalog.domain.terms import Entry, Field, Form, Post, Scope, TimeLimit
from services.catalog.domain.withheld_words import Ground
from services.catalog.domain.words import forms_in, heading

Values = Mapping[str, Value]
SCOPE_WORDS: Final = {
    Scope.SOCIETY: "社会",
    Scope.PARTY: "党内",
    Scope.UNIT: "本单位",
    Scope.PERSONS: "一定范围",
    Scope.APPLICANT: "申请人",
}
LIMITED: Final = frozenset({Scope.UNIT, Scope.PERSONS})
ROOMS: Final = "科室"
STANDING, REGULAR = TimeLimit.LONG_TERM, TimeLimit.PERIODIC
SET_UP: Final = ("机构设置", "领导分工", "职责分工", "成员分工", "班子分工")
RULES: Final = ("议事规则", "工作制度", "规章制度")
STEPS: Final = ("工作程序", "办事程序", "决策程序")
CLASSES: Final[Mapping[str, tuple[tuple[tuple[str, ...], TimeLimit], ...]]] = {
    "全部长期": (((*SET_UP, *RULES, *STEPS), STANDING),),
    "分工长期、程序定期": ((STEPS, REGULAR), (SET_UP, STANDING)),
    "程序长期、机构分工定期": (
        (("议事规则", *STEPS), STANDING),
        ((*SET_UP, "工作制度", "规章制度", "工作计划"), REGULAR),
    ),
}
DRAFTERS: Final[Mapping[str, tuple[Post, ...]]] = {
    "各级党组织": (Post.CLERK, Post.OFFICE, Post.SECRETARY),
    "领导小组办公室": (Post.OFFICE,),
    "承办科室": (Post.CLERK,),
    "县委": (Post.OFFICE, Post.SECRETARY),
}
APPROVERS: Final[Mapping[str, Post]] = {
    "制定目录的党组织": Post.APPROVER,
    "领导小组组长": Post.LEADER,
    "党支部": Post.SECRETARY,
    "常委会": Post.APPROVER,
}
IN_MEETING: Final = frozenset({"党支部", "常委会"})
SCREENING: Final = "保密性初审"  # has its own fact and its own post, whatever a scheme says


GROUNDS: Final[Mapping[str, frozenset[Ground]]] = {
    "党和国家秘密": frozenset({Ground.STATE_SECRET, Ground.WORK_SECRET}),
    "党内秘密": frozenset({Ground.STATE_SECRET}),
    "法定保密": frozenset({Ground.STATE_SECRET, Ground.WORK_SECRET, Ground.BUSINESS}),
    "个人隐私": frozenset({Ground.PRIVACY}),
    "依规不宜公开": frozenset(Ground) - {Ground.STATE_SECRET},
}


class Departure(Struct, frozen=True, kw_only=True):
    """与方案不同 — ``key``: the setting departed from."""

    row: int
    field: Field
    key: str
    message: str


def departures(entry: Entry, values: Values) -> Iterator[Departure]:
    """Yield where an entry is otherwise than settings say (V09 V26 V28 V31 V33 V37 V38)."""
    if not values:
        return
    for key, field, judge in _JUDGES:
        if message := judge(entry, values):
            yield Departure(row=entry.row, field=field, key=key, message=message)


def gap(entry: Entry, said: Particulars, values: Values) -> str:
    """Say in Chinese what is missing beside an entry's four fields; nothing, if nothing is."""
    if ROOMS in many(values, "organisation.tree") and not said.room:
        return "没有标明承办科室"
    if values.get("catalog.tiers") == "全县一个目录" and not said.body:
        return "没有标明公开主体"
    if said.cadre and not said.body:
        return f"涉及{said.cadre}干部，没有标明公开主体"
    if values and entry.scope in LIMITED and not said.audience:
        return "没有标明向哪些人公开"
    return ""


def preset(words: str, values: Values) -> TimeLimit | None:
    """Return the time limit that a scheme sets for matters of these words (V28, V31)."""
    text = heading(words)
    if any(heading(each) in text for each in many(values, "time_limits.immediate.examples")):
        return TimeLimit.IMMEDIATE
    rules = CLASSES.get(str(values.get("class_rules", "")), ())
    return next((limit for words, limit in rules if any(each in text for each in words)), None)


def strange(body: str, audience: str, values: Values) -> str:
    """Return the field that names a body or people no scheme of the unit knows (V01, V34)."""
    bodies, audiences = many(values, "organisation.tree"), many(values, "audiences")
    if body and bodies and body not in bodies:
        return "body"
    return "audience" if audience and audiences and audience not in audiences else ""


def opening(limit: TimeLimit, values: Values) -> str:
    """Return which of a scheme's 四公开 a time limit is (V55, S0-16); nothing, if it has none."""
    words = many(values, "vocabulary.four_openings")
    return next((each for each in words if each.startswith(limit.chinese)), "")


def drafters(values: Values) -> tuple[Post, ...]:
    """Return who drafts a unit's catalog (V05)."""
    return DRAFTERS.get(str(values.get("catalog.maker", "")), (Post.CLERK, Post.OFFICE))


def approver(values: Values) -> Post:
    """Return who approves a unit's catalog (V06)."""
    return APPROVERS.get(str(values.get("catalog.approver", "")), Post.APPROVER)


def examinations(values: Values) -> tuple[str, ...]:
    """Return what must be looked at before approval, beside the secrecy screening (V07)."""
    return tuple(each for each in many(values, "catalog.pre_check") if each != SCREENING)


def grounds(values: Values) -> frozenset[Ground]:
    """Return on which grounds a unit may withhold a matter (V35); of no settings, on each."""
    named = [GROUNDS[each] for each in many(values, "openness") if each in GROUNDS]
    return frozenset().union(*named) if named else frozenset(Ground)


def filed_above(values: Values) -> bool:
    """Tell whether what is withheld is filed with the superior (V21); silence means yes."""
    return values.get("routes.non_disclosure.filing") != "不备案"


def many(values: Values, key: str) -> tuple[str, ...]:
    """Return the words of a setting; of none, none."""
    found = values.get(key, ())
    return tuple(str(each) for each in found) if isinstance(found, tuple | list) else ()


def channels(values: Values, key: str) -> frozenset[Form]:
    """Return the forms among the channels that a scheme names in its own words."""
    return _forms(many(values, key))


@lru_cache(maxsize=256)  # of a catalog, every entry is held against the same words
def _forms(words: tuple[str, ...]) -> frozenset[Form]:
    return frozenset(form for word in words for form in forms_in(word)[0])


def _tiers(entry: Entry, values: Values) -> str:
    if values.get("catalog.tiers") == "三级标题" and not (entry.level1 and entry.level2):
        return "方案规定目录分三级标题，这一条缺少一级或者二级目录"
    return ""


def _scope(entry: Entry, values: Values) -> str:
    allowed = many(values, "scopes")
    if entry.scope is None or not allowed or SCOPE_WORDS[entry.scope] in allowed:
        return ""
    return f"方案规定的公开范围只有{'、'.join(allowed)}，没有{SCOPE_WORDS[entry.scope]}"


def _limit(entry: Entry, values: Values) -> str:
    allowed = many(values, "time_limits")
    if entry.time_limit is None or not allowed or entry.time_limit.value in allowed:
        return ""
    return f"方案没有{entry.time_limit.chinese}公开这一类"


def _immediate(entry: Entry, values: Values) -> str:
    if entry.time_limit is TimeLimit.IMMEDIATE:
        return ""
    text = heading(entry.level2 + entry.level3)
    named = many(values, "time_limits.immediate.examples")
    found = next((each for each in named if heading(each) in text), "")
    return f"方案点名“{found}”即时公开" if found else ""


def _class(entry: Entry, values: Values) -> str:
    wanted = preset(entry.level3, values)
    if wanted is None or wanted in {TimeLimit.IMMEDIATE, entry.time_limit}:
        return ""
    return f"按方案，这类事项{wanted.chinese}公开"


def _inner(entry: Entry, values: Values) -> str:
    allowed = channels(values, "channels.inner")
    over = [each.value for each in entry.forms if each not in allowed]
    if entry.scope is not Scope.PARTY or not allowed or not over:
        return ""
    return f"方案规定的党内公开渠道没有{'、'.join(over)}"


def _public(entry: Entry, values: Values) -> str:
    allowed = channels(values, "channels.public")
    if entry.scope is not Scope.SOCIETY or not allowed or set(entry.forms) & allowed:
        return ""
    words = "、".join(many(values, "channels.public"))
    return f"方案规定的社会公开渠道是{words}，这一条一样也没有"


_JUDGES: Final = (
    ("catalog.tiers", Field.LEVEL1, _tiers),
    ("scopes", Field.SCOPE, _scope),
    ("time_limits", Field.TIME_LIMIT, _limit),
    ("time_limits.immediate.examples", Field.TIME_LIMIT, _immediate),
    ("class_rules", Field.TIME_LIMIT, _class),
    ("channels.inner", Field.FORMS, _inner),
    ("channels.public", Field.FORMS, _public),
)
