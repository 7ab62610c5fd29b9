"""答复的理由 — in one's own words, resting on a named rule, saying where to turn (F2)."""

import re
from datetime import date
from typing import Final

from services.feedback.domain.request_rule import RequestRule
from services.feedback.domain.request_words import BODIES, OUTCOMES, Decision
from shared.decider import InvalidError

RULE: Final = re.compile(r"《[^《》]{2,}》|第[〇一二三四五六七八九十百零0-9]+[条款项]")
_BARE: Final = re.compile(r"[\W_]+")


class BasisMissingError(InvalidError):
    """请写明答复依据的具体规定，例如《中国共产党党务公开条例（试行）》第七条。"""


class TemplateOnlyError(InvalidError):
    """理由只有套话，请针对这件申请具体说明。"""

    @property
    def sentence(self) -> str:
        """Return the rule with how much of one's own is wanted."""
        given, least = self.args
        return f"理由只有套话（自己的话{given}字，至少要{least}字），请针对这件申请具体说明。"


def based(basis: str) -> str:
    """Return the rule that an answer rests on.

    Raises:
        BasisMissingError: no rule is named.

    """
    kept = " ".join(basis.split())
    if not RULE.search(kept):
        raise BasisMissingError(field="basis")
    return kept


def own_words(text: str, rule: RequestRule, field: str) -> str:
    """Return a reason in which something is said beyond the phrases that are always said (S1-20).

    Raises:
        TemplateOnlyError: without them too little is left.

    """
    own = text
    for each in rule.templates:
        own = own.replace(each, "")
    own = _BARE.sub("", RULE.sub("", own))
    if len(own) < rule.least:
        raise TemplateOnlyError(len(own), rule.least, field=field)
    return text


def remedy_of(rule: RequestRule) -> str:
    """Return where an applicant may turn who is not content."""
    where = "、".join(BODIES[each] for each in rule.bodies)
    return f"如对本答复有意见，可以在收到之日起{rule.recheck_days}日内向{where}提出。"


def letter_of(number: str, unit: str, decision: Decision, received: date) -> str:
    """Return the answer as the applicant reads it: outcome, ground, remedy."""
    lines = [
        f"{unit}于{received.year}年{received.month}月{received.day}日收到您的申请（{number}）。",
        f"答复结果：{OUTCOMES[decision.outcome]}。",
        f"公开范围：{decision.scope}；公开形式：{decision.form}。" if decision.scope else "",
        f"依据：{decision.basis}。",
        f"不予公开的理由类别：{decision.ground}。" if decision.ground else "",
        f"理由：{decision.reason}",
        f"复核时间：{decision.review_on}前再次研究能否公开。" if decision.review_on else "",
        decision.remedy,
    ]
    return "\n".join(each for each in lines if each)
