"""申请的规则 — what a unit's scheme says of requests; copied into each request as it comes in.

A scheme that is changed later leaves the requests that are there on the rule they came under.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from services.feedback.domain.request_words import BODIES, WAITS, Body, Outcome, Wait
from shared.decider import ForbiddenError

ANYBODY: Final = "任何人"
WORKING: Final = "工作日"
WITHHELD: Final = "不公开并说明"
ALLOWED: Final[Mapping[str, tuple[Outcome, ...]]] = {
    "向申请人公开": (Outcome.APPLICANT,),
    "一定范围公开": (Outcome.RANGE,),
    "公开": (Outcome.PUBLIC,),
    "解答": (Outcome.ANSWER,),
    WITHHELD: (Outcome.PARTLY, Outcome.NOT_NOW, Outcome.UNSUITABLE, Outcome.CANNOT),
}


class RequestRule(Struct, frozen=True, kw_only=True):
    """申请规则 — the defaults are the county's; days are working days if ``working`` says so.

    ``extension``: days by which the term may be prolonged, once (0: not at all); ``stops``:
    what stops the clock; ``correction``: days an applicant has for it; ``filing_days``:
    working days after closing within which the superior is told; ``recheck_days``: days
    within which a refusal may be complained of; ``least``: characters of one's own in a reason.
    """

    scheme_id: str = ""
    scheme_version: int = 0
    applicants: tuple[str, ...] = ("党员", "群众")
    outcomes: tuple[str, ...] = ("向申请人公开", "一定范围公开", WITHHELD)
    days: int = 15
    working: bool = True
    extension: int = 10
    stops: tuple[Wait, ...] = (Wait.CORRECTION, Wait.CONSULTATION)
    correction: int = 10
    filing: bool = False
    filing_days: int = 3
    deciders: tuple[str, ...] = ("approver",)
    grounds: tuple[str, ...] = (
        "国家秘密",
        "工作过程材料",
        "个人隐私",
        "商业秘密",
        "危及安全稳定",
        "不掌握该信息",
    )
    templates: tuple[str, ...] = (
        "按规定不宜公开",
        "按规定不予公开",
        "根据有关规定",
        "经研究决定",
        "涉及秘密",
        "不属于公开范围",
        "现答复如下",
    )
    least: int = 10
    hold_days: int = 90
    recheck_days: int = 60
    bodies: tuple[Body, ...] = (Body.SUPERIOR, Body.DISCIPLINE, Body.SUPERVISOR)

    @property
    def allowed(self) -> frozenset[Outcome]:
        """Return how a request may be answered; partly only where something may be given."""
        found = {each for word in self.outcomes for each in ALLOWED.get(word, ())}
        given = {Outcome.APPLICANT, Outcome.RANGE, Outcome.PUBLIC} & found
        return frozenset(found if given else found - {Outcome.PARTLY})

    @property
    def term(self) -> str:
        """Return the term as a person reads it."""
        return f"{self.days}个{'工作日' if self.working else '自然日'}"


class NotEntitledError(ForbiddenError):
    """按本单位的实施方案，您填写的身份不能申请公开。"""

    @property
    def sentence(self) -> str:
        """Return the rule with who may apply."""
        who = "、".join(self.args[0])
        return f"按本单位的实施方案，只有{who}可以申请公开，请核对“申请人身份”。"


def rule_of(values: Mapping[str, Any], scheme_id: str = "", version: int = 0) -> RequestRule:
    """Return the rule that a scheme's settings make; the county's where they say nothing."""
    county = RequestRule()
    number, words = _numbers(values), _words(values)
    return RequestRule(
        scheme_id=scheme_id,
        scheme_version=version,
        applicants=words("routes.application.applicants", county.applicants),
        outcomes=words("routes.application.outcomes", county.outcomes),
        days=number("application.decide_days", county.days),
        working=values.get("application.counting", WORKING) == WORKING,
        extension=number("application.extend_days", county.extension),
        stops=_waits(words("application.stops", tuple(WAITS.values()))),
        correction=number("application.correction_days", county.correction),
        filing=values.get("routes.application.filing") is True,
        filing_days=number("application.filing_days", county.filing_days),
        deciders=words("application.deciders", county.deciders),
        grounds=words("application.grounds", county.grounds),
        templates=words("application.templates", county.templates),
        least=number("application.reason_least", county.least),
        hold_days=number("hold.review_days", county.hold_days),
        recheck_days=number("application.recheck_days", county.recheck_days),
        bodies=_bodies(words("application.recheck_bodies", tuple(BODIES.values()))),
    )


def entitled(standing: str, rule: RequestRule) -> None:
    """Refuse an applicant whom the unit's scheme does not know (S0-64, S1-19, S4-28).

    Raises:
        NotEntitledError: only others may apply.

    """
    if standing not in rule.applicants and ANYBODY not in rule.applicants:
        raise NotEntitledError(rule.applicants, field="standing")


def _numbers(values: Mapping[str, Any]) -> Any:
    def number(key: str, otherwise: int) -> int:
        value = values.get(key)
        return value if type(value) is int and value >= 0 else otherwise

    return number


def _words(values: Mapping[str, Any]) -> Any:
    def words(key: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        value = values.get(key)
        return tuple(map(str, value)) if isinstance(value, list | tuple) and value else otherwise

    return words


def _waits(words: tuple[str, ...]) -> tuple[Wait, ...]:
    return tuple(each for each, word in WAITS.items() if word in words)


def _bodies(words: tuple[str, ...]) -> tuple[Body, ...]:
    return tuple(each for each, word in BODIES.items() if word in words)
